"""How sure a score is: bootstrap intervals (Efron 1979), by percentiles.

Questions of one relation share word pairs, so they are not independent: resampled one by one, they would seem to be
many more than they are. So the pairs are resampled, within each relation; a question counts as often as both its
pairs were drawn.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.solving import Outcome

__all__ = ["DRAWS", "LEVEL", "Draws", "Interval", "accuracy_draws", "correlation_draws", "interval_of", "mean_draws"]

DRAWS = 1000
LEVEL = 0.95

Draws = NDArray[np.float64]


class Interval(NamedTuple):
    """The lower and the upper end, between which 95 of 100 such intervals hold the true value."""

    low: float
    high: float


def interval_of(draws: Draws) -> Interval:
    """The middle 95 % of the draws; NaN where none is a number."""
    numbers = draws[~np.isnan(draws)]
    if not numbers.size:
        return Interval(float("nan"), float("nan"))
    low, high = np.quantile(numbers, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))


def accuracy_draws(
    outcomes: Sequence[Outcome], random: np.random.Generator, draws: int = DRAWS
) -> tuple[list[Draws], Draws]:
    """Resample the pairs of a relation, in the same way for several models or solvers.

    Args:
        outcomes: how each model answered them; all were asked the same questions.
        random: the draws.
        draws: how many, B.

    Returns:
        For each outcome float64[B], the weighted number of right answers; and float64[B], that of questions.
    """
    questions = outcomes[0].questions[outcomes[0].asked]
    if not len(questions):
        return [np.zeros(draws) for _ in outcomes], np.zeros(draws)
    used = np.unique(questions[questions >= 0])
    weights = random.multinomial(used.size, np.full(used.size, 1 / used.size), draws).astype(np.float64)
    example, wanted = np.searchsorted(used, questions).T

    def total(counted: NDArray[np.bool_]) -> Draws:
        matrix = np.zeros((used.size, used.size))
        np.add.at(matrix, (example[counted], wanted[counted]), 1)
        if questions[0, 0] < 0:  # each pair is asked by itself
            alone: Draws = weights @ matrix.sum(axis=0)
            return alone
        found: Draws = np.einsum("bi,bi->b", weights @ matrix, weights)
        return found

    rights = [total(outcome.right[outcome.asked]) for outcome in outcomes]
    return rights, total(np.ones(len(questions), np.bool_))


def correlation_draws(
    measure: Callable[[Draws, Draws], float],
    several: Sequence[Draws],
    scores: Draws,
    random: np.random.Generator,
    draws: int = DRAWS,
) -> list[Draws]:
    """A correlation, such as `spearman`, resampling pairs of words, in the same way for several models.

    Args:
        measure: the correlation of two lists.
        several: float64[n] each, what the models say of the pairs.
        scores: float64[n], what people say.
        random: the draws.
        draws: how many, B.

    Returns:
        For each model float64[B]; NaN where there is no correlation.
    """
    if len(scores) < 2:
        return [np.full(draws, np.nan) for _ in several]
    chosen = random.integers(0, len(scores), (draws, len(scores)))
    return [np.array([measure(values[rows], scores[rows]) for rows in chosen]) for values in several]


def mean_draws(
    several: Sequence[Draws],
    groups: NDArray[np.int32],
    number: int,
    random: np.random.Generator,
    draws: int = DRAWS,
) -> list[Draws]:
    """A mean of values that belong to groups, resampling the groups, in the same way for several models.

    Args:
        several: float64[n] each.
        groups: int32[n], the group of each value.
        number: of groups.
        random: the draws.
        draws: how many, B.

    Returns:
        For each model float64[B]; NaN where no value was drawn.
    """
    weights = random.multinomial(number, np.full(number, 1 / number), draws)[:, groups]
    with np.errstate(invalid="ignore"):
        return [weights @ values / weights.sum(axis=1) for values in several]
