"""Groups of words of like direction, for the colours of a map."""

import numpy as np
from numpy.typing import NDArray

from firth.groups.word_classes import k_means

__all__ = ["clusters_of"]


def clusters_of(directions: NDArray[np.float32], clusters: int, seed: int) -> NDArray[np.uint8]:
    """Group words by k-means on their unit vectors.

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
    return k_means(directions, clusters, seed, extra="explore").astype(np.uint8)
