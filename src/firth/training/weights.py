"""The matrices that training starts from, and whether they are still finite at its end."""

import warnings
from collections.abc import Sequence
from itertools import repeat
from operator import eq
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import ResolvedTrainConfig, TrainConfig
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentError, ConfigError, DivergedError
from firth.kernels.arrays import Weights, aligned, padded
from firth.kernels.random_streams import WEIGHTS, spawned
from firth.vectors.word_vectors import WordVectors

__all__ = ["Initial", "check_finite", "copy_of", "diverged", "empty_weights", "first_weights", "initial_from"]

_ROWS = 512  # rows of weights handled at a time: their temporary copies stay within the caches


class Initial(NamedTuple):
    """Matrices to start from, instead of random inputs and zero contexts or nodes.

    Attributes:
        vectors: [V, D], or [any, D] with `rows`.
        contexts: [V, D], or [any, D] with `rows`; or None.
        nodes: [V - 1, D], of the Huffman tree of the same words and counts; or None.
        rows: int64[V], the row of each word in `vectors` and `contexts`, -1 for a word that they lack; None: in order.
    """

    vectors: NDArray[np.floating]
    contexts: NDArray[np.floating] | None = None
    nodes: NDArray[np.floating] | None = None
    rows: NDArray[np.int64] | None = None

    def facts(self) -> dict[str, Any]:
        """Which matrices training started from, as the model file keeps it."""
        return {"initial": [name for name in ("vectors", "contexts", "nodes") if getattr(self, name) is not None]}


def initial_from(model: WordVectors, vocabulary: Vocabulary, config: TrainConfig) -> Initial:
    """What training can take over from a model.

    Words are looked up exactly as they are spelt; those that the model lacks start anew. Its contexts go with
    negative sampling and full softmax. The nodes of hierarchical softmax are those of one Huffman tree, so they go with
    the same words and counts only. Where a second matrix is left behind, a warning says so.

    Args:
        model: the vectors to start from.
        vocabulary: of the corpus.
        config: `vector_size` and `objective` are read.

    Raises:
        ConfigError: the model has another number of dimensions.
    """
    size = model.vectors.shape[1]
    if size != config.vector_size:
        raise ConfigError("vector_size", config.vector_size, f"must be that of initial: {size}")
    contexts, nodes = model.contexts, None
    if config.objective == "hierarchical_softmax":
        contexts = None
        if _same_tree(model, vocabulary):
            nodes = model.nodes
    if model.nodes is not None and nodes is None:
        _warn_left_behind("nodes", config, "its Huffman tree is that of other words, other counts or another objective")
    if model.contexts is not None and contexts is None:
        _warn_left_behind(
            "contexts", config, "the rows of its second matrix are inner nodes of a Huffman tree, not words"
        )
    return Initial(model.vectors, contexts, nodes, _rows_of(vocabulary.words, model.words))


def _same_tree(model: WordVectors, vocabulary: Vocabulary) -> bool:
    """Whether a model's Huffman tree is the vocabulary's, word for word."""
    same_words = len(model) == len(vocabulary) and all(map(eq, model.words, vocabulary.words))
    return same_words and model.counts is not None and np.array_equal(model.counts, vocabulary.counts)


def _warn_left_behind(part: str, config: TrainConfig, why: str) -> None:
    warnings.warn(
        f"initial has {part} that cannot be used with objective={config.objective!r} on this text: {why}. "
        "Training starts from its vectors; the second matrix starts at zero.",
        UserWarning,
        stacklevel=4,  # the caller of firth.train
    )


def _rows_of(words: Sequence[str], known: Sequence[str]) -> NDArray[np.int64]:
    """int64[V], the place of each word among the known ones, -1 for those that are not."""
    places = dict(zip(known, range(len(known)), strict=True))
    return np.fromiter(map(places.get, words, repeat(-1)), np.int64, len(words))


def first_weights(words: int, config: TrainConfig, rows: int | None = None, initial: Initial | None = None) -> Weights:
    """Inputs even in +-0.5 / D and outputs zero, as in word2vec.c; or copies of given matrices, where given.

    Args:
        words: V.
        config: `vector_size`, `seed` and `objective` are read.
        rows: of the second matrix; the default is V.
        initial: what to start from.

    Returns:
        float32[V, D padded] and float32[rows, D padded]; the padding is zero.

    Raises:
        ArgumentError: a given matrix does not fit.
    """
    weights = empty_weights(words, words if rows is None else rows, config.vector_size)
    random = np.random.default_rng(spawned(config.seed, WEIGHTS))
    for first in range(0, words, _ROWS):
        part = weights.inputs[first : first + _ROWS, : config.vector_size]
        part[:] = (random.random(part.shape, np.float32) - np.float32(0.5)) / config.vector_size
    if initial is not None:
        _take_over(initial, weights, config)
    return weights


def _take_over(initial: Initial, weights: Weights, config: TrainConfig) -> None:
    """Write given matrices over the first weights."""
    second = "nodes" if config.objective == "hierarchical_softmax" else "contexts"
    other = initial.contexts if second == "nodes" else initial.nodes
    if other is not None:
        raise ArgumentError(
            "initial",
            np.shape(other),
            f"the second matrix of objective={config.objective!r} is of {second}; give vectors, and {second} if any",
        )
    for name, matrix in zip(("vectors", second), weights, strict=True):
        given, rows = getattr(initial, name), None if name == "nodes" else initial.rows
        if given is None:
            continue
        shape = (len(matrix) if rows is None else len(given), config.vector_size)
        if np.shape(given) != shape:
            raise ArgumentError(f"initial.{name}", np.shape(given), f"must have the shape {shape}")
        for first in range(0, len(matrix), _ROWS):
            part = matrix[first : first + _ROWS, : config.vector_size]
            if rows is None:
                part[:] = given[first : first + _ROWS]
            else:
                taken = rows[first : first + _ROWS]
                part[taken >= 0] = given[taken[taken >= 0]]


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
        for first in range(0, len(matrix), _ROWS):
            if not np.isfinite(matrix[first : first + _ROWS]).all():
                raise diverged(config)


def diverged(config: ResolvedTrainConfig) -> DivergedError:
    """The error, with what to do about it."""
    noise = "" if config.negative is None else f" and negative={config.negative}"
    return DivergedError(
        f"the weights stopped being finite: with alpha={config.alpha:g}, window={config.window}{noise} the steps are "
        f"too large. Train with a smaller alpha or window{' or negative' if noise else ''}."
    )
