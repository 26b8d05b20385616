"""What the characters of a vocabulary's words are, all words at once: a hundred thousand in a few milliseconds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["WordForms", "word_forms"]

# code points, first and last
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_KANA = ((0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FC))
_UNSPACED = ((0x0E01, 0x0E5B), (0x0E81, 0x0EDF), (0x1000, 0x109F), (0x1780, 0x17FF))  # Thai, Lao, Burmese, Khmer
_LATIN = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F))
_OTHER_LETTERS = ((0x370, 0x3FF), (0x400, 0x52F), (0x531, 0x586), (0x5D0, 0x5EA), (0x620, 0x64A), (0x1E00, 0x1FFF))
_CAPITALS = ((0x41, 0x5A), (0xC0, 0xD6), (0xD8, 0xDE), (0x391, 0x3A9), (0x400, 0x42F))
_DIGITS = ((0x30, 0x39),)
_FULL_WIDTH = ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
_CJK_POINTS = ((0x3001, 0x3002), (0xFF01, 0xFF01), (0xFF0C, 0xFF0C), (0xFF1A, 0xFF1B), (0xFF1F, 0xFF1F))
_AFTER = frozenset(map(ord, ".,;:!?)]}\"'”’»…"))
_BEFORE = frozenset(map(ord, "([{\"'“‘«"))


class WordForms(NamedTuple):
    """Numbers of characters, or truths, of V words."""

    length: NDArray[np.int64]  # [V]
    han: NDArray[np.int64]  # [V]
    kana: NDArray[np.int64]  # [V]
    unspaced: NDArray[np.int64]  # [V]; of scripts other than Han and kana that are written without blanks
    letters: NDArray[np.int64]  # [V]; of alphabets
    digits: NDArray[np.int64]  # [V]
    full_width: NDArray[np.int64]  # [V]; letters and digits as wide as Han characters
    cjk_points: NDArray[np.int64]  # [V]; Chinese commas and the like
    capital: NDArray[np.bool_]  # [V]; the first letter is one
    attached: NDArray[np.bool_]  # [V]; letters with punctuation before or behind
    address: NDArray[np.bool_]  # [V]; has ://, www. or @


def word_forms(words: Sequence[str]) -> WordForms:
    """The characters of words.

    Args:
        words: V words, not none, none empty.
    """
    length = np.fromiter(map(len, words), np.int64, len(words))
    starts = np.append(0, np.cumsum(length)[:-1])
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)

    def count(*ranges: tuple[int, int]) -> NDArray[np.int64]:
        return np.add.reduceat(_within(codes, ranges), starts, dtype=np.int64)

    first, last = codes[starts], codes[starts + length - 1]
    letters = count(*_LATIN, *_OTHER_LETTERS)
    stuck = np.isin(first, list(_BEFORE)) | np.isin(last, list(_AFTER))
    return WordForms(
        length=length,
        han=count(*_HAN),
        kana=count(*_KANA),
        unspaced=count(*_UNSPACED),
        letters=letters,
        digits=count(*_DIGITS),
        full_width=count(*_FULL_WIDTH),
        cjk_points=count(*_CJK_POINTS),
        capital=_within(first, _CAPITALS),
        attached=stuck & (letters > 0),
        address=_addresses(codes, starts),
    )


def _within(codes: NDArray[np.uint32], ranges: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Which characters are in one of the ranges: unsigned differences wrap round, so a range is one comparison."""
    inside = np.zeros(codes.size, bool)
    for first, last in ranges:
        inside |= codes - np.uint32(first) <= last - first
    return inside


def _addresses(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    marks = codes == ord("@")
    for text in ("://", "www."):
        found = np.ones(max(codes.size - len(text) + 1, 0), bool)
        for place, character in enumerate(text):
            found &= codes[place : place + found.size] == ord(character)
        marks[: found.size] |= found
    return np.logical_or.reduceat(marks, starts)
