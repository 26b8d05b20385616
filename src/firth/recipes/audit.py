"""A trained model beside the theory of its objective."""

from typing import Unpack

from firth.config import MEMORY_LIMIT, TextFields
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.recipes.model_text import checked_model, model_text
from firth.recipes.options import Files, Report, Text, reporter
from firth.studies.audit.audit import audit as audit_corpus
from firth.studies.audit.audit import audited_config
from firth.studies.audit.report import AuditReport
from firth.vectors.word_vectors import WordVectors

__all__ = ["audit"]


def audit(  # noqa: PLR0913 - a model, a text, and how to read and count
    vectors: WordVectors,
    text: Text | EncodedCorpus | None = None,
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
        text: the text that it was trained on; what it may be is as for `train`, a saved corpus included.
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
    checked_model(vectors)
    audited_config(vectors)  # before hours of reading
    with reporter(progress) as report:
        corpus = model_text(vectors, text, files, reading, report)
        return audit_corpus(
            vectors, corpus, passes=passes, min_pair_count=min_pair_count, memory_limit=memory_limit, on_progress=report
        )
