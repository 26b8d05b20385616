"""word2vec's text and binary files, with gensim's arguments. Firth's own readers and writers do the work."""

import bz2
import gzip
import logging
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike

from firth.errors import ArgumentError, FormatError
from firth.formats import Record, VectorFileWarning, read
from firth.formats.target import replacing
from firth.formats.word2vec.binary import write_binary
from firth.formats.word2vec.decimals import parse_rows
from firth.formats.word2vec.text import write_text
from firth.gensim import utils
from firth.gensim.keyed.keys import Keys, Rows
from firth.gensim.missing import told_if_missing

__all__ = ["FileCutError", "counts_of_file", "read_word2vec", "write_word2vec"]

logger = logging.getLogger("firth.gensim.models.keyedvectors")

_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1b]")
"""Bytes that no text has, and four thousand bytes of numbers have."""

_ROW = re.compile(rb"\S+( [-+.0-9eE]+)+ *\r?\n")


class FileCutError(FormatError, EOFError):
    """A file with fewer rows than its first line promises; also the error that gensim raises."""


def read_word2vec(
    name: Any,
    *,
    binary: bool,
    encoding: str,
    unicode_errors: str,
    limit: int | None,
    datatype: DTypeLike,
    no_header: bool,
) -> tuple[list[str], Rows]:
    """The words of a file, distinct, and float[V, D] of a type.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is not of this kind.
        FileCutError: it has fewer rows than it promises.
        UnicodeDecodeError: a word is not in the encoding, and `unicode_errors` is "strict".
    """
    if no_header and binary:
        raise NotImplementedError("no_header is for text: a binary file without its first line cannot be read")
    kind = "word2vec-binary" if binary else "word2vec-text"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*: line 1 promises", VectorFileWarning)  # an error below
        record = _read(name, kind, limit or None)
    found = len(record.words) + int(record.info.get("words_dropped", 0))
    promised = None if no_header or hasattr(name, "read") else _promised(name)
    if promised is not None and found < min(promised, limit or promised):
        raise FileCutError(
            f"{name}: unexpected end of input: line 1 promises {promised:,} rows, and the file has {found:,}. "
            f"Fetch it again, or correct the line."
        )
    words = _decoded([word.lstrip("\n") for word in record.words], encoding, unicode_errors)
    rows = record.vectors
    if not binary and np.dtype(datatype).itemsize > rows.itemsize:
        rows = _exact_rows(name, rows.shape, no_header=no_header)
    firsts = list({word: at for at, word in reversed(list(enumerate(words)))}.values())[::-1]
    if len(firsts) < len(words):
        logger.warning(
            "%d words became equal to others when they were decoded, and were left out", len(words) - len(firsts)
        )
        words, rows = [words[at] for at in firsts], rows[firsts]
    rows = rows.astype(datatype, copy=False)
    return words, rows if rows.flags.writeable else rows.copy()


def _read(name: Any, kind: str, limit: int | None) -> Record:
    """What a file holds, with each byte of a word as it is, to be decoded later; errors as gensim's programs expect."""
    row = b"" if hasattr(name, "read") or not Path(name).is_file() else _second_line(name)  # a pipe is read once
    if kind == "word2vec-binary" and _ROW.match(row):
        raise FormatError(f"{name} is text, and binary=True says that it is binary: pass binary=False")
    try:
        with told_if_missing(name):
            return read(name, kind, limit=limit, encoding="latin-1")
    except FormatError as error:
        if kind == "word2vec-text" and _NO_TEXT.search(row):
            raise FormatError(f"{error} It looks binary: pass binary=True") from None
        if "the file ends within row" in str(error):
            raise FileCutError(str(error)) from None
        raise


def _second_line(name: Any) -> bytes:
    """What comes after the first line, or a part of it; nothing if it cannot be read."""
    try:
        with utils.open(name, "rb") as file:
            file.readline(1000)
            return bytes(file.read(4096))
    except (OSError, EOFError, zlib.error):  # the reader has more to say
        return b""


def counts_of_file(name: Any, unicode_errors: str) -> dict[str, int]:
    """The counts of words in a file of lines "word count"."""
    with utils.open(name, "rb") as file:
        lines = [utils.any2unicode(line, errors=unicode_errors).split() for line in file]
    return {word: int(count) for word, count in lines}


def write_word2vec(
    keys: Keys, name: Any, order: Iterable[Any], *, binary: bool, header: bytes | None, prefix: str, append: bool
) -> None:
    """Write keys and their rows in an order.

    Raises:
        FormatError: the format cannot hold a key, or a vector is not finite.
        TargetError: the file cannot be written.
    """
    listed = list(order)
    places = [keys.get_index(key) for key in listed]
    rows = keys.vectors if places == list(range(len(keys))) else keys.vectors[places]
    record = Record([f"{prefix}{key}" for key in listed], rows)
    write = write_binary if binary else write_text
    if append:
        with Path(name).open("ab") as file, _packing(file, name) as packed:
            write(record, _Headed(packed, header), str(name))  # type: ignore[arg-type] # it is written to, no more
        return
    with replacing(name) as beside, _packing(beside, name) as packed:
        write(record, _Headed(packed, header), str(name))  # type: ignore[arg-type]


@contextmanager
def _packing(file: Any, name: Any) -> Iterator[Any]:
    """What writes to a file, packed if its name ends so."""
    if str(name).endswith(".gz"):
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            yield packed
    elif str(name).endswith(".bz2"):
        with bz2.BZ2File(file, "wb") as packed:
            yield packed
    else:
        yield file


class _Headed:
    """A file whose first line is another one, or left out."""

    def __init__(self, file: BinaryIO, header: bytes | None) -> None:
        self._file = file
        self._header: bytes | None = header
        self._begun = False

    def write(self, data: bytes) -> None:
        """Write, or replace, the first line; then all that comes."""
        if not self._begun:
            self._begun = True
            data = self._header or b""
        self._file.write(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Write rows."""
        self._file.writelines(lines)


def _promised(name: Any) -> int | None:
    with utils.open(name, "rb") as file:
        fields = file.readline(100).split()
    return int(fields[0]) if len(fields) == 2 and fields[0].isdigit() else None


def _decoded(words: list[str], encoding: str, errors: str) -> list[str]:
    """Words from their bytes, which are here as Latin-1."""
    texts = "\n".join(words).encode("latin-1").decode(encoding, errors).split("\n")
    if len(texts) == len(words):
        return texts
    return [word.encode("latin-1").decode(encoding, errors) for word in words]


def _exact_rows(name: Any, shape: tuple[int, ...], *, no_header: bool) -> Rows:
    """float64[V, D] of a text file that was read before, of which no row was left out."""
    rows = np.empty(shape)
    with utils.open(name, "rb") as file:
        if not no_header:
            file.readline()
        filled = 0
        for line in file:
            if line.strip() and filled < len(rows):
                rows[filled] = parse_rows(b" ".join(line.rsplit(None, shape[1])[-shape[1] :]), shape[1])
                filled += 1
    if filled < len(rows):
        raise ArgumentError("datatype", "float64", "rows with the same word can be read as float32 only")
    return rows
