"""The senses of a word, and of all words of a model."""

from collections.abc import Mapping
from typing import Any, Final, Unpack

import numpy as np
from threadpoolctl import threadpool_limits

from firth.config import TextFields
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.encoders.encoder import Encoder
from firth.encoders.opening import AnyEncoder, open_encoder
from firth.errors import ArgumentError, ArgumentTypeError
from firth.recipes.distilled_words import check_named
from firth.recipes.model_text import model_text, warn_of_another_text
from firth.recipes.options import Files, Report, Text, reporter
from firth.studies.senses.all_words import LEAST, split
from firth.studies.senses.division import need_scikit_learn
from firth.studies.senses.encoded import Reader
from firth.studies.senses.one_word import FEWEST, OCCURRENCES, senses_of
from firth.studies.senses.report import WordSenses
from firth.studies.senses.translation import translation
from firth.studies.senses.views import Space
from firth.vectors.queries import checked_number
from firth.vectors.word_vectors import WordVectors

__all__ = ["senses", "split_senses"]

OCCURRENCES_OF_MANY: Final = 500
"""Of each word that are looked at, where all words are tried."""


def senses(  # noqa: PLR0913 - a word, a text, and how to look at it
    vectors: WordVectors,
    word: str,
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    number: int | None = None,
    occurrences: int = OCCURRENCES,
    topn: int = 8,
    seed: int = 1,
    encoder: AnyEncoder | None = None,
    layer: int | str | None = None,
    device: str | None = None,
    progress: bool | Report = False,
    **reading: Unpack[TextFields],
) -> WordSenses:
    """Tell the senses of a word apart, by the company that each of its occurrences keeps.

    Three views of an occurrence are taken: the word before it, the word after it, and the thirty words on each side.
    Senses are what the three agree on. See ``docs/senses.md``.

    Args:
        vectors: a model, from whatever program.
        word: a word of it that occurs at least 20 times in the text.
        text: the text that it was trained on, or another one; what it may be is as for `train`. A saved corpus is the
            fastest.
        files: several files, instead of `text`.
        number: of senses; None: as many as the text bears out, up to 5.
        occurrences: to look at, spread evenly over the text.
        topn: neighbours and typical contexts of each sense.
        seed: of k-means, which makes the first guess.
        encoder: what `distil` takes; it reads 16 words on each side of an occurrence, and gives a fourth view.
        layer: of the encoder, as for `distil`.
        device: as for `distil`.
        progress: as for `train`, with `ReadProgress` values, and `DistilProgress` values of an encoder.
        **reading: as for `audit`.

    Returns:
        The senses, the most frequent first, each with its share, neighbours, typical contexts and lines of the text; a
        single one where the text does not bear out more.

    Raises:
        UnknownWordError: the word is not in the model.
        ArgumentError: no text, a number below 1, a layer or device without encoder, or an encoder that returns
            something else than vectors, or is asked about words that are ids.
        ArgumentTypeError: something else than `WordVectors`, words and whole numbers.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: the word is too rare in the text, or its occurrences do not differ in so many ways.
        FormatError: a vector is not finite, or a corpus is damaged.
        MissingExtraError: scikit-learn is not installed, or a tokenizer, or what runs the encoder.

    Example:
        >>> firth.senses(vectors, "tea", "corpus.txt", number=2).senses[0].name
        'tea|1'
    """
    _check(vectors, {"occurrences": occurrences, "topn": topn, "number": number})
    row, opened = vectors.index(word), _opened(encoder, layer, device)
    if opened is not None:
        check_named(of_ids=vectors.of_ids)
    with reporter(progress) as report:
        corpus = _text(vectors, text, files, reading, report)
        reader = None if opened is None else Reader(opened, report)
        with threadpool_limits(1):  # several would add to the same sums, in any order
            space = Space.of(corpus, vectors.as_words())
            mapped = translation(space, vectors.vectors)
            return senses_of(space, mapped, row, number=number, most=occurrences, topn=topn, seed=seed, reader=reader)


def split_senses(  # noqa: PLR0913 - a text, which words are tried, and how
    vectors: WordVectors,
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    min_count: int = LEAST,
    restrict_vocab: int | None = None,
    occurrences: int = OCCURRENCES_OF_MANY,
    seed: int = 1,
    progress: bool | Report = False,
    **reading: Unpack[TextFields],
) -> WordVectors:
    """Give the words that have several senses a row for each: ``bank|1``, ``bank|2``, beside ``bank``.

    A word is split where the text bears it out, by the test that `senses` counts senses by, with stricter bounds.

    Args:
        vectors: a model, from whatever program.
        text: as for `senses`.
        files: several files, instead of `text`.
        min_count: occurrences in the text that a word needs to be tried.
        restrict_vocab: only the first words, this many, are tried; None: all.
        occurrences: of each word, to look at.
        seed: as for `senses`.
        progress: as for `train`, with `ReadProgress` and `NeighboursProgress` values.
        **reading: as for `audit`.

    Returns:
        The same words and rows, and at their end those of senses. ``info["senses"]`` says which words were split, and
        `WordVectors.sense` asks which sense a word has beside others.

    Raises:
        ArgumentError: no text, a number below 1, or a model that has senses already.
        ArgumentTypeError: something else than `WordVectors` and whole numbers.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: no word is frequent enough in the text.
        FormatError: a vector is not finite, or a corpus is damaged.
        MissingExtraError: scikit-learn is not installed, or a tokenizer.
        TrainingInterrupted: Ctrl-C, when some words were split; its ``vectors`` have these.

    Example:
        >>> made = firth.split_senses(vectors, "corpus.txt", min_count=20)
        >>> len(made) == len(vectors) + sum(made.info["senses"]["numbers"])
        True
    """
    _check(vectors, {"min_count": min_count, "restrict_vocab": restrict_vocab, "occurrences": occurrences})
    with reporter(progress) as report:
        corpus = _text(vectors, text, files, reading, report)
        there = np.unique(corpus.ids).size
        warn_of_another_text(len(vectors), there, corpus, "cannot be split", stacklevel=2)
        with threadpool_limits(1):  # as above
            return split(
                Space.of(corpus, vectors.as_words()),
                min_count=max(min_count, FEWEST),
                restrict_vocab=restrict_vocab,
                occurrences=occurrences,
                seed=seed,
                on_progress=report,
            )


def _check(vectors: object, numbers: Mapping[str, int | None]) -> None:
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    if "senses" in vectors.info:
        raise ArgumentError(
            "vectors", "a model with senses", "has rows of senses already; give the model that they were made of"
        )
    for name, value in numbers.items():
        if value is not None:
            checked_number(name, value)
    need_scikit_learn()


def _opened(encoder: AnyEncoder | None, layer: int | str | None, device: str | None) -> Encoder | None:
    if encoder is not None:
        return open_encoder(encoder, layer=layer, device=device)
    for name, value in (("layer", layer), ("device", device)):
        if value is not None:
            raise ArgumentError(name, value, "is for an encoder; give one (encoder=)")
    return None


def _text(
    vectors: WordVectors,
    text: Text | EncodedCorpus | None,
    files: Files | None,
    reading: Mapping[str, Any],
    report: Report | None,
) -> EncodedCorpus:
    if text is None and files is None:
        raise ArgumentError("text", None, "senses are found in a text; give the one that the model was trained on")
    return model_text(vectors, text, files, reading, report)
