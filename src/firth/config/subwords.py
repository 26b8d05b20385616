"""The settings of subwords: lengths as they are written, and how words are cut by them."""

import re
from typing import Any

from firth.errors import ConfigError, quoted
from firth.subwords.ngrams import LONGEST, Ngrams

__all__ = ["BY_FUNCTION", "MOST_EXACT", "check_subwords", "checked_lengths", "ngrams_of"]

BY_FUNCTION = "function"
"""What `subwords` is where a function says which parts a word has."""

MOST_EXACT = 2_000_000
"""Rows that different n-grams have at most, each its own; where there are more, they share as many."""


def checked_lengths(name: str, given: Any) -> str:
    """The lengths of n-grams as they are kept, such as "3-6" or "4-4".

    Raises:
        ConfigError: they are something else.
    """
    if given == BY_FUNCTION:
        return BY_FUNCTION
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if isinstance(given, tuple | list) and len(given) == 2:
        text = "-".join(map(str, given))
    parts = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", text) if isinstance(text, str) else None
    if parts is None:
        raise ConfigError(name, given, 'must be the lengths of n-grams in characters, such as "3-6"')
    shortest, longest = int(parts[1]), int(parts[2] or parts[1])
    if shortest > longest:
        raise ConfigError(name, given, f"the smaller length comes first; try {quoted(f'{longest}-{shortest}')}")
    if not 1 <= shortest <= longest <= LONGEST:
        raise ConfigError(name, given, f'lengths are from 1 to {LONGEST} characters, such as "3-6"')
    return f"{shortest}-{longest}"


def check_subwords(lengths: str | None, **others: Any) -> None:
    """Refuse settings of subwords that have no effect.

    Raises:
        ConfigError: there are no subwords, or a function cuts words and there are buckets.
    """
    for name, value in others.items():
        if value is not None and lengths is None:
            raise ConfigError(name, value, 'has no effect without subwords, such as "3-6"')
    if lengths == BY_FUNCTION and others["buckets"] is not None:
        raise ConfigError("buckets", others["buckets"], "has no effect where a function cuts words; leave it out")


def ngrams_of(lengths: str, buckets: int | None) -> Ngrams:
    """How words are cut, by lengths that were checked."""
    shortest, longest = map(int, lengths.split("-"))
    return Ngrams(shortest, longest, buckets)
