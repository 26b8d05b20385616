"""A model in which the words that have several senses have a row for each, beside their own."""

import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.interrupts import unheard_interrupts
from firth.corpus.encoded_corpus import source_facts
from firth.errors import CorpusError, TrainingInterrupted, counted
from firth.progress.events import NeighboursProgress, Progress
from firth.studies.senses.judgement import OF_MANY
from firth.studies.senses.occurrences import Places, evenly
from firth.studies.senses.one_word import Found, found_senses
from firth.studies.senses.translation import sense_rows, translation
from firth.studies.senses.views import Space
from firth.vectors.word_vectors import WordVectors

__all__ = ["LEAST", "split"]

LEAST: Final = 100
"""Occurrences that a word needs to be tried."""

_MARKS: Final = ("|", "||", "¦", "‖")


class _Split(NamedTuple):
    """A word that has several senses."""

    row: int
    found: Found


def split(  # noqa: PLR0913 - a text, which words are tried, and how
    space: Space,
    *,
    min_count: int,
    restrict_vocab: int | None,
    occurrences: int,
    seed: int,
    on_progress: Callable[[Progress], None] | None,
) -> WordVectors:
    """Try all words that are frequent enough, and add rows for the senses of those that have several.

    Args:
        space: the text.
        min_count: occurrences that a word needs.
        restrict_vocab: only the first words, this many, are tried; None: all.
        occurrences: of a word, to look at.
        seed: of k-means.
        on_progress: hears of the words that were tried.

    Raises:
        CorpusError: no word is frequent enough.
        TrainingInterrupted: Ctrl-C, when some words were split; its ``vectors`` have these.
    """
    rows = _tried_rows(space, min_count, restrict_vocab)
    mapped, places = translation(space, space.vectors.vectors), _places_by_row(space, rows)
    facts = {"min_count": min_count, "occurrences": occurrences, "candidates": len(rows), **OF_MANY._asdict()}
    started, done, splits = time.perf_counter(), 0, []
    try:
        for row, every in zip(rows, places, strict=True):
            found = found_senses(space, mapped, evenly(every, occurrences), seed=seed, bounds=OF_MANY)
            if found.senses.max() > 0:
                splits.append(_Split(row, found))
            done += 1
            if on_progress is not None:
                on_progress(NeighboursProgress(done, len(rows), time.perf_counter() - started))
    except KeyboardInterrupt:
        if not splits:
            raise
        with unheard_interrupts():
            raise TrainingInterrupted(_with_senses(space, mapped, splits, {**facts, "tried": done})) from None
    return _with_senses(space, mapped, splits, {**facts, "tried": done})


def _tried_rows(space: Space, min_count: int, restrict_vocab: int | None) -> list[int]:
    counts = np.rint(space.shares * space.corpus.ids.size)
    wanted = counts >= min_count
    wanted[restrict_vocab if restrict_vocab is not None else len(wanted) :] = False
    if not wanted.any():
        raise CorpusError(
            f"none of the words occurs {counted(min_count, 'time')} in this text. Give a longer text, or a smaller "
            "min_count."
        )
    return [int(row) for row in np.flatnonzero(wanted)]


def _places_by_row(space: Space, rows: list[int]) -> list[Places]:
    """The occurrences of each word, in one pass."""
    ids = space.corpus.ids
    wanted = np.zeros(len(space.shares), bool)
    wanted[rows] = True
    found = np.flatnonzero(wanted[ids]).astype(np.int64)
    order = found[np.argsort(ids[found], kind="stable")]
    return np.split(order, np.cumsum(np.bincount(ids[found], minlength=len(wanted))[rows])[:-1])


def _with_senses(space: Space, mapped: NDArray[np.float64], splits: list[_Split], facts: dict[str, Any]) -> WordVectors:
    """The model with rows for the senses at its end. The word's own row stays, for questions that do not care."""
    model = space.vectors
    names = [str(model.words[each.row]) for each in splits]
    numbers = [int(each.found.senses.max()) + 1 for each in splits]
    mark = _mark(model, names, numbers)
    new = [
        f"{name}{mark}{sense}" for name, number in zip(names, numbers, strict=True) for sense in range(1, number + 1)
    ]
    contexts = None
    if model.contexts is not None:
        contexts = _extended(space, translation(space, model.contexts), model.contexts, splits)
    counts = None
    if model.counts is not None:
        parts = [np.bincount(each.found.senses) / len(each.found.senses) * model.counts[each.row] for each in splits]
        counts = np.concatenate([model.counts, *(np.rint(part).astype(np.int64) for part in parts)])
    senses = {**facts, "words": names, "numbers": numbers, "mark": mark}
    senses["text"] = source_facts(space.corpus)["corpus"]["sources"]
    return WordVectors(
        (*model.words, *new),
        _extended(space, mapped, model.vectors, splits),
        contexts,
        counts,
        {**model.info, "senses": senses},
        subwords=model.subwords,
    )


def _extended(
    space: Space, mapped: NDArray[np.float64], matrix: NDArray[np.float32], splits: list[_Split]
) -> NDArray[np.float32]:
    added = [sense_rows(space, mapped, matrix, each.found.places, each.found.senses) for each in splits]
    return np.concatenate([matrix, *added])


def _mark(model: WordVectors, names: list[str], numbers: list[int]) -> str:
    """What stands between a word and the number of its sense, so that no word of the model is called so already."""
    taken = set(model.words)
    pairs = list(zip(names, numbers, strict=True))
    for mark in _MARKS:
        if not any(f"{name}{mark}{sense}" in taken for name, number in pairs for sense in range(1, number + 1)):
            return mark
    raise CorpusError(
        f"the words of senses would be called as others are: the model has words with {', '.join(_MARKS)}"
    )
