"""Vectors by counting.

``cooccurrence`` counts pairs within a bound on memory, into the matrix of ``pair_counts``. ``factorize`` decomposes it.
``glove`` fits vectors to it, cut into pieces by ``tiles``.
"""
