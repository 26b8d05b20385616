"""The compiled inner loops: arrays in, numbers out.

For training, read them in this order: ``arrays`` (the arguments), ``random_streams`` (randomness), ``windows`` (which
words are neighbours), ``noise`` (which words are not), ``plan`` (what a block will do), ``listing`` (its changes, row
by row), ``phases`` and ``rounds`` (how threads share it), on ``atomics``; ``simd``, ``emit``, ``rows`` and ``tiles``
(the arithmetic), ``scores`` (errors and losses) and ``means`` (windows of CBOW); ``negative_sampling`` (batches that
share noise), ``merge`` (how changes become weights), ``pieces`` (words that are made of pieces), ``allocate`` (room for
all that). Where each step has output rows of its own: ``own_rows``, ``hierarchical_softmax`` and ``pair_noise``. Where
all rows are output rows: ``full_softmax``. ``reference`` and ``reference_rounds`` are the same in plain NumPy, which is
the specification. ``sequential_updates`` is the textbook's order instead. ``word_tables`` builds what is made once for
a vocabulary.

GloVe has a kernel and a specification of its own: ``glove`` and ``reference_glove``.

Those for reading are in ``text``.

``compiling`` compiles all of them, and ``kernel_cache`` keeps the machine code.

Kernels check nothing; their callers do. No kernel holds Python's lock.
"""
