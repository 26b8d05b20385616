"""The words of a matrix in a file beside it: UTF-8, a line for each row; or a table, of which a column is the words."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from firth.errors import FormatError, SourceError, counted, quoted
from firth.formats.words import pack_words

__all__ = ["distinct", "inside", "miscounted", "named_words", "read_words", "words_of_matrix", "write_words"]

HEADINGS = ("word", "words", "token", "tokens", "label", "name", "key", "metadata")
"""Columns that are the words, in lower case; else the first one is."""

MOST_BYTES = 1 << 30


def words_of_matrix(matrix: str, names: Sequence[str]) -> Path:
    """The file of words beside a matrix.

    Args:
        matrix: the file of the matrix.
        names: those that its words may have in the same folder; the first that is there is taken.

    Raises:
        FormatError: there is none.
        SourceError: it is a link that leads elsewhere.
    """
    folder = Path(matrix).parent
    found = next((path for name in names if (path := inside(folder, name)) is not None), None)
    if found is None:
        raise FormatError(
            f"{matrix} holds numbers only, and there is no file of their words beside it: {' or '.join(names)}, with a "
            f"word in each line, in the order of the rows. Write one, or join them: firth.WordVectors(words, matrix)"
        )
    return found


def inside(folder: Path, name: str) -> Path | None:
    """A file in a folder, if it is there.

    Raises:
        SourceError: it is a link to a place outside: whoever made the folder may mean a file of whoever opens it. Only
            the cache of Hugging Face's hub, where files are links to its blobs, has such links.
    """
    path = folder / name
    if not path.is_file():
        return None
    home = folder.parent.parent if folder.parent.name == "snapshots" else folder
    if not path.resolve().is_relative_to(home.resolve()):
        raise SourceError(
            f"{path} is a link to a file outside its folder, {path.resolve()}. Put the file itself there."
        )
    return path


def read_words(path: Path) -> list[bytes]:
    """The words of a file, one for each row.

    Raises:
        FormatError: it is too large, or a row of its table has no such column.
    """
    if path.stat().st_size > MOST_BYTES:
        raise FormatError(f"{path} has more than {MOST_BYTES >> 20:,} MB; words are shorter. Is it the file you meant?")
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    lines = [line.removesuffix(b"\r") for line in (lines if lines[-1] else lines[:-1])]
    if not lines or b"\t" not in lines[0]:
        return lines
    heading = [name.strip().lower().decode("utf-8", "replace") for name in lines[0].split(b"\t")]
    column = next((heading.index(name) for name in HEADINGS if name in heading), 0)
    rows = [line.split(b"\t") for line in lines[1:]]
    for number, row in enumerate(rows, 2):
        if len(row) <= column:
            raise FormatError(
                f"{path}, line {number:,}: {counted(len(row), 'column')}, and the words are in column {column + 1} "
                f"({heading[column]}). Correct the line."
            )
    return [row[column] for row in rows]


def named_words(path: Path, rows: int, matrix: str) -> list[str]:
    """The words of a file for so many rows.

    Raises:
        FormatError: there are more or fewer, one is not UTF-8, or one is empty or there twice.
    """
    words = read_words(path)
    if len(words) == rows + 1 and words[0].lower().decode("utf-8", "replace") in HEADINGS:
        words = words[1:]
    if len(words) != rows:
        raise miscounted(matrix, rows, path, len(words))
    return distinct((_decoded(word, f"{path}, line {at:,}") for at, word in enumerate(words, 1)), path)


def miscounted(matrix: str, rows: int, path: object, words: int) -> FormatError:
    """The error for more or fewer words than rows."""
    why = "They do not belong together, or one of them was cut short: fetch them again."
    if words == rows + 1:
        why = "If its first line is a heading, take it out: a file of one column has none."
    return FormatError(f"{matrix} has {counted(rows, 'row')}, and {path} has {counted(words, 'word')}. {why}")


def distinct(words: Iterable[str], where: object) -> list[str]:
    """The same words.

    Raises:
        FormatError: one is empty or is there twice.
    """
    seen: dict[str, None] = {}
    for row, word in enumerate(words, 1):
        if not word or word in seen:
            what = (
                f"the word {quoted(word)} is there twice (again as word {row:,})" if word else f"word {row:,} is empty"
            )
            raise FormatError(f"{where}: {what}. Each row needs a word of its own: correct it.")
        seen[word] = None
    return list(seen)


def write_words(words: Sequence[str], out: BinaryIO, name: str) -> None:
    """Write words, one in each line.

    Raises:
        FormatError: a word holds a newline, a tab or a carriage return, or is not valid Unicode.
    """
    for word in words:
        if any(mark in word for mark in "\n\r\t"):
            raise FormatError(
                f"{name}: the word {quoted(word)} holds a newline or a tab, which ends a word there. "
                f"Save as safetensors instead, or replace it."
            )
    blob, offsets = pack_words(words, name)
    ends = offsets.tolist()
    out.writelines(blob[begin:end] + b"\n" for begin, end in pairwise(ends))


def _decoded(word: bytes, where: str) -> str:
    try:
        return word.decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError(f"{where}: {quoted(word)} is not valid UTF-8. Convert the file to UTF-8.") from None
