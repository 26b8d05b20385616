"""Solvers that learn a relation from all its pairs but the one that is asked (Drozd, Gladkova and Matsuoka 2016).

With unit vectors, for a word c whose target is asked, and d over all candidates but c:

* ``3CosAvg``: the highest cos(d, c + mean of the targets - mean of the sources);
* ``LRCos``: the highest P(d) cos(d, c), P being the chance that d is a target: a logistic regression tells the targets
  from the sources and as many random words.

There is one question for each pair, not for each two of them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.questions.sets import Relation
from firth.evaluation.space import Best, Space

__all__ = ["SetQuestions", "answers_by_average", "answers_by_regression", "set_questions"]

Units = NDArray[np.float32]

STRENGTH = 1.0  # of the regularisation, as is usual: a penalty of half the squared length of the weights
STEPS = 25
CLOSE = 1e-6


class SetQuestions(NamedTuple):
    """The pairs of a relation that a model knows.

    Attributes:
        asked: int64[A]; the pairs whose target is asked.
        sources: int64[A], the row of c of each.
        others: for each, int64[n, 2], the rows of the source and the target of the pairs to learn from.
    """

    asked: NDArray[np.int64]
    sources: NDArray[np.int64]
    others: tuple[NDArray[np.int64], ...]


def set_questions(space: Space, relation: Relation) -> SetQuestions:
    """The questions of a relation: those that another known pair can be an example for."""
    sources, targets = space.rows_of(relation.pairs)
    known = np.flatnonzero((sources >= 0) & (targets >= 0))
    asked = np.array([j for j in known if (known != j).any()], np.int64)
    others = tuple(np.stack([sources, targets], axis=1)[known[known != j]] for j in asked)
    return SetQuestions(asked, sources[asked], others)


def answers_by_average(space: Space, questions: SetQuestions) -> NDArray[np.int64]:
    """int64[A], the row of the answer to each question by 3CosAvg."""
    own = space.unit(questions.sources)
    queries = np.stack(
        [
            c + space.unit(others[:, 1]).mean(axis=0) - space.unit(others[:, 0]).mean(axis=0)
            for c, others in zip(own, questions.others, strict=True)
        ]
    )
    return _best(space, questions, lambda block: queries @ block.T)


def answers_by_regression(space: Space, questions: SetQuestions, random: np.random.Generator) -> NDArray[np.int64]:
    """The same by LRCos; the random words are drawn once for the relation."""
    own = space.unit(questions.sources)
    strangers = space.unit(random.integers(0, space.words, max(map(len, questions.others))))
    planes = [
        _regression(space.unit(others[:, 1]), np.concatenate([space.unit(others[:, 0]), strangers[: len(others)]]))
        for others in questions.others
    ]
    weights = np.stack([plane[:-1] for plane in planes]).astype(np.float32)
    shifts = np.array([plane[-1] for plane in planes], np.float32)[:, None]

    def score(block: Units) -> Units:
        return np.asarray((own @ block.T) / (1 + np.exp(-(weights @ block.T + shifts))))

    return _best(space, questions, score)


def _best(space: Space, questions: SetQuestions, score: Callable[[Units], Units]) -> NDArray[np.int64]:
    best, excluded = Best(len(questions.asked)), [space.others(row) for row in questions.sources]
    for first, block in space.blocks(len(questions.asked)):
        scores = score(block)
        for question, rows in enumerate(excluded):
            scores[question, rows[(rows >= first) & (rows < first + len(block))] - first] = -np.inf
        best.see(slice(None), scores, first)
    return best.rows


def _regression(yes: Units, no: Units) -> NDArray[np.float64]:
    """Weights and shift of a logistic regression, by Newton's steps.

    Args:
        yes: float32[n, D], with label 1.
        no: float32[m, D], with label 0.

    Returns:
        float64[D + 1]; the chance of x is sigmoid(x . first D + last).
    """
    rows = np.concatenate([yes, no]).astype(np.float64)
    rows = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
    labels = np.repeat([1.0, 0.0], [len(yes), len(no)])
    penalty = np.append(np.full(yes.shape[1], STRENGTH), 0.0)
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (labels - chance) - penalty * weights
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < CLOSE:
            break
    return weights
