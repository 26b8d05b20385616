"""The rows of a matrix as directions: unit rows, and cosines with them from lengths that are measured once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError

__all__ = ["Directions", "mean_row", "unit_rows"]

VALUES = 1 << 18
"""Of a matrix at a time, where they are used twice: a megabyte, which stays in a core's own cache. It is also too
little for BLAS to share out: in a product of a few megabytes, waking its threads takes longer than they save."""

FAR = 9
"""A mean whose square is so many times that of the length it leaves is subtracted before the product, not after it:
else rounding would show."""

Rows = NDArray[np.floating[Any]]
Scores = NDArray[np.float32]


class Directions:
    """The rows of a matrix, of which only the direction counts.

    The length of a row is measured when a question first meets it, and kept: 4 bytes a row. So the matrix must not
    change. Threads may ask side by side; at worst they measure a row twice.

    Attributes:
        matrix: float[V, D], of any lengths. Read a block at a time.
        mean: float[D], subtracted from each row before its length is taken, or None.
    """

    def __init__(self, matrix: Rows, mean: Rows | None = None) -> None:
        self.matrix, self.mean = matrix, mean
        self._inverse = np.empty(len(matrix), np.float32)  # 1 / length; of a zero row 0; NaN: see `cosines`
        self._measured = 0  # rows, the first ones

    def cosines(self, unit: Scores, rows: slice) -> Scores:
        """Cosines with some of the rows.

        Args:
            unit: float32[q, D], unit rows.
            rows: n rows; all before them are measured.

        Returns:
            float32[q, n], new. They may exceed 1 by rounding.

        Raises:
            FormatError: a row holds NaN or infinity.
        """
        if rows.stop > self._measured:
            self._measure(rows)
        inverse = self._inverse[rows]
        with np.errstate(all="ignore"):  # of rows that are computed again below
            if len(unit) > self.matrix.shape[1]:  # there are more scores than numbers in the rows: scale these
                scores = unit @ (self._centered(rows) * inverse[:, None]).T
            else:
                scores = unit @ self.matrix[rows].T
                if self.mean is not None:
                    scores -= (unit @ self.mean)[:, None]
                scores *= inverse
        again = np.flatnonzero(np.isnan(inverse))
        if again.size:
            scores[:, again] = unit @ unit_rows(self._centered(rows)[again]).T
        return scores.astype(np.float32, copy=False)

    def block(self, candidates: int) -> int:
        """How many rows to ask at a time, of the first ones, so many: they are measured while they are in the cache."""
        return candidates if candidates <= self._measured else _rows_at_once(self.matrix)

    def _measure(self, rows: slice) -> None:
        block = self._centered(rows)
        with np.errstate(all="ignore"):  # what overflows here is marked below
            squares = np.einsum("ij,ij->i", block, block)
            plain = _ordinary(squares)
            if self.mean is not None:
                plain &= FAR * squares >= self.mean @ self.mean
            inverse = 1 / np.sqrt(squares)
        if not plain.all():
            inverse[~plain] = np.where(unit_rows(block[~plain]).any(axis=1), np.nan, 0)
        self._inverse[rows] = inverse
        self._measured = max(self._measured, rows.stop)

    def _centered(self, rows: slice) -> Rows:
        if self.mean is None:
            return self.matrix[rows]
        with np.errstate(over="ignore", invalid="ignore"):  # becomes infinity or NaN, which unit_rows reports
            return self.matrix[rows] - self.mean


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
        ordinary = _ordinary(squares)
        lengths = np.sqrt(squares, where=ordinary, out=np.ones_like(squares))
        unit: NDArray[np.float32] = np.divide(matrix, lengths[:, None], dtype=np.float32, casting="same_kind")
    if not ordinary.all():
        unit[~ordinary] = _unit_extremes(matrix[~ordinary])
    return unit


def _ordinary(squares: Rows) -> NDArray[np.bool_]:
    """Whether squares of lengths are well within the range of float32, and so exact."""
    return np.asarray((squares > 1e-30) & (squares < 1e30))


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
        step = _rows_at_once(matrix)
        for first in range(0, len(matrix), step):
            total += matrix[first : first + step].sum(axis=0, dtype=np.float64)
        return (total / len(matrix)).astype(np.float32)


def _rows_at_once(matrix: Rows) -> int:
    return max(VALUES // int(matrix.shape[1]), 1)
