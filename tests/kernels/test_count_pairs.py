from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import keep_all, options, text_of

from firth.kernels.arrays import windows_for
from firth.kernels.text.cooccurrence import (
    Layout,
    list_pairs,
    list_pairs_before,
    merge_runs,
    reduce_pairs,
    unpack_run,
)
from firth.kernels.windows import lay_out_windows

WINDOW = 3
SENTENCES = [[5, 7, 5], [0], [9, 1], [7, 2, 3, 3, 7, 1]]
PAIRS = [
    (line[j], line[i], abs(i - j))
    for line in SENTENCES
    for i in range(len(line))
    for j in range(len(line))
    if 0 < abs(i - j) <= WINDOW
]
"""Context, center, and how far they are apart: center after center."""


def listed(layout, room, start=0, ordered=None):
    """Numbers of the pairs of SENTENCES, gathered in arrays of so much room; of those before the centers if ordered."""
    setting, text = options(window=WINDOW, shrink=False), text_of(*SENTENCES)
    windows = windows_for(setting)
    n, place = lay_out_windows(text, keep_all(10), np.uint64(1), start, text.ids.size, setting, windows)
    keys = np.zeros(room, np.uint64)
    i = filled = 0
    while True:
        if ordered is None:
            i, filled = list_pairs(windows, place, layout, i, n, keys, filled)
        else:
            i, filled = list_pairs_before(windows, place, layout, ordered, i, n, keys, filled)
        yield from keys[:filled].tolist()
        if i == n:
            break
        filled = 0


def run_of(pairs):
    """A run as the counting hands it over: arrays that cannot be written to."""
    arrays = (np.array(list(pairs), np.uint64), np.array(list(pairs.values()), np.int64))
    for array in arrays:
        array.flags.writeable = False
    return arrays


@pytest.mark.parametrize("room", [6, 7, 100])
def test_pairs_are_listed_input_word_first_whatever_the_room(room):
    layout = Layout(word_bits=4, distance_bits=1, farthest=1)
    pairs = [(key >> 5, key >> 1 & 15, key & 1) for key in listed(layout, room)]
    assert pairs == [(context, center, 1) for context, center, _ in PAIRS]


def test_numbers_hold_the_distance_where_it_matters():
    layout = Layout(word_bits=4, distance_bits=2, farthest=WINDOW)
    pairs = [(key >> 6, key >> 2 & 15, key & 3) for key in listed(layout, 100)]
    assert pairs == PAIRS


@pytest.mark.parametrize("room", [3, 4, 100])
@pytest.mark.parametrize("ordered", [True, False])
def test_pairs_with_words_before_a_center_are_listed_once_in_either_order(room, ordered):
    layout = Layout(word_bits=4, distance_bits=2, farthest=WINDOW)
    pairs = [(key >> 6, key >> 2 & 15, key & 3) for key in listed(layout, room, ordered=ordered)]
    before = [
        (line[j], line[i], i - j) for line in SENTENCES for i in range(len(line)) for j in range(max(0, i - WINDOW), i)
    ]
    assert pairs == (before if ordered else [(min(a, b), max(a, b), apart) for a, b, apart in before])


def test_the_centers_of_a_block_that_begins_in_a_sentence_are_its_own():
    layout = Layout(word_bits=4, distance_bits=2, farthest=WINDOW)
    before = sum(1 for i in range(2) for j in range(3) if i != j)  # of the first two words
    assert list(listed(layout, 100, start=2)) == list(listed(layout, 100))[before:]


@settings(max_examples=60, deadline=None)
@given(weights=st.lists(st.tuples(st.integers(0, 2**60 - 1), st.integers(1, 15)), max_size=40), room=st.integers(1, 8))
def test_sorted_numbers_become_distinct_pairs_with_their_sums(weights, room):
    units = np.arange(16) ** 2
    expected = {}
    for pair, weight in weights + weights[: len(weights) // 2]:
        expected[pair] = expected.get(pair, 0) + weight**2
    keys = np.array([p << 4 | w for p, w in weights + weights[: len(weights) // 2]], np.uint64)
    keys.sort()
    run_keys, run_sums = np.zeros(room, np.uint64), np.zeros(room, np.int64)
    found, i = {}, 0
    while i < keys.size:
        i, n = reduce_pairs(keys, units, 4, i, run_keys, run_sums)
        found.update(zip(run_keys[:n].tolist(), run_sums[:n].tolist(), strict=True))
    assert found == expected
    assert list(found) == sorted(expected)


RUNS = st.dictionaries(st.integers(0, 30), st.integers(1, 2**40), max_size=20)


@settings(max_examples=60, deadline=None)
@given(a=RUNS, b=RUNS, room=st.integers(1, 8))
def test_merged_runs_hold_every_pair_once_and_in_order(a, b, room):
    first, second = run_of(dict(sorted(a.items()))), run_of(dict(sorted(b.items())))
    run_keys, run_sums = np.zeros(room, np.uint64), np.zeros(room, np.int64)
    found, i, j = [], 0, 0
    while i < len(a) or j < len(b):
        i, j, n = merge_runs(first, second, i, j, run_keys, run_sums)
        assert n, "no step forward"
        found += zip(run_keys[:n].tolist(), run_sums[:n].tolist(), strict=True)
    assert found == [(pair, a.get(pair, 0) + b.get(pair, 0)) for pair in sorted(a | b)]


def test_a_run_is_taken_apart_into_rows():
    layout = Layout(word_bits=20, distance_bits=3, farthest=4)
    most = 2**20 - 1
    pairs = {0 << 20 | 3: 4, 0 << 20 | most: 1, 2 << 20 | 0: 2**50}
    lengths = np.zeros(3, np.int64)
    columns, counts = np.zeros(3, np.int32), np.zeros(3)
    for start, stop in pairwise([0, 2, 3]):
        part = (array[start:stop] for array in run_of(pairs))
        unpack_run(*part, layout, 4, lengths, columns[start:stop], counts[start:stop])
    assert lengths.tolist() == [2, 0, 1]
    assert columns.tolist() == [3, most, 0]
    assert counts.tolist() == [1, 0.25, 2**48]
