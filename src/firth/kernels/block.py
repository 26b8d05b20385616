"""One step: a few input rows against a few output rows.

Every architecture and objective comes down to the same block. With input rows X[m, D] and output rows Y[q, D],
each with a label (1: they belong together, 0: they do not)::

    scores = X Y^T        errors = (labels - sigmoid(scores)) * alpha        dX = errors Y        dY = errors^T X

and the rows themselves get ``+= dX`` and ``+= dY`` (Mikolov et al. 2013, equation 4, derived for a whole window at
once; the batching is that of Ji et al. 2016, arXiv 1611.06172). Gradients use the rows as they were before the step.
Rows are added to, never overwritten, so a word that occurs twice in a step gets both its parts.

Output rows go six at a time (TILE): six rows and their six gradients fit the registers.
"""

from firth.kernels.arrays import SLOT, TILE
from firth.kernels.compiling import inlined
from firth.kernels.simd import (
    LANES,
    add,
    divide,
    exponent,
    exponential,
    first_half,
    fma,
    fold,
    load,
    mantissa,
    multiply,
    splat,
    store,
    subtract,
    where,
)


@inlined
def clear(matrix):
    """Set the first row to 0."""
    nothing = splat(matrix.dtype.type(0.0))
    for c in range(0, matrix.shape[1], LANES):
        store(matrix, 0, c, nothing)


@inlined
def mean(source, rows, n, into):
    """Write the mean of rows ``source[rows[:n]]`` to ``into[0]``."""
    share = splat(into.dtype.type(1.0 / n))
    for c in range(0, into.shape[1], LANES):
        total = load(source, rows[0], c)
        for i in range(1, n):
            total = add(total, load(source, rows[i], c))
        store(into, 0, c, multiply(total, share))


@inlined
def _two_rows(x, x_rows, a, y, y_rows, o):
    """Scores of two input rows, a and the next, against the tile of output rows that begins at o, as 2 x SLOT lanes."""
    none = splat(x.dtype.type(0.0))
    i, j = x_rows[a], x_rows[a + 1]
    y0, y1, y2, y3, y4, y5 = y_rows[o], y_rows[o + 1], y_rows[o + 2], y_rows[o + 3], y_rows[o + 4], y_rows[o + 5]
    p0 = p1 = p2 = p3 = p4 = p5 = q0 = q1 = q2 = q3 = q4 = q5 = none
    for c in range(0, x.shape[1], LANES):
        u, v = load(x, i, c), load(x, j, c)
        z = load(y, y0, c)
        p0, q0 = fma(u, z, p0), fma(v, z, q0)
        z = load(y, y1, c)
        p1, q1 = fma(u, z, p1), fma(v, z, q1)
        z = load(y, y2, c)
        p2, q2 = fma(u, z, p2), fma(v, z, q2)
        z = load(y, y3, c)
        p3, q3 = fma(u, z, p3), fma(v, z, q3)
        z = load(y, y4, c)
        p4, q4 = fma(u, z, p4), fma(v, z, q4)
        z = load(y, y5, c)
        p5, q5 = fma(u, z, p5), fma(v, z, q5)
    return fold((p0, p1, p2, p3, p4, p5, none, none, q0, q1, q2, q3, q4, q5, none, none))


@inlined
def _one_row(x, x_rows, a, y, y_rows, o):
    """Scores of one input row against the tile of output rows that begins at o; the second SLOT lanes are 0."""
    p0 = p1 = p2 = p3 = p4 = p5 = splat(x.dtype.type(0.0))
    for c in range(0, x.shape[1], LANES):
        u = load(x, x_rows[a], c)
        p0 = fma(u, load(y, y_rows[o], c), p0)
        p1 = fma(u, load(y, y_rows[o + 1], c), p1)
        p2 = fma(u, load(y, y_rows[o + 2], c), p2)
        p3 = fma(u, load(y, y_rows[o + 3], c), p3)
        p4 = fma(u, load(y, y_rows[o + 4], c), p4)
        p5 = fma(u, load(y, y_rows[o + 5], c), p5)
    return fold((p0, p1, p2, p3, p4, p5))


@inlined
def times(product, power, factor):
    """Multiply: product * 2**power * factor, taken apart again so that it never overflows."""
    product = multiply(product, factor)
    missing = subtract(factor, factor)  # NaN must come through, and has neither mantissa nor exponent
    return mantissa(product), add(power, add(exponent(product), missing))


@inlined
def score(x, x_rows, m, y, y_rows, tiles, signs, alpha, errors, loss_product):
    """Write errors = (labels - sigmoid(x y^T)) * alpha, and count the loss.

    With s = +1 for label 1 and -1 for label 0, z = s * score and u = exp(-z): the label has the probability
    1 / (1 + u), the loss is log(1 + u), and label - sigmoid(score) is s * u / (1 + u). The logarithm of a product
    is taken later, once for many steps (`firth.kernels.own_rows.end_batch`); until then mantissa and exponent are kept
    apart.

    Args:
        x: [..., D padded], input rows. Read.
        x_rows: int32[m or more], which of them.
        m: how many.
        y: [..., D padded], output rows. Read.
        y_rows: int32[tiles * TILE or more], which of them.
        tiles: of y_rows.
        signs: [tiles or more, 2 * SLOT]. Read.
        alpha: the learning rate.
        errors: [tiles or more, (m + 1) * SLOT or more]. Written.
        loss_product: [2, 2 * SLOT]. The factors 1 + u of all labels of the step are multiplied in.
    """
    one = splat(x.dtype.type(1.0))
    product, power = load(loss_product, 0, 0), load(loss_product, 1, 0)
    for t in range(tiles):
        both = load(signs, t, 0)
        lone = first_half(both)
        for a in range(0, m, 2):
            if a + 1 < m:
                sign = both
                scores = _two_rows(x, x_rows, a, y, y_rows, t * TILE)
            else:
                sign = lone
                scores = _one_row(x, x_rows, a, y, y_rows, t * TILE)
            odds = exponential(multiply(scores, subtract(splat(x.dtype.type(0.0)), sign)))
            whole = add(odds, one)
            step = multiply(sign, splat(x.dtype.type(alpha)))
            store(errors, t, a * SLOT, multiply(step, divide(odds, whole)))
            product, power = times(product, power, where(sign, whole, one))
    store(loss_product, 0, 0, product)
    store(loss_product, 1, 0, power)


@inlined
def update(x, x_rows, m, y, y_rows, tiles, errors, inputs, input_rows, outputs, output_rows):
    """Add dX = errors y to `inputs` and dY = errors^T x to `outputs`.

    Args:
        x: [..., D padded], the input rows before the step. Read.
        x_rows: int32[m or more], which of them.
        m: how many.
        y: [..., D padded], the output rows before the step. Read.
        y_rows: int32[tiles * TILE or more], which of them.
        tiles: of y_rows.
        errors: as written by `score`. Read.
        inputs: [V, D padded]. Row ``input_rows[a]`` gets dX[a].
        input_rows: int32[m or more].
        outputs: [V, D padded]. Row ``output_rows[o]`` gets dY[o].
        output_rows: int32[tiles * TILE or more].
    """
    for t in range(tiles):
        o = t * TILE
        for c in range(0, x.shape[1], LANES):
            y0, y1, y2 = load(y, y_rows[o], c), load(y, y_rows[o + 1], c), load(y, y_rows[o + 2], c)
            y3, y4, y5 = load(y, y_rows[o + 3], c), load(y, y_rows[o + 4], c), load(y, y_rows[o + 5], c)
            d0 = d1 = d2 = d3 = d4 = d5 = splat(x.dtype.type(0.0))
            for a in range(m):
                u = load(x, x_rows[a], c)
                e = a * SLOT
                w = input_rows[a]
                g = splat(errors[t, e])
                dx, d0 = fma(g, y0, load(inputs, w, c)), fma(g, u, d0)
                g = splat(errors[t, e + 1])
                dx, d1 = fma(g, y1, dx), fma(g, u, d1)
                g = splat(errors[t, e + 2])
                dx, d2 = fma(g, y2, dx), fma(g, u, d2)
                g = splat(errors[t, e + 3])
                dx, d3 = fma(g, y3, dx), fma(g, u, d3)
                g = splat(errors[t, e + 4])
                dx, d4 = fma(g, y4, dx), fma(g, u, d4)
                g = splat(errors[t, e + 5])
                dx, d5 = fma(g, y5, dx), fma(g, u, d5)
                store(inputs, w, c, dx)
            _add_to(outputs, output_rows[o], c, d0)
            _add_to(outputs, output_rows[o + 1], c, d1)
            _add_to(outputs, output_rows[o + 2], c, d2)
            _add_to(outputs, output_rows[o + 3], c, d3)
            _add_to(outputs, output_rows[o + 4], c, d4)
            _add_to(outputs, output_rows[o + 5], c, d5)


@inlined
def _add_to(matrix, row, column, lanes):
    store(matrix, row, column, add(load(matrix, row, column), lanes))


@inlined
def spread(source, matrix, rows, n, share):
    """Add ``source[0] * share`` to each of the rows ``matrix[rows[:n]]``, as often as it is listed."""
    scale = splat(source.dtype.type(share))
    for c in range(0, source.shape[1], LANES):
        lanes = multiply(load(source, 0, c), scale)
        for i in range(n):
            _add_to(matrix, rows[i], c, lanes)
