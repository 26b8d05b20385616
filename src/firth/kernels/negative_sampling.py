"""A pass over one block with negative sampling: the windows, one step after the other.

While one center is worked on, the rows of the next are already on their way from memory. There is one pass
for each way of turning a window into steps:

* ``skipgram``: one step, the context words' rows against the center and its noise words;
* ``skipgram_pairs``: a step for each context word, with noise words of its own;
* ``cbow``: one step, the mean of the context words' rows against the center and its noise words.

All take the windows that `firth.kernels.windows.lay_out_windows` left in the scratch memory.
"""

from firth.kernels.arrays import TILE
from firth.kernels.compiling import inlined, kernel
from firth.kernels.noise import draw_targets, fill_pool, sign_targets
from firth.kernels.simd import prefetch
from firth.kernels.steps import cbow_step, fetch_entering, flush_loss, list_contexts, skipgram_step


@inlined
def _begin(noise, options, key, n, scratch):
    """Set up what a block's steps share, and draw the first center's targets."""
    if options.pool:
        fill_pool(noise, key, scratch.pool)
    for i in range(min(n, 1)):  # a loop, so that `i` has the type it has below: a plain 0 would compile `_draw` twice
        _draw(noise, options, key, i, i, scratch)


@inlined
def _draw(noise, options, key, step, i, scratch):
    target = scratch.words[scratch.centers[i]]
    draw_targets(noise, options, key, step, target, scratch.pool, scratch.targets[i % 2])


@inlined
def _look_ahead(weights, noise, options, key, i, scratch):
    """Draw the targets of center i and prefetch the rows that its step will touch first."""
    _draw(noise, options, key, i, i, scratch)
    _fetch_targets(weights, options, scratch.targets[i % 2])
    fetch_entering(weights, options, i, scratch)


@inlined
def _fetch_targets(weights, options, targets):
    for o in range(options.negative + 1):
        prefetch(weights.outputs, targets[o])


@kernel
def skipgram(weights, noise, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows, all pairs of a window against the same noise words.

    Args:
        weights: updated in place.
        noise: the noise distribution.
        options: the kind of step.
        alpha: learning rate.
        key: uint64, the block's own random stream.
        n: windows to train.
        scratch: holds the windows; the rest is written.
        loss: float64[2]. The summed loss of the pairs, in nats, and their number are added.
    """
    _begin(noise, options, key, n, scratch)
    for i in range(n):
        if i + 1 < n:
            _look_ahead(weights, noise, options, key, i + 1, scratch)
        targets = scratch.targets[i % 2]
        m = list_contexts(scratch, i)
        sign_targets(options, targets, scratch.signs)
        skipgram_step(weights, scratch.contexts, m, targets, targets.size // TILE, alpha, scratch, loss)
        flush_loss(i, n, scratch, loss)


@kernel
def skipgram_pairs(weights, noise, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows, each pair against noise words of its own. Arguments as `skipgram`."""
    _begin(noise, options, key, n, scratch)
    step = 0
    targets = scratch.targets[0]
    for i in range(n):
        m = list_contexts(scratch, i)
        for a in range(m):
            target = scratch.words[scratch.centers[i]]
            draw_targets(noise, options, key, step, target, scratch.pool, targets)
            _fetch_targets(weights, options, targets)
            sign_targets(options, targets, scratch.signs)
            context = scratch.contexts[a : a + 1]
            skipgram_step(weights, context, 1, targets, targets.size // TILE, alpha, scratch, loss)
            step += 1
        if i + 1 < n:
            fetch_entering(weights, options, i + 1, scratch)
        flush_loss(i, n, scratch, loss)


@kernel
def cbow(weights, noise, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows, the mean of the context against the center. Arguments as `skipgram`."""
    _begin(noise, options, key, n, scratch)
    for i in range(n):
        if i + 1 < n:
            _look_ahead(weights, noise, options, key, i + 1, scratch)
        targets = scratch.targets[i % 2]
        m = list_contexts(scratch, i)
        if m:
            sign_targets(options, targets, scratch.signs)
            cbow_step(weights, options.divide, m, targets, targets.size // TILE, alpha, scratch, loss)
        flush_loss(i, n, scratch, loss)
