"""Vectors pulled towards those of the words that they belong to."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, counted
from firth.refining.lexicon import related_words
from firth.vectors.word_vectors import WordVectors

__all__ = ["Lexicon", "check_pull", "retrofit"]

Lexicon: TypeAlias = str | Path | Iterable[Iterable[str]]
"""The name of a file, or "wordnet:" and that of a wordnet, or lists of words, the first of which belongs with each of
the others."""


def retrofit(vectors: WordVectors, lexicon: Lexicon, *, pull: float = 1.0, iterations: int = 10) -> WordVectors:
    """Pull the vectors of words that belong together towards each other.

    Source: Faruqui et al. 2015, "Retrofitting Word Vectors to Semantic Lexicons". Each vector becomes the q of least
    |q - v|^2 + pull * mean |q - q_j|^2, where v is what it was and q_j are the vectors of the words that it belongs
    with: their equation 1 with alpha = 1 and beta = pull / degree. All vectors are moved at the same time, from those
    of the iteration before, so that the order of the words plays no part. Words in no list stay as they are.

    Args:
        vectors: any. Their contexts and pieces of words are left out.
        lexicon: words that belong together: see `Lexicon`. A word that the vectors lack is passed over.
        pull: how strongly, in relation to staying where it was; 1 is the paper's.
        iterations: how often each vector is moved; 10 is the paper's.

    Returns:
        Vectors with the same words and counts; ``info["retrofitted"]`` says how many words were moved.

    Raises:
        ArgumentError: no list has two words of the model, or a number is out of range.
        SourceError: the file is missing or cannot be read.
        FormatError: a line of the file is no list of words.
        MissingExtraError: what reads wordnets is not installed.

    Example:
        >>> closer = firth.retrofit(vectors, [("king", "queen")])
        >>> closer.similarity("king", "queen") > vectors.similarity("king", "queen")
        True
    """
    check_pull(pull, iterations)
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    pairs = _pairs(vectors, lexicon)
    words, starts = np.unique(pairs[:, 0], return_index=True)
    degrees = np.diff(np.append(starts, len(pairs)))[:, None]
    before = vectors.vectors[words].astype(np.float64)
    rows = np.array(vectors.vectors)
    for _ in range(iterations):
        means = np.add.reduceat(rows[pairs[:, 1]], starts, axis=0, dtype=np.float64) / degrees
        rows[words] = (before + pull * means) / (1 + pull)
    done = {"pull": pull, "iterations": iterations, "words": len(words), "pairs": len(pairs) // 2}
    info = {**vectors.info, "retrofitted": [*vectors.info.get("retrofitted", ()), done]}
    return WordVectors(vectors.words, rows, counts=vectors.counts, info=info)


def check_pull(pull: float, iterations: int) -> None:
    """Make sure that the numbers mean something.

    Raises:
        ArgumentError: they do not.
    """
    if not 0 < pull < float("inf"):
        raise ArgumentError("pull", pull, "must be above 0; 1 is usual")
    if iterations < 1:
        raise ArgumentError("iterations", iterations, "must be 1 or more; 10 is usual")


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
        raise ArgumentError(
            "lexicon", given, "no list has two words of the model: are both of one language, and spelt alike?"
        )
    both = found | {(other, first) for first, other in found}
    return np.array(sorted(both), dtype=np.int64)


def _row(vectors: WordVectors, word: str, rows: dict[str, int | None]) -> int | None:
    """The row of a word, as it is spelt or as the text was read."""
    if word not in rows:
        rows[word] = vectors.index(word) if vectors.holds(word) else None
    return rows[word]
