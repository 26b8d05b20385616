"""The Huffman tree of a vocabulary, which has to be built one word after the other.

`firth.sampling` says what they are, and calls these.
"""

from firth.kernels.compiling import kernel

__all__ = ["huffman_lengths", "huffman_paths", "join_rarest"]


@kernel
def join_rarest(weights, parent, code):
    """Build a Huffman tree: join the two rarest of words and nodes until one node is left.

    Args:
        weights: int64[2 V - 1]; the first V are the words' counts, rising. Written: those of the inner nodes.
        parent: int64[2 V - 1]. Written, but for the last, the root.
        code: uint8[2 V - 1], zeros. Written: 1 for the rarer child of each node.
    """
    size = (weights.size + 1) // 2
    word, node = 0, size
    for made in range(size, weights.size):
        weights[made] = 0
        for turn in range(2):
            if word < size and (node == made or weights[word] <= weights[node]):
                child = word
                word += 1
            else:
                child = node
                node += 1
            weights[made] += weights[child]
            parent[child] = made
            if turn == 0:
                code[child] = 1


@kernel
def huffman_lengths(leaves, parent, lengths):
    """Count the steps from the root to each word.

    Args:
        leaves: int64[V], each word's place among the nodes.
        parent: int64[2 V - 1].
        lengths: int64[V]. Written.
    """
    root = parent.size - 1
    for w in range(leaves.size):
        steps = 0
        at = leaves[w]
        while at != root:
            at = parent[at]
            steps += 1
        lengths[w] = steps


@kernel
def huffman_paths(leaves, parent, code, starts, nodes, codes):
    """Write the way from the root to each word.

    Args:
        leaves: int64[V], each word's place among the nodes.
        parent: int64[2 V - 1].
        code: uint8[2 V - 1].
        starts: int64[V + 1], where each way begins.
        nodes: int32[steps]. Written: the inner nodes, counted from the root.
        codes: uint8[steps]. Written: which child is taken at each.
    """
    root = parent.size - 1
    for w in range(leaves.size):
        at = leaves[w]
        step = starts[w + 1]
        while at != root:
            step -= 1
            codes[step] = code[at]
            at = parent[at]
            nodes[step] = root - at
