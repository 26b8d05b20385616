"""Rows by key, and vectors made of them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.subwords.ngrams import Cut

__all__ = ["Subwords"]

AT_ONCE = 1 << 12  # words, or rows

Rows = NDArray[np.floating[Any]]


class Subwords(NamedTuple):
    """The vectors of pieces of words.

    Attributes:
        cut: how words are cut.
        keys: uint64[K], ascending, of the pieces that there are; None: key k has row k.
        rows: float32[K, D].
        whole_word: whether a word of the vocabulary has a row of its own beside those of its pieces.
    """

    cut: Cut
    keys: NDArray[np.uint64] | None
    rows: NDArray[np.float32]
    whole_word: bool = True

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """int64[n], the row of each key, -1 where there is none."""
        if self.keys is None:
            return np.where(keys < len(self.rows), keys, 0).astype(np.int64) - (keys >= len(self.rows))
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        return np.where(self.keys[places] == keys, places, -1) if len(self.keys) else np.full(len(keys), -1)

    def composed(self, words: Sequence[str], own: Rows | None = None) -> NDArray[np.float32]:
        """The mean of the rows of each word's pieces, in float64; a piece that has no row counts as zeros.

        Args:
            words: n words.
            own: float[n, D], the words' own rows, to be included; None: they have none.

        Returns:
            float32[n, D]; zeros for a word without a piece.
        """
        result = np.zeros((len(words), self.rows.shape[1]), np.float32)
        for first in range(0, len(words), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            starts, sums = self.sums(words[some])
            number = np.diff(starts)[:, None].astype(np.float64)
            if own is not None:
                sums, number = sums + own[some], number + 1
            np.divide(sums, number, out=result[some], where=number > 0, casting="same_kind")
        return result

    def own_rows(self, words: Sequence[str], composed: Rows) -> NDArray[np.float32]:
        """The words' own rows float32[n, D], which with those of their pieces give these vectors float[n, D]."""
        own = np.empty((len(words), self.rows.shape[1]), np.float32)
        for first in range(0, len(words), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            starts, sums = self.sums(words[some])
            own[some] = composed[some] * (np.diff(starts)[:, None] + 1.0) - sums
        return own

    def sums(self, words: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """int64[n + 1], as in `Keys`, and float64[n, D], the sums of the rows of each word's pieces."""
        starts, found = self.places(words)
        sums = np.zeros((len(starts) - 1, self.rows.shape[1]))
        word = np.repeat(np.arange(len(sums)), np.diff(starts))
        known = np.flatnonzero(found >= 0)
        for begin in range(0, known.size, AT_ONCE):
            part = known[begin : begin + AT_ONCE]
            of_word = word[part]
            firsts = np.flatnonzero(np.diff(of_word, prepend=-1))
            sums[of_word[firsts]] += np.add.reduceat(self.rows[found[part]], firsts, axis=0, dtype=np.float64)
        return starts, sums

    def places(self, words: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """As `Keys`, with the rows of the pieces, -1 where there is none."""
        starts, keys = self.cut.keys(words)
        return starts, self.find(keys)
