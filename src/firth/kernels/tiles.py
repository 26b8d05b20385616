"""Products of small matrices, a tile at a time: sums that stay in the registers until they are whole.

Each number of a product is one sum in a fixed order, each term fused to the sum before it, whatever the size of the
tiles. So tiles can be as large as the machine has registers, and the results are the same bytes on all of them.
"""

from typing import Any

from llvmlite import ir
from numba.core import types

from firth.kernels.compiling import intrinsic, spliced
from firth.kernels.emit import LARGE, Vectors, address, in_chunks, integers, list_of, loop
from firth.kernels.simd import LANES, fused, splat_value

ROWS = 4
"""Rows of a tile. Matrices that are written to have up to so many more rows than are used, less one."""


def _product(
    rows: int, most: int, *, turned: bool = False, added: bool = False, listed: bool = False, to_list: bool = False
) -> Any:
    """A function that writes `rows` rows of a product, `most` vectors of them at a time.

    ``into[r + i] = sum over k < n of f[k, i] * y[b + k]`` where f[k, i] is ``factors[a + i, k]``.

    Args:
        rows: written at a time.
        most: vectors of a row at a time.
        turned: f[k, i] is ``factors[k, a + i]``.
        added: the sum is added to what is there.
        listed: the row of y is ``places[b + k]``, of one more argument.
        to_list: the row of `into` is ``places[r + i]``, of one more argument.
    """

    def in_numpy(factors: Any, a: int, y: Any, b: int, n: int, into: Any, r: int, *places: Any) -> None:
        left = factors[:n, a : a + rows].T if turned else factors[a : a + rows, :n]
        result = left @ y[places[0][b : b + n] if listed else slice(b, b + n)]
        for i in range(rows):
            row = places[0][r + i] if to_list else r + i
            into[row] = into[row] + result[i] if added else result[i]

    @intrinsic(in_numpy)
    def product(_typing, factors, a, y, b, n, into, r, *places):
        def generate(context, builder, signature, arguments):
            a, b, n, r = integers(context, builder, signature, arguments, 1, 3, 4, 6)
            number, zero = a.type, a.type(0)
            memory = Vectors(context, builder, factors.dtype)
            place = (zero, a) if turned else (a, zero)
            left, width = address(context, builder, factors, arguments[0], *place)
            right, y_width = address(context, builder, y, arguments[2], zero)
            result, into_width = address(context, builder, into, arguments[5], zero)
            fma = fused(builder, memory.kind)
            places_of = list_of(context, builder, places[0], builder.extract_value(arguments[7], 0)) if places else None

            def start(base, row_width, row, column, is_listed):
                row = places_of(row) if is_listed else row
                return builder.gep(base, [builder.add(builder.mul(row, row_width), column)])

            def handle(column, vectors):
                starts = [start(result, into_width, builder.add(r, number(i)), column, to_list) for i in range(rows)]
                spots = [(each, number(LANES * j)) for each in starts for j in range(vectors)]
                sums = [memory.load(*spot) if added else memory.zero for spot in spots]
                with loop(builder, zero, n, 1, sums) as (k, values):
                    row = start(right, y_width, builder.add(b, k), column, listed)
                    terms = [memory.load(row, number(LANES * j)) for j in range(vectors)]
                    factor = builder.gep(left, [builder.mul(k, width) if turned else k])
                    for i in range(rows):
                        offset = number(i) if turned else builder.mul(width, number(i))
                        both = splat_value(builder, builder.load(builder.gep(factor, [offset])), memory.kind)
                        for j, term in enumerate(terms, i * vectors):
                            values[j] = builder.call(fma, [both, term, values[j]])
                for total, spot in zip(sums, spots, strict=True):
                    memory.store(total, *spot)

            in_chunks(builder, y_width, most, handle)
            return context.get_dummy_value()

        return types.void(factors, a, y, b, n, into, r, types.StarArgTuple(places)), generate

    return product


product = _product(ROWS, 4 if LARGE else 1)
"""``product(factors, a, y, b, n, into, r)``: ``into[r : r + 4] = factors[a : a + 4, :n] @ y[b : b + n]``."""

turned_product = _product(ROWS, 4 if LARGE else 1, turned=True)
"""``turned_product(factors, a, y, b, n, into, r)``: ``into[r : r + 4] = factors[:n, a : a + 4].T @ y[b : b + n]``."""

product_of_listed = _product(ROWS, 4 if LARGE else 1, added=True, listed=True)
"""``product_of_listed(factors, a, y, b, n, into, r, rows)``: as `product`, of ``y[rows[b : b + n]]``, and added."""

row_of_listed = _product(1, 4, added=True, listed=True)
"""The same, for one row."""

turned_to_list = _product(ROWS, 4 if LARGE else 1, turned=True, added=True, to_list=True)
"""``turned_to_list(factors, a, y, b, n, into, r, rows)``: as `turned_product`, added to ``into[rows[r : r + 4]]``.

The four rows must differ.
"""

turned_row_to_list = _product(1, 4, turned=True, added=True, to_list=True)
"""The same, for one row."""

_tall = _product(12, 1)


@spliced
def scores_of_sixteen(y, rows, x_turned, into):
    """Write ``into[:rows] = y[:rows] @ x_turned``: the scores of sixteen input rows, one in each lane.

    Args:
        y: [rows, D padded], output rows.
        rows: a multiple of 12.
        x_turned: [D padded, 16], as `turn` writes it.
        into: [rows, 16]. Written.
    """
    for k in range(0, rows, 12):
        _tall(y, k, x_turned, 0, x_turned.shape[0], into, k)


def _turn_in_numpy(x: Any, i: int, c: int, into: Any) -> None:
    into[c : c + LANES, :LANES] = x[i : i + LANES, c : c + LANES].T


@intrinsic(_turn_in_numpy)
def _turn_square(_typing, x, i, c, into):
    """Write the 16 x 16 numbers from x[i, c] on, transposed, to into[c:]."""

    def generate(context, builder, signature, arguments):
        i, c = integers(context, builder, signature, arguments, 1, 2)
        number = i.type
        memory = Vectors(context, builder, signature.args[0].dtype)
        source, width = address(context, builder, signature.args[0], arguments[0], i, c)
        result, into_width = address(context, builder, signature.args[3], arguments[3], c, number(0))
        rows = [memory.load(source, builder.mul(width, number(r))) for r in range(LANES)]
        step = 1
        while step < LANES:  # exchange the off-diagonal quarters of squares twice as large each time
            low = [lane if not lane & step else lane - step + LANES for lane in range(LANES)]
            high = [lane + step if not lane & step else lane + LANES for lane in range(LANES)]
            masks = [ir.Constant(ir.VectorType(ir.IntType(32), LANES), lanes) for lanes in (low, high)]
            for r in range(LANES):
                if not r & step:
                    pair = rows[r], rows[r + step]
                    rows[r], rows[r + step] = (builder.shuffle_vector(*pair, mask) for mask in masks)
            step *= 2
        for r in range(LANES):
            memory.store(rows[r], result, builder.mul(into_width, number(r)))
        return context.get_dummy_value()

    return types.void(x, i, c, into), generate


@spliced
def turn(x, i, into):
    """Write ``into[:, :16] = x[i : i + 16].T``, so that sixteen rows are sixteen lanes."""
    for c in range(0, x.shape[1], LANES):
        _turn_square(x, i, c, into)
