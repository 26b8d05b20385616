import numba
import numpy as np
import pytest
from matrices import BOTH, UNTOUCHED, WIDTHS, assert_only_written, matrix, room

from firth.kernels import rows
from firth.kernels.simd import LANES, store


@numba.njit
def write_numbers(into, x, y):
    rows.copy_row(into, 0, x, 5)
    rows.add_rows(into, 1, x, 2, y, 3)
    rows.scale_row(into, 2, x, 1, -2.0)
    rows.add_scaled(into, 3, x, 0, y, 4, 3)
    rows.mean_without(into, 4, x, 6, x, 2, y, 0, 0.5)


@numba.njit
def write_sum(into, row, x, places, begin, end, scale):
    rows.add_sum(into, row, x, places, begin, end, scale)


@numba.njit
def write_dots(y, q, x, begin, own, pairs, parts, at, mask):
    rows.dots_around(y, q, x, begin, own, pairs, parts, at, mask)


@numba.njit
def write_listed(y, q, x, listed, first, n, parts, at, mask):
    rows.dots_of_listed(y, q, x, listed, first, n, parts, at, mask)


@numba.njit
def write_folded(parts, at, into):
    store(into, 1, 0, rows.fold_sixteen(parts, at))


@numba.njit
def write_moves(y, q, x, begin, own, pairs, errors, at, into, shift, output):
    rows.move_around(y, q, x, begin, own, pairs, errors, at, into, shift, output)


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_operations_number_by_number(random, width, dtype):
    x, y, into = matrix(random, (7, width), dtype), matrix(random, (7, width), dtype), room((7, width), dtype)
    write_numbers(into, x, y)
    expected = [x[5], x[2] + y[3], -2 * x[1], x[0] + 3 * y[4], 0.5 * (x[6] - x[2] - y[0])]
    assert_only_written(into, slice(0, 5), expected)


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_a_sum_of_rows_is_added_to_one_row(random, width, dtype):
    x, places = matrix(random, (20, width), dtype), random.integers(0, 20, 30).astype(np.uint32)
    for begin, end in [(0, 1), (3, 5), (7, 30)]:
        into = room((5, width), dtype)
        write_sum(into, 2, x, places, begin, end, dtype(0.5))
        assert_only_written(into, 2, UNTOUCHED + 0.5 * x[places[begin:end]].astype(float).sum(axis=0))


WINDOWS = [(0, 0, 4), (2, 5, 7), (3, 9, 6), (4, -1, 1), (6, 6, 0)]
"""First row, own row, number of the others: at the left, in the middle, at the right, none of its own, alone."""


def others(begin, own, pairs):
    return [row for row in range(begin, begin + pairs + 1) if row != own][:pairs]


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("begin", "own", "pairs"), WINDOWS)
def test_scores_of_a_row_with_those_around_it(random, width, dtype, begin, own, pairs):
    y, x, parts = matrix(random, (5, width), dtype), matrix(random, (20, width), dtype), room((32, LANES), dtype)
    write_dots(y, 3, x, begin, own, pairs, parts, 30, 31)  # they go on from the first row after the last
    written = np.arange(30, 30 + pairs) % 32
    expected = (x[others(begin, own, pairs)].astype(float) * y[3]).reshape(pairs, width // LANES, LANES).sum(axis=1)
    assert_only_written(parts, written, expected)


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_scores_of_a_row_with_listed_ones(random, width, dtype):
    y, x, parts = matrix(random, (5, width), dtype), matrix(random, (20, width), dtype), room((32, LANES), dtype)
    listed = random.integers(0, 20, 30)
    write_listed(y, 3, x, listed, 4, 17, parts, 2, 31)
    expected = (x[listed[4:21]].astype(float) * y[3]).reshape(17, width // LANES, LANES).sum(axis=1)
    assert_only_written(parts, slice(2, 19), expected)


@BOTH
def test_sixteen_rows_are_folded_into_lanes(random, dtype):
    parts, into = matrix(random, (40, LANES), dtype), room((3, LANES), dtype)
    for at in (0, 16, 24):
        write_folded(parts, at, into)
        assert_only_written(into, 1, parts[at : at + LANES].astype(float).sum(axis=1))


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("begin", "own", "pairs"), WINDOWS)
def test_gradients_of_a_row_and_of_those_around_it(random, width, dtype, begin, own, pairs):
    y, x, errors = (matrix(random, shape, dtype) for shape in [(5, width), (20, width), (1, 32)])
    into, around = room((30, width), dtype), others(begin, own, pairs)
    write_moves(y, 2, x, begin, own, pairs, errors, 9, into, 8, 4)
    steps = errors[0, 9 : 9 + pairs].astype(float)
    moved = UNTOUCHED + np.outer(steps, y[2])
    expected = np.vstack([steps @ x[around].astype(float), moved])
    assert_only_written(into, [4, *(8 + row for row in around)], expected)


def test_a_row_has_the_same_bytes_in_a_wide_matrix_as_in_narrow_ones(random):
    """However many vectors a chunk has: so all machines give the same numbers."""
    y, x, errors = (random.normal(size=shape).astype(np.float32) for shape in [(2, 304), (9, 304), (1, 32)])
    whole, parts = np.zeros((12, 304), np.float32), np.zeros((16, LANES), np.float32)
    write_moves(y, 1, x, 0, 3, 8, errors, 0, whole, 1, 0)
    write_dots(y, 1, x, 0, 3, 8, parts, 0, 15)
    sums = np.zeros((16, LANES), np.float32)
    for c in range(0, 304, 16):
        left, right = (np.ascontiguousarray(matrix[:, c : c + 16]) for matrix in (y, x))
        narrow = np.zeros((12, 16), np.float32)
        write_moves(left, 1, right, 0, 3, 8, errors, 0, narrow, 1, 0)
        np.testing.assert_array_equal(whole[:, c : c + 16], narrow)
    for j, row in enumerate(others(0, 3, 8)):
        for c in range(0, 304, 16):  # each product fused to the sum before: exact in float64, then rounded
            wide = x[row, c : c + 16].astype(float) * y[1, c : c + 16] + sums[j].astype(float)
            sums[j] = wide.astype(np.float32)
    np.testing.assert_allclose(parts, sums, rtol=2e-7, atol=1e-6)
