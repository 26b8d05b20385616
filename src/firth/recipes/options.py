"""What the doors that take a text share: settings told apart, and the way in for a text or a saved corpus."""

import dataclasses
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, cast

from firth.config import FactorizeConfig, GloveConfig, ReadConfig, TrainConfig
from firth.corpus.build.any_text import Text, encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.restrict import restricted
from firth.corpus.saved_corpus import is_corpus_file, load_corpus
from firth.errors import ArgumentError, ConfigError, FormatError, NotEnoughMemoryError, listed
from firth.recipes.common import Report, check_names, reporter
from firth.studies.plan.machine import memory_and_swap
from firth.text.sources import Source

__all__ = [
    "Files",
    "Report",
    "Settings",
    "Text",
    "as_asked",
    "check_names",
    "check_same_reading",
    "reading_of",
    "reading_settings",
    "reporter",
    "saved_corpus",
    "settings_of",
    "shown",
    "text_or_corpus",
]

Files: TypeAlias = Sequence[Source]
Config = TypeVar("Config", TrainConfig, FactorizeConfig, GloveConfig)

_READING = frozenset(field.name for field in dataclasses.fields(ReadConfig))


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(Generic[Config]):
    """What was asked for.

    Attributes:
        config: how to train, factorise or fit.
        given: the fields of it that were given.
        reading: how to read.
        given_reading: the fields of it that were given.
    """

    config: Config
    given: Mapping[str, Any]
    reading: ReadConfig
    given_reading: Mapping[str, Any]


def settings_of(fields: Mapping[str, Any], kind: type[Config]) -> Settings[Config]:
    """Keyword arguments as two configurations.

    Args:
        fields: fields of `kind` and of ``ReadConfig``. One that both have goes to `kind`.
        kind: the configuration beside ``ReadConfig``.

    Raises:
        TypeError: a name that neither has; the message suggests one.
        ConfigError: a setting that is out of range, or that has no effect here.
    """
    own = {field.name for field in dataclasses.fields(kind)}
    check_names(fields, own | _READING)
    given = {name: value for name, value in fields.items() if name in own}
    reading = {name: value for name, value in fields.items() if name not in own}
    return Settings(config=kind(**given), given=given, reading=ReadConfig(**reading), given_reading=reading)


def reading_settings(fields: Mapping[str, Any]) -> ReadConfig:
    """Keyword arguments of which all are fields of ``ReadConfig``.

    Raises:
        TypeError: one that is not; the message suggests another.
        ConfigError: a setting that is out of range, or that has no effect here.
    """
    check_names(fields, _READING)
    return ReadConfig(**fields)


def shown(text: object) -> object:
    """A text as messages name it: the path of one; the type of another, which may be long."""
    return os.fspath(text) if isinstance(text, str | os.PathLike) else type(text).__name__


def saved_corpus(text: object, files: Files | None = None) -> EncodedCorpus | None:
    """The corpus, where one is given that was encoded before; None of any other text.

    Args:
        text: a text, a corpus, or the path of either.
        files: paths and open files instead.

    Raises:
        ArgumentError: a saved corpus among several files.
        SourceError: it is missing or cannot be read.
        FormatError: it is damaged.
    """
    if isinstance(text, EncodedCorpus):
        return text
    given = [text] if files is None else list(files)
    saved = [each for each in given if is_corpus_file(each)]
    if not saved:
        return None
    if len(given) > 1:
        raise ArgumentError(
            "files", str(saved[0]), "is an encoded corpus, which is used by itself; encode all texts together"
        )
    return load_corpus(cast("Any", saved[0]))


def text_or_corpus(
    text: Text | EncodedCorpus | None,
    files: Files | None,
    settings: Settings[Config],
    *,
    keep: Collection[str],
    report: Report | None,
) -> tuple[EncodedCorpus, Config]:
    """Read a text, or take what is wanted of a corpus that was read before.

    Args:
        text: a text, a corpus, or the path of either.
        files: several paths or open files instead.
        settings: the vocabulary, the workers, and how to read. A corpus must have been read in the same way.
        keep: words that are kept however rare.
        report: hears of the reading.

    Returns:
        The corpus, and the configuration with the ``min_count`` and ``max_vocab`` that the corpus has.

    Raises:
        NotEnoughMemoryError: the vectors of so many words do not fit into it.
    """
    config = settings.config
    saved = saved_corpus(text, files)
    if saved is not None:
        corpus, config = as_asked(saved, settings, keep=keep)
    else:
        corpus = encode(
            cast("Text", text),
            files=files,
            reading=settings.reading,
            min_count=config.min_count,
            max_vocab=config.max_vocab,
            keep=keep,
            workers=config.resolved().workers,
            on_progress=report,
        )
    matrices = 4 if isinstance(config, GloveConfig) else 2  # with their sums of squares
    _check_memory(len(corpus.vocabulary), config.vector_size, matrices)
    return corpus, config


def _check_memory(words: int, dimensions: int, matrices: int) -> None:
    """Refuse matrices that cannot be had: the system may give them, and end the process when they fill."""
    needed, left = matrices * 4 * words * dimensions, memory_and_swap()
    if left is not None and needed > left:
        raise NotEnoughMemoryError(words, dimensions, needed, left)


def as_asked(
    saved: EncodedCorpus, settings: Settings[Config], *, keep: Collection[str] = ()
) -> tuple[EncodedCorpus, Config]:
    """The words of a corpus that the settings ask for, and settings that say what it holds.

    Args:
        saved: the corpus.
        settings: without a ``min_count`` of their own they ask for the usual one, or for that of the corpus.
        keep: words that are kept however rare.

    Raises:
        ConfigError: the corpus was read in another way, or lacks words that are asked for.
    """
    config = settings.config
    check_same_reading(saved, settings.reading, settings.given_reading)
    least = settings.given.get("min_count", max(config.min_count, saved.min_count))
    fewer = restricted(saved, least, config.max_vocab, [*map(str, keep)] if saved.of_ids else keep)
    return fewer, dataclasses.replace(config, min_count=fewer.min_count, max_vocab=fewer.max_vocab)


def reading_of(corpus: EncodedCorpus, tokenizer: object = None) -> ReadConfig:
    """How a corpus was read, so that another text can be read in the same way.

    Args:
        corpus: as it was encoded.
        tokenizer: what is used where that was a function, of which a corpus keeps only the name.

    Raises:
        FormatError: it was read with settings that are not known here.
        ConfigError: a setting has a value that it cannot have.
    """
    known = dict(corpus.reading)
    if str(known.get("tokenizer", "")).startswith("function "):
        known["tokenizer"] = tokenizer or "whitespace"
    unknown = known.keys() - {field.name for field in dataclasses.fields(ReadConfig)}
    if unknown:
        raise FormatError(
            f"the corpus of {listed(corpus.sources)} was read with settings that this Firth does not know "
            f"({listed(sorted(unknown))}). Upgrade Firth, or encode the text again."
        )
    return ReadConfig(**known)


def check_same_reading(corpus: EncodedCorpus, reading: ReadConfig, given: Mapping[str, Any]) -> None:
    """Refuse settings of reading other than those that a corpus was read with.

    Args:
        corpus: as it was encoded.
        reading: how it is asked to be read.
        given: the fields that were given; only these are looked at.

    Raises:
        ConfigError: a field that differs.
    """
    asked = reading.as_dict()
    usual = ReadConfig().as_dict()
    for name, value in given.items():
        known = corpus.reading.get(name, usual[name])
        if name in {"memory_limit", "errors"} or known == asked[name]:
            continue
        if not corpus.reading:
            raise ConfigError(
                name, value, "has no effect on a corpus of ids, which was not cut out of text; leave it out"
            )
        how = f"with {known!r}" if not isinstance(known, bool) else "with it" if known else "without it"
        raise ConfigError(name, value, f"the corpus was read {how}; leave it out, or encode again")
