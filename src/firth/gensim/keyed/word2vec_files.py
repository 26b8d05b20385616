"""word2vec's text and binary files, with gensim's arguments. Firth's own readers and writers do the work."""

import logging
import warnings
from collections.abc import Iterable
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

__all__ = ["FileCutError", "counts_of_file", "read_word2vec", "write_word2vec"]

logger = logging.getLogger("firth.gensim.models.keyedvectors")


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
        record = read(name, kind, limit=limit or None, encoding="latin-1")  # each byte as it is, to be decoded here
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
        with Path(name).open("ab") as file:
            write(record, _Headed(file, header), str(name))  # type: ignore[arg-type] # it is written to, no more
        return
    with replacing(name) as file:
        write(record, _Headed(file, header), str(name))  # type: ignore[arg-type]


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
