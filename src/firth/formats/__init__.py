"""Vector files: a table of formats, and reading and writing by it.

A new format is a module beside this one and a row in `FORMATS`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from firth.errors import ConfigError, FirthError, FormatError, SourceError
from firth.formats.record import Record
from firth.formats.safetensors import read_safetensors, write_safetensors
from firth.formats.safetensors_parts import looks_like_safetensors
from firth.formats.target import check_name
from firth.formats.target import check_target as check_place
from firth.formats.word2vec import (
    looks_like_binary,
    looks_like_text,
    read_binary,
    read_text,
    write_binary,
    write_text,
)

__all__ = [
    "FORMATS",
    "Format",
    "Record",
    "check_target",
    "for_reading",
    "for_writing",
    "is_model_file",
    "read",
    "write",
]

HEAD_BYTES = 1 << 16  # what is looked at to recognise a file
GZIP = b"\x1f\x8b"


class Format(NamedTuple):
    """One row of the table.

    Attributes:
        name: as given to ``format=`` and ``--format``.
        suffixes: lower-case file endings; the first is the usual one.
        sniff: whether a file that begins with these bytes is of this format.
        read: file to record.
        write: record to file, whole or not at all.
        lossless: whether it holds all of a record, and not words and vectors alone.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[Path], Record]
    write: Callable[[Record, Path], None]
    lossless: bool


FORMATS = (
    Format("safetensors", (".safetensors",), looks_like_safetensors, read_safetensors, write_safetensors, True),
    Format("word2vec-text", (".txt", ".vec"), looks_like_text, read_text, write_text, False),
    Format("word2vec-binary", (".bin",), looks_like_binary, read_binary, write_binary, False),
)


def read(path: str | os.PathLike[str], format: str | None = None) -> Record:  # noqa: A002 - the word people try
    """Read a vector file, recognised by its content, then by its ending.

    Args:
        path: the file.
        format: a name from `FORMATS`, to skip the recognising.

    Returns:
        What it holds. A safetensors model is mapped, not copied.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is truncated, garbled, or of no known format.
        ConfigError: there is no format of that name.
    """
    with _reported(path):
        return _for_reading(path, format).read(Path(path))


def for_reading(path: str | os.PathLike[str], format: str | None = None) -> Format:  # noqa: A002 - as above
    """The format by which `read` would read a file; arguments and errors are the same."""
    with _reported(path):
        return _for_reading(path, format)


def is_model_file(path: str | os.PathLike[str]) -> bool:
    """Whether this is a regular file that begins as one of the formats does."""
    try:
        if not Path(path).is_file():
            return False
        head = _head(path)
    except (OSError, ValueError, FirthError):  # its reader has more to say
        return False
    return any(row.sniff(head) for row in FORMATS)


@contextmanager
def _reported(path: str | os.PathLike[str]) -> Iterator[None]:
    """Errors of the system become ours."""
    try:
        yield
    except FirthError:
        raise
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file of vectors. Check the name and the folder.") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}. Check its permissions.") from error


def write(record: Record, path: str | os.PathLike[str], format: str | None = None) -> None:  # noqa: A002 - as above
    """Write a vector file. An existing one is replaced only when the new one is whole.

    Args:
        record: what to write; a format without room for contexts, counts or info leaves them out.
        path: the target; its ending chooses the format.
        format: a name from `FORMATS`, to go against the ending.

    Raises:
        ConfigError: the path is empty, or neither the name nor the ending stands for a format.
        FormatError: the format cannot hold a word, or a vector is not finite.
        TargetError: the target cannot be written.
    """
    for_writing(path, format).write(record, Path(path))


def check_target(
    path: str | os.PathLike[str],
    format: str | None = None,  # noqa: A002 - as above
    *,
    needed: int = 0,
) -> None:
    """Find out before the work whether `write` to this path can succeed.

    Args:
        path: the target.
        format: as for `write`.
        needed: bytes that must be free.

    Raises:
        ConfigError: the path is empty, or neither the name nor the ending stands for a format.
        TargetError: the target cannot be written.
    """
    for_writing(path, format)
    check_place(path, needed=needed)


def for_writing(path: str | os.PathLike[str], format: str | None = None) -> Format:  # noqa: A002 - as above
    """The format in which `write` would write a file.

    Raises:
        ConfigError: the path is empty, or neither the name nor the ending stands for a format.
        TargetError: the path is a folder's.
    """
    check_name(path)
    found = _ending(path) if format is None else _named(format)
    if found is None:
        endings = ", ".join(suffix for row in FORMATS for suffix in row.suffixes)
        raise ConfigError(
            "path",
            os.fspath(path),
            f"its ending names no format; end it in one of {endings}, or choose among {_names()}",
        )
    return found


def _for_reading(path: str | os.PathLike[str], name: str | None) -> Format:
    head = _head(path)
    if name is not None:
        return _named(name)
    if head.startswith(GZIP):
        raise FormatError(f"{path} is compressed with gzip. Unpack it first: gunzip --keep {path}")
    found = next((row for row in FORMATS if row.sniff(head)), None) or _ending(path)
    if found is None:
        raise FormatError(
            f"{path} is of no known format: it begins with {head[:24]!r}. "
            f"Known are {_names()}; name one if the file is of it."
        )
    return found


def _head(path: str | os.PathLike[str]) -> bytes:
    """The first bytes of a file of vectors, of which there are some."""
    source = Path(path)
    if not os.fspath(path):
        raise SourceError("the name of the file of vectors is empty. Name a file.")
    if source.exists() and not source.is_file():
        raise SourceError(f"{path} is not a file of vectors but a folder or a pipe. Name a regular file.")
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise FormatError(f"{path} is empty. Fetch or save it again.")
    return head


def _named(name: str) -> Format:
    for row in FORMATS:
        if row.name == name:
            return row
    raise ConfigError("format", name, f"must be one of {_names()}")


def _ending(path: str | os.PathLike[str]) -> Format | None:
    return next((row for row in FORMATS if Path(path).suffix.lower() in row.suffixes), None)


def _names() -> str:
    return ", ".join(row.name for row in FORMATS)
