"""Batches with hierarchical softmax: each center is predicted by the turns of its Huffman path.

The probability of a word is the product, over the inner nodes on the path from the root to it, of sigmoid(+-score):
plus if the path goes to the first child (code 0), minus if it goes to the second (Morin and Bengio 2005; Mikolov
et al. 2013, equation 3). So a step's output rows are the nodes of the center's path, its labels 1 - code, and the block
is that of negative sampling. A word costs its code's length, about log2 V, and nothing is sampled: the loss is
-log P(center | context).

Paths share their first nodes, so a batch lists each node once.
"""

from firth.kernels.arrays import FIRST, SLOT, TILE
from firth.kernels.compiling import inlined, kernel, spliced
from firth.kernels.merge import merge
from firth.kernels.own_rows import begin_batch, cbow_step, end_batch, list_contexts, skipgram_step
from firth.kernels.phases import NO_MORE, PLAN, TRAIN, item_done, next_item
from firth.kernels.plan import begin_plan, centers_of_batch, finish_plan
from firth.kernels.rounds import fetch_rows, next_phase, round_of_phase


@kernel
def skipgram_hierarchical(run, tree, memory):
    """Train as long as there is something to do, each context word against the path of the center.

    Args:
        run: the training. Its weights, plan, changes, state and losses are written.
        tree: a `firth.sampling.HuffmanTree`.
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
            _plan(run, tree, now.block + item, item, memory)
        elif now.kind == TRAIN:
            if item + 1 < now.items:
                fetch_rows(weights, plan, now.slot, now.first + item + 1)
            _skipgram_batch(weights, tree, shape, plan, changes, now.slot, now.first + item, item, now.alpha, memory)
        else:
            merge(weights, plan, changes, now.slot, now.number, item, now.items, now.alpha, memory.same)
        if item_done(run.state):
            next_phase(run.state, run.job, shape, plan.centers, changes.losses, run.losses)


@kernel
def cbow_hierarchical(run, tree, memory):
    """Train as long as there is something to do, the mean of the context against the path of the center.

    Arguments as `skipgram_hierarchical`.
    """
    weights, plan, changes, shape = run.weights, run.plan, run.changes, run.shape
    while True:
        item = next_item(run.state)
        if item < 0:
            return item == NO_MORE
        now = round_of_phase(run.state, run.job, plan.centers, shape)
        if now.kind == PLAN:
            _plan(run, tree, now.block + item, item, memory)
        elif now.kind == TRAIN:
            if item + 1 < now.items:
                fetch_rows(weights, plan, now.slot, now.first + item + 1)
            divide = run.options.divide
            _cbow_batch(
                weights, tree, divide, shape, plan, changes, now.slot, now.first + item, item, now.alpha, memory
            )
        else:
            merge(weights, plan, changes, now.slot, now.number, item, now.items, now.alpha, memory.same)
        if item_done(run.state):
            next_phase(run.state, run.job, shape, plan.centers, changes.losses, run.losses)


@spliced
def _plan(run, tree, block, slot, memory):
    """Plan a block. The output rows of a batch are the nodes on the paths of its centers, in the order they are met."""
    plan, shape, seen = run.plan, run.shape, memory.seen
    n, place, batches = begin_plan(
        run.text, run.keep, run.options, shape, run.job.blocks[block], run.job.keys[block], plan, slot
    )
    rows, words, bounds = plan.rows[slot], plan.words[slot], plan.bounds[slot]
    at = 0
    for b in range(batches):
        begin = at
        first, stop = centers_of_batch(n, shape, b)
        for i in range(first, stop):
            word = words[place + i]
            for turn in range(tree.starts[word], tree.starts[word + 1]):
                node = tree.nodes[turn]
                if seen[node] < 0:
                    seen[node], rows[at] = at - begin, node
                    at += 1
        for q in range(begin, at):
            seen[rows[q]] = -1
        bounds[b + 1, FIRST] = at
    finish_plan(plan, shape, slot, memory.counts)


@spliced
def _skipgram_batch(weights, tree, shape, plan, changes, slot, b, number, alpha, memory):
    """Compute the changes of a batch: `b` of the block in this slot, `number` of the round."""
    batch = begin_batch(plan, shape, changes, slot, b, number, memory)
    words, begins, ends = plan.words[slot], plan.begins[slot], plan.ends[slot]
    _find_nodes(plan.rows[slot], batch, memory.seen)
    for i in range(batch.first, batch.stop):
        own = batch.place + i
        m = list_contexts(words, begins[i], ends[i], own, batch.shift, memory.step)
        if m > 0:
            tiles = _take_path(tree, words[own], batch.output_into, memory)
            skipgram_step(weights, changes, number, m, tiles, alpha, memory)
    _forget_nodes(plan.rows[slot], batch, memory.seen)
    end_batch(changes, number, memory)


@spliced
def _cbow_batch(weights, tree, divide, shape, plan, changes, slot, b, number, alpha, memory):
    """As `_skipgram_batch`."""
    batch = begin_batch(plan, shape, changes, slot, b, number, memory)
    words, begins, ends = plan.words[slot], plan.begins[slot], plan.ends[slot]
    _find_nodes(plan.rows[slot], batch, memory.seen)
    for i in range(batch.first, batch.stop):
        own = batch.place + i
        m = list_contexts(words, begins[i], ends[i], own, batch.shift, memory.step)
        if m > 0:
            tiles = _take_path(tree, words[own], batch.output_into, memory)
            cbow_step(weights, divide, changes, number, m, tiles, alpha, memory)
    _forget_nodes(plan.rows[slot], batch, memory.seen)
    end_batch(changes, number, memory)


@inlined
def _find_nodes(rows, batch, seen):
    """Write down where each node of the batch is among its output rows."""
    for q in range(batch.outputs):
        seen[rows[batch.row + q]] = q


@inlined
def _forget_nodes(rows, batch, seen):
    for q in range(batch.outputs):
        seen[rows[batch.row + q]] = -1


@inlined
def _take_path(tree, word, output_into, memory):
    """List a word's nodes as the output rows of a step, with their signs, 0 in the last tile beyond the path.

    Args:
        tree: the paths.
        word: at the end of the path.
        output_into: the row of the changes of the batch's first node.
        memory: seen is read; step and signs are written.

    Returns:
        The number of tiles.
    """
    step, signs = memory.step, memory.signs
    first = tree.starts[word]
    length = tree.starts[word + 1] - first
    tiles = (length + TILE - 1) // TILE
    for i in range(tiles * TILE):
        turn = first + min(i, length - 1)
        node = tree.nodes[turn]
        step[2, i], step[3, i] = node, output_into + memory.seen[node]
        sign = 1.0 - 2.0 * tree.codes[turn] if i < length else 0.0
        signs[i // TILE, i % TILE] = signs[i // TILE, SLOT + i % TILE] = sign
    return tiles
