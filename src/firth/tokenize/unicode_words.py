"""Words as a linguist would cut them: the default word boundaries of Unicode, tailored in a few points.

Unicode Standard Annex #29, section 4, as the package ``regex`` has it. So ``O'Neill``, ``3.14`` and ``1,000`` are
one word each. A word holds a letter or a digit: punctuation and symbols are left out. The tailoring, which the
annex allows for:

* there is one apostrophe and one hyphen (`firth.normalizing.unified`), and there are no invisible characters
  (`firth.normalizing.without_invisible`) but joiners inside words; a zero-width space ends a word;
* words joined by a hyphen are one word (``state-of-the-art``, ``COVID-19``), but numbers are not (``1914-1918``);
* the last full stop of an abbreviation of single letters stays with it (``U.S.``, ``e.g.``);
* the Chinese comma, colon and semicolon separate, also numbers; the annex takes them for their Latin counterparts;
* an underscore joins, as in the annex, but those around a word, as in ``_very_``, go.

What the annex leaves to dictionaries comes as it says: of Chinese characters and hiragana each one is a word, and so
is each Thai, Lao, Khmer or Burmese letter with the marks above and below it; a run of katakana is one. URLs and
addresses fall to pieces at their punctuation (``https``, ``example.org``).
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import regex
from numpy.typing import NDArray

from firth.normalizing import HAN, INVISIBLE, JOINERS, Ranges, unified, without_invisible

__all__ = [
    "WORD",
    "spelt_for_words",
    "visible",
    "without_joiners_at_edges",
    "without_underscores_at_edges",
    "words_and_ends",
]

_JOINING = r"\p{Word_Break=ALetter}\p{Word_Break=Hebrew_Letter}\p{Nd}"

# A word's first character is a letter or a digit, and what follows has no boundary inside. Whether it begins at one
# need not be asked: what comes before was taken by the word before, or is in no word.
WORD = rf"""
    (?: [a-zA-Z]++ (?! [^,);!?\n] )                     # the common case, which the others would give too, but slowly
      | (?: \p{{L}} \. (?: \p{{L}} \. )++ (?! [{_JOINING}] )  (?: ' s \b )?+             # U.S., U.S.'s
          | [\p{{Alphabetic}}\p{{Nd}}] .*? \b )           # everything else
        (?: - (?<! \b \d [\d.,]* - (?= \d ) )            # and what a hyphen joins to it, but for 1914-1918
              (?<= [{_JOINING}\p{{M}}.] - ) (?= [{_JOINING}] ) \w .*? \b )*+ )
"""
"""A word, for ``regex.compile`` with the flags VERBOSE and WORD."""

_WORDS_AND_ENDS = regex.compile(rf"\n | [{HAN}] (?! [\p{{M}}\p{{Cf}}] ) | {WORD}", regex.VERBOSE | regex.WORD)
_EDGES = regex.compile(r"_(?<!__)_*+(?:(?<!\w_++)|(?!\w))")


def _finder(ranges: Ranges) -> Callable[[str], bool]:
    """A function that says, ten times faster than a regular expression, whether a text may hold characters of ranges.

    Of those beyond U+FFFF it takes a thousand neighbours for one of them.
    """
    is_one = np.zeros(1 << 16, bool)  # by UTF-16 code unit
    for first, last in ranges:
        begin, end = (code if code < 0x10000 else 0xD800 + ((code - 0x10000) >> 10) for code in (first, last))
        is_one[begin : end + 1] = True

    def may_hold(text: str) -> bool:
        if text.isascii():
            return False
        return bool(np.take(is_one, np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)).any())

    return may_hold


_may_hold_invisible, _may_hold_joiners = _finder(INVISIBLE), _finder(JOINERS)
_ALL_JOINERS = "".join(chr(code) for first, last in JOINERS for code in range(first, last + 1))


def words_and_ends(text: str) -> list[str]:
    r"""The words of a text that is ``spelt_for_words``, and its newlines, in order.

    Nothing reaches across whitespace: the words of a text are those of its pieces.
    """
    return without_joiners_at_edges(_WORDS_AND_ENDS.findall(without_underscores_at_edges(text)), text)


def without_underscores_at_edges(text: str) -> str:
    """Text with blanks for the underscores around words, as in ``_very_``."""
    return _EDGES.sub(" ", text) if "_" in text else text


def without_joiners_at_edges(words: list[str], text: str) -> list[str]:
    """The words of a text without joiners at their edges, where a boundary of words came between two letters."""
    if not _may_hold_joiners(text):
        return words
    return [stripped for word in words if (stripped := word.strip(_ALL_JOINERS))]


def spelt_for_words(text: str) -> str:
    """Text as tokenizers want it: with one apostrophe and one hyphen, and nothing invisible.

    The Chinese comma, colon and semicolon become spaces. To be done before NFKC, which would make Latin ones of them,
    and cannot compose what an invisible character parts.
    """
    if text.isascii():
        return text
    for mark in "，：；":
        text = text.replace(mark, " ")
    return visible(unified(text))


def visible(text: str) -> str:
    """`firth.normalizing.without_invisible`, of the lines that need it alone."""
    if text.isascii() and text.replace("\n", " ").isprintable():
        return text
    if not (text.isascii() or _may_hold_invisible(text)):
        return text
    parts: list[str] = []
    done = 0
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    for place in np.flatnonzero(np.take(_is_invisible(), codes)).tolist():
        if place >= done:
            start, end = text.rfind("\n", done, place) + 1 or done, text.find("\n", place)
            end = len(text) if end < 0 else end
            parts += (text[done:start], without_invisible(text[start:end]))
            done = end
    return "".join((*parts, text[done:]))


@cache
def _is_invisible() -> NDArray[np.bool_]:
    """For each code point whether it is invisible."""
    known = np.zeros(0x110000, bool)
    for first, last in INVISIBLE:
        known[first : last + 1] = True
    return known
