import numpy as np
import pytest
from kit import numerical

from firth.kernels import glove, reference_glove
from firth.kernels.arrays import aligned, padded
from firth.kernels.glove import Cells, Fit

WORDS, SIZE = 9, 20


def random_cells(random, cells=60):
    counts = random.zipf(1.3, cells).clip(max=500) / random.integers(1, 4, cells)
    return Cells(
        random.integers(0, WORDS, cells).astype(np.int32),
        random.integers(0, WORDS, cells).astype(np.int32),
        np.log(counts).astype(np.float32),
        np.minimum(1, counts / 10).astype(np.float32),
    )


def random_fit(random, dtype=np.float64):
    matrices = [aligned((WORDS, padded(SIZE)), dtype) for _ in range(4)]
    for matrix in matrices[:2]:
        matrix[:, :SIZE] = random.normal(size=(WORDS, SIZE)) / 3
    for squares in matrices[2:]:
        squares[:] = 1 + random.random(squares.shape)
    biases, squares = random.normal(size=(WORDS, 2)).astype(dtype), (1 + random.random((WORDS, 2))).astype(dtype)
    return Fit(*matrices[:2], biases, *matrices[2:], squares)


def copy_of(fit):
    copy = [aligned(array.shape, array.dtype) if array.shape[1] > 2 else array.copy() for array in fit]
    for to, array in zip(copy, fit, strict=True):
        to[:] = array
    return Fit(*copy)


def test_the_reference_gradient_is_half_the_numerical_derivative_of_its_loss(random):
    cells, fit = random_cells(random), random_fit(random)
    for cell in range(5):
        one = Cells(*(array[cell : cell + 1] for array in cells))
        (i,), (j,) = one.rows, one.columns
        by_input, by_output, by_bias = reference_glove.gradients(fit, cells, cell)
        value = lambda: reference_glove.loss(fit, one) / 2  # noqa: E731, B023
        np.testing.assert_allclose(by_input, numerical(value, fit.inputs[i]), atol=1e-7)
        np.testing.assert_allclose(by_output, numerical(value, fit.outputs[j]), atol=1e-7)
        biases = numerical(value, fit.biases)
        assert (biases[i, 0], biases[j, 1]) == pytest.approx((by_bias, by_bias), abs=1e-7)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 2e-5), (np.float64, 1e-12)])
def test_the_kernel_is_the_reference(random, dtype, tolerance):
    cells, fit = random_cells(random), random_fit(random, dtype)
    expected = copy_of(fit)
    loss = glove.fit_cells(cells, 0, cells.rows.size, fit, dtype(0.05))
    assert loss == pytest.approx(reference_glove.fit_cells(cells, expected, 0.05), rel=tolerance)
    for found, wanted in zip(fit, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)
    assert not fit.inputs[:, SIZE:].any()
    assert not fit.outputs[:, SIZE:].any()


def test_the_kernel_fits_only_the_cells_that_it_is_given(random):
    cells, fit = random_cells(random), random_fit(random)
    expected = copy_of(fit)
    part = Cells(*(array[20:30] for array in cells))
    loss = glove.fit_cells(cells, 20, 30, fit, 0.05)
    assert loss == pytest.approx(reference_glove.fit_cells(part, expected, 0.05))
    np.testing.assert_allclose(fit.inputs, expected.inputs)
    assert glove.fit_cells(cells, 30, 30, fit, 0.05) == 0


def test_a_small_matrix_is_fitted_exactly():
    """Four words, all cells: with as many dimensions as words, the loss can be nothing."""
    rows, columns = (each.ravel().astype(np.int32) for each in np.indices((4, 4)))
    logs = np.random.default_rng(1).normal(2, 1, 16).astype(np.float32)
    cells = Cells(rows, columns, logs, np.ones(16, np.float32))
    fit = random_fit(np.random.default_rng(2))
    for _ in range(3_000):
        loss = glove.fit_cells(cells, 0, 16, fit, 0.05)
    assert loss < 1e-4
    np.testing.assert_allclose(reference_glove.errors(fit, cells), 0, atol=0.01)
