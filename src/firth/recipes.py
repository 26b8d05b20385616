"""The front door: anything that is text in, word vectors out, in one call."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeAlias, TypedDict, Unpack, cast, get_args

from firth.config import TrainConfig, TrainFields
from firth.corpus.encoding import EncodedCorpus, encode_files, encode_sentences
from firth.corpus.sources import Source
from firth.corpus.whitespace import EncodingErrors
from firth.errors import ConfigError, CorpusError, quoted
from firth.events import Progress
from firth.progress import bar
from firth.training import Initial, first_weights
from firth.training import train as train_corpus
from firth.vectors import WordVectors

__all__ = ["Text", "train"]

Text: TypeAlias = Source | Iterable[Sequence[str]]
"""A path, an open binary file, or sentences as lists of tokens."""
Report: TypeAlias = Callable[[Progress], None]


class _Limits(TypedDict):
    min_count: int
    max_vocab: int | None
    on_progress: Report | None


def train(
    text: Text | None = None,
    *,
    files: Sequence[Source] | None = None,
    errors: EncodingErrors = "strict",
    initial: WordVectors | None = None,
    progress: bool | Report = False,
    **fields: Unpack[TrainFields],
) -> WordVectors:
    """Learn word vectors from text.

    A file is UTF-8, plain or compressed with gzip, its words separated by whitespace, one sentence a line, of any
    length. The text is read once, so a pipe or a generator serves as well.

    Args:
        text: a path, an open binary file, or an iterable of sentences, each a list of words.
        files: several of the first two, instead of `text`.
        errors: "strict" stops at bytes that are not UTF-8, "replace" reads U+FFFD in their place.
        initial: vectors to start from; a word that they do not hold starts at random.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress` and `TrainProgress` values.
        **fields: the fields of `TrainConfig`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting without meaning.
        SourceError: a file that is missing or cannot be read.
        CorpusError: text that cannot be trained on.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C; its ``vectors`` hold what was learned so far.
    """
    config = TrainConfig(**fields)
    if errors not in get_args(EncodingErrors):
        raise ConfigError("errors", errors, f"must be one of {', '.join(get_args(EncodingErrors))}")
    if initial is not None and not isinstance(initial, WordVectors):
        raise ConfigError("initial", initial, "must be WordVectors, such as firth.load(path) gives")
    with _reporter(progress) as report:
        corpus = _encode(text, files, errors, config, report)
        start = None if initial is None else _matched(initial, corpus.vocabulary.words, config)
        return train_corpus(corpus, config, initial=start, on_progress=report)


def _reporter(progress: bool | Report) -> AbstractContextManager[Report | None]:  # noqa: FBT001 (see `train`)
    if progress is True:
        return bar()
    return nullcontext(progress or None)


def _encode(
    text: Text | None,
    files: Sequence[Source] | None,
    errors: EncodingErrors,
    config: TrainConfig,
    report: Report | None,
) -> EncodedCorpus:
    if (text is None) == (files is None):
        raise TypeError("give either a text or files=[...], one of the two")
    if isinstance(files, str | os.PathLike):
        raise ConfigError("files", files, "must be a list of files; put a single one in brackets")
    limits: _Limits = {"min_count": config.min_count, "max_vocab": config.max_vocab, "on_progress": report}
    if files is None and not _is_source(text):
        return encode_sentences(cast("Iterable[Sequence[str]]", text), **limits)
    if isinstance(text, str) and not Path(text).exists() and len(text.split()) > 1:
        raise CorpusError(
            f"{quoted(text)} is neither a file nor sentences. Pass lists of words, such as [text.split()], "
            "or the names of files with files=[...]."
        )
    sources = [cast("Source", text)] if files is None else files
    return encode_files(sources, workers=config.workers or 1, errors=errors, **limits)


def _is_source(text: object) -> bool:
    return isinstance(text, (str, os.PathLike)) or hasattr(text, "read")


def _matched(vectors: WordVectors, words: Sequence[str], config: TrainConfig) -> Initial:
    """The rows of `vectors` in the order of `words`, with random and zero rows for words they lack."""
    random = first_weights(len(words), config)
    inputs, outputs = (matrix[:, : config.vector_size] for matrix in random)
    if vectors.vectors.shape[1] != config.vector_size:
        raise ConfigError("vector_size", config.vector_size, f"must be that of initial: {vectors.vectors.shape[1]}")
    for row, word in enumerate(words):
        if word in vectors:
            inputs[row] = vectors[word]
            if vectors.contexts is not None:
                outputs[row] = vectors.contexts[vectors.index(word)]
    return Initial(inputs, outputs)
