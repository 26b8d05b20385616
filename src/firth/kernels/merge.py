"""How the changes of a round become weights: each row is added to by one thread, in the order of the batches.

All changes of a round were computed from the same weights. A row that was trained in many pairs has many changes,
none of which knows of the others, and their plain sum would overshoot. So the sum of a row with u uses is multiplied
by 1 / (1 + alpha u / 2): hardly less than 1 for most rows, less for those of the commonest words. What a row can move
in a round is then bounded, whatever the number of its uses.
"""

from firth.kernels.arrays import AHEAD
from firth.kernels.compiling import inlined, spliced
from firth.kernels.simd import LANES, add, fma, load, prefetch, splat, store


@spliced
def merge(weights, plan, changes, slot, number, item, items, alpha, same):
    """Add one item's share of the changes of a round: those to the rows of its buckets.

    Args:
        weights: updated in place.
        plan: order is overwritten.
        changes: of the round.
        slot: the block's slot in the plan.
        number: the round of the block.
        item: of the phase.
        items: of the phase.
        alpha: learning rate.
        same: int64[T (R + Q)]. Written.
    """
    at = 2 * (slot * (plan.buckets.shape[0] // (2 * plan.centers.shape[0])) + number)
    buckets = plan.buckets.shape[1] - 1
    first, stop = item * buckets // items, (item + 1) * buckets // items
    for side in range(2):
        matrix = weights.inputs if side == 0 else weights.outputs
        starts, order, places = plan.buckets[at + side], plan.order[2 * slot + side], plan.places[2 * slot + side]
        for bucket in range(first, stop):
            _merge_bucket(matrix, changes, order, places, starts[bucket], starts[bucket + 1], alpha, same)


@spliced
def _merge_bucket(matrix, changes, order, places, begin, end, alpha, same):
    """Add the changes of a bucket. What is added is no longer listed in `order`."""
    for i in range(begin, end):
        row = order[i]
        prefetch(matrix, order[i + AHEAD])
        prefetch(changes.rows, places[i + AHEAD])
        if row < 0:
            continue
        n, uses = 0, 0.0
        for j in range(i, end):
            if order[j] == row:
                same[n] = places[j]
                uses += changes.uses[0, places[j]]
                n += 1
                order[j] = -1
        if uses > 0:
            _add_up(matrix, row, changes.rows, same, n, 1 / (1 + alpha * uses / 2))


@inlined
def _add_up(matrix, row, changes, same, n, share):
    """matrix[row] += share * (the sum of ``changes[same[:n]]``)."""
    scale = splat(matrix.dtype.type(share))
    for c in range(0, matrix.shape[1], LANES):
        total = load(changes, same[0], c)
        for i in range(1, n):
            total = add(total, load(changes, same[i], c))
        store(matrix, row, c, fma(total, scale, load(matrix, row, c)))
