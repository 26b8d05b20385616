"""An encoded text with other ids: what is dropped leaves no gap, and no sentence without a token."""

import numpy as np
from numpy.typing import NDArray

from firth.corpus.growing_array import GrowingArray
from firth.corpus.vocabulary import DROPPED

__all__ = ["BLOCK_TOKENS", "KeptStarts", "renumbered"]

BLOCK_TOKENS = 1 << 18
"""Tokens renumbered at a time: what stays within the caches."""


class KeptStarts:
    """The bounds of the sentences that kept a token."""

    def __init__(self) -> None:
        self._starts: GrowingArray[np.int64] = GrowingArray(np.int64)
        self._last = -1

    def append(self, begins: NDArray[np.int64]) -> None:
        """Add sentences, by how many tokens were kept before each.

        A sentence that kept nothing begins where the next one does.
        """
        self._starts.append(begins[np.diff(begins, prepend=self._last) > 0])
        self._last = int(begins[-1]) if begins.size else self._last

    def seal(self, tokens: int) -> NDArray[np.int64]:
        """int64[S + 1], given how many tokens were kept in all; nothing is added after this."""
        if tokens > self._last:
            self._starts.append(np.array([tokens]))
        return self._starts.seal(self._starts.length)


def renumbered(
    ids: NDArray[np.int32], starts: NDArray[np.int64], final: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Replace ids, and drop tokens.

    Args:
        ids: int32[N]; -1 for a token that was dropped before. Read.
        starts: int64[S + 1], the bounds of the sentences. Read.
        final: int32[V], the new id of each, ``DROPPED`` where its tokens are dropped. Read.

    Returns:
        int32, the tokens that are left, and int64, the bounds of the sentences that have any. Read-only, memory maps
        of unlinked temporary files when large.

    Raises:
        TargetError: the temporary folder is full or cannot be written.
    """
    final = np.append(final, np.int32(DROPPED))  # where -1 points to
    kept_ids, kept_starts = GrowingArray(np.int32), KeptStarts()
    for at in range(0, ids.size, BLOCK_TOKENS):
        block = final[ids[at : at + BLOCK_TOKENS]]
        kept = np.flatnonzero(block != DROPPED)
        low, high = np.searchsorted(starts[:-1], (at, at + block.size))
        kept_starts.append(kept_ids.length + np.searchsorted(kept, starts[low:high] - at))
        kept_ids.append(block[kept])
    return kept_ids.seal(kept_ids.length), kept_starts.seal(kept_ids.length)
