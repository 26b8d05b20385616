"""Training a model's runs, one after the other, each kept when it is done.

Neighbours change with the seed (Hellrich and Hahn 2016) and with the documents that happen to be in the corpus
(Antoniak and Mimno 2018). So the same training is repeated, with other seeds or on other sentences.
"""

import dataclasses
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from firth.config import TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import ArgumentError, ConfigError, FirthError, MissingPartError, TargetError, counted
from firth.formats.target import check_target, remove_abandoned
from firth.kernels.random_streams import RUNS, key, spawned
from firth.progress.events import Progress, TrainProgress
from firth.runs.folder import By, digest, kept_runs, run_path, says_of_itself
from firth.studies.stability.resample import resampled
from firth.training.checkpoints.folder import claimed
from firth.training.facts import check_trained_on, config_of
from firth.training.train import split, train
from firth.vectors.word_vectors import WordVectors, load

__all__ = ["check_by", "missing_runs", "repeated_config", "train_runs"]

Report = Callable[[Progress], None]

LEAST_SENTENCES: Final = 20
"""Of fewer, the draws would hardly differ from each other in a way that says something."""


def repeated_config(vectors: WordVectors) -> TrainConfig:
    """The settings of a model, if its training can be repeated with them.

    Raises:
        MissingPartError: it does not record them, or they are not all that it was trained with.
    """
    config = config_of(vectors)
    training = vectors.info.get("training", {})
    if "initial" in training:
        raise MissingPartError(
            "This model began with the vectors of another one, which it does not hold, so its training cannot be "
            "repeated. Study the stability of a model that began at random."
        )
    if config.patience is not None and config.validation_share is None:
        raise MissingPartError(
            "This model was trained until a held-out text said so (patience), and does not hold that text. Train one "
            "with validation_share (--validation-share) in its place, or for a given number of epochs."
        )
    return dataclasses.replace(config, validation_every=None) if config.validation_share is None else config


def missing_runs(vectors: WordVectors, folder: Path, runs: int, by: By | None) -> tuple[Sequence[int], By]:
    """The runs that are not kept yet, and what differs between all of them. Those of an earlier model are removed.

    Args:
        vectors: the model.
        folder: of its runs, whether it is there or not.
        runs: how many there are to be.
        by: what is to differ between them; None: as in those that are kept, or else "seeds".

    Raises:
        ArgumentError: those that are kept differ in something else.
        TargetError: it cannot be written to.
    """
    check_target(run_path(folder, 1) if folder.exists() else folder)
    expected, kept = digest(vectors), None
    for path in kept_runs(folder):
        found = _facts_of(path)
        if found.get("model") != expected:
            path.unlink()
        else:
            kept = check_by(folder, found["by"], by)
    return [number for number in range(1, runs + 1) if not run_path(folder, number).exists()], kept or by or "seeds"


def check_by(folder: Path, kept: By, by: By | None) -> By:
    """What differs between the runs of a folder, if it is what was asked for.

    Raises:
        ArgumentError: it is something else.
    """
    if by not in {kept, None}:
        raise ArgumentError("by", by, f"{folder} holds runs by {kept}; rename that folder to keep them, or remove it")
    return kept


def _facts_of(path: Path) -> dict[str, Any]:
    try:
        return says_of_itself(load(path, limit=1))
    except FirthError:  # damaged, so that it is trained again
        return {}


def train_runs(  # noqa: PLR0913 - a model, its text, a folder, and three keywords
    vectors: WordVectors,
    corpus: EncodedCorpus,
    folder: Path,
    numbers: Sequence[int],
    *,
    by: By,
    workers: int | None = None,
    on_progress: Report | None = None,
) -> None:
    """Train some runs of a model. The result does not depend on which of them were trained before.

    Args:
        vectors: the model.
        corpus: its text, encoded with its words as the vocabulary.
        folder: of its runs; made if need be, once the text is known to be the model's.
        numbers: the runs to train, counted from 1.
        by: what differs between them.
        workers: threads; None: the cores this process may use.
        on_progress: hears of all runs as of one training.

    Raises:
        MissingPartError: the training of the model cannot be repeated.
        ConfigError: too few sentences to draw from.
        CorpusError: another text than the model's.
        TargetError: a run cannot be written, or another process writes to the folder.
        TrainingInterrupted: Ctrl-C; the runs that were finished are kept.
    """
    config = dataclasses.replace(repeated_config(vectors), workers=workers)
    check_trained_on(vectors, corpus, split(corpus, config)[0])
    if by == "sentences" and corpus.starts.size - 1 < LEAST_SENTENCES:
        raise ConfigError(
            "by",
            by,
            f"the text has {counted(corpus.starts.size - 1, 'sentence')}, too few to draw other texts from. Read it in "
            "more lines, or with sentence_ends, and train on that; or take by=seeds",
        )
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise TargetError(f"{folder} cannot be made: {error.strerror or error}. Copy the model elsewhere.") from error
    told, started = digest(vectors), time.perf_counter()
    with claimed(folder):
        remove_abandoned(folder)
        for done, number in enumerate(numbers):
            text = (
                corpus
                if by == "seeds"
                else resampled(corpus, np.random.default_rng(spawned(config.seed, RUNS, number, 1)))
            )
            other = dataclasses.replace(config, seed=int(key(config.seed, RUNS, number, 0)))
            report = None if on_progress is None else _as_one(on_progress, done, len(numbers), started)
            run = train(text, other, allow_slow=True, on_progress=report)
            facts = {"model": told, "by": by, "number": number}
            info = {**run.info, "stability": facts}
            WordVectors(run.words, run.vectors, info=info).save(run_path(folder, number))


def _as_one(report: Report, done: int, runs: int, started: float) -> Report:
    """A report that takes the runs for one training, so that its bar tells the time left of all."""

    def tell(progress: Progress) -> None:
        if isinstance(progress, TrainProgress):
            progress = dataclasses.replace(
                progress,
                words=progress.words + done * progress.words_total,
                words_total=runs * progress.words_total,
                seconds=time.perf_counter() - started,
            )
        report(progress)

    return tell
