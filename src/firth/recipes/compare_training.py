"""Trainings with several settings on one text, and what they show."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from firth.concurrency.interrupts import unheard_interrupts
from firth.config import TextFields, TrainFields, usable_cores
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.unchecked import changed
from firth.errors import ArgumentError, ArgumentTypeError, TrainingInterrupted
from firth.evaluation.judge import SetLike, own_sets, read_sets
from firth.recipes.options import (
    Files,
    Report,
    Text,
    check_names,
    check_same_reading,
    reading_settings,
    reporter,
    saved_corpus,
)
from firth.studies.claims.claims import report_on
from firth.studies.claims.report import TrainingComparison
from firth.studies.claims.trials import ARCHITECTURES, Trial, jobs_for, trials

__all__ = ["compare_training"]


def compare_training(  # noqa: PLR0913 - a text, settings, and how to try them
    text: Text | EncodedCorpus | None = None,
    settings: Sequence[Mapping[str, Any]] = ARCHITECTURES,
    *,
    files: Files | None = None,
    seeds: int = 3,
    curves: Mapping[str, Sequence[Any]] | None = None,
    sets: Sequence[SetLike] | SetLike | None = None,
    progress: bool | Report = False,
    **reading: Unpack[TextFields],
) -> TrainingComparison:
    """Train with several settings on one text, and say what differs: time, rare and frequent words, syntax and meaning.

    Args:
        text: what `train` takes, or gives, or the path of a corpus that was saved.
        settings: fields of `TrainConfig` for each of two trainings or more; the others are compared with the first.
        files: several paths or open binary files, instead of `text`.
        seeds: how often each is trained.
        curves: by setting, values to try besides, with the first seed.
        sets: questions, as for `evaluate`. Without any, Firth's own in the language of the text.
        progress: True draws a bar on standard error where that is a terminal; a function is called with `ReadProgress`,
            `CompileProgress` and `TrainProgress` values, the last for all trainings together.
        **reading: fields of `ReadConfig`.

    Returns:
        Each measure of each training, and of each setting whether it is better than the first: beyond what other
        questions would change, and with each seed.

    Raises:
        ArgumentError: no setting, the same twice, or no seed.
        ArgumentTypeError: something else than a list of settings.
        ConfigError: a setting that is out of range, or that has no effect.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be trained on.
        FormatError: a saved corpus that is damaged, or a file that is no set of questions.
        MissingExtraError: a tokenizer that is not installed.
        DivergedError: weights that stopped being finite.
        TrainingInterrupted: Ctrl-C; its ``report`` is of the trainings that were done, if there are any.

    Example:
        >>> settings = [{"sample": 0}, {"sample": 0, "window": 2}]
        >>> report = firth.compare_training("corpus.txt", settings, seeds=1, sets=["pairs.txt"])
        >>> report.settings
        ('sample=0', 'sample=0 window=2')
    """
    curves = curves or {}
    if isinstance(settings, Mapping):
        raise ArgumentTypeError("settings", settings, "must be a list of settings; put a single one in brackets")
    check_names([*(name for setting in settings for name in setting), *curves], TrainFields.__annotations__)
    if seeds < 1:
        raise ArgumentError("seeds", seeds, "must be 1 or more")
    jobs = jobs_for(settings, seeds, curves)
    how, done = reading_settings(reading), list[Trial]()
    with reporter(progress) as report:
        corpus = saved_corpus(text, files)
        if corpus is None:
            corpus = encode(
                text,  # type: ignore[arg-type]  # it is no corpus
                files=files,
                reading=how,
                min_count=min(job.config.min_count for job in jobs),
                workers=usable_cores(),
                on_progress=report,
            )
        check_same_reading(corpus, how, reading)
        corpus = changed(corpus, of_ids=False)  # the rare twins of its words are no ids
        questions = read_sets(own_sets(corpus.vocabulary.words) if sets is None else sets)
        try:
            for trial in trials(corpus, jobs, questions, report):
                done.append(trial)
            return report_on(done, len(jobs), corpus)
        except KeyboardInterrupt:
            with unheard_interrupts():  # pressed again, it would lose what the first one was to keep
                raise TrainingInterrupted(report=report_on(done, len(jobs), corpus) if done else None) from None
