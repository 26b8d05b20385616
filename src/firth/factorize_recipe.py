"""The front door of the factorisation: anything that is text in, word vectors out, in one call."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Unpack

from firth.corpus.reading import Text, encode
from firth.corpus.sources import Source
from firth.corpus.whitespace import EncodingErrors
from firth.events import Progress
from firth.factorization import check_scipy, factorize_corpus
from firth.factorize_config import FactorizeConfig, FactorizeFields
from firth.progress import bar
from firth.vectors import WordVectors

__all__ = ["factorize"]

Report = Callable[[Progress], None]


def factorize(
    text: Text | None = None,
    *,
    files: Sequence[Source] | None = None,
    errors: EncodingErrors = "strict",
    progress: bool | Report = False,
    **fields: Unpack[FactorizeFields],
) -> WordVectors:
    """Make word vectors by counting: the truncated decomposition of the positive mutual information.

    The text is what it is for `firth.train`, and is read once. SciPy is needed: ``pip install 'firth[factorize]'``.

    Args:
        text: a path, an open binary file, or an iterable of sentences, each a list of words.
        files: several of the first two, instead of `text`.
        errors: "strict" stops at bytes that are not UTF-8, "replace" reads U+FFFD in their place.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress`, `CountProgress` and `SolveProgress` values.
        **fields: the fields of `FactorizeConfig`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting without meaning.
        SourceError: a file that is missing or cannot be read.
        CorpusError: text in which no two words stand together.
        DivergedError: the decomposition did not converge.
        MissingExtraError: SciPy is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    config = FactorizeConfig(**fields)
    check_scipy()  # before hours of reading
    with _reporter(progress) as report:
        corpus = encode(
            text,
            files=files,
            errors=errors,
            min_count=config.min_count,
            max_vocab=config.max_vocab,
            workers=config.workers or 1,
            on_progress=report,
        )
        return factorize_corpus(corpus, config, on_progress=report)


def _reporter(progress: bool | Report) -> AbstractContextManager[Report | None]:  # noqa: FBT001 (see `factorize`)
    if progress is True:
        return bar()
    return nullcontext(progress or None)
