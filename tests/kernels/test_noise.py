from bisect import bisect_left

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import options
from scipy.stats import chisquare

from firth.kernels import reference
from firth.kernels.arrays import Noise, tokens_of, windows_for
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.noise import draw, draw_strips, fill_pool, point_in_layer, word_at
from firth.kernels.random_streams import bits
from firth.kernels.windows import lay_out_windows
from firth.sampling import as_threshold, keep_chance, noise_distribution, noise_line

DRAWS = 20_000 if IN_PYTHON else 1_000_000
COUNTS = np.array([100_000, 50_000, 9_000, 800, 70, 6, 1], np.int64)
EQUAL = np.full(100, 5)
LAYERS, STRIPS = 12, 5
LAST_POINT = 2**32 - 1


@numba.njit
def draws(noise, setting, pool, n, into):
    for i in range(n):
        into[draw(noise, setting, pool, bits(np.uint64(7), np.uint64(i)))] += 1


@numba.njit
def pools(noise, setting, n, pool, into):
    for i in range(n):
        fill_pool(noise, setting, bits(np.uint64(9), np.uint64(i)), pool)
        for w in pool:
            into[w] += 1


@numba.njit
def strips(noise, setting, n, pool, into):
    """Count the words of each strip of `n` batches."""
    count, layers = into.shape[0], into.shape[1]
    rows = np.zeros(count * layers, np.int32)
    for i in range(n):
        draw_strips(noise, setting, bits(np.uint64(11), np.uint64(i)), 3, count, layers, pool, rows, 0)
        for strip in range(count):
            for layer in range(layers):
                into[strip, layer, rows[strip * layers + layer]] += 1


def noise_of(counts):
    return Noise(*noise_line(noise_distribution(counts, 0.75)))


def no_pool():
    return options(pool=0), np.zeros(1, np.int32)


def at(noise, point):
    return word_at(noise, np.uint64(point))


@given(
    counts=st.lists(st.integers(1, 10**6) | st.integers(1, 5), min_size=1, max_size=120),
    points=st.lists(st.integers(0, LAST_POINT), max_size=20),
)
def test_a_points_word_is_the_first_whose_stretch_does_not_end_before_it(counts, points):
    noise = noise_of(np.array(counts))
    ends = noise.ends.tolist()
    parts = range(0, 2**32, 2**32 // noise.guide.size)
    edges = [edge + d for edge in [*ends, *parts] for d in (-1, 0, 1) if 0 <= edge + d <= LAST_POINT]
    for point in {0, LAST_POINT, *points, *edges}:
        assert at(noise, point) == bisect_left(ends, point) == reference.word_at(noise, point)


@pytest.mark.parametrize("layers", [1, 2, 12, 60, 65_536])
def test_layers_share_the_line_without_gaps_in_equal_parts(layers):
    for layer in {0, 1 % layers, layers // 2, layers - 1}:
        first, last = (
            int(point_in_layer(layer, layers, np.uint64(random_bits))) for random_bits in (0xFFFFFFFF, 2**64 - 1)
        )
        assert first == layer * 2**32 // layers
        assert last == ((layer + 1) * 2**32 - 1) // layers


def test_noise_words_are_drawn_as_often_as_their_distribution_says():
    found = np.zeros(7, np.int64)
    draws(noise_of(COUNTS), *no_pool(), DRAWS, found)
    assert chisquare(found, noise_distribution(COUNTS, 0.75) * DRAWS).pvalue > 1e-3


def test_words_are_drawn_from_the_pool_where_there_is_one_each_of_its_places_as_often():
    found = np.zeros(7, np.int64)
    draws(noise_of(COUNTS), options(pool=5), np.array([2, 6, 3, 6, 4], np.int32), DRAWS, found)
    assert not found[[0, 1, 5]].any()
    assert chisquare(found[[2, 3, 4, 6]], np.array([1, 1, 1, 2]) * DRAWS / 5).pvalue > 1e-3


@pytest.mark.parametrize("size", [1, 16, 1000])
def test_a_pool_has_each_word_as_often_as_its_chance_says_but_for_one_at_each_end_of_its_stretch(size):
    chance, noise, pool = noise_distribution(COUNTS, 0.75), noise_of(COUNTS), np.zeros(size, np.int32)
    for key in range(20):
        fill_pool(noise, options(pool=size), np.uint64(key), pool)
        assert np.all(np.diff(pool) >= 0)
        assert np.abs(np.bincount(pool, minlength=7) - size * chance).max() < 2
        assert pool.tolist() == reference.noise_pool(noise, options(pool=size), key)


def test_over_many_pools_each_word_is_there_as_often_as_its_chance_says():
    found, chance = np.zeros(7, np.int64), noise_distribution(COUNTS, 0.75)
    pools(noise_of(COUNTS), options(pool=16), DRAWS // 16, np.zeros(16, np.int32), found)
    assert_not_further_than_by_single_draws(found, chance)


def assert_not_further_than_by_single_draws(found, chance):
    """Draws in layers are closer to the distribution than as many single ones, and so within their deviation."""
    n = found.sum()
    assert np.all(np.abs(found - n * chance) <= 4 * np.sqrt(n * chance * (1 - chance)))


def test_a_strip_has_one_word_of_each_layer_and_each_part_of_a_layer_is_in_one_strip():
    noise, rows = noise_of(EQUAL), np.zeros(3 + STRIPS * LAYERS, np.int32)
    first_parts = set()  # who has the first part of each layer
    for key in range(50):
        draw_strips(noise, no_pool()[0], np.uint64(key), 8, STRIPS, LAYERS, no_pool()[1], rows, 3)
        words = rows[3:].reshape(STRIPS, LAYERS)
        parts = STRIPS * LAYERS
        firsts, lasts = ([at(noise, (p + d) * 2**32 // parts - d) for p in range(parts)] for d in (0, 1))
        in_order = np.sort(words, axis=0).T.ravel()
        assert np.all((firsts <= in_order) & (in_order <= lasts))
        first_parts |= {layer * STRIPS + int(np.argsort(words[:, layer])[0]) for layer in range(LAYERS)}
        assert words.tolist() == reference.noise_of_strips(noise, key, 8, STRIPS, LAYERS, [])
    assert not rows[:3].any()
    assert len(first_parts) == parts  # each strip, now and then


def test_over_many_batches_each_strip_follows_the_distribution_and_each_layer_its_part_of_it():
    found, n = np.zeros((STRIPS, LAYERS, 7), np.int64), DRAWS // (STRIPS * LAYERS)
    strips(noise_of(COUNTS), no_pool()[0], n, no_pool()[1], found)
    chance = noise_distribution(COUNTS, 0.75)
    for of_strip in found.sum(axis=1):
        assert_not_further_than_by_single_draws(of_strip, chance)
    starts = np.r_[0, np.cumsum(chance)[:-1]]
    for layer, of_layer in enumerate(found.sum(axis=0)):
        low, high = layer / LAYERS, (layer + 1) / LAYERS
        share = (np.minimum(starts + chance, high) - np.maximum(starts, low)).clip(0) * LAYERS
        np.testing.assert_array_equal(of_layer[share == 0], 0)
        assert_not_further_than_by_single_draws(of_layer, share.clip(0, 1))


@pytest.mark.skipif(IN_PYTHON, reason="160,000 tokens take a minute in plain Python")
def test_words_are_kept_as_often_as_their_chance_says(random):
    words = random.permutation(np.repeat(np.arange(7), COUNTS)).astype(np.int32)
    text = tokens_of(words, np.array([0, words.size]))
    chance = keep_chance(COUNTS, 1e-2)
    setting = options()
    windows = windows_for(setting)
    kept = np.zeros(7, np.int64)
    for start in range(0, words.size, 16_384):
        stop = min(start + 16_384, words.size)
        n, first = lay_out_windows(text, as_threshold(chance), np.uint64(3), start, stop, setting, windows)
        kept += np.bincount(windows.words[first : first + n], minlength=7)
    for count, n, p in zip(COUNTS, kept, chance, strict=True):
        assert abs(n - count * p) <= 4 * np.sqrt(count * p * (1 - p)) + 1e-9
