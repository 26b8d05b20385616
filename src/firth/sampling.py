"""What the counts say: the chance to keep a frequent word, the distribution of noise words, the Huffman tree.

Pure functions from counts to arrays. Nothing here draws a random number.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["HuffmanTree", "alias_table", "as_threshold", "huffman_tree", "keep_chance", "noise_distribution"]


class HuffmanTree(NamedTuple):
    """The way from the root to each of V words, over V - 1 inner nodes; node 0 is the root."""

    starts: NDArray[np.int64]  # [V + 1]; word w's way is steps starts[w] to starts[w + 1]
    nodes: NDArray[np.int32]  # [steps]; the inner nodes passed, the root first
    codes: NDArray[np.uint8]  # [steps]; which child is taken there: 0 the commoner, 1 the rarer


def keep_chance(counts: NDArray[np.int64], sample: float) -> NDArray[np.float64]:
    """The chance that an occurrence of each word is kept: min(1, sqrt(t / f) + t / f).

    t is `sample`, f the word's share of all tokens. This is what word2vec.c does; the paper (Mikolov et al. 2013,
    Distributed Representations of Words and Phrases, equation 5) has sqrt(t / f) alone. We follow the program, because
    published vectors do.

    Args:
        counts: int64[V], positive.
        sample: t; 0 keeps everything.

    Returns:
        float64[V] in (0, 1].
    """
    if sample == 0:
        return np.ones(counts.size)
    ratio = sample * counts.sum() / counts
    return np.asarray(np.minimum(1.0, np.sqrt(ratio) + ratio))


def noise_distribution(counts: NDArray[np.int64], exponent: float) -> NDArray[np.float64]:
    """The noise distribution U(w) ** exponent, normalised (Mikolov et al. 2013, section 2.2: 3/4).

    Args:
        counts: int64[V], positive.
        exponent: 1 is the words' own distribution, 0 is uniform.

    Returns:
        float64[V], summing to 1.
    """
    weights = counts.astype(np.float64) ** exponent
    return np.asarray(weights / weights.sum())


def as_threshold(chance: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Chances as thresholds: 32 random bits are not above the threshold with that chance, to 2 ** -32.

    A chance of 1 is exact.
    """
    return (np.ceil(chance * 2.0**32).clip(1) - 1).astype(np.uint32)


def alias_table(chance: NDArray[np.float64]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Walker's alias table: a draw from V words for the price of one look-up (Walker 1977; Vose 1991).

    Draw a word w evenly and 32 bits; w stands when the bits are not above ``accept[w]``, else ``other[w]`` does.

    Args:
        chance: float64[V], summing to 1.

    Returns:
        accept: uint32[V]; other: int32[V].
    """
    size = chance.size
    share = (chance * size).tolist()
    other = list(range(size))
    poor = [w for w in range(size) if share[w] < 1]
    rich = [w for w in range(size) if share[w] >= 1]
    while poor and rich:
        w, donor = poor.pop(), rich[-1]
        other[w] = donor
        share[donor] -= 1 - share[w]
        if share[donor] < 1:
            poor.append(rich.pop())
    for w in poor + rich:  # rounding leaves a word or two at almost exactly 1
        share[w] = 1.0
    return as_threshold(np.array(share)), np.array(other, np.int32)


def huffman_tree(counts: NDArray[np.int64]) -> HuffmanTree:
    """The binary tree that brings the commonest words nearest to the root (Huffman 1952).

    No prefix code has a smaller mean length over the text; it is below the words' entropy plus one bit. Built from
    two queues, the words by rising count and the inner nodes as they come (van Leeuwen 1976). Among equals a word
    is taken before a node, which keeps the longest code short; word2vec.c takes the node.

    Args:
        counts: int64[V], positive, in any order.

    Returns:
        The paths of all words; that of a lone word is empty.
    """
    size = counts.size
    words = np.argsort(counts, kind="stable")[::-1]  # commonest first, as in a vocabulary
    weights = counts[words[::-1]].tolist()  # rising: the words, then the inner nodes as they are made
    parent, code = np.zeros(2 * size - 1, np.int64), np.zeros(2 * size - 1, np.uint8)
    word, node = 0, size
    for made in range(size, 2 * size - 1):
        pair = []
        for _ in range(2):
            take_word = word < size and (node == made or weights[word] <= weights[node])
            pair.append(word if take_word else node)
            word, node = (word + 1, node) if take_word else (word, node + 1)
        weights.append(weights[pair[0]] + weights[pair[1]])
        parent[pair] = made
        code[pair[0]] = 1  # the first taken is the rarer
    return _paths(np.argsort(words[::-1]), parent, code)


def _paths(leaves: NDArray[np.int64], parent: NDArray[np.int64], code: NDArray[np.uint8]) -> HuffmanTree:
    """Climb from all leaves at once.

    Args:
        leaves: int64[V], each word's place among the tree's 2 V - 1 nodes; the root is the last of them.
        parent: int64[2 V - 1].
        code: uint8[2 V - 1], which child of its parent each node is.
    """
    root = parent.size - 1
    levels = []  # of (the words that are not yet at the root, the nodes they stand on), from the leaves upwards
    who, where = np.flatnonzero(leaves != root), leaves[leaves != root]
    while who.size:
        levels.append((who, where))
        where = parent[where]
        who, where = who[where != root], where[where != root]
    lengths = np.zeros(leaves.size, np.int64)
    for who, _ in levels:
        lengths[who] += 1
    starts = np.concatenate(([0], np.cumsum(lengths)))
    nodes, codes = np.zeros(starts[-1], np.int32), np.zeros(starts[-1], np.uint8)
    for climbed, (who, where) in enumerate(levels):
        steps = starts[who + 1] - 1 - climbed
        nodes[steps], codes[steps] = root - parent[where], code[where]  # counted from the root, node 0
    return HuffmanTree(starts, nodes, codes)
