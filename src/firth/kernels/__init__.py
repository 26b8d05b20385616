"""The compiled inner loops: arrays in, numbers out.

For training, read them in this order: ``arrays`` (the arguments), ``random_streams`` (randomness), ``windows`` (which
words are neighbours), ``noise`` (which words are not), ``simd`` and ``block`` (the arithmetic), ``steps`` (one step of
each architecture), ``negative_sampling`` and ``hierarchical_softmax`` (the loops around them, one for each objective),
``sequential_updates`` (the textbook's order instead), ``full_softmax`` (the objective that is all matrix products), and
``reference``, the same steps in plain NumPy, which is the specification. ``word_tables`` builds what is made once for
a vocabulary.

Those for reading are in ``text``.

``compiling`` compiles all of them, and ``kernel_cache`` keeps the machine code.

Kernels check nothing; their callers do. No kernel holds Python's lock.
"""
