"""Word vectors by training."""

import os
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Unpack

from firth.config import BY_FUNCTION, ReadFields, TrainConfig, TrainFields
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.grow import grown
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError, listed
from firth.formats.words import is_id
from firth.recipes.options import Files, Report, Settings, Text, reading_of, reporter, settings_of, text_or_corpus
from firth.subwords.ngrams import Parts
from firth.training.checkpoints.folder import begin_folder, check_folder, claimed
from firth.training.checkpoints.pauses import EVERY, Pauses, TrainingPause
from firth.training.initial import Freeze, check_dimensions, initial_from
from firth.training.train import train as train_corpus
from firth.vectors.word_vectors import WordVectors

__all__ = ["TrainOptions", "check_initial", "cut_by", "folder_of", "pauses_for", "train"]


class TrainOptions(TrainFields, ReadFields, total=False):
    """The fields of ``TrainConfig`` and ``ReadConfig`` as keyword arguments."""


def train(  # noqa: PLR0913 - the text is the one positional argument
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    keep: Collection[str] = (),
    validation: Text | None = None,
    initial: WordVectors | None = None,
    grow: bool = False,
    freeze: Freeze | None = None,
    parts: Callable[[str], Sequence[str]] | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every: float = EVERY,
    on_pause: Callable[[TrainingPause], object] | None = None,
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
        initial: vectors to start from, whose dimensions are those of the result; a word that they do not hold, spelt
            exactly so, starts at random. The learning rate must then be given as `alpha`. The nodes of hierarchical
            softmax go on where they part the same words.
        grow: keep all words of `initial`, also those that the text does not hold, and add their counts to the text's.
        freeze: what stays as it is of the words that `initial` holds: their "vectors", their "contexts" (under
            hierarchical softmax, the nodes), or "all", so that only new words are learned; or certain words.
        parts: a function from a word to its parts (components or strokes of Chinese characters, morphemes), which are
            learned as n-grams are by `subwords`. A file keeps its name only: give it to `firth.load` again.
        checkpoint: a folder of its own for this training, which is made. The text as numbers and the last two
            checkpoints are kept in it, and `firth.resume` goes on with them after whatever happened.
        checkpoint_every: seconds between two checkpoints, or more: writing them takes 2 % of the time at most.
        on_pause: a function that is called at the end of each epoch and after each checkpoint with a
            `TrainingPause`, which has the vectors so far, to be judged or saved, and can end the training.
        allow_slow: go on with a full softmax that takes hours.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress`, `CompileProgress` and `TrainProgress` values.
        **fields: the fields of `TrainConfig` and `ReadConfig`; those of a `TrainConfig` are `**config.given()`.

    Returns:
        Vectors, contexts and counts, the commonest word first.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        ArgumentError: the folder of checkpoints holds a training, or other files.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be trained on.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: a tokenizer that is not installed.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
        TargetError: a checkpoint cannot be written.
        TrainingInterrupted: Ctrl-C; its ``vectors`` hold what was learned so far.

    Example:
        >>> vectors = firth.train("corpus.txt", vector_size=50)
        >>> vectors = firth.train([["a", "cup", "of", "tea"]] * 10, min_count=1, seed=7)
        >>> vectors.words
        ('a', 'cup', 'of', 'tea')
    """
    settings = _settings(fields, initial, parts)
    cutter = cut_by(parts, settings.config)
    settings.config.check_validation(given=validation is not None)
    if validation is not None:
        settings.reading.check_without_phrases()  # before hours of reading
    check_initial(initial, settings, grow=grow, freeze=freeze)
    if initial is not None:
        _warn_of_settings(initial, settings)
    folder = None if checkpoint is None else folder_of("checkpoint", checkpoint)
    pauses = pauses_for(folder, checkpoint_every, on_pause)
    if folder is not None:
        check_folder(folder)
    with reporter(progress) as report, claimed(folder):
        initial = None if initial is None else initial.as_words()
        kept = {*keep, *initial.words} if initial is not None and grow else keep
        corpus, config = text_or_corpus(text, files, settings, keep=kept, report=report)
        if initial is not None and grow:
            corpus = _grown(corpus, initial)
        held_out = None if validation is None else _held_out(validation, corpus, settings, report)
        start = None if initial is None else initial_from(initial, corpus.vocabulary, config, freeze)
        if folder is not None:
            corpus, held_out = begin_folder(folder, corpus, held_out)
        return train_corpus(
            corpus,
            config,
            validation=held_out,
            initial=start,
            parts=cutter,
            allow_slow=allow_slow,
            on_progress=report,
            pauses=pauses,
        )


def _settings(fields: TrainOptions, initial: object, parts: object) -> Settings[TrainConfig]:
    """What was asked for, with what follows from the vectors to start from and from a function that cuts words."""
    if isinstance(initial, WordVectors):
        fields.setdefault("vector_size", initial.vectors.shape[1])
    if parts is not None:
        fields.setdefault("subwords", BY_FUNCTION)
    return settings_of(fields, TrainConfig)


def _grown(corpus: EncodedCorpus, initial: WordVectors) -> EncodedCorpus:
    """The text with the words of the vectors to start from.

    Raises:
        ArgumentError: these are no ids, as those of the text are.
    """
    if corpus.of_ids and not all(map(is_id, initial.words)):
        raise ArgumentError("grow", True, "initial has words, and the text is of ids; leave grow out")
    return grown(corpus, initial.words, initial.counts)


def folder_of(name: str, given: object) -> Path:
    """The folder that an argument names.

    Raises:
        ArgumentTypeError: it is not a name.
    """
    if not isinstance(given, str | os.PathLike):
        raise ArgumentTypeError(name, given, "must be the name of a folder")
    return Path(given)


def cut_by(function: Callable[[str], Sequence[str]] | None, config: TrainConfig) -> Parts | None:
    """How words are cut, where a function says so.

    Raises:
        ArgumentTypeError: it cannot be called.
        ConfigError: the settings say something else.
    """
    if function is None:
        if config.subwords == BY_FUNCTION:
            raise ConfigError(
                "subwords",
                BY_FUNCTION,
                "give the function that cuts words, in Python: firth.train(..., parts=f), firth.resume(..., parts=f)",
            )
        return None
    if not callable(function):
        raise ArgumentTypeError("parts", function, "must be a function from a word to a list of its parts")
    if config.subwords != BY_FUNCTION:
        raise ConfigError("subwords", config.subwords, "has no effect where parts says how words are cut; leave it out")
    return Parts.by(function)


def check_initial(
    initial: WordVectors | None, settings: Settings[TrainConfig], *, grow: bool, freeze: Freeze | None
) -> None:
    """Find out, before a text is read, whether it is clear how to go on from other vectors.

    Raises:
        ArgumentError: there are none, and something about them is given.
        ConfigError: no learning rate is given, or other dimensions.
    """
    if initial is None:
        if grow or freeze is not None:
            name, value = ("grow", True) if grow else ("freeze", freeze)
            raise ArgumentError(name, value, "has no effect without initial, the vectors to start from")
        return
    if not isinstance(initial, WordVectors):
        raise ArgumentTypeError("initial", initial, "must be WordVectors, such as firth.load(path) gives")
    check_dimensions(initial, settings.config)
    if freeze is not None and settings.config.subwords is not None:
        raise ArgumentError("freeze", freeze, "words made of pieces share them, so none can stay; leave it out")
    if "alpha" not in settings.given:
        raise ConfigError(
            "alpha",
            None,
            f"say at which rate to go on from initial{_rates_of(initial)}. About a third of the usual rate, here "
            f"{settings.config.resolved().alpha / 3:.1g}, is a good beginning; more moves the vectors further",
        )


def _warn_of_settings(initial: WordVectors, settings: Settings[TrainConfig]) -> None:
    """Say which settings of the model's training are not those of this one."""
    changed = [*_changed(initial.info.get("config", {}), settings.config.as_dict(), _OF_STEPS)]
    changed += _changed(initial.info.get("reading", {}), settings.reading.as_dict(), _OF_WORDS)
    if changed:
        warnings.warn(
            f"initial was made with {listed(changed)}, and this training is not. Give the same settings, unless "
            "another text or another kind of training is meant.",
            UserWarning,
            stacklevel=3,  # the caller of firth.train
        )


_OF_STEPS = "architecture", "objective", "window"
_OF_WORDS = "tokenizer", "lowercase", "nfkc", "digits", "chinese_script"


def _changed(before: Mapping[str, object], now: Mapping[str, object], names: Iterable[str]) -> Iterator[str]:
    return (f"{name}={before[name]!r}" for name in names if name in before and before[name] != now[name])


def _rates_of(initial: WordVectors) -> str:
    settings = initial.info.get("config", {})
    if not {"alpha", "min_alpha"} <= settings.keys():
        return ""
    return f", whose rate fell from {settings['alpha']:g} to {settings['min_alpha']:g}"


def pauses_for(folder: Path | None, every: float, on_pause: Callable[[TrainingPause], object] | None) -> Pauses:
    """When a training pauses, as it was asked for.

    Raises:
        ArgumentError: a time that is not positive.
        ArgumentTypeError: a time that is no number, or something that cannot be called.
    """
    if isinstance(every, bool) or not isinstance(every, int | float):
        raise ArgumentTypeError("checkpoint_every", every, "must be a number of seconds")
    if not every > 0:
        raise ArgumentError("checkpoint_every", every, "must be a number of seconds above 0")
    if on_pause is not None and not callable(on_pause):
        raise ArgumentTypeError("on_pause", on_pause, "must be a function of a TrainingPause")
    return Pauses(folder, every, on_pause)


def _held_out(
    validation: Text, corpus: EncodedCorpus, settings: Settings[TrainConfig], report: Report | None
) -> EncodedCorpus:
    """The text to measure the loss on, read as the training text was, with its words."""
    return encode(
        validation,
        reading=reading_of(corpus, settings.reading.tokenizer),
        vocabulary=corpus.vocabulary,
        workers=settings.config.resolved().workers,
        on_progress=report,
    )
