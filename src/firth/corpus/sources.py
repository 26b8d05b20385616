"""Where text comes from: files and streams, read once and cut into chunks of whole words.

A gzip file is recognised by its first bytes, whatever its name, also on a pipe. The other compressed kinds
that people have are recognised too, so that the message can say how to unpack them. A new kind is one line in
``_KINDS``.
"""

import gzip
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias, cast

from firth.corpus.whitespace import end_of_last_whitespace
from firth.errors import CorpusError, SourceError

__all__ = ["CHUNK_BYTES", "Chunk", "Source", "check", "read_chunks", "source_name", "total_bytes"]

Source: TypeAlias = str | os.PathLike[str] | BinaryIO
Read: TypeAlias = Callable[[int], bytes]

CHUNK_BYTES = 4 << 20
"""Bytes handed out at a time: many enough to make the work per chunk small, few enough to bound the memory."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FOREIGN_MARKS = {  # the longer first: one of them begins with another
    b"\xff\xfe\0\0": "UTF-32",
    b"\0\0\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_HEAD_BYTES = 10


class Chunk(NamedTuple):
    """A piece of a source's text that ends behind a whitespace character.

    Attributes:
        source: the name of the source.
        line: the number of the line in which it begins, counted from 1 in each source.
        data: the bytes; a source's last chunk ends with a newline that may not be in the source.
        bytes_done: bytes taken so far from this source and those before it, as stored.
    """

    source: str
    line: int
    data: bytes
    bytes_done: int


def source_name(source: Source) -> str:
    """The name by which messages call a source: its path as given, "<stdin>", or "<stream>"."""
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "<stream>"


def check(sources: Iterable[Source]) -> None:
    """Fail now rather than hours into the reading.

    Raises:
        SourceError: a path that is empty, missing, a folder, or not readable.
    """
    for source in sources:
        if not isinstance(source, str | os.PathLike):
            continue
        name = source_name(source)
        if not name:
            raise SourceError("the name of a text is empty. Name a file.")
        try:
            mode = Path(source).stat().st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError
            if not os.access(source, os.R_OK):
                raise PermissionError
        except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
            raise _unreadable(name, error) from error


def total_bytes(sources: Iterable[Source]) -> int | None:
    """Bytes that are left to read in all sources together, as stored; None if one of them does not tell."""
    sizes = [_size(source) for source in sources]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def read_chunks(sources: Sequence[Source], size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Read the sources one after the other, each once and unpacked, and cut them behind whitespace.

    A chunk has about ``size`` bytes; only a word longer than that makes it longer. A byte-order mark at the
    start of a source is dropped.

    Raises:
        SourceError: a source that cannot be read, or is compressed in a way that is damaged or not known
            here.
        CorpusError: a source that begins with the byte-order mark of UTF-16 or UTF-32.
    """
    done = 0
    for source in sources:
        name = source_name(source)
        stored = _Stored(name, source)
        try:
            line = 1
            for data in _cut(*_text(name, _unpacked(stored)), size):
                yield Chunk(name, line, data, done + stored.position)
                line += data.count(b"\n")
        finally:
            stored.close()
        done += stored.position


class _Stored:
    """The bytes of one source as they are stored.

    Attributes:
        position: how many bytes were taken from it.
    """

    def __init__(self, name: str, source: Source) -> None:
        self.name = name
        self.position = 0
        self._head = b""
        self._opened_here = isinstance(source, str | os.PathLike)
        self._file = _opened(name, source) if isinstance(source, str | os.PathLike) else source

    def peek(self, size: int) -> bytes:
        """The first bytes; ``read`` gives them again."""
        self._head = self.read(size)
        return self._head

    def read(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end of the source only: a pipe gives what it has, so ask again."""
        parts = [self._head[:size]]
        self._head = self._head[size:]
        missing = size - len(parts[0])
        while missing and (part := self._read_some(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file if it was opened here and not by the caller."""
        if self._opened_here:
            self._file.close()

    def _read_some(self, size: int) -> bytes:
        try:
            part = self._file.read(size)
        except OSError as error:
            raise _unreadable(self.name, error) from error
        if not isinstance(part, bytes):
            raise SourceError(
                f"{self.name} gave {type(part).__name__}, not bytes. Open it in binary mode: open(path, 'rb')."
            )
        self.position += len(part)
        return part


def _read_gzip(stored: _Stored) -> Read:
    unpacking = gzip.GzipFile(fileobj=cast("BinaryIO", stored), mode="rb")

    def read(size: int) -> bytes:
        try:
            return unpacking.read(size)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise SourceError(
                f"{stored.name}: the gzip data is cut short or damaged ({error}). Fetch or make the file "
                f"again; 'gzip -t' checks it."
            ) from error

    return read


class _Kind(NamedTuple):
    name: str
    first_bytes: re.Pattern[bytes]
    read: Callable[[_Stored], Read] | None  # None: not unpacked here
    unpack_command: str


_KINDS = (
    _Kind("gzip", re.compile(rb"\x1f\x8b"), _read_gzip, "gzip -dc"),
    _Kind("bzip2", re.compile(rb"BZh[1-9](1AY&SY|\x17\x72\x45\x38\x50\x90)"), None, "bzip2 -dc"),
    _Kind("xz", re.compile(rb"\xfd7zXZ\x00"), None, "xz -dc"),
    _Kind("zstd", re.compile(rb"\x28\xb5\x2f\xfd"), None, "zstd -dc"),
    _Kind("zip", re.compile(rb"PK\x03\x04"), None, "unzip -p"),
)


def _unpacked(stored: _Stored) -> Read:
    head = stored.peek(_HEAD_BYTES)
    for kind in _KINDS:
        if not kind.first_bytes.match(head):
            continue
        if kind.read is None:
            raise SourceError(
                f"{stored.name} is a {kind.name} file, which is not read here. Unpack it first: "
                f"{kind.unpack_command} {stored.name} > text.txt"
            )
        return kind.read(stored)
    return stored.read


def _text(name: str, read: Read) -> tuple[bytes, Read]:
    """The first bytes without their byte-order mark, and what reads the rest."""
    head = read(4)
    for mark, encoding in _FOREIGN_MARKS.items():
        if head.startswith(mark):
            raise CorpusError(
                f"{name} begins with the byte-order mark of {encoding}, and UTF-8 is read here. "
                f"Convert it first: iconv -f {encoding} -t UTF-8"
            )
    return head.removeprefix(_BYTE_ORDER_MARK), read


def _cut(head: bytes, read: Read, size: int) -> Iterator[bytes]:
    carried = [head]
    while block := read(size):
        cut = end_of_last_whitespace(block)
        if not cut:  # a word longer than a block: keep the pieces, join them once
            carried.append(block)
            continue
        yield b"".join((*carried, block[:cut]))
        carried = [block[cut:]]
    yield b"".join((*carried, b"\n"))  # the end of a file ends its sentence


def _opened(name: str, path: str | os.PathLike[str]) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise _unreadable(name, error) from error


def _size(source: Source) -> int | None:
    try:
        if isinstance(source, str | os.PathLike):
            status, position = Path(source).stat(), 0
        else:
            status, position = os.fstat(source.fileno()), source.tell()
    except (OSError, AttributeError):  # not a file of the operating system
        return None
    return status.st_size - position if stat.S_ISREG(status.st_mode) else None


def _unreadable(name: str, error: Exception) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError(f"{name}: no such file. Check the path; this process runs in {Path.cwd()}.")
    if isinstance(error, PermissionError):
        return SourceError(f"{name}: permission denied. Make it readable (chmod +r) or give another file.")
    if isinstance(error, IsADirectoryError):
        return SourceError(f"{name} is a folder. Give the files in it.")
    reason = getattr(error, "strerror", None) or error
    return SourceError(f"{name} cannot be read: {reason}. Check the path and the disk, or give another file.")
