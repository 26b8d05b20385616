"""Vectors in a byte a number, for a page that is one file; and how far they give the answers of the exact ones.

A row is its codes times its scale; the code of its largest number is 127 or -127.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.evaluation.comparing.neighbourhoods import overlaps
from firth.search import Directions, nearest

__all__ = ["Codes", "agreement", "codes_of"]

LARGEST = 127
NEIGHBOURS = 10
SAMPLE = 1_000  # rows whose neighbours are compared
SEED = 15  # of their choice


class Codes(NamedTuple):
    """A matrix in a byte a number.

    Attributes:
        codes: int8[n, D].
        scales: float32[n], by which the codes of a row are multiplied.
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]

    def rows(self) -> NDArray[np.float32]:
        """The rows that the codes stand for, float32[n, D]."""
        return self.codes * self.scales[:, None]


def codes_of(matrix: NDArray[np.float32]) -> Codes:
    """Round each row to whole multiples of its own scale.

    Args:
        matrix: float32[n, D]. Read.

    Raises:
        FormatError: a number is NaN or infinite.
    """
    scales = np.abs(matrix).max(axis=1) / np.float32(LARGEST)
    if not np.isfinite(scales).all():
        raise FormatError("A vector holds NaN or infinity. The file is damaged: fetch it again.")
    steps = np.divide(matrix, scales[:, None], out=np.zeros_like(matrix), where=scales[:, None] > 0)
    return Codes(np.clip(np.rint(steps), -LARGEST, LARGEST).astype(np.int8), scales)


def agreement(matrix: NDArray[np.float32], codes: Codes) -> float:
    """The share of the ten nearest rows that the codes give too, in the mean over a thousand rows.

    Args:
        matrix: float32[n, D], what was coded. Read.
        codes: of it.

    Returns:
        From 0 to 1; 1 where a row has no neighbours.
    """
    size = len(matrix)
    if size < 2:
        return 1.0
    rows = np.sort(np.random.default_rng(SEED).permutation(size)[:SAMPLE])
    found = [
        nearest(Directions(each), each[rows], NEIGHBOURS, exclude=rows[:, None])[0] for each in (matrix, codes.rows())
    ]
    return float(overlaps(*found).mean())
