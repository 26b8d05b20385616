"""The matrices that training starts from, and whether they are still finite at its end."""

import numpy as np

from firth.config import ResolvedTrainConfig, TrainConfig
from firth.errors import DivergedError
from firth.kernels.arrays import Weights, aligned, padded
from firth.kernels.random_streams import WEIGHTS, spawned

__all__ = ["ROWS", "check_finite", "copy_of", "diverged", "empty_weights", "first_weights"]

ROWS = 512  # rows of weights handled at a time: their temporary copies stay within the caches


def first_weights(sizes: tuple[int, int, int], config: TrainConfig) -> Weights:
    """Inputs or pieces even in +-0.5 / D and outputs zero, as in word2vec.c.

    Args:
        sizes: rows of the inputs, of the outputs, and of the pieces of which the inputs are made; 0: of none.
        config: `vector_size` and `seed` are read.

    Returns:
        float32[..., D padded] each; the padding is zero.
    """
    weights = empty_weights(sizes, config.vector_size)
    random = np.random.default_rng(spawned(config.seed, WEIGHTS))
    learned = weights.pieces if len(weights.pieces) else weights.inputs
    for first in range(0, len(learned), ROWS):
        part = learned[first : first + ROWS, : config.vector_size]
        part[:] = (random.random(part.shape, np.float32) - np.float32(0.5)) / config.vector_size
    return weights


def empty_weights(sizes: tuple[int, int, int], size: int) -> Weights:
    """Matrices of zeros, of so many rows, float32[..., size padded]."""
    return Weights(*(aligned((rows, padded(size)), np.float32) for rows in sizes))


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
