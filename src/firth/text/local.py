"""Texts in files of this machine."""

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firth.errors import SourceError

__all__ = ["LocalFile", "expanded"]


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A text in a file.

    Attributes:
        path: as given.
    """

    path: str

    @property
    def name(self) -> str:
        """The path, as messages and models show it."""
        return self.path

    @property
    def size(self) -> int | None:
        """Bytes of the file; None if it is not a plain file, or not there."""
        return None if (stamp := self.stamp) is None else stamp[0]

    @property
    def stamp(self) -> tuple[int, int] | None:
        """Size in bytes and time of the last change in nanoseconds; None if it is not a plain file, or not there."""
        try:
            status = Path(self.path).stat()
        except OSError:
            return None
        return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None

    def check(self) -> None:
        """Fail now rather than hours into the reading.

        Raises:
            SourceError: a path that is empty, missing, a folder, or not readable.
        """
        if not self.path:
            raise SourceError("the name of a text is empty. Name a file.")
        try:
            mode = Path(self.path).stat().st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError
            if not os.access(self.path, os.R_OK):
                raise PermissionError
        except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
            raise self.unreadable(error) from error

    def open(self) -> Any:
        """The file, open for reading bytes.

        Raises:
            SourceError: it cannot be opened.
        """
        try:
            return Path(self.path).open("rb", buffering=0)  # all reads are large
        except (OSError, ValueError) as error:
            raise self.unreadable(error) from error

    def open_in_any_order(self) -> Any:
        """The file mapped to memory, for PyArrow; None if it is not a plain file."""
        import pyarrow as pa  # noqa: PLC0415 - only tables need it

        return pa.memory_map(self.path) if Path(self.path).is_file() else None

    def unreadable(self, error: Exception) -> SourceError:
        """The error to raise for one that opening or reading met."""
        name = self.name
        if isinstance(error, FileNotFoundError):
            return SourceError(f"{name}: no such file. Check the path; this process runs in {Path.cwd()}.")
        if isinstance(error, PermissionError):
            return SourceError(f"{name}: permission denied. Make it readable (chmod +r) or give another file.")
        if isinstance(error, IsADirectoryError):
            return SourceError(f"{name} is a folder. Give the files in it.")
        reason = getattr(error, "strerror", None) or error
        return SourceError(f"{name} cannot be read: {reason}. Check the path and the disk, or give another file.")


def expanded(path: str) -> list[LocalFile]:
    """The files that a path means, sorted: those of a folder, those that a pattern matches, or itself.

    In a folder, hidden files and folders are left out. What exists is never taken for a pattern.

    Raises:
        SourceError: a folder or pattern without a file.
    """
    if path and Path(path).is_dir():
        return _sorted_files(path, _files_below(path), "holds no files. Give a folder with text files in it.")
    if not glob.has_magic(path) or os.path.lexists(path):
        return [LocalFile(path)]
    return _sorted_files(path, _matching(path), "matches no file. Check the pattern.")


def _matching(path: str) -> Iterator[str]:
    """What a path matches as a pattern, but for the folders on it that exist: ``texts [old]/*.txt`` may have one."""
    steps = path.split("/")
    ends = (end for end in range(len(steps) - 1, 0, -1) if Path("/".join(steps[:end]) or "/").is_dir())
    folder = "/".join(steps[: next(ends, 0)])
    pattern = glob.escape(folder) + path[len(folder) :]
    return glob.iglob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern


def _files_below(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(place, name) for name in files if not name.startswith("."))  # noqa: PTH118 - a Path would drop "./"


def _sorted_files(given: str, paths: Iterable[str], problem: str) -> list[LocalFile]:
    """The plain files among paths, each once: ``**/**`` matches a path in several ways."""
    files = [file for file in map(LocalFile, sorted(set(paths))) if file.stamp is not None]
    if not files:
        raise SourceError(f"{given} {problem}")
    return files
