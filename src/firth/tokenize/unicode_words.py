"""Words as a linguist would cut them: the default word boundaries of Unicode, tailored in a few points.

Unicode Standard Annex #29, section 4, as the package ``regex`` has it. So ``O'Neill``, ``3.14`` and ``1,000`` are
one word each. A word holds a letter or a digit: punctuation and symbols are left out. The tailoring, which the
annex allows for:

* there is one apostrophe and one hyphen (`firth.normalizing.unified`);
* words joined by a hyphen are one word (``state-of-the-art``, ``COVID-19``), but numbers are not (``1914-1918``);
* the last full stop of an abbreviation of single letters stays with it (``U.S.``, ``e.g.``);
* the Chinese comma, colon and semicolon separate, also numbers; the annex takes them for their Latin counterparts;
* an underscore joins, as in the annex, but those around a word, as in ``_very_``, go.

What the annex leaves to dictionaries comes as it says: of Chinese characters and hiragana each one is a word, and so
is each Thai, Lao, Khmer or Burmese letter with the marks above and below it; a run of katakana is one. URLs and
addresses fall to pieces at their punctuation (``https``, ``example.org``).
"""

import regex

from firth.normalizing import HAN, unified

__all__ = ["WORD", "separated", "spelt_for_words", "words_and_ends"]

_JOINING = r"\p{Word_Break=ALetter}\p{Word_Break=Hebrew_Letter}\p{Nd}"

# A word's first character is a letter or a digit, and what follows holds no boundary. That it begins at one need not be
# asked: what stands before it was taken by the word before, or is in none.
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


def words_and_ends(text: str) -> list[str]:
    r"""The words of a text that is ``separated``, and its newlines, in order.

    Nothing reaches across whitespace: the words of a text are those of its pieces.
    """
    found: list[str] = _WORDS_AND_ENDS.findall(spelt_for_words(text))
    return found


def separated(text: str) -> str:
    """Text with spaces for the Chinese comma, colon and semicolon; to be done before NFKC makes Latin ones of them."""
    if not text.isascii():
        for mark in "，：；":
            text = text.replace(mark, " ")
    return text


def spelt_for_words(text: str) -> str:
    """Text with one apostrophe and one hyphen, and without underscores around words."""
    text = unified(text)
    if "_" in text:
        text = _EDGES.sub(" ", text)
    return text
