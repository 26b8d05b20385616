"""From trials to claims: what differs between settings, over questions and over seeds."""

from collections.abc import Iterator, Sequence

import numpy as np

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import listed
from firth.evaluation.asking import measured
from firth.evaluation.comparing.differences import FEWEST
from firth.evaluation.intervals import interval_of
from firth.evaluation.questions.coverage import strangers
from firth.studies.claims.report import Claim, Point, Speed, TrainingComparison
from firth.studies.claims.scores import Scored, scored
from firth.studies.claims.trials import Trial
from firth.studies.claims.twins import LEVELS

__all__ = ["report_on"]


def report_on(trials: Sequence[Trial], meant: int, corpus: EncodedCorpus) -> TrainingComparison:
    """Say what the trials show.

    Args:
        trials: those that were done, one at least.
        meant: how many were meant.
        corpus: the text.
    """
    main = [trial for trial in trials if not trial.job.parameter]
    settings = tuple(dict.fromkeys(trial.job.setting for trial in main))
    return TrainingComparison(
        words=len(corpus.vocabulary),
        tokens=corpus.ids.size,
        settings=settings,
        points=tuple(point for trial in trials for point in _points(trial)),
        speeds=tuple(_speed(main, settings[0], other) for other in settings[1:]),
        claims=tuple(_claims(main, settings)),
        in_effect={name: next(trial.in_effect for trial in main if trial.job.setting == name) for name in settings},
        notes=tuple(_notes(trials[0], corpus)),
        done=len(trials),
        meant=meant,
    )


def _notes(trial: Trial, corpus: EncodedCorpus) -> Iterator[str]:
    missing = [f"{seen}" for seen in LEVELS if seen not in trial.twins]
    if missing:
        yield (f"words seen {listed(missing)} times are not measured: of the words of the text too few are so frequent")
    for answers in trial.answers:
        if not any(each.asked for (each,) in measured([answers], draws=1)):
            yield strangers(answers.questions, corpus.vocabulary.words, whose="the text has")


def _points(trial: Trial) -> Iterator[Point]:
    job = trial.job
    heading = job.setting, job.config.seed, job.parameter, job.value, trial.seconds, trial.words / trial.seconds
    for each in scored([trial], draws=1):  # only its value is wanted
        yield Point(*heading, each.group, each.name, float(each.values[0]))


def _of(trials: Sequence[Trial], setting: str) -> dict[int, int]:
    """The places of the trials of a setting, by their seeds."""
    return {trial.job.config.seed: place for place, trial in enumerate(trials) if trial.job.setting == setting}


def _speed(trials: Sequence[Trial], baseline: str, setting: str) -> Speed:
    first, other = _of(trials, baseline), _of(trials, setting)
    ratios = [trials[first[seed]].seconds / trials[other[seed]].seconds for seed in first.keys() & other.keys()]
    before, after = (float(np.median([trials[i].seconds for i in places.values()])) for places in (first, other))
    return Speed(baseline, setting, before, after, float(np.median(ratios)), min(ratios), max(ratios))


def _claims(trials: Sequence[Trial], settings: Sequence[str]) -> Iterator[Claim]:
    if len(settings) < 2:
        return
    for each in scored(trials):
        for setting in settings[1:]:
            yield _claim(each, settings[0], setting, _of(trials, settings[0]), _of(trials, setting))


def _claim(each: Scored, baseline: str, setting: str, first: dict[int, int], other: dict[int, int]) -> Claim:
    before, after = list(first.values()), list(other.values())
    values = float(each.values[before].mean()), float(each.values[after].mean())
    low, high = interval_of(each.draws[after].mean(axis=0) - each.draws[before].mean(axis=0))
    seeds = tuple(float(each.values[other[seed]] - each.values[first[seed]]) for seed in first if seed in other)
    if each.units < FEWEST:
        verdict = "too few"
    elif low <= 0 <= high:
        verdict = "no difference"
    elif min(seeds) <= 0 <= max(seeds):
        verdict = "seeds disagree"
    else:
        verdict = "better" if low > 0 else "worse"
    return Claim(each.group, each.name, baseline, setting, *values, values[1] - values[0], low, high, seeds, verdict)
