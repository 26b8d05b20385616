"""Questions to vectors in which words have rows for their senses: side by side, or the best of an analogy."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product, zip_longest
from typing import Any

from firth.vectors.word_vectors import Answers, WordVectors

__all__ = ["SenseRow", "best_senses", "kin_of", "near_senses"]

SenseRow = tuple[Any, ...]
"""Word and cosine of each sense in turn; an empty word where a sense has fewer answers."""


def near_senses(vectors: WordVectors, word: str, near: Callable[..., Answers], topn: int) -> list[SenseRow]:
    """The words nearest to each sense of a word, in rows: neither the word nor its other senses.

    Args:
        vectors: the model.
        word: one that has senses.
        near: finds the neighbours of a word.
        topn: of each sense.
    """
    kin = kin_of(vectors, [word])
    lists = [
        [pair for pair in near(name, topn=topn + len(kin)) if pair[0] not in kin][:topn]
        for name in vectors.senses_of(word)
    ]
    return [tuple(part for pair in row for part in pair) for row in zip_longest(*lists, fillvalue=("", ""))]


def kin_of(vectors: WordVectors, words: Iterable[str]) -> set[str]:
    """Words that were split, with all their senses, where they or a sense of theirs are among those asked for."""
    families = ([word, *vectors.senses_of(word)] for word in map(vectors.word_of, words))
    return {name for family in families if len(family) > 1 for name in family}


def best_senses(vectors: WordVectors, words: Sequence[str], *, restrict_vocab: int | None) -> list[str]:
    """The three words of an analogy, or those of their senses whose best answer has the highest cosine.

    Args:
        vectors: the model.
        words: of the question.
        restrict_vocab: as it is asked.
    """
    choices = [(word, *vectors.senses_of(word)) for word in words]
    if len(words) != 3 or all(len(each) == 1 for each in choices) or not all(map(vectors.holds, words)):
        return list(words)
    kin = kin_of(vectors, words)
    ways = list(product(*choices))
    answers = vectors.analogy_many(ways, topn=len(kin) + 1, restrict_vocab=restrict_vocab)  # type: ignore[arg-type]
    scores = [max((score for word, score in found if word not in kin), default=-1.0) for found in answers]
    return list(ways[scores.index(max(scores))])
