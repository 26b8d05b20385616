"""Asking a model, and measuring its answers: by themselves, or beside those of other models.

``asked`` keeps how each question was answered. ``measured`` makes scores of the answers of one model, or of several
that were asked the same; in each draw of the bootstrap, these meet the same word pairs.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.agreement import pearson, spearman
from firth.evaluation.intervals import DRAWS, Draws, accuracy_draws, correlation_draws, mean_draws
from firth.evaluation.outliers import Detected, detected, known_words
from firth.evaluation.questions.sets import AnalogySet, OutlierSet, QuestionSet, Relation, SimilaritySet
from firth.evaluation.solving import Outcome, Solver, solved, triples_known
from firth.evaluation.space import Protocol, Space
from firth.vectors.word_vectors import WordVectors

__all__ = [
    "AnalogyAnswers",
    "Answers",
    "Measured",
    "OutlierAnswers",
    "SimilarityAnswers",
    "answered",
    "asked",
    "measured",
    "questions_known",
    "rounds",
]

SEED = 20  # of the resampling: the same report for the same answers


class AnalogyAnswers(NamedTuple):
    """How a model answered analogies: an outcome for each relation."""

    questions: AnalogySet
    protocol: Protocol
    solver: Solver
    outcomes: tuple[Outcome, ...]


class SimilarityAnswers(NamedTuple):
    """How similar pairs of words are to a model: float64[N], NaN where a word is not known."""

    questions: SimilaritySet
    protocol: Protocol
    cosines: NDArray[np.float64]


class OutlierAnswers(NamedTuple):
    """How a model found outliers."""

    questions: OutlierSet
    protocol: Protocol
    found: Detected


Answers: TypeAlias = AnalogyAnswers | SimilarityAnswers | OutlierAnswers


class Measured(NamedTuple):
    """A score of one model, and what it is in each draw of the bootstrap.

    Attributes:
        set: of questions.
        section: of the set, or "total", or "mean of sections".
        kind: of relation.
        measure: the solver, "spearman", ...
        protocol: how it was asked.
        value: the score; NaN where nothing could be asked.
        draws: float64[B].
        asked: questions, or pairs.
        of: all that there are.
        units: how many word pairs, or groups, were resampled.
        right: right answers; None for correlations and means.
        ceiling: how well people agree with each other, where that is known.
    """

    set: str
    section: str
    kind: str
    measure: str
    protocol: str
    value: float
    draws: Draws
    asked: int
    of: int
    units: int
    right: int | None = None
    ceiling: float | None = None


def asked(
    vectors: WordVectors,
    sets: Sequence[QuestionSet],
    solvers: Sequence[Solver],
    protocols: Sequence[Protocol],
    on_compared: Callable[[int], None] | None = None,
) -> Iterator[Answers]:
    """Ask a model everything; ``on_compared`` hears how many comparisons of a question with a candidate were made.

    Raises:
        ArgumentError: there is no such solver or transform.
        FormatError: a vector is not finite.
    """
    for protocol, some in rounds(protocols, sets):
        space = Space(vectors, protocol, on_compared)
        for each in some:
            yield from answered(space, each, solvers, protocol)


def rounds(protocols: Sequence[Protocol], sets: Sequence[QuestionSet]) -> list[tuple[Protocol, list[QuestionSet]]]:
    """Which sets are asked under each protocol: similarity and outliers of all words, whatever the candidates."""
    analogies: list[QuestionSet] = [each for each in sets if isinstance(each, AnalogySet)]
    others: list[QuestionSet] = [each for each in sets if not isinstance(each, AnalogySet)]
    of_all_words = dict.fromkeys(protocol._replace(candidates=None) for protocol in protocols)
    found = [*((each, analogies) for each in protocols), *((each, others) for each in of_all_words)]
    return [(protocol, some) for protocol, some in found if some]


def answered(space: Space, questions: QuestionSet, solvers: Sequence[Solver], protocol: Protocol) -> Iterator[Answers]:
    """Ask the questions of one set under one protocol; arguments and errors as for `asked`."""
    match questions:
        case AnalogySet():
            for solver in solvers:
                yield AnalogyAnswers(questions, protocol, solver, tuple(solved(space, questions.relations, solver)))
        case SimilaritySet():
            yield SimilarityAnswers(questions, protocol, _cosines(space, questions))
        case OutlierSet():
            yield OutlierAnswers(questions, protocol, detected(space, questions))


def _cosines(space: Space, pairs: SimilaritySet) -> NDArray[np.float64]:
    rows = _rows_of(space, pairs)
    known = (rows >= 0).all(axis=1)
    first, second = (space.unit(rows[known, i]).astype(np.float64) for i in (0, 1))
    cosines = np.full(len(rows), np.nan)
    cosines[known] = np.einsum("nd,nd->n", first, second)
    return cosines


def _rows_of(space: Space, pairs: SimilaritySet) -> NDArray[np.int64]:
    return np.array([[space.row(a), space.row(b)] for a, b in pairs.pairs], np.int64).reshape(-1, 2)


def questions_known(
    vectors: WordVectors, sets: Sequence[QuestionSet], protocol: Protocol
) -> Iterator[tuple[str, str, int, int]]:
    """Of each set: its name, the protocol, how many questions a model can be asked, and how many there are."""
    protocol = protocol._replace(transform="none")
    candidates, everything = Space(vectors, protocol), Space(vectors, protocol._replace(candidates=None))
    of_all = str(protocol._replace(candidates=None))
    for each in sets:
        match each:
            case AnalogySet():
                known = sum(int(triples_known(candidates, relation)[1].sum()) for relation in each.relations)
                yield each.name, str(protocol), known, sum(len(relation.questions) for relation in each.relations)
            case SimilaritySet():
                yield each.name, of_all, int((_rows_of(everything, each) >= 0).all(axis=1).sum()), len(each.pairs)
            case OutlierSet():
                known = sum(len(known_words(everything, group)[1]) for group in each.groups)
                yield each.name, of_all, known, sum(len(group.outliers) for group in each.groups)


def measured(several: Sequence[Answers], draws: int = DRAWS) -> Iterator[tuple[Measured, ...]]:
    """Score the answers of M models to the same set under the same protocol: to the questions that all were asked.

    Args:
        several: of each model.
        draws: of the bootstrap, B.

    Yields:
        M scores: in total, of analogies also their mean over sections and those of each section.
    """
    match several[0]:
        case AnalogyAnswers():
            return _analogies(_in_common(cast("Sequence[AnalogyAnswers]", several)), draws)
        case SimilarityAnswers():
            return _similarity(cast("Sequence[SimilarityAnswers]", several), draws)
        case OutlierAnswers():
            return _outliers(cast("Sequence[OutlierAnswers]", several), draws)


def _in_common(several: Sequence[AnalogyAnswers]) -> list[AnalogyAnswers]:
    """The answers to questions that all were asked."""
    known = [
        np.logical_and.reduce([one.asked for one in each]) for each in zip(*(a.outcomes for a in several), strict=True)
    ]
    return [
        answers._replace(
            outcomes=tuple(
                one._replace(asked=asked, right=one.right & asked)
                for one, asked in zip(answers.outcomes, known, strict=True)
            )
        )
        for answers in several
    ]


class _Section(NamedTuple):
    """A relation, or all of them, as a model answered it; and the same for each draw of its pairs."""

    name: str
    kind: str
    right: int
    asked: int
    of: int
    units: int
    rights: Draws
    askeds: Draws

    @property
    def value(self) -> float:
        return self.right / self.asked if self.asked else math.nan

    @property
    def draws(self) -> Draws:
        """The share of right answers in each draw; NaN where nothing was asked."""
        none = np.full_like(self.rights, np.nan)
        return np.divide(self.rights, self.askeds, out=none, where=self.askeds > 0)


def _analogies(several: Sequence[AnalogyAnswers], draws: int) -> Iterator[tuple[Measured, ...]]:
    random, (questions, protocol, solver, _) = np.random.default_rng(SEED), several[0]
    outcomes = zip(*(answers.outcomes for answers in several), strict=True)
    sections = [_section(*pair, random, draws) for pair in zip(questions.relations, outcomes, strict=True)]
    of_models = list(zip(*sections, strict=True)) if sections else [()] * len(several)
    heading = solver, str(protocol)
    totals = [_total(of_model) for of_model in of_models]
    yield tuple(_measured(questions.name, total, *heading) for total in totals)
    yield tuple(
        _mean(questions.name, total, of_model, *heading) for total, of_model in zip(totals, of_models, strict=True)
    )
    for section in sections:
        yield tuple(_measured(questions.name, of_model, *heading) for of_model in section)


def _section(
    relation: Relation, outcomes: Sequence[Outcome], random: np.random.Generator, draws: int
) -> tuple[_Section, ...]:
    rights, askeds = accuracy_draws(outcomes, random, draws)
    number, units = int(outcomes[0].asked.sum()), outcomes[0].pairs_asked
    return tuple(
        _Section(
            relation.name, relation.kind, int(outcome.right.sum()), number, len(outcome.asked), units, right, askeds
        )
        for outcome, right in zip(outcomes, rights, strict=True)
    )


def _total(sections: Sequence[_Section]) -> _Section:
    return _Section(
        "total",
        "",
        sum(section.right for section in sections),
        sum(section.asked for section in sections),
        sum(section.of for section in sections),
        sum(section.units for section in sections),
        np.sum([section.rights for section in sections], axis=0),
        np.sum([section.askeds for section in sections], axis=0),
    )


def _measured(name: str, section: _Section, measure: str, protocol: str) -> Measured:
    value, draws = section.value, section.draws
    counted = section.asked, section.of, section.units, section.right
    return Measured(name, section.name, section.kind, measure, protocol, value, draws, *counted)


def _mean(name: str, total: _Section, sections: Sequence[_Section], measure: str, protocol: str) -> Measured:
    """The mean over sections; in each draw, without those of which it drew nothing."""
    known = [section for section in sections if section.asked]
    value = float(np.mean([section.value for section in known])) if known else math.nan
    table = np.array([section.draws for section in known]) if known else np.full((1, 1), np.nan)
    drawn = ~np.isnan(table)
    draws = np.where(drawn, table, 0).sum(axis=0) / np.maximum(drawn.sum(axis=0), 1)
    counted = total.asked, total.of, total.units
    return Measured(name, "mean of sections", "", measure, protocol, value, draws if known else table[0], *counted)


def _similarity(several: Sequence[SimilarityAnswers], draws: int) -> Iterator[tuple[Measured, ...]]:
    pairs, protocol, _ = several[0]
    known = ~np.isnan(np.array([answers.cosines for answers in several])).any(axis=0)
    cosines, scores = [answers.cosines[known] for answers in several], pairs.scores[known]
    random, counted = np.random.default_rng(SEED), (int(known.sum()), len(known), int(known.sum()))
    for name, measure in (("spearman", spearman), ("pearson", pearson)):
        drawn = correlation_draws(measure, cosines, scores, random, draws)
        heading = pairs.name, "total", "", name, str(protocol)
        yield tuple(
            Measured(*heading, measure(of_model, scores), each, *counted, None, pairs.ceiling)
            for of_model, each in zip(cosines, drawn, strict=True)
        )


def _outliers(several: Sequence[OutlierAnswers], draws: int) -> Iterator[tuple[Measured, ...]]:
    questions, protocol, first = several[0]
    table = np.array([answers.found.positions for answers in several])
    known = np.flatnonzero(~np.isnan(table).any(axis=0))
    groups, positions = first.groups[known], list(table[:, known])
    counted = known.size, table.shape[1], len(set(groups.tolist()))
    for measure in ("outlier found", "outlier position"):
        found = measure == "outlier found"
        values = [(each == 1).astype(np.float64) if found else each for each in positions]
        drawn = mean_draws(values, groups, len(questions.groups), np.random.default_rng(SEED), draws)
        heading = questions.name, "total", "", measure, str(protocol)
        yield tuple(
            Measured(
                *heading, float(value.mean()) if known.size else math.nan, each, *counted,
                int(value.sum()) if found else None,
            )
            for value, each in zip(values, drawn, strict=True)
        )  # fmt: skip
