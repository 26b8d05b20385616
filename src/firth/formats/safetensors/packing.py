"""Matrices with fewer bytes for each value: float16, or int8 with a scale for each row.

    =========  ==============================================  ============================
    type       tensors of a matrix M [n, D]                    a value
    =========  ==============================================  ============================
    float32    M: F32                                          as it is
    float16    M: F16                                          rounded to 11 bits
    int8       M: I8, M_scales: F32 [n]                        a whole number times a scale
    =========  ==============================================  ============================

The scale of a row is its largest value over 127, so a value is off by half of that at most. They are decoded when they
are read: questions work on float32.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.formats.record import finite_blocks

__all__ = ["Dtype", "Packed", "dtypes", "packed", "scales_of", "unpacked_rows"]

Dtype: TypeAlias = Literal["float32", "float16", "int8"]
"""How the values of matrices are stored."""

dtypes: tuple[str, ...] = get_args(Dtype)

MOST = np.float32(65504)
"""What float16 can hold."""

STEPS = np.float32(127)


class Packed(NamedTuple):
    """A tensor that is to be written.

    Attributes:
        code: its type in the file.
        shape: its shape.
        blocks: its bytes, made as they are written.
    """

    code: str
    shape: tuple[int, ...]
    blocks: Iterator[Any]


def scales_of(name: str) -> str:
    """The tensor with the scales of another."""
    return f"{name}_scales"


def packed(
    name: str, matrix: NDArray[np.float32], words: Sequence[str] | None, dtype: str, path: str
) -> dict[str, Packed]:
    """The tensors of a matrix.

    Args:
        name: of the matrix.
        matrix: float32[n, D]. Read a block of rows at a time.
        words: n words, for messages, or None.
        dtype: one of `dtypes`.
        path: of the file, for messages.

    Raises:
        FormatError: while it is written, a value is not finite, or too large for float16.
    """
    blocks = partial(finite_blocks, matrix, words, path)
    if dtype == "float32":
        return {name: Packed("F32", matrix.shape, (block.data for block in blocks()))}
    if dtype == "float16":
        return {name: Packed("F16", matrix.shape, (_half(block, path).data for block in blocks()))}
    scales = (_scales(block).data for block in blocks())
    whole = (_whole(block).data for block in blocks())
    return {scales_of(name): Packed("F32", matrix.shape[:1], scales), name: Packed("I8", matrix.shape, whole)}


def unpacked_rows(arrays: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    """float32[n, D]: a matrix as it is, or decoded."""
    rows = arrays[name]
    if rows.dtype == np.float32:
        return rows
    if rows.dtype == np.float16:
        return rows.astype(np.float32)
    decoded = np.empty(rows.shape, np.float32)
    with np.errstate(all="ignore"):  # what a garbled scale makes of a row is reported when it is used
        np.multiply(rows, arrays[scales_of(name)][:, None], out=decoded)
    return decoded


def _half(block: NDArray[np.float32], path: str) -> NDArray[np.float16]:
    if (np.abs(block) > MOST).any():
        largest = float(np.abs(block).max())
        raise FormatError(
            f"{path}: the value {largest:.7g} is too large for float16, which ends at 65,504. Save as int8 or float32."
        )
    return block.astype("<f2")


def _scales(block: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.abs(block).max(axis=1) / STEPS, "<f4")


def _whole(block: NDArray[np.float32]) -> NDArray[np.int8]:
    scales = _scales(block)[:, None]
    steps = np.divide(block, scales, out=np.zeros_like(block), where=scales > 0)
    return np.clip(np.rint(steps), -STEPS, STEPS).astype(np.int8)
