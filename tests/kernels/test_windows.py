from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import job_of, options, random_text, shape_of, trained

from firth.kernels import reference
from firth.kernels.arrays import Noise, Weights, aligned, padded, tokens_of, windows_for
from firth.kernels.windows import lay_out_windows
from firth.sampling import as_threshold, noise_line

KEEP_ALL = np.uint32(2**32 - 1)


def planned(text, keep, key, setting, cuts):
    """The windows as the kernels see them, planned in pieces."""
    windows = windows_for(setting)
    for start, stop in pairwise(cuts):
        n, first = lay_out_windows(text, keep, np.uint64(key), start, stop, setting, windows)
        words = windows.words.tolist()
        for where, low, high in zip(range(first, first + n), windows.begins, windows.ends, strict=False):
            yield reference.Window(words[where], [*words[low:where], *words[where + 1 : high]])


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=12),
    cuts=st.lists(st.integers(0, 360), max_size=6),
    window=st.integers(1, 8),
    shrink=st.booleans(),
    key=st.integers(0, 2**64 - 1),
)
def test_windows_are_the_same_wherever_blocks_are_cut(lengths, cuts, window, shrink, key):
    starts = np.cumsum([0, *lengths]).astype(np.int64)
    total = int(starts[-1])
    text = tokens_of((np.arange(total) * 7919 % 11).astype(np.int32), starts)
    keep = as_threshold(np.linspace(0.2, 1, 11))
    setting = options(window=window, shrink=shrink)
    edges = [0, *sorted(c for c in set(cuts) if 0 < c < total), total]

    found = list(planned(text, keep, key, setting, edges))

    assert found == list(reference.windows(text, keep, key, setting))


def test_windows_in_a_long_line_reach_over_block_ends(random):
    text = random_text(random, tokens=5000, sentences=1)
    keep = np.full(40, KEEP_ALL)
    whole = planned(text, keep, 3, options(), [0, 5000])
    pieces = planned(text, keep, 3, options(), range(0, 5001, 8))
    assert list(pieces) == list(whole)


def test_shrunk_windows_are_drawn_evenly(random):
    text = random_text(random, tokens=16_000, sentences=1)
    widths = Counter(
        len(w.contexts) // 2
        for w in list(planned(text, np.full(40, KEEP_ALL), 5, options(window=4), [0, 16_000]))[4:-4]
    )
    assert set(widths) == {1, 2, 3, 4}
    expected = 15_992 / 4
    assert sum((n - expected) ** 2 / expected for n in widths.values()) < 16.3  # chi-square, 3 degrees, p = .001


@pytest.mark.parametrize("kind", ["skipgram", "skipgram_pairs"])
def test_the_pairs_trained_are_the_pairs_planned(random, kind):
    """Unit input rows and a noise word that stands nowhere: what reaches the output rows counts the pairs."""
    words, alpha = 20, 1e-6
    text = random_text(random, words=words)
    setting, keep = options(negative=1), np.full(words + 1, KEEP_ALL // 2)
    noise = Noise(*noise_line(np.eye(words + 1)[words]))  # but one draw in 2**32 is word 0
    weights = Weights(*(aligned((n, padded(words + 1)), np.float64) for n in (words + 1, words + 1, 0)))
    np.fill_diagonal(weights.inputs, 1)
    expected = Counter(
        (window.center, context) for window in reference.windows(text, keep, 7, setting) for context in window.contexts
    )

    shape = shape_of(kind, setting, words + 1, centers=100)
    cut = text.ids.size // 3
    job = job_of((0, cut), (cut, text.ids.size), alpha=alpha, keys=(7, 1))._replace(alphas=np.full(2, alpha))
    trained(kind, text, keep, weights, noise, setting, shape, job)

    counted = np.rint(weights.outputs[:words, :words] / (alpha / 2)).astype(int)
    found = Counter({(c, w): int(k) for (c, w), k in np.ndenumerate(counted) if k})
    assert found == expected
