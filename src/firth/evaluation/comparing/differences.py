"""How sure the difference of two scores is.

In each draw of the bootstrap, all models meet the same word pairs: what is hard for one is mostly hard for the other,
so a difference is surer than the two scores are.

Of many sections, some differ by chance. So those of a set are judged together: their p values, two-sided, by the
bootstrap's standard error and the normal distribution, are adjusted by Holm's method (1979). Then the chance that any
section is called different, though none is, is 5 % at most.
"""

import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from firth.evaluation.asking import Measured
from firth.evaluation.intervals import LEVEL, interval_of

__all__ = ["Difference", "Verdict", "difference", "together"]

Verdict: TypeAlias = Literal["better", "worse", "no difference", "too few"]

FEWEST = 6
"""Pairs, or groups. Fewer can all favour one model by chance: 2 * 0.5 ** 5 is more than 5 %."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A score of a model beside that of the first.

    Attributes:
        set: of questions.
        section: of the set; "total": all its questions; "mean of sections".
        kind: of relation, where the set says.
        measure: the solver; or "spearman", ...
        protocol: how it was asked.
        baseline: the first model's name.
        model: the other's.
        first: the first model's score; NaN where nothing could be asked.
        other: the other's.
        difference: other minus first.
        low: lower end of its 95 % interval.
        high: its upper end.
        p: how often chance alone makes a difference as large; in sections, adjusted for their number.
        verdict: whether the other model is "better" or "worse"; "no difference" can be told; or there are "too few"
            word pairs to tell.
        asked: questions, or pairs, whose words all models know.
        of: all questions or pairs.
    """

    set: str
    section: str
    kind: str
    measure: str
    protocol: str
    baseline: str
    model: str
    first: float
    other: float
    difference: float
    low: float
    high: float
    p: float
    verdict: Verdict
    asked: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether it is of a whole set, and not of one of its sections."""
        return self.section in {"total", "mean of sections"}


def difference(baseline: str, model: str, first: Measured, other: Measured) -> Difference:
    """The difference of two scores that were drawn together.

    Args:
        baseline: name of the first model.
        model: name of the other.
        first: a score.
        other: the same score of the other model.
    """
    value, drawn = other.value - first.value, other.draws - first.draws
    low, high = interval_of(drawn)
    p = _chance(value, drawn)
    heading = first.set, first.section, first.kind, first.measure, first.protocol, baseline, model
    verdict: Verdict = "no difference" if first.units >= FEWEST else "too few"
    if verdict != "too few" and (low > 0 or high < 0):
        verdict = "better" if low > 0 else "worse"
    return Difference(
        *heading, first.value, other.value, value, low, high, p, verdict, first.asked, first.of
    )  # fmt: skip


def together(sections: Sequence[Difference]) -> Iterator[Difference]:
    """Sections of one set, judged together by Holm's method."""
    judged = sorted(
        (i for i, each in enumerate(sections) if each.verdict != "too few" and not math.isnan(each.p)),
        key=lambda i: sections[i].p,
    )
    adjusted: dict[int, float] = {}
    largest = 0.0
    for place, i in enumerate(judged):
        largest = max(largest, min(1.0, (len(judged) - place) * sections[i].p))
        adjusted[i] = largest
    for i, each in enumerate(sections):
        if i not in adjusted:
            yield each
            continue
        verdict: Verdict = "no difference"
        if adjusted[i] < 1 - LEVEL:
            verdict = "better" if each.difference > 0 else "worse"
        yield dataclasses.replace(each, p=adjusted[i], verdict=verdict)


def _chance(value: float, drawn: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    """How often a normal variable with the standard error of the draws is as far from 0."""
    error = float(np.nanstd(drawn)) if not np.isnan(drawn).all() else math.nan
    if value == 0:
        return 1.0
    return math.erfc(abs(value) / error / math.sqrt(2)) if error != 0 else 0.0
