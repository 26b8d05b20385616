"""Tables in files: Parquet, Arrow and Feather, a batch of one column at a time."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from firth.config import ReadConfig
from firth.errors import CorpusError, SourceError
from firth.text.chunks import Documents
from firth.text.stored import Stored
from firth.text.tables.text_column import checked, joined, text_column

__all__ = ["TableText", "table_texts"]

_MOST_ROWS = 1 << 16


class TableText(NamedTuple):
    """Documents of a table.

    Attributes:
        documents: some, one after the other.
        done: the share of the table's rows read so far, between 0 and 1.
    """

    documents: Documents
    done: float


def table_texts(stored: Stored, reading: ReadConfig, size: int) -> Iterator[TableText]:
    """Read the text column of a table, which is not read whole; missing values are left out.

    Args:
        stored: a file that is Parquet, Arrow or Feather by its first bytes.
        reading: gives the column's name.
        size: bytes of a piece.

    Raises:
        ConfigError: there is no such column, or several could be meant.
        CorpusError: the column does not hold text, or the table is damaged.
        SourceError: it comes from a pipe, and has to be read in any order.
    """
    head = stored.peek(8)
    file = stored.seekable()
    if file is None:
        raise SourceError(
            f"{stored.name} is a table that comes through a pipe, which cannot be read here. Give the file."
        )
    try:
        if head.startswith(b"PAR1"):
            yield from _parquet(stored.name, file, reading, size)
        elif head.startswith(b"ARROW1"):
            yield from _arrow_file(stored.name, file, reading, size)
        else:
            yield from _arrow_stream(stored.name, file, reading, size)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # the last: of a column's name
        if isinstance(error, SourceError):
            raise
        raise CorpusError(
            f"{stored.name} is a damaged table: {str(error).rstrip('.')}. Fetch or make it again."
        ) from error


def _parquet(name: str, file: Any, reading: ReadConfig, size: int) -> Iterator[TableText]:
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - only Parquet needs it

    table = ParquetFile(file)
    schema = table.schema_arrow
    column = schema.names[text_column(name, schema, reading.text_field)]
    rows = max(table.metadata.num_rows, 1)
    read = 0
    batches = table.iter_batches(batch_size=_batch_rows(table.metadata, size), columns=[column], use_threads=False)
    for batch in batches:
        for documents in joined(read + 1, checked(batch.column(0)), size):
            yield TableText(documents, (read + batch.num_rows) / rows)
        read += batch.num_rows


def _batch_rows(metadata: Any, size: int) -> int:
    """Rows that hold about ``size`` bytes, as far as the file tells.

    The file also tells it of each column, but to ask PyArrow for that ends the process if the file is damaged there.
    """
    stored = sum(int(metadata.row_group(number).total_byte_size) for number in range(metadata.num_row_groups))
    return min(max(size * int(metadata.num_rows) // max(stored, 1), 1), _MOST_ROWS)


def _arrow_file(name: str, file: Any, reading: ReadConfig, size: int) -> Iterator[TableText]:
    table = pa.ipc.open_file(file)
    column = text_column(name, table.schema, reading.text_field)
    read = 0
    for number in range(table.num_record_batches):
        batch = table.get_batch(number)
        for documents in joined(read + 1, checked(batch.column(column)), size):
            yield TableText(documents, (number + 1) / table.num_record_batches)
        read += batch.num_rows


def _arrow_stream(name: str, file: Any, reading: ReadConfig, size: int) -> Iterator[TableText]:
    table = pa.ipc.open_stream(file)
    column = text_column(name, table.schema, reading.text_field)
    read = 0
    for batch in table:
        for documents in joined(read + 1, checked(batch.column(column)), size):
            yield TableText(documents, 0.0)  # a stream does not say how long it is
        read += batch.num_rows
