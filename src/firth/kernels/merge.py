"""How the changes of a round become weights: each row is added to by one thread, in the order of the batches.

All changes of a round were computed from the same weights. A row that was trained in many pairs has many changes,
none of which knows of the others, and their plain sum would overshoot. So the sum of a row with u uses is multiplied
by 1 / (1 + alpha u / 2): hardly less than 1 for most rows, less for those of the commonest words. What a row can move
in a round is then bounded, whatever the number of its uses. Uses are pairs; for a noise row, and for an input row that
meets much noise, they are the sum of the errors, which is what moves the row.
"""

from firth.kernels.arrays import AHEAD
from firth.kernels.compiling import inlined, spliced
from firth.kernels.phases import COMPOSE, MERGE
from firth.kernels.pieces import compose, made_of_pieces, spread
from firth.kernels.rows import add_sum, set_sum
from firth.kernels.simd import prefetch

INPUTS, OUTPUTS = range(2)


@inlined
def is_frozen(frozen, side, row):
    """Whether a row stays as it is: of the INPUTS or the OUTPUTS; `frozen` is bool[2, V], or [2, 0] if none does."""
    return frozen.shape[1] > 0 and frozen[side, row]


@inlined
def change_weights(run, now, item):
    """Do an item of the phases in which weights are written: COMPOSE, MERGE or SPREAD."""
    if now.kind == MERGE:
        _merge(run.weights, run.pieces, run.frozen, run.plan, run.changes, now.slot, now.first + item, now.alpha)
    elif now.kind == COMPOSE:
        compose(run.weights, run.pieces, run.plan, now.slot, now.first + item)
    else:
        spread(run.weights, run.pieces, run.plan, now.slot, now.first + item, now.alpha)


@spliced
def _merge(weights, pieces, frozen, plan, changes, slot, b, alpha):
    """Add some of the changes of a round: those to the rows that come up first in one of its batches.

    Args:
        weights: updated in place; input rows that are made of pieces become the damped sums of their changes.
        pieces: of the words; uses is written.
        frozen: rows that stay as they are, see `is_frozen`.
        plan: read.
        changes: of the round.
        slot: the block's slot in the plan.
        b: the batch.
        alpha: learning rate.
    """
    if made_of_pieces(pieces):
        _sum_words(weights.inputs, pieces, plan, changes, slot, b, alpha)
    for side in range(1 if made_of_pieces(pieces) else 0, 2):
        matrix = weights.inputs if side == 0 else weights.outputs
        at = 2 * slot + side
        rows, starts, places = plan.changed[at], plan.starts[at], plan.places[at]
        for i in range(plan.firsts[at, b], plan.firsts[at, b + 1]):
            prefetch(matrix, rows[i + AHEAD])
            uses = 0.0
            for j in range(starts[i], starts[i + 1]):
                uses += changes.uses[0, places[j]]
            if uses > 0 and not is_frozen(frozen, side, rows[i]):
                add_sum(matrix, rows[i], changes.rows, places, starts[i], starts[i + 1], 1 / (1 + alpha * uses / 2))


@inlined
def _sum_words(inputs, pieces, plan, changes, slot, b, alpha):
    """Write the damped sum of a word's changes over its input row, for `firth.kernels.pieces.spread`."""
    rows, starts, places = plan.changed[2 * slot], plan.starts[2 * slot], plan.places[2 * slot]
    for i in range(plan.firsts[2 * slot, b], plan.firsts[2 * slot, b + 1]):
        uses = 0.0
        for j in range(starts[i], starts[i + 1]):
            uses += changes.uses[0, places[j]]
        pieces.uses[rows[i]] = uses * pieces.shares[rows[i]]
        set_sum(
            inputs,
            rows[i],
            changes.rows,
            places,
            starts[i],
            starts[i + 1],
            1 / (1 + alpha * uses / 2) if uses > 0 else 0.0,
        )
