"""Texts that come from Python: iterables of strings or mappings, columns and tables of any data frame library.

Each string is a document, whose end ends a sentence as a newline does. Columns that speak Arrow are joined in
its memory, others string by string.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import pyarrow as pa

from firth.config import ReadConfig
from firth.corpus.columns import check_is_text, joined, text_column, text_field
from firth.corpus.cutting import Cut, Documents, document_pieces
from firth.corpus.sources import CHUNK_BYTES, Chunk
from firth.errors import ConfigError, CorpusError, quoted

__all__ = ["document_chunks", "is_tabular"]

_NAME = "<iterable>"
_LIBRARIES = {"pandas", "polars", "pyarrow", "datasets"}
_BATCH_ROWS = 1 << 12


def is_tabular(text: object) -> bool:
    """Whether something is a column or a table, known without reading it: it speaks Arrow, or is of such a library."""
    library = type(text).__module__.partition(".")[0]
    return _speaks_arrow(text) or (library in _LIBRARIES and isinstance(text, Iterable | Mapping))


def document_chunks(text: Any, reading: ReadConfig, cut: Cut, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Read texts that come from Python, each once.

    Args:
        text: an iterable of strings or of mappings; a column or table of pandas, Polars, PyArrow or anything that
            speaks Arrow's stream protocol; a dataset of Hugging Face. None and NaN are left out.
        reading: gives the field of mappings and tables.
        cut: says where text may be cut.
        size: bytes of a chunk.

    Raises:
        CorpusError: something that is not text, or nothing at all.
        ConfigError: a table without the field, or a field where there is none.
    """
    done = 0
    for documents in _documents(text, reading, size):
        for number, data in document_pieces(_NAME, documents, reading, cut, size):
            done += len(data)
            yield Chunk(_NAME, number, data, done)


def _documents(text: Any, reading: ReadConfig, size: int) -> Iterator[Documents]:
    if isinstance(text, Mapping):
        raise CorpusError(
            f"a {type(text).__name__} with the keys {quoted(list(text), 80)} where texts are meant. Give one of its "
            f"values, such as text[{next(iter(text), 'key')!r}]."
        )
    if hasattr(text, "with_format") and hasattr(text, "select_columns") and hasattr(text, "__len__"):
        batches = (batch for table in _dataset_tables(text, reading) for batch in table.to_batches())
        yield from _of_batches(batches, reading, size)
    elif _speaks_arrow(text):
        yield from _of_arrow(text, reading, size)
    else:
        yield from _of_python(text, reading, size)


def _speaks_arrow(text: object) -> bool:
    return hasattr(text, "__arrow_c_stream__") or hasattr(text, "__arrow_c_array__")


def _dataset_tables(dataset: Any, reading: ReadConfig) -> Iterator[Any]:
    """The tables of a Hugging Face dataset. One that is streamed has none; it is an iterable of mappings."""
    if reading.field in dataset.column_names:
        dataset = dataset.select_columns([reading.field])
    return iter(dataset.with_format("arrow").iter(batch_size=_BATCH_ROWS))


def _of_arrow(text: Any, reading: ReadConfig, size: int) -> Iterator[Documents]:
    columns = getattr(text, "columns", None)
    if hasattr(text, "loc") and columns is not None and reading.field in list(columns):
        text = text[[reading.field]]  # pandas would convert every column, and may fail at another
    try:
        batches = _imported(text)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise CorpusError(
            f"the {type(text).__name__} cannot be read as text: {error}. Give its column of strings."
        ) from error
    if isinstance(batches, pa.RecordBatchReader):
        yield from _of_batches(batches, reading, size)
        return
    if reading.field is not None:
        raise ConfigError("field", reading.field, f"has no effect on one {type(text).__name__}; leave it out")
    check_is_text(f"the {type(text).__name__}", batches.type)
    yield from _of_columns(batches.chunks, size)


def _imported(text: Any) -> Any:
    """A reader of record batches, or of one column a chunked array."""
    if not hasattr(text, "__arrow_c_stream__"):
        array = pa.array(text)
        if not pa.types.is_struct(array.type):
            return pa.chunked_array([array])
        batch = pa.RecordBatch.from_struct_array(array)
        return pa.RecordBatchReader.from_batches(batch.schema, [batch])
    try:
        return pa.RecordBatchReader.from_stream(text)
    except pa.ArrowInvalid:  # no table, but a column
        return pa.chunked_array(text)


def _of_batches(batches: Iterable[Any], reading: ReadConfig, size: int) -> Iterator[Documents]:
    """The text column of record batches, whatever number of rows they have."""
    batches = iter(batches)
    first = next(batches, None)
    if first is not None:
        column = text_column("the table", first.schema, reading.field)
        yield from _of_columns((batch.column(column) for batch in chain((first,), batches)), size)


def _of_columns(columns: Iterable[Any], size: int) -> Iterator[Documents]:
    number = 1
    for column in columns:
        yield from joined(number, column, size)
        number += len(column)


def _of_python(texts: Any, reading: ReadConfig, size: int) -> Iterator[Documents]:
    if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
        raise CorpusError(
            f"the corpus is the {type(texts).__name__} {quoted(texts)} where texts are meant. Give a list of strings, "
            "or the path of a file."
        )
    first, number, length = 1, 0, 0
    field = None
    waiting: list[str] = []
    for number, item in enumerate(texts, 1):
        if number == 1:
            field = _field_of(item, reading)
        value = item.get(field) if field is not None and isinstance(item, Mapping) else item
        text = value if type(value) is str else _text_of(value, number)
        if text is None:
            continue
        if not waiting:
            first = number
        waiting.append(text)
        length += len(text)
        if length >= size:
            yield Documents(first, _encoded(waiting, first, reading))
            length, waiting = 0, []
    if not number:
        raise CorpusError(
            "the iterable gave no texts. A generator that was consumed before looks like this: make it anew, or keep "
            "the texts in a list."
        )
    if waiting:
        yield Documents(first, _encoded(waiting, first, reading))


def _field_of(first: object, reading: ReadConfig) -> str | None:
    """The field that holds the text, by the first item; None of strings."""
    if isinstance(first, Mapping):
        return text_field("document 1", first, reading.field)
    if reading.field is not None:
        raise ConfigError("field", reading.field, f"has no effect on a {type(first).__name__}; leave it out")
    return None


def _text_of(item: object, number: int) -> str | None:
    """The text of one item; None if it is missing."""
    if isinstance(item, str):
        return str(item)
    if item is None or item != item:  # noqa: PLR0124 - NaN, which data frames put where a text is missing
        return None
    kind = type(item).__name__
    raise CorpusError(
        f"document {number:,} is {quoted(item)} ({kind}) where a string is meant. Convert it with str() or "
        "bytes.decode(), or leave it out."
    )


def _encoded(texts: list[str], first: int, reading: ReadConfig) -> bytes:
    """The texts as UTF-8, each with a newline behind it."""
    texts.append("")
    text = "\n".join(texts)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        if reading.errors == "replace":
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        number = first + text.count("\n", 0, error.start)
        raise CorpusError(
            f"a document near number {number:,} holds {quoted(text[error.start])}, half of a surrogate "
            "pair, which is no character. Pass errors='replace' (--errors replace) to read on with U+FFFD in its place."
        ) from None
