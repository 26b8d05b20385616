"""The tables of TensorBoard's projector: tab-separated numbers, and words or a table of facts in a file beside them.

A metadata file of one column has no heading; one of several columns begins with their names. The words are in the
column that is named so, or the first.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from firth.errors import FormatError
from firth.formats.arrays.words_beside import miscounted, read_words, words_of_matrix
from firth.formats.opening import VectorFile
from firth.formats.record import Record, finite_blocks
from firth.formats.word2vec.shape import MOST_ROW_BYTES
from firth.formats.word2vec.text import read_rows

__all__ = ["looks_like_projector", "may_be_projector", "read_projector", "words_beside_projector", "write_projector"]

NAME = "projector"
MATRIX = re.compile("vectors?|tensors?|embeddings?|vecs")
SURE_WIDTH = 10  # so many numbers in each line, and nothing else, are vectors
SEEN_ROWS = 20
ROW = re.compile(rb"[-+.0-9eE]+(\t[-+.0-9eE]+)+")


def looks_like_projector(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a table of vectors without words beyond doubt."""
    return may_be_projector(head) and head.partition(b"\n")[0].count(b"\t") + 1 >= SURE_WIDTH


def may_be_projector(head: bytes) -> bool:
    """Whether the lines are numbers with tabs between them, as many in each."""
    lines = [line.rstrip(b"\r") for line in head.split(b"\n")[:SEEN_ROWS]]
    lines = lines[:-1] if len(lines) > 1 else lines  # an empty one, or one that is cut
    return all(map(ROW.fullmatch, lines)) and len({line.count(b"\t") for line in lines}) == 1


def words_beside_projector(name: str) -> list[str]:
    """The names that the file of words may have; the first is the one we write."""
    stem = Path(name).name.removesuffix(".tsv")
    replaced = MATRIX.sub("metadata", stem, count=1) if MATRIX.search(stem) else f"{stem}.metadata"
    return list(dict.fromkeys([f"{replaced}.tsv", f"{stem}.metadata.tsv", "metadata.tsv", f"{stem}.words.txt"]))


def read_projector(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read a table of numbers, and the words beside it.

    Raises:
        FormatError: there is no file of words, or one of more or fewer; or a line has more or fewer numbers.
    """
    path = words_of_matrix(file.name, words_beside_projector(file.name))
    words = read_words(path)
    if not words:
        raise FormatError(f"{path} has 0 words, for the rows of {file.name}. Fetch it again.")
    width = file.head.partition(b"\n")[0].count(b"\t") + 1
    joined = VectorFile(file.name, _joined(file, words, path, whole=limit is None))
    return read_rows(joined, width, len(words) if limit is None else min(limit, len(words)), limit, NAME)


def write_projector(record: Record, out: BinaryIO, name: str) -> None:
    """Write the numbers; nine digits bring every float32 back exactly. The words go into a file beside them.

    Raises:
        FormatError: a vector is not finite.
    """
    line = "\t".join(["%.9g"] * record.vectors.shape[1]) + "\n"
    for block in finite_blocks(record.vectors, record.words, name):
        out.writelines((line % tuple(row)).encode("ascii") for row in block.tolist())


def _joined(file: VectorFile, words: list[bytes], path: Path, *, whole: bool) -> Callable[[int], bytes]:
    """Read the lines of the table with a word and a tab before each."""
    joining = _joining(file, words, path, whole=whole)
    return lambda _size: next(joining, b"")


def _joining(file: VectorFile, words: list[bytes], path: Path, *, whole: bool) -> Iterator[bytes]:
    rest, row = b"", 0
    while block := file.read(1 << 18):
        *lines, rest = (rest + block).split(b"\n")
        if len(rest) > MOST_ROW_BYTES:
            raise FormatError(
                f"{file.name}, line {row + 1:,} is longer than {MOST_ROW_BYTES >> 20} MB. Fetch it again."
            )
        if lines:
            yield b"".join(b"%b\t%b\n" % pair for pair in zip(words[row:], lines, strict=False))
        row += len(lines)
    if rest.strip():
        yield b"".join(b"%b\t%b" % (word, rest) for word in words[row : row + 1])
        row += 1
    if whole and row != len(words):
        raise miscounted(file.name, row, path, len(words))
