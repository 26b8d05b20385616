"""A text in the words of a model: read anew, or a saved corpus whose ids become rows of the model."""

import warnings
from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from firth.config import ReadConfig, TextFields, usable_cores
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import changed
from firth.corpus.vocabulary import DROPPED, Vocabulary
from firth.errors import ArgumentTypeError, ConfigError, CorpusError, MissingPartError, counted, listed
from firth.recipes.options import Files, Report, Text, check_names, check_same_reading, saved_corpus
from firth.vectors.word_vectors import WordVectors

__all__ = ["checked_model", "model_reading", "model_text", "warn_of_another_text"]

FEW = 0.5
"""Of a model's words, that its text should hold at least."""


def checked_model(vectors: object) -> WordVectors:
    """A model with counts.

    Raises:
        ArgumentTypeError: something else than `WordVectors`.
        MissingPartError: it has no counts.
    """
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    if vectors.counts is None:
        raise MissingPartError(
            "These vectors have no counts, by which a text is told to be theirs. "
            "Give the .safetensors model that training wrote, not a file converted from it."
        )
    return vectors


def model_reading(vectors: WordVectors, reading: Mapping[str, Any]) -> ReadConfig:
    """How a text is read as that of a model was.

    Args:
        vectors: the model, which knows.
        reading: fields that differ, those of `TextFields`.

    Raises:
        TypeError: a field that is not one of them.
        ConfigError: phrases were joined, or a value that a field cannot have.
    """
    check_names(reading, TextFields.__annotations__)
    how = ReadConfig(**{**vectors.info.get("reading", {}), **reading})
    if how.phrases:
        raise ConfigError(
            "phrases",
            how.phrases,
            "a model does not keep which words were joined to phrases, so its text cannot be read again as it was. "
            "Join them first (firth phrases TEXT -o JOINED), train on the joined text, and go on with that; or use the "
            "encoded corpus that the model was trained on",
        )
    return how


def model_text(
    vectors: WordVectors,
    text: Text | EncodedCorpus | None,
    files: Files | None,
    reading: Mapping[str, Any],
    report: Report | None,
) -> EncodedCorpus:
    """A text whose ids are the rows of a model; other words are left out.

    Args:
        vectors: the model; its counts, if it has any, are those of the vocabulary.
        text: a text, a corpus, or the path of either.
        files: several paths or open files instead.
        reading: see `model_reading`; a corpus must have been read so.
        report: hears of the reading.

    Raises:
        CorpusError: no word of the model is in the text.
    """
    counts = np.zeros(len(vectors), np.int64) if vectors.counts is None else vectors.counts
    vocabulary = Vocabulary(vectors.as_words().words, counts)
    saved = saved_corpus(text, files)
    if saved is not None:
        check_names(reading, TextFields.__annotations__)
        check_same_reading(saved, ReadConfig(**reading), reading)
        return _in_rows(saved, vocabulary)
    return encode(
        cast("Text", text),
        files=files,
        reading=model_reading(vectors, reading),
        vocabulary=vocabulary,
        workers=usable_cores(),
        on_progress=report,
    )


def warn_of_another_text(words: int, there: int, text: EncodedCorpus, others: str, *, stacklevel: int) -> None:
    """Say so if a text can hardly be the model's own.

    Args:
        words: of the model.
        there: how many of them occur in the text.
        text: it.
        others: what becomes of the other words.
        stacklevel: of the warning, seen from the caller.
    """
    if there < FEW * words:
        warnings.warn(
            f"of the model's {counted(words, 'word')}, {there:,} occur in {listed(text.sources)}; the others {others}. "
            "Is it in the same language, cut into words and spelt as the model's own text?",
            UserWarning,
            stacklevel=stacklevel + 1,
        )


def _in_rows(corpus: EncodedCorpus, vocabulary: Vocabulary) -> EncodedCorpus:
    if corpus.vocabulary.words == vocabulary.words:
        return changed(corpus, vocabulary=vocabulary)
    rows = {word: row for row, word in enumerate(vocabulary.words)}
    final = np.array([rows.get(word, DROPPED) for word in corpus.vocabulary.words], np.int32)
    ids, starts = renumbered(corpus.ids, corpus.starts, final)
    if not ids.size:
        raise CorpusError(
            f"the corpus of {listed(corpus.sources)} has no word of the model. Give a text in the same language."
        )
    return changed(corpus, vocabulary=vocabulary, ids=ids, starts=starts)
