"""Questions to a matrix: nearest rows, analogies, the odd one out, highest inner products.

Arrays in, row numbers and scores out; words are in `firth.vectors`. The score is the cosine, and the cosine with a row
of zeros is 0; only `highest_products` takes lengths into account. Unit rows are computed a block at a time and not
kept, so a question to a memory-mapped file of any size takes a few megabytes, and no cached norm can go stale.
Letters: V rows, D dimensions, Q questions.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError

__all__ = ["analogy", "cosine", "highest_products", "mean_row", "nearest", "odd_one_out", "unit_rows"]

ROWS = 4096  # candidates at a time: their unit rows fit the second cache
QUESTIONS = 1024  # at a time: with ROWS, 16 MB of scores

Rows = NDArray[np.floating[Any]]
Ids = NDArray[np.int64]
Scores = NDArray[np.float32]
Score: TypeAlias = Callable[[Scores, Rows], Scores]
"""Queries float32[q, D] and a block of candidates float[n, D] to scores float32[q, n]."""


def unit_rows(matrix: Rows) -> NDArray[np.float32]:
    """Divide each row by its length.

    Args:
        matrix: float[n, D]. Read.

    Returns:
        float32[n, D], new. A row of zeros stays zero; rows whose squares would leave the range of float32 are
        scaled first, so the result is never NaN.

    Raises:
        FormatError: a row holds NaN or infinity, so it has no cosine.
    """
    with np.errstate(all="ignore"):  # what overflows here is computed again below
        squares = np.einsum("ij,ij->i", matrix, matrix)
        ordinary = (squares > 1e-30) & (squares < 1e30)
        lengths = np.sqrt(squares, where=ordinary, out=np.ones_like(squares))
        unit: NDArray[np.float32] = np.divide(matrix, lengths[:, None], dtype=np.float32, casting="same_kind")
    if not ordinary.all():
        unit[~ordinary] = _unit_extremes(matrix[~ordinary])
    return unit


def _unit_extremes(matrix: Rows) -> Rows:
    """Unit rows whose squares leave the range of floats: scaled by the largest value first, in float64."""
    with np.errstate(invalid="ignore"):  # some kinds of NaN, which are refused here
        scale = np.abs(matrix.astype(np.float64)).max(axis=1, keepdims=True)
    if not np.isfinite(scale).all():
        raise FormatError(
            "A vector holds NaN or infinity, so no cosine with it exists. "
            "The file is damaged or its training diverged: fetch it again, or train with a smaller alpha."
        )
    scaled = matrix / np.where(scale > 0, scale, 1.0)
    lengths = np.sqrt(np.einsum("ij,ij->i", scaled, scaled))
    return np.asarray(scaled / np.where(lengths > 0, lengths, 1.0)[:, None])


def mean_row(matrix: Rows) -> NDArray[np.float32]:
    """Mean of all rows.

    Args:
        matrix: float[V, D], V at least 1. Read a block at a time.

    Returns:
        float32[D], summed in float64.
    """
    total = np.zeros(matrix.shape[1])
    with np.errstate(invalid="ignore"):  # what is not finite is reported when it is used
        for rows in _slices(len(matrix), ROWS):
            total += matrix[rows].sum(axis=0, dtype=np.float64)
        return (total / len(matrix)).astype(np.float32)


def cosine(a: Rows, b: Rows) -> float:
    """Cosine of the angle between two vectors.

    Args:
        a: float[D].
        b: float[D].

    Returns:
        A number in [-1, 1]; 0 where either is zero.
    """
    unit = unit_rows(np.stack([a, b])).astype(np.float64)
    return float(np.clip(unit[0] @ unit[1], -1.0, 1.0))


def nearest(  # noqa: PLR0913 - three say what is asked, three are keywords that rule answers out
    matrix: Rows,
    queries: Rows,
    topn: int,
    *,
    exclude: Ids | None = None,
    mean: Rows | None = None,
    limit: int | None = None,
) -> tuple[Ids, Scores]:
    """The rows of highest cosine with each query; among equal scores the lower row comes first.

    Args:
        matrix: float[V, D], of any lengths. Read a block at a time.
        queries: float[Q, D], of any lengths.
        topn: rows wanted, at least 1.
        exclude: int64[Q, E], rows that a query must not get as answers; -1: none.
        mean: float[D], subtracted from each row of the matrix before its length is taken. The queries are
            taken as they are.
        limit: only the first rows of the matrix, this many, are candidates.

    Returns:
        int64[Q, n] and float32[Q, n], best first, n = topn or the number of candidates if that is less.
        Where exclusion leaves nothing, the row is -1 and the score -infinity.

    Raises:
        FormatError: a row or a query holds NaN or infinity.
    """

    def cosines(unit: Scores, block: Rows) -> Scores:
        return unit @ unit_rows(block if mean is None else _centered(block, mean)).T

    ids, scores = _highest(matrix[:limit], unit_rows(queries), topn, exclude, cosines)
    np.clip(scores, -1.0, 1.0, out=scores, where=ids >= 0)
    return ids, scores


def highest_products(matrix: Rows, queries: Rows, topn: int, *, limit: int | None = None) -> tuple[Ids, Scores]:
    """The rows of highest inner product with each query; among equal scores the lower row comes first.

    Args:
        matrix: float[V, D]. Read a block at a time.
        queries: float[Q, D].
        topn: rows wanted, at least 1.
        limit: only the first rows of the matrix, this many, are candidates.

    Returns:
        int64[Q, n] and float32[Q, n], best first, n = topn or the number of candidates if that is less.

    Raises:
        FormatError: an inner product is not a finite float32.
    """
    with np.errstate(over="ignore"):  # becomes infinity, which _products reports
        asked = queries.astype(np.float32)
    return _highest(matrix[:limit], asked, topn, None, _products)


def analogy(  # noqa: PLR0913 - three say what is asked, three are keywords that vary it
    matrix: Rows,
    triples: Ids,
    topn: int,
    *,
    normalize: bool = True,
    center: bool = False,
    limit: int | None = None,
) -> tuple[Ids, Scores]:
    """Answer "a is to b as c is to ?" by 3CosAdd: argmax over x of cos(x, b - a + c), a, b and c excluded.

    Source: Mikolov, Yih and Zweig 2013, section 4, on unit vectors; the name is from Levy and Goldberg 2014,
    equation 1.

    Args:
        matrix: float[V, D], of any lengths. Read.
        triples: int64[Q, 3], the rows of a, b and c.
        topn: answers wanted, at least 1.
        normalize: bring the vectors to unit length before they are added; False adds them as they are, as
                textbooks do.
        center: subtract the mean of all rows first.
        limit: only the first rows, this many, are candidates.

    Returns:
        As for `nearest`.

    Raises:
        FormatError: a row holds NaN or infinity.
    """
    mean = mean_row(matrix) if center else None
    with np.errstate(invalid="ignore"):  # of NaN and infinities, which `nearest` refuses
        rows = matrix[triples.ravel()].astype(np.float64)  # in float64 no sum of three overflows
        if mean is not None:
            rows -= mean
        terms = (unit_rows(rows) if normalize else rows).reshape(-1, 3, matrix.shape[1])
        queries = terms[:, 1] - terms[:, 0] + terms[:, 2]
    return nearest(matrix, queries, topn, exclude=triples, mean=mean, limit=limit)


def odd_one_out(rows: Rows) -> int:
    """The row whose direction is furthest from the mean of all their directions.

    Args:
        rows: float[n, D], n at least 1.

    Returns:
        Its number; among equals the lowest.
    """
    unit = unit_rows(rows)
    return int(np.argmin(unit @ unit.mean(axis=0)))


def _products(queries: Scores, block: Rows) -> Scores:
    with np.errstate(all="ignore"):  # what is not finite is reported below
        found = np.asarray(queries @ block.T, np.float32)
    if not np.isfinite(found).all():
        raise FormatError(
            "A vector holds NaN, infinity or numbers whose products exceed the range of float32, so it has no inner "
            "products. The file is damaged or its training diverged: fetch it again, or train with "
            "a smaller alpha."
        )
    return found


def _highest(matrix: Rows, queries: Scores, topn: int, exclude: Ids | None, score: Score) -> tuple[Ids, Scores]:
    """The rows of highest score with each query, a batch of queries at a time; the rest is as for `nearest`."""
    if exclude is None:
        exclude = np.empty((len(queries), 0), np.int64)
    answers = [
        _highest_batch(matrix, queries[batch], topn, exclude[batch], score)
        for batch in _slices(max(len(queries), 1), QUESTIONS)  # without questions, one batch of none gives the shape
    ]
    ids, scores = (np.concatenate(parts) for parts in zip(*answers, strict=True))
    return ids, scores


def _highest_batch(matrix: Rows, queries: Scores, topn: int, exclude: Ids, score: Score) -> tuple[Ids, Scores]:
    ids, scores = np.empty((len(queries), 0), np.int64), np.empty((len(queries), 0), np.float32)
    for rows in _slices(len(matrix), ROWS):
        first, block = rows.start, matrix[rows]
        found = score(queries, block)
        question, slot = np.nonzero((exclude >= first) & (exclude < first + len(block)))
        found[question, exclude[question, slot] - first] = -np.inf
        best, best_scores = _best(found, min(topn, len(block)))
        ids = np.concatenate([ids, best + first], axis=1)
        scores = np.concatenate([scores, best_scores], axis=1)
        if ids.shape[1] > max(ROWS, 2 * topn):  # merged now and then: every time would be quadratic in topn
            ids, scores = _ranked(ids, scores, topn)
    ids, scores = _ranked(ids, scores, topn)
    ids[np.isneginf(scores)] = -1
    return ids, scores


def _slices(length: int, step: int) -> Iterator[slice]:
    return (slice(first, first + step) for first in range(0, length, step))


def _centered(block: Rows, mean: Rows) -> Rows:
    with np.errstate(over="ignore", invalid="ignore"):  # becomes infinity or NaN, which unit_rows reports
        return block - mean


def _best(scores: Scores, n: int) -> tuple[Ids, Scores]:
    """The n highest of each row, in no order; among equals at the edge the lower columns."""
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
    ids = np.nonzero(keep)[1].reshape(len(scores), n)
    return ids, np.take_along_axis(scores, ids, axis=1)


def _ranked(ids: Ids, scores: Scores, topn: int) -> tuple[Ids, Scores]:
    order = np.lexsort((ids, -scores), axis=1)[:, :topn]
    return np.take_along_axis(ids, order, axis=1), np.take_along_axis(scores, order, axis=1)
