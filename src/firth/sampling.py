"""What the counts say: the chance to keep a frequent word, the distribution of noise words, the Huffman tree.

Pure functions from counts to arrays. Nothing here draws a random number.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.word_tables import huffman_lengths, huffman_paths, join_rarest

__all__ = [
    "HuffmanTree",
    "as_threshold",
    "huffman_tree",
    "keep_chance",
    "noise_distribution",
    "noise_line",
    "perplexity",
]


class HuffmanTree(NamedTuple):
    """The way from the root to each of V words, over V - 1 inner nodes; node 0 is the root."""

    starts: NDArray[np.int64]  # [V + 1]; word w's way is steps starts[w] to starts[w + 1]
    nodes: NDArray[np.int32]  # [steps]; the inner nodes passed, the root first
    codes: NDArray[np.uint8]  # [steps]; which child is taken there: 0 the more frequent, 1 the rarer


def keep_chance(counts: NDArray[np.int64], sample: float) -> NDArray[np.float64]:
    """The chance that an occurrence of each word is kept: min(1, sqrt(t / f) + t / f).

    t is `sample`, f the word's share of all tokens. This is what word2vec.c does; the paper (Mikolov et al. 2013,
    Distributed Representations of Words and Phrases, equation 5) has only sqrt(t / f). We follow the program, because
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


def perplexity(weights: NDArray[np.floating]) -> float:
    """How many equally frequent words would be as hard to guess: e to the entropy (Jelinek et al. 1977).

    Args:
        weights: float64[V], not negative, of any sum above 0.
    """
    shares = weights[weights > 0] / weights.sum()
    return float(np.exp(-(shares @ np.log(shares))))


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


def noise_line(chance: NDArray[np.float64]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """The words on a line, each with a stretch as long as its chance, and a guide to it.

    Args:
        chance: float64[V], summing to 1.

    Returns:
        ends: uint32[V], the last of 2 ** 32 points of each word; guide: int32[2 ** n], the word at the first point of
        each of as many equal parts, about one for each word.
    """
    ends = as_threshold(np.cumsum(chance).clip(0, 1))
    ends[-1] = 2**32 - 1
    parts = 1 << min(max(int(chance.size - 1).bit_length(), 4), 22)
    points = np.arange(parts, dtype=np.uint64) * np.uint64(2**32 // parts)
    return ends, np.searchsorted(ends, points).astype(np.int32)


def huffman_tree(counts: NDArray[np.int64]) -> HuffmanTree:
    """The binary tree that places the most frequent words nearest to the root (Huffman 1952).

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
    weights, parent, code = (np.zeros(2 * size - 1, kind) for kind in (np.int64, np.int64, np.uint8))
    weights[:size] = counts[words[::-1]]
    join_rarest(weights, parent, code)
    leaves, lengths = np.argsort(words[::-1]), np.empty(size, np.int64)
    huffman_lengths(leaves, parent, lengths)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    nodes, codes = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint8)
    huffman_paths(leaves, parent, code, starts, nodes, codes)
    return HuffmanTree(starts, nodes, codes)
