from bisect import bisect_left
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firth.sampling import as_threshold, keep_chance, noise_distribution, noise_line

counts = st.lists(st.integers(1, 10**9), min_size=1, max_size=50).map(lambda c: np.array(sorted(c)[::-1], np.int64))


def test_the_chance_to_keep_a_word_is_that_of_word2vec():
    # a word that makes up half of a text, at t = 1e-3: sqrt(.001 / .5) + .001 / .5
    assert keep_chance(np.array([1000, 500, 500]), 1e-3)[0] == pytest.approx(0.0447214 + 0.002, abs=1e-6)


def test_a_sample_of_zero_keeps_everything():
    assert (keep_chance(np.array([10**9, 1]), 0) == 1).all()


@given(counts)
def test_rarer_words_are_kept_more_often(counts):
    chance = keep_chance(counts, 1e-3)
    assert ((chance > 0) & (chance <= 1)).all()
    assert (np.diff(chance) >= 0).all()


@given(counts, st.floats(-4, 4))
def test_the_noise_distribution_is_one_and_in_proportion(counts, exponent):
    chance = noise_distribution(counts, exponent)
    assert chance.sum() == pytest.approx(1)
    assert chance[0] / chance[-1] == pytest.approx((counts[0] / counts[-1]) ** exponent)


@given(counts, st.floats(-4, 4))
def test_the_line_gives_each_word_a_stretch_as_long_as_its_chance(counts, exponent):
    chance = noise_distribution(counts, exponent)
    ends = [-1, *noise_line(chance)[0].tolist()]
    assert ends[-1] == 2**32 - 1
    for end, whole in zip(ends[1:], accumulate(map(Fraction, chance)), strict=True):
        assert abs(end + 1 - whole * 2**32) < 1.001  # in whole points, and the sum of the chances is rounded
    assert ends == sorted(ends)


@given(counts, st.floats(-4, 4))
def test_the_guide_names_the_word_at_the_first_point_of_each_part(counts, exponent):
    ends, guide = (array.tolist() for array in noise_line(noise_distribution(counts, exponent)))
    assert len(counts) <= len(guide) <= max(2 * len(counts), 16)
    assert guide == [bisect_left(ends, 2**32 * part // len(guide)) for part in range(len(guide))]


def test_the_guide_does_not_pass_over_a_word_that_ends_with_the_first_point_of_a_part():
    ends, guide = noise_line(np.array([2**31 + 1, 2**31 - 1]) / 2**32)
    assert ends[0] == 2**31
    assert guide[len(guide) // 2] == 0


@pytest.mark.parametrize("words", [1, 2, 3, 1000, 2**20 + 1])
def test_the_guide_has_about_as_many_parts_as_there_are_words_and_a_power_of_two(words):
    size = noise_line(np.full(words, 1 / words))[1].size
    assert size.bit_count() == 1
    assert words <= size <= max(2 * words, 16)


def test_a_chance_of_one_is_exact_and_none_is_nothing():
    assert as_threshold(np.array([1.0, 0.5, 1e-12])).tolist() == [2**32 - 1, 2**31 - 1, 0]
