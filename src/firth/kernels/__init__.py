"""The compiled inner loops: arrays in, numbers out.

Read in this order: ``arrays`` (what is handed over), ``streams`` (randomness), ``windows`` (which
words stand together), ``noise`` (which words do not), ``lanes`` and ``block`` (the arithmetic), ``steps``
(one step of each architecture), ``passes`` and ``hierarchical`` (the loops that join them, an objective each),
``full`` (the objective that is all matrix products), and ``reference``, the same steps in plain NumPy, which is
the specification. ``compiling`` says how all of it is compiled and cached.

Kernels check nothing: whoever calls them has. No kernel holds Python's lock.
"""
