"""How often the intervals of `firth evaluate` hold the true value, in worlds where it is known. They should in 95 %.

Analogies: the chance that a question is answered right depends on its two pairs. Each pair has an ease as an example
and one as the pair that is asked; the log-odds of a question are their sum. Their spreads are such that the pair that
is asked explains a third of the variance of right and wrong, and the example 4 %, as in skip-gram vectors on
questions-words.txt. The true value is the share over all pairs that there could be.
"""

import argparse
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from report import emit, table
from scipy.optimize import brentq

from firth.evaluation.agreement import pearson, spearman
from firth.evaluation.intervals import (
    Interval,
    accuracy_draws,
    accuracy_interval,
    correlation_draws,
    correlation_interval,
    interval_of,
)
from firth.evaluation.questions.sets import Pair, all_questions
from firth.evaluation.solving import Outcome

EXAMPLE, ASKED = 0.6, 1.7  # the spreads of ease, in log-odds
SHARES = (0.05, 0.3, 0.9)
SECTIONS = (13, 18, 19, 21, 24, 26, 27, 29, 31, 34, 36, 37, 49, 65)  # pairs, as in questions-words.txt
DRAWS = 200  # of a correlation: with a thousand, intervals hold the true value a little more often

World = Callable[[np.random.Generator], tuple[float, Interval, Interval | None]]
"""The true value, an interval that should hold it, and one by percentiles of the draws."""

_EASE = np.random.default_rng(1).normal(size=200_000)


def log_odds(share: float, spread: float) -> float:
    """The mean log-odds with which a share is right, if they have this spread."""
    return float(brentq(lambda mean: (1 / (1 + np.exp(-(mean + spread * _EASE)))).mean() - share, -20, 20))


class Section(NamedTuple):
    """A relation of some pairs; each is asked by all others, or by itself."""

    pairs: int
    odds: float
    alone: bool

    def answered(self, random: np.random.Generator) -> tuple[Outcome, np.ndarray, np.ndarray]:
        """Answers; and in each draw of pairs the right ones and all."""
        example, asked = random.normal(0, EXAMPLE, self.pairs), random.normal(0, ASKED, self.pairs)
        if self.alone:
            questions = np.stack([np.full(self.pairs, -1), np.arange(self.pairs)], axis=1).astype(np.int32)
            ease = asked
        else:
            questions = all_questions([Pair(f"a{i}", (f"b{i}",)) for i in range(self.pairs)])
            ease = example[questions[:, 0]] + asked[questions[:, 1]]
        right = random.random(len(questions)) < 1 / (1 + np.exp(-(self.odds + ease)))
        outcome = Outcome(questions, np.ones(len(questions), np.bool_), right, np.zeros(len(questions), np.int64))
        (rights,), askeds = accuracy_draws([outcome], random)
        return outcome, rights, askeds


def one_section(pairs: int, share: float, *, alone: bool) -> World:
    """Of one relation."""
    section = Section(pairs, log_odds(share, ASKED if alone else np.hypot(EXAMPLE, ASKED)), alone)

    def world(random: np.random.Generator) -> tuple[float, Interval, Interval]:
        outcome, rights, askeds = section.answered(random)
        with np.errstate(invalid="ignore"):
            draws = rights / askeds
        return share, accuracy_interval(float(outcome.right.mean()), draws, pairs), interval_of(draws)

    return world


def total(share: float) -> World:
    """Of all questions of fourteen relations, whose shares lie about this one."""
    odds = log_odds(share, np.hypot(EXAMPLE, ASKED)) + np.linspace(-1.5, 1.5, len(SECTIONS))
    sections = [Section(pairs, each, alone=False) for pairs, each in zip(SECTIONS, odds, strict=True)]
    weights = np.array([pairs * (pairs - 1) for pairs in SECTIONS])
    shares = [(1 / (1 + np.exp(-(each + np.hypot(EXAMPLE, ASKED) * _EASE)))).mean() for each in odds]
    truth = float(np.average(shares, weights=weights))

    def world(random: np.random.Generator) -> tuple[float, Interval, Interval]:
        answered = [section.answered(random) for section in sections]
        right = np.concatenate([outcome.right for outcome, _, _ in answered])
        draws = sum(rights for _, rights, _ in answered) / sum(askeds for _, _, askeds in answered)
        return truth, accuracy_interval(float(right.mean()), draws, sum(SECTIONS)), interval_of(draws)

    return world


def correlated(kind: str, pairs: int, strength: float, measure: Callable[..., float]) -> World:
    """Of cosines with scores of people."""

    def sample(random: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
        first, other = random.normal(size=(2, size))
        second = strength * first + np.sqrt(1 - strength**2) * other
        if kind == "few scores":  # from 0 to 6
            second = np.clip(np.round(2 * second), -3, 3)
        elif kind == "skewed":
            second = np.exp(second)
        return first, second

    truth = measure(*sample(np.random.default_rng(2), 1_000_000))

    def world(random: np.random.Generator) -> tuple[float, Interval, None]:
        cosines, scores = sample(random, pairs)
        (draws,) = correlation_draws(measure, [cosines], scores, random, DRAWS)
        return truth, correlation_interval(measure(cosines, scores), draws, pairs), None

    return world


def worlds() -> Iterator[tuple[str, World]]:
    """All of them, with their names."""
    for alone in (False, True):
        for pairs in (12, 25, 40):
            for share in SHARES:
                how = "each pair asked once" if alone else "all questions"
                yield f"{pairs} pairs, {how}, share {share}", one_section(pairs, share, alone=alone)
    for share in (0.1, 0.4):
        yield f"14 sections, share about {share}", total(share)
    for kind in ("normal", "few scores", "skewed"):
        for pairs in (50, 353):
            for measure in (spearman, pearson):
                yield f"{measure.__name__}, {kind}, {pairs} pairs", correlated(kind, pairs, 0.7, measure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulations", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="TEXT", help="worlds whose name holds this")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    results, rows = [], []
    for name, world in worlds():
        if args.only not in name:
            continue
        random = np.random.default_rng(args.seed)
        found = [world(random) for _ in range(args.simulations)]
        held = np.mean([low <= truth <= high for truth, (low, high), _ in found])
        width = np.mean([high - low for _, (low, high), _ in found])
        by_percentiles = [
            low <= truth <= high for truth, _, other in found if other is not None for low, high in [other]
        ]
        percentiles = float(np.mean(by_percentiles)) if by_percentiles else None
        results.append({"world": name, "held": float(held), "width": float(width), "percentiles": percentiles})
        rows.append([name, f"{held:.1%}", f"{width:.3f}", "" if percentiles is None else f"{percentiles:.1%}"])
    emit({"results": results}, as_json=args.json, text=table(["world", "held", "width", "by percentiles"], rows))


if __name__ == "__main__":
    main()
