"""Words, and windows of a text, as an encoder reads them."""

from collections.abc import Sequence
from itertools import pairwise

import regex

__all__ = ["joined", "spelt"]

_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
"""Characters between which texts have no blanks."""


def spelt(word: str) -> str:
    """A word as texts have it: a phrase, such as new_york, with blanks."""
    return word.replace("_", " ").strip() or word


def joined(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Words as a text, with blanks between them where their script has blanks.

    Returns:
        The text, and for each word from which character to before which one it goes.
    """
    pieces, spans, at = [], [], 0
    for word, after in pairwise([*map(spelt, words), ""]):
        spans.append((at, at + len(word)))
        between = " " if after and not (_UNSPACED.match(word[-1]) and _UNSPACED.match(after[0])) else ""
        pieces.append(word + between)
        at += len(word) + len(between)
    return "".join(pieces), spans
