"""Kernels of reading: ``number_words`` (bytes to words), ``number_ids``, ``phrase_pairs``, ``cooccurrence`` (pairs)."""
