"""The cosines of some words with all words, and places among them."""

import numpy as np
from numpy.typing import NDArray

from firth.search import unit_rows

__all__ = ["all_cosines", "rank_of"]

BLOCK = 4096
"""Rows at a time: their unit rows fit a core's own cache."""


def all_cosines(matrix: NDArray[np.float32], rows: list[int]) -> NDArray[np.float32]:
    """float32[n, V], the cosines of n rows with all rows.

    Raises:
        FormatError: a row holds NaN or infinity.
    """
    queries = unit_rows(matrix[rows])
    found = np.empty((len(rows), len(matrix)), np.float32)
    for first in range(0, len(matrix), BLOCK):
        np.matmul(queries, unit_rows(matrix[first : first + BLOCK]).T, out=found[:, first : first + BLOCK])
    return np.clip(found, -1, 1, out=found)


def rank_of(row: int, scores: NDArray[np.floating], without: list[int]) -> int:
    """The place of a row by its score, counted from 1; among equals the lower row comes first.

    Args:
        row: the row.
        scores: float[V].
        without: rows that have no place.
    """
    before = scores > scores[row]
    before[:row] |= scores[:row] == scores[row]
    before[without] = False
    return int(np.count_nonzero(before)) + 1
