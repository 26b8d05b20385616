"""GloVe: two matrices and two biases, fitted to the logarithms of counts.

The counts lie in cells, tile after tile of the matrix; a tile is fitted by one thread, cell after cell, and tiles that
are fitted at the same time share no row and no column. So no two threads write to the same number.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.compiling import inlined, kernel
from firth.kernels.simd import LANES, divide, fma, load, multiply, splat, square_root, store, subtract, sum_of


class Cells(NamedTuple):
    """The cells of the matrix of counts that are not 0, N of them. Read."""

    rows: NDArray[np.int32]  # [N]; the input word
    columns: NDArray[np.int32]  # [N]; the output word
    logs: NDArray[np.float32]  # [N]; the logarithm of the count
    weights: NDArray[np.float32]  # [N]; what the squared error counts


class Fit(NamedTuple):
    """The model, and for each of its numbers the sum of its squared steps that AdaGrad divides by. Written."""

    inputs: NDArray[np.floating]  # [V, D padded]; the padding is zero and stays zero
    outputs: NDArray[np.floating]  # [V, D padded]
    biases: NDArray[np.floating]  # [V, 2]; of the input row, of the output row
    input_squares: NDArray[np.floating]  # [V, D padded]
    output_squares: NDArray[np.floating]  # [V, D padded]
    bias_squares: NDArray[np.floating]  # [V, 2]


@inlined
def _move(matrix, squares, row, at, before, steps):
    """Take a step with sixteen numbers of a row."""
    so_far = load(squares, row, at)
    store(matrix, row, at, subtract(before, divide(steps, square_root(so_far))))
    store(squares, row, at, fma(steps, steps, so_far))


@kernel
def fit_cells(cells, begin, end, fit, rate):
    """Take a step for each of some cells, one after another.

    Args:
        cells: all of them. Read.
        begin: the first.
        end: the last, exclusive.
        fit: the model. Written.
        rate: the learning rate of the rows, of the model's type. That of the biases is 1, as in the GloVe program: they
            soon tell how frequent a word is, and the rows need not.

    Returns:
        The sum of weight * error ** 2, each before its step.
    """
    inputs, outputs, biases, input_squares, output_squares, bias_squares = fit
    width = inputs.shape[1]
    loss = 0.0
    for cell in range(begin, end):
        i, j = cells.rows[cell], cells.columns[cell]
        products = multiply(load(inputs, i, 0), load(outputs, j, 0))
        for at in range(LANES, width, LANES):
            products = fma(load(inputs, i, at), load(outputs, j, at), products)
        error = sum_of(products) + biases[i, 0] + biases[j, 1] - cells.logs[cell]
        pull = cells.weights[cell] * error
        loss += pull * error
        steps = splat(rate * pull)
        for at in range(0, width, LANES):
            x, y = load(inputs, i, at), load(outputs, j, at)
            _move(inputs, input_squares, i, at, x, multiply(steps, y))
            _move(outputs, output_squares, j, at, y, multiply(steps, x))
        biases[i, 0] -= pull / np.sqrt(bias_squares[i, 0])
        biases[j, 1] -= pull / np.sqrt(bias_squares[j, 1])
        bias_squares[i, 0] += pull * pull
        bias_squares[j, 1] += pull * pull
    return loss
