"""How far the neighbours of a model would be others in another run of its training."""

import os
from pathlib import Path
from typing import Unpack, get_args

from firth.config import TextFields
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import ArgumentError, ArgumentTypeError
from firth.recipes.model_text import checked_model, model_text
from firth.recipes.options import Files, Report, Text, reporter
from firth.runs.folder import By, runs_folder
from firth.runs.overlap import stability_of
from firth.runs.report import StabilityReport
from firth.runs.runs import load_stability
from firth.studies.stability.train_runs import check_by, missing_runs, repeated_config, train_runs
from firth.vectors.word_vectors import load

__all__ = ["stability"]


def stability(  # noqa: PLR0913 - a model, a text, and how to repeat the training
    model: str | os.PathLike[str],
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    runs: int = 5,
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
        runs: how many there are to be, at least.
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
        ArgumentError: a number or a choice that there is not, or the kept runs differ in something else.
        MissingPartError: a model without settings or counts, or whose training cannot be repeated with them.
        SourceError: a file that is missing, damaged, or cannot be read; or there is neither a text nor a kept run.
        CorpusError: the text is not the one that the model was trained on.
        ConfigError: too few sentences to draw from, or a setting that is out of range.
        FormatError: the model is damaged.
        TargetError: the folder of the runs cannot be written.
        TrainingInterrupted: Ctrl-C; the runs that were finished are kept.

    Example:
        >>> firth.train("corpus.txt", vector_size=10).save("small.safetensors")
        >>> report = firth.stability("small.safetensors", "corpus.txt", runs=2)
        >>> [(band.first_rank, band.words) for band in report.bands]
        [(1, 14)]
    """
    _check(model, runs, by)
    if text is not None or files is not None:
        vectors = load(model)
        repeated_config(vectors)
        checked_model(vectors)
        missing, chosen = missing_runs(vectors, runs_folder(model), runs, by)
        if missing:
            with reporter(progress) as report:
                corpus = model_text(vectors, text, files, reading, report)
                train_runs(vectors, corpus, runs_folder(model), missing, by=chosen, workers=workers, on_progress=report)
    found = load_stability(model)
    check_by(runs_folder(model), found.by, by)
    return stability_of(found, Path(model).name)


def _check(model: object, runs: int, by: str | None) -> None:
    if not isinstance(model, str | os.PathLike):
        raise ArgumentTypeError(
            "model", model, "must be the name of a file that vectors.save(path) wrote: its runs are kept beside it"
        )
    if not isinstance(runs, int) or isinstance(runs, bool):
        raise ArgumentTypeError("runs", runs, "must be a whole number, at least 1")
    if runs < 1:
        raise ArgumentError("runs", runs, "must be at least 1")
    if by not in {*get_args(By), None}:
        raise ArgumentError("by", by, f"must be one of {', '.join(get_args(By))}")
