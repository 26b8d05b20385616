"""A still picture of some words, for papers and notebooks.

``fonts`` finds fonts that have the characters of the words, ``placing`` finds room for the labels, and ``drawing`` has
the picture itself, a ``Picture``.
"""
