"""word2vec binary: a row is the word, one blank and D little-endian float32."""

from typing import BinaryIO

import numpy as np

from firth.errors import FormatError, counted, quoted
from firth.formats.opening import VectorFile
from firth.formats.record import Record, finite_blocks
from firth.formats.word2vec.plain_words import IN_BINARY, plain_words
from firth.formats.word2vec.row_table import RowTable
from firth.formats.word2vec.shape import MOST_ROW_BYTES, OTHERWISE, Shape, read_shape

__all__ = ["read_binary", "write_binary"]

NAME = "word2vec-binary"
BLOCK_BYTES = 1 << 19
MOST_WORD_BYTES = 1 << 20


def read_binary(file: VectorFile, limit: int | None = None, encoding: str = "utf-8") -> Record:
    """Read word2vec binary, with or without a newline after each row.

    Args:
        file: open at its beginning.
        limit: rows to read; None: all.
        encoding: of the words.

    Returns:
        A record with words, vectors and the file's format as info. A warning says when there are whole rows, but not
        as many as the first line promises.

    Raises:
        FormatError: the file ends within a row or continues with something else, or a value is not finite.
    """
    shape = read_shape(file)
    if shape is None:
        first = file.peek(64).partition(b"\n")[0].decode(errors="replace")
        raise FormatError(
            f"{file.name}, line 1: {quoted(first)} is not the 'V D' (rows, values a row) that word2vec binary files "
            f"begin with. {OTHERWISE}"
        )
    _check_width(file, shape.width)
    table = RowTable(file, shape.width, _room(file, shape, limit), encoding)
    rest = b""
    while limit is None or table.rows < limit:
        block = file.read(BLOCK_BYTES)
        data = rest + block
        most = len(data) if limit is None else limit - table.rows
        words, places, used = _rows(data, shape.width, most)
        if words:
            table.add(words, _values(data, places, shape.width), "row", table.rows + 1)
        rest = data[used:]
        if not block or (len(rest) > MOST_WORD_BYTES and b" " not in rest[:MOST_WORD_BYTES]):
            _check_end(file, rest, table.rows, shape)
            table.compare(shape)
            break
    return table.finish(NAME)


def write_binary(record: Record, out: BinaryIO, name: str) -> None:
    """Write word2vec binary, each row with a newline after it, as word2vec.c does.

    Args:
        record: its words and vectors are written; the format holds nothing else.
        out: open for writing.
        name: of the file, for messages.

    Raises:
        FormatError: a word holds a blank or a newline, or a vector is not finite.
    """
    words = plain_words(record.words, IN_BINARY, name)
    out.write(b"%d %d\n" % record.vectors.shape)
    for block in finite_blocks(record.vectors, record.words, name):
        out.writelines(b"%b %b\n" % (next(words), row.tobytes()) for row in block)


def _check_width(file: VectorFile, width: int) -> None:
    """Stop at rows that are longer than the file, or than any."""
    if file.size is not None and file.size < 4 * width:
        limit = f"the file has only {counted(file.size, 'byte')}"
    elif 4 * width > MOST_ROW_BYTES:
        limit = f"{MOST_ROW_BYTES // 4:,} are the most that are read"
    else:
        return
    raise FormatError(
        f"{file.name}, line 1: it promises rows of {counted(width, 'value')}, and {limit}. Correct the line, or fetch "
        f"the file again."
    )


def _room(file: VectorFile, shape: Shape, limit: int | None) -> int | None:
    """Rows to make room for: what the first line promises, if the file can hold them."""
    if file.size is None:
        return None
    return min(shape.rows, file.size // (4 * shape.width + 1), shape.rows if limit is None else limit)


def _rows(data: bytes, width: int, most: int) -> tuple[list[bytes], list[int], int]:
    """The words of whole rows, where their values begin, and where the next row does."""
    words: list[bytes] = []
    places: list[int] = []
    at, length = 0, 4 * width
    while len(words) < most:
        start = at + (data[at : at + 1] == b"\n")
        blank = data.find(b" ", start)
        if blank < 0 or blank + 1 + length > len(data):
            break
        words.append(data[start:blank])
        places.append(blank + 1)
        at = blank + 1 + length
    return words, places, at


def _values(data: bytes, places: list[int], width: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """float32[n, D]: the values that begin at these places."""
    every = np.ndarray((len(data) - 4 * width + 1,), f"V{4 * width}", data, 0, (1,))  # a row from each byte on
    return every[places].view("<f4").reshape(-1, width)


def _check_end(file: VectorFile, rest: bytes, rows: int, shape: Shape) -> None:
    if not rest.strip():
        return
    if rows < shape.rows:
        raise FormatError(
            f"{file.name} is truncated or garbled: line 1 promises {shape.rows:,} rows of {shape.width:,} values, and "
            f"the file ends within row {rows + 1:,}. Fetch it again; a word with a blank in it breaks such a file, too."
        )
    raise FormatError(
        f"{file.name} has {len(rest):,} bytes after {rows:,} rows of {shape.width:,} values that are not a row; line 1 "
        f"promises {shape.rows:,} rows. Fetch it again."
    )
