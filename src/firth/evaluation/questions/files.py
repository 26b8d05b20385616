"""The text of a file of questions, which may be compressed; or what else that file is."""

from collections.abc import Iterator
from pathlib import Path

from firth.detect_encoding import guessed_encodings
from firth.errors import FormatError, SourceError
from firth.formats import is_model_file
from firth.formats.compression import unpacked
from firth.formats.opening import VectorFile

__all__ = ["text_of"]

LONGEST = 10_000
"""Characters in a line. Sets have lines of a hundred; a text or a table may be one line of gigabytes."""

LARGEST = 1 << 28
"""Bytes in a file. Sets have a million; a text may fill the memory."""

HEAD = 1 << 16
"""Bytes that are looked at before all are read."""

_MORE = "has {} than {:,}, so it is no set of questions. If it is a text, firth train makes vectors of it."


def text_of(path: Path) -> str:
    """The text of a file, whose lines end in newlines.

    Raises:
        SourceError: it is missing or cannot be read.
        FormatError: it is no text in UTF-8, it has a line that is too long, or it is a file of vectors.
    """
    if is_model_file(path):
        raise FormatError(
            f"{path} is a file of vectors, and a set of questions was expected. The model comes first, and then the "
            "sets: firth evaluate MODEL SET."
        )
    if str(path) == "-" and not path.exists():
        raise SourceError("- would be standard input, from which no set is read. Write it to a file, and name that.")
    try:
        with path.open("rb") as file:
            packed = unpacked(VectorFile(str(path), file.read, path=path if path.is_file() else None))
            head = packed.peek(HEAD)
            _check_head(path, head)
            content = b"".join(_pieces(packed))
        if len(content) > LARGEST:
            raise FormatError(f"{path} {_MORE.format('more bytes', LARGEST)}")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FormatError(f"{path}, line {line:,}: byte {error.start:,} is not valid UTF-8. {_remedy(head)}") from None
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read: {error.strerror or error}. Check the name and the folder."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pieces(packed: VectorFile) -> Iterator[bytes]:
    """All bytes, or a few more than may be."""
    left = LARGEST + 1
    while left > 0 and (piece := packed.read(min(left, HEAD))):
        left -= len(piece)
        yield piece


def _check_head(path: Path, head: bytes) -> None:
    if b"\0" in head:
        raise FormatError(f"{path} is no text in UTF-8: it holds zero bytes. {_remedy(head)}")
    if head.lstrip()[:1] == b"<":
        raise FormatError(
            f"{path} is a web page, perhaps one that says why the file was not sent. Open it in a browser, and fetch "
            "the file again."
        )
    if len(head) == HEAD and max(map(len, head.splitlines())) > LONGEST:
        raise FormatError(f"{path} {_MORE.format('a line of more bytes', LONGEST)}")


def _remedy(head: bytes) -> str:
    found = guessed_encodings(head)
    if not found:
        return "A set of questions is a text in UTF-8."
    return f"It looks like {found[0]}; convert it: iconv -f {found[0]} -t utf-8 FILE > set.txt"
