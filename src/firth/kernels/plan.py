"""What a block will do, worked out before any weight is read: windows, batches, output rows, and who adds what.

A block's centers are cut into batches, and the batches into rounds. The input rows of a batch are the words from the
first word of its windows to the last; its output rows are those that the objective lists. All changes of a round to
one row are added by one thread, so the rows are sorted into buckets, and a bucket is one thread's.
"""

import numpy as np

from firth.kernels.arrays import FIRST, HIGH, LOW, Windows
from firth.kernels.compiling import inlined, spliced
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
def finish_plan(plan, shape, slot, counts):
    """Sort the rows of each round of a block, whose output rows are listed, into buckets."""
    n = plan.centers[slot, 0]
    rounds_at_most = plan.buckets.shape[0] // (2 * plan.centers.shape[0])
    bounds, apart = plan.bounds[slot], shape.inputs + shape.outputs
    inputs, outputs = 0, 0
    for number in range(rounds_of(n, shape)):
        first, stop = batches_of_round(n, shape, number)
        at = 2 * (slot * rounds_at_most + number)
        inputs = _sort(
            plan.words[slot], bounds[:, LOW], bounds[:, HIGH], first, stop, 0, apart,
            plan.buckets[at], plan.order[2 * slot], plan.places[2 * slot], inputs, counts,
        )  # fmt: skip
        outputs = _sort(
            plan.rows[slot], bounds[:, FIRST], bounds[1:, FIRST], first, stop, shape.inputs, apart,
            plan.buckets[at + 1], plan.order[2 * slot + 1], plan.places[2 * slot + 1], outputs, counts,
        )  # fmt: skip


@inlined
def _sort(ids, starts, ends, first, stop, change, apart, buckets, order, places, at, counts):
    """Sort the rows of a round's batches by bucket, and within one in the order of the batches.

    Args:
        ids: int32[...], the rows of all batches.
        starts: int32[batches or more], where in `ids` those of a batch begin.
        ends: int32[batches or more], where they end, exclusive.
        first: batch of the round.
        stop: last batch, exclusive.
        change: the row of the changes of the first of them.
        apart: from there to that of the next batch.
        buckets: int32[buckets + 1]. Written: where each bucket begins.
        order: int32[...]. Written from `at` on: the rows.
        places: int32[...]. Written from `at` on: where the change of each is.
        at: how many rows the rounds before have.
        counts: uint32[buckets]. Written.

    Returns:
        `at` of the next round.
    """
    last = np.uint32(counts.size - 1)
    counts[:] = 0
    for b in range(first, stop):
        of_batch = ids[starts[b] : ends[b]]
        for i in range(of_batch.size):  # from 0, and unsigned below: no index is tried as one from the end
            counts[np.uint32(of_batch[i]) & last] += np.uint32(1)
    for bucket in range(counts.size):
        buckets[bucket] = at
        at, counts[bucket] = at + np.int64(counts[bucket]), at
    buckets[counts.size] = at
    for b in range(first, stop):
        of_batch, begin = ids[starts[b] : ends[b]], change + (b - first) * apart
        for i in range(of_batch.size):
            bucket = np.uint32(of_batch[i]) & last
            place = counts[bucket]
            counts[bucket] = place + np.uint32(1)
            order[place], places[place] = of_batch[i], begin + i
    return at
