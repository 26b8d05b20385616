"""Products of small matrices, a tile at a time: sums that stay in the registers until they are whole.

Each number of a product is one sum in a fixed order, each term fused to the sum before it, whatever the size of the
tiles. So tiles can be as large as the machine has registers, and the results are the same bytes on all of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils, types

from firth.kernels.compiling import intrinsic, spliced
from firth.kernels.simd import LANES, Lanes, fold_lanes, fused, splat_value

ROWS = 4
"""Rows of a tile. Matrices that are written to have up to so many more rows than are used, less one."""

_LARGE = bool(llvm.get_host_cpu_features().get("avx512f"))  # 32 registers of sixteen numbers


def _address(context: Any, builder: Any, kind: Any, array: Any, row: Any, column: Any) -> tuple[Any, Any]:
    """A pointer to a number of a matrix, and the length of the matrix' rows."""
    data = context.make_array(kind)(context, builder, array)
    width = cgutils.unpack_tuple(builder, data.shape)[1]
    return builder.gep(data.data, [builder.add(builder.mul(row, width), column)]), width


def _integers(context: Any, builder: Any, signature: Any, arguments: Any, *places: int) -> list[Any]:
    return [context.cast(builder, arguments[i], signature.args[i], types.intp) for i in places]


class _Vectors:
    """Loads and stores of sixteen numbers of one type."""

    def __init__(self, context: Any, builder: Any, scalar: Any) -> None:
        self.builder, self.align = builder, scalar.bitwidth // 8
        self.kind = ir.VectorType(context.get_value_type(scalar), LANES)
        self.zero = ir.Constant(self.kind, [0.0] * LANES)

    def at(self, base: Any, offset: Any) -> Any:
        return self.builder.bitcast(self.builder.gep(base, [offset]), self.kind.as_pointer())

    def load(self, base: Any, offset: Any) -> Any:
        return self.builder.load(self.at(base, offset), align=self.align)

    def store(self, value: Any, base: Any, offset: Any) -> None:
        self.builder.store(value, self.at(base, offset), align=self.align)


@contextmanager
def _loop(builder: Any, count: Any, step: int, sums: list[Any]) -> Iterator[tuple[Any, list[Any], list[Any]]]:
    """A loop over ``range(0, count, step)`` that carries sums.

    Args:
        builder: of the function.
        count: where the loop ends.
        step: from one turn to the next.
        sums: before the first turn. Afterwards, after the last.

    Yields:
        The counter, the sums before a turn, and a list for those after it.
    """
    before = builder.block
    head, body, end = (builder.append_basic_block(name) for name in ("head", "body", "end"))
    builder.branch(head)
    builder.position_at_end(head)
    counter = builder.phi(count.type)
    counter.add_incoming(count.type(0), before)
    carried = [builder.phi(total.type) for total in sums]
    for phi, total in zip(carried, sums, strict=True):
        phi.add_incoming(total, before)
    builder.cbranch(builder.icmp_signed("<", counter, count), body, end)
    builder.position_at_end(body)
    after: list[Any] = []
    yield counter, carried, after
    counter.add_incoming(builder.add(counter, count.type(step)), builder.block)
    for phi, total in zip(carried, after, strict=True):
        phi.add_incoming(total, builder.block)
    builder.branch(head)
    builder.position_at_end(end)
    sums[:] = carried


def _tile(rows: int, vectors: int, *, turned: bool) -> Any:
    """A function that writes `rows` rows and 16 `vectors` columns of a product.

    ``into[r + i, c + j] = sum over k < n of f[k, i] * y[b + k, c + j]`` where f[k, i] is ``factors[a + i, k]``, or, if
    turned, ``factors[k, a + i]``.
    """

    def in_numpy(factors: Any, a: int, y: Any, b: int, n: int, into: Any, r: int, c: int) -> None:
        left = factors[:n, a : a + rows].T if turned else factors[a : a + rows, :n]
        into[r : r + rows, c : c + LANES * vectors] = left @ y[b : b + n, c : c + LANES * vectors]

    @intrinsic(in_numpy)
    def tile(_typing, factors, a, y, b, n, into, r, c):
        def generate(context, builder, signature, arguments):
            a, b, n, r, c = _integers(context, builder, signature, arguments, 1, 3, 4, 6, 7)
            zero, number = a.type(0), a.type
            memory = _Vectors(context, builder, signature.args[0].dtype)
            place = (zero, a) if turned else (a, zero)
            left, width = _address(context, builder, signature.args[0], arguments[0], *place)
            right, y_width = _address(context, builder, signature.args[2], arguments[2], b, c)
            result, into_width = _address(context, builder, signature.args[5], arguments[5], r, c)
            fma = fused(builder, memory.kind)
            sums = [memory.zero] * (rows * vectors)
            with _loop(builder, n, 1, sums) as (k, before, after):
                row = builder.gep(right, [builder.mul(k, y_width)])
                terms = [memory.load(row, number(LANES * j)) for j in range(vectors)]
                column = builder.gep(left, [builder.mul(k, width) if turned else k])
                for i in range(rows):
                    offset = number(i) if turned else builder.mul(width, number(i))
                    factor = splat_value(builder, builder.load(builder.gep(column, [offset])), memory.kind)
                    after += [builder.call(fma, [factor, terms[j], before[i * vectors + j]]) for j in range(vectors)]
            for i in range(rows):
                row = builder.gep(result, [builder.mul(into_width, number(i))])
                for j in range(vectors):
                    memory.store(sums[i * vectors + j], row, number(LANES * j))
            return context.get_dummy_value()

        return types.void(factors, a, y, b, n, into, r, c), generate

    return tile


_FOUR, _THREE, _TWO, _ONE = (_tile(ROWS, vectors, turned=False) for vectors in (4, 3, 2, 1))
_FOUR_TURNED, _THREE_TURNED, _TWO_TURNED, _ONE_TURNED = (_tile(ROWS, vectors, turned=True) for vectors in (4, 3, 2, 1))
_TALL = _tile(12, 1, turned=False)


@spliced
def product(factors, a, y, b, n, into, r):
    """Write ``into[r : r + 4] = factors[a : a + 4, :n] @ y[b : b + n]``."""
    c, width = 0, y.shape[1]
    if _LARGE:
        while c + 4 * LANES <= width:
            _FOUR(factors, a, y, b, n, into, r, c)
            c += 4 * LANES
        if c + 3 * LANES == width:
            _THREE(factors, a, y, b, n, into, r, c)
        elif c + 2 * LANES == width:
            _TWO(factors, a, y, b, n, into, r, c)
        elif c + LANES == width:
            _ONE(factors, a, y, b, n, into, r, c)
    else:
        for c in range(0, width, LANES):
            _ONE(factors, a, y, b, n, into, r, c)


@spliced
def turned_product(factors, a, y, b, n, into, r):
    """Write ``into[r : r + 4] = factors[:n, a : a + 4].T @ y[b : b + n]``."""
    c, width = 0, y.shape[1]
    if _LARGE:
        while c + 4 * LANES <= width:
            _FOUR_TURNED(factors, a, y, b, n, into, r, c)
            c += 4 * LANES
        if c + 3 * LANES == width:
            _THREE_TURNED(factors, a, y, b, n, into, r, c)
        elif c + 2 * LANES == width:
            _TWO_TURNED(factors, a, y, b, n, into, r, c)
        elif c + LANES == width:
            _ONE_TURNED(factors, a, y, b, n, into, r, c)
    else:
        for c in range(0, width, LANES):
            _ONE_TURNED(factors, a, y, b, n, into, r, c)


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
        _TALL(y, k, x_turned, 0, x_turned.shape[0], into, k, 0)


def _dots_in_numpy(x: Any, x_rows: Any, y: Any, y_rows: Any, j: int) -> Any:
    return (x[x_rows[j : j + LANES]] * y[y_rows[j : j + LANES]]).sum(axis=1)


@intrinsic(_dots_in_numpy)
def dots_of_pairs(_typing, x, x_rows, y, y_rows, j):
    """Sixteen scores: lane i is ``x[x_rows[j + i]] . y[y_rows[j + i]]``."""

    def generate(context, builder, signature, arguments):
        (j,) = _integers(context, builder, signature, arguments, 4)
        memory = _Vectors(context, builder, signature.args[0].dtype)
        starts = []
        for rows, listed in ((0, 1), (2, 3)):
            base, width = _address(context, builder, signature.args[rows], arguments[rows], j.type(0), j.type(0))
            places = context.make_array(signature.args[listed])(context, builder, arguments[listed]).data
            for i in range(LANES):
                row = builder.load(builder.gep(places, [builder.add(j, j.type(i))]))
                starts.append(builder.gep(base, [builder.mul(builder.zext(row, j.type), width)]))
        fma = fused(builder, memory.kind)
        sums = [memory.zero] * LANES
        with _loop(builder, width, LANES, sums) as (c, before, after):
            for left, right, total in zip(starts[:LANES], starts[LANES:], before, strict=True):
                after.append(builder.call(fma, [memory.load(left, c), memory.load(right, c), total]))
        return fold_lanes(builder, sums)

    return Lanes(x.dtype)(x, x_rows, y, y_rows, j), generate


def _turn_in_numpy(x: Any, i: int, c: int, into: Any) -> None:
    into[c : c + LANES, :LANES] = x[i : i + LANES, c : c + LANES].T


@intrinsic(_turn_in_numpy)
def _turn_square(_typing, x, i, c, into):
    """Write the 16 x 16 numbers from x[i, c] on, transposed, to into[c:]."""

    def generate(context, builder, signature, arguments):
        i, c = _integers(context, builder, signature, arguments, 1, 2)
        number = i.type
        memory = _Vectors(context, builder, signature.args[0].dtype)
        source, width = _address(context, builder, signature.args[0], arguments[0], i, c)
        result, into_width = _address(context, builder, signature.args[3], arguments[3], c, number(0))
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
