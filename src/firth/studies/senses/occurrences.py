"""Where a word occurs in a text, and which words are around it."""

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus, sentence_bounds

__all__ = ["around", "evenly", "places_of"]

Places = NDArray[np.int64]


def places_of(corpus: EncodedCorpus, row: int) -> Places:
    """int64[n], the positions of a word in a text, ascending.

    Args:
        corpus: the text.
        row: of the word.
    """
    return np.flatnonzero(corpus.ids == row).astype(np.int64)


def evenly(places: Places, most: int) -> Places:
    """At most so many of them, at even distances from the first to the last."""
    if len(places) <= most:
        return places
    return places[np.arange(most) * len(places) // most]


def around(corpus: EncodedCorpus, places: Places, reach: int) -> NDArray[np.int32]:
    """The words within a reach of some positions, in their sentences.

    Args:
        corpus: the text.
        places: int64[n].
        reach: words on each side.

    Returns:
        int32[n, 2 reach]: rows of words, those at distances -reach to -1, then 1 to reach; -1 beyond the sentence.
    """
    begins, ends = sentence_bounds(corpus, places[:, None])
    distances = np.concatenate([np.arange(-reach, 0), np.arange(1, reach + 1)])
    wanted = places[:, None] + distances
    inside = (wanted >= begins) & (wanted < ends)
    found = corpus.ids[np.clip(wanted, 0, corpus.ids.size - 1)]
    return np.where(inside, found, -1).astype(np.int32)
