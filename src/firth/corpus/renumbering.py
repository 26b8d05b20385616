"""An encoded text with other ids: what is dropped leaves no gap, and no sentence without a token."""

import numpy as np
from numpy.typing import NDArray

from firth.corpus.spool import Spool
from firth.corpus.vocabulary import DROPPED

__all__ = ["renumbered"]

_BLOCK_TOKENS = 1 << 18
"""Tokens renumbered at a time: what stays within the caches."""


def renumbered(
    ids: NDArray[np.int32], starts: NDArray[np.int64], final: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Replace ids, and drop tokens.

    Args:
        ids: int32[N]; -1 stands for a token that was dropped before. Read.
        starts: int64[S + 1], the bounds of the sentences. Read.
        final: int32[V], the new id of each, ``DROPPED`` where its tokens are dropped. Read.

    Returns:
        int32, the tokens that are left, and int64, the bounds of the sentences that have any. Read-only, memory maps
        of unlinked temporary files when large.

    Raises:
        TargetError: the temporary folder is full or cannot be written.
    """
    final = np.append(final, np.int32(DROPPED))  # where -1 points to
    kept_ids, kept_starts = Spool(np.int32), Spool(np.int64)
    last = -1
    for at in range(0, ids.size, _BLOCK_TOKENS):
        block = final[ids[at : at + _BLOCK_TOKENS]]
        kept = np.flatnonzero(block != DROPPED)
        low, high = np.searchsorted(starts[:-1], (at, at + block.size))
        # A sentence that kept nothing begins where the next one does.
        begins = kept_ids.length + np.searchsorted(kept, starts[low:high] - at)
        kept_starts.append(begins[np.diff(begins, prepend=last) > 0])
        last = int(begins[-1]) if begins.size else last
        kept_ids.append(block[kept])
    if kept_ids.length > last:
        kept_starts.append(np.array([kept_ids.length]))
    return kept_ids.seal(kept_ids.length), kept_starts.seal(kept_starts.length)
