"""Numbers that several threads read and write at once.

An operation is whole, and whatever a thread wrote before it is seen by a thread that reads its result (sequential
consistency, the strictest order that there is).
"""

import platform
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from firth.kernels.compiling import intrinsic

_ORDER = "seq_cst"


def _pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    place = context.cast(builder, arguments[1], signature.args[1], types.intp)
    data = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.gep(data.data, [place])


def _add(array: Any, place: int, value: int) -> Any:
    array[place] += value
    return array[place] - value


@intrinsic(_add)
def atomic_add(_typing, array, place, value):
    """Add to a number of an int64 array; return what it was before."""

    def generate(context, builder, signature, arguments):
        value = context.cast(builder, arguments[2], signature.args[2], types.int64)
        return builder.atomic_rmw("add", _pointer(context, builder, signature, arguments), value, _ORDER)

    return types.int64(array, place, value), generate


@intrinsic(lambda array, place: array[place])
def atomic_load(_typing, array, place):
    """Read a number of an int64 array."""

    def generate(context, builder, signature, arguments):
        return builder.load_atomic(_pointer(context, builder, signature, arguments), _ORDER, 8)

    return types.int64(array, place), generate


def _write(array: Any, place: int, value: int) -> None:
    array[place] = value


@intrinsic(_write)
def atomic_store(_typing, array, place, value):
    """Write a number of an int64 array."""

    def generate(context, builder, signature, arguments):
        value = context.cast(builder, arguments[2], signature.args[2], types.int64)
        builder.store_atomic(value, _pointer(context, builder, signature, arguments), _ORDER, 8)
        return context.get_dummy_value()

    return types.void(array, place, value), generate


@intrinsic(lambda: None)
def pause(_typing):
    """Tell the processor that this thread only waits, so that its twin on the same core gets the units."""

    def generate(context, builder, signature, arguments):
        if platform.machine().lower() in {"x86_64", "amd64", "i686"}:
            kind = ir.FunctionType(ir.VoidType(), [])
            builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.sse2.pause"), [])
        return context.get_dummy_value()

    return types.void(), generate
