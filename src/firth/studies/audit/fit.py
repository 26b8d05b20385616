"""How well one quantity follows another: moments collected block by block, and the line they give.

The values themselves are not kept, so memory does not depend on the number of pairs.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fit", "Moments"]

Values = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """How a measured y follows an expected x, in nats for the audit. All values are None if there are no pairs.

    Attributes:
        correlation: Pearson's r; None if x or y does not vary.
        slope: of the least-squares line of y on x; None if x does not vary.
        intercept: of that line.
        rmse: root of the mean squared residual y - x, which is from the identity, not from the fitted line.
        residual_mean: mean of y - x.
        residual_deviation: standard deviation of y - x.
    """

    correlation: float | None = None
    slope: float | None = None
    intercept: float | None = None
    rmse: float | None = None
    residual_mean: float | None = None
    residual_deviation: float | None = None


class Moments:
    """Weighted means and scatter of (x, y), merged as in Chan, Golub and LeVeque 1983, which avoids cancellation."""

    def __init__(self) -> None:
        self._weight = 0.0
        self._mean = np.zeros(2)
        self._scatter = np.zeros((2, 2))

    def add(self, both: Values, weights: Values) -> None:
        """Add pairs.

        Args:
            both: float64[2, n]; x, what is expected, and y, what is measured.
            weights: float64[n], positive.
        """
        if not weights.size:
            return
        weight = float(weights.sum())
        mean = both @ weights / weight
        away = both - mean[:, None]
        step, total = mean - self._mean, self._weight + weight
        self._scatter += (away * weights) @ away.T + np.outer(step, step) * (self._weight * weight / total)
        self._mean += step * (weight / total)
        self._weight = total

    def fit(self) -> Fit:
        """The fit of the pairs added so far."""
        if not self._weight:
            return Fit()
        (xx, xy), (_, yy) = (self._scatter / self._weight).tolist()
        x, y = self._mean.tolist()
        slope = xy / xx if xx > 0 else None
        residual_variance = max(xx - 2 * xy + yy, 0.0)
        return Fit(
            correlation=xy / math.sqrt(xx * yy) if xx > 0 and yy > 0 else None,
            slope=slope,
            intercept=None if slope is None else y - slope * x,
            rmse=math.sqrt((y - x) ** 2 + residual_variance),
            residual_mean=y - x,
            residual_deviation=math.sqrt(residual_variance),
        )
