"""What a block will do, worked out before any weight is read: windows, batches, output rows, and who adds what.

A block's centers are cut into batches, and the batches into rounds. The input rows of a batch are the words from the
first word of its windows to the last; its output rows are those that the objective lists. All changes of a round to
one row are added by one thread, so they are listed row by row.
"""

import numpy as np

from firth.kernels.arrays import FIRST, HIGH, LOW, Windows
from firth.kernels.compiling import inlined, spliced
from firth.kernels.listing import begin_each, noted, place_of
from firth.kernels.pieces import list_pieces, made_of_pieces
from firth.kernels.windows import lay_out_windows


@inlined
def batches_of(n, shape):
    """How many batches `n` centers make."""
    return (n + shape.batch - 1) // shape.batch


@inlined
def _batches_each(n, shape):
    """How many batches each round of a block of `n` centers has, but for the last: rounds are about equal."""
    rounds = max((n + shape.round - 1) // shape.round, 1)
    return max((batches_of(n, shape) + rounds - 1) // rounds, 1)


@inlined
def rounds_of(n, shape):
    """How many rounds `n` centers make."""
    each = _batches_each(n, shape)
    return (batches_of(n, shape) + each - 1) // each


@inlined
def batches_of_round(n, shape, number):
    """The first batch of a round, and the last, exclusive."""
    each = _batches_each(n, shape)
    return number * each, min((number + 1) * each, batches_of(n, shape))


@inlined
def centers_of_batch(n, shape, b):
    """The first center of a batch, and the last, exclusive."""
    return b * shape.batch, min((b + 1) * shape.batch, n)


@spliced
def begin_plan(text, keep, options, shape, block, keys, plan, slot):
    """Lay out a block's windows and find the input rows of its batches.

    Args:
        text: the corpus.
        keep: as `firth.kernels.windows.lay_out_windows` takes it.
        options: the kind of step.
        shape: how blocks are cut.
        block: int64[3], of the job.
        keys: uint64[2], of its random streams.
        plan: written in the slot of the block.
        slot: of the block.

    Returns:
        The number of centers, the place of the first, and the number of batches.
    """
    begins, ends, bounds = plan.begins[slot], plan.ends[slot], plan.bounds[slot]
    windows = Windows(plan.words[slot], begins, ends)
    n, place = lay_out_windows(text, keep, keys[0], block[0], block[1], options, windows)
    plan.centers[slot, 0], plan.centers[slot, 1] = n, place
    batches = batches_of(n, shape)
    for b in range(batches):
        first, stop = centers_of_batch(n, shape, b)
        of_batch = begins[first:stop], ends[first:stop]
        low, high = of_batch[0][0], of_batch[1][0]
        for i in range(stop - first):
            low, high = min(low, of_batch[0][i]), max(high, of_batch[1][i])
        bounds[b, LOW], bounds[b, HIGH] = low, high
    bounds[0, FIRST] = 0
    return n, place, batches


@spliced
def finish_plan(run, slot, memory):
    """List the changes of each round of a block, whose output rows are listed, row by row."""
    plan, shape, n = run.plan, run.shape, run.plan.centers[slot, 0]
    bounds, apart = plan.bounds[slot], shape.inputs + shape.outputs
    for side in range(2):
        plan.starts[2 * slot + side, 0] = plan.firsts[2 * slot + side, 0] = 0
    if made_of_pieces(run.pieces):
        plan.piece_starts[slot, 0] = plan.piece_firsts[slot, 0] = 0
    for number in range(rounds_of(n, shape)):
        first, stop = batches_of_round(n, shape, number)
        lows, highs, begins, ends = bounds[:, LOW], bounds[:, HIGH], bounds[:, FIRST], bounds[1:, FIRST]
        _list_changes(plan.words[slot], lows, highs, first, stop, 0, apart, plan, 2 * slot, memory)
        _list_changes(plan.rows[slot], begins, ends, first, stop, shape.inputs, apart, plan, 2 * slot + 1, memory)
        if made_of_pieces(run.pieces):
            list_pieces(run.pieces, plan, slot, first, stop, memory)


@inlined
def _list_changes(ids, begins, ends, first, stop, change, apart, plan, at, memory):
    """List the changes of a round to one matrix, row by row, those of a row in the order of the batches.

    Args:
        ids: int32[...], the rows of all batches.
        begins: int32[batches or more], where in `ids` those of a batch begin.
        ends: int32[batches or more], where they end, exclusive.
        first: batch of the round.
        stop: last batch, exclusive.
        change: where the first of them has its changes.
        apart: from there to where the next batch has them.
        plan: changed, starts, places and firsts are written.
        at: in these arrays.
        memory: seen is -1 everywhere, and is so again afterwards; ordinals is written.
    """
    changed, starts, places = plan.changed[at], plan.starts[at], plan.places[at]
    one, begin = np.uint32(1), np.uint32(plan.firsts[at, first])
    n, p = begin, np.uint32(0)
    for b in range(first, stop):
        of_batch = ids[begins[b] : ends[b]]
        plan.firsts[at, b] = n
        for i in range(of_batch.size):
            n = noted(np.uint32(of_batch[i]), n, p, changed, memory.seen, memory.ordinals, starts)
            p = np.uint32(p + one)
    begin_each(begin, n, changed, memory.seen, starts)
    p = np.uint32(0)
    for b in range(first, stop):
        of_change = np.uint32(change + (b - first) * apart)
        for i in range(ends[b] - begins[b]):
            places[place_of(p, memory.ordinals, starts)] = np.uint32(of_change + np.uint32(i))
            p = np.uint32(p + one)
    plan.firsts[at, stop] = n
