"""Which column or field holds the text, and Arrow's columns joined without a Python string for each document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from firth.errors import ConfigError, CorpusError
from firth.text.chunks import Documents

__all__ = [
    "all_of",
    "check_is_text",
    "checked",
    "is_id_lists",
    "is_lists",
    "is_text",
    "joined",
    "text_column",
    "text_field",
]

_MOST_SHOWN = 1000
"""Characters of the names of columns in a message."""


def is_text(kind: Any, *, lists: bool = False) -> bool:
    """Whether an Arrow type is one of text, or else of lists of words or ids where ``lists`` says that these will do.

    A column of nothing but missing values passes too.
    """
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    kinds = pa.types
    text = kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind)
    return bool(text or kinds.is_null(kind) or (lists and (is_lists(kind) or is_id_lists(kind))))


def is_lists(kind: Any) -> bool:
    """Whether an Arrow type is one of lists of words."""
    return _is_of_lists(kind) and is_text(kind.value_type)


def is_id_lists(kind: Any) -> bool:
    """Whether an Arrow type is one of lists of whole numbers."""
    return _is_of_lists(kind) and bool(pa.types.is_integer(kind.value_type))


def _is_of_lists(kind: Any) -> bool:
    kinds = pa.types
    return bool(kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind))


def text_column(name: str, schema: Any, field: str | None, *, lists: bool = False) -> int:
    """Which column of a table holds the text.

    Args:
        name: of the source.
        schema: the table's, from PyArrow.
        field: the column asked for. None: the one called "text", or the only one that holds text.
        lists: whether one of lists of words will do.

    Raises:
        ConfigError: there is no such column, or several could be meant.
        CorpusError: the column asked for does not hold text.
    """
    held = all_of(f"{column.name} ({column.type})" for column in schema)
    if field is None:
        texts = [
            column.name for column in schema if is_text(column.type, lists=lists) and not pa.types.is_null(column.type)
        ]
        if "text" not in texts and len(texts) != 1:
            ids = lists and len(schema) > 0 and all(pa.types.is_integer(column.type) for column in schema)
            remedy = ". If these are ids, a sentence in each row, give frame.to_numpy()" if ids else ""
            raise ConfigError("text_field", None, f"say which column of {name} holds the text; it has: {held}{remedy}")
        return int(schema.get_field_index("text" if "text" in texts else texts[0]))
    if field not in schema.names:
        raise ConfigError("text_field", field, f"{name} has no such column; it has: {held}")
    column = schema.names.index(field)
    check_is_text(f"column {field!r} of {name}", schema.field(column).type, lists=lists)
    return int(column)


def text_field(what: str, rows: Sequence[Mapping[str, Any]], field: str | None) -> str:
    """Which field of objects holds the text, by the first of them.

    Args:
        what: the first object, as messages call it.
        rows: the first objects, at least one: so many that some have no missing value, if there are such.
        field: the one asked for. None: the one called "text", or the only one that holds text.

    Raises:
        ConfigError: there is no such field, or several could be meant.
    """
    keys = list(dict.fromkeys(key for row in rows for key in row))
    texts = ["text"] if "text" in keys else [key for key in keys if any(isinstance(row.get(key), str) for row in rows)]
    texts = texts or [key for key in keys if all(row.get(key) is None for row in rows)]
    found = texts[0] if field is None and len(texts) == 1 else field
    if found is None or found not in keys:
        remedy = "say which field holds the text" if found is None else "there is no such field"
        raise ConfigError("text_field", field, f"{remedy}; {what} has: {all_of(map(str, keys))}")
    return found


def all_of(names: Iterable[str]) -> str:
    """The names of columns or fields as messages show them: all, unless a file has thousands."""
    text = ", ".join(names)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


def check_is_text(what: str, kind: Any, *, lists: bool = False) -> None:
    """Refuse a column of something else; lists of words pass where ``lists`` says so.

    Raises:
        CorpusError: it does not hold text.
    """
    if is_text(kind, lists=lists):
        return
    if is_lists(kind):
        raise CorpusError(f"{what} holds lists of words, not text. Give them from Python: column.to_pylist().")
    remedy = "Give a column of strings, or convert it."
    if pa.types.is_integer(kind):
        remedy = "Ids that belong together are lists: frame.groupby('session')['item'].agg(list)."
    elif _is_of_lists(kind) and pa.types.is_floating(kind.value_type):
        remedy = "If these are ids, missing ones made fractions of them: leave those out, and convert the rest."
    raise CorpusError(f"{what} holds {kind}, not text. {remedy}")


def checked(column: Any) -> Any:
    """The same column of a file, once it is known that all of it lies in the file.

    PyArrow believes what an Arrow file says: with wild offsets, reading the texts would end the process. Whether they
    are UTF-8 is found out later, where the line is known.

    Args:
        column: an Arrow array of text.

    Raises:
        pyarrow.ArrowInvalid: it is damaged.
    """
    if pa.types.is_dictionary(column.type):
        column.indices.validate(full=True)
        pa.DictionaryArray.from_arrays(column.indices, _as_bytes(column.dictionary))  # looks at the indices
    else:
        _as_bytes(column)
    return column


def _as_bytes(texts: Any) -> Any:
    """Texts, or nothing at all, as bytes in the same places, validated."""
    texts.validate()
    if pa.types.is_string(texts.type):
        texts = texts.view(pa.binary())
    elif pa.types.is_large_string(texts.type):
        texts = texts.view(pa.large_binary())
    elif pa.types.is_string_view(texts.type):
        texts = texts.view(pa.binary_view())
    texts.validate(full=True)
    return texts


def joined(number: int, column: Any, size: int) -> Iterator[Documents]:
    """The texts of a column in pieces of about ``size`` bytes; missing values are left out.

    Args:
        number: of the first document.
        column: an Arrow array of text.
        size: bytes of a piece; a longer document makes it longer.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 - only tables need it

    if pa.types.is_null(column.type):
        return
    if pa.types.is_dictionary(column.type):  # Arrow can cast only some of them
        column = pc.take(pc.cast(column.dictionary, pa.large_string()), column.indices)
    texts = pc.cast(column, pa.large_string())
    present = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False))
    nothing, newline = (pa.scalar(text, pa.large_string()) for text in ("", "\n"))
    lines = pc.binary_join_element_wise(texts.drop_null(), nothing, newline)
    _, offsets_buffer, data = lines.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int64)[lines.offset : lines.offset + len(lines) + 1]
    first = 0
    while first < len(lines):
        last = max(int(np.searchsorted(offsets, offsets[first] + size, side="right")) - 1, first + 1)
        start, end = int(offsets[first]), int(offsets[last])
        yield Documents(number + int(present[first]), data.slice(start, end - start).to_pybytes())
        first = last
