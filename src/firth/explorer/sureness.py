"""In how many runs of its training a model's neighbours hold, for all words of a map: for a page that asks nobody."""

import numpy as np
from numpy.typing import NDArray

from firth.explorer.maps.projecting import neighbours_of
from firth.runs.runs import Runs
from firth.search import unit_rows

__all__ = ["NEIGHBOURS", "neighbours_in_runs"]

NEIGHBOURS = 20
"""Of each word; as many as the page shows."""


def neighbours_in_runs(
    runs: Runs, rows: NDArray[np.int32], workers: int
) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """The nearest words of each word of a map, among these words, and in how many runs each is among as many nearest.

    What `Runs.most_similar` tells of a word, if a model had the words of the map alone.

    Args:
        runs: the model and its runs.
        rows: int32[n], of the map's words.
        workers: threads.

    Returns:
        int64[n, k], places in `rows`, the nearest first, and uint16[n, k]. k is `NEIGHBOURS`, or less with few words.
    """
    wanted = min(NEIGHBOURS, len(rows) - 1)
    found, *others = (
        neighbours_of(unit_rows(each.vectors[rows]), wanted, workers, lambda _: None)[0]
        for each in (runs.model, *runs.runs)
    )
    holds = np.zeros(found.shape, np.uint16)
    for other in others:
        holds += _among(found, other)
    return found, holds


def _among(found: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """bool[n, k]: whether each number is also in the same row of another table."""
    size = len(found)
    keys = np.arange(size)[:, None] * size
    return np.isin(found + keys, other + keys)
