import heapq
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.sampling import huffman_tree

counts = st.lists(st.integers(1, 10**6) | st.integers(1, 5), min_size=1, max_size=80).map(
    lambda numbers: np.array(numbers, np.int64)
)


def paths(tree):
    spans = list(zip(tree.starts[:-1], tree.starts[1:], strict=True))
    codes = ["".join(map(str, tree.codes[begin:end])) for begin, end in spans]
    return codes, [tree.nodes[begin:end].tolist() for begin, end in spans]


def least_total_length(counts):
    """By the textbook's algorithm, with a heap: each merge adds a bit to every word below it."""
    heap = counts.tolist()
    heapq.heapify(heap)
    total = 0
    while len(heap) > 1:
        merged = heapq.heappop(heap) + heapq.heappop(heap)
        total += merged
        heapq.heappush(heap, merged)
    return total


@settings(deadline=None)
@given(counts)
def test_codes_are_prefix_free(counts):
    codes = sorted(paths(huffman_tree(counts))[0])
    assert len(set(codes)) == len(codes)
    assert not any(after.startswith(before) for before, after in pairwise(codes))


@settings(deadline=None)
@given(counts)
def test_no_prefix_code_is_shorter(counts):
    lengths = np.diff(huffman_tree(counts).starts)
    assert lengths @ counts == least_total_length(counts)


@settings(deadline=None)
@given(counts)
def test_no_prefix_is_left_over(counts):
    """Kraft's sum is 1: every inner node has two children."""
    lengths = np.diff(huffman_tree(counts).starts)
    assert sum(0.5 ** int(length) for length in lengths) == 1


@settings(deadline=None)
@given(counts)
def test_commoner_words_have_no_longer_codes(counts):
    lengths = np.diff(huffman_tree(counts).starts)
    order = np.argsort(counts, kind="stable")
    strictly = np.diff(counts[order]) > 0
    assert (np.diff(lengths[order])[strictly] <= 0).all()


@settings(deadline=None)
@given(counts)
def test_the_path_is_the_code_read_off_one_tree(counts):
    """A node stands for what was read before it: the same prefix leads to the same node, and no other does."""
    node_of = {}
    for code, nodes in zip(*paths(huffman_tree(counts)), strict=True):
        assert len(nodes) == len(code)
        for depth, node in enumerate(nodes):
            assert node_of.setdefault(code[:depth], node) == node
    assert sorted(node_of.values()) == list(range(counts.size - 1))
    if counts.size > 1:
        assert node_of[""] == 0


def test_a_small_tree_by_hand():
    """a 5, b 2, c 1, d 1: c and d are joined, then b with both, then a with all; the rarer child has code 1."""
    codes, nodes = paths(huffman_tree(np.array([5, 2, 1, 1])))
    assert codes in (["0", "11", "101", "100"], ["0", "11", "100", "101"])
    assert nodes == [[0], [0, 1], [0, 1, 2], [0, 1, 2]]
