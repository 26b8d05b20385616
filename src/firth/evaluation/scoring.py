"""From answers to scores: what they are, how sure they are, and on how many questions they rest."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.agreement import pearson, spearman
from firth.evaluation.findings import Score
from firth.evaluation.intervals import DRAWS, accuracy_draws, accuracy_interval, correlation_interval
from firth.evaluation.outliers import detected
from firth.evaluation.questions.sets import AnalogySet, OutlierSet, Relation, SimilaritySet
from firth.evaluation.solving import Outcome, Solver
from firth.evaluation.space import Protocol, Space

__all__ = ["SEED", "analogy_scores", "outlier_scores", "similarity_scores"]

SEED = 20  # of the resampling: the same report for the same answers


class _Section(NamedTuple):
    """A relation, or all of them, as it was answered; and the same for each draw of its pairs."""

    name: str
    kind: str
    right: int
    asked: int
    of: int
    pairs: int
    rights: NDArray[np.float64]
    askeds: NDArray[np.float64]

    @property
    def value(self) -> float:
        """The share of right answers; NaN where nothing was asked."""
        return self.right / self.asked if self.asked else math.nan

    @property
    def draws(self) -> NDArray[np.float64]:
        """The share of right answers in each draw; NaN where nothing was asked."""
        none = np.full_like(self.rights, np.nan)
        return np.divide(self.rights, self.askeds, out=none, where=self.askeds > 0)


def analogy_scores(
    questions: AnalogySet, outcomes: Sequence[Outcome], solver: Solver, protocol: Protocol
) -> Iterator[Score]:
    """The share of right answers: of all questions, in the mean of the sections, and of each section."""
    random = np.random.default_rng(SEED)
    sections = [
        _section(relation, outcome, random) for relation, outcome in zip(questions.relations, outcomes, strict=True)
    ]
    total, known = _total(sections), [section for section in sections if section.asked]
    score = partial(Score, set=questions.name, measure=solver, protocol=str(protocol))

    def share(section: _Section) -> Score:
        low, high = accuracy_interval(section.value, section.draws, section.pairs)
        return score(
            section=section.name,
            kind=section.kind,
            value=section.value,
            low=low,
            high=high,
            asked=section.asked,
            of=section.of,
            right=section.right,
        )

    yield share(total)
    mean = float(np.mean([section.value for section in known])) if known else math.nan
    low, high = accuracy_interval(mean, _mean_of_sections([section.draws for section in known]), total.pairs)
    yield score(section="mean of sections", value=mean, low=low, high=high, asked=total.asked, of=total.of)
    yield from map(share, sections)


def _section(relation: Relation, outcome: Outcome, random: np.random.Generator) -> _Section:
    (rights,), askeds = accuracy_draws([outcome], random)
    right, asked = int(outcome.right.sum()), int(outcome.asked.sum())
    used = outcome.questions[outcome.asked]
    pairs = len(np.unique(used[used >= 0]))
    return _Section(relation.name, relation.kind, right, asked, len(outcome.asked), pairs, rights, askeds)


def _total(sections: Sequence[_Section]) -> _Section:
    right, asked, of, pairs = (
        sum(counts) for counts in zip(*((s.right, s.asked, s.of, s.pairs) for s in sections), strict=True)
    )
    rights, askeds = (np.sum([getattr(s, name) for s in sections], axis=0) for name in ("rights", "askeds"))
    return _Section("total", "", right, asked, of, pairs, rights, askeds)


def _mean_of_sections(draws: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The mean over sections in each draw, without those of which it drew nothing."""
    if not draws:
        return np.zeros(0)
    table = np.array(draws)
    known = ~np.isnan(table)
    mean: NDArray[np.float64] = np.where(known, table, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean


def similarity_scores(space: Space, pairs: SimilaritySet, protocol: Protocol) -> Iterator[Score]:
    """The correlation, by ranks and by values, of cosines with the scores of people."""
    rows = np.array([[space.row(a), space.row(b)] for a, b in pairs.pairs], np.int64).reshape(-1, 2)
    known = np.flatnonzero((rows >= 0).all(axis=1))
    first, second = (space.unit(rows[known, i]).astype(np.float64) for i in (0, 1))
    cosines, scores = np.einsum("nd,nd->n", first, second), pairs.scores[known]
    random = np.random.default_rng(SEED)
    for name, measure in (("spearman", spearman), ("pearson", pearson)):
        low, high = correlation_interval(measure, cosines, scores, random)
        yield Score(
            set=pairs.name,
            measure=name,
            protocol=str(protocol),
            value=measure(cosines, scores),
            low=low,
            high=high,
            asked=known.size,
            of=len(rows),
            ceiling=pairs.ceiling,
        )


def outlier_scores(space: Space, questions: OutlierSet, protocol: Protocol) -> Iterator[Score]:
    """The share of outliers that come first, and how far they come in the mean."""
    found = detected(space, questions)
    known = np.flatnonzero(~np.isnan(found.positions))
    positions, groups = found.positions[known], found.groups[known]
    random, number = np.random.default_rng(SEED), len(questions.groups)
    weights = random.multinomial(number, np.full(number, 1 / number), DRAWS)[:, groups]  # groups are resampled
    for measure, values in (("outlier found", positions == 1), ("outlier position", positions)):
        with np.errstate(invalid="ignore"):
            draws = weights @ values / weights.sum(axis=1)
        value = float(values.mean()) if known.size else math.nan
        low, high = accuracy_interval(value, draws, len(np.unique(groups)))
        yield Score(
            set=questions.name,
            measure=measure,
            protocol=str(protocol),
            value=value,
            low=low,
            high=high,
            asked=known.size,
            of=len(found.positions),
            right=int(values.sum()) if measure == "outlier found" else None,
        )
