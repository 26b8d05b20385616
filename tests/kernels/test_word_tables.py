"""The Huffman tree against the same steps in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.sampling import huffman_tree

counts = st.lists(st.integers(1, 10**6) | st.integers(1, 5), min_size=1, max_size=120).map(
    lambda numbers: np.array(numbers, np.int64)
)


def tree_in_python(counts):
    """Nodes and codes of each word, by two queues."""
    size = counts.size
    words = np.argsort(counts, kind="stable")[::-1]
    weights = counts[words[::-1]].tolist()
    parent, code = [0] * (2 * size - 1), [0] * (2 * size - 1)
    word, node = 0, size
    for made in range(size, 2 * size - 1):
        pair = []
        for _ in range(2):
            take_word = word < size and (node == made or weights[word] <= weights[node])
            pair.append(word if take_word else node)
            word, node = (word + 1, node) if take_word else (word, node + 1)
        weights.append(weights[pair[0]] + weights[pair[1]])
        parent[pair[0]] = parent[pair[1]] = made
        code[pair[0]] = 1
    return [climbed(int(leaf), parent, code) for leaf in np.argsort(words[::-1])]


def climbed(place, parent, code):
    root, nodes, codes = len(parent) - 1, [], []
    while place != root:
        codes.insert(0, code[place])
        place = parent[place]
        nodes.insert(0, root - place)
    return nodes, codes


@settings(deadline=None)
@given(counts)
def test_the_huffman_tree_is_that_of_plain_python(counts):
    tree = huffman_tree(counts)
    assert (tree.starts.dtype, tree.nodes.dtype, tree.codes.dtype) == (np.int64, np.int32, np.uint8)
    for (begin, end), (nodes, codes) in zip(
        zip(tree.starts[:-1], tree.starts[1:], strict=True), tree_in_python(counts), strict=True
    ):
        assert tree.nodes[begin:end].tolist() == nodes
        assert tree.codes[begin:end].tolist() == codes


@pytest.mark.parametrize("words", [1, 2, 3, 20_000])
def test_the_tree_of_many_equal_words_is_that_of_plain_python(words):
    counts = np.full(words, 7)
    tree = huffman_tree(counts)
    assert tree.nodes.tolist() == [node for nodes, _ in tree_in_python(counts) for node in nodes]
