import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.sampling import alias_table, as_threshold, keep_chance, noise_distribution

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


@given(counts, st.floats(-1, 2))
def test_the_noise_distribution_is_one_and_in_proportion(counts, exponent):
    chance = noise_distribution(counts, exponent)
    assert chance.sum() == pytest.approx(1)
    assert chance[0] / chance[-1] == pytest.approx((counts[0] / counts[-1]) ** exponent)


@settings(deadline=None)  # the first example compiles
@given(counts, st.floats(0, 1))
def test_an_alias_table_adds_up_to_its_distribution(counts, exponent):
    chance = noise_distribution(counts, exponent)
    accept, other = alias_table(chance)
    stands = (accept.astype(np.float64) + 1) / 2**32
    found = stands + np.bincount(other, weights=1 - stands, minlength=counts.size)
    np.testing.assert_allclose(found / counts.size, chance, rtol=1e-6, atol=2.0**-31)


def test_a_chance_of_one_is_exact_and_none_is_nothing():
    assert as_threshold(np.array([1.0, 0.5, 1e-12])).tolist() == [2**32 - 1, 2**31 - 1, 0]
