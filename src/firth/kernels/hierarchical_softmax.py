"""A pass over one block with hierarchical softmax: each center is predicted by the turns of its Huffman path.

The probability of a word is the product, over the inner nodes on the path from the root to it, of sigmoid(+-score):
plus if the path goes to the first child (code 0), minus if it goes to the second (Morin and Bengio 2005; Mikolov
et al. 2013, equation 3). So a step's output rows are the nodes of the center's path, its labels 1 - code, and the block
is that of negative sampling. A word costs its code's length, about log2 V, and nothing is sampled: the loss is
-log P(center | context).
"""

from firth.kernels.arrays import SLOT, TILE
from firth.kernels.compiling import inlined, kernel
from firth.kernels.simd import prefetch
from firth.kernels.steps import cbow_step, fetch_entering, flush_loss, list_contexts, skipgram_step


@inlined
def _take_path(tree, word, targets, signs):
    """Write a word's nodes and signs, 0 in the last tile beyond the path; return the number of tiles."""
    first = tree.starts[word]
    length = tree.starts[word + 1] - first
    tiles = (length + TILE - 1) // TILE
    for i in range(tiles * TILE):
        step = first + min(i, length - 1)
        targets[i] = tree.nodes[step]
        sign = 1.0 - 2.0 * tree.codes[step] if i < length else 0.0
        signs[i // TILE, i % TILE] = signs[i // TILE, SLOT + i % TILE] = sign
    return tiles


@inlined
def _look_ahead(weights, tree, options, i, scratch):
    """Prefetch the rows that the step of center i will touch first. Nodes near the root are in the cache anyway."""
    word = scratch.words[scratch.centers[i]]
    for step in range(tree.starts[word], tree.starts[word + 1]):
        prefetch(weights.outputs, tree.nodes[step])
    fetch_entering(weights, options, i, scratch)


@kernel
def skipgram_hierarchical(weights, tree, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows, each context word against the path of the center.

    Arguments as `firth.kernels.negative_sampling.skipgram`, but for `tree`, a `firth.sampling.HuffmanTree`, and
    `key`, which is not read.
    """
    targets = scratch.targets[0]
    for i in range(n):
        if i + 1 < n:
            _look_ahead(weights, tree, options, i + 1, scratch)
        m = list_contexts(scratch, i)
        tiles = _take_path(tree, scratch.words[scratch.centers[i]], targets, scratch.signs)
        skipgram_step(weights, scratch.contexts, m, targets, tiles, alpha, scratch, loss)
        flush_loss(i, n, scratch, loss)


@kernel
def cbow_hierarchical(weights, tree, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows, the mean of the context against the path of the center.

    Arguments as `skipgram_hierarchical`.
    """
    targets = scratch.targets[0]
    for i in range(n):
        if i + 1 < n:
            _look_ahead(weights, tree, options, i + 1, scratch)
        m = list_contexts(scratch, i)
        if m:
            tiles = _take_path(tree, scratch.words[scratch.centers[i]], targets, scratch.signs)
            cbow_step(weights, options.divide, m, targets, tiles, alpha, scratch, loss)
        flush_loss(i, n, scratch, loss)
