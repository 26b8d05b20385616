"""Vectors pulled towards those of the words that they belong to."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, FormatError, counted
from firth.refining.lexicon import related_words
from firth.vectors.word_vectors import WordVectors

__all__ = ["Lexicon", "check_pull", "retrofit"]

Lexicon: TypeAlias = str | Path | Iterable[Iterable[str]] | Mapping[str, Iterable[str]]
"""The name of a file, or "wordnet:" and that of a wordnet, or lists of words, the first of which belongs with each of
the others, or a dictionary from a word to those."""


STRONGEST = 1000
"""Where words that belong together all but coincide, and the equations can still be solved well."""

ERROR = 1e-7
"""Of the solution, in relation to the vectors: what float32 can hold."""

TINY = np.finfo(np.float64).tiny


def retrofit(vectors: WordVectors, lexicon: Lexicon, *, pull: float = 1.0) -> WordVectors:
    """Pull the vectors of words that belong together towards each other.

    Source: Faruqui et al. 2015, "Retrofitting Word Vectors to Semantic Lexicons". Each vector becomes the q of least
    |q - v|^2 + pull * mean |q - q_j|^2, where v is what it was and q_j are the vectors of the words that it belongs
    with: their equation 1 with alpha = 1 and beta = pull / degree. That is a system of linear equations, and is solved
    as such, not by the paper's ten sweeps, which end far from it where the pull is strong. Words in no list stay as
    they are.

    Args:
        vectors: any. Their contexts and pieces of words are left out.
        lexicon: words that belong together: see `Lexicon`. A word that the vectors lack is passed over.
        pull: how strongly, in relation to staying where it was; 1 is the paper's.

    Returns:
        Vectors with the same words and counts; ``info["retrofitted"]`` says how many words were moved.

    Raises:
        ArgumentError: no list has two words of the model, or a number is out of range.
        SourceError: the file is missing or cannot be read.
        FormatError: a line of the file is no list of words, or a vector is not finite.
        MissingExtraError: what reads wordnets is not installed.

    Example:
        >>> closer = firth.retrofit(vectors, [("king", "queen")])
        >>> closer.similarity("king", "queen") > vectors.similarity("king", "queen")
        True
    """
    check_pull(pull)
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    pairs = _pairs(vectors, lexicon)
    words, starts = np.unique(pairs[:, 0], return_index=True)
    rows = np.array(vectors.vectors)
    others = np.searchsorted(words, pairs[:, 1])
    before = rows[words].astype(np.float64)
    if not np.isfinite(before).all():
        raise FormatError("a vector is not finite (NaN or infinity), and would spread to all that it is pulled to")
    rows[words] = _pulled(before, others, starts, pull)
    done = {"pull": pull, "moved": len(words), "pairs": len(pairs) // 2}
    info = {**vectors.info, "retrofitted": [*vectors.info.get("retrofitted", ()), done]}
    return WordVectors(vectors.words, rows, counts=vectors.counts, info=info)


def check_pull(pull: float) -> None:
    """Make sure that the number means something.

    Raises:
        ArgumentError: it does not.
    """
    if not 0 < pull <= STRONGEST:
        raise ArgumentError("pull", pull, f"must be above 0, and at most {STRONGEST:,}; 1 is usual")


def _pulled(
    before: NDArray[np.float64], others: NDArray[np.intp], starts: NDArray[np.intp], pull: float
) -> NDArray[np.float64]:
    """float64[W, D], q where (1 + pull) q_i = v_i + pull * mean q_j.

    With the root of the degree times q as the unknown, the system is symmetric and its eigenvalues are from 1 to
    1 + 2 pull, so the method of conjugate gradients solves it in few steps (Hestenes and Stiefel 1952), for all columns
    at once.

    Args:
        before: v, float64[W, D].
        others: the words that each belongs with, one after the other.
        starts: int[W], where those of a word begin.
        pull: see `retrofit`.
    """
    degrees = np.diff(np.append(starts, len(others)))[:, None]
    roots = np.sqrt(degrees)

    def product(given: NDArray[np.float64]) -> NDArray[np.float64]:
        means = np.add.reduceat((given / roots)[others], starts, axis=0) / degrees
        return np.asarray((1 + pull) * given - pull * roots * means, np.float64)

    found = roots * before
    small = ERROR**2 * (found**2).sum(axis=0)
    rest = found - product(found)
    direction, squares = rest, (rest**2).sum(axis=0)
    while (squares > small).any():
        moved = product(direction)
        step = squares / np.maximum((direction * moved).sum(axis=0), TINY)
        found, rest = found + step * direction, rest - step * moved
        left = (rest**2).sum(axis=0)
        direction, squares = rest + left / np.maximum(squares, TINY) * direction, left
    return np.asarray(found / roots, np.float64)


def _pairs(vectors: WordVectors, lexicon: Lexicon) -> NDArray[np.int64]:
    """int64[2 P, 2], the rows of words that belong together, both ways round, ascending, each pair once."""
    found: set[tuple[int, int]] = set()
    asked = 0
    rows: dict[str, int | None] = {}
    for words in related_words(lexicon):
        asked += 1
        first, *others = [_row(vectors, word, rows) for word in words]
        if first is not None:
            found.update((first, other) for other in others if other is not None and other != first)
    if not found:
        given = str(lexicon) if isinstance(lexicon, str | Path) else counted(asked, "list")
        why = "no list has two words of the model: are both of one language, and spelt alike?"
        raise ArgumentError("lexicon", given, why if asked else "there is no list in it")
    both = found | {(other, first) for first, other in found}
    return np.array(sorted(both), dtype=np.int64)


def _row(vectors: WordVectors, word: str, rows: dict[str, int | None]) -> int | None:
    """The row of a word, as it is spelt or as the text was read."""
    if word not in rows:
        rows[word] = vectors.index(word) if vectors.holds(word) else None
    return rows[word]
