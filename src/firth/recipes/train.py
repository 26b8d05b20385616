"""Word vectors by training."""

import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Unpack

from firth.config import ReadFields, TrainConfig, TrainFields
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import ArgumentError, ArgumentTypeError
from firth.recipes.options import Files, Report, Settings, Text, reading_of, reporter, settings_of, text_or_corpus
from firth.training.checkpoint_folder import begin_folder, check_folder
from firth.training.pauses import Pauses, TrainingPause
from firth.training.train import train as train_corpus
from firth.training.weights import initial_from
from firth.vectors.word_vectors import WordVectors

__all__ = ["TrainOptions", "pauses_for", "train"]


class TrainOptions(TrainFields, ReadFields, total=False):
    """The fields of ``TrainConfig`` and ``ReadConfig`` as keyword arguments."""


def train(  # noqa: PLR0913 - the text is the one positional argument
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    keep: Collection[str] = (),
    validation: Text | None = None,
    initial: WordVectors | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every: float = 600.0,
    on_pause: Callable[[TrainingPause], object] | None = None,
    allow_slow: bool = False,
    progress: bool | Report = False,
    **fields: Unpack[TrainOptions],
) -> WordVectors:
    """Learn word vectors from text.

    By default text is UTF-8, its words separated by whitespace, one sentence a line, of any length; the fields of
    `ReadConfig` say otherwise. It is read once, so a pipe or a generator serves as well.

    Args:
        text: what `encode` takes, or gives, or the path of a corpus that was saved.
        files: several paths or open binary files, instead of `text`.
        keep: words that are kept however rare they are, if they occur at all.
        validation: held-out text, to measure the loss on; anything that `text` may be but a corpus. Words that the
            training text does not hold are passed over.
        initial: vectors to start from; a word that they do not hold, spelt exactly so, starts at random. The nodes of
            hierarchical softmax go on with the same words and counts only; else a warning says that they start anew.
        checkpoint: a folder of its own for this training, which is made. The text as numbers and the last two
            checkpoints are kept in it, and `firth.resume` goes on with them after whatever happened.
        checkpoint_every: seconds between two checkpoints, or more: writing them takes 2 % of the time at most.
        on_pause: a function that is called at the end of each epoch and after each checkpoint with a
            `TrainingPause`, which has the vectors so far, to be judged or saved, and can end the training.
        allow_slow: go on with a full softmax that takes hours.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress`, `CompileProgress` and `TrainProgress` values.
        **fields: the fields of `TrainConfig` and `ReadConfig`; those of a `TrainConfig` are `**config.given()`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        ArgumentError: the folder of checkpoints holds a training that is not finished.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be trained on.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: a tokenizer that is not installed.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
        TargetError: a checkpoint cannot be written.
        TrainingInterrupted: Ctrl-C; its ``vectors`` hold what was learned so far.

    Example:
        >>> vectors = firth.train("corpus.txt", vector_size=50)
        >>> vectors = firth.train([["a", "cup", "of", "tea"]] * 10, min_count=1, seed=7)
        >>> vectors.words
        ('a', 'cup', 'of', 'tea')
    """
    settings = settings_of(fields, TrainConfig)
    settings.config.check_validation(given=validation is not None)
    if validation is not None:
        settings.reading.check_without_phrases()  # before hours of reading
    if initial is not None and not isinstance(initial, WordVectors):
        raise ArgumentTypeError("initial", initial, "must be WordVectors, such as firth.load(path) gives")
    folder = None if checkpoint is None else Path(checkpoint)
    pauses = pauses_for(folder, checkpoint_every, on_pause)
    if folder is not None:
        check_folder(folder)
    with reporter(progress) as report:
        corpus, config = text_or_corpus(text, files, settings, keep=keep, report=report)
        held_out = None if validation is None else _held_out(validation, corpus, settings, report)
        start = None if initial is None else initial_from(initial, corpus.vocabulary, config)
        if folder is not None:
            corpus, held_out = begin_folder(folder, corpus, held_out)
        return train_corpus(
            corpus,
            config,
            validation=held_out,
            initial=start,
            allow_slow=allow_slow,
            on_progress=report,
            pauses=pauses,
        )


def pauses_for(folder: Path | None, every: float, on_pause: Callable[[TrainingPause], object] | None) -> Pauses:
    """When a training pauses, as it was asked for.

    Raises:
        ArgumentError: a time that is not positive.
        ArgumentTypeError: a time that is no number, or something that cannot be called.
    """
    if isinstance(every, bool) or not isinstance(every, int | float):
        raise ArgumentTypeError("checkpoint_every", every, "must be a number of seconds")
    if not every > 0:
        raise ArgumentError("checkpoint_every", every, "must be a number of seconds above 0")
    if on_pause is not None and not callable(on_pause):
        raise ArgumentTypeError("on_pause", on_pause, "must be a function of a TrainingPause")
    return Pauses(folder, every, on_pause)


def _held_out(
    validation: Text, corpus: EncodedCorpus, settings: Settings[TrainConfig], report: Report | None
) -> EncodedCorpus:
    """The text to measure the loss on, read as the training text was, with its words."""
    return encode(
        validation,
        reading=reading_of(corpus, settings.reading.tokenizer),
        vocabulary=corpus.vocabulary,
        workers=settings.config.resolved().workers,
        on_progress=report,
    )
