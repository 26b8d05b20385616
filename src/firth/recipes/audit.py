"""A trained model beside the theory of its objective."""

from typing import Unpack

from firth.config import MEMORY_LIMIT, ReadConfig, TextFields, usable_cores
from firth.corpus.build.any_text import encode
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentTypeError, ConfigError
from firth.recipes.options import Files, Report, Text, check_names, reporter
from firth.studies.audit.audit import audit as audit_corpus
from firth.studies.audit.audit import audited_config
from firth.studies.audit.report import AuditReport
from firth.vectors.word_vectors import WordVectors

__all__ = ["audit"]


def audit(  # noqa: PLR0913 - a model, a text, and how to read and count
    vectors: WordVectors,
    text: Text | None = None,
    *,
    files: Files | None = None,
    passes: int = 5,
    min_pair_count: int = 20,
    memory_limit: int = MEMORY_LIMIT,
    progress: bool | Report = False,
    **reading: Unpack[TextFields],
) -> AuditReport:
    """Hold a model's inner products against their values at the optimum of its objective.

    Args:
        vectors: a skip-gram model with contexts and counts, trained by negative sampling or full softmax.
        text: the text that it was trained on; what it may be is as for `train`.
        files: several files, instead of `text`.
        passes: epochs whose windows and discards are replayed and counted.
        min_pair_count: pairs that were counted less often, over all passes, are not compared.
        memory_limit: bytes that the counting may use.
        progress: as for `train`, with `ReadProgress` and `CountProgress` values.
        **reading: fields of `ReadConfig` that differ from those of the training, which the model knows; a tokenizer
            that is a function has to be given again.

    Returns:
        Correlation, slope, intercept and residuals, over all such pairs and by frequency.

    Raises:
        ArgumentTypeError: something else than `WordVectors`.
        ConfigError: a model that theory does not cover, a number out of range, or no pair that is frequent enough.
        MissingPartError: a model without settings, contexts or counts.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: the text is not the one that the model was trained on.
        FormatError: the model's matrices are not finite.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: the temporary folder is full or cannot be written.

    Example:
        >>> sentences = [["a", "cup", "of", "tea"], ["a", "pot", "of", "tea"]] * 50
        >>> report = firth.audit(firth.train(sentences, sample=0), sentences)
        >>> report.objective
        'negative_sampling'
    """
    check_names(reading, TextFields.__annotations__)
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    audited_config(vectors)  # before hours of reading
    assert vectors.counts is not None, "audited_config has asked for counts"
    how = ReadConfig(**{**vectors.info.get("reading", {}), **reading})
    if how.phrases:
        raise ConfigError(
            "phrases",
            how.phrases,
            "a model does not keep which words were joined to phrases, so its text cannot be read again as it was. "
            "Join them first (firth phrases TEXT -o JOINED), train on the joined text, and audit with that",
        )
    with reporter(progress) as report:
        corpus = encode(
            text,
            files=files,
            reading=how,
            vocabulary=Vocabulary(tuple(vectors.words), vectors.counts),
            workers=usable_cores(),
            on_progress=report,
        )
        return audit_corpus(
            vectors, corpus, passes=passes, min_pair_count=min_pair_count, memory_limit=memory_limit, on_progress=report
        )
