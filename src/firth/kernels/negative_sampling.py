"""Batches with negative sampling: input rows against their neighbours and against shared noise.

A strip, sixteen input rows, shares its noise words, one from each layer of the noise distribution. All sixteen are
scored against all of them at once, a product of small matrices, and each score counts as often as the row stands in a
window: in expectation the update is that of word2vec, where each pair draws `negative` words of its own (sharing them
is the idea of Ji et al. 2016, arXiv 1611.06172).

Few noise words make the update of an input row noisy. Most of that comes from the rows that happened to be drawn,
whatever the score, and can be taken away (a control variate: Owen, Monte Carlo theory, methods and examples, chapter
8.9). With m_k the mean output row of layer k and r_k the mean of sigmoid(score) with its words, the rows y_k that
were drawn add, to each input row, for each pair it is in, ``alpha * negative / K * sum_k r_k (y_k - m_k)``. In
expectation this is nothing, and what it cancels is half of the noise: twelve words then do as well as twenty-four. m
and r are running means.

* ``skipgram``: the rows of a strip are context words, the windows of the batch around them;
* ``cbow``: they are the means of the context words of sixteen centers.
"""

import math

import numpy as np

from firth.kernels.arrays import FIRST, HIGH, LOW, MEMORY, NOISE_USES, SAMPLED, STRIP
from firth.kernels.block import times
from firth.kernels.compiling import inlined, kernel, spliced
from firth.kernels.merge import merge
from firth.kernels.noise import draw_strips, fill_pool
from firth.kernels.phases import NO_MORE, PLAN, TRAIN, item_done, next_item
from firth.kernels.plan import begin_plan, centers_of_batch, finish_plan
from firth.kernels.rounds import fetch_rows, next_phase, round_of_phase
from firth.kernels.simd import (
    LANES,
    add,
    divide,
    exponential,
    fma,
    load,
    logarithm,
    multiply,
    splat,
    store,
    subtract,
    sum_of,
    where,
)
from firth.kernels.tiles import (
    ROWS,
    dots_of_pairs,
    product,
    scores_of_sixteen,
    turn,
    turned_product,
)


@kernel
def skipgram(run, outputs, memory):
    """Train as long as there is something to do, each context word against the center.

    Args:
        run: the training. Its weights, plan, changes, state and losses are written.
        outputs: the noise, and its control, which is written.
        memory: this thread's own.

    Returns:
        Whether all is done; if not, this thread found nothing to do for a while.
    """
    weights, plan, changes, shape, control = run.weights, run.plan, run.changes, run.shape, outputs.control
    while True:
        item = next_item(run.state)
        if item < 0:
            return item == NO_MORE
        now = round_of_phase(run.state, run.job, plan.centers, shape)
        if now.kind == PLAN:
            _plan(run, outputs.noise, now.block + item, item, memory, True)
        elif now.kind == TRAIN:
            if item + 1 < now.items:
                fetch_rows(weights, plan, now.slot, now.first + item + 1)
            _skipgram_batch(
                weights, run.options, shape, plan, changes, control, now.slot, now.first + item, item, now.alpha, memory
            )
        else:
            merge(weights, plan, changes, now.slot, now.number, item, now.items, now.alpha, memory.same)
            _move_control(control, item, now.items)
        if item_done(run.state):
            next_phase(run.state, run.job, shape, plan.centers, changes.losses, run.losses)


@kernel
def cbow(run, outputs, memory):
    """Train as long as there is something to do, the mean of the context against the center.

    Arguments as `skipgram`.
    """
    weights, plan, changes, shape, control = run.weights, run.plan, run.changes, run.shape, outputs.control
    while True:
        item = next_item(run.state)
        if item < 0:
            return item == NO_MORE
        now = round_of_phase(run.state, run.job, plan.centers, shape)
        if now.kind == PLAN:
            _plan(run, outputs.noise, now.block + item, item, memory, False)
        elif now.kind == TRAIN:
            if item + 1 < now.items:
                fetch_rows(weights, plan, now.slot, now.first + item + 1)
            _cbow_batch(
                weights, run.options, shape, plan, changes, control, now.slot, now.first + item, item, now.alpha, memory
            )
        else:
            merge(weights, plan, changes, now.slot, now.number, item, now.items, now.alpha, memory.same)
            _move_control(control, item, now.items)
        if item_done(run.state):
            next_phase(run.state, run.job, shape, plan.centers, changes.losses, run.losses)


@spliced
def _plan(run, noise, block, slot, memory, of_contexts):
    """Plan a block. The output rows of a batch are the noise words of its strips, and then its centers."""
    plan, shape, options, keys = run.plan, run.shape, run.options, run.job.keys[block]
    fill_pool(noise, options, keys[1], memory.pool)
    n, place, batches = begin_plan(run.text, run.keep, options, shape, run.job.blocks[block], keys, plan, slot)
    rows, words, bounds = plan.rows[slot], plan.words[slot], plan.bounds[slot]
    at = 0
    draws = shape.noise * (strips_of(max(shape.inputs, shape.batch)) + 1)
    for b in range(batches):
        first, stop = centers_of_batch(n, shape, b)
        strips = strips_of(bounds[b, HIGH] - bounds[b, LOW] if of_contexts else stop - first)
        draw_strips(noise, options, keys[1], options.pool + b * draws, strips, shape.noise, memory.pool, rows, at)
        at += strips * shape.noise
        for i in range(first, stop):
            rows[at] = words[place + i]
            at += 1
        bounds[b + 1, FIRST] = at
    finish_plan(plan, shape, slot, memory.counts)


@inlined
def strips_of(rows):
    """How many strips so many rows make."""
    return (rows + STRIP - 1) // STRIP


@spliced
def _skipgram_batch(weights, options, shape, plan, changes, control, slot, b, number, alpha, memory):
    """Compute the changes of a batch: `b` of the block in this slot, `number` of the round."""
    first, stop = centers_of_batch(plan.centers[slot, 0], shape, b)
    low, rows = plan.bounds[slot, b, LOW], plan.bounds[slot, b, HIGH] - plan.bounds[slot, b, LOW]
    center = plan.centers[slot, 1] + first - low  # the first center's place among the input rows
    words, outputs = plan.words[slot, low:], plan.rows[slot, plan.bounds[slot, b, FIRST] :]
    begins, ends = plan.begins[slot], plan.ends[slot]
    into = number * (shape.inputs + shape.outputs)
    output_into = into + shape.inputs
    for r in range(rows):
        _copy(weights.inputs, words[r], memory.x, r)
    of_batch = strips_of(rows + 1) * STRIP
    count_uses(changes.uses, into, of_batch, begins[first:], ends[first:], stop - first, low, center, False)
    _begin_batch(changes, control, number, memory)
    for strip in range(strips_of(rows)):
        s, k = strip * STRIP, strip * shape.noise
        _take_noise(weights.outputs, outputs[k:], shape.noise, changes.uses, into + s, memory)
        if not options.train_collisions:
            for j in range(shape.noise):
                if _is_among(words[center:], stop - first, outputs[k + j]):
                    _leave_out_contexts(
                        words, outputs[k + j], begins, ends, first, stop, low, center, s, memory.uses, j
                    )
        weight = options.negative / shape.noise
        _against_noise(
            memory.x,
            s,
            shape.noise,
            weight,
            alpha,
            changes,
            number,
            changes.rows,
            into + s,
            output_into + k,
            control,
            memory,
        )
    pairs = list_pairs(words, begins, ends, first, stop, low, center, memory.pairs)
    _score_pairs(weights.outputs, pairs, alpha, memory)
    output_into += strips_of(rows) * shape.noise
    at = 0
    for i in range(first, stop):
        n = ends[i] - begins[i] - 1
        _move_pairs(
            weights.outputs, words[center + i - first], at, at + n, changes.rows, into, output_into + i - first, memory
        )
        changes.uses[0, output_into + i - first] = n
        at += n
    changes.losses[number, 1] += pairs
    _end_batch(changes, number, memory)


@inlined
def count_uses(uses, into, rows, begins, ends, n, low, center, divided):
    """Count the windows in which each input row of the batch is a context word, or their shares of a mean.

    Args:
        uses: written from `into` on.
        into: the first row.
        rows: to be written, more than the batch has.
        begins: of the windows of the batch.
        ends: of the same.
        n: their number.
        low: the place that `begins` has for row 0.
        center: the row of the first center.
        divided: whether a window counts as a share of its words.
    """
    for r in range(into, into + rows):
        uses[0, r] = 0
    for i in range(n):
        begin, end, own = into + begins[i] - low, into + ends[i] - low, into + center + i
        if end - begin > 1:
            share = uses.dtype.type(1 / (end - begin - 1) if divided else 1.0)
            uses[0, begin] += share
            uses[0, end] -= share
            uses[0, own] -= share
            uses[0, own + 1] += share
    for r in range(into + 1, into + rows):
        uses[0, r] += uses[0, r - 1]


@inlined
def _take_noise(matrix, words, count, uses, at, memory):
    """Copy the noise rows of a strip, and let each meet each input row as often as that is in a window."""
    of_strip = load(uses, 0, at)
    for k in range(count):
        _copy(matrix, words[k], memory.y, k)
        store(memory.uses, k, 0, of_strip)
    store(memory.uses, count, 0, of_strip)


@inlined
def _is_among(words, n, word):
    found = False  # without a way out of the loop, so that it runs sixteen words at a time
    for i in range(n):
        found |= words[i] == word
    return found


@inlined
def _leave_out_contexts(words, word, begins, ends, first, stop, low, center, strip, uses, k):
    """Do not let a noise word that is a center meet the contexts of that center."""
    for i in range(first, stop):
        own = center + i - first
        if words[own] == word:
            for r in range(max(begins[i] - low, strip), min(ends[i] - low, strip + STRIP)):
                if r != own:
                    uses[k, r - strip] -= 1


@spliced
def _against_noise(x, first, count, weight, alpha, changes, number, into, into_row, output_row, control, memory):
    """Train the sixteen rows of a strip against its noise.

    Args:
        x: [first + 16 or more, D padded], the input rows.
        first: of the sixteen.
        count: K.
        weight: what a score counts: noise words of a pair, divided by K.
        alpha: learning rate.
        changes: the output rows, their uses and the loss are written.
        number: of the batch in the round.
        into: [into_row + 16 or more, D padded]. Written: the changes of the input rows, the control's included.
        into_row: the first of these rows.
        output_row: where the changes of the noise rows go.
        control: its notes are written.
        memory: y and uses are as `_take_noise` left them. errors and x_turned are written.
    """
    y, errors = memory.y, memory.errors
    turn(x, first, memory.x_turned)
    scores_of_sixteen(y, count, memory.x_turned, errors)
    one, step = splat(x.dtype.type(1)), splat(x.dtype.type(-alpha * weight))
    loss = splat(x.dtype.type(0))
    all_uses = sum_of(load(memory.uses, count, 0))
    noted = number % SAMPLED == 0
    for k in range(count):
        uses = load(memory.uses, k, 0)
        odds = exponential(load(errors, k, 0))
        whole = add(odds, one)
        error = multiply(uses, divide(odds, whole))
        store(errors, k, 0, multiply(error, step))
        loss = fma(uses, logarithm(whole), loss)
        changes.uses[0, output_row + k] = x.dtype.type(NOISE_USES * weight) * all_uses
        if noted:
            control.tallies[number // SAMPLED, k] += sum_of(error)
    changes.losses[number, 0] += sum_of(loss) * weight
    if noted:
        control.tallies[number // SAMPLED, count] += all_uses
        control.tallies[number // SAMPLED, count + 1] += 1
        _note(y, control.drawn, number // SAMPLED * count, count)
    _write_control(y, control, count)
    store(errors, count, 0, multiply(splat(x.dtype.type(alpha * weight)), load(memory.uses, count, 0)))
    for r in range(0, STRIP, ROWS):
        turned_product(errors, r, y, 0, count + 1, into, into_row + r)
    for k in range(0, count, ROWS):
        product(errors, k, x, first, STRIP, changes.rows, output_row + k)


@inlined
def _write_control(y, control, count):
    """Write the control as one more noise row: sum over k of r_k (y_k - m_k)."""
    for c in range(0, y.shape[1], LANES):
        total = splat(y.dtype.type(0))
        for k in range(count):
            rate = splat(y.dtype.type(control.rates[k]))
            total = fma(rate, subtract(load(y, k, c), load(control.means, k, c)), total)
        store(y, count, c, total)


@inlined
def _note(y, drawn, at, count):
    """Add the noise rows of a strip to the sums of their layers."""
    for k in range(count):
        for c in range(0, y.shape[1], LANES):
            store(drawn, at + k, c, add(load(y, k, c), load(drawn, at + k, c)))


@inlined
def _move_control(control, item, items):
    """Move the means of an item's layers towards what was noted in the round."""
    count = control.rates.size
    samples = (items + SAMPLED - 1) // SAMPLED
    strips = control.tallies[:samples, count + 1].sum()
    pairs = control.tallies[:samples, count].sum()
    share = strips / (strips + MEMORY)
    for k in range(item, count, items):
        scale = splat(control.means.dtype.type(1 / strips))
        for c in range(0, control.means.shape[1], LANES):
            total = load(control.drawn, k, c)
            for sample in range(1, samples):
                total = add(total, load(control.drawn, sample * count + k, c))
            mean = load(control.means, k, c)
            moved = subtract(multiply(total, scale), mean)
            store(control.means, k, c, fma(splat(control.means.dtype.type(share)), moved, mean))
        if pairs > 0:
            control.rates[k] += share * (control.tallies[:samples, k].sum() / pairs - control.rates[k])


@inlined
def list_pairs(words, begins, ends, first, stop, low, center, pairs):
    """List the pairs of a batch, center after center, and sixteen more that do no harm; return their number.

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
    for i in range(n, n + LANES):
        pairs[0, i], pairs[1, i] = 0, words[0]
    return n


@inlined
def _score_pairs(outputs, n, alpha, memory):
    """Write the errors of the first `n` listed pairs, sixteen at a time, and count their loss."""
    rows = memory.pairs
    x = memory.x
    one, none, rate = splat(x.dtype.type(1)), splat(x.dtype.type(0)), splat(x.dtype.type(alpha))
    factors, power = load(memory.loss_product, 0, 0), load(memory.loss_product, 1, 0)
    for j in range(0, n, LANES):
        odds = exponential(subtract(none, dots_of_pairs(x, rows[0], outputs, rows[1], j)))
        whole = add(odds, one)
        store(memory.step_errors, 0, j, multiply(rate, divide(odds, whole)))
        listed = where(load(memory.masks, min(n - j, LANES), 0), whole, one)
        factors, power = times(factors, power, listed)
    store(memory.loss_product, 0, 0, factors)
    store(memory.loss_product, 1, 0, power)


@inlined
def _move_pairs(outputs, word, first, stop, rows, into, output_into, memory):
    """Add to the changes of a center's context words, and write that of its own output row.

    Args:
        outputs: the output rows.
        word: the center.
        first: its first pair.
        stop: its last, exclusive.
        rows: of the changes. Written.
        into: where those of the input rows begin.
        output_into: where that of the output row goes.
        memory: pairs, their errors and x, the input rows, are read.
    """
    x, errors, listed = memory.x, memory.step_errors, memory.pairs
    c = 0
    while c + 2 * LANES <= x.shape[1]:
        left, right = load(outputs, word, c), load(outputs, word, c + LANES)
        d_left = d_right = splat(x.dtype.type(0))
        for j in range(first, stop):
            error, r = splat(errors[0, j]), np.uint32(listed[0, j])
            d_left = fma(error, load(x, r, c), d_left)
            d_right = fma(error, load(x, r, c + LANES), d_right)
            store(rows, into + r, c, fma(error, left, load(rows, into + r, c)))
            store(rows, into + r, c + LANES, fma(error, right, load(rows, into + r, c + LANES)))
        store(rows, output_into, c, d_left)
        store(rows, output_into, c + LANES, d_right)
        c += 2 * LANES
    if c < x.shape[1]:
        left, d_left = load(outputs, word, c), splat(x.dtype.type(0))
        for j in range(first, stop):
            error, r = splat(errors[0, j]), np.uint32(listed[0, j])
            d_left = fma(error, load(x, r, c), d_left)
            store(rows, into + r, c, fma(error, left, load(rows, into + r, c)))
        store(rows, output_into, c, d_left)


@spliced
def _cbow_batch(weights, options, shape, plan, changes, control, slot, b, number, alpha, memory):
    """As `_skipgram_batch`. Means and gradients come from sums over the words, at a cost that no window changes."""
    first, stop = centers_of_batch(plan.centers[slot, 0], shape, b)
    n = stop - first
    low, rows = plan.bounds[slot, b, LOW], plan.bounds[slot, b, HIGH] - plan.bounds[slot, b, LOW]
    center = plan.centers[slot, 1] + first - low
    words, outputs = plan.words[slot, low:], plan.rows[slot, plan.bounds[slot, b, FIRST] :]
    begins, ends = plan.begins[slot, first:], plan.ends[slot, first:]
    into = number * (shape.inputs + shape.outputs)
    noise_into = into + shape.inputs
    output_into = noise_into + strips_of(n) * shape.noise
    _begin_batch(changes, control, number, memory)
    means_of_windows(weights.inputs, words, rows, begins, ends, n, low, center, memory)
    for i in range(strips_of(n) * STRIP):
        memory.trained[0, i] = 1 if i < n and ends[i] - begins[i] > 1 else 0
    for strip in range(strips_of(n)):
        s, k = strip * STRIP, strip * shape.noise
        _take_noise(weights.outputs, outputs[k:], shape.noise, memory.trained, s, memory)
        if not options.train_collisions:
            for j in range(shape.noise):
                for i in range(s, min(s + STRIP, n)):
                    if words[center + i] == outputs[k + j]:
                        memory.uses[j, i - s] = 0
        weight = options.negative / shape.noise
        _against_noise(
            memory.h, s, shape.noise, weight, alpha, changes, number, memory.dh, s, noise_into + k, control, memory
        )
    for i in range(strips_of(n) * STRIP):
        memory.pairs[0, i], memory.pairs[1, i] = i, words[center + min(i, n - 1)]
        changes.losses[number, 1] += memory.trained[0, i]
    for s in range(0, n, STRIP):
        _against_centers(weights.outputs, changes, s, min(STRIP, n - s), output_into + s, alpha, memory)
    count_uses(changes.uses, into, rows + 1, begins, ends, n, low, center, options.divide)
    spread_over_windows(changes, into, rows, begins, ends, n, low, center, options.divide, memory)
    _end_batch(changes, number, memory)


@inlined
def means_of_windows(inputs, words, rows, begins, ends, n, low, center, memory):
    """Write the mean of the context words of each center to memory.h, 0 where there is none."""
    x, h = memory.x, memory.h
    for c in range(0, x.shape[1], LANES):
        store(x, 0, c, splat(x.dtype.type(0)))
    for r in range(rows):
        word = words[r]
        for c in range(0, x.shape[1], LANES):
            store(x, r + 1, c, add(load(x, r, c), load(inputs, word, c)))
    for i in range(n):
        begin, end, own = begins[i] - low, ends[i] - low, center + i
        share = splat(x.dtype.type(1 / max(end - begin - 1, 1)))
        for c in range(0, x.shape[1], LANES):
            around = subtract(load(x, end, c), load(x, begin, c))
            store(h, i, c, multiply(share, subtract(around, subtract(load(x, own + 1, c), load(x, own, c)))))


@inlined
def _against_centers(outputs, changes, s, n, output_into, alpha, memory):
    """Train sixteen means, or the last `n`, against their centers."""
    h, dh, pairs = memory.h, memory.dh, memory.pairs
    one, none, rate = splat(h.dtype.type(1)), splat(h.dtype.type(0)), splat(h.dtype.type(alpha))
    trained = load(memory.trained, 0, s)
    odds = exponential(subtract(none, dots_of_pairs(h, pairs[0], outputs, pairs[1], s)))
    whole = add(odds, one)
    store(memory.step_errors, 0, 0, multiply(multiply(trained, rate), divide(odds, whole)))
    factors, power = load(memory.loss_product, 0, 0), load(memory.loss_product, 1, 0)
    factors, power = times(factors, power, where(trained, whole, one))
    store(memory.loss_product, 0, 0, factors)
    store(memory.loss_product, 1, 0, power)
    for i in range(n):
        error = splat(memory.step_errors[0, i])
        changes.uses[0, output_into + i] = memory.trained[0, s + i]
        for c in range(0, h.shape[1], LANES):
            store(dh, s + i, c, fma(error, load(outputs, pairs[1, s + i], c), load(dh, s + i, c)))
            store(changes.rows, output_into + i, c, multiply(error, load(h, s + i, c)))


@inlined
def spread_over_windows(changes, into, rows, begins, ends, n, low, center, divide_by_number, memory):
    """Write the changes of the input rows: each word's sum of the gradients of the means that it is in."""
    x, dh = memory.x, memory.dh
    none = splat(x.dtype.type(0))
    for r in range(rows + 1):
        for c in range(0, x.shape[1], LANES):
            store(x, r, c, none)
    for i in range(n):
        begin, end, own = begins[i] - low, ends[i] - low, center + i
        if end - begin == 1:
            continue
        share = x.dtype.type(1 / (end - begin - 1) if divide_by_number else 1.0)
        for c in range(0, x.shape[1], LANES):
            change = multiply(splat(share), load(dh, i, c))
            store(x, begin, c, add(load(x, begin, c), change))
            store(x, end, c, subtract(load(x, end, c), change))
            store(x, own, c, subtract(load(x, own, c), change))
            store(x, own + 1, c, add(load(x, own + 1, c), change))
    for c in range(0, x.shape[1], LANES):
        total = none
        for r in range(rows):
            total = add(total, load(x, r, c))
            store(changes.rows, into + r, c, total)


@inlined
def _begin_batch(changes, control, number, memory):
    none, one = splat(memory.x.dtype.type(0)), splat(memory.x.dtype.type(1))
    changes.losses[number] = 0
    if number % SAMPLED == 0:
        sample, count = number // SAMPLED, control.rates.size
        control.tallies[sample] = 0
        for k in range(sample * count, (sample + 1) * count):
            for c in range(0, memory.x.shape[1], LANES):
                store(control.drawn, k, c, none)
    store(memory.loss_product, 0, 0, one)
    store(memory.loss_product, 1, 0, none)


@inlined
def _end_batch(changes, number, memory):
    """Add the loss against the centers."""
    power, factors = load(memory.loss_product, 1, 0), load(memory.loss_product, 0, 0)
    loss = fma(power, splat(memory.x.dtype.type(math.log(2.0))), logarithm(factors))
    changes.losses[number, 0] += sum_of(loss)


@inlined
def _copy(source, row, into, i):
    for c in range(0, into.shape[1], LANES):
        store(into, i, c, load(source, row, c))
