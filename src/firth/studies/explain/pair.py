"""Why two words are close: their places in each other's neighbourhood, and the neighbours that they share."""

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError
from firth.studies.explain.cosines import all_cosines, checked, rank_of
from firth.studies.explain.report import PairExplanation, SharedNeighbour
from firth.vectors.word_vectors import WordVectors

__all__ = ["explained_pair"]

AMONG = 100
"""Nearest words of each word, among which shared ones are looked for."""


def explained_pair(vectors: WordVectors, a: str, b: str, *, topn: int = 10) -> PairExplanation:
    """Compare two words.

    Args:
        vectors: the model.
        a: a word.
        b: another.
        topn: shared neighbours to list.

    Raises:
        UnknownWordError: a word is not in the model.
        ArgumentError: the two are one word, or `topn` is below 1.
        ArgumentTypeError: something else than `WordVectors`, words and a whole number.
        FormatError: a vector is not finite.
    """
    rows = checked(vectors, (a, b), topn)
    if rows[0] == rows[1]:
        raise ArgumentError("b", b, "is the same word; give two different ones")
    cosines = all_cosines(vectors.vectors, rows)
    among = min(AMONG, len(vectors) - 1)
    near_a, near_b = (_nearest(cosines[place], rows[place], among) for place in (0, 1))
    shared = np.intersect1d(near_a, near_b)  # neither of the two, which are not near themselves
    best = shared[np.argsort(-cosines[:, shared].sum(axis=0), kind="stable")][:topn]
    return PairExplanation(
        a=vectors.words[rows[0]],
        b=vectors.words[rows[1]],
        cosine=float(cosines[0, rows[1]]),
        rank_of_b=rank_of(rows[1], cosines[0], rows[:1]),
        rank_of_a=rank_of(rows[0], cosines[1], rows[1:]),
        among=among,
        shared=shared.size,
        neighbours=tuple(SharedNeighbour(vectors.words[row], *cosines[:, row].tolist()) for row in best.tolist()),
    )


def _nearest(cosines: NDArray[np.float32], row: int, number: int) -> NDArray[np.intp]:
    """Some rows of highest cosine, in no order, the word itself left out."""
    others = cosines.copy()
    others[row] = -np.inf
    return np.argpartition(others, -number)[-number:]
