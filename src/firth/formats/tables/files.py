"""Tables in files: Parquet, and Arrow's files, streams and Feather."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, TypeAlias

from firth.errors import FirthError, FormatError
from firth.formats.compression import check_size
from firth.formats.opening import VectorFile
from firth.formats.record import Record, finite_blocks

__all__ = [
    "looks_like_arrow",
    "looks_like_parquet",
    "read_arrow",
    "read_parquet",
    "write_arrow",
    "write_parquet",
]

_AT_ONCE = 1 << 12  # rows: a batch of many dimensions takes some megabytes

Batches: TypeAlias = Callable[[Any], Iterator[Any]]
"""From the name of a file, or a file, to the batches of its table."""


def looks_like_parquet(head: bytes) -> bool:
    """Whether a file that begins with these bytes is Parquet."""
    return head.startswith(b"PAR1") and head[4:5] not in (b" ", b"\t")  # a text may have such a word


def looks_like_arrow(head: bytes) -> bool:
    """Whether a file that begins with these bytes is one of Arrow's, as Feather's are, or a stream of it."""
    return head.startswith((b"ARROW1\0\0", b"\xff\xff\xff\xff")) and len(head) > 8


def read_parquet(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read a table of words and vectors.

    Raises:
        FormatError: it is damaged, or is not such a table.
    """
    return _read(file, limit, _parquet, "parquet")


def read_arrow(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """As above, of a file or a stream of Arrow."""
    return _read(file, limit, _arrow, "arrow")


def write_parquet(record: Record, out: BinaryIO, name: str) -> None:
    """Write words, vectors, contexts and counts as the columns of a table.

    Raises:
        FormatError: a vector is not finite.
    """
    from pyarrow import parquet  # noqa: PLC0415 - only for tables

    parquet.write_table(_checked_table(record, name), out)


def write_arrow(record: Record, out: BinaryIO, name: str) -> None:
    """As above, as a file of Arrow, which Feather is."""
    import pyarrow as pa  # noqa: PLC0415 - only for tables

    table = _checked_table(record, name)
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)


def _checked_table(record: Record, name: str) -> Any:
    from firth.formats.tables.columns import table_of  # noqa: PLC0415 - only for tables

    for matrix in (record.vectors, record.contexts):
        for _ in () if matrix is None else finite_blocks(matrix, record.words, name):
            pass
    try:
        return table_of(record)
    except UnicodeEncodeError as error:
        raise FormatError(f"{name}: a word is not valid Unicode ({error.object!r:.100}). Take it out.") from None


def _read(file: VectorFile, limit: int | None, batches: Batches, format_name: str) -> Record:
    import pyarrow as pa  # noqa: PLC0415 - only for tables

    from firth.formats.tables.columns import record_of  # noqa: PLC0415 - the same

    held, rows, size = [], 0, 0
    try:
        for batch in batches(str(file.path) if file.path else io.BytesIO(file.read())):
            held.append(batch)
            rows, size = rows + batch.num_rows, size + batch.nbytes
            check_size(file, size)
            if limit is not None and rows >= limit:
                break
        table = pa.Table.from_batches(held).slice(0, limit) if held else pa.table({})
        table.validate(full=True)
        record = record_of(table, file.name)
    except (FirthError, MemoryError):
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, UnicodeError, OverflowError) as error:
        what = str(error).partition("\n")[0].rstrip(".")[:200]
        raise FormatError(f"{file.name} is a damaged table: {what}. Fetch or make it again.") from None
    return replace(record, info={"source_format": format_name})


def _parquet(source: Any) -> Iterator[Any]:
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - only for tables

    yield from ParquetFile(source).iter_batches(_AT_ONCE, use_threads=False)


def _arrow(source: Any) -> Iterator[Any]:
    import pyarrow as pa  # noqa: PLC0415 - only for tables

    mapped = pa.memory_map(source) if isinstance(source, str) else source
    head = mapped.read(6)
    mapped.seek(0)
    if head != b"ARROW1":
        yield from pa.ipc.open_stream(mapped)
        return
    file = pa.ipc.open_file(mapped)
    for number in range(file.num_record_batches):
        yield file.get_batch(number)
