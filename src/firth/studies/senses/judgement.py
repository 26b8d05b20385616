"""Whether a text bears out that a word has several senses.

Any points can be clustered, also those of a word that has one sense. So two questions are asked of the senses:

- *Agreement*: learned from one half of the text's sentences, do the words beside and the wider context tell the same
  senses in the other half? It is the correlation of what the two say there, the mean of both ways round. It is about 0
  where the contexts of a word's occurrences were shuffled.
- *Likeness*: how like each other are the senses as words? It is the highest cosine between what the contexts of two of
  them become in the space of the words (`firth.studies.senses.translation`). Any word is used of several subjects,
  which both views see; but then its senses are nearly the same there.

Senses are as many as hold, counted up from two until a number does not hold.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.search import unit_rows
from firth.studies.senses.division import divided
from firth.studies.senses.views import View

__all__ = ["OF_MANY", "OF_ONE", "Bounds", "Judgement", "agreement", "likeness"]


class Bounds(NamedTuple):
    """What senses must be.

    Attributes:
        agreement: at least.
        likeness: at most.
    """

    agreement: float
    likeness: float


OF_ONE: Final = Bounds(0.55, 0.3)
"""Where one asks for a word: nine in ten of the planted pairs of ``benchmarks/senses.py`` are found."""

OF_MANY: Final = Bounds(0.6, 0.2)
"""Where all words are tried: one in twenty is split of the words to which WordNet gives one sense."""


class Judgement(NamedTuple):
    """What speaks for a number of senses.

    Attributes:
        number: K.
        agreement: see above; NaN where a half has too few occurrences.
        likeness: see above.
        holds: whether both are within the bounds.
    """

    number: int
    agreement: float
    likeness: float
    holds: bool


def agreement(views: list[View], sentences: NDArray[np.int64], number: int, seed: int) -> float:
    """How far two views agree in sentences from which nothing was learned.

    Args:
        views: three, of n occurrences; a fourth is learned from, but not asked.
        sentences: int64[n], their sentences, ascending.
        number: K, of senses.
        seed: of k-means.
    """
    halves = np.unique(sentences, return_inverse=True)[1] % 2 == 0
    found = []
    for learned in (halves, ~halves):
        division = divided([view[learned] for view in views], number, seed)
        if division is None or not (~learned).any():
            return float("nan")
        said = division.opinions([view[~learned] for view in views])
        said = np.maximum(said, -30.0)
        said -= said.mean(axis=2, keepdims=True)
        found.append(_correlation(said[0] + said[1], said[2]))
    return float(np.mean(found))


def likeness(vectors: NDArray[np.float64]) -> float:
    """The highest cosine between two of K vectors, float64[K, D]."""
    unit = unit_rows(vectors)
    return float((unit @ unit.T)[np.triu_indices(len(unit), 1)].max())


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    length = np.sqrt((first**2).sum() * (second**2).sum())
    return float((first * second).sum() / length) if length else 0.0
