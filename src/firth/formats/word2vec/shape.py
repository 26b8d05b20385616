"""The first line of a word2vec file, and how the text form, the binary form and GloVe's are told apart.

A first line of two numbers says little: an edge list and many a text begin so. What follows has to fit it.
"""

import re
from collections import Counter
from typing import NamedTuple

from firth.errors import FormatError, counted
from firth.formats.opening import HEAD_BYTES, VectorFile

__all__ = [
    "MOST_ROW_BYTES",
    "OTHERWISE",
    "Shape",
    "has_header",
    "is_utf8",
    "looks_like_binary",
    "looks_like_text",
    "may_be_text",
    "read_shape",
    "width_of_rows",
]

HEADER = re.compile(rb"([0-9]{1,18})[ \t]+([0-9]{1,18})[ \t\r]*\n")
HEADER_BYTES = 64
MOST_ROW_BYTES = 1 << 24
"""The longest row that is read. All of it has to lie in memory, whatever a compressed file or a pipe may bring."""

CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1f\x7f]")  # which texts do not hold, and float32 do
SEEN_ROWS = 20
FEW_BYTES = 16  # so few of them may be float32 without a byte that texts do not hold
SURE_WIDTH = 10  # so many numbers after a word are a vector, whatever line 1 says

OTHERWISE = (
    "If it is a file of another format, say which: with firth convert --from, or format= in Python. If it is a text, "
    "train vectors on it first: firth train TEXT -o vectors.safetensors"
)
"""What to do about a file whose first line is not a vector file's."""


class Shape(NamedTuple):
    """What the first line says: rows, and values a row."""

    rows: int
    width: int


def read_shape(file: VectorFile) -> Shape | None:
    """Read the first line, if it is one of two numbers; the next byte is then the first row's.

    Raises:
        FormatError: it says that there are no rows or no values.
    """
    match = HEADER.match(file.peek(HEADER_BYTES))
    if match is None:
        return None
    shape = Shape(int(match[1]), int(match[2]))
    if 0 in shape:
        raise FormatError(
            f"{file.name}, line 1: {counted(shape.rows, 'row')} of {counted(shape.width, 'value')} hold no vectors. "
            f"Correct the line, or fetch or save the file again."
        )
    file.read(match.end())
    return shape


def has_header(head: bytes) -> bool:
    """Whether a file that begins with these bytes has two numbers as its first line."""
    return HEADER.match(head) is not None


def may_be_text(head: bytes) -> bool:
    """Whether a file with such a first line, which looks like neither form, is rather text than binary."""
    return _fitting(head) > 0 or is_utf8(head)


def width_of_rows(head: bytes) -> int | None:
    """The number of values in a row of a file without a header, or None if its lines are not such rows.

    Most rows decide; one whose word holds blanks has more fields. A single number after each word is a count.
    """
    rows = [line.split() for line in _whole_lines(head)]
    counted = Counter(len(row) - 1 for row in rows)
    if not counted:
        return None
    most = max(counted.values())
    width = min(count for count, times in counted.items() if times == most)
    fits = width > 1 and all(_numbers(row[-width:]) for row in rows if len(row) == width + 1)
    return width if fits else None


def looks_like_text(head: bytes) -> bool:
    """Whether a file that begins with these bytes is word2vec text, or GloVe's beyond doubt."""
    header = HEADER.match(head)
    if header is None:
        width = width_of_rows(head) or 0
        return width >= SURE_WIDTH and not _numbers([line.split()[0] for line in _whole_lines(head)])
    rows, width = int(header[1]), int(header[2])
    lines = _whole_lines(head, header.end())
    as_many = len(lines) == rows if len(head) < HEAD_BYTES else len(lines) <= rows
    return (width >= SURE_WIDTH or as_many) and 2 * _fitting(head) > len(lines[:SEEN_ROWS])


def _fitting(head: bytes) -> int:
    """How many of the first rows end in as many numbers as the first line says."""
    header = HEADER.match(head)
    if header is None or not int(header[2]):
        return 0
    width = int(header[2])
    rows = [line.split() for line in _whole_lines(head, header.end())[:SEEN_ROWS]]
    return sum(len(fields) > width and _numbers(fields[-width:]) for fields in rows)


def looks_like_binary(head: bytes) -> bool:
    """Whether a file that begins with these bytes is word2vec binary."""
    header = HEADER.match(head)
    if header is None:
        return False
    word, blank, rest = head[header.end() :].lstrip(b"\n").partition(b" ")
    values = rest[: 4 * int(header[2])]
    if not blank or CONTROLS.search(word):
        return False
    if CONTROLS.search(values):
        return True
    return not is_utf8(values) and (len(values) <= FEW_BYTES or bool(CONTROLS.search(rest)))


def is_utf8(text: bytes) -> bool:
    """Whether these bytes are UTF-8, of which the last character may be cut."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(text) > 4 and error.start > len(text) - 4
    return True


def _whole_lines(head: bytes, start: int = 0) -> list[bytes]:
    """The first lines that hold anything, without one that the head cuts off."""
    lines = head[start:].split(b"\n")
    if len(head) >= HEAD_BYTES and len(lines) > 1:
        lines.pop()
    return [line for line in lines if line.strip()][: SEEN_ROWS if start == 0 else None]


def _numbers(fields: list[bytes]) -> bool:
    try:
        return all(float(field) is not None for field in fields)
    except ValueError:
        return False
