"""What is known of a text while it is read: its words, their counts, and the ids so far.

Words get provisional ids in order of first appearance. When the text is at its end and the vocabulary is
chosen, the provisional ids are replaced by the final ones, in blocks, in place.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import count

import numpy as np
from numpy.typing import NDArray

from firth.corpus.ahead import ahead
from firth.corpus.spool import Spool

__all__ = ["Ledger"]

_BLOCK_TOKENS = 1 << 18
"""Tokens renumbered at a time: what stays within the caches."""


class Ledger:
    """The one mutable thing in the reading of a corpus.

    A provisional id is stored as it is, or, where a sentence begins, as its complement (~id, which is
    negative): so the bounds of sentences need no file of their own before it is known which sentences keep a
    token.

    Attributes:
        tokens: how many were added.
        sentences: how many sentences of at least one token were begun.
    """

    def __init__(self) -> None:
        self.tokens = 0
        self.sentences = 0
        self._index: defaultdict[str, int] = defaultdict(count().__next__)  # a new word gets the next number
        self._counts = np.zeros(1 << 16, dtype=np.int64)
        self._ids: Spool[np.int32] = Spool(np.int32)
        self._sentence_is_open = False

    @property
    def words(self) -> Iterable[str]:
        """The U words so far, in the order of their provisional ids."""
        return self._index.keys()

    @property
    def counts(self) -> NDArray[np.int64]:
        """int64[U], occurrences of each word so far."""
        return self._counts[: len(self._index)]

    def number(self, words: list[str]) -> NDArray[np.int32]:
        """int32[len(words)], the provisional id of each word; a word that is not known yet becomes so."""
        return np.fromiter(map(self._index.__getitem__, words), dtype=np.int32, count=len(words))

    def tally(self, ids: NDArray[np.int32], times: NDArray[np.int64] | int) -> None:
        """Count occurrences of words: ``ids`` may repeat; ``times`` is one number, or one for each."""
        if len(self._index) > len(self._counts):
            self._counts = np.concatenate((self._counts, np.zeros(len(self._index), dtype=np.int64)))
        np.add.at(self._counts, ids, times)

    def append(self, ids: NDArray[np.int32], breaks: NDArray[np.int64]) -> None:
        """Add tokens to the text.

        Args:
            ids: int32[n], provisional ids. Changed in place.
            breaks: int64, not descending: for each end of a sentence, how many of these n tokens stand before
                it. What stands after the last one goes on in the next call.
        """
        ends = breaks if self._sentence_is_open else np.append(0, breaks)
        begins = np.unique(ends)
        begins = begins[begins < len(ids)]
        ids[begins] = ~ids[begins]
        self._ids.append(ids)
        self.tokens += len(ids)
        self.sentences += len(begins)
        if len(breaks):
            self._sentence_is_open = bool(breaks[-1] < len(ids))
        elif len(ids):
            self._sentence_is_open = True

    def renumber(self, final: NDArray[np.int32], workers: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Replace the provisional ids; the ledger is not used after this.

        Args:
            final: int32[U], the final id of each word, negative where it is dropped.
            workers: threads.

        Returns:
            int32[N], the tokens that are left, and int64[S + 1], the bounds of the sentences that have any.
        """
        self._index.clear()
        starts: Spool[np.int64] = Spool(np.int64)
        length, last = 0, -1
        stored = (self._ids.read(at, at + _BLOCK_TOKENS) for at in range(0, self._ids.length, _BLOCK_TOKENS))
        # What is written is always behind what has been read: tokens only become fewer.
        for _, (ids, begins) in ahead(partial(_renumbered, final), stored, workers):
            # A sentence that kept nothing begins where the next one does.
            candidates = length + begins
            starts.append(candidates[np.diff(candidates, prepend=last) > 0])
            last = int(candidates[-1]) if len(candidates) else last
            self._ids.write(length, ids)
            length += len(ids)
        if length > last:
            starts.append(np.array([length]))
        return self._ids.seal(length), starts.seal(starts.length)


def _renumbered(final: NDArray[np.int32], stored: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The final ids of a block's tokens that are kept, and where among these its sentences begin."""
    begins = np.flatnonzero(stored < 0)
    stored[begins] = ~stored[begins]
    ids = final[stored]
    kept = np.flatnonzero(ids >= 0)
    return ids[kept], np.searchsorted(kept, begins)
