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
* ``cbow``: they are the means of the context words of sixteen centers, no two of which are neighbours. Windows side by
  side have most of their words in common, and each of these words then meets the noise of several strips.
"""

from firth.kernels.arrays import FIRST, HIGH, LOW, MEMORY, SAMPLED, STRIP
from firth.kernels.compiling import inlined, kernel, spliced
from firth.kernels.means import count_uses, deal_out, means_of_windows, spread_over_windows, strips_of
from firth.kernels.merge import change_weights
from firth.kernels.noise import draw_strips, fill_pool
from firth.kernels.phases import MERGE, NO_MORE, PLAN, TRAIN, item_done, next_item
from firth.kernels.plan import begin_plan, centers_of_batch, finish_plan
from firth.kernels.rounds import fetch_rows, next_phase, round_of_phase
from firth.kernels.rows import (
    add_scaled,
    copy_row,
    dots_around,
    fold_sixteen,
    move_around,
    scale_row,
)
from firth.kernels.scores import begin_loss, errors_of, loss_of
from firth.kernels.simd import (
    LANES,
    add,
    any_equal,
    divide,
    exponential,
    fma,
    larger,
    load,
    logarithm,
    multiply,
    splat,
    store,
    subtract,
    sum_of,
    where_unequal,
)
from firth.kernels.tiles import (
    ROWS,
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
        item = next_item(run.state, memory.lane)
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
            change_weights(run, now, item)
            if now.kind == MERGE:
                _move_control(control, item, now.items)
        if item_done(run.state):
            next_phase(run)


@kernel
def cbow(run, outputs, memory):
    """Train as long as there is something to do, the mean of the context against the center.

    Arguments as `skipgram`.
    """
    weights, plan, changes, shape, control = run.weights, run.plan, run.changes, run.shape, outputs.control
    while True:
        item = next_item(run.state, memory.lane)
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
            change_weights(run, now, item)
            if now.kind == MERGE:
                _move_control(control, item, now.items)
        if item_done(run.state):
            next_phase(run)


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
    finish_plan(run, slot, memory)


@spliced
def _skipgram_batch(weights, options, shape, plan, changes, control, slot, b, number, alpha, memory):
    """Compute the changes of a batch: `b` of the block in this slot, `number` of the round.

    Strip by strip: a center follows as soon as its window is there, while the rows are in the first cache.
    """
    first, stop = centers_of_batch(plan.centers[slot, 0], shape, b)
    low, rows = plan.bounds[slot, b, LOW], plan.bounds[slot, b, HIGH] - plan.bounds[slot, b, LOW]
    center = plan.centers[slot, 1] + first - low  # the first center's place among the input rows
    words, outputs = plan.words[slot, low:], plan.rows[slot, plan.bounds[slot, b, FIRST] :]
    begins, ends = plan.begins[slot, first:], plan.ends[slot, first:]
    into, n, strips = number * (shape.inputs + shape.outputs), stop - first, strips_of(rows)
    noise_into = into + shape.inputs
    output_into = noise_into + strips * shape.noise
    count_uses(changes.uses, into, strips_of(rows + 1) * STRIP, begins, ends, n, low, center, False)
    _begin_batch(changes, control, number, memory)
    weight = options.negative / shape.noise
    done = 0
    for strip in range(strips):
        s, k = strip * STRIP, strip * shape.noise
        end = min(s + STRIP, rows)
        for r in range(s, end):
            copy_row(memory.x, r, weights.inputs, words[r])
        _take_noise(weights.outputs, outputs[k:], shape.noise, changes.uses, into + s, memory)
        if not options.train_collisions:
            for j in range(shape.noise):
                if _may_be_among(words, center, n, outputs[k + j]):
                    _leave_out_contexts(words, outputs[k + j], begins, ends, n, low, center, s, memory.uses, j)
        met = _against_noise(
            memory.x, s, shape.noise, weight, alpha, changes, number, changes.rows, into + s, noise_into + k,
            control, memory,
        )  # fmt: skip
        store(changes.uses, 0, into + s, larger(load(changes.uses, 0, into + s), met))
        begun = done
        while done < n and ends[done] - low <= end:
            done += 1
        _score_windows(weights.outputs, words, begins, ends, begun, done, low, center, alpha, memory)
        changes.losses[number, 1] += _move_windows(
            weights.outputs, words, begins, ends, begun, done, low, center, changes, into, output_into, memory
        )
    changes.losses[number, 0] += loss_of(memory.loss_product)


@inlined
def _take_noise(matrix, words, count, uses, at, memory):
    """Copy the noise rows of a strip, and let each meet each input row as often as that is in a window."""
    of_strip = load(uses, 0, at)
    for k in range(count):
        copy_row(memory.y, k, matrix, words[k])
        store(memory.uses, k, 0, of_strip)
    store(memory.uses, count, 0, of_strip)


@inlined
def _may_be_among(words, first, n, word):
    """Whether a word is among the `n` from `first` on, or a few more."""
    found = False
    for at in range(first, first + n, LANES):
        found |= any_equal(words, at, word)
    return found


@inlined
def _leave_out_contexts(words, word, begins, ends, n, low, center, strip, uses, k):
    """Do not let a noise word that is a center meet the contexts of that center."""
    for i in range(n):
        own = center + i
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

    Returns:
        Lanes: the noise that each input row met, as the sum of its errors.
    """
    y, errors = memory.y, memory.errors
    turn(x, first, memory.x_turned)
    scores_of_sixteen(y, count, memory.x_turned, errors)
    one, step = splat(x.dtype.type(1)), splat(x.dtype.type(-alpha * weight))
    loss = met = splat(x.dtype.type(0))
    all_uses = sum_of(load(memory.uses, count, 0))
    noted = number % SAMPLED == 0
    for k in range(count):
        uses = load(memory.uses, k, 0)
        odds = exponential(load(errors, k, 0))
        whole = add(odds, one)
        error = multiply(uses, divide(odds, whole))
        store(errors, k, 0, multiply(error, step))
        met = add(met, error)
        used = sum_of(error)
        loss = fma(uses, logarithm(whole), loss)
        changes.uses[0, output_row + k] = x.dtype.type(weight) * used
        if noted:
            control.tallies[number // SAMPLED, k] += used
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
    return multiply(met, splat(x.dtype.type(weight)))


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
def _score_windows(outputs, words, begins, ends, first, stop, low, center, alpha, memory):
    """Write the errors of the pairs of some centers, center after center, and count their loss.

    Args:
        outputs: the output rows.
        words: int32[...], of the input rows, which are in memory.x.
        begins: of the windows of the batch.
        ends: of the same.
        first: center.
        stop: last, exclusive.
        low: the place that `begins` has for row 0.
        center: the row of the batch's first center.
        alpha: learning rate.
        memory: x is read; step_errors, parts and loss_product are written.
    """
    n, done = 0, 0
    for i in range(first, stop):
        own, pairs = center + i, ends[i] - begins[i] - 1
        dots_around(
            outputs, words[own], memory.x, begins[i] - low, own, pairs, memory.parts, n, memory.parts.shape[0] - 1
        )
        n += pairs
        while done + LANES <= n:
            _errors_of_pairs(done, LANES, alpha, memory)
            done += LANES
    if done < n:
        _errors_of_pairs(done, n - done, alpha, memory)


@inlined
def _move_windows(outputs, words, begins, ends, first, stop, low, center, changes, into, output_into, memory):
    """Add what the errors of these centers change: to `changes`, from row `into` and for centers `output_into` on.

    The other arguments are those of `_score_windows`. Returns the number of pairs.
    """
    n = 0
    for i in range(first, stop):
        own, pairs = center + i, ends[i] - begins[i] - 1
        move_around(
            outputs, words[own], memory.x, begins[i] - low, own, pairs, memory.step_errors, n,
            changes.rows, into, output_into + i,
        )  # fmt: skip
        changes.uses[0, output_into + i] = pairs
        n += pairs
    return n


@inlined
def _errors_of_pairs(first, n, alpha, memory):
    """Write the errors of sixteen pairs from the first on, of which `n` count."""
    scores = fold_sixteen(memory.parts, first & (memory.parts.shape[0] - 1))
    store(memory.step_errors, 0, first, errors_of(scores, load(memory.masks, n, 0), alpha, memory.loss_product))


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
    deal_out(words[center:], begins, ends, n, memory)
    means_of_windows(weights.inputs, words, rows, begins, ends, n, low, center, memory)
    weight = options.negative / shape.noise
    for strip in range(strips_of(n)):
        s, k = strip * STRIP, strip * shape.noise
        _take_noise(weights.outputs, outputs[k:], shape.noise, memory.trained, s, memory)
        if not options.train_collisions:
            for j in range(shape.noise):
                met = where_unequal(memory.targets, s, outputs[k + j], load(memory.uses, j, 0))
                store(memory.uses, j, 0, met)
        _against_noise(
            memory.h, s, shape.noise, weight, alpha, changes, number, memory.dh, s, noise_into + k, control, memory
        )
        _score_targets(weights.outputs, s, alpha, memory)
    for i in range(n):
        row, output = memory.row_of[i], output_into + i
        error, trained = memory.step_errors[0, row], memory.trained[0, row]
        add_scaled(memory.dh, row, memory.dh, row, weights.outputs, words[center + i], error)
        scale_row(changes.rows, output, memory.h, row, error)
        changes.uses[0, output] = trained
        changes.losses[number, 1] += trained
    count_uses(changes.uses, into, rows + 1, begins, ends, n, low, center, options.divide)
    spread_over_windows(changes, into, rows, begins, ends, n, low, center, options.divide, memory)
    changes.losses[number, 0] += loss_of(memory.loss_product)


@inlined
def _score_targets(outputs, s, alpha, memory):
    """Write the errors of the sixteen means of a strip against their centers, and count their loss."""
    for i in range(STRIP):
        dots_around(outputs, memory.targets[s + i], memory.h, s + i, -1, 1, memory.parts, i, STRIP - 1)
    errors = errors_of(fold_sixteen(memory.parts, 0), load(memory.trained, 0, s), alpha, memory.loss_product)
    store(memory.step_errors, 0, s, errors)


@inlined
def _begin_batch(changes, control, number, memory):
    none = splat(memory.x.dtype.type(0))
    changes.losses[number] = 0
    if number % SAMPLED == 0:
        sample, count = number // SAMPLED, control.rates.size
        control.tallies[sample] = 0
        for k in range(sample * count, (sample + 1) * count):
            for c in range(0, memory.x.shape[1], LANES):
                store(control.drawn, k, c, none)
    begin_loss(memory.loss_product)
