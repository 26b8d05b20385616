"""A file that is not there, for programs that catch a FileNotFoundError, as gensim raises it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from firth.errors import SourceError

__all__ = ["MissingFileError", "told_if_missing"]


class MissingFileError(SourceError, FileNotFoundError):
    """A file that is not there."""

    errno = errno.ENOENT


@contextmanager
def told_if_missing(name: Any) -> Iterator[None]:
    """Make an error about a file that is not there one that is a FileNotFoundError as well.

    Args:
        name: of the file; or an open one.

    Raises:
        MissingFileError: the block raises a SourceError or FileNotFoundError, and there is no such file.
    """
    try:
        yield
    except (SourceError, FileNotFoundError) as error:
        if not isinstance(name, str | os.PathLike) or "://" in os.fspath(name) or Path(name).exists():
            raise
        told = str(error) if isinstance(error, SourceError) else f"{name}: there is no such file. Check the name."
        raise MissingFileError(told) from None
