"""What can be counted in a text before it is cut into words: markup, repeated lines, broken characters."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from firth.text.excerpt import Piece

__all__ = ["TextFacts", "text_facts"]

_MARKS = {
    "html": re.compile(rb"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]{0,500})?/?>|&(?:amp|lt|gt|quot|nbsp|apos|#\d{1,6});|<!--"),
    "wiki": re.compile(rb"\[\[|\]\]|\{\{|\}\}|\{\||\|\}|'''|^=={1,4}[^=\n]{1,200}==|<ref", re.MULTILINE),
    # UTF-8 that was taken for Latin-1 or Windows-1252 and encoded anew, and UTF-8 that was taken for GBK twice over
    "mojibake": re.compile(rb"\xc3[\x82\x83]\xc2[\x80-\xbf]|\xc3\xa2\xe2\x82\xac|\xe9\x94\x9f\xe6\x96\xa4\xe6\x8b\xb7"),
    "replacement": re.compile(rb"\xef\xbf\xbd"),
    "sentence_end": re.compile(rb"[.!?]\s|\xe3\x80\x82|\xef\xbc\x81|\xef\xbc\x9f"),  # the last three: 。！？
}

# common characters that are written in two ways, each way used in one of the two scripts alone
_TRADITIONAL = "國學們這說對會為來時個過經發動開關長門問間東車書見語話讀電實與義黨產業區從無業員點機體頭題類"
_SIMPLIFIED = "国学们这说对会为来时个过经发动开关长门问间东车书见语话读电实与义党产业区从无业员点机体头题类"

_MOST_LINES = 20_000_000
"""Lines whose hashes are kept, of a text that is read whole: 2 GB of memory."""

_SHORT_LINE = 32
"""Bytes of a line, below which it may well occur twice: a few words."""

_GUESSING_BYTES = 1 << 16


@dataclass(frozen=True, kw_only=True, slots=True)
class TextFacts:
    """Counts over the pieces of a text.

    Attributes:
        size: bytes in UTF-8.
        lines: lines that were seen from end to end.
        blank_lines: those of them that are empty or whitespace.
        line_bytes: bytes of those lines.
        repeated_bytes: bytes of those that occurred before, short ones not counted.
        newlines: ends of lines, of all lines.
        returns: carriage returns without a newline behind.
        html: tags and entities.
        wiki: brackets, braces and headings of wiki text.
        mojibake: characters that were decoded wrongly before the text was written.
        replacement: U+FFFD in the text as it is stored.
        sentence_end: full stops and the like.
        invalid: places that are not of the encoding.
        nul: bytes of value 0.
        nul_at_odd: those of them at odd offsets.
        traditional: characters that only traditional Chinese has.
        simplified: characters that only simplified Chinese has.
        suspect: some bytes around what is not of the encoding.
    """

    size: int = 0
    lines: int = 0
    blank_lines: int = 0
    line_bytes: int = 0
    repeated_bytes: int = 0
    newlines: int = 0
    returns: int = 0
    html: int = 0
    wiki: int = 0
    mojibake: int = 0
    replacement: int = 0
    sentence_end: int = 0
    invalid: int = 0
    nul: int = 0
    nul_at_odd: int = 0
    traditional: int = 0
    simplified: int = 0
    suspect: bytes = b""


def text_facts(pieces: Iterable[Piece]) -> TextFacts:
    """Count what is in the pieces of a text; each is looked at once."""
    counts: Counter[str] = Counter()
    lines = _Lines()
    suspect = b""
    for piece in pieces:
        text = piece.text
        lines.add(text, whole=piece.whole_lines)
        found = {name: len(pattern.findall(text)) for name, pattern in _MARKS.items()}
        stored = _replacements(piece)
        found |= {"invalid": found["replacement"] - stored, "replacement": stored}
        counts.update(found, size=len(text), newlines=text.count(b"\n"))
        counts.update(returns=text.count(b"\r") - text.count(b"\r\n"))
        if nul := piece.data.count(0):
            counts.update(nul=nul, nul_at_odd=piece.data[1::2].count(0))
        counts.update(_scripts(text))
        if found["invalid"] and not suspect:
            suspect = piece.data[:_GUESSING_BYTES]
    return TextFacts(**counts, **lines.facts, suspect=suspect)


class _Lines:
    """Which lines have occurred before."""

    def __init__(self) -> None:
        self.facts = dict.fromkeys(("lines", "blank_lines", "line_bytes", "repeated_bytes"), 0)
        self._seen: set[int] = set()

    def add(self, text: bytes, *, whole: bool) -> None:
        """Take the lines of a piece; of one that is not of whole lines, those within."""
        lines = text.split(b"\n")
        inside = lines[1:-1] if not whole else lines if lines[-1] else lines[:-1]
        filled = [line for line in inside if line.strip()]
        self.facts["lines"] += len(inside)
        self.facts["blank_lines"] += len(inside) - len(filled)
        for line in filled:
            self.facts["line_bytes"] += len(line)
            if len(line) < _SHORT_LINE:
                continue
            mark = hash(line)
            if mark in self._seen:
                self.facts["repeated_bytes"] += len(line)
            elif len(self._seen) < _MOST_LINES:
                self._seen.add(mark)


def _replacements(piece: Piece) -> int:
    """U+FFFD as it is stored, not as decoding makes it."""
    try:
        return piece.data.count("\ufffd".encode(piece.encoding))
    except UnicodeEncodeError:
        return 0


def _scripts(text: bytes) -> dict[str, int]:
    if max(text, default=0) < 0xE4:  # nothing from the first Han characters on
        return {}
    decoded = text.decode(errors="replace")
    sets = {"traditional": set(_TRADITIONAL) - set(_SIMPLIFIED), "simplified": set(_SIMPLIFIED) - set(_TRADITIONAL)}
    return {name: sum(map(decoded.count, characters)) for name, characters in sets.items()}
