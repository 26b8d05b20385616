"""Text in any encoding, given on as UTF-8.

UTF-8 itself is passed through as it is: it is validated later, on the threads that split it.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from firth.config import ReadConfig
from firth.detect_encoding import guessed_encodings
from firth.errors import CorpusError, TextEncodingError, likely
from firth.text.file_signatures import refuse_foreign_mark

__all__ = ["cut_error", "encoding_error", "half_character", "is_utf8", "peeked", "utf8_blocks", "valid_blocks"]

_UTF8 = frozenset({"utf-8", "utf-8-sig"})
_MARK = "\ufeff"
_MARKED = frozenset({"utf-16", "utf-32"})
"""Encodings whose text begins with a byte-order mark, which tells the order of the bytes."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_SAMPLE_BYTES = 4096


def is_utf8(reading: ReadConfig) -> bool:
    """Whether the text is said to be UTF-8."""
    return reading.encoding in _UTF8


def peeked(blocks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """The first ``size`` bytes or more, fewer of a shorter text, and all blocks."""
    first: list[bytes] = []
    while sum(map(len, first)) < size and (block := next(blocks, b"")):
        first.append(block)
    return b"".join(first), chain(first, blocks)


def utf8_blocks(name: str, blocks: Iterator[bytes], reading: ReadConfig) -> Iterator[bytes]:
    """Blocks of text as UTF-8, without a byte-order mark at its start.

    Args:
        name: of the source.
        blocks: bytes in the encoding of the settings, cut anywhere.
        reading: gives the encoding, and what to do with bytes that are not valid in it.

    Raises:
        TextEncodingError: bytes that are not valid, and ``reading.errors`` is "strict". Of UTF-8, never.
        CorpusError: the text is said to be UTF-8 and begins with the byte-order mark of another encoding; or to be
            UTF-16 or UTF-32, and begins with none.
    """
    if not is_utf8(reading):
        return _decoded(name, blocks, reading)
    mark = _MARK.encode()
    head, blocks = peeked(blocks, 4)
    refuse_foreign_mark(name, head)
    if not head.startswith(mark):
        return blocks
    return _without(len(mark), blocks)


def valid_blocks(name: str, blocks: Iterator[bytes], reading: ReadConfig) -> Iterator[bytes]:
    """Blocks that ``utf8_blocks`` gave, validated here and now, and cut between characters.

    Raises:
        TextEncodingError: bytes that are not valid, and ``reading.errors`` is "strict".
    """
    return _decoded(name, blocks, reading) if is_utf8(reading) else blocks


def encoding_error(source: str, line: int, error: UnicodeDecodeError, encoding: str = "utf-8") -> TextEncodingError:
    """The error to raise for bytes that could not be decoded, with what they look like.

    Args:
        source: the name of the source.
        line: the number of the line that holds the byte.
        error: as Python raised it; of its bytes, those around the byte are looked at.
        encoding: the encoding that was tried.
    """
    data = bytes(error.object)
    start = data.rfind(b"\n", 0, error.start) + 1
    guesses = [guess for guess in _guesses(data[start : error.start + _SAMPLE_BYTES]) if guess != encoding]
    is_mixed = encoding in _UTF8 and not data[:start].isascii()
    return TextEncodingError(source, line, data[error.start], encoding=encoding, looks_like=guesses, is_mixed=is_mixed)


def half_character(data: bytes) -> bytes:
    """The bytes of an unfinished character at the end of UTF-8; empty if there is none, or if the rest is not UTF-8."""
    if data[-1:].isascii():
        return b""
    try:
        _, length = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return b""
    return data[length:]


def cut_error(source: str, line: int, rest: bytes, encoding: str = "utf-8") -> TextEncodingError:
    """The error to raise for a text that ends in the middle of a character.

    Args:
        source: the name of the source.
        line: the number of its last line.
        rest: the bytes that begin the character.
        encoding: the encoding of the text.
    """
    return TextEncodingError(source, line, rest[0], encoding=encoding, is_cut=True)


def _guesses(sample: bytes) -> list[str]:
    """What the sample may be in; UTF-8 alone where it is that, for nothing else looks like it."""
    try:
        codecs.utf_8_decode(sample, "strict", False)  # it may end inside a character
    except UnicodeDecodeError:
        return guessed_encodings(sample)
    return guessed_encodings(sample) if sample.isascii() else ["utf-8"]


def _check_mark(name: str, head: bytes, encoding: str) -> None:
    if not head or head.startswith((_MARK.encode(f"{encoding}-le"), _MARK.encode(f"{encoding}-be"))):
        return
    guesses = _guesses(head)
    remedy = (
        likely(guesses[0])
        if guesses
        else f"If that is what it is, name the order of its bytes: --encoding {encoding}-le, or {encoding}-be."
    )
    raise CorpusError(
        f"{name} does not begin with a byte-order mark, as text that is {encoding.upper()} does. {remedy}"
    )


def _without(count: int, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks without their first ``count`` bytes."""
    for block in blocks:
        if rest := block[count:]:
            yield rest
        count = max(count - len(block), 0)


def _decoded(name: str, blocks: Iterator[bytes], reading: ReadConfig) -> Iterator[bytes]:
    if reading.encoding in _MARKED:
        head, blocks = peeked(blocks, _SAMPLE_BYTES)
        _check_mark(name, head[:_SAMPLE_BYTES], reading.encoding)
    decoder = codecs.getincrementaldecoder(reading.encoding)(reading.errors)
    line = 1
    is_start = True
    for block in chain(blocks, (b"",)):
        state = decoder.getstate()
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            decoder.setstate(state)
            before = decoder.decode(block[: max(error.start - len(state[0]), 0)])
            place = line + before.count("\n")
            if not block:
                raise cut_error(name, place, error.object[error.start :], reading.encoding) from None
            raise encoding_error(name, place, error, reading.encoding) from None
        data = _encoded(name, line, text.removeprefix(_MARK) if is_start else text, reading)
        line += text.count("\n")
        is_start = is_start and not text
        if data:
            yield data


def _encoded(name: str, line: int, text: str, reading: ReadConfig) -> bytes:
    """The text in UTF-8; UTF-7 and encodings of other packages may leave halves of surrogate pairs in it."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        if reading.errors == "replace":
            return _SURROGATE.sub("\ufffd", text).encode()
        place = line + text.count("\n", 0, error.start)
        raise CorpusError(
            f"{name}, line {place:,}: half of a surrogate pair, which text does not hold. If the text is not "
            f"{reading.encoding.upper()}, name its encoding (--encoding NAME); or pass errors='replace' "
            "(--errors replace) to read on with U+FFFD in its place."
        ) from None
