"""The matrices that training starts from, and whether they are still finite at its end."""

import numpy as np

from firth.config import ResolvedTrainConfig, TrainConfig
from firth.errors import DivergedError
from firth.kernels.arrays import Weights, aligned, padded
from firth.kernels.random_streams import WEIGHTS, spawned

__all__ = ["ROWS", "check_finite", "copy_of", "diverged", "empty_weights", "first_weights"]

ROWS = 512  # rows of weights handled at a time: their temporary copies stay within the caches


def first_weights(words: int, config: TrainConfig, rows: int | None = None) -> Weights:
    """Inputs even in +-0.5 / D and outputs zero, as in word2vec.c.

    Args:
        words: V.
        config: `vector_size` and `seed` are read.
        rows: of the second matrix; the default is V.

    Returns:
        float32[V, D padded] and float32[rows, D padded]; the padding is zero.
    """
    weights = empty_weights(words, words if rows is None else rows, config.vector_size)
    random = np.random.default_rng(spawned(config.seed, WEIGHTS))
    for first in range(0, words, ROWS):
        part = weights.inputs[first : first + ROWS, : config.vector_size]
        part[:] = (random.random(part.shape, np.float32) - np.float32(0.5)) / config.vector_size
    return weights


def empty_weights(words: int, rows: int, size: int) -> Weights:
    """Two matrices of zeros: float32[words, size padded] and float32[rows, size padded]."""
    return Weights(*(aligned((n, padded(size)), np.float32) for n in (words, rows)))


def copy_of(weights: Weights) -> Weights:
    """The weights as they are now."""
    return Weights(*(matrix.copy() for matrix in weights))


def check_finite(weights: Weights, config: ResolvedTrainConfig) -> None:
    """Refuse weights that are not finite.

    Raises:
        DivergedError: there is NaN or infinity among them.
    """
    for matrix in weights:
        for first in range(0, len(matrix), ROWS):
            if not np.isfinite(matrix[first : first + ROWS]).all():
                raise diverged(config)


def diverged(config: ResolvedTrainConfig) -> DivergedError:
    """The error, with what to do about it."""
    noise = "" if config.negative is None else f" and negative={config.negative}"
    return DivergedError(
        f"the weights stopped being finite: with alpha={config.alpha:g}, window={config.window}{noise} the steps are "
        f"too large. Train with a smaller alpha or window{' or negative' if noise else ''}."
    )
