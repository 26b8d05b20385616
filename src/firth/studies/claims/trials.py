"""Trainings on one text with several settings and seeds, of each of which the answers are kept."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.restrict import restricted
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError
from firth.evaluation.asking import Answers, asked
from firth.evaluation.questions.sets import QuestionSet
from firth.evaluation.space import Protocol
from firth.progress.events import CompileProgress, TrainProgress
from firth.studies.claims.twins import LEVELS, Twin, twinned, twins_found, without_twins
from firth.training.train import train

__all__ = ["ARCHITECTURES", "Job", "Trial", "jobs_for", "trials"]

ARCHITECTURES: tuple[Mapping[str, Any], ...] = ({"architecture": "skipgram"}, {"architecture": "cbow"})
SEED = 22  # of the twins

Report = Callable[[CompileProgress | TrainProgress], None]


class Job(NamedTuple):
    """A training to be done.

    Attributes:
        setting: its name, the same for all seeds.
        parameter: the setting that a curve changes; "" if it is of no curve.
        value: its value; None if it is of no curve.
        config: all settings.
    """

    setting: str
    parameter: str
    value: Any
    config: TrainConfig


class Trial(NamedTuple):
    """A training that was done.

    Attributes:
        job: how.
        seconds: of training.
        words: tokens trained, over all epochs.
        answers: to the questions of each set.
        twins: by occurrences, for each twin whether its nearest word is its own.
        in_effect: all settings, with those that Firth chose.
    """

    job: Job
    seconds: float
    words: int
    answers: tuple[Answers, ...]
    twins: Mapping[int, NDArray[np.float64]]
    in_effect: Mapping[str, Any]


def jobs_for(settings: Sequence[Mapping[str, Any]], seeds: int, curves: Mapping[str, Sequence[Any]]) -> list[Job]:
    """All trainings: each setting with each seed, by turns; then the curves, with the first seed.

    Raises:
        ArgumentError: no settings, the same twice, or a seed among them.
        ArgumentTypeError: values of a curve that are no list.
        ConfigError: a setting that is out of range, or that has no effect.
    """
    names = [_name(setting) for setting in settings]
    if not names:
        raise ArgumentError("settings", settings, "give at least one, such as {'architecture': 'cbow'}")
    if len(set(names)) < len(names):
        raise ArgumentError("settings", ", ".join(names), "give each setting once")
    if any("seed" in setting for setting in (*settings, curves)):
        raise ArgumentError("seed", "seed", "is not for a setting: say how many with seeds")
    for parameter, values in curves.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise ArgumentTypeError(f"curves[{parameter!r}]", values, "must be a list of values, such as [2, 5, 10]")
    jobs = [
        Job(name, "", None, TrainConfig(**{**setting, "seed": seed}))
        for seed in range(1, seeds + 1)
        for name, setting in zip(names, settings, strict=True)
    ]
    return jobs + [
        Job(name, parameter, value, TrainConfig(**{**setting, parameter: value}))
        for parameter, values in curves.items()
        for value in dict.fromkeys(values)
        for name, setting in zip(names, settings, strict=True)
    ]


def _name(setting: Mapping[str, Any]) -> str:
    parts = (_shown(value) if name == "architecture" else f"{name}={_shown(value)}" for name, value in setting.items())
    return " ".join(parts) or "defaults"


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def trials(
    corpus: EncodedCorpus, jobs: Sequence[Job], sets: Sequence[QuestionSet], on_progress: Report | None = None
) -> Iterator[Trial]:
    """Train and ask, one job after the other; each is given as soon as it is done.

    Args:
        corpus: the text; its `min_count` is that of the job that needs the rarest words, or less.
        jobs: the trainings.
        sets: the questions.
        on_progress: hears of all trainings as of one.

    Raises:
        ConfigError: a `min_count` or a `max_vocab` that the corpus does not allow.
        CorpusError: no two words are beside each other.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C.
    """
    with_twins, twins = twinned(corpus, np.random.default_rng(SEED))
    sizes = [_words(corpus, job.config) for job in jobs]
    done, known = 0, dict[TrainConfig, Trial]()
    for job, size in zip(jobs, sizes, strict=True):
        done += size
        if job.config in known:  # a curve goes through its own beginning
            yield known[job.config]._replace(job=job)
            continue
        least, most = _words_of(corpus, job.config)
        text = restricted(with_twins, least, most)
        config = dataclasses.replace(job.config, min_count=text.min_count, max_vocab=text.max_vocab)
        vectors = train(text, config, on_progress=_shifted(on_progress, done - size, sum(sizes)))
        facts = vectors.info["training"]
        found = {seen: twins_found(vectors, twins, seen) for seen in _levels(twins)}
        answers = tuple(asked(without_twins(vectors), sets, ["3CosAdd"], [Protocol()]))
        known[job.config] = Trial(job, facts["seconds"], facts["words"], answers, found, vectors.info["config"])
        yield known[job.config]


def _levels(twins: Sequence[Twin]) -> list[int]:
    return [seen for seen in LEVELS if any(twin.seen == seen for twin in twins)]


def _words_of(corpus: EncodedCorpus, config: TrainConfig) -> tuple[int, int | None]:
    """The min_count and max_vocab of a job: where none is given, the usual ones or the corpus' own."""
    given = config.given()
    return given.get("min_count", max(config.min_count, corpus.min_count)), config.max_vocab


def _words(corpus: EncodedCorpus, config: TrainConfig) -> int:
    """How many tokens are trained, over all epochs."""
    least, most = _words_of(corpus, config)
    if least < corpus.min_count:
        raise ConfigError(
            "min_count",
            least,
            f"the corpus was encoded with min_count={corpus.min_count}; give that or more, or encode the text again",
        )
    counts = corpus.vocabulary.counts
    tokens = int(counts[counts >= least][:most].sum())
    return tokens * config.suited_to(tokens).resolved().epochs


def _shifted(report: Report | None, done: int, total: int) -> Report | None:
    """A report of one training as a part of all."""
    if report is None:
        return None

    def hear(progress: CompileProgress | TrainProgress) -> None:
        if isinstance(progress, TrainProgress):
            progress = dataclasses.replace(progress, words=min(done + progress.words, total), words_total=total)
        report(progress)

    return hear
