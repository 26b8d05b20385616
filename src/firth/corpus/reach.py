"""How far windows reach in a text: so many words on each side, or to both ends of the sentence."""

from typing import NamedTuple

import numpy as np

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import CorpusError

__all__ = ["MOST_PAIRED", "Reach", "reach_in", "whole_sentence_pairs"]

MOST_PAIRED = 10_000
"""Words of a sentence that is one window, at most. Its pairs are as many as the square of its words."""


class Reach(NamedTuple):
    """How far windows reach.

    Attributes:
        window: words on each side of a center, at most.
        contexts: words around a center in the mean, where windows are whole sentences; else None.
    """

    window: int
    contexts: int | None = None


def reach_in(window: int | None, *texts: EncodedCorpus, most: int = MOST_PAIRED) -> Reach:
    """How far windows reach in some texts.

    Args:
        window: words on each side; None: a window is a whole sentence, however long.
        *texts: those that are trained on, measured or counted.
        most: words of a sentence that is one window.

    Raises:
        CorpusError: a sentence has more.
    """
    if window is not None:
        return Reach(window)
    longest = max(int(np.diff(text.starts).max()) for text in texts)
    if longest > most:
        raise CorpusError(
            f"a sentence has {longest:,} words, and with window=None each is paired with all others: "
            f"{longest * (longest - 1):,} pairs of this sentence alone. Sentences of up to {most:,} words can be one "
            "window: cut longer ones, leave them out, or give a window (--window 10)."
        )
    pairs, tokens = sum(map(whole_sentence_pairs, texts)), sum(text.ids.size for text in texts)
    return Reach(max(longest - 1, 1), max(round(pairs / tokens), 1))


def whole_sentence_pairs(text: EncodedCorpus) -> int:
    """How many pairs of a center and another word its sentences have: n (n - 1) each."""
    lengths = np.diff(text.starts)
    return int((lengths * (lengths - 1)).sum())
