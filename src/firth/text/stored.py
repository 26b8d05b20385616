"""The bytes of a text as they are stored: files, open binary files and URLs, and how messages call them.

What the bytes mean is not known here; see `firth.text.decompress` and `firth.text.file_signatures`.
"""

import os
import stat
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from firth.errors import SourceError
from firth.text import remote

__all__ = ["Source", "Stored", "check_source", "size_of", "source_name", "stamp_of"]

Source: TypeAlias = str | os.PathLike[str] | BinaryIO
"""A path or URL, or a file that is open for reading bytes."""


def source_name(source: Source) -> str:
    """The name by which messages call a source: its path or URL as given, "<stdin>", or "<stream>".

    The name is kept in models, so what a URL says of credentials is left out.
    """
    if isinstance(source, str | os.PathLike):
        return remote.shown(source) if remote.is_url(source) else os.fspath(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "<stream>"


def check_source(source: Source) -> None:
    """Fail now rather than hours into the reading.

    Raises:
        SourceError: a path that is empty, missing, a folder, or not readable.
    """
    if not isinstance(source, str | os.PathLike):
        return
    if remote.is_url(source):
        remote.size_of(source)
        return
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


def size_of(source: Source) -> int | None:
    """Bytes that are left to read in a source, as stored; None if it does not tell."""
    if isinstance(source, str) and remote.is_url(source):
        return remote.size_of(source)
    try:
        if isinstance(source, str | os.PathLike):
            status, position = Path(source).stat(), 0
        else:
            status, position = os.fstat(source.fileno()), source.tell()
    except (OSError, AttributeError):  # not a file of the operating system
        return None
    return status.st_size - position if stat.S_ISREG(status.st_mode) else None


def stamp_of(source: Source) -> tuple[int, int] | None:
    """Size in bytes and time of the last change in nanoseconds of a plain local file; None for all else."""
    if not isinstance(source, str | os.PathLike) or remote.is_url(source):
        return None
    try:
        status = Path(source).stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


class Stored:
    """The bytes of one source as they are stored, read from front to end.

    Attributes:
        name: as messages call it.
        source: what was given.
        position: how many bytes were taken from it.
        is_remote: whether each read may wait for a network.
    """

    def __init__(self, source: Source) -> None:
        self.name = source_name(source)
        self.source = source
        self.position = 0
        self.is_remote = remote.is_url(source)
        self._head = b""
        self._opened_here = isinstance(source, str | os.PathLike)
        self._file = self._opened(source)

    def peek(self, size: int) -> bytes:
        """The first bytes, before any other is read; ``read`` gives them again."""
        if len(self._head) < size:
            self._head = self.read(size)
        return self._head[:size]

    def read(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end of the source only: a pipe gives what it has, so ask again."""
        parts = [self._head[:size]]
        self._head = self._head[size:]
        missing = size - len(parts[0])
        while missing > 0 and (part := self._read_some(missing)):
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def seekable(self) -> Any:
        """The same source for PyArrow to read in any order, or None of a pipe."""
        if isinstance(self.source, str | os.PathLike):
            if self.is_remote:
                return remote.opened(self.source, in_any_order=True)
            return _mapped(self.source)
        if not hasattr(self.source, "seekable") or not self.source.seekable():
            return None
        self.source.seek(-self.position, os.SEEK_CUR)
        return self.source

    def close(self) -> None:
        """Close the file if it was opened here and not by the caller."""
        if self._opened_here:
            self._file.close()

    def _opened(self, source: Source) -> Any:
        if not isinstance(source, str | os.PathLike):
            return source
        if remote.is_url(source):
            return remote.opened(source)
        try:
            return Path(source).open("rb", buffering=0)  # all reads are large
        except (OSError, ValueError) as error:
            raise _unreadable(self.name, error) from error

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


def _mapped(path: str | os.PathLike[str]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - only tables need it

    return pa.memory_map(os.fspath(path)) if Path(path).is_file() else None


def _unreadable(name: str, error: Exception) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError(f"{name}: no such file. Check the path; this process runs in {Path.cwd()}.")
    if isinstance(error, PermissionError):
        return SourceError(f"{name}: permission denied. Make it readable (chmod +r) or give another file.")
    if isinstance(error, IsADirectoryError):
        return SourceError(f"{name} is a folder. Give the files in it.")
    reason = getattr(error, "strerror", None) or error
    return SourceError(f"{name} cannot be read: {reason}. Check the path and the disk, or give another file.")
