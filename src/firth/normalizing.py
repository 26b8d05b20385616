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

__all__ = ["HAN", "STEPS", "normalizer", "not_among", "query_forms", "query_spellings", "unified"]

Change: TypeAlias = Callable[[str], str]

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
    "\u2018": "'",  # its mirror image, which word processors put in for it at the beginning of a word
    "\uff07": "'",  # full width
    "\u2010": "-",  # the hyphen that is no minus
    "\u2011": "-",  # the one that does not break
    "\u00ad": "",  # the one that is seen only where the word breaks
    "\u200e": "",  # marks of direction
    "\u200f": "",
    "\u2060": "",  # the joiner of words that nobody sees
    "\ufeff": "",  # its old form, a byte-order mark gone astray
}

_CUTS_AT_UNICODE_BOUNDARIES = ("words", "jieba", "rjieba")


def unified(text: str) -> str:
    """Text with one apostrophe, ``'``, and one hyphen, ``-``; soft hyphens and other invisible marks are gone."""
    if not text.isascii():
        for character, plain in _ONE_SPELLING.items():
            text = text.replace(character, plain)
    return text


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
    """The forms under which a word of a query may be in a vocabulary, the likeliest first.

    As it is; spelt as the text was when it was read; and where phrases were joined, each with ``_`` for a blank,
    or nothing between two Chinese characters. OpenCC is loaded only for a word of Chinese characters that is not
    found as it is.

    Args:
        word: as typed.
        reading: what a model keeps in ``info["reading"]``; empty if it keeps nothing.

    Raises:
        MissingExtraError: the word has to be converted as the text was, and OpenCC is not installed.
    """
    yield from _joined(word, reading)
    plain = unified(word) if reading.get("tokenizer") in _CUTS_AT_UNICODE_BOUNDARIES else word
    steps = STEPS if _HAS_HAN(word) else [step for step in STEPS if step != "chinese_script"]
    change = normalizer(reading, steps)
    spelt = change(plain) if change else plain
    if spelt != word:
        yield from _joined(spelt, reading)


def query_spellings(words: Iterable[str], reading: Mapping[str, Any]) -> frozenset[str]:
    """All forms under which some words may be in a vocabulary; see `query_forms`."""
    return frozenset(form for word in words for form in query_forms(word, reading))


def not_among(words: Iterable[str], known: Collection[str], reading: Mapping[str, Any]) -> list[str]:
    """The words of which no form is among those known."""
    held = frozenset(known)
    return [word for word in words if held.isdisjoint(query_forms(word, reading))]


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
