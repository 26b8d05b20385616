"""The senses of one word: how many there are, and what each is like."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus, sentences_of
from firth.errors import CorpusError, counted, quoted
from firth.studies.explain.concordance import SHOWN, line_at
from firth.studies.explain.report import Line
from firth.studies.senses.division import Division, assigned, divided
from firth.studies.senses.encoded import Reader
from firth.studies.senses.judgement import OF_ONE, Bounds, Judgement, agreement, likeness
from firth.studies.senses.occurrences import Places, around, evenly, places_of
from firth.studies.senses.report import Sense, SenseContext, WordSenses
from firth.studies.senses.translation import BESIDE, mean_contexts, sense_rows
from firth.studies.senses.views import Space, View, views_of

__all__ = ["FEWEST", "MOST_SENSES", "OCCURRENCES", "Found", "found_senses", "senses_of"]

FEWEST: Final = 20
"""Occurrences, of fewer of which nothing can be told."""

OF_EACH: Final = 10
"""Occurrences of each sense in the mean, of fewer of which it is not looked for."""

OCCURRENCES: Final = 2_000
"""That are looked at, at most."""

MOST_SENSES: Final = 5
"""That are looked for, where no number is given."""

LINES: Final = 3

RATIO: Final = 2
"""How many times as often as in the text at large a word is beside a sense, to be typical of it."""


class Found(NamedTuple):
    """How the occurrences of a word fall into senses.

    Attributes:
        places: int64[n], where they are.
        senses: int64[n], the sense of each, 0 the most frequent.
        judgements: what speaks for each number that was tried.
        points: float32[n, 2], for a picture.
    """

    places: Places
    senses: NDArray[np.int64]
    judgements: tuple[Judgement, ...]
    points: NDArray[np.float32]


class _Trial(NamedTuple):
    """A number of senses that was tried."""

    judgement: Judgement
    senses: NDArray[np.int64]
    points: NDArray[np.float32]


def found_senses(  # noqa: PLR0913 - the occurrences of a word in a text, and how to look at them
    space: Space,
    mapped: NDArray[np.float64],
    places: Places,
    *,
    number: int | None = None,
    seed: int,
    bounds: Bounds = OF_ONE,
    reader: Reader | None = None,
) -> Found:
    """Put the occurrences of a word into senses.

    Args:
        space: the text.
        mapped: float64[D, D], of `firth.studies.senses.translation.translation`.
        places: int64[n], where the word occurs.
        number: of senses; None: as many as the text bears out, up to 5.
        seed: of k-means.
        bounds: of the judgement.
        reader: an encoder that gives a fourth view.

    Raises:
        CorpusError: the occurrences are too few for so many senses, or do not differ in so many ways.
    """
    row = int(space.corpus.ids[places[0]])
    if number is not None and number > max(len(places) // OF_EACH, 1):
        raise CorpusError(
            f"{len(places):,} occurrences of {quoted(space.vectors.words[row])} are too few to tell {number:,} senses "
            f"apart: {max(len(places) // OF_EACH, 1)} at most. Ask for fewer senses, or for none in particular."
        )
    views = views_of(space, places, row)
    if reader is not None:
        views.append(reader.view(space.corpus, places))
    trials: list[_Trial] = []
    for tried in [number] if number is not None else range(2, MOST_SENSES + 1):
        trial = _tried(space, mapped, places, views, tried, seed, bounds) if tried > 1 else None
        if trial is None:
            break
        trials.append(trial)
        if number is None and not trial.judgement.holds:
            break
    if number is not None and number > 1 and not trials:
        raise CorpusError(
            f"The {len(places):,} occurrences of {quoted(space.vectors.words[row])} do not differ in {number} ways. "
            "Ask for fewer senses, or for none in particular."
        )
    kept = [trial for trial in trials if number is not None or trial.judgement.holds]
    senses = kept[-1].senses if kept else np.zeros(len(places), np.int64)
    points = (kept or trials)[-1].points if kept or trials else np.zeros((len(places), 2), np.float32)
    return Found(places, senses, tuple(trial.judgement for trial in trials), points)


def senses_of(  # noqa: PLR0913 - as `found_senses`, and what to show
    space: Space,
    mapped: NDArray[np.float64],
    row: int,
    *,
    number: int | None,
    most: int,
    topn: int,
    seed: int,
    reader: Reader | None = None,
) -> WordSenses:
    """The senses of a word, each with its neighbours, contexts and lines; see `found_senses`.

    Args:
        space: the text.
        mapped: as there.
        row: of the word.
        number: as there.
        most: occurrences to look at, spread over the text.
        topn: neighbours and contexts of each sense.
        seed: as there.
        reader: as there.

    Raises:
        CorpusError: there are too few occurrences, or they do not differ in so many ways.
    """
    every = places_of(space.corpus, row)
    _check_enough(space, row, len(every))
    found = found_senses(space, mapped, evenly(every, most), number=number, seed=seed, reader=reader)
    moved = sense_rows(space, mapped, space.vectors.vectors, found.places, found.senses)
    vectors, word = space.vectors, str(space.vectors.words[row])
    count = int(np.rint(space.shares[row] * space.corpus.ids.size))
    times = np.bincount(found.senses)
    several = len(times) > 1
    typical = _typical(space, found, row)
    return WordSenses(
        word=word,
        count=count,
        used=len(found.places),
        given=number is not None,
        judgements=found.judgements,
        senses=tuple(
            Sense(
                name=f"{word}|{sense + 1}" if several else word,
                occurrences=int(times[sense]),
                share=float(times[sense] / times.sum()),
                neighbours=tuple(_neighbours(space, moved[sense], row, topn)),
                contexts=tuple(each for each, _ in typical[sense][:topn]),
                lines=tuple(_lines(space.corpus, found, sense, [context for _, context in typical[sense][:30]])),
                vector=moved[sense],
            )
            for sense in range(len(times))
        ),
        points=found.points,
        assigned=found.senses,
        same_text=None if vectors.counts is None else int(vectors.counts[row]) == count,
        encoder=None if reader is None else reader.encoder.facts,
    )


def _check_enough(space: Space, row: int, count: int) -> None:
    if count >= FEWEST:
        return
    word = quoted(space.vectors.words[row])
    if not count:
        raise CorpusError(f"{word} does not occur in this text. Give the text that the model was trained on.")
    raise CorpusError(
        f"{word} occurs {counted(count, 'time')} in this text, which is too little to tell its senses: at least "
        f"{FEWEST} occurrences are needed. Give a longer text, or another word."
    )


def _tried(  # noqa: PLR0913, PLR0917 - what `found_senses` has
    space: Space, mapped: NDArray[np.float64], places: Places, views: list[View], number: int, seed: int, bounds: Bounds
) -> _Trial | None:
    division = divided(views, number, seed)
    if division is None:
        return None
    opinions = division.opinions(views)
    said = np.argmax(assigned(opinions), axis=1)
    times = np.bincount(said, minlength=number)
    if not times.all():
        return None
    order = np.argsort(-times, kind="stable")
    senses = np.argsort(order)[said].astype(np.int64)
    agreed = agreement(views, sentences_of(space.corpus, places), number, seed)
    alike = likeness(mean_contexts(space, places, senses) @ mapped)
    holds = agreed >= bounds.agreement and alike <= bounds.likeness
    return _Trial(Judgement(number, agreed, alike, holds), senses, _points(division, views))


def _points(division: Division, views: list[View]) -> NDArray[np.float32]:
    """float32[n, 2]: of two senses, what the words beside and the wider context say; of more, two main directions."""
    said = np.maximum(division.opinions(views), -30.0)
    said -= said.mean(axis=2, keepdims=True)
    beside, wide = said[0] + said[1], said[2]
    if division.number == 2:
        return np.stack([beside[:, 0] - beside[:, 1], wide[:, 0] - wide[:, 1]], axis=1).astype(np.float32)
    both = beside + wide
    both -= both.mean(axis=0)
    return np.asarray(both @ np.linalg.svd(both, full_matrices=False)[2][:2].T, np.float32)


def _neighbours(space: Space, vector: NDArray[np.float32], row: int, topn: int) -> list[tuple[str, float]]:
    found = space.vectors.most_similar(vector, topn=topn + 1)
    return [(str(word), score) for word, score in found if word != space.vectors.words[row]][:topn]


def _typical(space: Space, found: Found, row: int) -> list[list[tuple[SenseContext, int]]]:
    """For each sense its contexts, by n log(n / expected), of those that it has more often than the other senses."""
    words = around(space.corpus, found.places, BESIDE)
    size, number = len(space.shares), int(found.senses.max()) + 1
    times = np.stack(
        [np.bincount(words[found.senses == sense].ravel() + 1, minlength=size + 1) for sense in range(number)]
    )
    times = times[:, 1:]  # without what is beyond the sentence
    times[:, row] = 0
    of_all = np.maximum(times.sum(axis=1, keepdims=True), 1)
    rates = times / of_all
    chosen = []
    for sense in range(number):
        expected = space.shares * of_all[sense, 0]
        others = np.delete(times, sense, axis=0).sum(axis=0) / max(1, int(np.delete(of_all, sense).sum()))
        seen = np.flatnonzero((times[sense] >= 2) & (rates[sense] > others) & (times[sense] > RATIO * expected))
        scores = times[sense, seen] * np.log(times[sense, seen] / expected[seen])
        best = seen[np.argsort(-scores, kind="stable")]
        chosen.append(
            [
                (SenseContext(str(space.vectors.words[each]), int(times[sense, each]), float(ratio)), int(each))
                for each, ratio in zip(best.tolist(), (times[sense, best] / expected[best]).tolist(), strict=True)
            ]
        )
    return chosen


def _lines(corpus: EncodedCorpus, found: Found, sense: int, typical: list[int]) -> list[Line]:
    """Up to three different occurrences with the most typical contexts, from different sentences."""
    places = found.places[found.senses == sense]
    beside = around(corpus, places, SHOWN)
    held = [np.isin(beside, context).any(axis=1) for context in typical]
    scores = np.sum(held, axis=0) if held else np.zeros(len(places))
    sentences, chosen = set[int](), []
    for at in np.argsort(-scores, kind="stable").tolist():
        sentence = int(sentences_of(corpus, places[at : at + 1])[0])
        if sentence not in sentences:
            shown = next((context for context in typical if context in beside[at]), int(corpus.ids[places[at]]))
            line = line_at(corpus, int(places[at]), shown)
            if line not in chosen:
                sentences.add(sentence)
                chosen.append(line)
        if len(chosen) == LINES:
            break
    return chosen
