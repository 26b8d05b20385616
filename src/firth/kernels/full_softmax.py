"""Rounds with full softmax: the probability of the center among all V words, exactly.

P(center | context) = exp(x . y_center) / sum over all words v of exp(x . y_v) (Mikolov et al. 2013, equation 2). The
gradient is label - P for every word, so a round is three matrix products with the whole second matrix. A pair costs V
times D, so this is for small vocabularies, as a yardstick for the other two objectives.

A round is one batch. All its rows are scored against all output rows: the words around its centers, each once however
many windows it stands in (skip-gram), or the means of its centers (CBOW). The vocabulary is cut into slices, always the
same, and the phases of a round are:

* ``SCORE``, an item for each slice: its scores, and their exponentials, relative to the highest of the slice;
* ``GRADIENT``, an item for each slice: its output rows are moved, and its part of the gradient of the scored rows is
  kept;
* ``SUM``, an item for each strip of scored rows: the parts of all slices are added up, in order.

What is left between two phases is little, and done by the thread that ends the first: to gather the rows of a batch, to
add up the probabilities of all slices, to move the input rows.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.allocate import round_up
from firth.kernels.arrays import BLOCK, HIGH, LOW, STRIP, Shape, StepOptions, Weights, aligned
from firth.kernels.compiling import inlined, kernel
from firth.kernels.means import means_of_windows, spread_over_windows
from firth.kernels.merge import INPUTS, OUTPUTS, is_frozen
from firth.kernels.phases import (
    ENDED,
    GROUP,
    KIND,
    MERGE,
    NO_MORE,
    PLAN,
    ROUND,
    SLOT,
    TRAIN,
    item_done,
    next_item,
    open_phase,
)
from firth.kernels.pieces import compose_word, made_of_pieces
from firth.kernels.plan import begin_plan, centers_of_batch
from firth.kernels.rounds import blocks_to_plan, find_round, round_of_phase
from firth.kernels.rows import add_rows, copy_row
from firth.kernels.simd import LANES, add, divide, exponential, fma, larger, load, multiply, splat, store, subtract
from firth.kernels.tiles import ROWS, product, turn, turned_product

SCORE, SUM, GRADIENT = TRAIN, MERGE, ENDED + 1

PAIRS = 128
"""Pairs of a round, about. Their gradients are summed; the sum of twice as many overshoots at common learning rates."""

MEANS = 128
"""Scored rows of a round of CBOW: more would be no faster."""

SLICE = 512
"""Output rows of a slice: with their scores they fit into a core's own cache."""

PARTS = 64 << 20
"""Bytes of the slices' parts of the gradients, about; for more, slices are larger."""

HIGHEST, WHOLE, STEP = range(3)


class SoftmaxRound(NamedTuple):
    """The batch of a round. W: scored rows at most, S: slices. Written between phases, or each part by one thread."""

    size: int  # output rows of a slice
    x: NDArray[np.floating]  # [R + 16, D padded]; CBOW: running sums
    h: NDArray[np.floating]  # [W, D padded]; the scored rows: input rows or means; 0 in those that the batch lacks
    row_of: NDArray[np.int32]  # [C]; CBOW: the row of each center: its number
    turned: NDArray[np.floating]  # [D padded, W]; the same as h
    dh: NDArray[np.floating]  # [W, D padded]; their gradients
    parts: NDArray[np.floating]  # [S W, D padded]; the part of each slice
    scores: NDArray[np.floating]  # [V + 3, W]; then exponentials, then errors
    highest: NDArray[np.floating]  # [S, W]; the highest score of each slice; then its exponential
    sums: NDArray[np.floating]  # [S, W]; of the exponentials of a slice
    totals: NDArray[np.floating]  # [3, W]; the highest score of all; the sum of exponentials; -alpha uses / sum
    uses: NDArray[np.floating]  # [1, W]; the pairs of each scored row
    pairs: NDArray[np.int32]  # [2, ...]; the scored row and the center of each pair (CBOW: of each window)
    listed: NDArray[np.int64]  # [1]; how many pairs
    own: NDArray[np.float64]  # [S]; the summed scores of the pairs whose center is in a slice


def shape_for_softmax(
    options: StepOptions, centers: int, *, of_contexts: bool = True, around: int | None = None
) -> Shape:
    """How blocks are cut: a round is one batch.

    Args:
        options: the kind of step.
        centers: of a round at most, from `round_for`.
        of_contexts: for skip-gram, or for both; else for CBOW, whose batches can be larger.
        around: words around a center, in the mean; None: as many as windows reach over.
    """
    margin = 2 * options.window
    of_center = around or (options.window + 1 if options.shrink else margin)  # pairs, in the mean
    batch = min(max(PAIRS // of_center, 1) if of_contexts else MEANS, centers)
    return Shape(BLOCK, batch, batch, 1, round_up(batch + margin, STRIP), 0, 0, 0)


def softmax_outputs_for(shape: Shape, weights: Weights, *, of_contexts: bool = True) -> SoftmaxRound:
    """Room for a round, which all threads share. Arguments as `shape_for_softmax`."""
    (words, size), dtype = weights.outputs.shape, weights.inputs.dtype
    rows = shape.inputs if of_contexts else round_up(shape.batch, STRIP)
    most = max(PARTS // (rows * size * dtype.itemsize), 1)
    of_slice = max(SLICE, round_up(-(-words // most), ROWS))
    slices = -(-words // of_slice)
    return SoftmaxRound(
        size=of_slice,
        x=aligned((shape.inputs + STRIP, size), dtype),
        h=aligned((rows, size), dtype),
        row_of=np.arange(shape.batch, dtype=np.int32),
        turned=aligned((size, rows), dtype),
        dh=aligned((rows, size), dtype),
        parts=aligned((slices * rows, size), dtype),
        scores=aligned((words + ROWS - 1, rows), dtype),
        highest=aligned((slices, rows), dtype),
        sums=aligned((slices, rows), dtype),
        totals=aligned((3, rows), dtype),
        uses=aligned((1, rows), dtype),
        pairs=np.zeros((2, shape.batch * (shape.inputs - shape.batch) + LANES), np.int32),
        listed=np.zeros(1, np.int64),
        own=np.zeros(slices),
    )


@kernel
def skipgram_softmax(run, outputs, memory):
    """Train as long as there is something to do, each context word against the center.

    Args:
        run: the training. Its weights, plan, changes, state and losses are written.
        outputs: the round, which all threads share. Written.
        memory: this thread's own.

    Returns:
        Whether all is done; if not, this thread found nothing to do for a while.
    """
    return _train(run, outputs, memory, True)


@kernel
def cbow_softmax(run, outputs, memory):
    """Train as long as there is something to do, the mean of the context against the center.

    Arguments as `skipgram_softmax`.
    """
    return _train(run, outputs, memory, False)


@inlined
def _train(run, outputs, memory, of_contexts):
    weights, plan, shape, job = run.weights, run.plan, run.shape, run.job
    while True:
        item = next_item(run.state, memory.lane)
        if item < 0:
            return item == NO_MORE
        now = round_of_phase(run.state, run.job, plan.centers, shape)
        if now.kind == PLAN:
            block = now.block + item
            begin_plan(run.text, run.keep, run.options, shape, job.blocks[block], job.keys[block], plan, item)
        elif now.kind == SCORE:
            _score_slice(weights.outputs, outputs, item, memory.y)
        elif now.kind == GRADIENT:
            _move_slice(weights.outputs, run.frozen, outputs, item, now.alpha, memory.y)
        else:
            _sum_parts(outputs, item * STRIP)
        if item_done(run.state):
            _next_phase(run, outputs, memory.x_turned, of_contexts)


@inlined
def _next_phase(run, outputs, strip, of_contexts):
    """Do what is left of a phase, and open the next."""
    state, job, shape, plan, losses = run.state, run.job, run.shape, run.plan, run.losses
    kind, block, slot, slices = state[KIND], state[GROUP] + state[SLOT], state[SLOT], outputs.own.size
    if kind == SCORE:
        loss = _add_up(outputs, job.alphas[block])
        losses[job.blocks[block, 2], 0] += loss
        losses[job.blocks[block, 2], 1] += outputs.listed[0]
        if job.alphas[block] > 0:
            open_phase(state, GRADIENT, slices)
            return
    if kind == GRADIENT:
        open_phase(state, SUM, outputs.h.shape[0] // STRIP)
        return
    if kind == SUM:
        _move_inputs(run, outputs, slot, state[ROUND], of_contexts)
    if kind != PLAN:
        state[ROUND] += 1
    kind = find_round(state, job, shape, plan.centers)
    if kind == SCORE:
        _gather(run, outputs, state[SLOT], state[ROUND], strip, of_contexts)
        open_phase(state, SCORE, slices)
    else:
        open_phase(state, kind, blocks_to_plan(state, job, plan.centers) if kind == PLAN else 0)


@inlined
def _gather(run, outputs, slot, b, strip, of_contexts):
    """Begin a round: write its scored rows and list its pairs.

    Args:
        run: the training.
        outputs: the round. Written.
        slot: of the block.
        b: the batch.
        strip: [D padded, 16]. Written.
        of_contexts: whether input rows are scored; else their means.
    """
    inputs, plan, shape = run.weights.inputs, run.plan, run.shape
    h, uses, pairs = outputs.h, outputs.uses, outputs.pairs
    first, stop = centers_of_batch(plan.centers[slot, 0], shape, b)
    n, low, rows = stop - first, plan.bounds[slot, b, LOW], plan.bounds[slot, b, HIGH] - plan.bounds[slot, b, LOW]
    center = plan.centers[slot, 1] + first - low  # the first center's place among the input rows
    words = plan.words[slot, low:]
    begins, ends = plan.begins[slot], plan.ends[slot]
    if made_of_pieces(run.pieces):
        for r in range(rows):
            compose_word(run.weights, run.pieces, words[r])
    if of_contexts:
        for r in range(rows):
            copy_row(h, r, inputs, words[r])
        count = _list_pairs(words, begins, ends, first, stop, low, center, pairs)
    else:
        means_of_windows(inputs, words, rows, begins[first:], ends[first:], n, low, center, outputs)
        count, rows = 0, n
        for i in range(n):
            pairs[0, count], pairs[1, count] = i, words[center + i]
            count += ends[first + i] - begins[first + i] > 1
    h[rows:] = 0
    uses[:] = 0
    for j in range(count):
        uses[0, pairs[0, j]] += 1
    outputs.listed[0] = count
    for r in range(0, h.shape[0], STRIP):
        turn(h, r, strip)
        for c in range(h.shape[1]):
            store(outputs.turned, c, r, load(strip, c, 0))


@inlined
def _list_pairs(words, begins, ends, first, stop, low, center, pairs):
    """List the pairs of a batch, center after center; return their number.

    Args:
        words: int32[...], of the input rows.
        begins: of all windows of the block.
        ends: of the same.
        first: center of the batch.
        stop: last, exclusive.
        low: the place that `begins` has for row 0.
        center: the row of the first center.
        pairs: int32[2, ...]. Written: the input row, the word of the output row.
    """
    n = 0
    for i in range(first, stop):
        own = center + i - first
        for r in range(begins[i] - low, ends[i] - low):
            pairs[0, n], pairs[1, n] = r, words[own]
            n += r != own
    return n


@inlined
def _slice(y, outputs, item):
    """The first output row of a slice, and the last, exclusive."""
    return item * outputs.size, min((item + 1) * outputs.size, y.shape[0])


@inlined
def _score_slice(y, outputs, item, rows):
    """Write the exponentials of a slice's scores, their sum, and the highest score, which they are relative to.

    Args:
        y: all output rows.
        outputs: the round. Written.
        item: the slice.
        rows: [4 or more, D padded]. Written.
    """
    scores, highest = outputs.scores, outputs.highest
    first, stop = _slice(y, outputs, item)
    highest[item] = -np.inf
    for v in range(first, stop, ROWS):
        n = min(ROWS, stop - v)
        for i in range(n):  # a copy, since the last rows may be fewer than a tile has
            for c in range(0, y.shape[1], LANES):
                store(rows, i, c, load(y, v + i, c))
        product(rows, 0, outputs.turned, 0, y.shape[1], scores, v)
        for c in range(0, scores.shape[1], LANES):
            top = load(highest, item, c)
            for i in range(v, v + n):
                top = larger(top, load(scores, i, c))
            store(highest, item, c, top)
    own = 0.0
    for j in range(outputs.listed[0]):
        if first <= outputs.pairs[1, j] < stop:
            own += scores[outputs.pairs[1, j], outputs.pairs[0, j]]
    outputs.own[item] = own
    for c in range(0, scores.shape[1], LANES):
        top, total = load(highest, item, c), splat(y.dtype.type(0))
        for v in range(first, stop):
            value = exponential(subtract(load(scores, v, c), top))
            store(scores, v, c, value)
            total = add(total, value)
        store(outputs.sums, item, c, total)


@inlined
def _add_up(outputs, alpha):
    """Make probabilities known, from what the slices have; return the summed loss of all pairs."""
    highest, totals = outputs.highest, outputs.totals
    slices, rows = highest.shape
    rate = splat(totals.dtype.type(-alpha))
    for c in range(0, rows, LANES):
        top, whole = load(highest, 0, c), splat(totals.dtype.type(0))
        for s in range(1, slices):
            top = larger(top, load(highest, s, c))
        for s in range(slices):
            relative = exponential(subtract(load(highest, s, c), top))
            store(highest, s, c, relative)
            whole = fma(relative, load(outputs.sums, s, c), whole)
        store(totals, HIGHEST, c, top)
        store(totals, WHOLE, c, whole)
        store(totals, STEP, c, multiply(rate, divide(load(outputs.uses, 0, c), whole)))
    loss = 0.0
    for r in range(rows):
        if outputs.uses[0, r] > 0:
            loss += outputs.uses[0, r] * (np.float64(totals[HIGHEST, r]) + math.log(np.float64(totals[WHOLE, r])))
    for s in range(slices):
        loss -= outputs.own[s]
    return loss


@inlined
def _move_slice(y, frozen, outputs, item, alpha, rows):
    """Write a slice's part of the gradient of the scored rows, and move its output rows.

    Args:
        y: all output rows. Updated in place.
        frozen: rows that stay as they are.
        outputs: the round. Written.
        item: the slice.
        alpha: learning rate.
        rows: [4 or more, D padded]. Written.
    """
    errors, h = outputs.scores, outputs.h
    first, stop = _slice(y, outputs, item)
    for c in range(0, errors.shape[1], LANES):
        step = multiply(load(outputs.totals, STEP, c), load(outputs.highest, item, c))
        for v in range(first, stop):
            store(errors, v, c, multiply(step, load(errors, v, c)))
    for j in range(outputs.listed[0]):
        if first <= outputs.pairs[1, j] < stop:
            errors[outputs.pairs[1, j], outputs.pairs[0, j]] += y.dtype.type(alpha)
    for r in range(0, h.shape[0], ROWS):
        turned_product(errors[first:], r, y, first, stop - first, outputs.parts, item * h.shape[0] + r)
    for v in range(first, stop, ROWS):
        product(errors, v, h, 0, h.shape[0], rows, 0)
        for i in range(min(ROWS, stop - v)):
            if not is_frozen(frozen, OUTPUTS, v + i):
                for c in range(0, y.shape[1], LANES):
                    store(y, v + i, c, add(load(rows, i, c), load(y, v + i, c)))


@inlined
def _sum_parts(outputs, first):
    """Add up the gradients of sixteen scored rows."""
    dh, parts = outputs.dh, outputs.parts
    dh[first : first + STRIP] = 0
    for s in range(0, parts.shape[0], dh.shape[0]):
        for r in range(first, first + STRIP):
            for c in range(0, dh.shape[1], LANES):
                store(dh, r, c, add(load(parts, s + r, c), load(dh, r, c)))


@inlined
def _move_inputs(run, outputs, slot, b, of_contexts):
    """Add the gradients of the scored rows to the input rows, in the order of the text. Arguments as `_gather`."""
    plan, shape, pieces = run.plan, run.shape, run.pieces
    first, stop = centers_of_batch(plan.centers[slot, 0], shape, b)
    low, rows = plan.bounds[slot, b, LOW], plan.bounds[slot, b, HIGH] - plan.bounds[slot, b, LOW]
    center = plan.centers[slot, 1] + first - low
    words = plan.words[slot, low:]
    if not of_contexts:
        begins, ends = plan.begins[slot, first:], plan.ends[slot, first:]
        spread_over_windows(run.changes, 0, rows, begins, ends, stop - first, low, center, run.options.divide, outputs)
    gradients = outputs.dh if of_contexts else run.changes.rows
    for r in range(rows):
        if made_of_pieces(pieces):
            for j in range(pieces.starts[words[r]], pieces.starts[words[r] + 1]):
                add_rows(run.weights.pieces, pieces.rows[j], run.weights.pieces, pieces.rows[j], gradients, r)
        elif not is_frozen(run.frozen, INPUTS, words[r]):
            add_rows(run.weights.inputs, words[r], run.weights.inputs, words[r], gradients, r)
