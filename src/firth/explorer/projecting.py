"""Places in the plane for directions in many dimensions."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from firth.config import ExploreConfig
from firth.progress.events import Progress

__all__ = ["principal_components", "project"]

Report = Callable[[Progress], None]
Floats = NDArray[np.float32]


def project(directions: Floats, config: ExploreConfig, *, on_progress: Report | None = None) -> Floats:
    """Give each direction a place.

    Args:
        directions: float32[n, D], unit rows; rows of zeros are allowed.
        config: resolved.
        on_progress: called now and then.

    Returns:
        float32[n, 2], centred, both axes within -1 to 1, with the same scale.
    """
    places = principal_components(directions)
    return _fitted(places)


def principal_components(directions: Floats) -> NDArray[np.float64]:
    """The two directions of largest variance, as coordinates (Hotelling 1933).

    Args:
        directions: float32[n, D].

    Returns:
        float64[n, 2]; the entry of largest size in each direction is positive, so that the picture is not mirrored
        from one machine to the next.
    """
    centred = directions.astype(np.float64)
    centred -= centred.mean(axis=0)
    with threadpool_limits(1, user_api="blas"):  # sums in the same order on any number of cores
        _, axes = np.linalg.eigh(centred.T @ centred)  # by ascending variance
        axes = axes[:, :-3:-1]
        axes *= np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0, -1, 1)
        places = centred @ axes
    return places if places.shape[1] == 2 else np.pad(places, [(0, 0), (0, 1)])  # of one dimension


def _fitted(places: NDArray[np.float64]) -> Floats:
    """Centre the box around all places, and scale its longer side to 2."""
    low, high = places.min(axis=0), places.max(axis=0)
    scale = (high - low).max() / 2
    return ((places - (low + high) / 2) / (scale or 1)).astype(np.float32)
