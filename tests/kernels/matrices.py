"""What the tests of operations on matrices share."""

import numpy as np
import pytest

from firth.kernels.arrays import aligned

WIDTHS = [*range(16, 145, 16), 304]
UNTOUCHED = 7.0
BOTH = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def matrix(random, shape, dtype):
    """A matrix for kernels. The float32 numbers are whole and small: their products and sums are exact."""
    made = aligned(shape, dtype)
    made[:] = random.integers(-30, 31, shape) if dtype is np.float32 else random.normal(size=shape)
    return made


def room(shape, dtype):
    made = aligned(shape, dtype)
    made[:] = UNTOUCHED
    return made


def assert_only_written(into, rows, expected):
    written, tolerance = into[rows].copy(), 0 if into.dtype == np.float32 else 1e-12
    np.testing.assert_allclose(written, expected, rtol=tolerance, atol=tolerance)
    into[rows] = UNTOUCHED
    assert (into == UNTOUCHED).all()
