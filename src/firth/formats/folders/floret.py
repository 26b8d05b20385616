"""floret's table (.floret): rows of n-grams, by the number that their hash gives. Its words are in a file beside it.

The first line is "buckets D minn maxn hashes seed bow eow", each other one a number and a row. Source: floret's README.
"""

import re
from typing import Any

import numpy as np

from firth.errors import FormatError
from firth.formats.arrays.words_beside import distinct, read_words, words_of_matrix
from firth.formats.opening import VectorFile
from firth.formats.record import Record
from firth.formats.safetensors.pieces import floret_of
from firth.formats.word2vec.shape import HEADER
from firth.formats.word2vec.text import read_rows
from firth.subwords.composing import Subwords

__all__ = ["looks_like_floret", "read_floret", "words_beside_floret"]

NAME = "floret"
FIRST_LINE = re.compile(rb"([0-9]{1,10}) ([0-9]{1,7}) ([0-9]{1,3}) ([0-9]{1,3}) ([1-4]) ([0-9]{1,10}) (\S+) (\S+)\s*\n")


def looks_like_floret(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a table of floret."""
    return FIRST_LINE.match(head) is not None


def words_beside_floret(name: str) -> list[str]:
    """The names that the file of words may have: floret itself writes one that ends in .vec."""
    stem = name.replace("\\", "/").rpartition("/")[2].removesuffix(".floret")
    return [f"{stem}.words.txt", f"{stem}.vec", "words.txt"]


def read_floret(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read a table whole, and compose the vectors of words.

    Args:
        file: open at its beginning.
        limit: words; None: all.

    Raises:
        FormatError: it is garbled or cut short, or there is no file of words.
    """
    match = FIRST_LINE.match(file.head)
    if match is None:
        raise FormatError(f"{file.name} does not begin with floret's line of eight settings. Fetch it again.")
    buckets, width, *numbers = map(int, match.groups()[:6])
    marks = [mark.decode("utf-8", "replace") for mark in match.groups()[6:]]
    names = ("shortest", "longest", "hashes", "seed")
    settings: dict[str, Any] = dict(zip(names, numbers, strict=True))
    cut = floret_of(buckets=buckets, begin=marks[0], end=marks[1], **settings)
    if cut is None or not width:
        raise FormatError(f"{file.name}, line 1: these are no settings of floret. Fetch it again.")
    path = words_of_matrix(file.name, words_beside_floret(file.name))
    words = read_words(path)
    if path.suffix == ".vec":
        words = [line.partition(b" ")[0] for line in (words[1:] if HEADER.match(words[0] + b"\n") else words)]
    texts = distinct((word.decode("utf-8", "replace") for word in words[:limit]), path)
    if not texts:
        raise FormatError(f"{path} has no words to compose. Fetch it again.")
    file.read(match.end())
    room = None if file.size is None else min(buckets, file.size // (2 * width))
    table = read_rows(file, width, room, None, NAME)
    if list(table.words) != list(map(str, range(buckets))):
        raise FormatError(
            f"{file.name} is cut short or garbled: its rows are not 0 to {buckets - 1:,}. Fetch it again."
        )
    rows = np.ascontiguousarray(table.vectors)
    subwords = Subwords(cut, None, rows, whole_word=False)
    return Record(tuple(texts), subwords.composed(texts), info={"source_format": NAME}, subwords=subwords)
