"""Word vectors from somebody's encoder."""

import os
from collections.abc import Collection
from numbers import Integral
from pathlib import Path
from typing import Any, Unpack, cast, get_args

from firth.config import ReadFields
from firth.distillation.distilled import Contexts, distilled
from firth.distillation.work import Pool
from firth.encoders.opening import BATCH_SIZE, AnyEncoder, open_encoder
from firth.errors import ArgumentError, ArgumentTypeError
from firth.formats.target import check_target
from firth.recipes.distilled_words import AnyText, DistilledWords, model_in, words_of_model, words_of_text
from firth.recipes.options import Report, reading_settings, reporter, shown
from firth.vectors.queries import checked_number
from firth.vectors.word_vectors import WordVectors

__all__ = ["distil"]

WINDOW = 12
"""Words on each side of an occurrence, if nothing else is asked for."""


def distil(  # noqa: PLR0913 - an encoder, words, and keywords for how
    encoder: AnyEncoder,
    text: AnyText | WordVectors | None = None,
    *,
    contexts: int = 0,
    window: int | None = None,
    pool: Pool | None = None,
    corpus: AnyText | None = None,
    words: Collection[str] | None = None,
    min_count: int | None = None,
    max_vocab: int | None = None,
    layer: int | str | None = None,
    batch_size: int = BATCH_SIZE,
    device: str | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    progress: bool | Report = False,
    **reading: Unpack[ReadFields],
) -> WordVectors:
    """Make word vectors with an encoder, such as BERT, for the words of a text or of a model.

    Each word is encoded alone, or as it occurs in the text: the vectors of its own pieces in several windows are
    averaged (Bommasani, Davis and Cardie 2020, "Interpreting Pretrained Contextualized Representations via Reductions
    to Static Embeddings").

    Args:
        encoder: a function from a list of texts to an array (or an object with such a method ``encode``); the name of
            an ONNX file, or of its folder, with tokenizer.json in it (extra ``encoders``); the name of a folder of
            Hugging Face or sentence-transformers, or of a model on the hub (extra ``transformers``).
        text: whose words, and how often they occur: what `encode` takes, or gives; a model; or the path of either.
            None: only `words`.
        contexts: occurrences of each word that are encoded at most, spread over the text. 0: each word alone.
        window: words on each side of an occurrence; windows end with sentences. None: 12.
        pool: what of a window is a word's vector: the mean of its own pieces ("word"), or of all ("context"), which is
            what a function can give. None: "word".
        corpus: the text in which the words of a model are looked for.
        words: just these, each once, whether they occur or not; `min_count` and `max_vocab` then mean nothing.
        min_count: occurrences that a word needs; rarer ones are still read in windows. None: 5 in a text, and any
            number in a model.
        max_vocab: how many words at most, the commonest of a text, the first of a model; None: all.
        layer: of a file an output, by name or by number; of Hugging Face's a hidden state. None: the last.
        batch_size: texts that are encoded at once.
        device: "cpu", "cuda", or what PyTorch has besides; None: a GPU if there is one.
        checkpoint: a file for what is done so far: written every five minutes, after Ctrl-C, and where the encoder
            fails. With one of an
            interrupted run, the same call goes on. Removed at the end.
        workers: threads that read; None: the cores this process may use.
        progress: True draws a bar; a function is called with `ReadProgress` and `DistilProgress` values.
        **reading: the fields of `ReadConfig`, how a text is read.

    Returns:
        Vectors, with the counts of the text or the model. ``info["distilled"]`` says with which encoder, and how
        many words were encoded alone for lack of contexts. A word of which the encoder has no piece has zeros.

    Raises:
        ArgumentError: the encoder returns something else than vectors, the words are ids, there is no such layer or
            device, or an argument has no effect.
        ArgumentTypeError: something has a type that it cannot have.
        MissingExtraError: a library is not installed.
        SourceError: a file is missing, or the hub cannot be reached.
        FormatError: a file is damaged, or lacks something.
        CorpusError: the text has no word that is asked for.
        TrainingInterrupted: Ctrl-C, where there is a checkpoint.

    Example:
        >>> def encoder(texts):  # any function from a list of texts to an array
        ...     return [[len(text), text.count("e")] for text in texts]
        >>> firth.distil(encoder, [["a", "cup", "of", "tea"]], min_count=1)["tea"].tolist()
        [3.0, 1.0]
    """
    _check(contexts, window, pool)
    pool = pool or "word"
    how: dict[str, Any] = {"workers": workers, **reading}
    reading_settings(reading)
    path = None if checkpoint is None else Path(checkpoint)
    if path is not None:
        check_target(path)
    opened = open_encoder(encoder, layer=layer, batch_size=batch_size, device=device)
    if contexts and pool == "word":
        opened.spans(["tea"], [[(0, 3)]])  # a function cannot: better now than after the reading
    with reporter(progress) as report:
        how["progress"] = report or False
        model = model_in(text)
        if words is not None:
            min_count, max_vocab = 1 if model is None else None, None
        if model is not None:
            found = words_of_model(model, corpus, min_count, max_vocab, how, in_context=contexts > 0)
        elif corpus is not None:
            raise ArgumentError("corpus", shown(corpus), "is for the words of a model; a text has contexts of its own")
        elif text is None:
            found = DistilledWords(())
        else:
            found = words_of_text(cast("AnyText", text), min_count, max_vocab, how, in_context=contexts > 0)
        if words is not None:
            found = found.only(words)
        if not found.words:
            raise ArgumentError("words", (), "there is no word to distil; give a text, a model, or words")
        seen = None if found.corpus is None else Contexts(found.corpus, contexts, window or WINDOW, pool)
        rows, facts = distilled(opened, found.words, seen, batch_size=batch_size, checkpoint=path, on_progress=report)
    return WordVectors(found.words, rows, counts=found.counts, info={"distilled": facts, **found.info})


def _check(contexts: int, window: int | None, pool: str | None) -> None:
    if isinstance(contexts, bool) or not isinstance(contexts, Integral):
        raise ArgumentTypeError("contexts", contexts, "must be a whole number")
    if contexts < 0:
        raise ArgumentError("contexts", contexts, "must be 0, for each word alone, or more")
    if window is not None:
        checked_number("window", window)
    if pool is not None and pool not in get_args(Pool):
        raise ArgumentError("pool", pool, f"must be one of {', '.join(get_args(Pool))}")
    for name, value in (("window", window), ("pool", pool)):
        if value is not None and not contexts:
            raise ArgumentError(name, value, "has no effect without contexts; leave it out, or give their number")
