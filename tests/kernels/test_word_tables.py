"""The alias table and the Huffman tree against the same steps in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.sampling import alias_table, as_threshold, huffman_tree, noise_distribution

counts = st.lists(st.integers(1, 10**6) | st.integers(1, 5), min_size=1, max_size=120).map(
    lambda numbers: np.array(numbers, np.int64)
)


def alias_in_python(chance):
    """Walker's table by two stacks (Vose 1991)."""
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
    for w in poor + rich:
        share[w] = 1.0
    return as_threshold(np.array(share)), np.array(other, np.int32)


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
@given(counts, st.sampled_from([0.0, 0.5, 0.75, 1.0, -1.0]))
def test_the_alias_table_is_that_of_plain_python(counts, exponent):
    chance = noise_distribution(counts, exponent)
    for found, expected in zip(alias_table(chance), alias_in_python(chance), strict=True):
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


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
def test_tables_of_many_equal_words_are_those_of_plain_python(words):
    counts = np.full(words, 7)
    chance = noise_distribution(counts, 0.75)
    np.testing.assert_array_equal(alias_table(chance)[0], alias_in_python(chance)[0])
    tree = huffman_tree(counts)
    assert tree.nodes.tolist() == [node for nodes, _ in tree_in_python(counts) for node in nodes]
