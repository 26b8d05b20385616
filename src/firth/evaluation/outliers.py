"""Outlier detection: which of nine words does not belong (Camacho-Collados and Navigli 2016)?

A word's compactness score is the mean similarity of all pairs of the other words. The outlier should have the highest:
without it, the others are closest. Its position among all words by this score, 0 to 8, is how well it was found.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.question_sets import Group, OutlierSet
from firth.evaluation.space import Space

__all__ = ["Detected", "detected", "known_words"]


class Detected(NamedTuple):
    """How the outliers of a set were found, one by one.

    Attributes:
        groups: int32[Q], the group of each outlier.
        positions: float64[Q], from 0 to 1: it was the last to be found, or the first. NaN where it, or more than half
            of the group, is not known.
    """

    groups: NDArray[np.int32]
    positions: NDArray[np.float64]


def detected(space: Space, questions: OutlierSet) -> Detected:
    """Look for each outlier among the words of its group that are known."""
    groups, positions = [], []
    for number, group in enumerate(questions.groups):
        rows, outliers = known_words(space, group)
        for outlier in group.outliers:
            groups.append(number)
            known = outlier in outliers
            positions.append(_position(space.unit(np.append(rows, outliers[outlier]))) if known else np.nan)
    return Detected(np.array(groups, np.int32), np.array(positions))


def known_words(space: Space, group: Group) -> tuple[NDArray[np.int64], dict[str, int]]:
    """The rows of the words of a group that are known, and those of its outliers, if it is more than half known."""
    rows = np.array([row for word in group.words if (row := space.row(word)) >= 0], np.int64)
    outliers = {word: row for word in group.outliers if (row := space.row(word)) >= 0}
    return rows, outliers if 2 * len(rows) > len(group.words) else {}


def _position(unit: NDArray[np.float32]) -> float:
    """From 0 to 1, how many of the other words have a lower compactness score than the last row."""
    total = unit.sum(axis=0, dtype=np.float64)
    others = total - unit  # of each word, the sum of all others
    pairs = np.einsum("nd,nd->n", others, others)  # their pairs, twice, and their squares, which are all alike
    return float((pairs[:-1] < pairs[-1]).mean())
