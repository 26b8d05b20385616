"""Where a text may be cut into chunks so that what is read does not depend on the cuts.

Each function is given bytes of UTF-8 that may begin and end anywhere, and says how many of them to take: those up to
the last place that will do; 0 if there is none.
"""

import re

from firth.text.whitespace import end_of_last_whitespace

__all__ = ["at_clause_end", "at_line_end", "at_settled_place"]

_NEAR = 1 << 16  # a cut this close to the end will do; a search for a later one is not worth its time

_HAN = rb"(?=[\xe4-\xe9])"  # first bytes of U+4000 to U+9FFF

_CLAUSE_END = re.compile("(?:，|；|。|！|？)".encode() + _HAN)
_SETTLED = re.compile(
    b"(?:[0-9A-Za-z,\n]|[\xc3-\xdf][\x80-\xbf]|[\xe4-\xe9][\x80-\xbf]{2}) |\n|" + "(?:。|！|？)".encode() + _HAN
)


def at_line_end(data: bytes) -> int:
    """Behind a newline."""
    return data.rfind(b"\n") + 1


def at_clause_end(data: bytes) -> int:
    """Behind whitespace, or behind Chinese punctuation before a Chinese character, where every word ends."""
    cut = end_of_last_whitespace(data)
    return cut if len(data) - cut < _NEAR else max(cut, _end_of_last(_CLAUSE_END, data))


def at_settled_place(data: bytes) -> int:
    """Where whitespace or a sentence ends, and where it is known whether one does.

    That is behind a newline; behind a blank that follows a letter, a digit or a comma; and behind a Chinese
    full stop before a Chinese character, where a newline will be put in.
    """
    cut = at_line_end(data)
    return cut if len(data) - cut < _NEAR else max(cut, _end_of_last(_SETTLED, data))


def _end_of_last(pattern: re.Pattern[bytes], data: bytes) -> int:
    for size in (1 << 10, _NEAR, len(data)):
        start = max(0, len(data) - size)
        ends = [match.end() for match in pattern.finditer(data, start)]
        if ends:
            return ends[-1]
    return 0
