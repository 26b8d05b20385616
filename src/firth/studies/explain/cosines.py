"""The words of a question, their cosines with all words, and places among them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentTypeError
from firth.search import unit_rows
from firth.vectors.queries import checked_number
from firth.vectors.word_vectors import WordVectors

__all__ = ["all_cosines", "checked", "rank_of"]

BLOCK = 4096
"""Rows at a time: their unit rows fit a core's own cache."""


def checked(vectors: WordVectors, words: Iterable[str], topn: int) -> list[int]:
    """The rows of a question's words, once its parts are known to make sense.

    Raises:
        UnknownWordError: a word is not in the model.
        ArgumentError: `topn` is below 1.
        ArgumentTypeError: something else than `WordVectors`, words and a whole number.
    """
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    checked_number("topn", topn)
    return [vectors.index(word) for word in words]


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
