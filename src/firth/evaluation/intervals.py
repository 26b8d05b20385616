"""How sure a score is: 95 % intervals, whose width is found by the bootstrap (Efron 1979).

Questions of one relation share word pairs, so they are not independent: resampled one by one, they would seem to be
many more than they are. So the pairs are resampled, within each relation; a question counts as often as both its
pairs were drawn.

The draws say how much a score varies. They do not say well in which direction: of thirty pairs that are all answered
right, each draw is all right. So the ends of an interval are those of a formula that is made for such a score, which
takes the spread of the draws: Wilson's for shares, Fisher's z for correlations. ``benchmarks/intervals.py`` measures
how often such intervals hold the true value.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.solving import Outcome

__all__ = [
    "DRAWS",
    "FEWEST_PAIRS",
    "LEVEL",
    "Draws",
    "Interval",
    "accuracy_draws",
    "accuracy_interval",
    "correlation_draws",
    "correlation_interval",
    "interval_of",
    "mean_draws",
]

DRAWS = 1000
LEVEL = 0.95
NORMAL = 1.959964  # of the standard normal distribution, 95 % lie between this and its opposite
FEWEST_PAIRS = 15
"""Of a correlation. Of fewer, some draws have so few different pairs that the correlation in them is 1 or -1, and the
interval is nearly all there is from -1 to 1."""

MOST_DRAWN = 5_000
"""Pairs of words in a draw."""

UNKNOWN = float("nan"), float("nan")

Draws = NDArray[np.float64]


class Interval(NamedTuple):
    """The lower and the upper end, between which 95 of 100 such intervals hold the true value."""

    low: float
    high: float


def interval_of(draws: Draws) -> Interval:
    """The middle 95 % of the draws; NaN where none is a number."""
    numbers = draws[~np.isnan(draws)]
    if not numbers.size:
        return Interval(*UNKNOWN)
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

    Of more than `MOST_DRAWN` pairs only so many are drawn at a time. The deviations from the correlation of all are
    then made smaller by the root of the share that was drawn (Bickel, Götze and van Zwet 1997: m out of n).

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
    size = min(len(scores), MOST_DRAWN)
    chosen = random.integers(0, len(scores), (draws, size))
    found = [np.array([measure(values[rows], scores[rows]) for rows in chosen]) for values in several]
    if size == len(scores):
        return found
    wholes = [measure(values, scores) for values in several]
    shrink = math.sqrt(size / len(scores))
    return [whole + (each - whole) * shrink for whole, each in zip(wholes, found, strict=True)]


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


def accuracy_interval(value: float, draws: Draws, units: int) -> Interval:
    """Of a share, by Wilson (1927), with the number of independent answers that has the spread of the draws.

    That number is often called the effective sample size (Kish 1965). Where the draws are all alike, it is `units`.

    Args:
        value: from 0 to 1.
        draws: float64[B], the share in each draw; NaN where nothing was drawn.
        units: how many pairs, or groups, were resampled.

    Returns:
        The interval; NaN where the value is NaN.
    """
    numbers = draws[~np.isnan(draws)]
    if not numbers.size or math.isnan(value):
        return Interval(*UNKNOWN)
    spread, one = float(numbers.var()), value * (1 - value)
    number = one / spread if spread > 0 and one > 0 else units
    square = student(units - 1) ** 2 / number
    middle = (value + square / 2) / (1 + square)
    half = math.sqrt(square * one + square**2 / 4) / (1 + square)
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))  # they may be beyond by a rounding error


def correlation_interval(value: float, draws: Draws, units: int) -> Interval:
    """Of a correlation, by Fisher's z (1921), with the spread that it has in the draws.

    Args:
        value: from -1 to 1.
        draws: float64[B], the correlation in each draw; NaN where there is none.
        units: how many pairs of words were resampled.

    Returns:
        The interval; NaN where the correlation is not defined, or there are fewer than `FEWEST_PAIRS`.
    """
    if units < FEWEST_PAIRS or math.isnan(value):
        return Interval(*UNKNOWN)
    half = student(units - 1) * float(np.nanstd(_fisher(draws)))
    low, high = np.tanh(_fisher(np.array(value)) + np.array([-half, half]))
    return Interval(float(low), float(high))


def _fisher(correlations: Draws) -> Draws:
    return np.arctanh(np.clip(correlations, -1 + 1e-9, 1 - 1e-9))


def student(freedom: int) -> float:
    """Of Student's t, 95 % lie between this and its opposite (Abramowitz and Stegun 26.7.5: a series about the normal).

    Args:
        freedom: the degrees of freedom; fewer than 3 count as 3, for which the series is .06 too low.
    """
    n, z = max(freedom, 3), NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + math.fsum(term / n**power for power, term in enumerate(terms, 1))
