"""What else is known of words, from a table: lines of cells between tabs, the word first, with a heading."""

import os
import re
from pathlib import Path
from typing import TypeAlias

from firth.errors import FormatError, SourceError, quoted

__all__ = ["Columns", "read_columns"]

Columns: TypeAlias = dict[str, dict[str, str]]
"""By the name of a column, the values of words. A word without a value is left out."""

_FRACTION = re.compile(r"-?\d*\.\d+(e-?\d+)?")  # a whole number may be a year
_TABLE = "A table of words has a heading, then a word and its values on each line, with tabs between them."


def read_columns(path: str | os.PathLike[str]) -> Columns:
    """Read a table of words, in UTF-8.

    Args:
        path: of the file.

    Raises:
        SourceError: it is missing or cannot be read.
        FormatError: it is no such table; the message names the line.
    """
    try:
        lines = Path(path).read_bytes().splitlines()
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read: {error.strerror or error}. Check the name and the folder."
        ) from error
    rows = [_cells(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise FormatError(f"{path} is empty. {_TABLE}")
    _, *names = rows[0][1]
    if not names or not all(names) or len(set(names)) < len(names):
        raise FormatError(f"{path}, line {rows[0][0]:,}: its columns must have names, each its own. {_TABLE}")
    columns: Columns = {name: {} for name in names}
    seen: dict[str, int] = {}
    for number, (word, *values) in rows[1:]:
        if len(values) != len(names):
            expected = f"{len(names) + 1} cells were expected, and there are {len(values) + 1}"
            raise FormatError(f"{path}, line {number:,}: {expected}. {_TABLE}")
        if (first := seen.setdefault(word, number)) != number:
            raise FormatError(f"{path}, line {number:,}: {quoted(word)} is in line {first:,} too. Leave one out.")
        for name, value in zip(names, values, strict=True):
            if value:
                columns[name][word] = value
    _check_heading(path, rows[0][0], columns)
    return columns


def _check_heading(path: object, line: int, columns: Columns) -> None:
    """Refuse a first line that is no heading, as far as one can tell: its word would be lost."""
    for name, values in columns.items():
        if name in values.values() or _FRACTION.fullmatch(name):
            what = f"{quoted(name)} is a value, and no name of a column"
            raise FormatError(f"{path}, line {line:,}: {what}. Put a heading above it. {_TABLE}")


def _cells(path: object, number: int, line: bytes) -> tuple[int, list[str]]:
    try:
        return number, line.decode("utf-8-sig" if number == 1 else "utf-8").split("\t")
    except UnicodeDecodeError:
        raise FormatError(f"{path}, line {number:,}: it is not valid UTF-8. Convert the file to UTF-8.") from None
