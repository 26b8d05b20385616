import numba
import numpy as np
import pytest
from kit import options
from scipy.stats import chisquare

from firth.kernels.arrays import Noise, scratch_for, tokens_of
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.noise import draw, fill_pool
from firth.kernels.random_streams import bits
from firth.kernels.windows import lay_out_windows
from firth.sampling import alias_table, as_threshold, keep_chance, noise_distribution

DRAWS = 20_000 if IN_PYTHON else 1_000_000
COUNTS = np.array([100_000, 50_000, 9_000, 800, 70, 6, 1], np.int64)


@numba.njit
def draws(noise, n, into):
    for i in range(n):
        into[draw(noise, bits(np.uint64(7), np.uint64(i)))] += 1


@numba.njit
def pools(noise, n, pool, into):
    for i in range(n):
        fill_pool(noise, bits(np.uint64(9), np.uint64(i)), pool)
        for w in pool:
            into[w] += 1


def noise():
    return Noise(*alias_table(noise_distribution(COUNTS, 0.75)))


def test_noise_words_are_drawn_as_often_as_their_distribution_says():
    found = np.zeros(7, np.int64)
    draws(noise(), DRAWS, found)
    assert chisquare(found, noise_distribution(COUNTS, 0.75) * DRAWS).pvalue > 1e-3


def test_pools_follow_the_distribution_too():
    found = np.zeros(7, np.int64)
    pools(noise(), DRAWS // 1_000, np.zeros(1_000, np.int32), found)
    assert chisquare(found, noise_distribution(COUNTS, 0.75) * DRAWS).pvalue > 1e-3


@pytest.mark.skipif(IN_PYTHON, reason="160,000 tokens take a minute in plain Python")
def test_words_are_kept_as_often_as_their_chance_says(random):
    words = random.permutation(np.repeat(np.arange(7), COUNTS)).astype(np.int32)
    text = tokens_of(words, np.array([0, words.size]))
    chance = keep_chance(COUNTS, 1e-2)
    setting = options()
    memory = scratch_for(setting, 16, np.float32)
    kept = np.zeros(7, np.int64)
    for start in range(0, words.size, 16_384):
        n = lay_out_windows(
            text, as_threshold(chance), np.uint64(3), start, min(start + 16_384, words.size), setting, memory
        )
        kept += np.bincount(memory.words[memory.centers[:n]], minlength=7)
    for count, n, p in zip(COUNTS, kept, chance, strict=True):
        assert abs(n - count * p) <= 4 * np.sqrt(count * p * (1 - p)) + 1e-9
