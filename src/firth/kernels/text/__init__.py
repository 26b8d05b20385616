"""Kernels of reading.

``number_words`` (bytes to numbered words), ``phrase_pairs``, ``cooccurrence`` (pair counts), ``decimals`` (bytes to
numbers).
"""
