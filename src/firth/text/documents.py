"""Texts that come from Python: iterables of strings or mappings, columns and tables of any data frame library.

Each string is a document, whose end ends a sentence as a newline does. Columns that speak Arrow are joined in
its memory, others string by string.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import pyarrow as pa

from firth.config import ReadConfig
from firth.errors import ConfigError, CorpusError, quoted
from firth.text.chunks import Documents, FindSplit, document_pieces
from firth.text.sources import CHUNK_BYTES, Chunk
from firth.text.tables.text_column import check_is_text, is_lists, joined, text_column, text_field

__all__ = ["Column", "column_of", "document_chunks", "word_lists"]

_NAME = "<iterable>"
_BATCH_ROWS = 1 << 12


class Column(NamedTuple):
    """What holds the text in a column or a table that came from Python.

    Attributes:
        name: as messages call it.
        type: Arrow's, of text or of lists of words.
        chunks: its Arrow arrays, to be read once.
    """

    name: str
    type: Any
    chunks: Iterator[Any]


def column_of(text: Any, reading: ReadConfig) -> Column | None:
    """The column that holds the text, of what speaks Arrow; None of anything else.

    Args:
        text: a column or table of pandas, Polars or PyArrow, or a dataset of Hugging Face.
        reading: gives the field of tables.

    Raises:
        CorpusError: it does not hold text.
        ConfigError: a table without the field, or a field where there is none.
    """
    if hasattr(text, "with_format") and hasattr(text, "select_columns") and hasattr(text, "__len__"):
        batches = (batch for table in _dataset_tables(text, reading) for batch in table.to_batches())
        return _of_batches(batches, reading)
    if hasattr(text, "__arrow_c_stream__") or hasattr(text, "__arrow_c_array__"):
        return _of_arrow(text, reading)
    return None


def word_lists(column: Column) -> Iterator[list[str]] | None:
    """The sentences of a column of lists of words, missing ones left out; None of a column of text."""
    if not is_lists(column.type):
        return None
    return (words for chunk in column.chunks for words in chunk.to_pylist() if words is not None)


def document_chunks(text: Any, reading: ReadConfig, cut: FindSplit, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Read texts that come from Python, each once.

    Args:
        text: a column of text, or an iterable of strings or of mappings. None and NaN are left out.
        reading: gives the field of mappings.
        cut: says where text may be cut.
        size: bytes of a chunk.

    Raises:
        CorpusError: something that is not text, or nothing at all.
        ConfigError: mappings without the field, or a field where there is none.
    """
    done = 0
    every = _of_column(text, size) if isinstance(text, Column) else _of_python(text, reading, size)
    for documents in every:
        for number, data in document_pieces(_NAME, documents, reading, cut, size):
            done += len(data)
            yield Chunk(_NAME, number, data, done)


def _dataset_tables(dataset: Any, reading: ReadConfig) -> Iterator[Any]:
    """The tables of a Hugging Face dataset. One that is streamed has none; it is an iterable of mappings."""
    if reading.text_field in dataset.column_names:
        dataset = dataset.select_columns([reading.text_field])
    return iter(dataset.with_format("arrow").iter(batch_size=_BATCH_ROWS))


def _of_arrow(text: Any, reading: ReadConfig) -> Column:
    columns = getattr(text, "columns", None)
    if hasattr(text, "loc") and columns is not None and reading.text_field in list(columns):
        text = text[[reading.text_field]]  # pandas would convert every column, and may fail at another
    try:
        batches = _imported(text)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise CorpusError(
            f"the {type(text).__name__} cannot be read as text: {error}. Give its column of strings."
        ) from error
    if isinstance(batches, pa.RecordBatchReader):
        return _of_batches(batches, reading)
    if reading.text_field is not None:
        raise ConfigError("text_field", reading.text_field, f"has no effect on one {type(text).__name__}; leave it out")
    column = Column(f"the {type(text).__name__}", batches.type, iter(batches.chunks))
    check_is_text(column.name, column.type, lists=True)
    return column


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


def _of_batches(batches: Iterable[Any], reading: ReadConfig) -> Column:
    """The text column of record batches, whatever number of rows they have."""
    batches = iter(batches)
    first = next(batches, None)
    if first is None:
        return Column("the table", pa.null(), iter(()))
    place = text_column("the table", first.schema, reading.text_field, lists=True)
    chunks = (batch.column(place) for batch in chain((first,), batches))
    return Column("the table", first.schema.field(place).type, chunks)


def _of_column(column: Column, size: int) -> Iterator[Documents]:
    number = 1
    for chunk in column.chunks:
        yield from joined(number, chunk, size)
        number += len(chunk)


def _of_python(texts: Any, reading: ReadConfig, size: int) -> Iterator[Documents]:
    if isinstance(texts, Mapping):
        raise CorpusError(
            f"a {type(texts).__name__} with the keys {quoted(list(texts), 80)} where texts are meant. Give one of its "
            f"values, such as text[{next(iter(texts), 'key')!r}]."
        )
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
        return text_field("document 1", first, reading.text_field)
    if reading.text_field is not None:
        raise ConfigError("text_field", reading.text_field, f"has no effect on a {type(first).__name__}; leave it out")
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
