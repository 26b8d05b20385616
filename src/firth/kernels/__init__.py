"""The compiled inner loops: arrays in, numbers out.

Read in this order: ``arrays`` (what is handed over), ``streams`` (randomness), ``windows`` (which
words stand together), ``noise`` (which words do not), ``lanes`` and ``block`` (the arithmetic of one
step), ``passes`` (the loop that joins them), and ``reference``, the same steps in plain NumPy, which
is the specification. ``compiling`` says how all of it is compiled and cached.

Kernels check nothing: whoever calls them has. No kernel holds Python's lock.
"""
