"""Kernels of reading.

``number_words`` (bytes to numbered words), ``number_ids``, ``phrase_pairs``, ``cooccurrence`` (pair counts),
``decimals`` (bytes to numbers).
"""
