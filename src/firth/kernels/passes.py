"""A pass over one block: the planned windows, one step after the other.

While one centre is worked on, the rows of the next are already on their way from memory. There is one pass
for each way of turning a window into steps:

* ``skipgram``: one step, the context words' rows against the centre and its noise words;
* ``skipgram_pairs``: a step for each context word, with noise words of its own;
* ``cbow``: one step, the mean of the context words' rows against the centre and its noise words.

All take the plan that `firth.kernels.windows.plan` left in the scratch memory.
"""

import math

from firth.kernels.arrays import SLOT, TILE
from firth.kernels.block import clear, gather, mean, score, spread, update
from firth.kernels.compiling import entry, helper
from firth.kernels.lanes import prefetch
from firth.kernels.noise import draw_targets, fill_pool, rate_targets

MEASURED = 128  # one step in so many adds its loss to the running mean


@helper
def _begin(chances, choices, alpha, key, n, scratch):
    """Set up what a block's steps share, and draw the first centre's targets."""
    scratch.labels[0, 0] = scratch.labels[0, SLOT] = 1
    scratch.rates[0, 0] = scratch.rates[0, SLOT] = alpha
    if choices.pool:
        fill_pool(chances, key, scratch.pool)
    for i in range(min(n, 1)):  # a loop makes `i` the integer it is below; a plain 0 would be compiled apart
        _draw(chances, choices, key, i, i, scratch)


@helper
def _draw(chances, choices, key, step, i, scratch):
    target = scratch.words[scratch.centres[i]]
    draw_targets(chances, choices, key, step, target, scratch.pool, scratch.targets[i % 2])


@helper
def _look_ahead(weights, chances, choices, key, i, scratch):
    """Draw the targets of centre i and ask for the rows that its step will touch first."""
    _draw(chances, choices, key, i, i, scratch)
    _fetch_targets(weights, choices, scratch.targets[i % 2])
    _fetch_entering(weights, choices, i, scratch)


@helper
def _fetch_targets(weights, choices, targets):
    for o in range(choices.negative + 1):
        prefetch(weights.outputs, targets[o])


@helper
def _fetch_entering(weights, choices, i, scratch):
    """Ask for the input row that enters the widest window of centre i."""
    entering = scratch.centres[i] + choices.window
    if entering < scratch.words.size:
        prefetch(weights.inputs, scratch.words[entering])


@helper
def list_contexts(scratch, i):
    """List the context words of centre i; return how many they are."""
    m = 0
    where = scratch.centres[i]
    for j in range(scratch.low[i], scratch.high[i]):
        if j != where:
            scratch.contexts[m] = scratch.words[j]
            m += 1
    return m


@helper
def _add_loss(choices, scratch, m, loss):
    """Add -log of the probability given to each label, from the errors of the step just taken.

    |error / rate| is the probability that the model gave to the wrong label.
    """
    for a in range(m):
        for o in range(choices.negative + 1):
            rate = scratch.rates[o // TILE, o % TILE]
            if rate > 0:
                wrong = math.fabs(scratch.errors[o // TILE, a * SLOT + o % TILE] / rate)
                loss[0] -= math.log(1e-12 if wrong >= 1.0 else 1.0 - wrong)  # NaN must come through
        loss[1] += 1


@entry
def skipgram(weights, chances, choices, alpha, key, n, scratch, loss):
    """Train the first `n` planned windows, all pairs of a window against the same noise words.

    Args:
        weights: updated in place.
        chances: the noise distribution.
        choices: the kind of step.
        alpha: learning rate.
        key: uint64, the block's own random stream.
        n: windows to train.
        scratch: holds the plan; the rest is written.
        loss: float64[2]. The summed loss of the measured pairs and their number are added.
    """
    _begin(chances, choices, alpha, key, n, scratch)
    for i in range(n):
        if i + 1 < n:
            _look_ahead(weights, chances, choices, key, i + 1, scratch)
        targets = scratch.targets[i % 2]
        m = list_contexts(scratch, i)
        rate_targets(choices, targets, alpha, scratch.rates)
        gather(weights.inputs, scratch.contexts, m, scratch.x)
        gather(weights.outputs, targets, targets.size, scratch.y)
        score(scratch.x, m, scratch.y, scratch.labels, scratch.rates, scratch.errors)
        update(
            scratch.x,
            m,
            scratch.y,
            scratch.errors,
            weights.inputs,
            scratch.contexts,
            weights.outputs,
            targets,
        )
        if i % MEASURED == 0:
            _add_loss(choices, scratch, m, loss)


@entry
def skipgram_pairs(weights, chances, choices, alpha, key, n, scratch, loss):
    """Train the first `n` planned windows, each pair against noise words of its own. Arguments as `skipgram`."""
    _begin(chances, choices, alpha, key, n, scratch)
    step = 0
    for i in range(n):
        m = list_contexts(scratch, i)
        targets = scratch.targets[0]
        for a in range(m):
            context = scratch.contexts[a : a + 1]
            target = scratch.words[scratch.centres[i]]
            draw_targets(chances, choices, key, step, target, scratch.pool, targets)
            _fetch_targets(weights, choices, targets)
            rate_targets(choices, targets, alpha, scratch.rates)
            gather(weights.inputs, context, 1, scratch.x)
            gather(weights.outputs, targets, targets.size, scratch.y)
            score(scratch.x, 1, scratch.y, scratch.labels, scratch.rates, scratch.errors)
            update(scratch.x, 1, scratch.y, scratch.errors, weights.inputs, context, weights.outputs, targets)
            if step % MEASURED == 0:
                _add_loss(choices, scratch, 1, loss)
            step += 1
        if i + 1 < n:
            _fetch_entering(weights, choices, i + 1, scratch)


@entry
def cbow(weights, chances, choices, alpha, key, n, scratch, loss):
    """Train the first `n` planned windows, the mean of the context against the centre. Arguments as `skipgram`.

    The classic update adds the mean's whole gradient to every context row; the exact one (``choices.divide``)
    divides it by their number, which is what the chain rule says.
    """
    _begin(chances, choices, alpha, key, n, scratch)
    for i in range(n):
        if i + 1 < n:
            _look_ahead(weights, chances, choices, key, i + 1, scratch)
        targets = scratch.targets[i % 2]
        m = list_contexts(scratch, i)
        if m == 0:
            continue
        rate_targets(choices, targets, alpha, scratch.rates)
        mean(weights.inputs, scratch.contexts, m, scratch.x)
        gather(weights.outputs, targets, targets.size, scratch.y)
        score(scratch.x, 1, scratch.y, scratch.labels, scratch.rates, scratch.errors)
        clear(scratch.delta)
        update(scratch.x, 1, scratch.y, scratch.errors, scratch.delta, scratch.zero, weights.outputs, targets)
        spread(scratch.delta, weights.inputs, scratch.contexts, m, 1.0 / m if choices.divide else 1.0)
        if i % MEASURED == 0:
            _add_loss(choices, scratch, 1, loss)
