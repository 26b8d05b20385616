"""What a question is made of, and whether it makes sense: terms, numbers, and words close to a mistyped one.

Checked once, before `firth.vectors.word_vectors` answers it. Not here: whether the model holds a word.
"""

import difflib
from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError

__all__ = [
    "Query",
    "Vector",
    "Word",
    "as_terms",
    "checked_limit",
    "checked_number",
    "checked_vector",
    "close_words",
    "many_terms",
    "many_triples",
    "many_words",
]

Vector: TypeAlias = NDArray[np.floating[Any]]
Word: TypeAlias = str | int | np.integer[Any]
"""A word; or an id, where those are the words of a model."""

Query: TypeAlias = Word | Vector
"""A word, or a plain vector float[D]."""

CLOSE_AMONG = 100_000  # the most frequent words, among which those close to a mistyped one are looked for
MOST_COMPARED = 20_000  # of these, letter by letter


def as_terms(name: str, value: Query | Iterable[Query]) -> list[Query]:
    """The words and vectors of one side of a question, also where there is only one.

    Raises:
        ArgumentTypeError: it is neither a word, a vector, nor several.
    """
    if isinstance(value, str | Integral) or (
        isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "fiu"
    ):
        return [value]
    return _listed(name, value, "must be a word, a vector (a NumPy array), or a list of them")


def many_terms(name: str, value: Iterable[Query]) -> list[Query]:
    """The words and vectors of many questions.

    Raises:
        ArgumentTypeError: it is a lone word, or not a list of words and vectors.
    """
    if isinstance(value, str | Integral):
        raise ArgumentTypeError(name, value, "must be a list; for a single word use most_similar")
    return _listed(name, value, "must be a list of words and vectors (NumPy arrays)")


def many_words(name: str, value: Iterable[Word]) -> list[Word]:
    """Several words.

    Raises:
        ArgumentTypeError: it is a lone word, or not a list of words.
    """
    if isinstance(value, str | Integral):
        raise ArgumentTypeError(name, value, "must be a list of words; for a single one, write [word]")
    return _listed(name, value, "must be a list of words")


def _listed(name: str, value: Any, remedy: str) -> list[Any]:
    if isinstance(value, bytes | bytearray) or not isinstance(value, Iterable):
        raise ArgumentTypeError(name, value, remedy)
    if isinstance(value, set | frozenset):
        raise ArgumentTypeError(name, value, f"{remedy}; a set has no order: sorted(...) makes a list of it")
    try:
        return list(value)
    except TypeError:  # an array without dimensions
        raise ArgumentTypeError(name, value, remedy) from None


def checked_vector(vector: object, width: int) -> Vector:
    """A vector of a question.

    Args:
        vector: what was received.
        width: D.

    Returns:
        The same, float[D].

    Raises:
        ArgumentTypeError: it is not an array of numbers.
        ArgumentError: it has another shape, or is not finite.
    """
    if not isinstance(vector, np.ndarray) or vector.dtype.kind not in "fiu":
        raise ArgumentTypeError("vector", vector, "must be a word, or a NumPy array of numbers")
    if vector.shape != (width,):
        raise ArgumentError("vector", vector.shape, f"must have the shape ({width},), as the model's own do")
    if not np.isfinite(vector).all():
        raise ArgumentError("vector", vector, "must be finite")
    return vector


def many_triples(triples: Iterable[Iterable[Word]]) -> list[list[Word]]:
    """The words of many analogies.

    Raises:
        ArgumentError: some are not three.
        ArgumentTypeError: they are not several.
    """
    return [_three_words(triple) for triple in _listed("triples", triples, "must be a list of three words each")]


def _three_words(triple: Iterable[Word]) -> list[Word]:
    words = [] if isinstance(triple, str) else _listed("triple", triple, _THREE)
    if len(words) != 3:
        raise ArgumentError("triple", triple, _THREE)
    return words


_THREE = "must be three words: a is to b as c is to ?"


def checked_limit(topn: int, restrict_vocab: int | None) -> int | None:
    """The number of candidates, once both numbers are known to make sense.

    Returns:
        `restrict_vocab`.

    Raises:
        ArgumentTypeError: one of them is not a whole number.
        ArgumentError: one of them is less than 1.
    """
    checked_number("topn", topn)
    return None if restrict_vocab is None else checked_number("restrict_vocab", restrict_vocab)


def checked_number(name: str, value: int) -> int:
    """A number of answers, words or runs.

    Raises:
        ArgumentTypeError: it is not a whole number.
        ArgumentError: it is less than 1.
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise ArgumentTypeError(name, value, "must be a whole number, at least 1")
    if value < 1:
        raise ArgumentError(name, value, "must be a whole number, at least 1")
    return value


def close_words(word: str, words: Sequence[str]) -> list[str]:
    """Up to three words spelt like this one: of similar length, with its first letter or its tail; case is ignored.

    Args:
        word: what was asked for.
        words: those of the model, the most frequent first.

    Returns:
        Some of them, best first; those that differ only in case come before all others.
    """
    if not word:
        return []
    folded = word.casefold()
    head, tail, length = folded[0], folded[1:][-3:], len(word)
    candidates: dict[str, list[str]] = {}  # by their folded form
    for other in words[:CLOSE_AMONG]:
        if abs(len(other) - length) > 2:
            continue
        form = other.casefold()
        if form == folded or (
            (form.startswith(head) or form.endswith(tail)) and (form in candidates or len(candidates) < MOST_COMPARED)
        ):
            candidates.setdefault(form, []).append(other)
    best = difflib.get_close_matches(folded, candidates, n=3, cutoff=0.7)
    return [other for form in best for other in candidates[form]][:3]
