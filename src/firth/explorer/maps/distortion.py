"""How far a picture keeps neighbours: trustworthiness and continuity.

Source: Venna and Kaski 2001 (Neighborhood Preservation in Nonlinear Projection Methods: An Experimental Study). A word
that is near in the picture but not in the space lowers the trustworthiness; one that is near in the space but not
in the picture lowers the continuity. Each counts by how far it is out of place. With n words and their k nearest,

    trustworthiness = 1 - 2 / (n k (2 n - 3 k - 1)) * sum over words i, over j of the k nearest of i in the picture:
                      max(0, r(i, j) - k)

where r(i, j) is the rank of j among the neighbours of i in the space; the nearest has rank 1. For continuity the
picture and the space change places. We take the outer sum over a sample of m words, and m for the first n.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

__all__ = ["Distortion", "distortion_of"]

_VALUES = 1 << 22
"""Comparisons at a time."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Distortion:
    """How far a picture keeps neighbours: 1 is all of them, 0 the opposite, and about 0.5 a picture by chance.

    Attributes:
        trustworthiness: how far neighbours in the picture are neighbours in the space; None of fewer than 3 words.
        continuity: how far neighbours in the space are neighbours in the picture; None of fewer than 3 words.
        neighbours: k, how many nearest words were looked at.
        sample: words whose neighbours were looked at; all others were candidates.
    """

    trustworthiness: float | None
    continuity: float | None
    neighbours: int
    sample: int


def distortion_of(directions: Floats, positions: Floats, neighbours: int, sample: int, seed: int) -> Distortion:
    """Measure a picture against the cosines of the whole space.

    Args:
        directions: float32[n, D], unit rows or rows of zeros.
        positions: float32[n, 2].
        neighbours: k, of which fewer than n / 2 are used.
        sample: words to look at, or all if there are fewer.
        seed: of their choice.

    Returns:
        The same on any number of cores.
    """
    size = len(directions)
    k = min(neighbours, (size - 1) // 2)
    chosen = np.sort(np.random.default_rng(seed).permutation(size)[:sample])
    if k < 1:
        return Distortion(None, None, max(k, 0), len(chosen))
    places = positions.astype(np.float64)
    lost = np.zeros(2)
    step = max(_VALUES // (size * k), 1)
    with threadpool_limits(1, user_api="blas"):  # sums in the same order on any number of cores
        for first in range(0, len(chosen), step):
            rows = chosen[first : first + step]
            far_in_space = -(directions[rows] @ directions.T)
            far_in_picture = np.square(places[rows, None, 0] - places[:, 0])
            far_in_picture += np.square(places[rows, None, 1] - places[:, 1])
            for far in (far_in_space, far_in_picture):
                far[np.arange(len(rows)), rows] = np.inf  # a word is not its own neighbour
            lost += _misplaced(far_in_picture, far_in_space, k), _misplaced(far_in_space, far_in_picture, k)
    trustworthiness, continuity = 1 - 2 * lost / (len(chosen) * k * (2 * size - 3 * k - 1))
    return Distortion(float(trustworthiness), float(continuity), k, len(chosen))


def _misplaced(near_by: NDArray[np.floating], ranked_by: NDArray[np.floating], k: int) -> int:
    """By how many ranks more than k the k nearest by one distance are away by another, summed.

    Args:
        near_by: float[q, n], distances of q words, by which the nearest are chosen.
        ranked_by: float[q, n], distances, by which these are ranked; equal ones have the lowest rank of them.
        k: how many nearest.
    """
    nearest = np.argpartition(near_by, k - 1, axis=1)[:, :k]
    theirs = np.take_along_axis(ranked_by, nearest, axis=1)
    ranks = 1 + np.count_nonzero(ranked_by[:, None, :] < theirs[:, :, None], axis=2)
    return int(np.maximum(ranks - k, 0).sum())
