"""Vectors made of vectors: refined, combined, or pulled to a lexicon. The result is an ordinary `WordVectors`.

In the order in which to read them:

- ``refine``: the mean and the first components taken off, fewer dimensions, weights for sentences
- ``joining``: the same words in several models, and guesses for those that one lacks
- ``combine``: several models become one
- ``wordnet``: the words that belong together by a wordnet
- ``lexicon``: lists of words that belong together, from files
- ``retrofit``: vectors pulled towards those of the words that they belong to
"""
