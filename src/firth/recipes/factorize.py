"""Word vectors by counting."""

from collections.abc import Collection
from dataclasses import replace
from typing import Unpack

from firth.config import FactorizeConfig, FactorizeFields, TextFields
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.counting.factorize import check_scipy, factorize_corpus
from firth.recipes.options import Files, Report, Text, reporter, settings_of, text_or_corpus
from firth.vectors.word_vectors import WordVectors

__all__ = ["FactorizeOptions", "factorize"]

_LEAST_MEMORY = 10**7
"""That ``ReadConfig`` allows; counting pairs may be content with less."""


class FactorizeOptions(FactorizeFields, TextFields, total=False):
    """The fields of ``FactorizeConfig`` and ``ReadConfig`` as keyword arguments; ``memory_limit`` goes to both."""


def factorize(
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    keep: Collection[str] = (),
    progress: bool | Report = False,
    **fields: Unpack[FactorizeOptions],
) -> WordVectors:
    """Make word vectors by counting: the truncated decomposition of the positive mutual information.

    The text is what it is for `firth.train`, and is read once. SciPy is needed: ``pip install 'firth[factorize]'``.

    Args:
        text: what `encode` takes, or gives, or the path of a corpus that was saved.
        files: several paths or open binary files, instead of `text`.
        keep: words that are kept however rare they are, if they occur at all.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress`, `CountProgress` and `SolveProgress` values.
        **fields: the fields of `FactorizeConfig` and `ReadConfig`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text in which no two words are neighbours.
        DivergedError: the decomposition did not converge.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: SciPy or a tokenizer is not installed.
        TargetError: the temporary folder is full or cannot be written.

    Example:
        >>> vectors = firth.factorize("corpus.txt", vector_size=2, window=2)
    """
    settings = settings_of(fields, FactorizeConfig)
    memory = max(settings.config.memory_limit, _LEAST_MEMORY)
    settings = replace(settings, reading=replace(settings.reading, memory_limit=memory))
    check_scipy()  # before hours of reading
    with reporter(progress) as report:
        corpus, config = text_or_corpus(text, files, settings, keep=keep, report=report)
        return factorize_corpus(corpus, config, on_progress=report)
