"""Batches whose steps have output rows of their own: what `hierarchical_softmax` and `pair_noise` share.

They go step by step, a few input rows against a few output rows (`firth.kernels.block`), all read from weights that
stand still. A row that is in several steps of the batch has one change, the sum of all, unless it is listed twice.
"""

import math
from typing import NamedTuple

from firth.kernels.arrays import FIRST, HIGH, LOW, TILE
from firth.kernels.block import clear, mean, score, spread, update
from firth.kernels.compiling import inlined
from firth.kernels.plan import centers_of_batch
from firth.kernels.simd import LANES, fma, load, logarithm, splat, store, sum_of


class Batch(NamedTuple):
    """Where a batch is."""

    first: int  # its first center ...
    stop: int  # ... and its last, exclusive
    place: int  # of the block's first center in the words of the plan
    row: int  # its first output row in the rows of the plan
    outputs: int  # how many it has
    shift: int  # from the place of a word to the row of the changes
    output_into: int  # the row of the changes of its first output row


@inlined
def begin_batch(plan, shape, changes, slot, b, number, memory):
    """Set the changes of a batch to 0, and say where it is.

    Args:
        plan: the block's.
        shape: how it is cut.
        changes: of the round. Written.
        slot: of the block in the plan.
        b: the batch, counted in the block.
        number: the same, counted in the round.
        memory: loss_product is written.

    Returns:
        A `Batch`.
    """
    first, stop = centers_of_batch(plan.centers[slot, 0], shape, b)
    low, row = plan.bounds[slot, b, LOW], plan.bounds[slot, b, FIRST]
    outputs = plan.bounds[slot, b + 1, FIRST] - row
    into = number * (shape.inputs + shape.outputs)
    output_into = into + shape.inputs
    _clear_rows(changes, into, into + plan.bounds[slot, b, HIGH] - low)
    _clear_rows(changes, output_into, output_into + outputs)
    changes.losses[number] = 0
    for lane in range(LANES):
        memory.loss_product[0, lane], memory.loss_product[1, lane] = 1, 0
    return Batch(first, stop, plan.centers[slot, 1], row, outputs, into - low, output_into)


@inlined
def _clear_rows(changes, begin, end):
    nothing = splat(changes.rows.dtype.type(0))
    for r in range(begin, end):
        changes.uses[0, r] = 0
        for c in range(0, changes.rows.shape[1], LANES):
            store(changes.rows, r, c, nothing)


@inlined
def list_contexts(words, begin, end, own, shift, step):
    """List the context words of a center as the input rows of a step; return how many they are.

    Args:
        words: int32[...], of the plan.
        begin: where the window begins.
        end: where it ends, exclusive.
        own: the center's own place.
        shift: as `Batch` has it.
        step: as `firth.kernels.arrays.Memory` has it. Written.
    """
    m = 0
    for p in range(begin, end):
        if p != own:
            step[0, m], step[1, m] = words[p], p + shift
            m += 1
    return m


@inlined
def skipgram_step(weights, changes, number, m, tiles, alpha, memory):
    """Train the first `m` listed input rows, each against all listed output rows.

    Args:
        weights: read.
        changes: of the round. The gradients, the uses, and the number of pairs are added.
        number: of the batch in the round.
        m: how many input rows.
        tiles: of the output rows.
        alpha: learning rate.
        memory: step and signs are read; step_errors and loss_product are written.
    """
    x, y, step, errors = weights.inputs, weights.outputs, memory.step, memory.step_errors
    score(x, step[0], m, y, step[2], tiles, memory.signs, alpha, errors, memory.loss_product)
    update(x, step[0], m, y, step[2], tiles, errors, changes.rows, step[1], changes.rows, step[3])
    _count_uses(changes.uses, m, 1.0, tiles, m, memory)
    changes.losses[number, 1] += m


@inlined
def cbow_step(weights, divide, changes, number, m, tiles, alpha, memory):
    """Train the mean of the first `m` listed input rows against all listed output rows.

    The classic update adds the mean's whole gradient to every context row; the exact one (`divide`) divides it by
    their number, which is what the chain rule says. The other arguments are those of `skipgram_step`; of the memory
    also h and dh are written.
    """
    h, dh, y, step, errors = memory.h, memory.dh, weights.outputs, memory.step, memory.step_errors
    share = 1.0 / m if divide else 1.0
    mean(weights.inputs, step[0], m, h)
    step[0, 0] = 0  # from here on the only input row is the mean
    score(h, step[0], 1, y, step[2], tiles, memory.signs, alpha, errors, memory.loss_product)
    clear(dh)
    update(h, step[0], 1, y, step[2], tiles, errors, dh, step[0], changes.rows, step[3])
    spread(dh, changes.rows, step[1], m, share)
    _count_uses(changes.uses, m, share, tiles, 1, memory)
    changes.losses[number, 1] += 1


@inlined
def _count_uses(uses, m, share, tiles, pairs, memory):
    """Count a step: `share` for each of its `m` input rows, `pairs` for each output row that it trained."""
    step = memory.step
    for a in range(m):
        uses[0, step[1, a]] += uses.dtype.type(share)
    for o in range(tiles * TILE):
        if memory.signs[o // TILE, o % TILE] != 0:
            uses[0, step[3, o]] += uses.dtype.type(pairs)


@inlined
def end_batch(changes, number, memory):
    """Add the loss of all steps of a batch: the logarithm of their product."""
    power, factors = load(memory.loss_product, 1, 0), load(memory.loss_product, 0, 0)
    loss = fma(power, splat(memory.x.dtype.type(math.log(2.0))), logarithm(factors))
    changes.losses[number, 0] += sum_of(loss)
