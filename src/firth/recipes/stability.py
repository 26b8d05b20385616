"""How far the neighbours of a model would be others in another run of its training."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Unpack, get_args

from firth.config import TextFields
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import ArgumentError, ArgumentTypeError, TrainingInterrupted, counted
from firth.recipes.model_text import checked_model, model_text
from firth.recipes.options import Files, Report, Text, reporter
from firth.runs.folder import By, run_path, runs_folder
from firth.runs.overlap import stability_of
from firth.runs.report import StabilityReport
from firth.runs.runs import load_stability
from firth.studies.stability.train_runs import check_by, missing_runs, repeated_config, train_runs
from firth.vectors.queries import checked_number
from firth.vectors.word_vectors import load

__all__ = ["stability"]

USUAL: Final = 5
"""Runs that are trained where none are asked for."""


def stability(  # noqa: PLR0913 - a model, a text, and how to repeat the training
    model: str | os.PathLike[str],
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    runs: int | None = None,
    by: By | None = None,
    workers: int | None = None,
    progress: bool | Report = False,
    **reading: Unpack[TextFields],
) -> StabilityReport:
    """Repeat a model's training, and find out how many of its words' neighbours stay.

    The vectors of the runs are kept in a folder beside the model, whose name is the model's and ``.stability``, and
    `firth.load_stability` asks them any question. What is kept there is not trained again, also after Ctrl-C.

    Args:
        model: the path of a model that Firth trained. The runs have its settings.
        text: the text that it was trained on; what it may be is as for `train`. None: report on the runs that are kept.
        files: several files, instead of `text`.
        runs: how many the model is compared with; of more that are kept, the first ones. None: all that are kept, with
            a text at least 5.
        by: "seeds": the runs differ in their seed; "sentences": also in their text, whose sentences are drawn with
            replacement. The first asks how far chance decides, the second how far it matters which text was read.
            None: as in the runs that are kept, or else by seeds.
        workers: threads; None: the cores this process may use.
        progress: as for `train`; all runs are reported as one training.
        **reading: as for `audit`.

    Returns:
        The overlap of the model's neighbours with those of each run, by frequency.

    Raises:
        ArgumentTypeError: `model` is not a path.
        ArgumentError: a number or a choice that there is not, the kept runs differ in something else, or without a text
            they are too few.
        MissingPartError: a model without settings or counts, or whose training cannot be repeated with them.
        SourceError: a file that is missing, damaged, or cannot be read; or there is neither a text nor a kept run.
        CorpusError: the text is not the one that the model was trained on.
        ConfigError: too few sentences to draw from, or a setting that is out of range.
        FormatError: the model is damaged.
        TargetError: the folder of the runs cannot be written.
        TrainingInterrupted: Ctrl-C; the runs that were finished are kept, and its ``finished`` says how many.

    Example:
        >>> firth.train("corpus.txt", vector_size=10).save("small.safetensors")
        >>> report = firth.stability("small.safetensors", "corpus.txt", runs=2)
        >>> [(band.first_rank, band.words) for band in report.bands]
        [(1, 14)]
    """
    _check(model, runs, by)
    folder = runs_folder(model)
    if text is not None or files is not None:
        vectors, wanted = load(model), runs or USUAL
        repeated_config(vectors)
        checked_model(vectors)
        missing, chosen = missing_runs(vectors, folder, wanted, by)
        if missing:
            with _finished_told(folder, wanted), reporter(progress) as report:
                corpus = model_text(vectors, text, files, reading, report)
                train_runs(vectors, corpus, folder, missing, by=chosen, workers=workers, on_progress=report)
    found = load_stability(model)
    check_by(folder, found.by, by)
    if runs is not None and len(found) < runs:
        kept = f"{counted(len(found), 'run')} of this model {'is' if len(found) == 1 else 'are'} kept in {folder}"
        raise ArgumentError("runs", runs, f"{kept}. Give TEXT, what it was trained on, to train the rest")
    return stability_of(replace(found, runs=found.runs[:runs]), Path(model).name)


@contextmanager
def _finished_told(folder: Path, wanted: int) -> Iterator[None]:
    """Let Ctrl-C say how many of the runs are finished."""
    try:
        yield
    except KeyboardInterrupt:
        there = sum(run_path(folder, number).exists() for number in range(1, wanted + 1))
        finished = f"{there} of {counted(wanted, 'run')} {'is' if wanted == 1 else 'are'} finished, in {folder}"
        raise TrainingInterrupted(finished=finished) from None


def _check(model: object, runs: int | None, by: str | None) -> None:
    if not isinstance(model, str | os.PathLike):
        raise ArgumentTypeError(
            "model", model, "must be the name of a file that vectors.save(path) wrote: its runs are kept beside it"
        )
    if runs is not None:
        checked_number("runs", runs)
    if by not in {*get_args(By), None}:
        raise ArgumentError("by", by, f"must be one of {', '.join(get_args(By))}")
