"""The textbook's order: one target after the other, each from the rows as the last one left them.

Textbooks write word2vec pair by pair: score one target, move the input row, move the output row by the input row *that
has just moved*, then take the next target. The gradient of a pair's loss takes all its targets from the rows as they
were before. On real text the difference is of second order in the learning rate; on a textbook's twelve words it
decides the outcome, so both can be shown (``firth demo``). Not fast, not for training.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from firth.kernels.arrays import StepOptions, aligned
from firth.kernels.compiling import inlined, kernel
from firth.kernels.noise import word_at
from firth.kernels.random_streams import bits, upper_half


class Samples(NamedTuple):
    """Windows in the order in which they are trained. Read."""

    words: NDArray[np.int32]
    centers: NDArray[np.int32]  # where in `words` each window's center is
    begins: NDArray[np.int32]  # where in `words` it begins ...
    ends: NDArray[np.int32]  # ... and ends, exclusive


class Desk(NamedTuple):
    """Working memory. Written."""

    contexts: NDArray[np.int32]  # [M]
    targets: NDArray[np.int32]  # [1 + negative]
    signs: NDArray[np.floating]  # [1 + negative]; +1: label 1, -1: label 0, 0: not trained
    errors: NDArray[np.floating]  # [1 + negative]
    x: NDArray[np.floating]  # [1, D padded]


def desk_for(options: StepOptions, size: int, dtype: DTypeLike) -> Desk:
    """Working memory, for rows of `size` numbers."""
    targets = options.negative + 1
    return Desk(
        contexts=np.zeros(2 * options.window, np.int32),
        targets=np.zeros(targets, np.int32),
        signs=np.zeros(targets, dtype),
        errors=np.zeros(targets, dtype),
        x=aligned((1, size), dtype),
    )


@inlined
def _list_contexts(samples, i, contexts):
    m = 0
    for p in range(samples.begins[i], samples.ends[i]):
        if p != samples.centers[i]:
            contexts[m] = samples.words[p]
            m += 1
    return m


@inlined
def _choose_targets(noise, options, key, step, center, desk):
    """The center and noise words of a step; noise is drawn from the whole distribution."""
    desk.targets[0], desk.signs[0] = center, 1
    for k in range(options.negative):
        random_bits = bits(key, np.uint64(1 + step * options.negative + k))
        word = word_at(noise, upper_half(random_bits))
        desk.targets[1 + k], desk.signs[1 + k] = word, -1 if options.train_collisions or word != center else 0


@inlined
def _error(x, a, y, b, sign, alpha):
    """(label - sigmoid(x[a] . y[b])) * alpha, and 0 where the sign is 0."""
    score = 0.0
    for c in range(x.shape[1]):
        score += x[a, c] * y[b, c]
    return sign / (1.0 + math.exp(sign * score)) * alpha


@inlined
def _add(x, a, y, b, scale):
    """x[a] += y[b] * scale."""
    for c in range(x.shape[1]):
        x[a, c] += y[b, c] * scale


@kernel
def skipgram_sequential(weights, noise, options, alpha, key, n, samples, desk):
    """Train the first `n` windows pair by pair and target by target.

    Args:
        weights: updated in place.
        noise: the noise distribution.
        options: the kind of step.
        alpha: learning rate.
        key: uint64, the random stream of the noise.
        n: windows to train.
        samples: the windows.
        desk: working memory.
    """
    step = 0
    for i in range(n):
        for a in range(_list_contexts(samples, i, desk.contexts)):
            w = desk.contexts[a]
            _choose_targets(noise, options, key, step, samples.words[samples.centers[i]], desk)
            for o in range(options.negative + 1):
                target = desk.targets[o]
                e = _error(weights.inputs, w, weights.outputs, target, desk.signs[o], alpha)
                _add(weights.inputs, w, weights.outputs, target, e)
                _add(weights.outputs, target, weights.inputs, w, e)
            step += 1


@kernel
def skipgram_at_once(weights, noise, options, alpha, key, n, samples, desk):
    """Train the first `n` windows pair by pair, all targets of a pair from the rows before it: its gradient.

    Arguments as `skipgram_sequential`.
    """
    step = 0
    for i in range(n):
        for a in range(_list_contexts(samples, i, desk.contexts)):
            w = desk.contexts[a]
            _choose_targets(noise, options, key, step, samples.words[samples.centers[i]], desk)
            for o in range(options.negative + 1):
                sign = desk.signs[o]
                desk.errors[o] = _error(weights.inputs, w, weights.outputs, desk.targets[o], sign, alpha)
            desk.x[0] = 0
            for o in range(options.negative + 1):
                _add(desk.x, 0, weights.outputs, desk.targets[o], desk.errors[o])
            for o in range(options.negative + 1):
                _add(weights.outputs, desk.targets[o], weights.inputs, w, desk.errors[o])
            _add(weights.inputs, w, desk.x, 0, 1.0)
            step += 1


@kernel
def cbow_sequential(weights, noise, options, alpha, key, n, samples, desk):
    """Train the first `n` windows target by target; the mean stays as it was before the window.

    Arguments as `skipgram_sequential`.
    """
    for i in range(n):
        m = _list_contexts(samples, i, desk.contexts)
        if m == 0:
            continue
        desk.x[0] = 0
        for a in range(m):
            _add(desk.x, 0, weights.inputs, desk.contexts[a], 1.0 / m)
        share = 1.0 / m if options.divide else 1.0
        _choose_targets(noise, options, key, i, samples.words[samples.centers[i]], desk)
        for o in range(options.negative + 1):
            target = desk.targets[o]
            e = _error(desk.x, 0, weights.outputs, target, desk.signs[o], alpha)
            for a in range(m):
                _add(weights.inputs, desk.contexts[a], weights.outputs, target, e * share)
            _add(weights.outputs, target, desk.x, 0, e)
