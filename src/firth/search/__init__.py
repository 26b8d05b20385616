"""Questions to a matrix: nearest rows, analogies, the odd one out, highest inner products.

Arrays in, row numbers and scores out; words are in `firth.vectors`. The score is the cosine, and the cosine with a row
of zeros is 0; only `highest_products` takes lengths into account.

A question costs a product of the matrix with the query, and little more: ``directions`` measures lengths once, and
``ranking`` looks closely only at what may be an answer. Both take a block at a time, so a question to a memory-mapped
file of any size needs some twenty megabytes. ``components`` finds the directions in which rows vary most.

Letters: V rows, D dimensions, Q questions.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.search.directions import Directions, mean_row, unit_rows
from firth.search.ranking import highest

__all__ = ["Directions", "analogy", "cosine", "highest_products", "mean_row", "nearest", "odd_one_out", "unit_rows"]

Rows = NDArray[np.floating[Any]]
Ids = NDArray[np.int64]
Scores = NDArray[np.float32]


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


def nearest(
    directions: Directions,
    queries: Rows,
    topn: int,
    *,
    exclude: Ids | None = None,
    limit: int | None = None,
) -> tuple[Ids, Scores]:
    """The rows of highest cosine with each query; among equal scores the lower row comes first.

    Args:
        directions: the rows that are asked.
        queries: float[Q, D], of any lengths. They are taken as they are: no mean is subtracted.
        topn: rows wanted, at least 1.
        exclude: int64[Q, E], rows that a query must not get as answers; -1: none.
        limit: only the first rows, this many, are candidates.

    Returns:
        int64[Q, n] and float32[Q, n], best first, n = topn or the number of candidates if that is less.
        Where exclusion leaves nothing, the row is -1 and the score -infinity.

    Raises:
        FormatError: a row or a query holds NaN or infinity.
    """
    candidates = len(directions.matrix[:limit])
    block = directions.block(candidates)
    ids, scores = highest(directions.cosines, unit_rows(queries), topn, candidates, block, exclude)
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
    candidates = len(matrix[:limit])
    return highest(lambda some, rows: _products(some, matrix[rows]), asked, topn, candidates, candidates)


def analogy(  # noqa: PLR0913 - a question, and keywords that vary it
    directions: Directions,
    triples: Ids,
    topn: int,
    *,
    terms: Rows | None = None,
    normalize: bool = True,
    limit: int | None = None,
) -> tuple[Ids, Scores]:
    """Answer "a is to b as c is to ?" by 3CosAdd: argmax over x of cos(x, b - a + c), a, b and c excluded.

    Source: Mikolov, Yih and Zweig 2013, section 4, on unit vectors; the name is from Levy and Goldberg 2014,
    equation 1.

    Args:
        directions: the rows that are asked; if they have a mean, it is subtracted from a, b and c too.
        triples: int64[Q, 3], the rows of a, b and c; -1: of none.
        topn: answers wanted, at least 1.
        terms: float64[3 Q, D], the vectors of a, b and c, less the mean, where not all are rows; None: the rows.
        normalize: bring the vectors to unit length before they are added; False adds them as they are, as
                textbooks do.
        limit: only the first rows, this many, are candidates.

    Returns:
        As for `nearest`.

    Raises:
        FormatError: a row holds NaN or infinity.
    """
    matrix, mean = directions.matrix, directions.mean
    with np.errstate(invalid="ignore"):  # of NaN and infinities, which `nearest` refuses
        if terms is None:
            terms = matrix[triples.ravel()].astype(np.float64)  # in float64 no sum of three overflows
            terms -= 0 if mean is None else mean
        three = (unit_rows(terms) if normalize else terms).reshape(-1, 3, matrix.shape[1])
        queries = three[:, 1] - three[:, 0] + three[:, 2]
    return nearest(directions, queries, topn, exclude=triples, limit=limit)


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
