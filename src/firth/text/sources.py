"""Where text comes from: files, folders, streams, URLs and tables, read once and cut into chunks of whole words.

The way of the bytes, each step a module: `stored` (`local`, `remote`) -> `decompress` (on a thread of its own) ->
`file_signatures` (what is not text) -> `to_utf8` -> `chunks`; for tables, `firth.text.tables` instead of the last. What
comes from Python is in `documents`.
"""

import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple, TypeAlias

from firth.concurrency.prefetch import prefetched
from firth.config import ReadConfig
from firth.errors import DamagedArchiveError
from firth.text.chunks import FindSplit, Piece, cut_text, document_pieces
from firth.text.decompress import unpacked
from firth.text.file_signatures import HEAD_BYTES, VECTOR_HEAD_BYTES, is_table, refuse_binary, refuse_vectors
from firth.text.stored import Source, Stored, TextSource, source_of
from firth.text.stored import expanded as files_of
from firth.text.tables.arrow_tables import table_texts
from firth.text.tables.csv_files import delimited_documents, is_delimited
from firth.text.tables.json_lines import is_json_lines, json_documents
from firth.text.to_utf8 import peeked, utf8_blocks
from firth.text.whitespace import end_of_last_whitespace

__all__ = [
    "CHUNK_BYTES",
    "Chunk",
    "DamagedArchiveWarning",
    "OnDamage",
    "Source",
    "check",
    "expanded",
    "read_chunks",
    "total_bytes",
    "warn_of_damage",
]

CHUNK_BYTES = 4 << 20
"""Bytes handed out at a time: many enough to make the work per chunk small, few enough to bound the memory."""


class DamagedArchiveWarning(UserWarning):
    """The rest of a damaged archive is left out, as was asked for.

    Attributes:
        error: what would have been raised otherwise.
    """

    def __init__(self, error: DamagedArchiveError) -> None:
        super().__init__(
            f"{error.source}: {error.what}, noticed at about byte {error.offset:,} of the file. The text up to there "
            "is used."
        )
        self.error = error


OnDamage: TypeAlias = Callable[[DamagedArchiveError], None]
"""Told of a damaged archive whose rest is left out."""


def warn_of_damage(error: DamagedArchiveError) -> None:
    """Say by a warning that the rest of an archive is left out."""
    warnings.warn(DamagedArchiveWarning(error), stacklevel=2)


class Chunk(NamedTuple):
    """A piece of a source's text that ends at a place to cut.

    Attributes:
        source: the name of the source.
        line: the number of the line in which it begins, counted from 1 in each source; of a table's text, the
            number of the row.
        data: UTF-8, valid unless the source itself is said to be UTF-8; a source's last chunk ends with a newline
            that may not be in the source.
        bytes_done: bytes taken so far from this source and those before it, as stored.
    """

    source: str
    line: int
    data: bytes
    bytes_done: int


def expanded(sources: Iterable[Source]) -> list[TextSource]:
    """The files meant: a folder means all in it, a pattern (*, ?, [..], **) all that match it, each sorted by path.

    In a folder, hidden files and folders are left out. What exists is never taken for a pattern; what is given
    twice is read twice.

    Raises:
        SourceError: a folder or pattern without a file.
    """
    return [file for source in sources for file in files_of(source)]


def check(sources: Iterable[Source]) -> None:
    """Fail now rather than hours into the reading.

    Raises:
        SourceError: a path that is empty, missing, a folder, or not readable; a URL where nothing is; a zip archive.
        CorpusError: a plain local file of another known kind that is not text.
    """
    for source in map(source_of, sources):
        source.check()
        if source.stamp is not None:
            with closing(Stored(source)) as stored:
                head = stored.peek(HEAD_BYTES)
            if not is_table(head):
                refuse_binary(source.name, head)


def total_bytes(sources: Iterable[Source]) -> int | None:
    """Bytes that are left to read in all sources together, as stored; None if one of them does not tell."""
    sizes = [source_of(source).size for source in sources]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def read_chunks(
    sources: Sequence[Source],
    reading: ReadConfig | None = None,
    cut: FindSplit = end_of_last_whitespace,
    size: int = CHUNK_BYTES,
    *,
    on_damage: OnDamage = warn_of_damage,
) -> Iterator[Chunk]:
    """Read the sources one after the other, each once, unpacked and as UTF-8, and cut them.

    A chunk has about ``size`` bytes; only a stretch without a place to cut makes it longer. A byte-order mark at
    the start of a source is dropped.

    Args:
        sources: files, open binary files and URLs; no folders.
        reading: gives the encoding, the field of tables, and what to do with damage.
        cut: says where text may be cut, 0 if nowhere; see `firth.text.chunks`.
        size: bytes of a chunk.
        on_damage: told of a damaged archive, which is read up to the damage.

    Raises:
        SourceError: a source that cannot be read, or an archive that is damaged or not known here.
        CorpusError: a source that is not text, or has 64 MB without a place to cut.
        TextEncodingError: text that is not in the encoding given, unless that is UTF-8: this is validated later.
        ConfigError: a table without the field, or a field of plain text.
    """
    reading = reading or ReadConfig()
    done = 0
    for source in map(source_of, sources):
        with closing(Stored(source)) as stored:
            if is_table(stored.peek(HEAD_BYTES)):
                yield from _table_chunks(stored, reading, cut, size, done)
                done += source.size or stored.position
                continue
            with closing(_blocks(stored, reading, size, on_damage)) as blocks:
                for line, data in _pieces(stored.name, blocks, reading, cut, size):
                    yield Chunk(stored.name, line, data, done + stored.position)
            done += stored.position


def _table_chunks(stored: Stored, reading: ReadConfig, cut: FindSplit, size: int, done: int) -> Iterator[Chunk]:
    whole = stored.source.size or 0
    for documents, share in table_texts(stored, reading, size):
        for line, data in document_pieces(stored.name, documents, reading, cut, size):
            yield Chunk(stored.name, line, data, done + int(share * whole))


def _blocks(stored: Stored, reading: ReadConfig, size: int, on_damage: OnDamage) -> Generator[bytes, None, None]:
    """The source's bytes, unpacked; made ahead where that takes time."""
    pieces = unpacked(stored)
    if pieces is None and not stored.is_remote:
        while block := stored.read(size):
            yield block
        return
    with closing(prefetched(pieces or iter(lambda: stored.read(size), b""), size)) as blocks:
        try:
            yield from blocks
        except DamagedArchiveError as error:
            if reading.errors == "strict":
                raise
            on_damage(error)


def _pieces(name: str, blocks: Iterator[bytes], reading: ReadConfig, cut: FindSplit, size: int) -> Iterator[Piece]:
    first, blocks = peeked(blocks, VECTOR_HEAD_BYTES)
    refuse_binary(name, first)
    head, blocks = peeked(utf8_blocks(name, blocks, reading), HEAD_BYTES)
    if is_delimited(name, head, reading):
        table = delimited_documents(name, blocks, reading, size)
    elif is_json_lines(name, head, reading):
        table = json_documents(name, blocks, reading, size)
    else:
        refuse_vectors(name, first)
        yield from cut_text(name, blocks, cut, reading.errors)
        return
    with closing(table):
        for documents in table:
            yield from document_pieces(name, documents, reading, cut, size)
