"""Rows by key, and vectors made of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.subwords.ngrams import Cut

__all__ = ["Subwords"]

AT_ONCE = 1 << 12  # words ...
CHARACTERS = 1 << 16  # ... or characters: the arrays of a block stay within a few megabytes

Rows = NDArray[np.floating[Any]]


class Subwords(NamedTuple):
    """The vectors of pieces of words.

    Attributes:
        cut: how words are cut.
        keys: uint64[K], ascending, of the pieces that there are; None: key k has row k.
        rows: float32[K, D].
        whole_word: whether a word of the vocabulary has a row of its own beside those of its pieces.
        pruned: whether pieces without a row are left out of a mean, as where fastText pruned them; else they count as
            zeros.
    """

    cut: Cut
    keys: NDArray[np.uint64] | None
    rows: NDArray[np.float32]
    whole_word: bool = True
    pruned: bool = False

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """int64[n], the row of each key, -1 where there is none."""
        if self.keys is None:
            return np.where(keys < len(self.rows), keys, 0).astype(np.int64) - (keys >= len(self.rows))
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        return np.where(self.keys[places] == keys, places, -1) if len(self.keys) else np.full(len(keys), -1)

    @np.errstate(over="ignore", invalid="ignore")
    def composed(self, words: Sequence[str], own: Rows | None = None) -> NDArray[np.float32]:
        """The mean of the rows of each word's pieces, in float64; not finite where a row is not.

        Args:
            words: n words.
            own: float[n, D], the words' own rows, to be included; None: they have none.

        Returns:
            float32[n, D]; zeros for a word without a piece.
        """
        result = np.zeros((len(words), self.rows.shape[1]), np.float32)
        for some in _blocks(words):
            numbers, sums = self.sums(words[some])
            if own is not None:
                sums, numbers = sums + own[some], numbers + 1
            np.divide(sums, np.maximum(numbers, 1)[:, None], out=result[some], casting="same_kind")
        return result

    @np.errstate(over="ignore", invalid="ignore")
    def own_rows(self, words: Sequence[str], composed: Rows) -> NDArray[np.float32]:
        """The words' own rows float32[n, D], which with those of their pieces give these vectors float[n, D]."""
        own = np.empty((len(words), self.rows.shape[1]), np.float32)
        for some in _blocks(words):
            numbers, sums = self.sums(words[some])
            own[some] = composed[some] * (numbers[:, None] + 1.0) - sums
        return own

    def sums(self, words: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """int64[n], of how many pieces each word is the mean, and float64[n, D], the sums of their rows."""
        starts, found = self.places(words)
        known = found >= 0
        firsts = np.append(0, np.cumsum(known))[starts]
        sums = self._summed(found[known], firsts[:-1], np.diff(firsts))
        return np.diff(firsts if self.pruned else starts), sums

    def _summed(
        self, found: NDArray[np.int64], firsts: NDArray[np.int64], numbers: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """float64[n, D], sums of rows: first the first row of each word, then all second ones, and so on.

        Args:
            found: int64[m], rows.
            firsts: int64[n], where in it those of each word begin.
            numbers: int64[n], how many each word has.
        """
        longest_first = np.argsort(-numbers, kind="stable")
        begins, numbers = firsts[longest_first], -numbers[longest_first]
        ordered = np.zeros((len(numbers), self.rows.shape[1]))
        for piece in range(-int(numbers.min(initial=0))):
            words = np.searchsorted(numbers, -piece)  # so many have as many pieces
            ordered[:words] += _taken(self.rows, found[begins[:words] + piece])
        sums = np.empty_like(ordered)
        sums[longest_first] = ordered
        return sums

    def places(self, words: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """As `Keys`, with the rows of the pieces, -1 where there is none."""
        starts, keys = self.cut.keys(words)
        return starts, self.find(keys)


def _taken(rows: NDArray[np.float32], places: NDArray[np.int64]) -> NDArray[np.float32]:
    """Some rows, copied whole where that is possible: number by number takes twice as long."""
    if not rows.flags.c_contiguous:
        return rows[places]
    whole = rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1])))[:, 0]
    return whole[places].view(rows.dtype).reshape(len(places), -1)


def _blocks(words: Sequence[str]) -> Iterator[slice]:
    """Slices of all words, a block each."""
    ends = np.cumsum([0, *map(len, words)])
    first = 0
    while first < len(words):
        fitting = int(np.searchsorted(ends, ends[first] + CHARACTERS, side="right")) - 1
        after = min(max(fitting, first + 1), first + AT_ONCE)
        yield slice(first, after)
        first = after
