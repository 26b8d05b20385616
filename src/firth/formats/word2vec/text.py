"""word2vec text and GloVe's: a line for each word, "word x1 ... xD", read a piece at a time.

The last D fields of a line are the vector, and all that comes before them is the word, which may have blanks in it, as
some in GloVe's files do. Fields are separated by blanks or tabs.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, counted, quoted
from firth.formats.opening import VectorFile
from firth.formats.record import Record, finite_blocks
from firth.formats.word2vec.decimals import parse_many, parse_rows
from firth.formats.word2vec.plain_words import IN_TEXT, plain_words
from firth.formats.word2vec.row_table import RowTable
from firth.formats.word2vec.shape import MOST_ROW_BYTES, OTHERWISE, Shape, read_shape, width_of_rows

__all__ = ["read_rows", "read_text", "write_text"]

NAME = "word2vec-text"
BLOCK_BYTES = 1 << 18
MANY_BYTES = 1 << 26
"""After as much, a kernel reads the rest: only then is it worth the second that it may take to load."""

DECIMAL_COMMA = re.compile(rb"[-+]?[0-9]*,[0-9]+(e[-+]?[0-9]+)?")
SPARSE = re.compile(rb"[0-9]+:[-+.0-9e]+")


class _Lines(NamedTuple):
    """Some lines of a file.

    Attributes:
        lines: without newlines.
        number: of the first one.
        begin: where in the file the first one is, about.
        is_cut: whether the last one has no newline after it.
    """

    lines: list[bytes]
    number: int
    begin: int
    is_cut: bool


def read_text(file: VectorFile, limit: int | None = None, encoding: str = "utf-8") -> Record:
    """Read word2vec text, or GloVe's, which has no first line "V D".

    Args:
        file: open at its beginning. Windows line ends, tabs, and blanks at the end of a line are accepted.
        limit: rows to read; None: all.
        encoding: of the words.

    Returns:
        A record with words, vectors and the file's format as info. A warning says when there are whole rows, but not
        as many as the first line promises.

    Raises:
        FormatError: a line has too few values or something that is not a number, the file ends within a row, or a
            value is not finite.
    """
    shape = read_shape(file)
    width = shape.width if shape is not None else _width(file)
    table = RowTable(file, width, _room(file, width, shape, limit), encoding)
    _add_rows(table, file, width, limit, first=1 if shape is None else 2)
    if shape is not None and table.rows != limit:
        table.compare(shape)
    return table.finish(NAME)


def read_rows(file: VectorFile, width: int, room: int | None, limit: int | None, name: str) -> Record:
    """Read rows whose number of values is known, without a first line.

    Args:
        file: open at its beginning.
        width: D.
        room: how many rows there will be, about, or None.
        limit: rows to read; None: all.
        name: of the format.

    Raises:
        FormatError: as `read_text`.
    """
    table = RowTable(file, width, room, "utf-8")
    _add_rows(table, file, width, limit, first=1)
    return table.finish(name)


def _add_rows(table: RowTable, file: VectorFile, width: int, limit: int | None, first: int) -> None:
    for block in _blocks(file, first):
        if table.rows == 0:
            _check_width(file.name, block, width)
        most = len(block.lines) if limit is None else limit - table.rows
        words, values = _rows(file.name, block, width, most)
        if words:
            table.add(words, values, "line", block.number)
        if table.rows == limit:
            break


def write_text(record: Record, out: BinaryIO, name: str) -> None:
    """Write word2vec text; nine digits bring every float32 back exactly.

    Args:
        record: its words and vectors are written; the format holds nothing else.
        out: open for writing.
        name: of the file, for messages.

    Raises:
        FormatError: a word holds white space of ASCII, or a vector is not finite.
    """
    rows, width = record.vectors.shape
    line = " %.9g" * width + "\n"
    words = plain_words(record.words, IN_TEXT, name)
    out.write(b"%d %d\n" % (rows, width))
    for block in finite_blocks(record.vectors, record.words, name):
        out.writelines(next(words) + (line % tuple(row)).encode("ascii") for row in block.tolist())


def _width(file: VectorFile) -> int:
    head = file.head
    while b"\n" not in head and len(head) < MOST_ROW_BYTES and len(longer := file.peek(4 * len(head))) > len(head):
        head = longer
    width = width_of_rows(head)
    if width is None:
        first = file.head[:64].partition(b"\n")[0].decode(errors="replace")
        raise FormatError(
            f"{file.name}, line 1: {quoted(first)} is neither the 'V D' (rows, values a row) that word2vec files begin "
            f"with, nor a word with its vector. {OTHERWISE}"
        )
    return width


def _room(file: VectorFile, width: int, shape: Shape | None, limit: int | None) -> int | None:
    """Rows to make room for: what the first line promises, if the file can hold them, or what its beginning tells."""
    if file.size is None:
        return None
    if shape is None:
        rows = file.size * (file.head.count(b"\n") + 2) // max(len(file.head), 1)
    else:
        rows = min(shape.rows, file.size // (2 * width + 1))
    return rows if limit is None else min(rows, limit)


def _blocks(file: VectorFile, first: int) -> Iterator[_Lines]:
    number, begin, begun, length = first, 0, [b""], 0  # the last two: pieces of a line, and their bytes
    while block := file.read(BLOCK_BYTES):
        whole, newline, rest = block.rpartition(b"\n")
        if newline:
            lines = b"".join((*begun, whole)).split(b"\n")
            yield _Lines(lines, number, begin, is_cut=False)
            number += len(lines)
            begun, length = [], 0
        begun.append(rest)
        begin += len(block)
        length += len(rest)
        if length > MOST_ROW_BYTES:
            raise FormatError(f"{file.name}, line {number:,} is longer than {MOST_ROW_BYTES >> 20} MB. {OTHERWISE}")
    if length:
        yield _Lines([b"".join(begun)], number, begin, is_cut=True)


def _check_width(name: str, block: _Lines, width: int) -> None:
    """Stop at a file of which every row has more numbers than it promises, or every row fewer."""
    rows = [fields for line in block.lines[:100] if (fields := line.split())]
    if not rows or block.is_cut or not all(_are_numbers(fields[1:]) for fields in rows):
        return
    counts = [len(fields) - 1 for fields in rows]
    if min(counts) > width or max(counts) < width:
        raise FormatError(
            f"{name}, line {block.number:,}: {counted(counts[0], 'value')} after the word, {width:,} expected, and the "
            f"next lines are alike. Correct line 1."
        )


def _rows(name: str, block: _Lines, width: int, most: int) -> tuple[list[bytes], NDArray[np.float64]]:
    """The words of some lines, and float64[n, D]. Blank lines are passed over."""
    lines = [line for line in block.lines if line.strip()][:most]
    parse = parse_rows if block.begin < MANY_BYTES else parse_many
    for parted in (_at_first_blank, _at_values):
        words, numbers = [], []
        for line in lines:
            word, rest = parted(line, width)
            words.append(word)
            numbers.append(rest)
        try:
            return words, parse(b"\n".join(numbers), width) if words else np.empty((0, width))
        except ValueError:
            continue
    return _one_by_one(name, block, width, most)


def _at_first_blank(line: bytes, _: int) -> tuple[bytes, bytes]:
    """The word of a line, and the rest, which most often are the values."""
    word, _blank, rest = line.partition(b" ")
    return word, rest.rstrip()


def _at_values(line: bytes, width: int) -> tuple[bytes, bytes]:
    """The word of a line, and D fields with one blank between them; or none, which are not numbers either."""
    word, rest = _at_first_blank(line, width)
    if rest.count(b" ") == width - 1 and b"\t" not in line:
        return word, rest
    word, _tab, rest = line.partition(b"\t")
    rest = rest.rstrip().replace(b"\t", b" ")
    if rest.count(b" ") == width - 1:
        return word.strip(), rest
    return _by_fields(line, width)


def _by_fields(line: bytes, width: int) -> tuple[bytes, bytes]:
    """The last D fields are the values, and all that comes before them is the word."""
    fields = line.rsplit(None, width)
    if len(fields) == width and line[:1].isspace():
        return b"", b" ".join(fields)
    return (fields[0].lstrip(), b" ".join(fields[1:])) if len(fields) > width else (b"", b"")


def _one_by_one(name: str, block: _Lines, width: int, most: int) -> tuple[list[bytes], NDArray[np.float64]]:
    """As `_rows`, a line at a time, to find the one that is wrong."""
    words: list[bytes] = []
    values: list[NDArray[np.float64]] = []
    last = len(block.lines) - 1
    for at, line in enumerate(block.lines):
        if not line.strip():
            continue
        if len(words) == most:
            break
        place = f"{name}, line {block.number + at:,}"
        word, numbers = _one(line, width, place, is_cut=block.is_cut and at == last)
        words.append(word)
        values.append(numbers)
    return words, np.array(values, np.float64).reshape(-1, width)


def _one(line: bytes, width: int, place: str, *, is_cut: bool) -> tuple[bytes, NDArray[np.float64]]:
    for parted in (_at_values, _by_fields):
        word, rest = parted(line, width)
        try:
            return word, parse_rows(rest, width)
        except ValueError:
            continue
    raise _refused(line.split(), width, place, is_cut=is_cut)


def _refused(fields: list[bytes], width: int, place: str, *, is_cut: bool) -> FormatError:
    """What is wrong with a row."""
    after_word = f"{counted(len(fields) - 1, 'value')} after the word"
    if any(map(SPARSE.fullmatch, fields[1:])):
        what = "its values name their columns, as in a sparse matrix. Write all D values of each row first."
    elif len(fields) <= width and is_cut:
        what = (
            f"the file is truncated: this row, its last, has {len(fields) - 1:,} of {width:,} values. Fetch it again."
        )
    elif len(fields) <= width:
        what = f"{after_word}, {width:,} expected. Correct the line."
    else:
        wrong = next((field for field in fields[-width:] if not _are_numbers([field])), fields[-1])
        remedy = "Correct the line."
        if DECIMAL_COMMA.fullmatch(wrong):
            remedy = "Write decimal points for the commas: tr ',' '.' < FILE > vectors.txt"
        what = f"{quoted(wrong.decode(errors='replace'))} is not a number. {remedy}"
    return FormatError(f"{place}: {what}")


def _are_numbers(fields: list[bytes]) -> bool:
    try:
        parse_rows(b" ".join(fields), len(fields))
    except ValueError:
        return False
    return True
