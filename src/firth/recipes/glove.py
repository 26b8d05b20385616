"""Word vectors by GloVe."""

from collections.abc import Collection
from dataclasses import replace
from typing import Unpack

from firth.config import GloveConfig, GloveFields, TextFields
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.counting.glove import glove_corpus
from firth.recipes.options import Files, Report, Text, reporter, settings_of, text_or_corpus
from firth.vectors.word_vectors import WordVectors

__all__ = ["GloveOptions", "glove"]

_LEAST_MEMORY = 10**7
"""That ``ReadConfig`` allows; counting pairs may be content with less."""


class GloveOptions(GloveFields, TextFields, total=False):
    """The fields of ``GloveConfig`` and ``ReadConfig`` as keyword arguments; ``memory_limit`` goes to both."""


def glove(
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    keep: Collection[str] = (),
    progress: bool | Report = False,
    **fields: Unpack[GloveOptions],
) -> WordVectors:
    """Make word vectors by GloVe: fit them to the logarithms of how often words occur together.

    The text is what it is for `firth.train`, and is read once.

    Args:
        text: what `encode` takes, or gives, or the path of a corpus that was saved.
        files: several paths or open binary files, instead of `text`.
        keep: words that are kept however rare they are, if they occur at all.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress`, `CountProgress`, `CompileProgress` and `FitProgress` values.
        **fields: the fields of `GloveConfig` and `ReadConfig`.

    Returns:
        Vectors, contexts, biases and counts, the commonest word first. What the GloVe program writes, the sum of
        vectors and contexts, has the directions of ``view("mean")``.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text in which no two words are neighbours.
        DivergedError: the weights stopped being finite.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: a tokenizer is not installed.
        TargetError: the temporary folder is full or cannot be written.
        TrainingInterrupted: Ctrl-C while vectors were fitted; its ``vectors`` hold what was learned so far.

    Example:
        >>> vectors = firth.glove("corpus.txt", vector_size=20, iterations=5)
        >>> summed = vectors.view("mean")
    """
    settings = settings_of(fields, GloveConfig)
    memory = max(settings.config.memory_limit, _LEAST_MEMORY)
    settings = replace(settings, reading=replace(settings.reading, memory_limit=memory))
    with reporter(progress) as report:
        corpus, config = text_or_corpus(text, files, settings, keep=keep, report=report)
        return glove_corpus(corpus, config, on_progress=report)
