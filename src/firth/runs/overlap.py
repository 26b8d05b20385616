"""How many of a word's neighbours are the same in another run.

The overlap of two lists of neighbours is the share of one that is in the other. Wendlandt, Kummerfeld and Mihalcea
2018 (Factors Influencing the Surprising Instability of Word Embeddings) take its mean over all pairs of runs. Here it
is between the model and each run, since it is the neighbours of the model that one wants to know about: it is then the
mean of the shares that `firth.runs.runs` gives for the single neighbours.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.runs.report import Band, StabilityReport, WordStability
from firth.runs.runs import Runs
from firth.vectors.word_vectors import WordVectors

__all__ = ["stability_of"]

BANDS = ((1, 100), (101, 1_000), (1_001, 10_000), (10_001, None))
"""Ranks by frequency, counted from 1; those of the audit."""

ASKED = 500
"""Words of a band that are asked; of more, as many are drawn."""

SEED = 18  # of the draws


def stability_of(runs: Runs, name: str) -> StabilityReport:
    """Compare the neighbours of words of all frequencies in the model with those in its runs.

    Args:
        runs: the model and its runs.
        name: of the model.

    Raises:
        FormatError: the model has a single word, or a vector that is not finite.
    """
    model = runs.model
    if len(model) < 2:
        raise FormatError("The model has a single word, which has no neighbours.")
    rows = np.concatenate(list(_asked(len(model))))
    asked = [model.words[row] for row in rows.tolist()]
    mine = _neighbours(model, asked)
    at_5, at_10 = np.mean([_overlaps(mine, _neighbours(run, asked)) for run in runs.runs], axis=0)
    words = tuple(
        WordStability(model.words[row], row + 1, None if model.counts is None else int(model.counts[row]), five, ten)
        for row, five, ten in zip(rows.tolist(), at_5.tolist(), at_10.tolist(), strict=True)
    )
    return StabilityReport(
        model=name,
        vocabulary=len(model),
        dimensions=model.vectors.shape[1],
        runs=len(runs),
        by=runs.by,
        bands=tuple(_band(first, last, words) for first, last in BANDS if first <= len(model)),
        words=words,
    )


def _asked(size: int) -> Iterator[NDArray[np.int64]]:
    """The rows that are asked, band by band."""
    random = np.random.default_rng(SEED)
    for first, last in BANDS:
        rows = np.arange(first - 1, min(last or size, size))
        yield np.sort(random.choice(rows, ASKED, replace=False)) if rows.size > ASKED else rows


def _neighbours(vectors: WordVectors, asked: list[str]) -> list[list[str]]:
    """The ten nearest words of each word, best first."""
    return [[word for word, _ in answers] for answers in vectors.most_similar_many(asked, topn=10)]


def _overlaps(mine: list[list[str]], other: list[list[str]]) -> NDArray[np.float64]:
    """float64[2, n], the overlaps of the first 5 and the first 10 neighbours."""
    pairs = list(zip(mine, other, strict=True))
    return np.array([[len({*a[:k]} & {*b[:k]}) / len(a[:k]) for a, b in pairs] for k in (5, 10)])


def _band(first: int, last: int | None, words: tuple[WordStability, ...]) -> Band:
    inside = [word for word in words if first <= word.rank and (last is None or word.rank <= last)]
    means = np.mean([(word.overlap_5, word.overlap_10) for word in inside], axis=0).tolist()
    return Band(first, last, len(inside), *means)
