import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firth.kernels import random_streams, reference
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.simd import (
    LANES,
    any_equal,
    exponent,
    exponential,
    load,
    logarithm,
    mantissa,
    store,
    sum_of,
    where,
    where_unequal,
)


@numba.njit
def apply_exponential(rows):
    store(rows, 0, 0, exponential(load(rows, 0, 0)))


@numba.njit
def apply_logarithm(rows):
    store(rows, 0, 0, logarithm(load(rows, 0, 0)))


@numba.njit
def total(rows):
    return sum_of(load(rows, 0, 0))


@numba.njit
def take_apart(rows, out):
    x = load(rows, 0, 0)
    store(out, 0, 0, mantissa(x))
    store(out, 1, 0, exponent(x))


@numba.njit
def choose(rows, out):
    store(out, 0, 0, where(load(rows, 0, 0), load(rows, 1, 0), load(rows, 2, 0)))


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 3e-7), (np.float64, 2e-15)])
def test_the_exponential_is_exact_to_a_rounding_or_two(dtype, tolerance):
    for first in np.linspace(-29, 28.9, 500):
        x = np.linspace(first, first + 0.1, LANES, dtype=dtype)[None]
        expected = np.exp(x.astype(np.float64))
        apply_exponential(x)
        np.testing.assert_allclose(x, expected, rtol=tolerance)


def test_the_exponential_saturates_without_overflow_and_passes_nan_on():
    x = np.zeros((1, LANES), np.float32)
    x[0, :5] = [1e30, -1e30, np.inf, -np.inf, np.nan]
    apply_exponential(x)
    np.testing.assert_allclose(x[0, :4], np.exp([30, -30, 30, -30]), rtol=1e-6)
    assert np.isnan(x[0, 4])


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 3e-7), (np.float64, 2e-15)])
def test_the_logarithm_is_exact_to_a_rounding_or_two(dtype, tolerance):
    most = np.log(np.finfo(dtype).max)
    for first in [*np.linspace(0, most * 0.99, 500), *np.linspace(0, 1, 200)]:
        x = np.exp(np.linspace(first, first + 0.1, LANES)).astype(dtype)[None]
        expected = np.log(x.astype(np.float64))
        apply_logarithm(x)
        np.testing.assert_allclose(x, expected, rtol=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_logarithm_of_one_is_nothing_and_nan_is_passed_on(dtype):
    x = np.ones((1, LANES), dtype)
    x[0, 5] = np.nan
    apply_logarithm(x)
    np.testing.assert_array_equal(x[0], np.where(np.arange(LANES) == 5, np.nan, 0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sum_is_that_of_all_lanes_halves_first(random, dtype):
    rows = random.normal(size=(1, LANES)).astype(dtype)
    halved = rows[0]
    while halved.size > 1:
        halved = halved[: halved.size // 2] + halved[halved.size // 2 :]
    assert total(rows) == pytest.approx(float(halved[0]), rel=0 if not IN_PYTHON else 1e-6)
    rows[0, 11] = np.nan
    assert np.isnan(total(rows))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_mantissa_and_exponent_are_those_of_frexp(random, dtype):
    x = np.exp(random.normal(0, 20, (1, LANES))).astype(dtype)
    out = np.zeros((2, LANES), dtype)
    take_apart(x, out)
    halves, powers = np.frexp(x[0])  # a half more than ours: its mantissa is in [0.5, 1)
    np.testing.assert_array_equal(out, [2 * halves, powers - 1])


def test_lanes_are_chosen(random):
    rows, out = random.normal(size=(3, LANES)), np.zeros((1, LANES))
    rows[0, ::3] = 0
    choose(rows, out)
    np.testing.assert_array_equal(out[0], np.where(rows[0] != 0, rows[1], rows[2]))


@given(key=st.integers(0, 2**64 - 1), n=st.integers(0, 2**64 - 1))
def test_compiled_streams_are_the_reference_streams(key, n):
    assert random_streams.bits(np.uint64(key), np.uint64(n)) == reference.bits(key, n)


@given(key=st.integers(0, 2**64 - 1), places=st.lists(st.integers(0, 2**63 - 1), max_size=5))
def test_the_numbers_at_some_places_of_a_stream_are_those_given_one_by_one(key, places):
    found = random_streams.numbers_of(np.uint64(key), np.array(places, np.int64))
    assert found.tolist() == [reference.bits(key, n) for n in places]


def test_the_stream_is_splitmix64():
    """First numbers of seed 1234567, as the generator's published test vectors have them."""
    key, step = 1234567, 0x9E3779B97F4A7C15
    found = [reference.bits(key, n) for n in (1, 2, 3)]
    assert step == 11400714819323198485
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@numba.njit
def _compare(words, place, word, rows, out):
    store(out, 0, 0, where_unequal(words, place, word, load(rows, 0, 0)))
    return any_equal(words, place, word)


def test_sixteen_words_are_compared_with_one(random):
    words, rows, out = random.integers(0, 9, 40).astype(np.int32), random.normal(size=(1, 16)), np.zeros((1, 16))
    for place in (0, 3, 24):
        for word in range(-1, 10):
            same = words[place : place + 16] == word
            assert _compare(words, place, word, rows, out) == same.any()
            np.testing.assert_array_equal(out[0], np.where(same, 0, rows[0]))
