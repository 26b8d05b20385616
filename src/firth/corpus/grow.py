"""A corpus with more words than its text: those of a model that is to learn from it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import changed
from firth.corpus.vocabulary import select

__all__ = ["grown"]


def grown(corpus: EncodedCorpus, words: Sequence[str], counts: NDArray[np.int64] | None) -> EncodedCorpus:
    """Add words to a corpus, and their counts to its own.

    Args:
        corpus: a text. Read.
        words: U distinct words, some of which it may have.
        counts: int64[U], how often they occurred elsewhere; None: not known. A word that neither has counts as one.

    Returns:
        The same text with the words of both, the most frequent first.
    """
    vocabulary = corpus.vocabulary
    places = dict(zip(vocabulary.words, range(len(vocabulary)), strict=True))
    names = [*vocabulary.words, *(word for word in words if word not in places)]
    places |= {word: place for place, word in enumerate(names[len(vocabulary) :], len(vocabulary))}
    total = np.zeros(len(names), np.int64)
    total[: len(vocabulary)] = vocabulary.counts
    if counts is not None:
        total[np.fromiter(map(places.__getitem__, words), np.int64, len(words))] += counts
    both, final = select(names, np.maximum(total, 1), min_count=1, max_vocab=None)
    ids, starts = renumbered(corpus.ids, corpus.starts, final[: len(vocabulary)])
    return changed(corpus, vocabulary=both, ids=ids, starts=starts, fingerprint=None)
