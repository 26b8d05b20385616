"""Text cut into chunks where it may be cut, with the number of the line in which each begins."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from firth.config import EncodingErrors, ReadConfig
from firth.detect_encoding import guessed_encodings
from firth.errors import CorpusError, likely
from firth.text.to_utf8 import cut_error, half_character

__all__ = ["Documents", "FindSplit", "Piece", "cut_text", "document_pieces"]

FindSplit: TypeAlias = Callable[[bytes], int]
"""Where UTF-8 text may be cut, as far behind as possible; 0: nowhere. The text may end inside a character."""

_LONGEST = 64 << 20
"""The most bytes without a place to cut. No word is that long, and all of it must fit in memory."""

_SAMPLE_BYTES = 4096


class Piece(NamedTuple):
    """Some of a source's text.

    Attributes:
        line: the number of the line in which it begins, counted from 1.
        data: UTF-8 that ends at a place to cut.
    """

    line: int
    data: bytes


class Documents(NamedTuple):
    """Some documents, one after the other.

    Attributes:
        number: of the first, counted from 1 with those that are missing.
        data: UTF-8, each document with a newline behind it.
    """

    number: int
    data: bytes


def cut_text(name: str, blocks: Iterator[bytes], cut: FindSplit, errors: EncodingErrors) -> Iterator[Piece]:
    """Cut blocks, joined, into pieces; the last ends with a newline that may not be in the text.

    A piece is about as long as a block, longer only where a longer stretch has no place to cut.

    Args:
        name: of the source.
        blocks: UTF-8 text cut anywhere, also inside characters.
        cut: says where it may be cut; it is given text that begins at such a place.
        errors: "replace" reads a NUL as a blank, and half of a character as it is.

    Raises:
        CorpusError: a NUL byte, or 64 MB without a place to cut.
        TextEncodingError: the text ends in the middle of a character, and ``errors`` is "strict".
    """
    line = 1
    carried: list[bytes] = []
    length = 0
    next_try = 0
    for block in blocks:
        carried.append(block if b"\0" not in block else _without_nul(name, line, carried, block, errors))
        length += len(block)
        if length < next_try:  # a long stretch is searched again when it has doubled: the work stays linear
            continue
        data = b"".join(carried)
        place = cut(data)
        if place:
            yield Piece(line, data[:place])
            line += data.count(b"\n", 0, place)
        elif length > _LONGEST:
            raise _endless(name, line, data)
        carried = [data[place:]]
        length -= place
        next_try = 0 if place else min(2 * length, _LONGEST + 1)
    data = b"".join(carried)
    if errors == "strict" and (half := half_character(data)):
        raise cut_error(name, line + data.count(b"\n"), half)
    yield Piece(line, data + b"\n")  # the end of a file ends its sentence


def document_pieces(name: str, documents: Documents, reading: ReadConfig, cut: FindSplit, size: int) -> Iterator[Piece]:
    """Documents as pieces of text: as they are, unless one is so long that it must be cut.

    Raises:
        CorpusError: a NUL, unless ``reading.errors`` is "replace".
    """
    number, data = documents
    if b"\0" in data:
        if reading.errors != "replace":
            about = number + data.count(b"\n", 0, data.index(b"\0"))
            raise CorpusError(
                f"{name}, at about row {about:,}: a NUL character, which text does not hold. To read on with blanks in "
                f"their place, pass errors='replace' (--errors replace)."
            )
        data = data.replace(b"\0", b" ")
    if len(data) <= 2 * size:
        yield Piece(number, data)
        return
    end = len(data) - 1  # what is cut gets its last newline back
    blocks = (data[place : min(place + size, end)] for place in range(0, end, size))
    for piece in cut_text(name, blocks, cut, reading.errors):
        yield Piece(number, piece.data)


def _without_nul(name: str, line: int, carried: list[bytes], block: bytes, errors: EncodingErrors) -> bytes:
    if errors == "replace":
        return block.replace(b"\0", b" ")
    before = b"".join((*carried, block[: block.index(b"\0")]))
    place = line + before.count(b"\n")
    guesses = guessed_encodings(block[:_SAMPLE_BYTES])
    hint = (
        likely(guesses[0]) if guesses else "It is probably a binary file, not text; or UTF-16 (--encoding utf-16-le)."
    )
    raise CorpusError(
        f"{name}, line {place:,}: a NUL byte, which text does not hold. {hint} To read on with "
        "blanks in their place, pass errors='replace' (--errors replace)."
    )


def _endless(name: str, line: int, data: bytes) -> CorpusError:
    place = line + data.count(b"\n")
    return CorpusError(
        f"{name}, line {place:,}: {len(data) >> 20} MB without any place to cut the text, such as a "
        "blank. Raw Chinese text needs a tokenizer: pass tokenizer='jieba' (--tokenizer jieba). Otherwise, is it a "
        "binary file?"
    )
