"""The front door: anything that is text in, and in one call word vectors, or a judgement on them, out."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TypeAlias, Unpack

from firth.config import FactorizeConfig, FactorizeFields, TrainConfig, TrainFields, usable_cores
from firth.cooccurrence import DEFAULT_MEMORY
from firth.corpus.reading import Text, encode
from firth.corpus.sources import Source
from firth.corpus.vocabulary import Vocabulary
from firth.corpus.whitespace import EncodingErrors
from firth.errors import ConfigError
from firth.events import Progress
from firth.factorization import check_scipy, factorize_corpus
from firth.progress import bar
from firth.studies.audit import audit as audit_corpus
from firth.studies.audit import audited_config
from firth.studies.audit_report import AuditReport
from firth.training import train as train_corpus
from firth.vectors import WordVectors
from firth.weights import Initial, first_weights

__all__ = ["Text", "audit", "factorize", "train"]

Report: TypeAlias = Callable[[Progress], None]


def train(  # noqa: PLR0913 - the text is the one positional argument
    text: Text | None = None,
    *,
    files: Sequence[Source] | None = None,
    errors: EncodingErrors = "strict",
    validation: Text | None = None,
    initial: WordVectors | None = None,
    allow_slow: bool = False,
    progress: bool | Report = False,
    **fields: Unpack[TrainFields],
) -> WordVectors:
    """Learn word vectors from text.

    A file is UTF-8, plain or compressed with gzip, its words separated by whitespace, one sentence a line, of any
    length. The text is read once, so a pipe or a generator serves as well.

    Args:
        text: a path, an open binary file, or an iterable of sentences, each a list of words.
        files: several of the first two, instead of `text`.
        errors: "strict" stops at bytes that are not UTF-8, "replace" reads U+FFFD in their place.
        validation: held-out text, to measure the loss on; anything that `text` may be. Words that the training text
            does not hold are passed over.
        initial: vectors to start from; a word that they do not hold starts at random.
        allow_slow: go on with a full softmax that takes hours.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress` and `TrainProgress` values.
        **fields: the fields of `TrainConfig`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting without meaning.
        SourceError: a file that is missing or cannot be read.
        CorpusError: text that cannot be trained on.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C; its ``vectors`` hold what was learned so far.
    """
    config = TrainConfig(**fields)
    config.check_validation(given=validation is not None)
    if initial is not None and not isinstance(initial, WordVectors):
        raise ConfigError("initial", initial, "must be WordVectors, such as firth.load(path) gives")
    with _reporter(progress) as report:
        read = partial(encode, errors=errors, workers=config.workers or 1, on_progress=report)
        corpus = read(text, files=files, min_count=config.min_count, max_vocab=config.max_vocab)
        held_out = None if validation is None else read(validation, vocabulary=corpus.vocabulary)
        start = None if initial is None else _matched(initial, corpus.vocabulary.words, config)
        return train_corpus(
            corpus, config, validation=held_out, initial=start, allow_slow=allow_slow, on_progress=report
        )


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


def audit(  # noqa: PLR0913 - a model, a text, and how to read and count
    vectors: WordVectors,
    text: Text | None = None,
    *,
    files: Sequence[Source] | None = None,
    errors: EncodingErrors = "strict",
    passes: int = 5,
    min_pair_count: int = 20,
    memory: int = DEFAULT_MEMORY,
    progress: bool | Report = False,
) -> AuditReport:
    """Hold a model's inner products against their values at the optimum of its objective.

    Args:
        vectors: a skip-gram model with contexts and counts, trained by negative sampling or full softmax.
        text: the text that it was trained on; what it may be is as for `train`.
        files: several files, instead of `text`.
        errors: as in the training.
        passes: epochs whose windows and discards are replayed and counted.
        min_pair_count: pairs that were counted less often, over all passes, are not compared.
        memory: bytes that the counting may use.
        progress: as for `train`, with `ReadProgress` and `CountProgress` values.

    Returns:
        Correlation, slope, intercept and residuals, over all such pairs and by frequency.

    Raises:
        ConfigError: a model that theory does not cover, a number out of range, or no pair that is frequent enough.
        MissingPartError: a model without settings, contexts or counts.
        SourceError: a file that is missing or cannot be read.
        CorpusError: the text is not the one that the model was trained on.
        FormatError: the model's matrices are not finite.
        TargetError: the temporary folder is full or cannot be written.
    """
    audited_config(vectors)  # before hours of reading
    assert vectors.counts is not None, "audited_config has asked for counts"
    with _reporter(progress) as report:
        corpus = encode(
            text,
            files=files,
            errors=errors,
            vocabulary=Vocabulary(tuple(vectors.words), vectors.counts),
            workers=usable_cores(),
            on_progress=report,
        )
        return audit_corpus(
            vectors, corpus, passes=passes, min_pair_count=min_pair_count, memory=memory, on_progress=report
        )


def _reporter(progress: bool | Report) -> AbstractContextManager[Report | None]:  # noqa: FBT001 (see `train`)
    if progress is True:
        return bar()
    return nullcontext(progress or None)


def _matched(vectors: WordVectors, words: Sequence[str], config: TrainConfig) -> Initial:
    """The rows of `vectors` in the order of `words`, with random and zero rows for words they lack."""
    random = first_weights(len(words), config)
    inputs, outputs = (matrix[:, : config.vector_size] for matrix in random)
    if vectors.vectors.shape[1] != config.vector_size:
        raise ConfigError("vector_size", config.vector_size, f"must be that of initial: {vectors.vectors.shape[1]}")
    for row, word in enumerate(words):
        if word in vectors:
            inputs[row] = vectors[word]
            if vectors.contexts is not None:
                outputs[row] = vectors.contexts[vectors.index(word)]
    return Initial(inputs, None if config.objective == "hierarchical_softmax" else outputs)
