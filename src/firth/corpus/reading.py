"""Text as people have it, a path, open files or token lists, sent to the encoder that reads it."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias, cast, get_args

from firth.corpus.encoding import EncodedCorpus, encode_files, encode_sentences
from firth.corpus.sources import Source
from firth.corpus.vocabulary import Vocabulary
from firth.corpus.whitespace import EncodingErrors
from firth.errors import ConfigError, CorpusError, quoted
from firth.events import ReadProgress

__all__ = ["Text", "encode"]

Text: TypeAlias = Source | Iterable[Sequence[str]]
"""A path, an open binary file, or sentences as lists of tokens."""


def encode(  # noqa: PLR0913 - the text is the one positional argument; the rest are named settings
    text: Text | None,
    *,
    files: Sequence[Source] | None = None,
    errors: EncodingErrors = "strict",
    min_count: int = 5,
    max_vocab: int | None = None,
    vocabulary: Vocabulary | None = None,
    workers: int = 1,
    on_progress: Callable[[ReadProgress], None] | None = None,
) -> EncodedCorpus:
    """Encode text, whatever its form.

    Args:
        text: a path, an open binary file, or an iterable of sentences, each a list of words.
        files: several of the first two, instead of `text`.
        errors: "strict" stops at bytes that are not UTF-8, "replace" reads U+FFFD in their place.
        min_count: occurrences a word needs to be kept, at least 1.
        max_vocab: how many words to keep at most, the commonest; None for all.
        vocabulary: the words to keep, instead of those that the two settings before choose.
        workers: threads that split the text of files.
        on_progress: called now and then, from the calling thread.

    Raises:
        ConfigError: a setting without meaning.
        SourceError: a file that is missing or cannot be read.
        CorpusError: text that cannot be encoded, or that is not what it is taken for.
        TargetError: the temporary folder is full or cannot be written.
    """
    if (text is None) == (files is None):
        raise TypeError("give either a text or files=[...], one of the two")
    if errors not in get_args(EncodingErrors):
        raise ConfigError("errors", errors, f"must be one of {', '.join(get_args(EncodingErrors))}")
    if isinstance(files, str | os.PathLike):
        raise ConfigError("files", files, "must be a list of files; put a single one in brackets")
    if files is None and not _is_source(text):
        return encode_sentences(
            cast("Iterable[Sequence[str]]", text),
            min_count=min_count,
            max_vocab=max_vocab,
            vocabulary=vocabulary,
            on_progress=on_progress,
        )
    if isinstance(text, str) and not Path(text).exists() and len(text.split()) > 1:
        raise CorpusError(
            f"{quoted(text)} is neither a file nor sentences. Pass lists of words, such as [text.split()], "
            "or the names of files with files=[...]."
        )
    return encode_files(
        [cast("Source", text)] if files is None else files,
        min_count=min_count,
        max_vocab=max_vocab,
        vocabulary=vocabulary,
        workers=workers,
        errors=errors,
        on_progress=on_progress,
    )


def _is_source(text: object) -> bool:
    return isinstance(text, (str, os.PathLike)) or hasattr(text, "read")
