"""What a question is made of, and whether it makes sense: terms, numbers, and words close to a mistyped one.

Checked once, before `firth.vectors.word_vectors` answers it. Not here: whether the model holds a word.
"""

import difflib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.errors import ConfigError

__all__ = ["Query", "Vector", "as_terms", "checked_limit", "checked_vector", "close_words", "three_words"]

Vector: TypeAlias = NDArray[np.floating[Any]]
Query: TypeAlias = str | Vector
"""A word, or a plain vector float[D]."""

CLOSE_AMONG = 100_000  # the most frequent words, among which a mistyped one is sought


def as_terms(name: str, value: Query | Sequence[Query]) -> list[Query]:
    """The words and vectors of one side of a question, also where there is only one.

    Raises:
        ConfigError: it is neither a word, a vector, nor several.
    """
    if isinstance(value, str) or (isinstance(value, np.ndarray) and value.ndim == 1):
        return [value]
    if not isinstance(value, Iterable):
        raise ConfigError(name, value, "must be a word, a vector (a NumPy array), or a list of them")
    return list(value)


def checked_vector(vector: object, width: int) -> Vector:
    """A vector of a question.

    Args:
        vector: what was received.
        width: D.

    Returns:
        The same, float[D].

    Raises:
        ConfigError: it is no array of numbers, of another shape, or not finite.
    """
    if not isinstance(vector, np.ndarray) or vector.dtype.kind not in "fiu":
        raise ConfigError("vector", vector, "must be a word, or a NumPy array of numbers")
    if vector.shape != (width,):
        raise ConfigError("vector", vector.shape, f"must have the shape ({width},), as the model's own do")
    if not np.isfinite(vector).all():
        raise ConfigError("vector", vector, "must be finite")
    return vector


def three_words(triple: tuple[str, str, str]) -> tuple[str, str, str]:
    """The words of an analogy.

    Raises:
        ConfigError: they are not three.
    """
    if isinstance(triple, str) or len(triple) != 3:
        raise ConfigError("triple", triple, "must be three words: a is to b as c is to ?")
    return triple


def checked_limit(topn: int, restrict_vocab: int | None) -> int | None:
    """The number of candidates, once both numbers are known to make sense.

    Returns:
        `restrict_vocab`.

    Raises:
        ConfigError: a number is no whole number of at least 1.
    """
    for name, value in (("topn", topn), ("restrict_vocab", 1 if restrict_vocab is None else restrict_vocab)):
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 1:
            raise ConfigError(name, value, "must be a whole number, at least 1")
    return restrict_vocab


def close_words(word: str, words: Sequence[str]) -> list[str]:
    """Up to three words spelt like this one: of similar length, the same first letter or the same tail.

    Args:
        word: what was asked for.
        words: those of the model, the most frequent first.

    Returns:
        Some of them, best first.
    """
    if not word:
        return []
    head, tail, length = word[0], word[1:][-3:], len(word)
    candidates = [
        other
        for other in islice(words, CLOSE_AMONG)
        if abs(len(other) - length) <= 2 and (other[0] == head or other.endswith(tail))
    ]
    return difflib.get_close_matches(word, candidates, n=3, cutoff=0.7)
