import numba
import numpy as np
import pytest
from matrices import BOTH, UNTOUCHED, WIDTHS, assert_only_written, matrix, room

from firth.kernels.compiling import IN_PYTHON
from firth.kernels.tiles import (
    ROWS,
    product,
    product_of_listed,
    row_of_listed,
    scores_of_sixteen,
    turn,
    turned_product,
    turned_row_to_list,
    turned_to_list,
)


@numba.njit
def write_product(factors, a, y, b, n, into, r):
    product(factors, a, y, b, n, into, r)


@numba.njit
def write_turned_product(factors, a, y, b, n, into, r):
    turned_product(factors, a, y, b, n, into, r)


@numba.njit
def add_of_listed(factors, a, y, b, n, into, r, rows):
    product_of_listed(factors, a, y, b, n, into, r, rows)
    row_of_listed(factors, a, y, b, n, into, r + 8, rows)


@numba.njit
def add_to_list(factors, a, y, b, n, into, r, rows):
    turned_to_list(factors, a, y, b, n, into, r, rows)
    turned_row_to_list(factors, a, y, b, n, into, r + 4, rows)


@numba.njit
def write_scores(y, rows, x_turned, into):
    scores_of_sixteen(y, rows, x_turned, into)


@numba.njit
def write_turned(x, i, into):
    turn(x, i, into)


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_a_product_is_that_of_the_rows_it_is_given(random, width, dtype):
    factors, y = matrix(random, (11, 32), dtype), matrix(random, (40, width), dtype)
    for a, b, n, r in [(0, 0, 1, 0), (3, 5, 12, 2), (7, 8, 32, 1), (2, 3, 0, 5)]:
        into = room((11, width), dtype)
        write_product(factors, a, y, b, n, into, r)
        expected = factors[a : a + ROWS, :n].astype(float) @ y[b : b + n]
        assert_only_written(into, slice(r, r + ROWS), expected)


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_a_turned_product_is_that_of_the_columns_it_is_given(random, width, dtype):
    factors, y = matrix(random, (32, 16), dtype), matrix(random, (40, width), dtype)
    for a, b, n, r in [(0, 0, 1, 0), (4, 5, 12, 2), (12, 8, 32, 1), (8, 3, 0, 5)]:
        into = room((11, width), dtype)
        write_turned_product(factors, a, y, b, n, into, r)
        expected = factors[:n, a : a + ROWS].T.astype(float) @ y[b : b + n]
        assert_only_written(into, slice(r, r + ROWS), expected)


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_a_product_of_listed_rows_is_added(random, width, dtype):
    factors, y, rows = matrix(random, (11, 32), dtype), matrix(random, (40, width), dtype), random.permutation(40)
    for a, b, n, r in [(0, 0, 1, 0), (3, 5, 12, 2)]:
        into = room((11, width), dtype)
        add_of_listed(factors, a, y, b, n, into, r, rows)
        expected = UNTOUCHED + factors[a : a + ROWS, :n].astype(float) @ y[rows[b : b + n]]
        assert_only_written(into, [*range(r, r + ROWS), r + 8], np.vstack([expected, expected[:1]]))


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_a_turned_product_is_added_to_listed_rows(random, width, dtype):
    factors, y, rows = matrix(random, (32, 16), dtype), matrix(random, (40, width), dtype), random.permutation(11)
    for a, b, n, r in [(0, 0, 1, 0), (4, 5, 12, 2)]:
        into = room((11, width), dtype)
        add_to_list(factors, a, y, b, n, into, r, rows)
        expected = UNTOUCHED + factors[:n, a : a + ROWS].T.astype(float) @ y[b : b + n]
        assert_only_written(into, rows[r : r + ROWS + 1], np.vstack([expected, expected[:1]]))


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_sixteen_rows_are_turned_into_lanes_and_scored(random, width, dtype):
    x, y = matrix(random, (20, width), dtype), matrix(random, (40, width), dtype)
    turned = room((width + 3, 16), dtype)[:width]
    write_turned(x, 3, turned)
    np.testing.assert_array_equal(turned, x[3:19].T)
    for rows in (12, 24, 36):
        into = room((40, 16), dtype)
        write_scores(y, rows, turned, into)
        assert_only_written(into, slice(0, rows), y[:rows].astype(float) @ x[3:19].T)


@pytest.mark.skipif(IN_PYTHON, reason="NumPy sums in an order of its own")
@pytest.mark.parametrize("write", [write_product, write_turned_product])
def test_a_product_has_the_same_bytes_in_a_wide_matrix_as_in_narrow_ones(random, write):
    """However many columns a tile has: so all machines give the same numbers."""
    factors = random.normal(size=(32, 32)).astype(np.float32)
    y, whole = random.normal(size=(32, 112)).astype(np.float32), np.zeros((4, 112), np.float32)
    write(factors, 4, y, 0, 32, whole, 0)
    for c in range(0, 112, 16):
        narrow = np.zeros((4, 16), np.float32)
        write(factors, 4, np.ascontiguousarray(y[:, c : c + 16]), 0, 32, narrow, 0)
        np.testing.assert_array_equal(whole[:, c : c + 16], narrow)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_a_number_shows_in_the_products_it_is_part_of_and_in_no_other(value):
    factors, y, into = np.ones((4, 16)), np.ones((16, 32)), np.zeros((4, 32))
    y[15, 20] = value
    write_product(factors, 0, y, 0, 16, into, 0)
    np.testing.assert_array_equal(np.isfinite(into), np.tile(np.arange(32) != 20, (4, 1)))
    write_product(factors, 0, y, 0, 15, into, 0)  # it is beyond the rows that are asked for
    np.testing.assert_array_equal(into, np.full((4, 32), 15))
