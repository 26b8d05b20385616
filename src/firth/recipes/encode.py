"""Text as numbers, to be trained on many times."""

from collections.abc import Collection
from typing import Any, Unpack

from firth.config import MIN_COUNT, ReadFields, TrainConfig
from firth.corpus.build.any_text import encode as encode_text
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import ArgumentError, ConfigError
from firth.recipes.options import Files, Report, Text, reading_settings, reporter

__all__ = ["encode"]


def encode(  # noqa: PLR0913 - the text is the one positional argument; the rest are named settings
    text: Text | None = None,
    *,
    files: Files | None = None,
    min_count: int = MIN_COUNT,
    max_vocab: int | None = None,
    keep: Collection[Any] = (),
    starts: Any = None,
    workers: int | None = None,
    progress: bool | Report = False,
    **reading: Unpack[ReadFields],
) -> EncodedCorpus:
    """Turn text into numbers, once, to train on it many times.

    The text is read once, so a pipe or a generator serves as well, and in bounded memory whatever its size.

    Args:
        text: the path of a file, plain or compressed, a folder, a pattern such as "news/*.gz", or a URL (s3://, gs://,
            hdfs://); an open binary file; or any iterable of strings, of lists of words, or of mappings: columns and
            tables of pandas, Polars, Arrow, data sets of Hugging Face. Or ids instead of words, in all forms that
            `EncodedCorpus.from_ids` takes.
        files: several paths or open binary files, instead of `text`.
        min_count: occurrences a word needs to be kept; 1 keeps every choice open for training.
        max_vocab: how many words to keep at most, the commonest; None for all.
        keep: words (or ids) that are kept however rare they are, if they occur at all.
        starts: of ids in one dimension, as for `EncodedCorpus.from_ids`.
        workers: threads or processes; None: the cores this process may use.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress` values.
        **reading: the fields of `ReadConfig`: what the text is, and how it is cut into words.

    Returns:
        The corpus, for `train` and `factorize`, and for its `save`.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be read as such, or has no word that is frequent enough.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: the temporary folder is full or cannot be written.

    Example:
        >>> firth.encode([["a", "cup", "of", "tea"]] * 10)
        EncodedCorpus(4 words, 40 tokens in 10 sentences)
    """
    chosen = TrainConfig(min_count=min_count, max_vocab=max_vocab, workers=workers)  # checks these three
    how = reading_settings(reading)
    if starts is not None:
        if files is not None:
            raise ArgumentError("starts", starts, "has no effect on files; leave it out")
        for name, value in reading.items():
            raise ConfigError(name, value, "has no effect on ids; leave it out")
        return EncodedCorpus.from_ids(text, starts, min_count=chosen.min_count, max_vocab=chosen.max_vocab, keep=keep)
    with reporter(progress) as report:
        return encode_text(
            text,
            files=files,
            reading=how,
            min_count=chosen.min_count,
            max_vocab=chosen.max_vocab,
            keep=keep,
            workers=chosen.resolved().workers,
            on_progress=report,
        )
