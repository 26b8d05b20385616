"""Pieces of machine code of which operations on rows are made: addresses, loops, rows in chunks that fit the registers.

Why not as loops in Python: a row of 112 numbers is seven vectors. What LLVM makes of a loop over them is unrolled eight
or sixteen times, so that all seven go through its remainder, one by one, with all addresses computed anew for each.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils, types

from firth.kernels.simd import LANES

LARGE = bool(llvm.get_host_cpu_features().get("avx512f"))
"""Whether the machine has 32 registers of sixteen numbers."""

CHUNK = 8 if LARGE else 2
"""Vectors of a row that are handled at a time, with as many sums beside them."""


def address(context: Any, builder: Any, kind: Any, array: Any, row: Any, column: Any = None) -> tuple[Any, Any]:
    """A pointer to a number of a matrix, the first of its row unless told, and the length of the matrix' rows."""
    data = context.make_array(kind)(context, builder, array)
    width = cgutils.unpack_tuple(builder, data.shape)[1]
    offset = builder.mul(row, width)
    return builder.gep(data.data, [builder.add(offset, column) if column is not None else offset]), width


def integers(context: Any, builder: Any, signature: Any, arguments: Any, *places: int) -> list[Any]:
    """Some of the arguments, as integers of the machine's size."""
    return [context.cast(builder, arguments[i], signature.args[i], types.intp) for i in places]


def list_of(context: Any, builder: Any, kind: Any, array: Any) -> Callable[[Any], Any]:
    """A function of a place that reads the integer there, none of which is negative, in the machine's size."""
    data = context.make_array(kind)(context, builder, array).data

    def read(place: Any) -> Any:
        value = builder.load(builder.gep(data, [place]))
        return value if value.type == place.type else builder.zext(value, place.type)

    return read


class Vectors:
    """Loads and stores of sixteen numbers of one type."""

    def __init__(self, context: Any, builder: Any, scalar: Any) -> None:
        self.builder, self.align = builder, scalar.bitwidth // 8
        self.kind = ir.VectorType(context.get_value_type(scalar), LANES)
        self.zero = ir.Constant(self.kind, [0.0] * LANES)

    def at(self, base: Any, offset: Any) -> Any:
        """A pointer to sixteen numbers."""
        return self.builder.bitcast(self.builder.gep(base, [offset]), self.kind.as_pointer())

    def load(self, base: Any, offset: Any) -> Any:
        """Read sixteen numbers, `offset` numbers after a pointer."""
        return self.builder.load(self.at(base, offset), align=self.align)

    def store(self, value: Any, base: Any, offset: Any) -> None:
        """Write sixteen numbers, `offset` numbers after a pointer."""
        self.builder.store(value, self.at(base, offset), align=self.align)


@contextmanager
def loop(builder: Any, start: Any, stop: Any, step: int, carried: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """A loop over ``range(start, stop, step)`` that carries values.

    Args:
        builder: of the function.
        start: the counter's first value.
        stop: where it ends, exclusive.
        step: from one turn to the next.
        carried: values before the first turn. Afterwards, after the last.

    Yields:
        The counter, and the values before a turn, to be replaced by those after it.
    """
    before = builder.block
    head, body, end = (builder.append_basic_block(name) for name in ("head", "body", "end"))
    builder.branch(head)
    builder.position_at_end(head)
    counter = builder.phi(start.type)
    counter.add_incoming(start, before)
    phis = [builder.phi(value.type) for value in carried]
    for phi, value in zip(phis, carried, strict=True):
        phi.add_incoming(value, before)
    builder.cbranch(builder.icmp_signed("<", counter, stop), body, end)
    builder.position_at_end(body)
    values: list[Any] = list(phis)
    yield counter, values
    counter.add_incoming(builder.add(counter, start.type(step)), builder.block)
    for phi, value in zip(phis, values, strict=True):
        phi.add_incoming(value, builder.block)
    builder.branch(head).set_metadata("llvm.loop", _as_it_is(builder.module))
    builder.position_at_end(end)
    carried[:] = phis


def _as_it_is(module: Any) -> Any:
    """Metadata of a loop that is not to be unrolled: its first part is itself, as LLVM wants it."""
    rule = module.add_metadata(["llvm.loop.unroll.disable"])
    itself = module.add_metadata([rule])
    itself.operands = (itself, rule)
    return itself


def in_chunks(builder: Any, width: Any, most: int, handle: Callable[[Any, int], None]) -> None:
    """Go over a row: `most` vectors at a time as long as there are so many, and then over the rest at once.

    Args:
        builder: of the function.
        width: the length of the row, a multiple of 16.
        most: vectors of a chunk.
        handle: called with the column of a chunk and its number of vectors; writes the code.
    """
    number = width.type
    rest = builder.urem(width, number(most * LANES))
    whole = builder.sub(width, rest)
    with loop(builder, number(0), whole, most * LANES, []) as (column, _):
        handle(column, most)
    end = builder.append_basic_block("end")
    choice = builder.switch(rest, end)
    for vectors in range(1, most):
        block = builder.append_basic_block(f"last{vectors}")
        choice.add_case(number(vectors * LANES), block)
        builder.position_at_end(block)
        handle(whole, vectors)
        builder.branch(end)
    builder.position_at_end(end)
