"""Words from their letters: which pieces a word has, and the vector that they give it.

In the order in which to read them: ``hashing`` and ``murmur`` (numbers for strings of bytes), ``ngrams`` (from a word
to its pieces and their keys), ``composing`` (rows by key, and the vectors of words that no training has seen).

After Bojanowski et al. 2017, Enriching Word Vectors with Subword Information. Nothing is checked here but what costs
nothing: settings are checked in `firth.config`, files in `firth.formats`.
"""
