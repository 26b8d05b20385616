"""One spelling for what is the same: of the words of a text as it is read, and of the words of a query.

The steps, always in this order: NFKC, so that all that follows sees plain characters; Chinese characters; digits;
small letters. A model keeps the settings of its text, so that a query can be brought to the same spelling.

Not here: numbers that are left out (``digits="drop"``), which is done where words are made (`firth.tokenize.pipeline`).
"""

import importlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from firth.errors import MissingExtraError

__all__ = [
    "BOUNDARIES",
    "CONTROLS",
    "HAN",
    "INVISIBLE",
    "JOINERS",
    "MARKS",
    "STEPS",
    "Ranges",
    "normalizer",
    "not_among",
    "query_forms",
    "query_spellings",
    "spelt_as_read",
    "unified",
    "without_invisible",
]

Change: TypeAlias = Callable[[str], str]
Ranges: TypeAlias = tuple[tuple[int, int], ...]

STEPS = ("nfkc", "chinese_script", "digits", "lowercase")
"""The settings that change spelling, in the order of their application."""

_CONFIGURATIONS = {"simplified": "t2s", "traditional": "s2t"}  # OpenCC's names

_DIGIT = re.compile(r"\d")  # as in str.isdecimal: any script's

HAN = "\u4e00-\u9fff\u3400-\u4dbf\u3005-\u3007\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, for the brackets of a regular expression; the common ones first: they are tried in turn."""

_HAS_HAN = re.compile(f"[{HAN}]").search
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")

_ONE_SPELLING = {
    "\u2019": "'",  # the apostrophe that typesetters use; ' is what vocabularies hold
    "\u2018": "'",  # its mirror image, which word processors put at the beginning of a word
    "\uff07": "'",  # full width
    "\u2010": "-",  # the hyphen, as distinct from the minus sign
    "\u2011": "-",  # the hyphen that does not break
}

# Invisible characters: Unicode's general category Cf (format) and its property Default_Ignorable_Code_Point, except the
# few signs of category Cf that are drawn, such as U+06DD. The tests compare these ranges with Unicode.
MARKS: Ranges = (
    (0xAD, 0xAD),  # soft hyphen
    *((0x61C, 0x61C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x206F)),  # of direction
    (0x2060, 0x2065),  # word joiner, and invisible operators of mathematics
    *((0xFE00, 0xFE0F), (0xE0000, 0xE0FFF)),  # variation selectors, tags
    *((0xFEFF, 0xFEFF), (0xFFF0, 0xFFF8)),  # byte-order mark
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),  # of shorthand and music
)
"""Invisible characters that never mean anything to a word."""

BOUNDARIES: Ranges = ((0x200B, 0x200B), (0xFFF9, 0xFFFB))
"""Invisible characters between words: the zero-width space, as in Thai and Khmer, and those around annotations."""

JOINERS: Ranges = (
    (0x200C, 0x200D),  # ZWNJ and ZWJ, which Persian and the scripts of India need
    *((0x34F, 0x34F), (0x17B4, 0x17B5), (0x13430, 0x1343F)),  # of combining marks, Khmer, hieroglyphs
    *((0x115F, 0x1160), (0x3164, 0x3164), (0xFFA0, 0xFFA0)),  # fillers of Hangul
    (0x180B, 0x180F),  # Mongolian variants and vowel separator
)
"""Invisible characters that mean something inside a word, and nothing at its edge."""

CONTROLS: Ranges = ((0x0, 0x8), (0xE, 0x1B), (0x7F, 0x84), (0x86, 0x9F))
"""Control characters that are not whitespace, which no word holds either."""

INVISIBLE: Ranges = (*MARKS, *BOUNDARIES, *CONTROLS, *JOINERS)
"""All invisible characters, as code points, first and last."""


def _any_of(ranges: Ranges) -> re.Pattern[str]:
    return re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + "]+")


_UNSEEN, _UNSEEN_MARKS, _UNSEEN_SPACES = map(_any_of, (INVISIBLE, MARKS, (*BOUNDARIES, *CONTROLS)))

_TONES_APART = re.compile(
    "([AEIOUYaeiouy][\u0302\u0306\u031b]?)([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306\u031b]?)"
)
"""In NFD, a vowel of Vietnamese, its tone, and what else it carries; marks below come first."""

_CUTS_AT_UNICODE_BOUNDARIES = ("words", "jieba", "rjieba")


def unified(text: str) -> str:
    """Text with one apostrophe, ``'``, and one hyphen, ``-``."""
    if not text.isascii():
        for character, plain in _ONE_SPELLING.items():
            text = text.replace(character, plain)
    return text


def without_invisible(text: str) -> str:
    """Text without invisible characters.

    Soft hyphens, marks of direction, variation selectors and the like go. A zero-width space and control characters
    become a blank. ZWNJ, ZWJ and a few others stay between two letters, or two signs such as emoji, and go elsewhere,
    also between Chinese characters, which do not join.
    """
    return _UNSEEN.sub(_what_remains, text)


def _what_remains(unseen: re.Match[str]) -> str:
    if _UNSEEN_SPACES.search(unseen[0]):
        return " "
    joiners = _UNSEEN_MARKS.sub("", unseen[0])
    if not joiners:
        return ""
    text, start, end = unseen.string, unseen.start(), unseen.end()
    before, after = (_kind(character) for character in (text[start - 1 : start], text[end : end + 1]))
    return joiners if before == after and before else ""


def _kind(character: str) -> str:
    """What a joiner may join: a letter, digit or mark, or a sign; else nothing."""
    if not character or _HAS_HAN(character):
        return ""
    if character.isalnum() or unicodedata.category(character).startswith("M"):
        return "letter"
    return "sign" if unicodedata.category(character) in {"So", "Sk"} else ""


def normalizer(reading: Mapping[str, Any], steps: Collection[str] = STEPS) -> Change | None:
    """The change of spelling that the settings ask for.

    Whitespace within a text stays where it is and nothing reaches across it, so several words may be given at once.
    NFKC makes spaces of some signs.

    Args:
        reading: settings, as ``ReadConfig.as_dict`` gives them. What is absent is not done.
        steps: those of ``STEPS`` to apply; their order is that of ``STEPS`` all the same.

    Returns:
        A function that threads may share, or None if nothing is to be done.

    Raises:
        MissingExtraError: Chinese characters are to be converted, and OpenCC is not installed.
    """
    changes: list[Change] = []
    if "nfkc" in steps and reading.get("nfkc") is True:
        changes.append(_nfkc)
    if "chinese_script" in steps and (configuration := _CONFIGURATIONS.get(str(reading.get("chinese_script")))):
        changes.append(_converter(configuration))
    if "digits" in steps and reading.get("digits") == "zero":
        changes.append(_zeroed)
    if "lowercase" in steps and reading.get("lowercase") is True:
        changes.append(str.lower)
    if not changes:
        return None

    def change(text: str) -> str:
        for step in changes:
            text = step(text)
        return text

    return change


def query_forms(word: str, reading: Mapping[str, Any]) -> Iterator[str]:
    """The forms under which a word of a query may be in a vocabulary, the likeliest first; each once.

    As it is; spelt as the text was when it was read; without invisible characters; and composed (NFC) and decomposed
    (NFD), which look the same. Where phrases were joined, each of them also with ``_`` for a blank, or nothing between
    two Chinese characters. OpenCC is loaded only for a word of Chinese characters that is not found as it is.

    Args:
        word: as typed.
        reading: what a model keeps in ``info["reading"]``; empty if it keeps nothing.

    Raises:
        MissingExtraError: the word has to be converted as the text was, and OpenCC is not installed.
    """
    told: set[str] = set()
    for form in _spellings(word, reading):
        for joined in _joined(form, reading):
            if joined not in told:
                told.add(joined)
                yield joined


def spelt_as_read(word: str, reading: Mapping[str, Any]) -> str:
    """A word of a query, spelt as the text was when it was read.

    Args:
        word: as typed.
        reading: what a model keeps in ``info["reading"]``; empty if it keeps nothing.

    Raises:
        MissingExtraError: the word has to be converted, and OpenCC is not installed.
    """
    plain = word
    if reading.get("tokenizer") in _CUTS_AT_UNICODE_BOUNDARIES:
        plain = without_invisible(unified(word)).strip(" ")
    elif reading.get("tokenizer") == "characters":
        plain = without_invisible(word).strip(" ")
    steps = STEPS if _HAS_HAN(plain) else [step for step in STEPS if step != "chinese_script"]
    change = normalizer(reading, steps)
    return change(plain) if change else plain


def query_spellings(words: Iterable[str], reading: Mapping[str, Any]) -> frozenset[str]:
    """All forms under which some words may be in a vocabulary; see `query_forms`."""
    return frozenset(form for word in words for form in query_forms(word, reading))


def not_among(words: Iterable[str], known: Collection[str], reading: Mapping[str, Any]) -> list[str]:
    """The words that are not among those known in any form."""
    held = frozenset(known)
    return [word for word in words if held.isdisjoint(query_forms(word, reading))]


def _spellings(word: str, reading: Mapping[str, Any]) -> Iterator[str]:
    yield word
    spelt = spelt_as_read(word, reading)
    yield spelt
    if not word.isascii():
        visible = without_invisible(spelt).strip(" ")
        yield visible
        for form in dict.fromkeys((spelt, visible)):
            yield unicodedata.normalize("NFC", form)
            yield unicodedata.normalize("NFD", form)
            yield _TONES_APART.sub(_with_tone_apart, unicodedata.normalize("NFD", form))


def _with_tone_apart(letter: re.Match[str]) -> str:
    """A letter of Vietnamese in two: composed but for its tone, as Windows-1258 and keyboards for it write."""
    return unicodedata.normalize("NFC", letter[1] + letter[3]) + letter[2]


def _joined(word: str, reading: Mapping[str, Any]) -> Iterator[str]:
    yield word
    if reading.get("phrases") and " " in word:
        yield _BETWEEN_HAN.sub("", word).replace(" ", "_")


def _nfkc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _zeroed(text: str) -> str:
    return _DIGIT.sub("0", text)


@cache
def _converter(configuration: str) -> Change:
    try:
        opencc = importlib.import_module("opencc")
    except ImportError:
        raise MissingExtraError("OpenCC", "chinese", "converting Chinese characters") from None
    convert: Change = opencc.OpenCC(configuration).convert
    return convert
