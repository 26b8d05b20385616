"""Sixteen numbers at a time: the vector registers, as values that kernels can name.

Numba vectorises plain loops, but a row of 112 floats then leaves a third of the work to the scalar
remainder, and every dot product ends in its own horizontal sum. Here one value is sixteen lanes of
float32 or float64, sixteen sums fold into one such value, and LLVM maps it to the registers that the
machine has (AVX-512: one; AVX2: two; NEON: four).

Before each operation is its meaning in plain NumPy, which is also what runs if nothing is compiled; lanes are then an
array of sixteen numbers.
"""

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import models, register_model

from firth.kernels.compiling import intrinsic

LANES = 16


class Lanes(types.Type):
    """Sixteen numbers of one floating type."""

    def __init__(self, scalar: types.Float) -> None:
        self.scalar = scalar
        super().__init__(name=f"Lanes({scalar})")


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, ir.VectorType(manager.lookup(lanes.scalar).get_value_type(), LANES))


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, row: Any, column: Any) -> Any:
    """The address of sixteen numbers in a C-ordered two-dimensional array."""
    data = context.make_array(array_type)(context, builder, array)
    width = cgutils.unpack_tuple(builder, data.shape)[1]
    offset = builder.add(builder.mul(row, width), column)
    vector = ir.VectorType(context.get_value_type(array_type.dtype), LANES)
    return builder.bitcast(builder.gep(data.data, [offset]), vector.as_pointer())


@intrinsic(lambda array, row, column: array[row, column : column + LANES].copy())
def load(_typing, array, row, column):
    """Lanes ``array[row, column : column + 16]``."""

    def generate(context, builder, signature, arguments):
        kind, row_type, column_type = signature.args
        row, column = (
            context.cast(builder, value, given, types.intp)
            for value, given in zip(arguments[1:], (row_type, column_type), strict=True)
        )
        pointer = _pointer(context, builder, kind, arguments[0], row, column)
        return builder.load(pointer, align=array.dtype.bitwidth // 8)

    return Lanes(array.dtype)(array, row, column), generate


def _store(array: Any, row: int, column: int, lanes: Any) -> None:
    array[row, column : column + LANES] = lanes


@intrinsic(_store)
def store(_typing, array, row, column, lanes):
    """Write lanes to ``array[row, column : column + 16]``."""

    def generate(context, builder, signature, arguments):
        kind, row_type, column_type, _ = signature.args
        row, column = (
            context.cast(builder, value, given, types.intp)
            for value, given in zip(arguments[1:3], (row_type, column_type), strict=True)
        )
        pointer = _pointer(context, builder, kind, arguments[0], row, column)
        builder.store(arguments[3], pointer, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, row, column, lanes), generate


@intrinsic(lambda array, row: None)  # noqa: ARG005
def prefetch(_typing, array, row):
    """Ask for a row before it is needed."""

    def generate(context, builder, signature, arguments):
        data = context.make_array(signature.args[0])(context, builder, arguments[0])
        width = cgutils.unpack_tuple(builder, data.shape)[1]
        row = context.cast(builder, arguments[1], signature.args[1], types.intp)
        item = array.dtype.bitwidth // 8
        byte, i32 = ir.IntType(8), ir.IntType(32)
        size = builder.mul(width, ir.Constant(width.type, item))
        base = builder.gep(builder.bitcast(data.data, byte.as_pointer()), [builder.mul(row, size)])
        hint_type = ir.FunctionType(ir.VoidType(), [byte.as_pointer(), i32, i32, i32])
        hint = cgutils.get_or_insert_function(builder.module, hint_type, "llvm.prefetch.p0")
        lines = builder.udiv(size, ir.Constant(size.type, 64))
        with cgutils.for_range(builder, lines) as loop:
            line = builder.gep(base, [builder.mul(loop.index, ir.Constant(size.type, 64))])
            builder.call(hint, [line, i32(0), i32(3), i32(1)])  # for reading, into all caches, data
        return context.get_dummy_value()

    return types.void(array, row), generate


@intrinsic(lambda scalar: np.full(LANES, scalar))
def splat(_typing, scalar):
    """One number in all lanes."""

    def generate(context, builder, signature, arguments):
        return splat_value(builder, arguments[0], ir.VectorType(arguments[0].type, LANES))

    return Lanes(scalar)(scalar), generate


def splat_value(builder: Any, value: Any, vector: Any) -> Any:
    """LLVM's value of one number in all lanes."""
    one = builder.insert_element(ir.Constant(vector, ir.Undefined), value, ir.IntType(32)(0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(one, ir.Constant(vector, ir.Undefined), zeros)


def _binary(name: str) -> Callable[..., Any]:
    def typed(_typing, a, b):
        def generate(context, builder, signature, arguments):
            return getattr(builder, name)(*arguments)

        return a(a, b), generate

    return typed


add = intrinsic(operator.add)(_binary("fadd"))
subtract = intrinsic(operator.sub)(_binary("fsub"))
multiply = intrinsic(operator.mul)(_binary("fmul"))
divide = intrinsic(operator.truediv)(_binary("fdiv"))


@intrinsic(lambda a, b, c: a * b + c)
def fma(_typing, a, b, c):
    """Multiply and add, a * b + c in each lane, rounded once."""

    def generate(context, builder, signature, arguments):
        return builder.call(fused(builder, arguments[0].type), arguments)

    return a(a, b, c), generate


def fused(builder: Any, vector: Any) -> Any:
    """The function a * b + c, rounded once on every machine, so that all get the same numbers."""
    return _math(builder, "llvm.fma", vector, 3)


def _math(builder: Any, name: str, vector: Any, arity: int) -> Any:
    suffix = "f32" if isinstance(vector.element, ir.FloatType) else "f64"
    kind = ir.FunctionType(vector, [vector] * arity)
    return cgutils.get_or_insert_function(builder.module, kind, f"{name}.v{LANES}{suffix}")


def fold_lanes(builder: Any, parts: list[Any]) -> Any:
    """LLVM's value of the sums over the lanes of sixteen values: lane i is the sum of value i.

    Four rounds of pairwise shuffles and one addition each, for all sixteen together: a quarter of the
    instructions of sixteen horizontal sums.
    """
    # subtle: a round puts the two halves of two values side by side, so after four rounds lane i holds the
    # value whose number is i with its bits reversed; feeding the values in that order undoes it.
    parts = [parts[int(f"{i:04b}"[::-1], 2)] for i in range(LANES)]
    block = LANES // 2
    while len(parts) > 1:
        left, right = _halves(block)
        parts = [
            builder.fadd(builder.shuffle_vector(a, b, left), builder.shuffle_vector(a, b, right))
            for a, b in zip(parts[0::2], parts[1::2], strict=True)
        ]
        block //= 2
    return parts[0]


def _halves(block: int) -> tuple[Any, Any]:
    """Shuffle masks: within groups of 2 * block lanes, the first halves of a and of b; then the second halves."""
    starts = range(0, LANES, 2 * block)
    left = [s + source * LANES + i for s in starts for source in (0, 1) for i in range(block)]
    mask = ir.VectorType(ir.IntType(32), LANES)
    return ir.Constant(mask, left), ir.Constant(mask, [i + block for i in left])


@intrinsic(np.maximum)
def larger(_typing, a, b):
    """The larger of two numbers in each lane; any of them if one is NaN, whose exponential is NaN all the same."""

    def generate(context, builder, signature, arguments):
        return builder.select(builder.fcmp_ordered(">", *arguments), *arguments)

    return a(a, b), generate


@intrinsic(np.sqrt)
def square_root(_typing, x):
    """The square root of each lane, rounded once."""

    def generate(context, builder, signature, arguments):
        return builder.call(_math(builder, "llvm.sqrt", arguments[0].type, 1), arguments)

    return x(x), generate


@intrinsic(lambda x: x.sum())
def sum_of(_typing, x):
    """The sum of the lanes, the two halves first, then the halves of the half."""

    def generate(context, builder, signature, arguments):
        value, width = arguments[0], LANES
        while width > 1:
            width //= 2
            i32 = ir.IntType(32)
            low, high = (ir.Constant(ir.VectorType(i32, width), [at + i for i in range(width)]) for at in (0, width))
            nothing = ir.Constant(value.type, ir.Undefined)
            value = builder.fadd(*(builder.shuffle_vector(value, nothing, half) for half in (low, high)))
        return builder.extract_element(value, ir.IntType(32)(0))

    return x.scalar(x), generate


def _saturated_exponential(x: Any) -> Any:
    limit = 30 if x.dtype == np.float32 else 700
    return np.exp(np.clip(x, -limit, limit))


@intrinsic(_saturated_exponential)
def exponential(_typing, x):
    """exp(x) in each lane; saturates beyond +-30 (float32) or +-700 (float64).

    exp(x) = 2**n * exp(r) with n the integer nearest to x / ln 2 and a polynomial for exp(r), |r| <= ln 2 / 2
    (Taylor's; the error is below one rounding of the type). NaN stays NaN.
    """

    def generate(context, builder, signature, arguments):
        return _exponential(builder, arguments[0], _layout(signature.args[0]))

    return x(x), generate


class _Layout(NamedTuple):
    """How a floating type is stored, and what its exponential needs."""

    mantissa: int  # bits
    bias: int  # of the exponent
    bits: int  # of the whole
    limit: float  # exp(limit) and its inverse are far from overflow
    terms: int  # of the polynomial
    odd_powers: int  # the last power of z in the logarithm's series


def _layout(lanes: Lanes) -> _Layout:
    single = lanes.scalar == types.float32
    return _Layout(23, 127, 32, 30.0, 7, 13) if single else _Layout(52, 1023, 64, 700.0, 14, 33)


def _exponential(builder: Any, x: Any, layout: _Layout) -> Any:
    vector = x.type

    def constant(value: float) -> Any:
        return ir.Constant(vector, [value] * LANES)

    # compare and select, not minnum: minnum would turn NaN into a number and hide a divergence
    x = builder.select(builder.fcmp_ordered(">", x, constant(layout.limit)), constant(layout.limit), x)
    x = builder.select(builder.fcmp_ordered("<", x, constant(-layout.limit)), constant(-layout.limit), x)
    n = builder.call(_math(builder, "llvm.rint", vector, 1), [builder.fmul(x, constant(1 / np.log(2)))])
    multiply_add = fused(builder, vector)
    # ln 2 in two parts, the first exact in few bits, so that r loses nothing
    high = float(np.float32(0.693359375))
    r = builder.call(multiply_add, [n, constant(-high), x])
    r = builder.call(multiply_add, [n, constant(high - np.log(2)), r])
    p = constant(1.0 / _factorial(layout.terms))
    for power in range(layout.terms - 1, -1, -1):
        p = builder.call(multiply_add, [p, r, constant(1.0 / _factorial(power))])
    ints = ir.VectorType(ir.IntType(layout.bits), LANES)
    exponent = builder.add(builder.fptosi(n, ints), _all(ints, layout.bias))
    scale = builder.bitcast(builder.shl(exponent, _all(ints, layout.mantissa)), vector)
    return builder.fmul(p, scale)


def _factorial(n: int) -> float:
    return float(np.prod(np.arange(1, n + 1), dtype=np.float64))


def _all(vector: Any, value: int) -> Any:
    return ir.Constant(vector, [value] * LANES)


@intrinsic(np.log)
def logarithm(_typing, x):
    """log(x) in each lane of a finite x >= 1; NaN stays NaN.

    x = m * 2**n, and log m = 2 artanh z = 2 (z + z**3 / 3 + z**5 / 5 + ...) with z = (m - 1) / (m + 1) <= 1 / 3.
    """

    def generate(context, builder, signature, arguments):
        layout = _layout(signature.args[0])
        vector = arguments[0].type

        def constant(value: float) -> Any:
            return ir.Constant(vector, [value] * LANES)

        m, n = _mantissa(builder, arguments[0], layout), _exponent(builder, arguments[0], layout)
        z = builder.fdiv(builder.fsub(m, constant(1.0)), builder.fadd(m, constant(1.0)))
        square = builder.fmul(z, z)
        last = layout.odd_powers
        p = constant(1 / last)
        for power in range(last - 2, 0, -2):
            p = builder.call(fused(builder, vector), [p, square, constant(1 / power)])
        value = builder.call(fused(builder, vector), [n, constant(np.log(2)), builder.fmul(builder.fadd(z, z), p)])
        return builder.fadd(value, builder.fsub(arguments[0], arguments[0]))  # NaN has neither mantissa nor exponent

    return x(x), generate


@intrinsic(lambda x: (np.frexp(x)[1] - 1).astype(x.dtype))
def exponent(_typing, x):
    """The power of 2 in each lane of a positive x = mantissa * 2**exponent, as a floating number."""

    def generate(context, builder, signature, arguments):
        return _exponent(builder, arguments[0], _layout(signature.args[0]))

    return x(x), generate


def _exponent(builder: Any, x: Any, layout: _Layout) -> Any:
    ints = ir.VectorType(ir.IntType(layout.bits), LANES)
    power = builder.lshr(builder.bitcast(x, ints), _all(ints, layout.mantissa))
    return builder.sitofp(builder.sub(power, _all(ints, layout.bias)), x.type)


@intrinsic(lambda x: 2 * np.frexp(x)[0])
def mantissa(_typing, x):
    """The mantissa of each lane of a positive x, in [1, 2)."""

    def generate(context, builder, signature, arguments):
        return _mantissa(builder, arguments[0], _layout(signature.args[0]))

    return x(x), generate


def _mantissa(builder: Any, x: Any, layout: _Layout) -> Any:
    ints = ir.VectorType(ir.IntType(layout.bits), LANES)
    digits = builder.and_(builder.bitcast(x, ints), _all(ints, (1 << layout.mantissa) - 1))
    return builder.bitcast(builder.or_(digits, _all(ints, layout.bias << layout.mantissa)), x.type)


@intrinsic(lambda condition, yes, no: np.where(condition != 0, yes, no))
def where(_typing, condition, yes, no):
    """Lanes of `yes` where `condition` is not 0, of `no` elsewhere."""

    def generate(context, builder, signature, arguments):
        flags, yes, no = arguments
        zero = ir.Constant(flags.type, [0.0] * LANES)
        return builder.select(builder.fcmp_unordered("!=", flags, zero), yes, no)

    return yes(condition, yes, no), generate


def _sixteen_integers(context: Any, builder: Any, array_type: Any, array: Any, place: Any) -> Any:
    vector = ir.VectorType(ir.IntType(32), LANES)
    pointer = builder.gep(context.make_array(array_type)(context, builder, array).data, [place])
    return builder.load(builder.bitcast(pointer, vector.as_pointer()), align=4)


def _equal(builder: Any, integers: Any, wanted: Any) -> Any:
    """LLVM's value of which of sixteen 32-bit integers are the one that is wanted, as bits."""
    return builder.icmp_signed("==", integers, splat_value(builder, wanted, integers.type))


@intrinsic(lambda words, place, word, lanes: np.where(words[place : place + LANES] == word, 0, lanes))
def where_unequal(_typing, words, place, word, lanes):
    """Lanes as they are where ``words[place : place + 16]``, of int32, differ from `word`, and 0 where they do not."""

    def generate(context, builder, signature, arguments):
        place = context.cast(builder, arguments[1], signature.args[1], types.intp)
        word = context.cast(builder, arguments[2], signature.args[2], types.int32)
        found = _equal(builder, _sixteen_integers(context, builder, words, arguments[0], place), word)
        return builder.select(found, ir.Constant(arguments[3].type, [0.0] * LANES), arguments[3])

    return lanes(words, place, word, lanes), generate


@intrinsic(lambda words, place, word: bool((words[place : place + LANES] == word).any()))
def any_equal(_typing, words, place, word):
    """Whether `word` is among ``words[place : place + 16]``, of int32."""

    def generate(context, builder, signature, arguments):
        place = context.cast(builder, arguments[1], signature.args[1], types.intp)
        word = context.cast(builder, arguments[2], signature.args[2], types.int32)
        found = _equal(builder, _sixteen_integers(context, builder, words, arguments[0], place), word)
        return builder.icmp_signed("!=", builder.bitcast(found, ir.IntType(LANES)), ir.IntType(LANES)(0))

    return types.boolean(words, place, word), generate
