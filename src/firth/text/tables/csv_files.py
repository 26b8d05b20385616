"""Tables in text files: values between commas (.csv) or tabs (.tsv), quoted as RFC 4180 says; a batch at a time.

Such a file is a table by its name, if a column is asked for or its first line has several values: commas and tabs by
themselves say nothing.
"""

import csv
import io
import re
from collections.abc import Generator, Iterator, Sequence
from threading import Lock
from typing import Any

import pyarrow as pa

from firth.config import ReadConfig
from firth.errors import ConfigError, CorpusError, FirthError
from firth.text.chunks import Documents
from firth.text.tables.text_column import all_of, joined
from firth.text.to_utf8 import peeked, valid_blocks

__all__ = ["delimited_documents", "is_delimited"]

_NAME = re.compile(r"\.([ct])sv(\.\w+)?$", re.IGNORECASE)

_DELIMITERS = {"c": ",", "t": "\t"}

_BLOCK_BYTES = 16 << 20
"""What is parsed at a time. A row must fit into it, and PyArrow reads a few ahead."""

_HEAD_BYTES = 1 << 16
"""Enough to hold the names of the columns."""


def is_delimited(name: str, head: bytes, reading: ReadConfig) -> bool:
    """Whether a text is CSV or TSV.

    Args:
        name: of the source; the ending of a compression, such as .gz, may follow its own.
        head: its beginning.
        reading: says whether a column is asked for.
    """
    found = _NAME.search(name)
    return found is not None and (
        reading.text_field is not None or len(_columns(head, _DELIMITERS[found[1].lower()])) > 1
    )


def delimited_documents(
    name: str, blocks: Iterator[bytes], reading: ReadConfig, size: int
) -> Generator[Documents, None, None]:
    """The texts of a column of CSV or TSV. The first row holds the columns' names; an empty value is an empty text.

    Args:
        name: of the source; says which of the two it is.
        blocks: UTF-8 text, cut anywhere.
        reading: gives the column's name. None: the one called "text".
        size: bytes of a piece.

    Raises:
        ConfigError: there is no such column.
        CorpusError: a row has more or fewer values than the first, or more than 16 MB; the file is empty.
        TextEncodingError: bytes that are not UTF-8, unless ``reading.errors`` is "replace".
    """
    head, blocks = peeked(valid_blocks(name, blocks, reading), _HEAD_BYTES)
    kind = _NAME.search(name)
    assert kind is not None, "is_delimited was asked before"
    delimiter = _DELIMITERS[kind[1].lower()]
    field = _field(name, _columns(head, delimiter), reading)
    file = _File(blocks)
    number = 1
    try:
        for batch in _batches(file, field, delimiter):
            yield from joined(number, batch.column(0), size)
            number += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, FirthError):
            raise
        raise CorpusError(_complaint(name, head, error)) from error
    finally:
        file.end()


def _field(name: str, columns: Sequence[str], reading: ReadConfig) -> str:
    field = "text" if reading.text_field is None else reading.text_field
    if field in columns or not columns:  # an empty table has a message of its own
        return field
    held = all_of(columns)
    if reading.text_field is None:
        remedy = f"say which column of {name} holds the text; it has: {held}. Plain text needs another ending: .txt"
    else:
        remedy = f"{name} has no such column; it has: {held}"
    raise ConfigError("text_field", reading.text_field, remedy)


def _batches(file: "_File", field: str, delimiter: str) -> Any:
    import pyarrow.csv as arrow_csv  # noqa: PLC0415 - only these tables need it

    return arrow_csv.open_csv(
        pa.PythonFile(file, mode="r"),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=[field],
            column_types={field: pa.large_string()},  # numbers and dates stay as they are written
            check_utf8=False,  # it was
        ),
    )


def _columns(head: bytes, delimiter: str) -> list[str]:
    """The names of the columns, by the beginning of the file; none if they are too long to be names."""
    rows = csv.reader(io.StringIO(head.decode(errors="replace"), newline=""), delimiter=delimiter)
    try:
        return next((row for row in rows if row), [])
    except csv.Error:
        return []


def _complaint(name: str, head: bytes, error: Exception) -> str:
    if not head.strip():
        return f"{name} is empty: a table begins with a row of the names of its columns. Fetch or make it again."
    if "straddl" in str(error):
        return (
            f'{name}: a row has more than {_BLOCK_BYTES >> 20} MB; probably a quote (") that begins a value has no '
            "other that ends it. Write the table anew with a program that quotes, or as JSON Lines."
        )
    what = str(error).rstrip(".")
    return (
        f"{name} is a damaged table: {what}. Rows are counted with that of the names. Values that hold "
        'the delimiter have to be between quotes ("), with "" for a quote inside.'
    )


class _File:
    """What PyArrow asks of a Python file. It reads ahead on a thread of its own, even when no more is wanted."""

    closed = False

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""
        self._lock = Lock()

    def read(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end only: a row has to lie within two reads."""
        with self._lock:
            parts, length = [self._rest], len(self._rest)
            while length < size and (block := next(self._blocks, b"")):
                parts.append(block)
                length += len(block)
            data = b"".join(parts)
            self._rest = data[size:]
            return data[:size]

    def end(self) -> None:
        """End the file: the blocks are not used any more, so that they can be closed."""
        with self._lock:
            self._blocks, self._rest = iter(()), b""

    def close(self) -> None:
        """Whoever opened the source closes it."""
