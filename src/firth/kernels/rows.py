"""Operations on whole rows of matrices: number by number, sums of rows, and a row against those around it.

Each number is computed in a fixed order, whatever the size of the registers, so the results are the same on all
machines.
"""

from collections.abc import Callable
from typing import Any

from numba.core import cgutils, types

from firth.kernels.compiling import intrinsic
from firth.kernels.emit import CHUNK, Vectors, address, in_chunks, integers, list_of, loop
from firth.kernels.simd import LANES, Lanes, fold_lanes, fused, splat_value


class _Numbers:
    """Numbers of a vector under construction: what is done to them becomes machine code."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    def __add__(self, other: "_Numbers") -> "_Numbers":
        return _Numbers(self.builder, self.builder.fadd(self.value, other.value))

    def __sub__(self, other: "_Numbers") -> "_Numbers":
        return _Numbers(self.builder, self.builder.fsub(self.value, other.value))

    def __mul__(self, other: "_Numbers") -> "_Numbers":
        return _Numbers(self.builder, self.builder.fmul(self.value, other.value))


def _fused(a: Any, b: Any, c: Any) -> Any:
    """The number a * b + c, rounded once."""
    if not isinstance(a, _Numbers):
        return a * b + c
    return _Numbers(a.builder, a.builder.call(fused(a.builder, a.value.type), [a.value, b.value, c.value]))


def _over_row(expression: Callable[..., Any], rows: int) -> Any:
    """An operation that writes a row: ``operation(into, i, x, a, y, b, ..., s)`` is into[i] = expression(x[a], ..., s).

    Args:
        expression: of numbers of as many rows, and then of plain numbers.
        rows: how many it takes.
    """

    def in_numpy(into: Any, i: int, *arguments: Any) -> None:
        given = arguments[: 2 * rows]
        values = [matrix[row] for matrix, row in zip(given[::2], given[1::2], strict=True)]
        into[i] = expression(*values, *(into.dtype.type(number) for number in arguments[2 * rows :]))

    @intrinsic(in_numpy)
    def operation(_typing, into, i, *rest):
        def generate(context, builder, signature, arguments):
            kinds = [*signature.args[:2], *signature.args[2]]
            given = [*arguments[:2], *cgutils.unpack_tuple(builder, arguments[2])]
            memory, scalar = Vectors(context, builder, into.dtype), into.dtype
            starts = []
            for at in range(0, 2 + 2 * rows, 2):
                row = context.cast(builder, given[at + 1], kinds[at + 1], types.intp)
                starts.append(address(context, builder, kinds[at], given[at], row))
            numbers = [
                splat_value(builder, context.cast(builder, number, kind, scalar), memory.kind)
                for number, kind in zip(given[2 + 2 * rows :], kinds[2 + 2 * rows :], strict=True)
            ]

            with loop(builder, starts[0][1].type(0), starts[0][1], LANES, []) as (column, _):
                values = [memory.load(start, column) for start, _ in starts[1:]]
                result = expression(*(_Numbers(builder, value) for value in values + numbers))
                memory.store(result.value, starts[0][0], column)
            return context.get_dummy_value()

        return types.void(into, i, types.StarArgTuple(rest)), generate

    return operation


copy_row = _over_row(lambda x: x, 1)
"""``copy_row(into, i, x, a)``: into[i] = x[a]."""

add_rows = _over_row(lambda x, y: x + y, 2)
"""``add_rows(into, i, x, a, y, b)``: into[i] = x[a] + y[b]."""

scale_row = _over_row(lambda x, scale: scale * x, 1)
"""``scale_row(into, i, x, a, scale)``: into[i] = scale * x[a]."""

add_scaled = _over_row(lambda x, y, scale: _fused(scale, y, x), 2)
"""``add_scaled(into, i, x, a, y, b, scale)``: into[i] = x[a] + scale * y[b]."""

mean_without = _over_row(lambda x, y, z, share: share * ((x - y) - z), 3)
"""``mean_without(into, i, x, a, y, b, z, c, share)``: into[i] = share * ((x[a] - y[b]) - z[c])."""


def _sum(*, added: bool) -> Any:
    """A function of ``(matrix, row, x, places, begin, end, scale)``, of one place or more.

    It writes ``scale * (x[places[begin]] + x[places[begin + 1]] + ...)`` to matrix[row], or adds it there.
    """

    def in_numpy(matrix: Any, row: int, x: Any, places: Any, begin: int, end: int, scale: float) -> None:
        total = x[places[begin]].copy()
        for place in places[begin + 1 : end]:
            total += x[place]
        total *= matrix.dtype.type(scale)
        matrix[row] = matrix[row] + total if added else total

    @intrinsic(in_numpy)
    def operation(_typing, matrix, row, x, places, begin, end, scale):
        def generate(context, builder, signature, arguments):
            scalar = signature.args[0].dtype
            memory = Vectors(context, builder, scalar)
            row, begin, end = integers(context, builder, signature, arguments, 1, 4, 5)
            zero = row.type(0)
            target, width = address(context, builder, signature.args[0], arguments[0], row)
            base, x_width = address(context, builder, signature.args[2], arguments[2], zero)
            read = list_of(context, builder, places, arguments[3])
            factor = context.cast(builder, arguments[6], signature.args[6], scalar)
            fma, factor = fused(builder, memory.kind), splat_value(builder, factor, memory.kind)

            def source(j, column):
                return builder.gep(base, [builder.add(builder.mul(read(j), x_width), column)])

            def handle(column, vectors):
                offsets = [row.type(vector * LANES) for vector in range(vectors)]
                start = source(begin, column)
                sums = [memory.load(start, offset) for offset in offsets]
                with loop(builder, builder.add(begin, row.type(1)), end, 1, sums) as (j, values):
                    start = source(j, column)
                    values[:] = [builder.fadd(v, memory.load(start, o)) for v, o in zip(values, offsets, strict=True)]
                start = builder.gep(target, [column])
                for total, offset in zip(sums, offsets, strict=True):
                    before = memory.load(start, offset) if added else memory.zero
                    memory.store(builder.call(fma, [total, factor, before]), start, offset)

            in_chunks(builder, width, CHUNK, handle)
            return context.get_dummy_value()

        return types.void(matrix, row, x, places, begin, end, scale), generate

    return operation


add_sum = _sum(added=True)
"""``add_sum(matrix, row, x, places, begin, end, scale)``: matrix[row] += scale * the sum of x[places[begin:end]]."""

set_sum = _sum(added=False)
"""The same, written over what was there."""


def _first_around(builder: Any, begin: Any, own: Any) -> Any:
    """The first row of a window that is not its own."""
    return builder.add(begin, builder.zext(builder.icmp_signed("==", begin, own), begin.type))


def _next_around(builder: Any, row: Any, own: Any) -> Any:
    return _first_around(builder, builder.add(row, row.type(1)), own)


def _places_around(begin: int, own: int, pairs: int) -> list[int]:
    return [row for row in range(begin, begin + pairs + 1) if row != own][:pairs]


def _dots(rows_of: Callable[[Any, Any, Any], list[int]], *, listed: bool) -> Any:
    """A function that scores a row against others, as sixteen parts each, which `fold_sixteen` adds.

    ``sums[(at + j) & mask]`` are the parts of ``y[q] . x[row j]``.

    Args:
        rows_of: the rows of x, of the three arguments that name them.
        listed: whether the first of these is a list.
    """

    def in_numpy(y: Any, q: int, x: Any, a: Any, b: int, n: int, sums: Any, at: int, mask: int) -> None:
        for j, row in enumerate(rows_of(a, b, n)):
            sums[(at + j) & mask] = (x[row] * y[q]).reshape(-1, LANES).sum(axis=0)

    @intrinsic(in_numpy)
    def dots(_typing, y, q, x, a, b, n, sums, at, mask):
        def generate(context, builder, signature, arguments):
            memory = Vectors(context, builder, y.dtype)
            q, b, n, at, mask = integers(context, builder, signature, arguments, 1, 4, 5, 7, 8)
            number = q.type
            fixed, width = address(context, builder, y, arguments[0], q)
            base, _ = address(context, builder, x, arguments[2], number(0))
            parts, _ = address(context, builder, sums, arguments[6], number(0))
            fma = fused(builder, memory.kind)
            if listed:
                read = list_of(context, builder, a, arguments[3])
            else:
                (first,) = integers(context, builder, signature, arguments, 3)

            def handle(column, vectors):
                offsets = [number(vector * LANES) for vector in range(vectors)]
                start = builder.gep(fixed, [column])
                held = [memory.load(start, offset) for offset in offsets]
                is_first = builder.icmp_signed("==", column, number(0))
                with loop(builder, number(0), n, 1, [] if listed else [_first_around(builder, first, b)]) as (
                    j,
                    values,
                ):
                    row = read(builder.add(b, j)) if listed else values[0]
                    start = builder.gep(base, [builder.add(builder.mul(row, width), column)])
                    place = builder.mul(builder.and_(builder.add(at, j), mask), number(LANES))
                    total = builder.select(is_first, memory.zero, memory.load(parts, place))
                    for each, offset in zip(held, offsets, strict=True):
                        total = builder.call(fma, [memory.load(start, offset), each, total])
                    memory.store(total, parts, place)
                    if not listed:
                        values[0] = _next_around(builder, row, b)

            in_chunks(builder, width, CHUNK, handle)
            return context.get_dummy_value()

        return types.void(y, q, x, a, b, n, sums, at, mask), generate

    return dots


dots_around = _dots(_places_around, listed=False)
"""``dots_around(y, q, x, begin, own, n, sums, at, mask)``: of the first n rows of x from `begin` on, without `own`."""

dots_of_listed = _dots(lambda rows, first, n: rows[first : first + n], listed=True)
"""``dots_of_listed(y, q, x, rows, first, n, sums, at, mask)``: of the rows ``rows[first : first + n]`` of x."""


@intrinsic(lambda sums, at: sums[at : at + LANES].sum(axis=1))
def fold_sixteen(_typing, sums, at):
    """The sums of the sixteen rows of `sums` from `at` on, as lanes."""

    def generate(context, builder, signature, arguments):
        memory = Vectors(context, builder, signature.args[0].dtype)
        (at,) = integers(context, builder, signature, arguments, 1)
        start, _ = address(context, builder, signature.args[0], arguments[0], at)
        return fold_lanes(builder, [memory.load(start, at.type(i * LANES)) for i in range(LANES)])

    return Lanes(sums.dtype)(sums, at), generate


def _move_in_numpy(
    y: Any, q: int, x: Any, begin: int, own: int, pairs: int, errors: Any, at: int, into: Any, shift: int, output: int
) -> None:
    into[output] = 0
    for j, row in enumerate(_places_around(begin, own, pairs)):
        into[output] += errors[0, at + j] * x[row]
        into[shift + row] += errors[0, at + j] * y[q]


@intrinsic(_move_in_numpy)
def move_around(_typing, y, q, x, begin, own, pairs, errors, at, into, shift, output):
    """Add the gradients of a row and of the rows around it, as `dots_around` takes them.

    Writes ``into[output] = sum over j of errors[0, at + j] * x[row j]``, and adds ``errors[0, at + j] * y[q]`` to
    ``into[shift + row j]``.
    """

    def generate(context, builder, signature, arguments):
        memory = Vectors(context, builder, signature.args[0].dtype)
        q, begin, own, pairs, at, shift, output = integers(context, builder, signature, arguments, 1, 3, 4, 5, 7, 9, 10)
        number = q.type
        fixed, width = address(context, builder, signature.args[0], arguments[0], q)
        base, _ = address(context, builder, signature.args[2], arguments[2], number(0))
        steps, _ = address(context, builder, signature.args[6], arguments[6], number(0), at)
        changed, _ = address(context, builder, signature.args[8], arguments[8], shift)
        result, _ = address(context, builder, signature.args[8], arguments[8], output)
        fma = fused(builder, memory.kind)

        def handle(column, vectors):
            offsets = [number(vector * LANES) for vector in range(vectors)]
            start = builder.gep(fixed, [column])
            held = [memory.load(start, offset) for offset in offsets]
            carried = [_first_around(builder, begin, own), *[memory.zero] * vectors]
            with loop(builder, number(0), pairs, 1, carried) as (j, values):
                row, *sums = values
                place = builder.add(builder.mul(row, width), column)
                there, here = builder.gep(changed, [place]), builder.gep(base, [place])
                step = splat_value(builder, builder.load(builder.gep(steps, [j])), memory.kind)
                moved = [
                    builder.call(fma, [step, memory.load(here, offset), total])
                    for offset, total in zip(offsets, sums, strict=True)
                ]
                for each, offset in zip(held, offsets, strict=True):
                    memory.store(builder.call(fma, [step, each, memory.load(there, offset)]), there, offset)
                values[:] = [_next_around(builder, row, own), *moved]
            start = builder.gep(result, [column])
            for total, offset in zip(carried[1:], offsets, strict=True):
                memory.store(total, start, offset)

        in_chunks(builder, width, CHUNK, handle)
        return context.get_dummy_value()

    return types.void(y, q, x, begin, own, pairs, errors, at, into, shift, output), generate
