"""What `KeyedVectors` are made of, one on the other.

``index`` numbers keys; ``keys`` is the mapping from keys to rows, which grows and changes; ``similar`` answers which
keys are near; ``comparing`` compares keys and sets of keys; ``removed`` says what became of the names that gensim 4
dropped; ``evaluating`` runs test sets. ``word2vec_files`` and ``records`` are files, and ``attributes`` what of a
program's own goes into them.
"""
