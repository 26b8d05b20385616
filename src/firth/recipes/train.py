"""Word vectors by training."""

from collections.abc import Collection
from typing import Unpack

from firth.config import ReadFields, TrainConfig, TrainFields
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import ArgumentTypeError
from firth.recipes.options import Files, Report, Settings, Text, reading_of, reporter, settings_of, text_or_corpus
from firth.training.train import train as train_corpus
from firth.training.weights import initial_from
from firth.vectors.word_vectors import WordVectors

__all__ = ["TrainOptions", "train"]


class TrainOptions(TrainFields, ReadFields, total=False):
    """The fields of ``TrainConfig`` and ``ReadConfig`` as keyword arguments."""


def train(  # noqa: PLR0913 - the text is the one positional argument
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    keep: Collection[str] = (),
    validation: Text | None = None,
    initial: WordVectors | None = None,
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
        allow_slow: go on with a full softmax that takes hours.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress`, `CompileProgress` and `TrainProgress` values.
        **fields: the fields of `TrainConfig` and `ReadConfig`; those of a `TrainConfig` are `**config.given()`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be trained on.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: a tokenizer that is not installed.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
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
    with reporter(progress) as report:
        corpus, config = text_or_corpus(text, files, settings, keep=keep, report=report)
        held_out = None if validation is None else _held_out(validation, corpus, settings, report)
        start = None if initial is None else initial_from(initial, corpus.vocabulary, config)
        return train_corpus(
            corpus, config, validation=held_out, initial=start, allow_slow=allow_slow, on_progress=report
        )


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
