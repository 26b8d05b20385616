"""A file of vectors from its first byte on, wherever it comes from: a name, a pipe, an open file, an archive.

Only a plain file on the disk can be mapped. All others are read once, from the beginning to the end.
"""

import codecs
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from firth.errors import ArgumentError, ArgumentTypeError, FirthError, FormatError, SourceError
from firth.formats.hub.fetching import fetched, is_on_hub

__all__ = [
    "HEAD_BYTES",
    "Source",
    "VectorFile",
    "checked_encoding",
    "is_folder",
    "named",
    "not_empty",
    "opened",
    "without_mark",
]

HEAD_BYTES = 1 << 16
"""What is looked at to recognise a file."""

Source: TypeAlias = str | os.PathLike[str] | BinaryIO
"""The name of a file, or a file that is open for reading in binary mode."""

_MARKS = {  # the longer first: one of them begins with another
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_WIDE = ("utf-16", "utf-32")
_ROW = b"word 0.5 -123467e-89\n"
_UTF8_MARK = b"\xef\xbb\xbf"


class VectorFile:
    """Bytes that are read once, and can be looked at before.

    Attributes:
        name: for messages.
        path: of a plain file on the disk, which can be mapped, or of a folder; else None.
        size: bytes in all, or None if unknown.
        taken: bytes that its source gave so far.
    """

    def __init__(
        self, name: str, read: Callable[[int], bytes | None], *, path: Path | None = None, size: int | None = None
    ) -> None:
        self.name = name
        self.path = path
        self.size = size
        self.taken = 0
        self._read = read
        self._ahead = b""

    @property
    def head(self) -> bytes:
        """The first bytes that were not read yet: `HEAD_BYTES`, or all there are."""
        return self.peek(HEAD_BYTES)

    def peek(self, size: int) -> bytes:
        """The next bytes: as many as asked for, or all there are. They stay where they are."""
        while len(self._ahead) < size and (piece := self._source(size - len(self._ahead))):
            self._ahead += piece
        return self._ahead[:size]

    def read(self, size: int = -1) -> bytes:
        """At most this many bytes, and none only at the end; a negative number is all that are left."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 24), b""))
        if self._ahead:
            piece, self._ahead = self._ahead[:size], self._ahead[size:]
            return piece
        return self._source(size)

    def _source(self, size: int) -> bytes:
        piece = self._read(size) or b""
        self.taken += len(piece)
        return piece


@contextmanager
def opened(source: Source) -> Iterator[VectorFile]:
    """Open a file of vectors. Errors of the system that happen while the block runs become ours.

    Args:
        source: the name of a file, a folder or a pipe, or of a model on the hub (hf://owner/name); or an open file,
            which is read from where it is and stays open.

    Raises:
        SourceError: it is missing or cannot be read.
        ArgumentTypeError: it is neither a name nor open in binary mode.
    """
    begun = 0
    if isinstance(source, str) and is_on_hub(source):
        source = fetched(source)
    try:
        if isinstance(source, str | os.PathLike) and (path := _checked_path(source)).is_dir():
            yield VectorFile(os.fspath(source), lambda _: b"", path=path)
        elif isinstance(source, str | os.PathLike):
            with _checked_path(source).open("rb") as file:
                yield _of_disk(file, os.fspath(source))
        else:
            begun = _position(source)
            yield _of_open_file(source)
    except FormatError as error:
        if not begun:
            raise
        raise FormatError(
            f"{error} The open file was read from byte {begun:,} on; f.seek(0) brings it to its beginning."
        ) from None
    except FirthError:
        raise
    except FileNotFoundError:
        raise SourceError(f"{source}: there is no such file of vectors. {_advice(str(source))}") from None
    except OSError as error:
        raise SourceError(
            f"{named(source)} cannot be read: {error.strerror or error}. Check its permissions."
        ) from None  # it would show the name as it was given, a password in it too


def is_folder(file: VectorFile) -> bool:
    """Whether it is a folder, in which there may be files of vectors."""
    return file.path is not None and file.path.is_dir()


def not_empty(file: VectorFile) -> VectorFile:
    """The same file.

    Raises:
        FormatError: there is nothing in it.
    """
    if not file.peek(1):
        raise FormatError(f"{file.name} is empty. Fetch or save it again.")
    return file


def named(source: Source) -> str:
    """What messages call a file."""
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else f"<{type(source).__name__}>"


def checked_encoding(encoding: object) -> str:
    """An encoding by its usual name.

    Raises:
        ArgumentTypeError: it is not a string.
        ArgumentError: there is no such encoding of text, or word vectors cannot be written in it.
    """
    if not isinstance(encoding, str):
        raise ArgumentTypeError("encoding", encoding, 'must be the name of an encoding, such as "gb18030"')
    try:
        "".encode(encoding)
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise ArgumentError(
            "encoding", encoding, "is not an encoding that Python knows; try utf-8, latin-1, gb18030 or big5"
        ) from None
    if name.startswith(_WIDE):
        return name
    if not _keeps_ascii(name):
        raise ArgumentError(
            "encoding",
            encoding,
            "writes blanks and digits otherwise than ASCII, or cannot replace a damaged word, so a word2vec file "
            "cannot be in it; try utf-8, latin-1, gb18030 or big5, or convert the file to UTF-8 first",
        )
    return "utf-8" if name == "utf-8-sig" else name


def _keeps_ascii(encoding: str) -> bool:
    """Whether rows can be found in text of this encoding, and any bytes can be decoded with U+FFFD for some."""
    try:
        return _ROW.decode(encoding) == _ROW.decode("ascii") and isinstance(b"\xff".decode(encoding, "replace"), str)
    except (UnicodeError, LookupError):
        return False


def without_mark(file: VectorFile, encoding: str) -> VectorFile:
    """The same text in UTF-8 where its encoding has wide units, as its mark or the setting says, and without a mark.

    Other encodings leave blanks, newlines and digits as they are in ASCII, so only words are decoded, and later.
    """
    start = file.peek(4)
    wide = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if wide is None and encoding in _WIDE:
        raise ArgumentError(
            "encoding",
            encoding,
            f"{file.name} does not begin with the byte-order mark of {encoding}. If it is UTF-8, name no encoding; "
            f"else name the order of the bytes: {encoding}-le or {encoding}-be",
        )
    if wide is None and encoding.startswith(_WIDE):
        wide = encoding
    if wide is not None:
        file = VectorFile(file.name, _decoded(file, wide))
    if file.peek(3) == _UTF8_MARK:
        file.read(3)
    return file


def _decoded(file: VectorFile, encoding: str) -> Callable[[int], bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read(size: int) -> bytes:
        while piece := file.read(size):
            if text := decoder.decode(piece):
                return text.encode("utf-8")
        return decoder.decode(b"", final=True).encode("utf-8")

    return read


_FETCH = {
    "http": "curl -LO {}",
    "https": "curl -LO {}",
    "ftp": "curl -LO {}",
    "s3": "aws s3 cp {} .",
    "gs": "gsutil cp {} .",
}


def _checked_path(source: str | os.PathLike[str]) -> Path:
    name = os.fspath(source)
    if not isinstance(name, str):
        raise _not_a_source(source)
    if not name:
        raise SourceError("the name of the file of vectors is empty. Name a file.")
    if "\0" in name:
        raise SourceError(f"{name!r} is not the name of a file. Check it.")
    return Path(source)


def _advice(name: str) -> str:
    scheme, is_url, _ = name.partition("://")
    if not is_url:
        return "Check the name and the folder."
    fetch = _FETCH.get(scheme.lower())
    how = f"with {fetch.format(name)}" if fetch else f"with the program that opens {scheme}:// addresses"
    return f"Vectors are read from files: fetch it first, {how}"


def _of_disk(file: BinaryIO, name: str) -> VectorFile:
    path = Path(name)
    if path.is_file():
        return VectorFile(name, file.read, path=path, size=os.fstat(file.fileno()).st_size)
    return VectorFile(name, file.read)


def _of_open_file(source: Any) -> VectorFile:
    if not callable(getattr(source, "read", None)):
        raise _not_a_source(source)
    try:
        begins = source.read(0)
    except ValueError as error:  # it is closed, or open for writing
        raise ArgumentError(
            "path", source, f"cannot be read ({error}); open it in binary mode: open(path, 'rb')"
        ) from None
    if not isinstance(begins, bytes):
        raise _not_a_source(source)
    return VectorFile(named(source), source.read, size=_bytes_left(source))


def _position(source: Any) -> int:
    try:
        return int(source.tell())
    except (AttributeError, OSError, TypeError, ValueError):  # a pipe, or something that is refused later
        return 0


def _bytes_left(source: Any) -> int | None:
    try:
        here = source.tell()
        end = source.seek(0, os.SEEK_END)
        source.seek(here)
    except (AttributeError, OSError, ValueError):  # a pipe, or a reader of another kind
        return None
    return int(end) - int(here)


def _not_a_source(source: object) -> ArgumentTypeError:
    return ArgumentTypeError(
        "path", source, "must be the name of a file of vectors, or a file that is open in binary mode: open(path, 'rb')"
    )
