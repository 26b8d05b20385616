"""The rows of highest score with each of many queries.

Rows are scored a block at a time, and each query keeps its best ones so far: a block in which nothing exceeds the last
of them is passed over after one comparison.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["highest"]

QUERIES = 1024  # at a time
SCORES = 1 << 22  # at a time: 16 MB. Less, and the threads of BLAS would wait for each other too often
FEW = 4  # times as many as are kept: so many new rows are sorted as they are, without first finding the best of them

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]
Score: TypeAlias = Callable[[Scores, slice], Scores]
"""Queries float32[q, D] and a slice of n candidates to scores float32[q, n], new."""


def highest(  # noqa: PLR0913, PLR0917 - what is asked, of what, and how much at a time
    score: Score, queries: Scores, topn: int, candidates: int, block: int, exclude: Ids | None = None
) -> tuple[Ids, Scores]:
    """The rows of highest score with each query, a batch of queries at a time; the rest is as for `nearest`.

    Args:
        score: gives the scores of a batch of queries with a slice of the candidates. They are written to.
        queries: float32[Q, D].
        topn: rows wanted, at least 1.
        candidates: how many rows there are.
        block: how many of them to score at a time, or less if there are many queries.
        exclude: int64[Q, E], rows that a query must not get as answers, or None.
    """
    if exclude is None:
        exclude = np.empty((len(queries), 0), np.int64)
    ids = np.full((len(queries), min(topn, candidates)), -1)
    scores = np.full(ids.shape, -np.inf, np.float32)
    for batch in _slices(len(queries), QUERIES):
        asked, barred = queries[batch], exclude[batch]
        step = max(min(block, SCORES // len(asked)), topn)  # less than topn would be merged over and over
        for rows in _slices(candidates, step):
            found = score(asked, rows)
            question, slot = np.nonzero((barred >= rows.start) & (barred < rows.stop))
            found[question, barred[question, slot] - rows.start] = -np.inf
            _merge(ids[batch], scores[batch], found, rows.start)
    return ids, scores


def _merge(ids: Ids, scores: Scores, found: Scores, first: int) -> None:
    """Take account of the scores with the candidates from a first row on, in the n best rows of q questions so far.

    Args:
        ids: int64[q, n], best first. Written to.
        scores: float32[q, n], theirs. Written to.
        found: float32[q, m], of the candidates that come next.
        first: the row of the first of them.
    """
    better = np.flatnonzero(found.max(axis=1) > scores[:, -1])
    if not better.size:
        return
    found = found[better]
    above = found > scores[better, -1:]
    most = int(np.count_nonzero(above, axis=1).max())
    best, best_scores = _few(found, above, most) if most <= FEW * ids.shape[1] else _best(found, ids.shape[1])
    both = np.concatenate([ids[better], best + first], axis=1)
    both_scores = np.concatenate([scores[better], best_scores], axis=1)
    both[np.isneginf(both_scores)] = -1
    order = np.lexsort((both, -both_scores), axis=1)[:, : ids.shape[1]]
    ids[better] = np.take_along_axis(both, order, axis=1)
    scores[better] = np.take_along_axis(both_scores, order, axis=1)


def _few(scores: Scores, chosen: NDArray[np.bool_], most: int) -> tuple[Ids, Scores]:
    """The columns chosen in each row, so many at most; the other places have -infinity."""
    row, column = np.divmod(np.flatnonzero(chosen), scores.shape[1])
    place = np.arange(row.size) - np.searchsorted(row, row)
    ids, best = np.zeros((len(scores), most), np.int64), np.full((len(scores), most), -np.inf, np.float32)
    ids[row, place], best[row, place] = column, scores[row, column]
    return ids, best


def _best(scores: Scores, n: int) -> tuple[Ids, Scores]:
    """The n highest of each row, or all, in no order; among equals at the edge the lower columns."""
    n = min(n, scores.shape[1])
    if n == 1:
        ids = scores.argmax(axis=1)[:, None]
        return ids, np.take_along_axis(scores, ids, axis=1)
    edge = np.partition(scores, -n, axis=1)[:, -n, None]
    keep = scores >= edge
    crowded = np.count_nonzero(keep, axis=1) > n
    if crowded.any():
        above, level = scores[crowded] > edge[crowded], scores[crowded] == edge[crowded]
        room = n - np.count_nonzero(above, axis=1)
        keep[crowded] = above | (level & (level.cumsum(axis=1) <= room[:, None]))
    ids = np.flatnonzero(keep).reshape(len(scores), n) % scores.shape[1]
    return ids, np.take_along_axis(scores, ids, axis=1)


def _slices(length: int, step: int) -> Iterator[slice]:
    return (slice(first, min(first + step, length)) for first in range(0, length, step))
