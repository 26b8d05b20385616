"""Groups of words of like direction, for the colours of a map."""

import warnings

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from firth.errors import MissingExtraError

__all__ = ["clusters_of"]


def clusters_of(directions: NDArray[np.float32], clusters: int, seed: int) -> NDArray[np.uint8]:
    """Group words by k-means on their unit vectors (Lloyd's algorithm, k-means++ seeding; scikit-learn's).

    Args:
        directions: float32[n, D], unit rows or rows of zeros.
        clusters: how many, at most 255; fewer where there are not so many different directions.
        seed: of the first centres.

    Returns:
        uint8[n]. Numbered by their first words: 0 is the cluster of the first word, 1 that of the first
        word that is not in 0, and so on. The same on any number of cores.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from sklearn.cluster import KMeans  # noqa: PLC0415 - an optional part
        from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingExtraError("scikit-learn", "explore", "Finding clusters") from None
    means = KMeans(min(clusters, len(directions)), n_init=1, random_state=seed)
    with warnings.catch_warnings(), threadpool_limits(1):  # its threads add to the same sums, in any order
        warnings.simplefilter("ignore", ConvergenceWarning)  # of fewer different directions than clusters
        found = means.fit_predict(directions)
    _, firsts, numbers = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(firsts)).astype(np.uint8)[numbers]
