"""Texts by URL, on whatever PyArrow's file systems open: S3, Google Cloud Storage, HDFS, local files.

Plain web addresses are not among them; the message says how to pipe one in. No message shows what a URL says of
credentials, nor its options, which may be secrets too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from glob import escape, has_magic
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, quote, unquote

from firth.errors import LOGIN, SourceError

__all__ = ["RemoteFile", "expanded", "is_url"]

Answer = TypeVar("Answer")

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # two letters: "C:" is a drive
_REST = re.compile(r"(?P<host>[^/?]*)(?P<path>.*?)(?:\?(?P<options>\w+=[^&]*(?:&\w+=[^&]*)*))?", re.DOTALL)
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r"((?:%[0-9A-Fa-f]{2})+)")
_KNOWN = "s3://, gs://, hdfs:// and file://"
_GOOGLE = ("gs", "gcs")
_IMPATIENT = "retry_limit_seconds=20"
"""An end to what Google's client does without a network or credentials: try for 15 minutes."""

_NO_SECRETS = frozenset({"region", "scheme", "endpoint_override", "retry_limit_seconds"})
_HIDDEN = "***"


class _Parts(NamedTuple):
    """A URL, scheme://login host path?options, each part as written; ``login`` ends with @."""

    scheme: str
    login: str
    host: str
    path: str
    options: str


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A text by URL.

    Attributes:
        url: as given, with credentials and options.
    """

    url: str

    @property
    def name(self) -> str:
        """The URL as messages and models show it: without credentials and options."""
        parts = _parts(self.url)
        return f"{parts.scheme}://{parts.host}{parts.path}"

    @property
    def size(self) -> int | None:
        """Bytes of what is stored there.

        Raises:
            SourceError: nothing is there, it is a folder, or it cannot be reached.
        """
        found = _found(self.url)
        if found.is_file:
            return int(found.size)
        if _is_folder(found):
            raise SourceError(f"{self.name} is a folder. Give the files in it.")
        raise SourceError(f"{self.name}: nothing is stored there. Check the name and, of a bucket, its region.")

    @property
    def stamp(self) -> None:
        """What tells that it has changed: nothing does."""

    def check(self) -> None:
        """Fail now rather than hours into the reading.

        Raises:
            SourceError: as of `size`.
        """
        _ = self.size

    def open(self) -> Any:
        """An open PyArrow file of bytes as stored.

        Raises:
            SourceError: it cannot be opened; the message says what to do.
        """
        filesystem, path = _located(self.url)
        return _asked(self.url, lambda: filesystem.open_input_stream(path, compression=None))

    def open_in_any_order(self) -> Any:
        """The same, which may be read in any order.

        Raises:
            SourceError: it cannot be opened.
        """
        filesystem, path = _located(self.url)
        return _asked(self.url, lambda: filesystem.open_input_file(path))

    def unreadable(self, error: Exception) -> SourceError:
        """The error to raise for one that reading met."""
        return _unreadable(self.url, error)


def is_url(source: object) -> bool:
    r"""Whether a source is given by URL; a Windows path such as ``C:\x`` is none."""
    return isinstance(source, str) and _SCHEME.match(source) is not None


def expanded(url: str) -> list[RemoteFile]:
    """The files that a URL means, sorted: those of a folder, those that a pattern matches, or itself.

    A pattern means what it means for local files (*, ?, [..], [!..], **). What a URL writes as %2A is a plain star.

    Raises:
        SourceError: a folder without files, a pattern that matches none, or a place that cannot be reached.
    """
    parts = _parts(url)
    steps = parts.path.rstrip("/").split("/")
    magic = [place for place, step in enumerate(steps) if has_magic(step)]
    found = _found(url)
    if found.is_file or not (magic or _is_folder(found)):  # what exists is never taken for a pattern
        return [RemoteFile(url)]
    while magic and _is_folder(_found(_written(parts._replace(path="/".join(steps[: magic[0] + 1]))))):
        del magic[0]
    fixed = magic[0] if magic else len(steps)
    folder, pattern = "/".join(steps[:fixed]), tuple(map(_without_escapes, steps[fixed:]))
    paths = _matching(parts._replace(path=folder), pattern or ("**",))
    if not paths:
        problem = (
            "matches no file. Check the pattern." if pattern else "holds no files. Give a folder with text files in it."
        )
        raise SourceError(f"{RemoteFile(url).name} {problem}")
    options = f"?{parts.options}" if parts.options else ""
    start = f"{parts.scheme}://{parts.login}{parts.host}{folder}"
    return [RemoteFile(f"{start}/{quote(path)}{options}") for path in sorted(paths)]


def _matching(folder: _Parts, pattern: tuple[str, ...]) -> list[str]:
    """The paths below a folder, from it on, of the files that a pattern matches."""
    from pyarrow.fs import FileSelector  # noqa: PLC0415 - it loads what S3 needs

    url = _written(folder)
    filesystem, path = _located(url)
    below = FileSelector(path, recursive=len(pattern) > 1 or "**" in pattern, allow_not_found=True)
    entries = _asked(url, lambda: filesystem.get_file_info(below))
    paths = [entry.path.removeprefix(path).lstrip("/") for entry in entries if entry.is_file]
    return [path for path in paths if _matches(tuple(path.split("/")), pattern)]


def _matches(steps: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether a path is one that a pattern means: both in steps, from the same folder on."""
    if not steps or not pattern:
        return not steps and not pattern
    if pattern[0] == "**":
        if len(pattern) > 1 and _matches(steps, pattern[1:]):
            return True
        return not steps[0].startswith(".") and (
            _matches(steps[1:], pattern) or (len(steps) == 1 and len(pattern) == 1)
        )
    return _matches_step(steps[0], pattern[0]) and _matches(steps[1:], pattern[1:])


def _matches_step(name: str, pattern: str) -> bool:
    if not has_magic(pattern):
        return name == pattern
    if name.startswith(".") and not pattern.startswith("."):
        return False
    return _compiled(pattern).match(name) is not None


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))


def _without_escapes(step: str) -> str:
    """A step of a pattern with its %.. replaced by the characters they mean, which are matched as they are."""
    return "".join(escape(unquote(part)) if part.startswith("%") else part for part in _ESCAPED.split(step))


def _parts(url: str) -> _Parts:
    scheme, _, _ = url.partition("://")
    start = len(scheme) + len("://")
    login = LOGIN.match(url, start)
    rest = _REST.fullmatch(url, login.end() if login else start)
    assert rest is not None, "it takes any text"
    return _Parts(scheme, login[0] if login else "", rest["host"], rest["path"], rest["options"] or "")


def _written(parts: _Parts) -> str:
    """The URL as PyArrow takes it: escaped where it has to be."""
    user, colon, password = parts.login.removesuffix("@").partition(":")
    login = f"{_quoted(user)}{colon}{_quoted(password)}@" if parts.login else ""
    options = parts.options
    if parts.scheme.lower() in _GOOGLE and "retry_limit_seconds" not in options:
        options = f"{options}&{_IMPATIENT}" if options else _IMPATIENT
    path = _quoted(parts.path, "/:@")
    return f"{parts.scheme.lower()}://{login}{parts.host}{path}" + (f"?{options}" if options else "")


def _quoted(text: str, also: str = "") -> str:
    return quote(_BARE_PERCENT.sub("%25", text), safe=f"%!$&'()*+,;={also}")


def _located(url: str) -> tuple[Any, str]:
    """The file system, and the path on it.

    Raises:
        SourceError: there is none.
    """
    from pyarrow import ArrowException  # noqa: PLC0415 - local files need not wait for it
    from pyarrow.fs import FileSystem  # noqa: PLC0415 - it loads what S3 needs

    parts = _parts(url)
    try:
        filesystem, path = FileSystem.from_uri(_written(parts))
    except (ArrowException, OSError, ImportError, ValueError) as error:
        reason = _hidden(str(error), url)
    else:
        return filesystem, path.rstrip("/") or path
    name = RemoteFile(url).name
    if parts.scheme.lower() in {"http", "https", "ftp"}:
        raise SourceError(
            f"{name}: web addresses are not read here. Download the text, or pipe it: curl -L URL | firth train - ..."
        )
    raise SourceError(f"{name} cannot be opened: {reason}. URLs that can be read begin with {_KNOWN}.")


def _found(url: str) -> Any:
    filesystem, path = _located(url)
    return _asked(url, lambda: filesystem.get_file_info(path))


def _is_folder(found: Any) -> bool:
    from pyarrow.fs import FileType  # noqa: PLC0415 - it loads what S3 needs

    return bool(found.type == FileType.Directory)


def _asked(url: str, call: Callable[[], Answer]) -> Answer:
    """What a call to PyArrow gives. Its own error may show credentials, and so is not chained to ours."""
    try:
        return call()
    except OSError as error:
        failure = _unreadable(url, error)
    raise failure


def _unreadable(url: str, error: Exception) -> SourceError:
    reason = str(error).partition(" error_info=")[0].rstrip(".")  # Google's client says it all twice
    return SourceError(
        f"{RemoteFile(url).name} cannot be read: {_hidden(reason, url)}. Check the name, the network and your "
        f"credentials for it; or download it and give the file."
    )


def _hidden(text: str, url: str) -> str:
    """A message of PyArrow's without what is secret in a URL, also where it is written in another way."""
    parts = _parts(url)
    for whole in (url, _written(parts)):
        text = text.replace(whole, RemoteFile(url).name)
    for secret in sorted(_secrets(parts), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", _HIDDEN, text)
    return text


def _secrets(parts: _Parts) -> set[str]:
    login = [text for text in parts.login.removesuffix("@").split(":", 1) if text != "anonymous"]
    options = [value for name, value in parse_qsl(parts.options) if name not in _NO_SECRETS]
    written = [
        option.partition("=")[2] for option in parts.options.split("&") if option.partition("=")[0] not in _NO_SECRETS
    ]
    return {
        form for text in (*login, *options, *written) for form in (text, unquote(text), quote(text, safe="")) if form
    }
