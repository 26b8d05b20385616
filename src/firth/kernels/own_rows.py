"""Batches whose steps have output rows of their own: what `hierarchical_softmax` and `pair_noise` share.

They go step by step, a few input rows X[m, D] against a few output rows Y[q, D], each with a label (1: they belong
together, 0: they do not)::

    scores = X Y^T        errors = (labels - sigmoid(scores)) * alpha        dX = errors Y        dY = errors^T X

(Mikolov et al. 2013, equation 4, derived for a whole window at once; the batching is that of Ji et al. 2016, arXiv
1611.06172). All rows are read from weights that stand still. A row that is in several steps of the batch has one
change, the sum of all, unless it is listed twice.
"""

from typing import NamedTuple

from firth.kernels.arrays import FIRST, HIGH, LOW
from firth.kernels.compiling import inlined
from firth.kernels.plan import centers_of_batch
from firth.kernels.rows import add_scaled, dots_of_listed, fold_sixteen
from firth.kernels.scores import begin_loss, errors_of
from firth.kernels.simd import LANES, load, splat, store
from firth.kernels.tiles import ROWS, product_of_listed, row_of_listed, turned_row_to_list, turned_to_list


class Batch(NamedTuple):
    """Where a batch is."""

    first: int  # its first center ...
    n: int  # ... and how many it has
    low: int  # the place of its first input row in the words of the plan
    rows: int  # how many input rows it has
    center: int  # the first center among them
    row: int  # its first output row in the rows of the plan
    outputs: int  # how many it has
    into: int  # the row of the changes of its first input row
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
    rows, outputs = plan.bounds[slot, b, HIGH] - low, plan.bounds[slot, b + 1, FIRST] - row
    into = number * (shape.inputs + shape.outputs)
    output_into = into + shape.inputs
    changes.rows[into : into + rows] = 0
    changes.rows[output_into : output_into + outputs] = 0
    changes.uses[0, output_into : output_into + outputs] = 0
    changes.losses[number] = 0
    begin_loss(memory.loss_product)
    return Batch(first, stop - first, low, rows, plan.centers[slot, 1] + first - low, row, outputs, into, output_into)


@inlined
def list_output(row, place, sign, q, memory):
    """Make a row the output row `q` of the step.

    Args:
        row: of the output rows.
        place: the row of its change.
        sign: +1: label 1, -1: label 0, 0: it is not trained.
        q: from 0 on.
        memory: listed, places and signs are written.
    """
    memory.listed[q], memory.places[q], memory.signs[0, q] = row, place, sign


@inlined
def end_list(q, memory):
    """After the last of `q` output rows: the other lanes of the last sixteen are not trained."""
    for i in range(q, (q + LANES - 1) // LANES * LANES):
        memory.signs[0, i] = 0


@inlined
def train_window(changes, outputs, begin, own, end, q, into, number, alpha, memory):
    """Train the rows of a window but its own, each against all listed output rows, of which no two are the same.

    Args:
        changes: the gradients, the uses and the number of pairs are added.
        outputs: the output rows.
        begin: the first row of the window in memory.x.
        own: that of the center.
        end: the last, exclusive.
        q: how many output rows are listed.
        into: the row of the changes of row 0.
        number: of the batch in the round.
        alpha: learning rate.
        memory: x, listed, places and signs are read; parts, step_errors and loss_product are written.
    """
    x, errors, pairs = memory.x, memory.step_errors, end - begin - 1
    for a in range(begin, end + ROWS - 1):
        if a < end and a != own:
            _score(x, a, outputs, q, a - begin, alpha, memory)
        else:
            for o in range(0, q, LANES):
                store(errors, a - begin, o, splat(errors.dtype.type(0)))
    for a in range(begin, end, ROWS):
        product_of_listed(errors, a - begin, outputs, 0, q, changes.rows, into + a, memory.listed)
    whole = q // ROWS * ROWS
    for o in range(0, whole, ROWS):
        turned_to_list(errors, o, x, begin, end - begin, changes.rows, o, memory.places)
    for o in range(whole, q):
        turned_row_to_list(errors, o, x, begin, end - begin, changes.rows, o, memory.places)
    _count_uses(changes, q, pairs, memory)
    changes.losses[number, 1] += pairs


@inlined
def train_row(changes, outputs, x, a, q, gradients, into, number, alpha, memory):
    """Train one row of x against all listed output rows. Its own gradient is added to ``gradients[into]``.

    The other arguments are those of `train_window`.
    """
    errors = memory.step_errors
    _score(x, a, outputs, q, 0, alpha, memory)
    row_of_listed(errors, 0, outputs, 0, q, gradients, into, memory.listed)
    for o in range(q):
        place = memory.places[o]
        add_scaled(changes.rows, place, changes.rows, place, x, a, errors[0, o])
    _count_uses(changes, q, 1, memory)
    changes.losses[number, 1] += 1


@inlined
def _score(x, a, outputs, q, row, alpha, memory):
    """Write the errors of a row against all listed output rows to a row of step_errors."""
    dots_of_listed(x, a, outputs, memory.listed, 0, q, memory.parts, 0, memory.parts.shape[0] - 1)
    for o in range(0, q, LANES):
        found = errors_of(fold_sixteen(memory.parts, o), load(memory.signs, 0, o), alpha, memory.loss_product)
        store(memory.step_errors, row, o, found)


@inlined
def _count_uses(changes, q, pairs, memory):
    for o in range(q):
        if memory.signs[0, o] != 0:
            changes.uses[0, memory.places[o]] += pairs
