"""Sets of questions: word pairs by relation, for analogies, and pairs with a score from people, for similarity.

An analogy set is kept as pairs. A question takes one pair as the example and asks for the target of another of the same
relation: a : b :: c : ? So what a set has in common is there once, however many questions are made of it, and whoever
resamples can resample pairs (Levy and Goldberg 2014 call the asked word b*).
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "AnalogySet",
    "Group",
    "OutlierSet",
    "Pair",
    "QuestionSet",
    "Relation",
    "SimilaritySet",
    "Skipped",
    "all_questions",
]


class Pair(NamedTuple):
    """A word, and the words that are right answers for it, the usual one first."""

    source: str
    targets: tuple[str, ...]


class Relation(NamedTuple):
    """One section of a set.

    Attributes:
        name: as the set calls it.
        kind: of relation, such as "inflection"; "" if the set does not say.
        pairs: P pairs.
        questions: int32[Q, 2]; the pair that is the example, and the pair whose target is asked.
    """

    name: str
    kind: str
    pairs: tuple[Pair, ...]
    questions: NDArray[np.int32]


class Skipped(NamedTuple):
    """A line that could not be used; of a folder, in which of its files."""

    line: int
    why: str
    file: str = ""


class AnalogySet(NamedTuple):
    """Relations, and the lines that could not be used."""

    name: str
    relations: tuple[Relation, ...]
    skipped: tuple[Skipped, ...] = ()


class SimilaritySet(NamedTuple):
    """Pairs of words with a score from people.

    Attributes:
        name: of the set.
        pairs: N pairs of words.
        scores: float64[N].
        ceiling: how well one person agrees with the mean of the others (Spearman), where single scores are known.
        skipped: lines that could not be used.
    """

    name: str
    pairs: tuple[tuple[str, str], ...]
    scores: NDArray[np.float64]
    ceiling: float | None = None
    skipped: tuple[Skipped, ...] = ()


class Group(NamedTuple):
    """Words that belong together, and words that do not."""

    name: str
    words: tuple[str, ...]
    outliers: tuple[str, ...]


class OutlierSet(NamedTuple):
    """Groups to find outliers in."""

    name: str
    groups: tuple[Group, ...]
    skipped: tuple[Skipped, ...] = ()


QuestionSet: TypeAlias = AnalogySet | SimilaritySet | OutlierSet


def all_questions(pairs: Sequence[Pair]) -> NDArray[np.int32]:
    """int32[Q, 2]: each pair as the example for each other one, but for those that share a source or an answer.

    An answer that the example has given already cannot be given again.
    """
    questions = [
        (i, j)
        for i, one in enumerate(pairs)
        for j, other in enumerate(pairs)
        if one.source != other.source and not set(one.targets) & set(other.targets)
    ]
    return np.array(questions, np.int32).reshape(-1, 2)
