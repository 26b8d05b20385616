"""Room for labels beside their points, so that none covers another."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["placed"]

Floats = NDArray[np.float64]

_SIDES = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)])
"""Where a label may be beside its point, the best first: right, left, above, below, and the corners."""


def placed(points: Floats, sizes: Floats, extent: tuple[float, float], gap: float) -> Floats:
    """Give one label after the other the first side on which it covers no label, and as few points as possible.

    Args:
        points: float64[n, 2], x and y. The labels of the first ones have the choice.
        sizes: float64[n, 2], widths and heights of the labels.
        extent: the width and height of the picture, which begins at 0, 0.
        gap: between a point and its label.

    Returns:
        float64[n, 2], the lower left corners of the labels; NaN for one that has no room.
    """
    corners = np.full(points.shape, np.nan)
    for label, (point, size) in enumerate(zip(points, sizes, strict=True)):
        low = point + _SIDES * (gap + size / 2) - size / 2
        inside = ((low >= 0) & (low + size <= extent)).all(axis=1)
        others = corners[:label]
        apart = (low[:, None] >= others + sizes[:label]) | (others >= low[:, None] + size)
        free = inside & (apart.any(axis=2) | np.isnan(others[:, 0])).all(axis=1)
        if free.any():
            covered = ((points > low[:, None]) & (points < low[:, None] + size)).all(axis=2).sum(axis=1)
            corners[label] = low[np.where(free, covered, len(points)).argmin()]
    return corners
