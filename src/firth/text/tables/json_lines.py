"""JSON Lines: one object a line, one of its fields the text.

PyArrow reads what is well formed, off Python's lock. Lines that it refuses are read again by Python's ``json``,
which decides, and knows which line it is.
"""

import re
from collections.abc import Generator, Iterator
from typing import Any

import pyarrow as pa

from firth.config import ReadConfig
from firth.errors import ConfigError, CorpusError, quoted
from firth.formats.strict_json import shallow_json
from firth.text.chunks import Documents, Piece, cut_text
from firth.text.split_points import at_line_end
from firth.text.tables.text_column import joined, text_field
from firth.text.to_utf8 import encoding_error

__all__ = ["is_json_lines", "json_documents"]

_MOST_ROWS = 100
"""Lines that are looked at to find the field of the text, where the first have a null."""

_NAME = re.compile(r"\.(jsonl|ndjson)(\.\w+)?$", re.IGNORECASE)


def is_json_lines(name: str, head: bytes, reading: ReadConfig) -> bool:
    """Whether a text is JSON Lines: it begins as such, and by its name or by a field that is asked for.

    Args:
        name: of the source.
        head: the text's beginning.
        reading: gives the field.

    Raises:
        ConfigError: a field is asked for, but the text is not a table.
    """
    first = head.lstrip()[:1]
    if first == b"{" and (reading.text_field is not None or _NAME.search(name)):
        return True
    if reading.text_field is None:
        return False
    remedy = "is one JSON array; make it JSON Lines: jq -c '.[]'" if first == b"[" else "is plain text; leave it out"
    raise ConfigError(
        "text_field",
        reading.text_field,
        f"has an effect on tables, JSON Lines and files named .csv or .tsv only, and {name} {remedy}",
    )


def json_documents(
    name: str, blocks: Iterator[bytes], reading: ReadConfig, size: int
) -> Generator[Documents, None, None]:
    """The texts of JSON Lines; lines without the field, or with null there, are left out.

    Args:
        name: of the source.
        blocks: UTF-8 text, cut anywhere.
        reading: gives the field. None: the field "text", or the only one of the first line that holds text.
        size: bytes of a piece.

    Raises:
        ConfigError: the first line has no such field, or several could be meant.
        CorpusError: a line that is not an object, or whose field holds something other than text.
    """
    field = ""
    for piece in cut_text(name, blocks, at_line_end, reading.errors):
        field = field or _field(name, piece, reading)
        yield from joined(piece.line, _texts(name, _valid(name, piece, reading), field, reading), size)


def _valid(name: str, piece: Piece, reading: ReadConfig) -> Piece:
    try:
        piece.data.decode()
    except UnicodeDecodeError as error:
        if reading.errors == "strict":
            line = piece.line + piece.data.count(b"\n", 0, error.start)
            raise encoding_error(name, line, error) from None
        return Piece(piece.line, piece.data.decode(errors="replace").encode())
    return piece


def _field(name: str, piece: Piece, reading: ReadConfig) -> str:
    """The field that holds the text, by the first lines that are not blank; "" if all are."""
    first, rows = 0, []
    for number, line in enumerate(piece.data.split(b"\n"), piece.line):
        if not line.strip():
            continue
        rows.append(_row(name, number, line))
        first = first or number
        if len(rows) == _MOST_ROWS or None not in rows[-1].values():
            break
    return text_field(f"line {first:,} of {name}", rows, reading.text_field) if rows else ""


def _texts(name: str, piece: Piece, field: str, reading: ReadConfig) -> Any:
    import pyarrow.json as arrow_json  # noqa: PLC0415 - only JSON needs it

    try:
        schema = pa.schema([(field, pa.large_string())])
        table = arrow_json.read_json(
            pa.BufferReader(piece.data),
            read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(piece.data) + 1),
            parse_options=arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except (pa.ArrowException, UnicodeEncodeError):  # the latter: half of a surrogate pair in the field's name
        return _texts_by_python(name, piece, field, reading)
    lines = [line for line in map(bytes.strip, piece.data.split(b"\n")) if line]
    if table.num_rows != len(lines) or not all(line.startswith(b"{") and line.endswith(b"}") for line in lines):
        return _texts_by_python(name, piece, field, reading)  # several objects in a line, or one in several
    return table.column(0).combine_chunks() if table.num_rows else pa.array([], pa.large_string())


def _texts_by_python(name: str, piece: Piece, field: str, reading: ReadConfig) -> Any:
    texts = []
    for number, line in enumerate(piece.data.split(b"\n"), piece.line):
        text = _row(name, number, line).get(field) if line.strip() else None
        if not isinstance(text, str | None):
            raise CorpusError(
                f"{name}, line {number:,}: the field {field!r} holds {quoted(text)} ({type(text).__name__}), not text."
            )
        texts.append(text if text is None or text.isascii() else _encodable(name, number, text, reading))
    return pa.array(texts, pa.large_string())


def _encodable(name: str, number: int, text: str, reading: ReadConfig) -> str:
    r"""The text, if it has no half of a surrogate pair ("\ud800"), which UTF-8 cannot write."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        if reading.errors == "replace":
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        raise CorpusError(
            f"{name}, line {number:,}: half of a surrogate pair, {quoted(text[error.start])}, is not a character. Pass "
            f"errors='replace' (--errors replace) to read on with U+FFFD in its place."
        ) from None
    return text


def _row(name: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        row = shallow_json(line)
    except ValueError as error:
        raise CorpusError(
            f"{name}, line {number:,}: this is not JSON ({error}). JSON Lines hold one object a line."
        ) from None
    if not isinstance(row, dict):
        raise CorpusError(f'{name}, line {number:,}: {quoted(row)} where an object is meant, {{"text": ...}}.')
    return row
