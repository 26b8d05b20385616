"""GloVe's loss and its steps in plain NumPy, for any floating type: the specification of `firth.kernels.glove`."""

import numpy as np
from numpy.typing import NDArray

from firth.kernels.glove import Cells, Fit

Floats = NDArray[np.floating]


def loss(fit: Fit, cells: Cells) -> float:
    """The sum over the cells of weight * error ** 2 (Pennington et al. 2014, equation 8)."""
    return float(cells.weights @ errors(fit, cells) ** 2)


def errors(fit: Fit, cells: Cells) -> Floats:
    """What the model says of each cell, less the logarithm of its count."""
    products: Floats = (fit.inputs[cells.rows] * fit.outputs[cells.columns]).sum(axis=1)
    said: Floats = products + fit.biases[cells.rows, 0] + fit.biases[cells.columns, 1]
    return said - cells.logs


def _only(cells: Cells, cell: int) -> Cells:
    rows, columns, logs, weights = cells
    one = slice(cell, cell + 1)
    return Cells(rows[one], columns[one], logs[one], weights[one])


def gradients(fit: Fit, cells: Cells, cell: int) -> tuple[Floats, Floats, float]:
    """Half the derivative of a cell's loss.

    Returns:
        By its input row, by its output row, and by each of its two biases.
    """
    one = _only(cells, cell)
    pull = one.weights[0] * errors(fit, one)[0]
    return pull * fit.outputs[one.columns][0], pull * fit.inputs[one.rows][0], float(pull)


def fit_cells(cells: Cells, fit: Fit, rate: float) -> float:
    """Take a step for each cell, one after another.

    A step is divided by the square root of the sum of the squared steps before it, which begins with 1 (AdaGrad, Duchi
    et al. 2011). The rate of biases is 1.

    Args:
        cells: read.
        fit: written.
        rate: the learning rate of the rows.

    Returns:
        The sum of weight * error ** 2, each before its step.
    """
    total = 0.0
    for cell, (i, j) in enumerate(zip(cells.rows.tolist(), cells.columns.tolist(), strict=True)):
        total += loss(fit, _only(cells, cell))
        by_input, by_output, by_bias = gradients(fit, cells, cell)
        for values, squares, step in (
            (fit.inputs[i], fit.input_squares[i], rate * by_input),
            (fit.outputs[j], fit.output_squares[j], rate * by_output),
            (fit.biases[i, :1], fit.bias_squares[i, :1], by_bias),
            (fit.biases[j, 1:], fit.bias_squares[j, 1:], by_bias),
        ):
            values[:] -= step / np.sqrt(squares)
            squares[:] += step**2
    return total
