"""Batches with hierarchical softmax: each center is predicted by the turns of its Huffman path.

The probability of a word is the product, over the inner nodes on the path from the root to it, of sigmoid(+-score):
plus if the path goes to the first child (code 0), minus if it goes to the second (Morin and Bengio 2005; Mikolov
et al. 2013, equation 3). So a step's output rows are the nodes of the center's path, its labels 1 - code, and the block
is that of negative sampling. A word costs its code's length, about log2 V, and nothing is sampled: the loss is
-log P(center | context).

Paths share their first nodes, so a batch lists each node once.
"""

from firth.kernels.arrays import FIRST, STRIP
from firth.kernels.compiling import inlined, kernel, spliced
from firth.kernels.means import count_uses, deal_out, means_of_windows, spread_over_windows
from firth.kernels.merge import change_weights
from firth.kernels.own_rows import begin_batch, end_list, list_output, train_row, train_window
from firth.kernels.phases import NO_MORE, PLAN, TRAIN, item_done, next_item
from firth.kernels.plan import begin_plan, centers_of_batch, finish_plan
from firth.kernels.rounds import fetch_rows, next_phase, round_of_phase
from firth.kernels.rows import copy_row
from firth.kernels.scores import loss_of


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
        item = next_item(run.state, memory.lane)
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
            change_weights(run, now, item)
        if item_done(run.state):
            next_phase(run)


@kernel
def cbow_hierarchical(run, tree, memory):
    """Train as long as there is something to do, the mean of the context against the path of the center.

    Arguments as `skipgram_hierarchical`.
    """
    weights, plan, changes, shape = run.weights, run.plan, run.changes, run.shape
    while True:
        item = next_item(run.state, memory.lane)
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
            change_weights(run, now, item)
        if item_done(run.state):
            next_phase(run)


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
                is_new = seen[node] < 0  # without a branch: it cannot be foreseen
                seen[node] = at - begin if is_new else seen[node]
                rows[at] = node
                at += is_new
        for q in range(begin, at):
            seen[rows[q]] = -1
        bounds[b + 1, FIRST] = at
    finish_plan(run, slot, memory)


@spliced
def _skipgram_batch(weights, tree, shape, plan, changes, slot, b, number, alpha, memory):
    """Compute the changes of a batch: `b` of the block in this slot, `number` of the round."""
    batch = begin_batch(plan, shape, changes, slot, b, number, memory)
    words, low, into = plan.words[slot, batch.low :], batch.low, batch.into
    begins, ends = plan.begins[slot, batch.first :], plan.ends[slot, batch.first :]
    count_uses(changes.uses, into, batch.rows + 1, begins, ends, batch.n, low, batch.center, False)
    for r in range(batch.rows):
        copy_row(memory.x, r, weights.inputs, words[r])
    _find_nodes(plan.rows[slot], batch, memory.seen)
    for i in range(batch.n):
        begin, own, end = begins[i] - low, batch.center + i, ends[i] - low
        if end - begin > 1:
            q = _take_path(tree, words[own], batch.output_into, memory)
            train_window(changes, weights.outputs, begin, own, end, q, into, number, alpha, memory)
    _forget_nodes(plan.rows[slot], batch, memory.seen)
    changes.losses[number, 0] += loss_of(memory.loss_product)


@spliced
def _cbow_batch(weights, tree, divide, shape, plan, changes, slot, b, number, alpha, memory):
    """As `_skipgram_batch`."""
    batch = begin_batch(plan, shape, changes, slot, b, number, memory)
    words, n, rows, low, into = plan.words[slot, batch.low :], batch.n, batch.rows, batch.low, batch.into
    begins, ends = plan.begins[slot, batch.first :], plan.ends[slot, batch.first :]
    deal_out(words[batch.center :], begins, ends, n, memory)
    means_of_windows(weights.inputs, words, rows, begins, ends, n, low, batch.center, memory)
    memory.dh[: n + STRIP] = 0
    _find_nodes(plan.rows[slot], batch, memory.seen)
    for i in range(n):
        if ends[i] - begins[i] > 1:
            row = memory.row_of[i]
            q = _take_path(tree, words[batch.center + i], batch.output_into, memory)
            train_row(changes, weights.outputs, memory.h, row, q, memory.dh, row, number, alpha, memory)
    _forget_nodes(plan.rows[slot], batch, memory.seen)
    count_uses(changes.uses, into, rows + 1, begins, ends, n, low, batch.center, divide)
    spread_over_windows(changes, into, rows, begins, ends, n, low, batch.center, divide, memory)
    changes.losses[number, 0] += loss_of(memory.loss_product)


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
    """List a word's nodes as the output rows of a step; return how many.

    Args:
        tree: the paths.
        word: at the end of the path.
        output_into: the row of the changes of the batch's first node.
        memory: seen is read; the rest as `list_output` says.
    """
    first, q = tree.starts[word], 0
    for turn in range(first, tree.starts[word + 1]):
        node = tree.nodes[turn]
        list_output(node, output_into + memory.seen[node], 1.0 - 2.0 * tree.codes[turn], q, memory)
        q += 1
    end_list(q, memory)
    return q
