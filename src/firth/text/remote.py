"""Texts by URL, on whatever PyArrow's file systems open: S3, Google Cloud Storage, HDFS, local files.

Plain web addresses are not among them; the message says how to pipe one in.
"""

import os
import re
from fnmatch import translate
from typing import Any
from urllib.parse import quote, unquote

from pyarrow import ArrowException

from firth.errors import SourceError

__all__ = ["expanded", "is_url", "opened", "shown", "size_of"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # two letters: "C:" is a drive
_CREDENTIALS = re.compile(r"(?<=://)[^/@]*@")
_GOOGLE = re.compile(r"(gs|gcs)://", re.IGNORECASE)
_KNOWN = "s3://, gs://, hdfs:// and file://"


def is_url(source: object) -> bool:
    r"""Whether a source is given by URL; a Windows path such as ``C:\x`` is none."""
    return isinstance(source, str) and _URL.match(source) is not None


def shown(url: str | os.PathLike[str]) -> str:
    """A URL as messages and models show it: without credentials and options."""
    return _CREDENTIALS.sub("", os.fspath(url).partition("?")[0])


def opened(url: str | os.PathLike[str], *, in_any_order: bool = False) -> Any:
    """An open PyArrow file of bytes as stored.

    Raises:
        SourceError: it cannot be opened; the message says what to do.
    """
    filesystem, path = _located(url)
    try:
        if in_any_order:
            return filesystem.open_input_file(path)
        return filesystem.open_input_stream(path, compression=None)
    except OSError as error:
        raise _unreadable(url, error) from error


def size_of(url: str | os.PathLike[str]) -> int:
    """Bytes of what is stored there.

    Raises:
        SourceError: nothing is there, it is a folder, or it cannot be reached.
    """
    found = _found(url, *_located(url))
    if found.is_file:
        return int(found.size)
    if found.type.name == "NotFound":
        raise SourceError(f"{shown(url)}: nothing is stored there. Check the name and, of a bucket, its region.")
    raise SourceError(f"{shown(url)} is a folder. Give the files in it.")


def expanded(url: str) -> list[str]:
    """The files that a URL means, sorted: those of a folder, those that a pattern (*, [..]) matches, or itself.

    Raises:
        SourceError: a folder without files, a pattern that matches none, or a place that cannot be reached.
    """
    address, mark, options = url.partition("?")
    filesystem, whole = _located(url)
    fixed = re.split(r"[*\[]", whole, maxsplit=1)[0]
    is_pattern = fixed != whole
    folder = fixed.rpartition("/")[0] if is_pattern else whole
    if not is_pattern and not _is_folder(url, filesystem, whole):
        return [url]
    matches = re.compile(_as_regex(whole)) if is_pattern else re.compile("")
    root = unquote(address).rstrip("/").removesuffix(whole)
    paths = sorted(path for path in _files_below(url, filesystem, folder) if matches.match(path))
    if not paths:
        raise SourceError(f"{shown(url)} holds no files. Check the name, or name a file.")
    return [f"{root}{quote(path)}{mark}{options}" for path in paths]


def _as_regex(pattern: str) -> str:
    """A pattern in which * stays inside one folder and ** does not."""
    parts = [translate(part).removesuffix(r"\Z").removesuffix(r"\z") for part in pattern.split("**")]
    return ".*".join(part.replace(".*", "[^/]*").replace("(?s:", "(?:") for part in parts) + "$"


def _files_below(url: str, filesystem: Any, folder: str) -> list[str]:
    from pyarrow.fs import FileSelector  # noqa: PLC0415 - it loads what S3 needs

    try:
        inside = filesystem.get_file_info(FileSelector(folder, recursive=True, allow_not_found=True))
    except OSError as error:
        raise _unreadable(url, error) from error
    below = [entry.path for entry in inside if entry.is_file]
    return [path for path in below if not any(part.startswith(".") for part in path[len(folder) :].split("/"))]


def _is_folder(url: str, filesystem: Any, path: str) -> bool:
    return bool(_found(url, filesystem, path).type.name == "Directory")


def _found(url: str | os.PathLike[str], filesystem: Any, path: str) -> Any:
    try:
        return filesystem.get_file_info(path)
    except OSError as error:
        raise _unreadable(url, error) from error


def _located(url: str | os.PathLike[str]) -> tuple[Any, str]:
    """The file system, and the path on it."""
    from pyarrow.fs import FileSystem  # noqa: PLC0415 - it loads what S3 needs

    try:
        filesystem, path = FileSystem.from_uri(_impatient(os.fspath(url)))
    except (ArrowException, OSError, ImportError, ValueError) as error:
        scheme = os.fspath(url).partition(":")[0].lower()
        if scheme in {"http", "https", "ftp"}:
            raise SourceError(
                f"{shown(url)}: web addresses are not read here. Download the text, or pipe it: curl -L URL | firth "
                f"train - ..."
            ) from None
        raise SourceError(
            f"{shown(url)} cannot be opened: {error}. URLs that can be read begin with {_KNOWN}."
        ) from error
    return filesystem, path.rstrip("/")


def _impatient(url: str) -> str:
    """The URL, with an end to what Google's client does without a network or credentials: try for 15 minutes."""
    if not _GOOGLE.match(url) or "retry_limit_seconds" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}retry_limit_seconds=20"


def _unreadable(url: str | os.PathLike[str], error: Exception) -> SourceError:
    reason = str(error).partition(" error_info=")[0].rstrip(".")  # Google's client says it all twice
    return SourceError(
        f"{shown(url)} cannot be read: {reason}. Check the name, the network and your credentials for it; or download "
        f"it and give the file."
    )
