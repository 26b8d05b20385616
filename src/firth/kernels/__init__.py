"""The compiled inner loops: arrays in, numbers out.

Of training, read in this order: ``arrays`` (what is handed over), ``random_streams`` (randomness), ``windows`` (which
words stand together), ``noise`` (which words do not), ``simd`` and ``block`` (the arithmetic), ``steps`` (one step of
each architecture), ``negative_sampling`` and ``hierarchical_softmax`` (the loops that join them, an objective each),
``sequential_updates`` (the textbook's order instead), ``full_softmax`` (the objective that is all matrix products), and
``reference``, the same steps in plain NumPy, which is the specification. ``word_tables`` builds what is made once for
a vocabulary.

Of reading: ``text``.

``compiling`` says how all of it is compiled, ``kernel_cache`` where the result is kept.

Kernels check nothing: whoever calls them has. No kernel holds Python's lock.
"""
