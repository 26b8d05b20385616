import numpy as np
import pytest

from firth.errors import FormatError
from firth.explorer.codes import Codes, agreement, codes_of


def test_each_number_is_as_near_as_half_a_step_of_its_row(random):
    matrix = (random.normal(size=(50, 7)) * random.lognormal(size=(50, 1))).astype(np.float32)
    codes = codes_of(matrix)
    assert codes.codes.dtype == np.int8
    assert (np.abs(codes.codes).max(axis=1) == 127).all()
    assert (np.abs(codes.rows() - matrix) <= 0.5001 * codes.scales[:, None]).all()


def test_a_row_of_zeros_stays_one():
    codes = codes_of(np.zeros((2, 3), np.float32))
    assert not codes.rows().any()


def test_extreme_numbers_are_coded():
    matrix = np.array([[3e38, -3e38], [1e-40, 0]], np.float32)
    np.testing.assert_allclose(codes_of(matrix).rows()[0], matrix[0], rtol=1e-2)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(FormatError, match="NaN or infinity"):
        codes_of(np.array([[1, value]], np.float32))


def test_the_agreement_is_the_share_of_neighbours_that_both_have(random):
    matrix = random.normal(size=(300, 20)).astype(np.float32)
    codes = codes_of(matrix)
    assert 0.9 < agreement(matrix, codes) < 1
    shuffled = Codes(codes.codes[random.permutation(300)], codes.scales)
    assert agreement(matrix, shuffled) < 0.2


@pytest.mark.parametrize("rows", [0, 1])
def test_where_there_are_no_neighbours_nothing_differs(rows):
    matrix = np.ones((rows, 2), np.float32)
    assert agreement(matrix, codes_of(matrix)) == 1
