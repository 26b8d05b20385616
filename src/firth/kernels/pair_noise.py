"""Batches with negative sampling where each pair has noise words of its own, as in word2vec.

A step is one context word against the center and `negative` noise words. It costs several times as much as
`firth.kernels.negative_sampling`, where pairs share noise, and is here to compare with.
"""

import numpy as np

from firth.kernels.arrays import FIRST
from firth.kernels.compiling import kernel, spliced
from firth.kernels.means import count_uses
from firth.kernels.merge import change_weights
from firth.kernels.noise import draw, fill_pool
from firth.kernels.own_rows import begin_batch, end_list, list_output, train_row
from firth.kernels.phases import NO_MORE, PLAN, TRAIN, item_done, next_item
from firth.kernels.plan import begin_plan, centers_of_batch, finish_plan
from firth.kernels.random_streams import bits
from firth.kernels.rounds import fetch_rows, next_phase, round_of_phase
from firth.kernels.rows import copy_row
from firth.kernels.scores import loss_of


@kernel
def skipgram_pairs(run, noise, memory):
    """Train as long as there is something to do, each context word against the center and noise words of its own.

    Args:
        run: the training. Its weights, plan, changes, state and losses are written.
        noise: the noise distribution.
        memory: this thread's own.

    Returns:
        Whether all is done; if not, this thread found nothing to do for a while.
    """
    weights, plan, changes, shape = run.weights, run.plan, run.changes, run.shape
    while True:
        item = next_item(run.state, memory.lane)
        if item < 0:
            return item == NO_MORE
        now = round_of_phase(run.state, run.job, plan.centers, shape)
        if now.kind == PLAN:
            _plan(run, noise, now.block + item, item, memory)
        elif now.kind == TRAIN:
            if item + 1 < now.items:
                fetch_rows(weights, plan, now.slot, now.first + item + 1)
            _batch(weights, run.options, shape, plan, changes, now.slot, now.first + item, item, now.alpha, memory)
        else:
            change_weights(run, now, item)
        if item_done(run.state):
            next_phase(run)


@spliced
def _plan(run, noise, block, slot, memory):
    """Plan a block. The output rows of a batch are, for each center, itself and then the noise words of its pairs."""
    plan, shape, options, keys = run.plan, run.shape, run.options, run.job.keys[block]
    fill_pool(noise, options, keys[1], memory.pool)
    n, place, batches = begin_plan(run.text, run.keep, options, shape, run.job.blocks[block], keys, plan, slot)
    rows, words, bounds = plan.rows[slot], plan.words[slot], plan.bounds[slot]
    at, draws = 0, options.pool  # the pool has taken the first numbers of the stream
    for b in range(batches):
        first, stop = centers_of_batch(n, shape, b)
        for i in range(first, stop):
            rows[at] = words[place + i]
            at += 1
            for _ in range((plan.ends[slot, i] - plan.begins[slot, i] - 1) * options.negative):
                rows[at] = draw(noise, options, memory.pool, bits(keys[1], np.uint64(draws)))
                at, draws = at + 1, draws + 1
        bounds[b + 1, FIRST] = at
    finish_plan(run, slot, memory)


@spliced
def _batch(weights, options, shape, plan, changes, slot, b, number, alpha, memory):
    """Compute the changes of a batch: `b` of the block in this slot, `number` of the round."""
    batch = begin_batch(plan, shape, changes, slot, b, number, memory)
    words, rows, low = plan.words[slot, batch.low :], plan.rows[slot, batch.row :], batch.low
    begins, ends = plan.begins[slot, batch.first :], plan.ends[slot, batch.first :]
    count_uses(changes.uses, batch.into, batch.rows + 1, begins, ends, batch.n, low, batch.center, False)
    for r in range(batch.rows):
        copy_row(memory.x, r, weights.inputs, words[r])
    center, targets = 0, 1 + options.negative  # the center's place among the output rows of the batch
    for i in range(batch.n):
        list_output(rows[center], batch.output_into + center, 1, 0, memory)
        noise = center + 1
        for r in range(begins[i] - low, ends[i] - low):
            if r != batch.center + i:
                for q in range(1, targets):
                    sign = -1 if options.train_collisions or rows[noise] != rows[center] else 0
                    list_output(rows[noise], batch.output_into + noise, sign, q, memory)
                    noise += 1
                end_list(targets, memory)
                into = batch.into + r
                train_row(changes, weights.outputs, memory.x, r, targets, changes.rows, into, number, alpha, memory)
        center = noise
    changes.losses[number, 0] += loss_of(memory.loss_product)
