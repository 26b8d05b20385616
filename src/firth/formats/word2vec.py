"""The two files of the first program, word2vec.c, which gensim and most others also read and write.

Both begin with a line "V D". In the text form each word has a line, "word x1 ... xD"; in the binary form a
row is the word, one space and D little-endian float32, with a newline after it (word2vec.c, and what we
write) or without (gensim). Neither holds counts, contexts or facts about the corpus.

word2vec.c cuts words at a fixed number of bytes, also in the middle of a character: such a word is read with
U+FFFD in place of the piece. Of words that are then equal the first is kept, and empty ones are left out;
``info["words_dropped"]`` says how many rows went.
"""

import math
import mmap
import os
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, quoted
from firth.formats.record import Record, finite_blocks, not_finite
from firth.formats.target import replacing

__all__ = [
    "looks_like_binary",
    "looks_like_text",
    "read_binary",
    "read_text",
    "write_binary",
    "write_text",
]

HEADER = re.compile(rb"([0-9]{1,18}) +([0-9]{1,18})[ \r]*\n")
HEADER_BYTES = 64
PRINTABLE = re.compile(rb"[\t\r -~]+")
NUMBER = re.compile(rb"(?:^|\s)[-+]?(?:\.?[0-9]|nan|inf)", re.IGNORECASE)  # how one begins
TEXT, BINARY = "word2vec-text", "word2vec-binary"


class _Size(NamedTuple):
    rows: int
    width: int
    data: int  # file offset of the first row


def looks_like_text(head: bytes) -> bool:
    """Whether a file that begins with these bytes is word2vec text."""
    return _first_values(head, text=True)


def looks_like_binary(head: bytes) -> bool:
    """Whether a file that begins with these bytes is word2vec binary."""
    return _first_values(head, text=False)


def read_text(path: Path) -> Record:
    """Read word2vec text.

    Args:
        path: the file; Windows line ends and spaces at the end of a line are accepted.

    Returns:
        A record with words, vectors and the file's format as info.

    Raises:
        FormatError: a line has too few or too many values or something that is no number, the file has
            fewer or more rows than its header says, or a value is not finite.
    """
    with path.open("rb") as file:
        size = _read_size(file, path)
        rows = _text_rows(file, path, size)
        if _bytes_missing(file, size, 2 * size.width + 1):
            deque(rows, maxlen=0)  # one of them is to blame and says so, before room is made for all
        table = _Table(size)
        with np.errstate(over="ignore"):  # beyond float32: infinity, which finish() reports with its word
            for word, values in rows:
                table.add(word, values)
        if file.read(HEADER_BYTES).strip():
            raise FormatError(f"{path} goes on after the {size.rows:,} rows its header promises. Correct line 1.")
    return table.finish(path, TEXT)


def read_binary(path: Path) -> Record:
    """Read word2vec binary, with or without a newline after each row.

    Args:
        path: the file.

    Returns:
        A record with words, vectors and the file's format as info.

    Raises:
        FormatError: the file is shorter or longer than its header says, or a value is not finite.
    """
    with path.open("rb") as file:
        size = _read_size(file, path)
        if missing := _bytes_missing(file, size, 4 * size.width + 1):
            raise FormatError(
                f"{path} is truncated: header promises {size.rows:,} rows of {size.width:,} values, and at least "
                f"{missing:,} bytes of them are missing. Fetch it again."
            )
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            table, at = _Table(size), size.data
            for row in range(size.rows):
                at += mapped[at : at + 1] == b"\n"
                space = mapped.find(b" ", at)
                end = space + 1 + 4 * size.width
                if space < 0 or end > len(mapped):
                    raise FormatError(
                        f"{path} is truncated or garbled: header promises {size.rows:,} rows, and the file "
                        f"ends within row {row + 1:,}. Fetch it again."
                    )
                table.add(mapped[at:space], np.frombuffer(mapped[space + 1 : end], "<f4"))
                at = end
            if mapped[at : at + HEADER_BYTES].strip():  # not all of it: it may be gigabytes
                raise FormatError(
                    f"{path} has {len(mapped) - at:,} bytes after the {size.rows:,} rows of {size.width} "
                    f"values its header promises. Fetch it again."
                )
    return table.finish(path, BINARY)


def write_text(record: Record, path: Path) -> None:
    """Write word2vec text; nine digits bring every float32 back exactly.

    Args:
        record: its words and vectors are written; the format holds nothing else.
        path: the target, replaced only when the new file is whole.

    Raises:
        FormatError: a word holds white space, or a vector is not finite.
        TargetError: the target cannot be written.
    """
    rows, width = record.vectors.shape
    line = " %.9g" * width + "\n"
    words = iter(_plain_words(record.words, path))
    with replacing(path) as out:
        out.write(b"%d %d\n" % (rows, width))
        for block in finite_blocks(record.vectors, record.words, path):
            out.writelines(next(words) + (line % tuple(row)).encode("ascii") for row in block.tolist())


def write_binary(record: Record, path: Path) -> None:
    """Write word2vec binary, each row with a newline after it, as word2vec.c does.

    Args:
        record: its words and vectors are written; the format holds nothing else.
        path: the target, replaced only when the new file is whole.

    Raises:
        FormatError: a word holds white space, or a vector is not finite.
        TargetError: the target cannot be written.
    """
    words = iter(_plain_words(record.words, path))
    with replacing(path) as out:
        out.write(b"%d %d\n" % record.vectors.shape)
        for block in finite_blocks(record.vectors, record.words, path):
            out.writelines(b"%b %b\n" % (next(words), row.tobytes()) for row in block)


class _Table:
    """Rows as they arrive, room for all of them, and the words that were kept."""

    def __init__(self, size: _Size) -> None:
        self.matrix = np.empty((size.rows, size.width), np.float32)
        self.words: dict[str, None] = {}  # an ordered set

    def add(self, word: bytes, values: NDArray[np.float32] | list[float]) -> None:
        text = _decoded(word)
        if text and text not in self.words:
            self.matrix[len(self.words)] = values
            self.words[text] = None

    def finish(self, path: Path, source: str) -> Record:
        kept = len(self.words)
        if not kept:
            raise FormatError(f"{path} holds no words: all its rows begin with a space. Fetch it again.")
        words, vectors = tuple(self.words), self.matrix[:kept]
        for _ in finite_blocks(vectors, words, path):
            pass
        info = {"source_format": source, "words_dropped": len(self.matrix) - kept}
        return Record(words, vectors, info=info)


def _read_size(file: BinaryIO, path: Path) -> _Size:
    """Read the first line; the file then stands at the first row."""
    head = file.read(HEADER_BYTES)
    match = HEADER.match(head)
    if match is None:
        first = head.partition(b"\n")[0].decode(errors="replace")
        raise FormatError(
            f"{path}, line 1: {quoted(first)} is not the 'V D' (rows, values a row) that word2vec files "
            f"begin with. Put that line before the first word, or name another format; a text has to be trained on "
            f"first (firth train)."
        )
    rows, width = int(match[1]), int(match[2])
    if not rows or not width:
        raise FormatError(f"{path}, line 1: {rows} rows of {width} values are no vectors. Train on more text.")
    file.seek(match.end())
    return _Size(rows, width, match.end())


def _bytes_missing(file: BinaryIO, size: _Size, row_bytes: int) -> int:
    """By how much the file is too short for its header: asked before anything is allocated."""
    needed = size.data + size.rows * row_bytes - 1  # the last newline may be missing
    return max(0, needed - os.fstat(file.fileno()).st_size)


def _text_rows(file: BinaryIO, path: Path, size: _Size) -> Iterator[tuple[bytes, list[float]]]:
    for number in range(2, size.rows + 2):
        line = file.readline()
        word, _, rest = line.partition(b" ")
        parts = rest.split()
        if not line or (len(parts) < size.width and not line.endswith(b"\n")):
            raise FormatError(
                f"{path} is truncated: header promises {size.rows:,} rows of {size.width:,} values, and the file "
                f"ends within row {number - 1:,}. Fetch it again."
            )
        yield word, _numbers(word, parts, size.width, f"{path}, line {number}")


def _numbers(word: bytes, parts: list[bytes], width: int, place: str) -> list[float]:
    if len(parts) != width:
        raise FormatError(f"{place}: {len(parts)} values after the word, {width} expected. Correct the line.")
    try:
        values = list(map(float, parts))
    except ValueError as error:
        raise FormatError(f"{place}: {error!s:.80}. Correct the line.") from None
    if not math.isfinite(sum(values)):
        raise not_finite(place, quoted(_decoded(word)))
    return values


def _first_values(head: bytes, *, text: bool) -> bool:
    header = HEADER.match(head)
    if header is None:
        return False
    _, space, values = head[header.end() :].partition(b" ")
    values = values[: 4 * int(header[2])].partition(b"\n")[0]  # as far as the first binary row reaches
    return bool(space) and text == bool(PRINTABLE.fullmatch(values) and NUMBER.search(values))


def _decoded(word: bytes) -> str:
    return word.decode("utf-8", errors="replace")


def _plain_words(words: tuple[str, ...], path: Path) -> list[bytes]:
    try:
        encoded = [word.encode("utf-8") for word in words]
    except UnicodeEncodeError as error:
        raise FormatError(
            f"{path}: the word {quoted(error.object)} is not valid Unicode and cannot be saved. Take it out."
        ) from None
    for word in words:
        if word.split() != [word]:
            raise FormatError(
                f"{path}: the word {quoted(word)} holds white space, which word2vec files cannot. "
                f"Save as safetensors instead, or replace the space."
            )
    return encoded
