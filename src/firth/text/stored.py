"""The bytes of a text as they are stored, whatever holds them: a file, a URL, or an open binary file.

What the bytes mean is not known here; see `firth.text.decompress` and `firth.text.file_signatures`.
"""

import os
import stat
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

from firth.errors import ArgumentTypeError, SourceError
from firth.text import local, remote
from firth.text.local import LocalFile
from firth.text.remote import RemoteFile, is_url

__all__ = ["LocalFile", "RemoteFile", "Source", "Stored", "Stream", "TextSource", "expanded", "is_source", "source_of"]


@dataclass(frozen=True, eq=False, slots=True)
class Stream:
    """A text in a file that the caller has opened, and closes.

    Attributes:
        file: open for reading bytes.
    """

    file: BinaryIO

    @property
    def name(self) -> str:
        """The file's name as messages and models show it: "<stdin>" or the like, or "<stream>"."""
        name = getattr(self.file, "name", None)
        return name if isinstance(name, str) else "<stream>"

    @property
    def size(self) -> int | None:
        """Bytes that are left to read; None if it does not tell."""
        try:
            status, position = os.fstat(self.file.fileno()), self.file.tell()
        except (OSError, AttributeError):  # not a file of the operating system
            return None
        return status.st_size - position if stat.S_ISREG(status.st_mode) else None

    @property
    def stamp(self) -> None:
        """What tells that it has changed: nothing does."""

    def check(self) -> None:
        """Nothing is known before it is read."""

    def open(self) -> Any:
        """The file."""
        return self.file

    def unreadable(self, error: Exception) -> SourceError:
        """The error to raise for one that reading met."""
        return LocalFile(self.name).unreadable(error)


TextSource: TypeAlias = LocalFile | RemoteFile | Stream
"""Where the bytes of a text are; each has ``name``, ``size``, ``stamp``, ``check`` and ``open``."""

Source: TypeAlias = str | os.PathLike[str] | BinaryIO | TextSource
"""What is taken for a source: a path or URL, a file that is open for reading bytes, or a `TextSource`."""


def is_source(given: object) -> bool:
    """Whether something names or is a source, and is not text itself."""
    return isinstance(given, str | os.PathLike | TextSource) or hasattr(given, "read")


def source_of(given: Source) -> TextSource:
    """The source that a caller means.

    Raises:
        ArgumentTypeError: something else than a source.
    """
    if isinstance(given, TextSource):
        return given
    if isinstance(given, str | os.PathLike):
        path = os.fspath(given)
        return RemoteFile(path) if is_url(given) else LocalFile(path)
    if not hasattr(given, "read"):
        raise ArgumentTypeError(
            "files", given, f"must be paths or files that are open for reading bytes, not {type(given).__name__}"
        )
    return Stream(given)


def expanded(given: Source) -> list[TextSource]:
    """The files that a source means: those of a folder or a pattern, else itself.

    Raises:
        SourceError: a folder or pattern without a file.
    """
    source = source_of(given)
    if isinstance(source, LocalFile):
        return [*local.expanded(source.path)]
    return [*remote.expanded(source.url)] if isinstance(source, RemoteFile) else [source]


class Stored:
    """The bytes of one source as they are stored, read from front to end.

    Attributes:
        source: where they are.
        name: as messages call it.
        position: how many bytes were taken from it.
    """

    def __init__(self, given: Source) -> None:
        self.source = source_of(given)
        self.name = self.source.name
        self.position = 0
        self._head = b""
        self._has_ended = False
        self._file = self.source.open()

    @property
    def is_remote(self) -> bool:
        """Whether each read may wait for a network."""
        return isinstance(self.source, RemoteFile)

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
        while missing > 0 and not self._has_ended and (part := self._read_some(missing)):
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def seekable(self) -> Any:
        """The same source for PyArrow to read in any order, or None of a pipe."""
        if not isinstance(self.source, Stream):
            return self.source.open_in_any_order()
        file = self.source.file
        if not hasattr(file, "seekable") or not file.seekable():
            return None
        file.seek(-self.position, os.SEEK_CUR)
        return file

    def close(self) -> None:
        """Close the file if it was opened here and not by the caller."""
        if not isinstance(self.source, Stream):
            self._file.close()

    def _read_some(self, size: int) -> bytes:
        try:
            part = self._file.read(size)
        except OSError as error:
            raise self.source.unreadable(error) from None
        except UnicodeDecodeError:  # of a file in text mode
            part = ""
        if not isinstance(part, bytes):
            raise SourceError(
                f"{self.name} gave {type(part).__name__}, not bytes. Open it in binary mode: open(path, 'rb')."
            )
        self.position += len(part)
        self._has_ended = not part  # a terminal that were asked again would wait for the end again
        return part
