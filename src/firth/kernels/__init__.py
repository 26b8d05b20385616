"""The compiled inner loops: arrays in, numbers out.

Of training, read in this order: ``arrays`` (what is handed over), ``streams`` (randomness), ``windows`` (which
words stand together), ``noise`` (which words do not), ``lanes`` and ``block`` (the arithmetic), ``steps``
(one step of each architecture), ``in_turn`` (the textbook's order instead), ``passes`` and ``hierarchical`` (the loops
that join them, an objective each), ``full`` (the objective that is all matrix products), and ``reference``, the same
steps in plain NumPy, which is the specification.

Of reading: ``words`` (bytes to words, and words to numbers), ``phrases`` (neighbours counted and joined), ``counting``
(which pairs of words stand together, and how often).

``compiling`` says how all of it is compiled and cached.

Kernels check nothing: whoever calls them has. No kernel holds Python's lock.
"""
