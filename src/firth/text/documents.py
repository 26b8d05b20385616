"""Texts that come from Python: iterables of strings or mappings, columns and tables of any data frame library.

Each string is a document, whose end ends a sentence as a newline does. Columns that speak Arrow are joined in
its memory, others string by string.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple

import pyarrow as pa

from firth.config import ReadConfig
from firth.errors import ConfigError, CorpusError, quoted
from firth.text.chunks import Documents, FindSplit, document_pieces
from firth.text.sources import CHUNK_BYTES, Chunk
from firth.text.tables.text_column import check_is_text, is_lists, joined, text_column, text_field

__all__ = ["Column", "column_of", "document_chunks", "first_present", "is_missing", "taken_until", "word_lists"]

_NAME = "<iterable>"
_BATCH_ROWS = 1 << 12
_OF_TABLES = ("columns", "column_names", "schema")
"""Attributes that tell a table that speaks Arrow from a column."""
_MOST_ROWS = 100
"""Mappings that are looked at to find the field of the text, where values are missing in the first."""


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


def word_lists(column: Column) -> Iterable[object] | None:
    """The sentences of a column of lists of words, None where one is missing; None of a column of text.

    Raises:
        CorpusError: all are missing.
    """
    if not is_lists(column.type):
        return None
    _, lists = first_present(words for chunk in column.chunks for words in chunk.to_pylist())
    return lists


def is_missing(item: object) -> bool:
    """Whether an item is a missing one: None, NaN, or pandas' NA or NaT."""
    if item is None or isinstance(item, Iterable):
        return item is None
    try:
        return not bool(item == item)  # noqa: PLR0124 - what NaN is not
    except TypeError:  # NA is neither equal nor different
        return True


def first_present(items: Iterable[object]) -> tuple[object, Iterable[object]]:
    """The first item that is not missing, and all items, of an iterable that may be read once only.

    Raises:
        CorpusError: there are none, or all are missing.
    """
    taken, whole = taken_until(items, lambda item: not is_missing(item))
    if not taken:
        raise CorpusError(
            "the iterable gave nothing. A generator that was consumed before looks like this: make it anew, or keep "
            "its items in a list."
        )
    if is_missing(taken[-1]):
        raise CorpusError(_all_missing(len(taken)))
    return taken[-1], whole


def taken_until(
    items: Iterable[object], enough: Callable[[object], bool], most: int | None = None
) -> tuple[list[object], Iterable[object]]:
    """The items up to the first that is enough, ``most`` at most; and all items, also of what can be read only once."""
    iterator = iter(items)
    taken: list[object] = []
    for item in islice(iterator, most):
        taken.append(item)
        if enough(item):
            break
    return taken, chain(taken, iterator) if iterator is items else items


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


def _of_arrow(text: Any, reading: ReadConfig) -> Column | None:
    """The column; None of one whose items Arrow cannot convert, so that they are looked at one by one."""
    columns = getattr(text, "columns", None)
    if hasattr(text, "loc") and columns is not None and reading.text_field in list(columns):
        text = text[[reading.text_field]]  # pandas would convert every column, and may fail at another
    is_table = any(hasattr(text, name) for name in _OF_TABLES)
    try:
        batches = pa.RecordBatchReader.from_stream(text) if is_table else _imported(text)
    except (pa.ArrowException, OSError, TypeError, ValueError) as error:
        if not is_table and isinstance(text, Iterable):
            return None
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
    """A column as a chunked array; one of mappings as a reader of record batches, missing ones left out."""
    column = pa.chunked_array(text if hasattr(text, "__arrow_c_stream__") else [pa.array(text)])
    if not pa.types.is_struct(column.type):
        return column
    batches = [pa.RecordBatch.from_struct_array(chunk.drop_null()) for chunk in column.chunks]
    return pa.RecordBatchReader.from_batches(pa.schema(list(column.type)), batches)


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
    number, missing = 1, 0
    for chunk in column.chunks:
        yield from joined(number, chunk, size)
        number += len(chunk)
        missing += chunk.null_count
    if missing == number - 1 > 0:
        raise CorpusError(_all_missing(missing))


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
    _, texts = first_present(texts)
    field, texts = _field_of(texts, reading)
    first, number, length = 1, 0, 0
    waiting: list[str] = []
    is_empty = True
    for number, item in enumerate(texts, 1):
        value = item.get(field) if field is not None and isinstance(item, Mapping) else item
        text = value if type(value) is str else _text_of(value, number)
        if text is None:
            continue
        if not waiting:
            first, is_empty = number, False
        waiting.append(text)
        length += len(text)
        if length >= size:
            yield Documents(first, _encoded(waiting, first, reading))
            length, waiting = 0, []
    if is_empty:
        raise CorpusError(_all_missing(number, field))
    if waiting:
        yield Documents(first, _encoded(waiting, first, reading))


def _all_missing(number: int, field: str | None = None) -> str:
    what = "every item" if field is None else f"the field {field!r} of every item"
    return f"{what} is missing (None or NaN), {number:,} in all, so there is no text. Give one that has some."


def _field_of(items: Iterable[object], reading: ReadConfig) -> tuple[str | None, Iterable[object]]:
    """The field that holds the text, None of strings; and the items again."""
    first, items = first_present(items)
    if not isinstance(first, Mapping):
        if reading.text_field is not None:
            raise ConfigError(
                "text_field",
                reading.text_field,
                "has no effect on strings, which are the text themselves; leave it out"
                if isinstance(first, str)
                else f"has no effect on items that have no fields ({type(first).__name__}); leave it out",
            )
        return None, items
    taken, items = taken_until(items, _is_whole, _MOST_ROWS)
    rows = [row for row in taken if isinstance(row, Mapping)]
    return text_field("document 1", rows or [first], reading.text_field), items


def _is_whole(row: object) -> bool:
    return isinstance(row, Mapping) and not any(map(is_missing, row.values()))


def _text_of(item: object, number: int) -> str | None:
    """The text of one item; None if it is missing."""
    if isinstance(item, str):
        return str(item)
    if is_missing(item):
        return None
    remedy = "Convert it with str() or bytes.decode(), or leave it out."
    if isinstance(item, list | tuple):
        remedy = (
            "Give either strings or lists of words, and nothing deeper: [text for texts in items for text in texts]."
        )
    raise CorpusError(
        f"document {number:,} is {quoted(item)} ({type(item).__name__}) where a string is meant. {remedy}"
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
            f"a document near number {number:,} holds {quoted(text[error.start])}, half of a surrogate pair, which is "
            "not a character. Pass errors='replace' (--errors replace) to read on with U+FFFD in its place."
        ) from None
