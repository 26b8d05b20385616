"""The matrices of a fastText model, as they are or quantized.

A quantized row is cut into pieces of a few columns, and each piece is one of 256 that are in the file (product
quantization: Jegou, Douze and Schmid 2011, Product Quantization for Nearest Neighbor Search):

    =========  ============================================================================
    begin      u8 whether lengths are apart, i64 rows, i64 columns, i32 bytes of all codes
    codes      u8 [rows, pieces]
    quantizer  i32 columns, pieces, columns of a piece, columns of the last one
    its table  f32 [256, columns of the piece] for each piece, so 256 x columns in all
    lengths    u8 [rows], and a quantizer of one column: by this each row is multiplied
    =========  ============================================================================
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.formats.fasttext.content import Content

__all__ = ["Matrix", "Quantized", "read_matrix"]

CODES = 256
MOST_TIMES = 50
"""Times the size of the file that one decoded matrix may take, or else `FREE_BYTES`."""

FREE_BYTES = 1 << 24


class Quantizer(NamedTuple):
    """What codes stand for: float32[256, d] for each piece of a row."""

    tables: list[NDArray[np.float32]]

    def decoded(self, codes: NDArray[np.uint8]) -> NDArray[np.float32]:
        """float32[n, D], of codes uint8[n, pieces]."""
        return np.concatenate([table[codes[:, piece]] for piece, table in enumerate(self.tables)], axis=1)


@dataclass(frozen=True)
class Quantized:
    """A matrix whose rows are decoded when they are asked for.

    Attributes:
        codes: uint8[rows, pieces].
        quantizer: what they stand for.
        lengths: float32[rows], or None: all are 1.
    """

    codes: NDArray[np.uint8]
    quantizer: Quantizer
    lengths: NDArray[np.float32] | None

    @np.errstate(over="ignore", invalid="ignore")
    def __getitem__(self, rows: slice) -> NDArray[np.float32]:
        """float32[n, D], some rows."""
        decoded = self.quantizer.decoded(self.codes[rows])
        return decoded if self.lengths is None else decoded * self.lengths[rows, None]


Matrix = NDArray[np.float32] | Quantized


def read_matrix(content: Content, shape: tuple[int, int], what: str, *, quantized: bool) -> Matrix:
    """Read a matrix; one that is not quantized is not copied.

    Args:
        content: at its first byte.
        shape: what the file says elsewhere.
        what: it is, for messages.
        quantized: whether it is.

    Raises:
        FormatError: it is truncated, of another shape, or its quantizer is of wrong size.
    """
    if not quantized:
        _check_shape(content, content.unpack("<2q", what), shape, what)
        return content.array("<f4", shape, what)
    with_lengths, rows, columns, size = content.unpack("<B2qi", what)
    _check_shape(content, (rows, columns), shape, what)
    if 4 * math.prod(shape) > max(MOST_TIMES * len(content.data), FREE_BYTES):
        raise FormatError(
            f"{content.name}: its {what} would take {4 * math.prod(shape):,} bytes, more than {MOST_TIMES} times the "
            f"file. It is damaged, or made to fill the memory."
        )
    codes = content.array("u1", (max(size, 0),), what)
    quantizer = _read_quantizer(content, columns, what)
    if size != rows * len(quantizer.tables):
        raise _wrong_quantizer(content, f"{size:,} codes", f"{rows:,} rows of {len(quantizer.tables):,} pieces", what)
    lengths = None
    if with_lengths:
        length_codes = content.array("u1", (rows, 1), what)
        lengths = _read_quantizer(content, 1, what).decoded(length_codes)[:, 0]
    return Quantized(codes.reshape(rows, -1), quantizer, lengths)


def _read_quantizer(content: Content, columns: int, what: str) -> Quantizer:
    named, pieces, width, last = content.unpack("<4i", what)
    if named != columns or width < 1 or pieces != -(-columns // width) or last != columns - (pieces - 1) * width:
        raise _wrong_quantizer(
            content, f"{pieces:,} pieces of {width:,} and at last {last:,} columns", f"{columns:,} columns", what
        )
    widths = [width] * (pieces - 1) + [last]
    return Quantizer([content.array("<f4", (CODES, width), what) for width in widths])


def _check_shape(content: Content, found: tuple[int, ...], shape: tuple[int, int], what: str) -> None:
    if found != shape:
        raise FormatError(
            f"{content.name}: its {what} is {found[0]:,} by {found[1]:,}, where its dictionary and its arguments "
            f"say {shape[0]:,} by {shape[1]:,}. The file is damaged: fetch it again."
        )


def _wrong_quantizer(content: Content, found: str, expected: str, what: str) -> FormatError:
    return FormatError(
        f"{content.name}: the quantizer of its {what} is of wrong size: it has {found}, for {expected}. "
        f"The file is damaged: fetch it again."
    )
