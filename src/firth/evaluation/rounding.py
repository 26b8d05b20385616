"""What vectors lose when their values are stored with fewer bytes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.vectors.word_vectors import WordVectors

__all__ = ["RoundingLoss", "rounding_loss"]

ASKED = 1_000
TOPN = 10
BLOCK_ROWS = 1 << 14


class RoundingLoss(NamedTuple):
    """How far stored vectors are from what they were.

    Attributes:
        mean_error: 1 - cosine of a word's two vectors, on average.
        worst_error: the largest.
        kept: the share of the nearest words, ten of each that was asked, that are still among its ten nearest.
        asked: words that were asked.
    """

    mean_error: float
    worst_error: float
    kept: float
    asked: int

    def __str__(self) -> str:
        nearest = f"of the ten nearest of {self.asked:,} words {self.kept:.1%} are the same" if self.asked else ""
        error = f"1 - cosine to the exact vectors is {self.mean_error:.2g} on average, {self.worst_error:.2g} at most"
        return f"{error}; {nearest}" if nearest else error


def rounding_loss(exact: WordVectors, stored: WordVectors) -> RoundingLoss:
    """Compare vectors with the same ones as they are stored.

    Args:
        exact: the vectors.
        stored: the same words, in the same order.

    Returns:
        Errors of all words, and the neighbours of a thousand, evenly from the first to the last.
    """
    blocks = (slice(at, at + BLOCK_ROWS) for at in range(0, len(exact), BLOCK_ROWS))
    errors = np.concatenate([_errors(exact, stored, rows) for rows in blocks])
    rows = np.unique(np.linspace(0, len(exact) - 1, ASKED).astype(np.intp))
    rows = rows[exact.vectors[rows].any(axis=1) & stored.vectors[rows].any(axis=1)]
    if len(exact) <= 1 or not rows.size:
        return RoundingLoss(float(errors.mean()), float(errors.max()), 1.0, 0)
    asked = [exact.words[row] for row in rows.tolist()]
    answers = [vectors.most_similar_many(asked, topn=TOPN) for vectors in (exact, stored)]
    pairs = [[{word for word, _ in found} for found in several] for several in answers]
    kept = sum(len(one & other) for one, other in zip(*pairs, strict=True)) / sum(map(len, pairs[0]))
    return RoundingLoss(float(errors.mean()), float(errors.max()), kept, len(asked))


def _errors(exact: WordVectors, stored: WordVectors, rows: slice) -> NDArray[np.float64]:
    """float64[n], 1 - cosine of some rows; 0 of zeros that stayed zeros."""
    one, other = exact.vectors[rows].astype(np.float64), stored.vectors[rows].astype(np.float64)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    products = np.einsum("ij,ij->i", one, other)
    cosines = np.divide(products, lengths, out=np.ones(len(one)), where=lengths > 0)
    return np.asarray(np.maximum(1 - cosines, 0))
