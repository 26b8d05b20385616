"""Several models with the words that all of them have, in one order, so that all have the same candidates."""

from collections.abc import Mapping

import numpy as np

from firth.errors import ArgumentError, listed
from firth.vectors.word_vectors import WordVectors

__all__ = ["with_shared_words"]


def with_shared_words(models: Mapping[str, WordVectors], *, fold_case: bool) -> list[WordVectors]:
    """Models without the words that another lacks.

    A word's place is that in the model where it is rarest: the first n words are among the first of every model.

    Args:
        models: by name.
        fold_case: words that differ in case only are the same, and the first in a model stands for all.

    Returns:
        The models themselves if they have the same words in the same order; else copies of the rows that are shared.

    Raises:
        ArgumentError: no word is shared.
    """
    first, *others = models.values()
    if all(other.words == first.words for other in others):
        return [first, *others]
    fold = str.casefold if fold_case else str
    rows: list[dict[str, int]] = []
    for model in models.values():
        places: dict[str, int] = {}
        for row, word in enumerate(model.words):
            places.setdefault(fold(word), row)
        rows.append(places)
    shared = sorted(set(rows[0]).intersection(*rows[1:]))
    if not shared:
        raise ArgumentError(
            "models", ", ".join(models), f"{listed(list(models))} share no word, so nothing can be compared"
        )
    table = np.array([[places[word] for word in shared] for places in rows])
    order = np.lexsort((table.sum(axis=0), table.max(axis=0)))  # the rest of the ties: by the word
    words = tuple(shared[i] for i in order)
    return [WordVectors(words, model.vectors[table[i, order]]) for i, model in enumerate(models.values())]
