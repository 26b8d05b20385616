"""How well two lists of scores agree."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["one_against_the_others", "pearson", "spearman"]

Scores = NDArray[np.float64]


def spearman(first: Scores, second: Scores) -> float:
    """Rank correlation (Spearman 1904): Pearson's of the ranks, where equal values share the mean of theirs.

    Args:
        first: float64[n].
        second: float64[n].

    Returns:
        From -1 to 1; NaN where it is not defined: fewer than two values, or all equal.
    """
    return pearson(average_ranks(first), average_ranks(second))


def pearson(first: Scores, second: Scores) -> float:
    """Linear correlation; arguments and result as `spearman`."""
    if len(first) < 2:
        return float("nan")
    one, other = first - first.mean(), second - second.mean()
    scale = np.sqrt((one @ one) * (other @ other))
    return float(np.clip(one @ other / scale, -1, 1)) if scale > 0 else float("nan")


def average_ranks(values: Scores) -> Scores:
    """Ranks from 1 on; equal values share the mean of the ranks that they fill."""
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    ranks: Scores = (last - (sizes - 1) / 2)[group]
    return ranks


def one_against_the_others(singles: Scores) -> float | None:
    """How well one person agrees with the mean of the others, in the mean over all: the ceiling of a set.

    Args:
        singles: float64[n, people].
    """
    people = singles.shape[1]
    total = singles.sum(axis=1)
    found = [spearman(singles[:, i], (total - singles[:, i]) / (people - 1)) for i in range(people)]
    mean = float(np.nanmean(found)) if not np.isnan(found).all() else float("nan")
    return None if np.isnan(mean) else mean
