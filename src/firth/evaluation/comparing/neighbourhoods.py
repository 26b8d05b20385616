"""How the neighbourhoods of two models differ: the share of nearest words that they have in common."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firth.search import Directions, nearest
from firth.vectors.word_vectors import WordVectors

__all__ = ["Band", "Changed", "Neighbourhoods", "nearest_words", "neighbourhoods_of", "overlaps"]

TOPN = 10
BANDS = ((1, 100), (101, 1_000), (1_001, 10_000), (10_001, None))
SAMPLE = 1_000  # words of a band that are looked at
SEED = 21  # of their choice
SHOWN = 20
FREQUENT = 10_000  # among so many words those that changed most are looked for


@dataclass(frozen=True, slots=True)
class Band:
    """Words of a range of frequency ranks.

    Attributes:
        first_rank: counted from 1.
        last_rank: of the rarest word.
        asked: how many words were looked at.
        overlap: mean share of the ten nearest words that both models have.
    """

    first_rank: int
    last_rank: int
    asked: int
    overlap: float


@dataclass(frozen=True, slots=True)
class Changed:
    """A word whose neighbours differ.

    Attributes:
        word: the word.
        rank: of its frequency, from 1.
        overlap: share of its ten nearest words that both models have.
        before: its ten nearest words in the first model, nearest first.
        after: in the other.
    """

    word: str
    rank: int
    overlap: float
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """How the neighbourhoods of a model differ from those of the first.

    Attributes:
        baseline: the first model's name.
        model: the other's.
        words: that both have.
        overlap: mean share of the ten nearest words that both models have, over all words.
        bands: the same by frequency.
        changed: frequent words whose neighbours differ most, those first.
    """

    baseline: str
    model: str
    words: int
    overlap: float
    bands: tuple[Band, ...]
    changed: tuple[Changed, ...]


def nearest_words(vectors: WordVectors) -> NDArray[np.int64]:
    """The rows of the ten nearest words, of each word, or of a thousand words of each band of frequency.

    Args:
        vectors: the first words are the most frequent. Models of as many words are asked the same rows.

    Returns:
        int64[n, 10]; -1 for none.

    Raises:
        FormatError: a vector is not finite.
    """
    rows = np.concatenate([chosen for _, _, chosen in _bands(len(vectors))])
    return nearest(Directions(vectors.vectors), vectors.vectors[rows], TOPN, exclude=rows[:, None])[0]


def _bands(size: int) -> list[tuple[int, int, NDArray[np.int64]]]:
    """The first and the last rank of each band, and the rows of its words that are looked at."""
    random = np.random.default_rng(SEED)
    bounds = [(low, min(high or size, size)) for low, high in BANDS if low <= size]
    return [(low, high, np.sort(random.permutation(np.arange(low - 1, high))[:SAMPLE])) for low, high in bounds]


def neighbourhoods_of(
    names: tuple[str, str], words: tuple[str, ...], before: NDArray[np.int64], after: NDArray[np.int64]
) -> Neighbourhoods:
    """Compare the nearest words in two models.

    Args:
        names: of the two.
        words: of both, in the same order.
        before: `nearest_words` of the first.
        after: of the other.
    """
    sample, shares = _bands(len(words)), overlaps(before, after)
    rows = np.concatenate([chosen for _, _, chosen in sample])
    parts = np.split(shares, np.cumsum([len(chosen) for _, _, chosen in sample])[:-1])
    bands = tuple(
        Band(low, high, len(part), float(part.mean())) for (low, high, _), part in zip(sample, parts, strict=True)
    )
    mean = sum((band.last_rank - band.first_rank + 1) * band.overlap for band in bands) / len(words)
    most = [i for i in np.lexsort((rows, shares)) if rows[i] < FREQUENT][:SHOWN]
    changed = tuple(
        Changed(words[rows[i]], int(rows[i]) + 1, float(shares[i]), _named(words, before[i]), _named(words, after[i]))
        for i in most
    )
    return Neighbourhoods(*names, len(words), mean, bands, changed)


def overlaps(first: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of rows that two lists have in common.

    Args:
        first: int64[n, k], k distinct rows for each of n words; -1 for none.
        other: the same.

    Returns:
        float64[n], from 0 to 1.
    """
    common = ((first[:, :, None] == other[:, None, :]) & (first >= 0)[:, :, None]).sum(axis=(1, 2))
    there = np.maximum((first >= 0).sum(axis=1), 1)
    return np.asarray(common / there, np.float64)


def _named(words: tuple[str, ...], rows: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(words[row] for row in rows if row >= 0)
