"""The textbook's order: one target after the other, each from the rows as the last one left them.

Textbooks write word2vec pair by pair: score one target, move the input row, move the output row by the input row *that
has just moved*, then take the next target. `firth.kernels.negative_sampling` takes all targets of a step from the rows
as they were before it, which is the gradient of the step's loss. On real text the difference is of second order in the
learning rate; on a textbook's twelve words it decides the outcome, so it can be shown (``firth demo``). Not fast,
not for training.
"""

import math

from firth.kernels.arrays import TILE
from firth.kernels.block import mean
from firth.kernels.compiling import inlined, kernel
from firth.kernels.noise import draw_targets, sign_targets
from firth.kernels.steps import list_contexts


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
def skipgram_sequential(weights, noise, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows pair by pair and target by target.

    Arguments as `firth.kernels.negative_sampling.skipgram`; noise is drawn from the whole distribution and `loss`
    is not written.
    """
    targets = scratch.targets[0]
    step = 0
    for i in range(n):
        for a in range(list_contexts(scratch, i)):
            w = scratch.contexts[a]
            _targets_of(noise, options, key, step, i, scratch)
            for o in range(options.negative + 1):
                e = _error(weights.inputs, w, weights.outputs, targets[o], scratch.signs[o // TILE, o % TILE], alpha)
                _add(weights.inputs, w, weights.outputs, targets[o], e)
                _add(weights.outputs, targets[o], weights.inputs, w, e)
            step += 1


@kernel
def cbow_sequential(weights, noise, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows target by target; the mean stays as it was before the window.

    Arguments as `skipgram_sequential`.
    """
    targets = scratch.targets[0]
    for i in range(n):
        m = list_contexts(scratch, i)
        if m == 0:
            continue
        mean(weights.inputs, scratch.contexts, m, scratch.x)
        share = 1.0 / m if options.divide else 1.0
        _targets_of(noise, options, key, i, i, scratch)
        for o in range(options.negative + 1):
            e = _error(scratch.x, 0, weights.outputs, targets[o], scratch.signs[o // TILE, o % TILE], alpha)
            for a in range(m):
                _add(weights.inputs, scratch.contexts[a], weights.outputs, targets[o], e * share)
            _add(weights.outputs, targets[o], scratch.x, 0, e)


@inlined
def _targets_of(noise, options, key, step, i, scratch):
    target = scratch.words[scratch.centers[i]]
    draw_targets(noise, options, key, step, target, scratch.pool, scratch.targets[0])
    sign_targets(options, scratch.targets[0], scratch.signs)
