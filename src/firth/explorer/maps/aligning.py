"""A picture turned like another one of the same words, so that what is in both is found at about the same place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from firth.explorer.maps.projecting import fitted

__all__ = ["turned_like"]

Places = NDArray[np.float32]


def turned_like(positions: Places, words: Sequence[str], other: Places, others: Sequence[str]) -> Places:
    """Turn and mirror a picture so that the words of both are as near as possible to where the other one has them.

    It is not stretched, so what it says of distances is as true as before (orthogonal Procrustes: Schönemann 1966,
    with both sets of places about their means).

    Args:
        positions: float32[n, 2].
        words: n of them.
        other: float32[m, 2], the picture that it shall be like.
        others: its m words.

    Returns:
        float32[n, 2], centred, both axes within -1 to 1; `positions` where no two words are in both.

    Example:
        >>> turned = turned_like(np.array([[0, 1], [0, -1]], np.float32), "ab", np.array([[1, 0], [-1, 0]]), "ab")
        >>> (turned.round(6) + 0).tolist()
        [[1.0, 0.0], [-1.0, 0.0]]
    """
    theirs = {word: place for place, word in enumerate(others)}
    pairs = [(place, theirs[word]) for place, word in enumerate(words) if word in theirs]
    if len(pairs) < 2:
        return positions
    mine, like = np.array(pairs).T
    here, there = positions[mine].astype(np.float64), other[like].astype(np.float64)
    left, _, right = np.linalg.svd((here - here.mean(axis=0)).T @ (there - there.mean(axis=0)))
    return fitted(positions.astype(np.float64) @ (left @ right))
