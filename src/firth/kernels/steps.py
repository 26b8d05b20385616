"""One step of each architecture, and what the passes over a block share.

A step is the same for all objectives: input rows against the output rows in ``targets``, whose labels are in
``scratch.signs``. The passes choose the output rows: a word and its noise, or the nodes of a path.
"""

import math

from firth.kernels.arrays import TILE
from firth.kernels.block import clear, gather, mean, score, spread, update
from firth.kernels.compiling import inlined
from firth.kernels.simd import LANES, prefetch

FLUSH_EVERY = 128  # steps whose loss is kept as a product before its logarithm is taken


@inlined
def list_contexts(scratch, i):
    """List the context words of center i; return how many they are."""
    m = 0
    where = scratch.centers[i]
    for j in range(scratch.window_begins[i], scratch.window_ends[i]):
        if j != where:
            scratch.contexts[m] = scratch.words[j]
            m += 1
    return m


@inlined
def fetch_entering(weights, options, i, scratch):
    """Ask for the input row that enters the widest window of center i."""
    entering = scratch.centers[i] + options.window
    if entering < scratch.words.size:
        prefetch(weights.inputs, scratch.words[entering])


@inlined
def skipgram_step(weights, contexts, m, targets, tiles, alpha, scratch, loss):
    """Train the first `m` of `contexts`, each against all targets.

    Args:
        weights: updated in place.
        contexts: int32[m or more], input rows.
        m: how many.
        targets: int32[tiles * TILE or more], output rows.
        tiles: of the targets.
        alpha: learning rate.
        scratch: signs are read; x, y, errors and loss_product are written.
        loss: float64[2]. The number of pairs is added to its second.
    """
    gather(weights.inputs, contexts, m, scratch.x)
    gather(weights.outputs, targets, tiles * TILE, scratch.y)
    score(scratch.x, m, scratch.y, tiles, scratch.signs, alpha, scratch.errors, scratch.loss_product)
    update(scratch.x, m, scratch.y, tiles, scratch.errors, weights.inputs, contexts, weights.outputs, targets)
    loss[1] += m


@inlined
def cbow_step(weights, divide, m, targets, tiles, alpha, scratch, loss):
    """Train the mean of the first `m` listed contexts against all targets.

    The classic update adds the mean's whole gradient to every context row; the exact one (`divide`) divides it by
    their number, which is what the chain rule says. The other arguments are those of `skipgram_step`.
    """
    mean(weights.inputs, scratch.contexts, m, scratch.x)
    gather(weights.outputs, targets, tiles * TILE, scratch.y)
    score(scratch.x, 1, scratch.y, tiles, scratch.signs, alpha, scratch.errors, scratch.loss_product)
    clear(scratch.delta)
    update(scratch.x, 1, scratch.y, tiles, scratch.errors, scratch.delta, scratch.zero, weights.outputs, targets)
    spread(scratch.delta, weights.inputs, scratch.contexts, m, 1.0 / m if divide else 1.0)
    loss[1] += 1


@inlined
def flush_loss(i, n, scratch, loss):
    """Add the loss of the steps since the last time to ``loss[0]``, now and then and after the last of `n` steps."""
    if i % FLUSH_EVERY == 0 or i + 1 == n:
        loss[0] += scratch.errors[0, 0] * 0.0  # NaN must come through, and has neither mantissa nor exponent
        for lane in range(LANES):
            loss[0] += math.log(scratch.loss_product[0, lane]) + scratch.loss_product[1, lane] * math.log(2.0)
            scratch.loss_product[0, lane] = 1.0
            scratch.loss_product[1, lane] = 0.0
