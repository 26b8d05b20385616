"""The word mover's distance: what it costs to move the words of one text to those of another (Kusner et al. 2015)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, MissingExtraError
from firth.search import unit_rows
from firth.vectors.queries import Word, many_words
from firth.vectors.word_vectors import WordVectors

__all__ = ["movers_distance", "transport_cost"]

Rows = NDArray[np.floating[Any]]


def movers_distance(
    vectors: WordVectors, words: Iterable[Word], others: Iterable[Word], *, normalize: bool = True
) -> float:
    """The word mover's distance of two texts: the least way, on average, from the words of one to those of the other.

    Each word of a text has the same share of it; a step from word to word costs the distance of their vectors. 0 is
    for texts of the same words in any order, and, with `normalize`, 2 for words that all point in opposite directions.

    Args:
        vectors: of the words.
        words: the words of a text. Those that the vectors do not hold are passed over.
        others: those of the other.
        normalize: bring vectors to unit length first; False takes them as they are.

    Returns:
        The distance, 0 or more.

    Raises:
        ArgumentError: the vectors hold no word of one of the texts.
        ArgumentTypeError: a text is a string instead of its words.
        MissingExtraError: POT is not installed.

    Example:
        >>> small = firth.WordVectors(["tea", "cup", "oak"], [[1, 0], [0.8, 0.6], [0, 1]])
        >>> round(firth.movers_distance(small, ["tea", "tea"], ["cup", "tea"]), 4)
        0.3162
    """
    sides = [_weighed(vectors, name, side) for name, side in (("words", words), ("others", others))]
    (known, weights), (known_others, other_weights) = sides
    rows, other_rows = vectors.rows(known), vectors.rows(known_others)
    if normalize:
        rows, other_rows = unit_rows(rows), unit_rows(other_rows)
    return transport_cost(rows, weights, other_rows, other_weights)


def _weighed(vectors: WordVectors, name: str, words: Iterable[Word]) -> tuple[Sequence[Word], Rows]:
    """The distinct words of a text that there are, and how often each is there."""
    asked = many_words(name, words)
    times = Counter(word for word in asked if vectors.holds(word) or (vectors.composes and vectors.composable(word)))
    if not times:
        raise ArgumentError(name, asked, "holds no word that the vectors hold")
    return list(times), np.array(list(times.values()), np.float64)


def transport_cost(rows: Rows, weights: Rows, others: Rows, other_weights: Rows) -> float:
    """The least cost of moving a mass on some points to that on others, where a step costs its length.

    Args:
        rows: float[n, D], the points of the first.
        weights: float[n], the mass on each, of any sum above 0.
        others: float[m, D], those of the second.
        other_weights: float[m].

    Returns:
        The cost for masses of sum 1, 0 or more.

    Raises:
        MissingExtraError: POT is not installed.
    """
    try:
        from ot import emd2  # noqa: PLC0415 - an optional part
    except ImportError:
        raise MissingExtraError("POT", "distance", "The word mover's distance") from None
    exact = others.astype(np.float64)
    costs = np.array([np.linalg.norm(exact - row, axis=1) for row in rows.astype(np.float64)])
    if not costs.any():  # the solver would have nothing to choose by
        return 0.0
    return float(emd2(weights / weights.sum(), other_weights / other_weights.sum(), costs))
