"""Asking a model all questions of some sets, under some protocols, and scoring the answers."""

import math
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.agreement import pearson, spearman
from firth.evaluation.intervals import DRAWS, accuracy_draws, correlation_interval, interval_of
from firth.evaluation.outliers import detected
from firth.evaluation.questions.reading import read_set
from firth.evaluation.questions.sets import AnalogySet, OutlierSet, QuestionSet, Relation, SimilaritySet
from firth.evaluation.report import Report, Score
from firth.evaluation.solving import Outcome, Solver, solved
from firth.evaluation.space import Protocol, Space
from firth.vectors.word_vectors import WordVectors

__all__ = ["evaluate"]

SAMPLE = 10_000  # words by which the language is told
SEED = 20  # of the resampling: the same report for the same answers


def evaluate(  # noqa: PLR0913 - a model, questions, and four keywords that say how to ask
    vectors: WordVectors,
    sets: Sequence[QuestionSet | str | os.PathLike[str]] | None = None,
    *,
    solvers: Sequence[Solver] = ("3CosAdd",),
    protocols: Sequence[Protocol] = (Protocol(),),
    strict: bool = False,
    name: str = "model",
) -> Report:
    """Score a model on sets of questions.

    Similarity and outliers are asked of all words, whatever the protocol says of candidates.

    Args:
        vectors: the model.
        sets: files or folders of questions, or sets that were read, or names of sets that come with Firth. None: its
            sets in the language of the model, English or Chinese.
        solvers: of analogies: "3CosAdd", "3CosMul", "PairDirection", "3CosAvg", "LRCos".
        protocols: how to ask.
        strict: a line of a file that cannot be used is an error; else it is skipped and counted.
        name: of the model, for the report.

    Returns:
        All scores, with 95 % intervals.

    Raises:
        ArgumentError: there is no such solver or transform.
        SourceError: a file is missing or cannot be read.
        FormatError: a file is no set of questions, or a vector is not finite.

    Example:
        >>> report = firth.evaluate(vectors, ["pairs.txt"])
        >>> [(score.set, score.measure, score.asked) for score in report.totals()]
        [('pairs', 'spearman', 3), ('pairs', 'pearson', 3)]
    """
    given = own_sets(vectors.words) if sets is None else sets
    asked = [each if isinstance(each, tuple) else read_set(each, strict=strict) for each in given]
    scores: list[Score] = []
    for protocol in protocols:
        space = Space(vectors, protocol)
        for each in asked:
            if isinstance(each, AnalogySet):
                for solver in solvers:
                    scores += _analogies(each, solved(space, each.relations, solver), solver, protocol)
    for protocol in dict.fromkeys(protocol._replace(candidates=None) for protocol in protocols):
        space = Space(vectors, protocol)
        for each in asked:
            if isinstance(each, SimilaritySet):
                scores += _similarity(space, each, protocol)
            elif isinstance(each, OutlierSet):
                scores += _outliers(space, each, protocol)
    return Report(name, len(vectors), tuple(scores), tuple((s.name, len(s.skipped)) for s in asked if s.skipped))


def own_sets(words: Sequence[str]) -> tuple[str, str]:
    """The sets that come with Firth, in the language of most of the frequent words."""
    frequent = words[:SAMPLE]
    han = sum("一" <= word[:1] <= "鿿" for word in frequent)
    language = "chinese" if 3 * han > len(frequent) else "english"
    return language, f"outliers_{language}"


class _Section(NamedTuple):
    """A relation, or all of them, as it was answered; and the same for each draw of its pairs."""

    name: str
    kind: str
    right: int
    asked: int
    of: int
    rights: NDArray[np.float64]
    askeds: NDArray[np.float64]

    @property
    def draws(self) -> NDArray[np.float64]:
        """The share of right answers in each draw; NaN where nothing was asked."""
        none = np.full_like(self.rights, np.nan)
        return np.divide(self.rights, self.askeds, out=none, where=self.askeds > 0)

    def score(self, name: str, solver: Solver, protocol: Protocol) -> Score:
        """The share of right answers, and how sure it is."""
        value, interval = self.right / self.asked if self.asked else math.nan, interval_of(self.draws)
        return Score(
            name, self.name, self.kind, solver, str(protocol), value, *interval, self.asked, self.of, self.right
        )


def _analogies(
    questions: AnalogySet, outcomes: Sequence[Outcome], solver: Solver, protocol: Protocol
) -> Iterator[Score]:
    random = np.random.default_rng(SEED)
    sections = [
        _section(relation, outcome, random) for relation, outcome in zip(questions.relations, outcomes, strict=True)
    ]
    total = _Section(
        "total",
        "",
        sum(section.right for section in sections),
        sum(section.asked for section in sections),
        sum(section.of for section in sections),
        np.sum([section.rights for section in sections], axis=0),
        np.sum([section.askeds for section in sections], axis=0),
    )
    yield total.score(questions.name, solver, protocol)
    known = [section for section in sections if section.asked]
    mean = float(np.mean([section.right / section.asked for section in known])) if known else math.nan
    interval = interval_of(_mean_of_sections([section.draws for section in known]))
    yield Score(questions.name, "mean of sections", "", solver, str(protocol), mean, *interval, total.asked, total.of)
    for section in sections:
        yield section.score(questions.name, solver, protocol)


def _section(relation: Relation, outcome: Outcome, random: np.random.Generator) -> _Section:
    (rights,), askeds = accuracy_draws([outcome], random)
    right, asked = int(outcome.right.sum()), int(outcome.asked.sum())
    return _Section(relation.name, relation.kind, right, asked, len(outcome.asked), rights, askeds)


def _mean_of_sections(draws: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The mean over sections in each draw, without those of which it drew nothing."""
    if not draws:
        return np.zeros(0)
    table = np.array(draws)
    known = ~np.isnan(table)
    mean: NDArray[np.float64] = np.where(known, table, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean


def _similarity(space: Space, pairs: SimilaritySet, protocol: Protocol) -> Iterator[Score]:
    rows = np.array([[space.row(a), space.row(b)] for a, b in pairs.pairs], np.int64).reshape(-1, 2)
    known = np.flatnonzero((rows >= 0).all(axis=1))
    first, second = (space.unit(rows[known, i]).astype(np.float64) for i in (0, 1))
    cosines, scores = np.einsum("nd,nd->n", first, second), pairs.scores[known]
    random, counted = np.random.default_rng(SEED), (known.size, len(rows))
    for name, measure in (("spearman", spearman), ("pearson", pearson)):
        value, interval = measure(cosines, scores), correlation_interval(measure, cosines, scores, random)
        yield Score(
            pairs.name, "total", "", name, str(protocol), value, *interval, *counted, None, pairs.ceiling
        )  # fmt: skip


def _outliers(space: Space, questions: OutlierSet, protocol: Protocol) -> Iterator[Score]:
    found = detected(space, questions)
    known = np.flatnonzero(~np.isnan(found.positions))
    positions, groups = found.positions[known], found.groups[known]
    random, number = np.random.default_rng(SEED), len(questions.groups)
    weights = random.multinomial(number, np.full(number, 1 / number), DRAWS)[:, groups]  # groups are resampled
    right = int((positions == 1).sum())
    for measure, values in (("outlier found", positions == 1), ("outlier position", positions)):
        with np.errstate(invalid="ignore"):
            draws = weights @ values / weights.sum(axis=1)
        value, count = float(values.mean()) if known.size else math.nan, right if measure == "outlier found" else None
        interval = interval_of(draws)
        asked = known.size, len(found.positions)
        yield Score(questions.name, "total", "", measure, str(protocol), value, *interval, *asked, count)
