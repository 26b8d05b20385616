"""The words that are distilled: those of a text, of a model, or of a list; and where they are looked for."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from firth.config import MIN_COUNT, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.saved_corpus import is_corpus_file
from firth.corpus.vocabulary import checked_words, nothing_kept
from firth.errors import ArgumentError, CorpusError, counted, listed
from firth.formats import is_model_file
from firth.recipes.encode import encode
from firth.recipes.model_text import model_reading, warn_of_another_text
from firth.recipes.options import Text, check_same_reading, reading_settings, saved_corpus, shown
from firth.vectors.word_vectors import WordVectors, load

__all__ = ["AnyText", "DistilledWords", "check_named", "model_in", "words_of_model", "words_of_text"]

AnyText = Text | EncodedCorpus


@dataclass(frozen=True)
class DistilledWords:
    """What is distilled.

    Attributes:
        words: V, in their order.
        counts: int64[V], or None if they are not known.
        info: how the text was read, for the model.
        corpus: where they are looked for, which may have other words too; None: nowhere.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64] | None = None
    info: Mapping[str, Any] = field(default_factory=dict)
    corpus: EncodedCorpus | None = None

    def only(self, words: Iterable[str]) -> "DistilledWords":
        """Just these words, each once, in the order that they have here; those that are not here come last.

        Raises:
            ArgumentError: one is empty.
            ArgumentTypeError: they are not a list of strings.
        """
        with suppress(TypeError):  # of which more is said below
            words = words if isinstance(words, str | bytes | Mapping) else tuple(dict.fromkeys(words))
        words = checked_words(words)
        places = {word: place for place, word in enumerate(self.words)}
        chosen = tuple(sorted(words, key=lambda word: places.get(word, len(places))))
        if self.counts is None:
            return replace(self, words=chosen)
        counts = [self.counts[places[word]] if word in places else 0 for word in chosen]
        return replace(self, words=chosen, counts=np.array(counts, np.int64))


def model_in(text: object) -> WordVectors | None:
    """The model, if one is given, or the path of one; None of a text."""
    if isinstance(text, str | os.PathLike) and not is_corpus_file(text) and is_model_file(text):
        text = load(os.fspath(text))
    return text if isinstance(text, WordVectors) else None


def words_of_text(
    text: AnyText, min_count: int | None, max_vocab: int | None, how: Mapping[str, Any], *, in_context: bool
) -> DistilledWords:
    """The words of a text that are frequent enough; in windows the others are read, too.

    Args:
        text: a text, a corpus, or the path of either.
        min_count: occurrences that a word needs; None: as many as in training.
        max_vocab: how many words at most; None: all.
        how: keywords of `encode`: the fields of ``ReadConfig``, workers and progress.
        in_context: whether the words are looked for in it.
    """
    min_count = MIN_COUNT if min_count is None else min_count
    TrainConfig(min_count=min_count, max_vocab=max_vocab)  # checks both
    corpus = _read(text, 1 if in_context else min_count, how)
    counts = corpus.vocabulary.counts
    size = min(int(np.count_nonzero(counts >= min_count)), max_vocab or counts.size)
    if not size:
        raise nothing_kept(int(counts.sum()), counts.size, corpus.vocabulary.words[0], int(counts[0]), min_count)
    info = {"reading": dict(corpus.reading)} if corpus.reading else {}
    return DistilledWords(corpus.vocabulary.words[:size], counts[:size], info, corpus if in_context else None)


def words_of_model(  # noqa: PLR0913 - a model, a text, and which words
    model: WordVectors,
    corpus: AnyText | None,
    min_count: int | None,
    max_vocab: int | None,
    how: Mapping[str, Any],
    *,
    in_context: bool,
) -> DistilledWords:
    """A model's words, and a text in which they are looked for, read as the model's own was.

    Args:
        model: its words, with their counts; senses of words are left out.
        corpus: the text.
        min_count: occurrences that a word needs by the model's counts; None: any number.
        max_vocab: how many words at most, the first; None: all.
        how: as above; what is not given is as the model knows it.
        in_context: whether they are looked for.
    """
    check_named(of_ids=model.of_ids)
    info = {"reading": model.info["reading"]} if "reading" in model.info else {}
    chosen = replace(_of_model(model, min_count, max_vocab), info=info)
    if not in_context:
        if corpus is not None:
            raise ArgumentError("corpus", shown(corpus), "has no effect without contexts (give how many)")
        return chosen
    if corpus is None:
        raise ArgumentError("corpus", None, "a model has no text; give one in which contexts are looked for")
    if saved_corpus(corpus) is None:
        how = {**how, **model_reading(model, _reading(how)).given()}
    text = _read(corpus, 1, how)
    _warn_of_another(chosen.words, text)
    return replace(chosen, corpus=text)


def _of_model(model: WordVectors, min_count: int | None, max_vocab: int | None) -> DistilledWords:
    """The words of a model that are frequent enough, without senses of words, which no text has.

    Raises:
        ArgumentError: it has no counts to choose by.
        CorpusError: no word is frequent enough.
    """
    TrainConfig(min_count=MIN_COUNT if min_count is None else min_count, max_vocab=max_vocab)  # checks both
    chosen = np.array([model.word_of(word) == word for word in model.words], np.bool_)
    counts = model.counts
    if min_count is not None:
        if counts is None:
            raise ArgumentError("min_count", min_count, "has no effect on a model without counts; max_vocab has one")
        chosen &= counts >= min_count
        if not chosen.any():
            row = int(np.argmax(counts))
            raise nothing_kept(int(counts.sum()), len(model), model.words[row], int(counts[row]), min_count)
    rows = np.flatnonzero(chosen)[:max_vocab]
    words = tuple(model.words[row] for row in rows.tolist())
    return DistilledWords(words, None if counts is None else counts[rows])


def _read(text: AnyText, min_count: int, how: Mapping[str, Any]) -> EncodedCorpus:
    """A text, of which a saved corpus is taken as it is.

    Raises:
        ArgumentError: the words are digits of ids.
    """
    corpus = saved_corpus(text)
    if corpus is None:
        corpus = encode(cast("Text", text), min_count=min_count, **how)
    else:
        check_same_reading(corpus, reading_settings(_reading(how)), _reading(how))
    check_named(of_ids=corpus.of_ids)
    return corpus


def _reading(how: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in how.items() if name not in {"workers", "progress"}}


def _warn_of_another(words: tuple[str, ...], text: EncodedCorpus) -> None:
    """Say so if a text can hardly be the model's own.

    Raises:
        CorpusError: it has none of the model's words.
    """
    there = sum(word in text.vocabulary for word in words)
    if not there:
        raise CorpusError(
            f"{listed(text.sources)}: none of the {counted(len(words), 'word')} of the model is there. Give a text in "
            "the same language, cut into words and spelt (capitals, accents) as the model's own."
        )
    warn_of_another_text(len(words), there, text, "are encoded alone", stacklevel=4)  # the caller of firth.distil


def check_named(*, of_ids: bool) -> None:
    """Make sure that an encoder can read the words.

    Raises:
        ArgumentError: they are digits of ids.
    """
    if of_ids:
        raise ArgumentError(
            "text",
            "ids",
            "an encoder knows words, and these are numbers without names. Give the corpus names "
            "(firth.EncodedCorpus.from_ids(ids, words=names)), or take a model that has them",
        )
