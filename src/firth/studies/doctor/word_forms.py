"""What the characters of a vocabulary's words are, all words at once: a hundred thousand in a few milliseconds."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.normalizing import BOUNDARIES, CONTROLS, JOINERS, MARKS

__all__ = ["WordForms", "word_forms"]

_LATIN = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F))
_OTHER_LETTERS = ((0x370, 0x3FF), (0x400, 0x52F), (0x531, 0x586), (0x5D0, 0x5EA), (0x620, 0x64A), (0x1E00, 0x1FFF))

_KINDS = {  # code points, first and last
    "han": ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)),
    "kana": ((0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FC)),
    "unspaced": ((0x0E01, 0x0E5B), (0x0E81, 0x0EDF), (0x1000, 0x109F), (0x1780, 0x17FF)),  # Thai, Lao, Burmese, Khmer
    "letters": (*_LATIN, *_OTHER_LETTERS),
    "digits": ((0x30, 0x39),),
    "nonzero": ((0x31, 0x39),),
    "full_width": ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
    "cjk_points": ((0x3001, 0x3002), (0xFF01, 0xFF01), (0xFF0C, 0xFF0C), (0xFF1A, 0xFF1B), (0xFF1F, 0xFF1F)),
    "capital": ((0x41, 0x5A), (0xC0, 0xD6), (0xD8, 0xDE), (0x391, 0x3A9), (0x400, 0x42F)),
    "opening": tuple((ord(mark), ord(mark)) for mark in "([{\"'“‘«"),
    "closing": tuple((ord(mark), ord(mark)) for mark in ".,;:!?)]}\"'”’»…"),
    "marks": (*MARKS, *CONTROLS),
    "joiners": JOINERS,
    "boundaries": BOUNDARIES,
}
_BITS = {kind: np.uint16(1 << place) for place, kind in enumerate(_KINDS)}


class WordForms(NamedTuple):
    """Numbers of characters, or truths, of V words."""

    length: NDArray[np.int64]  # [V]
    han: NDArray[np.int64]  # [V]
    kana: NDArray[np.int64]  # [V]
    unspaced: NDArray[np.int64]  # [V]; of scripts other than Han and kana that are written without blanks
    letters: NDArray[np.int64]  # [V]; of alphabets
    digits: NDArray[np.int64]  # [V]
    nonzero: NDArray[np.int64]  # [V]; digits that reading has not made zeros
    full_width: NDArray[np.int64]  # [V]; letters and digits as wide as Han characters
    cjk_points: NDArray[np.int64]  # [V]; Chinese commas and the like
    capital: NDArray[np.bool_]  # [V]; the first letter is one
    attached: NDArray[np.bool_]  # [V]; letters with punctuation before or behind
    address: NDArray[np.bool_]  # [V]; has ://, www. or @
    invisible: NDArray[np.bool_]  # [V]; has invisible characters that mean nothing where they are
    zero_width: NDArray[np.bool_]  # [V]; has invisible spaces


def word_forms(words: Sequence[str]) -> WordForms:
    """The characters of words.

    Args:
        words: V words, not none, none empty.
    """
    length = np.fromiter(map(len, words), np.int64, len(words))
    starts = np.append(0, np.cumsum(length)[:-1])
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = np.take(_kinds_of_characters(), codes)
    first, last, anywhere = kinds[starts], kinds[starts + length - 1], np.bitwise_or.reduceat(kinds, starts)

    def count(kind: str) -> NDArray[np.int64]:
        return np.add.reduceat((kinds & _BITS[kind]) != 0, starts, dtype=np.int64)

    letters = count("letters")
    stuck = _has(first, "opening") | _has(last, "closing")
    return WordForms(
        length=length,
        han=count("han"),
        kana=count("kana"),
        unspaced=count("unspaced"),
        letters=letters,
        digits=count("digits"),
        nonzero=count("nonzero"),
        full_width=count("full_width"),
        cjk_points=count("cjk_points"),
        capital=_has(first, "capital"),
        attached=stuck & (letters > 0),
        address=_addresses(codes, starts),
        invisible=_has(anywhere, "marks") | _has(first | last, "joiners"),
        zero_width=_has(anywhere, "boundaries"),
    )


@cache
def _kinds_of_characters() -> NDArray[np.uint16]:
    """For each code point the bits of what it is."""
    kinds = np.zeros(0x110000, np.uint16)
    for kind, ranges in _KINDS.items():
        for first, last in ranges:
            kinds[first : last + 1] |= _BITS[kind]
    return kinds


def _has(kinds: NDArray[np.uint16], kind: str) -> NDArray[np.bool_]:
    return np.asarray(kinds & _BITS[kind], bool)


def _addresses(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    marks = codes == ord("@")
    for text in ("://", "www."):
        found = np.ones(max(codes.size - len(text) + 1, 0), bool)
        for place, character in enumerate(text):
            found &= codes[place : place + found.size] == ord(character)
        marks[: found.size] |= found
    return np.logical_or.reduceat(marks, starts)
