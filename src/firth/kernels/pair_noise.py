"""Batches with negative sampling where each pair has noise words of its own, as in word2vec.

A step is one context word against the center and `negative` noise words. It costs several times as much as
`firth.kernels.negative_sampling`, where pairs share noise, and is here to compare with.
"""

import numpy as np

from firth.kernels.arrays import FIRST, TILE
from firth.kernels.compiling import inlined, kernel, spliced
from firth.kernels.merge import merge
from firth.kernels.noise import draw, fill_pool, sign_targets
from firth.kernels.own_rows import begin_batch, end_batch, skipgram_step
from firth.kernels.phases import NO_MORE, PLAN, TRAIN, item_done, next_item
from firth.kernels.plan import begin_plan, centers_of_batch, finish_plan
from firth.kernels.random_streams import bits
from firth.kernels.rounds import fetch_rows, next_phase, round_of_phase


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
        item = next_item(run.state)
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
            merge(weights, plan, changes, now.slot, now.number, item, now.items, now.alpha, memory.same)
        if item_done(run.state):
            next_phase(run.state, run.job, shape, plan.centers, changes.losses, run.losses)


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
    finish_plan(plan, shape, slot, memory.counts)


@spliced
def _batch(weights, options, shape, plan, changes, slot, b, number, alpha, memory):
    """Compute the changes of a batch: `b` of the block in this slot, `number` of the round."""
    batch = begin_batch(plan, shape, changes, slot, b, number, memory)
    words, rows, step = plan.words[slot], plan.rows[slot, batch.row :], memory.step
    tiles = options.negative // TILE + 1
    center = 0  # among the output rows of the batch
    for i in range(batch.first, batch.stop):
        own = batch.place + i
        noise = center + 1
        for p in range(plan.begins[slot, i], plan.ends[slot, i]):
            if p != own:
                step[0, 0], step[1, 0] = words[p], p + batch.shift
                _list_targets(rows, center, noise, options.negative, tiles, batch.output_into, step)
                sign_targets(options, step[2], memory.signs)
                skipgram_step(weights, changes, number, 1, tiles, alpha, memory)
                noise += options.negative
        center = noise
    end_batch(changes, number, memory)


@inlined
def _list_targets(rows, center, noise, negative, tiles, output_into, step):
    """List a center and `negative` noise words as the output rows of a step, and fill the last tile with the center."""
    for o in range(tiles * TILE):
        q = noise + o - 1 if 0 < o <= negative else center
        step[2, o], step[3, o] = rows[q], output_into + q
