"""Corpora with a known answer, for tests of anything that learns word vectors.

Each is a plain value: sentences, and what must be found in vectors learned from them.
"""

from dataclasses import dataclass

import numpy as np

__all__ = ["PlantedAnalogies", "PlantedClusters", "planted_analogies", "planted_clusters"]


@dataclass(frozen=True, slots=True)
class PlantedClusters:
    """Sentences that each speak of one subject.

    Attributes:
        sentences: lists of tokens.
        clusters: the words of each subject; a word's nearest neighbours belong to its own.
    """

    sentences: list[list[str]]
    clusters: list[list[str]]


@dataclass(frozen=True, slots=True)
class PlantedAnalogies:
    """Sentences about words that have two independent properties, a kind and a place.

    Attributes:
        sentences: lists of tokens.
        questions: (a, b, c, d): a is to b as c is to d, where a, b share the place and a, c the kind.
    """

    sentences: list[list[str]]
    questions: list[tuple[str, str, str, str]]


def planted_clusters(
    *, clusters: int = 5, words: int = 12, sentences: int = 4_000, length: int = 10, seed: int = 0
) -> PlantedClusters:
    """Sentences of words drawn evenly from one cluster, every fifth word from a common stock.

    Args:
        clusters: number of subjects.
        words: words of each.
        sentences: number of sentences.
        length: tokens of each.
        seed: start of the randomness.
    """
    random = np.random.default_rng(seed)
    names = [[f"subject{c}_word{w}" for w in range(words)] for c in range(clusters)]
    common = [f"common{w}" for w in range(words)]
    text = []
    for _ in range(sentences):
        subject = names[random.integers(clusters)]
        text.append([str(random.choice(common if random.random() < 0.2 else subject)) for _ in range(length)])
    return PlantedClusters(text, names)


def planted_analogies(*, kinds: int = 4, places: int = 5, sentences: int = 20_000, seed: int = 0) -> PlantedAnalogies:
    """Sentences that set a word of one kind and place among words that go with that kind and that place.

    Args:
        kinds: number of kinds.
        places: number of places; there are kinds x places words in question.
        sentences: number of sentences, of seven tokens.
        seed: start of the randomness.
    """
    random = np.random.default_rng(seed)
    text = []
    for _ in range(sentences):
        kind, place = int(random.integers(kinds)), int(random.integers(places))
        company = [f"kind{kind}_mark{m}" for m in random.integers(6, size=3)]
        company += [f"place{place}_mark{m}" for m in random.integers(6, size=3)]
        text.append([str(word) for word in random.permutation([_grid_word(kind, place), *company])])
    questions = [
        (_grid_word(k, p), _grid_word(j, p), _grid_word(k, q), _grid_word(j, q))
        for k in range(kinds)
        for j in range(kinds)
        for p in range(places)
        for q in range(places)
        if k != j and p != q
    ]
    return PlantedAnalogies(text, questions)


def _grid_word(kind: int, place: int) -> str:
    return f"kind{kind}_of_place{place}"
