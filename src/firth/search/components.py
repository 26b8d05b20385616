"""The directions in which rows vary most, a block of rows at a time."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError

__all__ = ["principal_directions"]

BLOCK = 1 << 14  # rows at a time: some tens of megabytes in float64

Rows = NDArray[np.floating[Any]]
Matrix = NDArray[np.float64]


def principal_directions(matrix: Rows, mean: Rows | None = None) -> tuple[Matrix, Matrix]:
    """The eigenvectors of the rows' scatter: their principal components, without a mean their right singular vectors.

    Args:
        matrix: float[V, D]. Read.
        mean: float[D], which is subtracted from each row; None: nothing is.

    Returns:
        float64[D], the sum of squares along each direction, the largest first; and float64[D, D], the directions, unit
        rows. The largest number of each is positive, so that the same matrix always gives the same directions.

    Raises:
        FormatError: a row holds NaN or infinity.
    """
    scatter = np.zeros((matrix.shape[1], matrix.shape[1]))
    for first in range(0, len(matrix), BLOCK):
        block = matrix[first : first + BLOCK].astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):  # reported below
            block -= 0 if mean is None else mean
            scatter += block.T @ block
    if not np.isfinite(scatter).all():
        raise FormatError(
            "a vector holds NaN or infinity, or numbers too large to square. The file is damaged or its training "
            "diverged: fetch it again, or train with a smaller alpha."
        )
    squares, columns = np.linalg.eigh(scatter)
    directions = columns.T[::-1]
    largest = np.abs(directions).argmax(axis=1)
    signs = np.sign(directions[np.arange(len(directions)), largest])
    return squares[::-1].clip(0), np.ascontiguousarray(directions * signs[:, None])
