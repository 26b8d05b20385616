"""Which columns of a table are the words and which the vectors, as Arrow's columns.

The words are a column of strings, or ids: one of whole numbers. The vectors are a column of lists, or all columns of
numbers, one a dimension.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from firth.errors import FormatError, counted, listed, quoted
from firth.formats.arrays.npy import as_float32
from firth.formats.arrays.words_beside import distinct
from firth.formats.record import Record
from firth.formats.words import is_id

__all__ = ["record_of", "table_of"]

WORDS = ("word", "words", "token", "tokens", "key", "label", "name", "text", "index", "__index_level_0__")
VECTORS = ("vector", "vectors", "embedding", "embeddings", "values")
COUNTS = ("count", "counts", "frequency", "freq")
IDS = ("word", "__index_level_0__")
"""Columns that are ids if they are of whole numbers and no column holds words; the second is the index of pandas."""
OTHERS = ("context", "contexts", "id", "row", "rank", "level_0", "index", "__index_level_0__")
"""Columns that are no dimension of the vectors, where each has a column of its own."""


def record_of(table: Any, name: str) -> Record:
    """The words and vectors of a table.

    Args:
        table: of PyArrow.
        name: what messages call it.

    Raises:
        FormatError: there is no column of words, no vectors, or they do not fit together.
    """
    if not table.num_rows:
        raise FormatError(f"{name} has no rows. Fetch or make it again.")
    column, of_ids = _column_of_words(table, name)
    words = _ids(table.column(column), name) if of_ids else _words(table.column(column), name)
    lists = [field.name for field in table.schema if _is_list(field.type)]
    if lists:
        vectors = _matrix(table.column(_chosen(lists, VECTORS, name, "vectors")), words, name)
    else:
        vectors = _side_by_side(table, name, column)
    contexts = _matrix(table.column("context"), words, name) if "context" in lists else None
    counts = next((table.column(column) for column in COUNTS if column in table.column_names), None)
    info = {"source_format": "table"}
    return Record(tuple(distinct(words, name)), vectors, contexts, _counted(counts), info, of_ids=of_ids)


def table_of(record: Record) -> Any:
    """A table with the columns ``word``, ``vector``, and ``context`` and ``count`` where there are any."""
    words = pa.array(map(int, record.words), pa.int64()) if record.of_ids else pa.array(list(record.words), pa.string())
    columns: dict[str, Any] = {"word": words}
    for name, matrix in (("vector", record.vectors), ("context", record.contexts)):
        if matrix is not None:
            flat = pa.array(np.ascontiguousarray(matrix).reshape(-1))
            columns[name] = pa.FixedSizeListArray.from_arrays(flat, matrix.shape[1])
    if record.counts is not None:
        columns["count"] = pa.array(record.counts)
    return pa.table(columns)


def _column_of_words(table: Any, name: str) -> tuple[str, bool]:
    """The name of the column of words, and whether these are ids."""
    texts = [field.name for field in table.schema if _is_text(field.type)]
    ids = [field.name for field in table.schema if field.name in IDS and pa.types.is_integer(field.type)]
    if not texts and ids:
        return ids[0], True
    if not texts:
        shown = listed([f"{field.name}: {field.type}" for field in table.schema]) or "no columns"
        raise FormatError(
            f"{name} has no column of words (strings); it has {shown}. Add one, or make the words the index of the "
            f"frame: frame.index = words. Ids are whole numbers, in a column called word"
        )
    return _chosen(texts, WORDS, name, "words"), False


def _ids(column: Any, name: str) -> list[str]:
    if column.null_count:
        raise FormatError(f"{name}: {counted(column.null_count, 'row')} without an id. Take them out.")
    digits = list(map(str, column.to_pylist()))
    wrong = next((each for each in digits if not is_id(each)), None)
    if wrong is not None:
        raise FormatError(
            f"{name}: {wrong} is not an id. Ids are whole numbers from 0 to 2**63 - 1; words are strings."
        )
    return digits


def _words(column: Any, name: str) -> list[str]:
    if column.null_count:
        raise FormatError(f"{name}: {counted(column.null_count, 'row')} without a word. Take them out.")
    try:
        return column.cast(pa.large_string()).to_pylist()  # type: ignore[no-any-return] # strings
    except (UnicodeDecodeError, pa.ArrowInvalid):
        raise FormatError(f"{name}: a word is not valid UTF-8. Make the table again.") from None


def _chosen(columns: list[str], usual: tuple[str, ...], name: str, what: str) -> str:
    """One of some columns that might all be meant."""
    if len(columns) == 1:
        return columns[0]
    by_name = {column.lower(): column for column in reversed(columns)}
    found = next((by_name[each] for each in usual if each in by_name), None)
    if found is None:
        raise FormatError(
            f"{name} has {len(columns)} columns that may be the {what} ({listed(columns)}). "
            f"Name one of them {usual[0]!r}, or leave the others out."
        )
    return found


def _side_by_side(table: Any, name: str, words: str) -> NDArray[np.float32]:
    """float32[V, D] of the columns of numbers, with decimals or whole, but for that of the words."""
    fields = [field for field in table.schema if field.name.lower() not in (*COUNTS, *OTHERS, words.lower())]
    columns = [f.name for f in fields if pa.types.is_floating(f.type) or pa.types.is_integer(f.type)]
    if not columns:
        shown = listed([f"{field.name}: {field.type}" for field in table.schema])
        raise FormatError(
            f"{name} has no numbers: its columns are {shown}. The vectors are a column of lists of numbers, or columns "
            f"of numbers, one for each dimension."
        )
    matrix = np.empty((table.num_rows, len(columns)), np.float32)
    for place, column in enumerate(columns):
        values = table.column(column)
        if values.null_count:
            raise FormatError(f"{name}: the column {quoted(column)} has missing numbers. Fill them, or take them out.")
        matrix[:, place] = as_float32(values.to_numpy())
    return matrix


def _matrix(column: Any, words: list[str], name: str) -> NDArray[np.float32]:
    """float32[V, D] of a column of lists."""
    values = column.combine_chunks()
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if values.null_count:
        raise FormatError(f"{name}: {quoted(words[_first(values.is_null())])} has no vector. Take its row out.")
    if pa.types.is_fixed_size_list(values.type):
        width = values.type.list_size
    else:
        lengths = pc.list_value_length(values)
        width = lengths[0].as_py()
        unlike = pc.not_equal(lengths, width)
        if pc.any(unlike).as_py():
            row = _first(unlike)
            raise FormatError(
                f"{name}: the vector of {quoted(words[row])} has {counted(lengths[row].as_py(), 'value')}, and that of "
                f"{quoted(words[0])} {width:,}. All must have as many."
            )
    flat = values.flatten()
    if flat.null_count or not width:
        raise FormatError(f"{name}: a vector has missing values, or none. Take its row out.")
    return as_float32(flat.to_numpy(zero_copy_only=False)).reshape(-1, width)


def _first(mask: Any) -> int:
    return int(np.argmax(np.asarray(mask)))


def _counted(column: Any) -> NDArray[np.int64] | None:
    if column is None or not pa.types.is_integer(column.type) or column.null_count:
        return None
    counts = column.to_numpy().astype(np.int64)
    return counts if counts.min() >= 0 else None


def _is_text(kind: Any) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return bool(text or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))  # as Spark writes text


def _is_list(kind: Any) -> bool:
    of = pa.types
    listed_numbers = of.is_list(kind) or of.is_large_list(kind) or of.is_fixed_size_list(kind)
    return bool(listed_numbers and (of.is_floating(kind.value_type) or of.is_integer(kind.value_type)))
