"""The matrices that training starts from, and whether they are still numbers at its end."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import TrainConfig
from firth.errors import ConfigError, DivergedError
from firth.kernels.arrays import Weights, aligned, padded
from firth.kernels.random_streams import WEIGHTS, spawned

__all__ = ["Initial", "check_finite", "copy_of", "diverged", "first_weights", "given_weights"]

_ROWS = 4096  # rows of weights handled at a time where the whole matrix would be copied


class Initial(NamedTuple):
    """Matrices to start from, instead of random inputs and zero contexts."""

    vectors: NDArray[np.floating]  # [V, D]
    contexts: NDArray[np.floating] | None = None  # [V, D]


def first_weights(words: int, config: TrainConfig, rows: int | None = None) -> Weights:
    """Inputs even in +-0.5 / D and outputs zero, as in word2vec.c.

    Args:
        words: V.
        config: `vector_size` and `seed` are read.
        rows: of the second matrix; the default is V.

    Returns:
        float32[V, D padded] and float32[rows, D padded]; the padding is zero.
    """
    width = padded(config.vector_size)
    weights = Weights(*(aligned((n, width), np.float32) for n in (words, words if rows is None else rows)))
    random = np.random.default_rng(spawned(config.seed, WEIGHTS))
    for first in range(0, words, _ROWS):
        part = weights.inputs[first : first + _ROWS, : config.vector_size]
        part[:] = (random.random(part.shape, np.float32) - np.float32(0.5)) / config.vector_size
    return weights


def given_weights(words: int, config: TrainConfig, rows: int, initial: Initial) -> Weights:
    """Copies of given matrices, where given.

    Raises:
        ConfigError: a shape does not fit, or there are contexts where the second matrix is not one of words.
    """
    if initial.contexts is not None and config.objective == "hierarchical_softmax":
        raise ConfigError(
            "initial.contexts",
            np.shape(initial.contexts),
            "hierarchical softmax has inner nodes in place of context vectors; give vectors alone",
        )
    weights = first_weights(words, config, rows)
    for name, given, matrix in zip(("vectors", "contexts"), initial, weights, strict=True):
        if given is None:
            continue
        shape = (words, config.vector_size)
        if np.shape(given) != shape:
            raise ConfigError(f"initial.{name}", np.shape(given), f"must have the shape (words, vector_size) {shape}")
        matrix[:, : config.vector_size] = given
    return weights


def copy_of(weights: Weights) -> Weights:
    """The weights as they are now."""
    return Weights(*(matrix.copy() for matrix in weights))


def check_finite(weights: Weights, config: TrainConfig) -> None:
    """Refuse weights that are no numbers.

    Raises:
        DivergedError: there is NaN or infinity among them.
    """
    for matrix in weights:
        for first in range(0, len(matrix), _ROWS):
            if not np.isfinite(matrix[first : first + _ROWS]).all():
                raise diverged(config)


def diverged(config: TrainConfig) -> DivergedError:
    """The error, with what to do about it."""
    noise = "" if config.negative is None else f" and negative={config.negative}"
    return DivergedError(
        f"the weights stopped being finite: with alpha={config.alpha:g}, window={config.window}{noise} the steps are "
        f"too large. Train with a smaller alpha or window{' or negative' if noise else ''}."
    )
