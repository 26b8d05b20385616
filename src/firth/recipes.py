"""The front door: anything that is text in, and in one call word vectors, or a judgement on them, out."""

import dataclasses
import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Unpack, cast

from firth.config import (
    MEMORY_LIMIT,
    MIN_COUNT,
    FactorizeConfig,
    FactorizeFields,
    ReadConfig,
    ReadFields,
    TextFields,
    TrainConfig,
    TrainFields,
    usable_cores,
)
from firth.corpus.build.any_text import Text
from firth.corpus.build.any_text import encode as encode_text
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.restrict import restricted
from firth.corpus.saved_corpus import is_corpus_file, load_corpus
from firth.corpus.vocabulary import Vocabulary
from firth.counting.factorize import check_scipy, factorize_corpus
from firth.errors import ConfigError
from firth.progress.bar import bar
from firth.progress.events import Progress
from firth.studies.audit.audit import audit as audit_corpus
from firth.studies.audit.audit import audited_config
from firth.studies.audit.report import AuditReport
from firth.text.sources import Source
from firth.training.train import train as train_corpus
from firth.training.weights import initial_from
from firth.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    import os

    from firth.corpus.build.encode import SelectionFields

__all__ = ["Text", "audit", "encode", "factorize", "train"]

Report: TypeAlias = Callable[[Progress], None]
Files: TypeAlias = Sequence[Source]
Config = TypeVar("Config", TrainConfig, FactorizeConfig)

_ELSEWHERE = {
    "size": "vector_size",
    "iter": "epochs",
    "sg": "architecture='skipgram' (or 'cbow')",
    "hs": "objective='hierarchical_softmax'",
    "max_final_vocab": "max_vocab",
    "corpus_file": "files",
}
"""What settings are called that have other names in gensim, too far from ours for a guess."""

_LEAST_MEMORY = 10**7
"""Of ``ReadConfig``; a factorisation may be content with less."""


class TrainOptions(TrainFields, ReadFields, total=False):
    """The fields of ``TrainConfig`` and ``ReadConfig`` as keyword arguments."""


class FactorizeOptions(FactorizeFields, TextFields, total=False):
    """The fields of ``FactorizeConfig`` and ``ReadConfig`` as keyword arguments; ``memory_limit`` goes to both."""


def encode(  # noqa: PLR0913 - the text is the one positional argument; the rest are named settings
    text: Text | None = None,
    *,
    files: Files | None = None,
    min_count: int = MIN_COUNT,
    max_vocab: int | None = None,
    keep: Collection[str] = (),
    workers: int | None = None,
    progress: bool | Report = False,
    **reading: Unpack[ReadFields],
) -> EncodedCorpus:
    """Turn text into numbers, once, to train on it many times.

    The text is read once, so a pipe or a generator serves as well, and in bounded memory whatever its size.

    Args:
        text: the path of a file, plain or compressed, a folder, a pattern such as "news/*.gz", or a URL (s3://, gs://,
            hdfs://); an open binary file; or any iterable of strings, of lists of words, or of mappings: columns and
            tables of pandas, Polars, Arrow, data sets of Hugging Face.
        files: several paths or open binary files, instead of `text`.
        min_count: occurrences a word needs to be kept; 1 keeps every choice open for training.
        max_vocab: how many words to keep at most, the commonest; None for all.
        keep: words that are kept however rare they are, if they occur at all.
        workers: threads or processes; None: the cores this process may use.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress` values.
        **reading: the fields of `ReadConfig`: what the text is, and how it is cut into words.

    Returns:
        The corpus, for `train` and `factorize`, and for its `save`.

    Raises:
        ConfigError: a setting without meaning.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be read as such, or has no word that is frequent enough.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    chosen = TrainConfig(min_count=min_count, max_vocab=max_vocab, workers=workers)  # checks these three
    with _reporter(progress) as report:
        return encode_text(
            text,
            files=files,
            reading=ReadConfig(**_parted(reading)[1]),
            min_count=chosen.min_count,
            max_vocab=chosen.max_vocab,
            keep=keep,
            workers=chosen.resolved().workers,
            on_progress=report,
        )


def train(  # noqa: PLR0913 - the text is the one positional argument
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    keep: Collection[str] = (),
    validation: Text | None = None,
    initial: WordVectors | None = None,
    allow_slow: bool = False,
    progress: bool | Report = False,
    **fields: Unpack[TrainOptions],
) -> WordVectors:
    """Learn word vectors from text.

    By default text is UTF-8, its words separated by whitespace, one sentence a line, of any length; the fields of
    `ReadConfig` say otherwise. It is read once, so a pipe or a generator serves as well.

    Args:
        text: what `encode` takes, or gives, or the path of a corpus that was saved.
        files: several paths or open binary files, instead of `text`.
        keep: words that are kept however rare they are, if they occur at all.
        validation: held-out text, to measure the loss on; anything that `text` may be but a corpus. Words that the
            training text does not hold are passed over.
        initial: vectors to start from; a word that they do not hold starts at random.
        allow_slow: go on with a full softmax that takes hours.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress` and `TrainProgress` values.
        **fields: the fields of `TrainConfig` and `ReadConfig`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting without meaning.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be trained on.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: a tokenizer that is not installed.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C; its ``vectors`` hold what was learned so far.
    """
    settings, how = _parted(fields, TrainConfig)
    reading, config = ReadConfig(**how), TrainConfig(**settings)
    config.check_validation(given=validation is not None)
    if validation is not None:
        reading.check_without_phrases()  # before hours of reading
    if initial is not None and not isinstance(initial, WordVectors):
        raise ConfigError("initial", initial, "must be WordVectors, such as firth.load(path) gives")
    saved = _saved_corpus(text, files)
    with _reporter(progress) as report:
        read = partial(encode_text, workers=config.resolved().workers, on_progress=report)
        if saved is None:
            chosen: SelectionFields = {"min_count": config.min_count, "max_vocab": config.max_vocab, "keep": keep}
            corpus = read(cast("Text", text), files=files, reading=reading, **chosen)
        else:
            reading = _reading_of(saved, how)
            corpus, config = _restricted(saved, config, settings, keep)
        held_out = None if validation is None else read(validation, reading=reading, vocabulary=corpus.vocabulary)
        start = None if initial is None else initial_from(initial, corpus.vocabulary, config)
        return train_corpus(
            corpus, config, validation=held_out, initial=start, allow_slow=allow_slow, on_progress=report
        )


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
        ConfigError: a setting without meaning.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text in which no two words stand together.
        DivergedError: the decomposition did not converge.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: SciPy or a tokenizer is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    settings, how = _parted(fields, FactorizeConfig)
    config = FactorizeConfig(**settings)
    reading = ReadConfig(**how, memory_limit=max(config.memory_limit, _LEAST_MEMORY))
    check_scipy()  # before hours of reading
    saved = _saved_corpus(text, files)
    with _reporter(progress) as report:
        if saved is None:
            corpus = encode_text(
                cast("Text", text),
                files=files,
                reading=reading,
                min_count=config.min_count,
                max_vocab=config.max_vocab,
                keep=keep,
                workers=config.resolved().workers,
                on_progress=report,
            )
        else:
            _reading_of(saved, how)
            corpus, config = _restricted(saved, config, settings, keep)
        return factorize_corpus(corpus, config, on_progress=report)


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
        ConfigError: a model that theory does not cover, a number out of range, or no pair that is frequent enough.
        MissingPartError: a model without settings, contexts or counts.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: the text is not the one that the model was trained on.
        FormatError: the model's matrices are not finite.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    audited_config(vectors)  # before hours of reading
    assert vectors.counts is not None, "audited_config has asked for counts"
    with _reporter(progress) as report:
        corpus = encode_text(
            text,
            files=files,
            reading=ReadConfig(**{**vectors.info.get("reading", {}), **reading}),
            vocabulary=Vocabulary(tuple(vectors.words), vectors.counts),
            workers=usable_cores(),
            on_progress=report,
        )
        return audit_corpus(
            vectors, corpus, passes=passes, min_pair_count=min_pair_count, memory_limit=memory_limit, on_progress=report
        )


def _parted(fields: Mapping[str, Any], config: type[Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a configuration, and those of reading.

    Raises:
        TypeError: a name that neither has.
    """
    own = frozenset[str]() if config is None else {field.name for field in dataclasses.fields(config)}
    reading = {field.name for field in dataclasses.fields(ReadConfig)}
    for name in fields:
        if name not in own | reading:
            close = _ELSEWHERE.get(name) or next(iter(difflib.get_close_matches(name, own | reading, n=1)), None)
            hint = f" Did you mean {close}?" if close else ""
            raise TypeError(f"there is no setting {name!r}.{hint} docs/settings.md lists them all.")
    return (
        {name: value for name, value in fields.items() if name in own},
        {name: value for name, value in fields.items() if name not in own},
    )


def _saved_corpus(text: object, files: Files | None) -> EncodedCorpus | None:
    """The corpus, where one is given that was encoded before."""
    if isinstance(text, EncodedCorpus):
        return text
    given = [text] if files is None else list(files)
    saved = [each for each in given if is_corpus_file(each)]
    if not saved:
        return None
    if len(given) > 1:
        raise ConfigError(
            "files", [str(each) for each in given], "an encoded corpus stands alone; encode all texts together"
        )
    return load_corpus(cast("str | os.PathLike[str]", saved[0]))


def _reading_of(corpus: EncodedCorpus, given: Mapping[str, Any]) -> ReadConfig:
    """How a corpus was read; settings that were given must be the same."""
    known = dict(corpus.reading)
    for name, value in given.items():
        if name not in {"memory_limit", "errors"} and known.get(name, value) != value:
            raise ConfigError(name, value, f"the corpus was read with {known[name]!r}; leave it out, or encode again")
    if str(known.get("tokenizer", "")).startswith("function "):
        known["tokenizer"] = given.get("tokenizer", "whitespace")
    return ReadConfig(**known)


def _restricted(
    corpus: EncodedCorpus, config: Config, given: Mapping[str, Any], keep: Collection[str]
) -> tuple[EncodedCorpus, Config]:
    """A corpus with the words that the settings ask for, and settings that say what it holds."""
    least = given.get("min_count", max(config.min_count, corpus.min_count))
    fewer = restricted(corpus, least, config.max_vocab, keep)
    return fewer, dataclasses.replace(config, min_count=fewer.min_count, max_vocab=fewer.max_vocab)


def _reporter(progress: bool | Report) -> AbstractContextManager[Report | None]:  # noqa: FBT001 (see `train`)
    if progress is True:
        return bar()
    return nullcontext(progress or None)
