"""What can go wrong, as a tree.

Each class is also the built-in exception a stranger would catch, says what was wrong, what was
received, and what to do about it::

    FirthError
    ├── ConfigError           (ValueError)       a setting, or a combination of settings, that makes no sense
    ├── ArgumentError         (ValueError)       a word, a path, a vector or another argument that cannot be used
    │   └── ArgumentTypeError (TypeError)        an argument of a type that cannot be used
    ├── SourceError           (OSError)          a text that is missing or cannot be read
    │   └── DamagedArchiveError (OSError)        a compressed text that is damaged; knows file and byte
    ├── CorpusError           (ValueError)       a text that was read but cannot be trained on
    │   └── TextEncodingError (ValueError)       bytes that are not of their encoding; knows file and line
    ├── TargetError           (OSError)          a file or folder that cannot be written
    ├── FormatError           (ValueError)       a vector file that is not what it claims to be
    ├── UnknownWordError      (KeyError)         a word the vectors do not hold; knows close ones
    ├── MissingPartError      (ValueError)       a question that needs counts or contexts the model lacks
    ├── MissingExtraError     (ImportError)      an optional part that is not installed
    ├── SlowTrainingError     (RuntimeError)     a training that takes hours, and needs your consent
    ├── NotEnoughMemoryError  (MemoryError)      a training that takes more memory than there is
    ├── NoThreadError         (RuntimeError)     a system that starts no further thread
    └── DivergedError         (ArithmeticError)  weights that stopped being finite during training

    TrainingInterrupted       (KeyboardInterrupt) Ctrl-C during training; carries what was learned so far

The last is not a FirthError: ``except Exception`` must not swallow a person's wish to stop.
"""

import pickle
import re
from collections.abc import Sequence
from typing import Any

__all__ = [
    "ArgumentError",
    "ArgumentTypeError",
    "ConfigError",
    "CorpusError",
    "DamagedArchiveError",
    "DivergedError",
    "FirthError",
    "FormatError",
    "MissingExtraError",
    "MissingPartError",
    "NoThreadError",
    "NotEnoughMemoryError",
    "SlowTrainingError",
    "SourceError",
    "TargetError",
    "TextEncodingError",
    "TrainingInterrupted",
    "UnknownWordError",
]


LOGIN = re.compile(
    r"""(?<=://)
    (?! [^/@:\s]* : \d+ (?: [/?\s] | $ ) )  # a host and its port
    (?: [^/@:?\s]* : [^/?\s]* @              # key:secret@
      | [^/@:?\s]* : [^@\s]* @               # the same, where / or ? in the secret is not escaped
      | [^/@?\s]* @ )""",
    re.VERBOSE,
)
"""What a URL says of credentials, with the @ behind."""


def quoted(value: object, most: int = 40) -> str:
    """A value as messages show it: its ``repr``, and of a long one the beginning (a word may have megabytes).

    Args:
        value: whatever was received.
        most: characters of it that are shown.
    """
    if isinstance(value, str | bytes):
        return repr(value[:most]) + ("..." if len(value) > most else "")
    shown = repr(value)
    return shown if len(shown) <= most else f"{shown[:most]}..."


def likely(encoding: str) -> str:
    """What to do about bytes that look as if they were in an encoding."""
    return f"It looks like {encoding}: pass encoding={encoding!r} (--encoding {encoding})."


def listed(names: Sequence[str]) -> str:
    """Names as messages show them: of many the first, and how many more there are."""
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def counted(number: int, noun: str) -> str:
    """A number with a noun that takes an s in the plural: "1 row", "2,000 rows"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


class _Picklable(BaseException):
    """An exception that comes whole out of a pickle, and so out of a process pool.

    Python would call the class with the finished message as its only argument, which most of our classes do not take.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        attributes = {name: _portable(value) for name, value in self.__dict__.items()}
        return _unpickled, (type(self), self.args, attributes)


def _portable(value: object) -> object:
    """The value, or what messages show of it where it cannot be pickled, such as a function that was given."""
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001 - pickling runs whatever code the value brings
        return quoted(value, 200)
    return value


def _unpickled(kind: type[BaseException], args: tuple[Any, ...], attributes: dict[str, Any]) -> BaseException:
    error = kind.__base__.__new__(kind, *args)  # MemoryError itself makes none of a subclass
    error.args = args
    error.__dict__.update(attributes)
    return error


class FirthError(_Picklable, Exception):
    """Any error that Firth raises on purpose. Its message shows no credentials of URLs, wherever they come from."""

    def __init__(self, *args: object) -> None:
        super().__init__(*(LOGIN.sub("", each) if isinstance(each, str) else each for each in args))


class ConfigError(FirthError, ValueError):
    """A setting, or a combination of settings, that makes no sense.

    Attributes:
        field: the name of the setting, as in ``TrainConfig``.
        value: what was received.
        remedy: what is wrong with it, and what to do.
    """

    def __init__(self, field: str, value: object, remedy: str) -> None:
        super().__init__(f"{field}={quoted(value, 200)}: {remedy}")  # 200: paths are seldom longer
        self.field = field
        self.value = value
        self.remedy = remedy


class ArgumentError(FirthError, ValueError):
    """A word, a path, a vector or another argument that cannot be used.

    Attributes:
        name: of the argument.
        value: what was received.
        remedy: what is wrong with it, and what to do.
    """

    def __init__(self, name: str, value: object, remedy: str) -> None:
        super().__init__(f"{name}={quoted(value, 200)}: {remedy}")
        self.name = name
        self.value = value
        self.remedy = remedy


class ArgumentTypeError(ArgumentError, TypeError):
    """An argument of a type that cannot be used."""


class SourceError(FirthError, OSError):
    """A text that is missing or cannot be read."""


class DamagedArchiveError(SourceError):
    """A compressed text that cannot be unpacked further.

    Attributes:
        source: the file's name as given.
        offset: about which byte of the stored file the damage is at.
        what: the kind of archive, and what is wrong with it.
    """

    def __init__(self, source: str, kind: str, problem: str, offset: int) -> None:
        super().__init__(
            f"{source}: the {kind} data {problem}, noticed at about byte {offset:,} of the file. Check it with "
            f"'{kind} -t', and fetch or make it again; or pass errors='replace' (--errors replace) to read the "
            "text up to there."
        )
        self.source = source
        self.offset = offset
        self.what = f"the {kind} data {problem}"


class CorpusError(FirthError, ValueError):
    """A text that was read but cannot be trained on."""


class TextEncodingError(CorpusError):
    """Bytes that are not valid in the encoding that the text is said to have.

    Attributes:
        source: the file's name as given.
        line: the line's number, counted from 1.
        encoding: the encoding that was tried.
        looks_like: encodings that the bytes are more likely in, best first.
        is_mixed: whether the text before these bytes is beyond doubt in the encoding that was tried.
        is_cut: whether these bytes are the last, and begin a character that does not end.
    """

    def __init__(  # noqa: PLR0913 - what is known of the place; by position only where it is
        self,
        source: str,
        line: int,
        byte: int,
        *,
        encoding: str = "utf-8",
        looks_like: Sequence[str] = (),
        is_mixed: bool = False,
        is_cut: bool = False,
    ) -> None:
        wrong = f"byte 0x{byte:02x} is not valid {encoding.upper()}."
        if is_cut:
            wrong = f"the text ends in the middle of a character, with byte 0x{byte:02x} of {encoding.upper()}."
        remedy = _CUT_REMEDY if is_cut else _encoding_remedy(looks_like, is_mixed=is_mixed)
        super().__init__(
            f"{source}, line {line:,}: {wrong} {remedy}, or pass errors='replace' (--errors replace) "
            f"to read on with U+FFFD in its place."
        )
        self.source = source
        self.line = line
        self.encoding = encoding
        self.looks_like = tuple(looks_like)
        self.is_mixed = is_mixed
        self.is_cut = is_cut


_CUT_REMEDY = "It was probably cut: fetch or make it again"


def _encoding_remedy(looks_like: Sequence[str], *, is_mixed: bool) -> str:
    if not looks_like:
        return "Convert the file to UTF-8, or name its encoding (--encoding NAME)"
    others = f" (or {', '.join(looks_like[1:])})" if looks_like[1:] else ""
    found = f"it looks like {looks_like[0]}{others}"
    if is_mixed:
        return f"From here {found}, and the text before does not: convert the parts to UTF-8 one by one"
    return f"I{found[1:]}: pass encoding={looks_like[0]!r} (--encoding {looks_like[0]})"


class TargetError(FirthError, OSError):
    """A file or folder that cannot be written."""


class FormatError(FirthError, ValueError):
    """A vector file that is not what it claims to be."""


class UnknownWordError(FirthError, KeyError):
    """A word that the vectors do not hold.

    Attributes:
        word: what was asked for, a word or an id.
        close: words of the model that are spelt like it, best first.
    """

    def __init__(
        self,
        word: object,
        size: int,
        close: Sequence[str] = (),
        tokenizer: str = "whitespace",
        *,
        composable: bool | None = False,
    ) -> None:
        hint = f" Close: {', '.join(map(quoted, close))}." if close else ""
        if tokenizer != "whitespace" and not str(word).isalnum():
            hint += f" The text was cut by tokenizer={tokenizer!r}, which may have made several words of it."
        if composable is None:
            hint += " None of its pieces has a vector, so it cannot be composed either."
        elif composable:
            hint += (
                " It has no row, but the model can compose it of its pieces: --compose, or vectors.composing()[word]."
            )
        super().__init__(f"{quoted(word)} is not among the {size:,} words.{hint}")
        self.word = word
        self.close = tuple(close)

    def with_others(self, others: Sequence[str]) -> "UnknownWordError":
        """The same error, whose message also names other words that are missing, as they are to be shown."""
        self.args = (f"{self.args[0]} Also missing: {listed(others)}.",)
        return self

    def __str__(self) -> str:
        """Undo KeyError's habit of quoting its message."""
        return str(self.args[0])


class MissingPartError(FirthError, ValueError):
    """A question that needs counts or contexts which the model does not carry."""


class MissingExtraError(FirthError, ImportError):
    """An optional part that is not installed.

    Attributes:
        package: what could not be imported.
        extra: the extra of Firth that brings it.
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {package}, which is not installed. Install what it takes: pip install 'firth[{extra}]'"
        )
        self.package = package
        self.extra = extra


class NotEnoughMemoryError(FirthError, MemoryError):
    """A training that takes more memory than there is.

    Attributes:
        needed: bytes, at least.
        left: bytes that can be had.
    """

    def __init__(self, words: int, dimensions: int, needed: int, left: int) -> None:
        super().__init__(
            f"{words:,} words of {counted(dimensions, 'dimension')} take at least {needed / 1e9:,.2f} GB of memory, "
            f"and {left / 1e9:,.2f} GB are left. Keep fewer words (max_vocab, min_count) or dimensions (vector_size). "
            "firth.encode (firth encode) reads the text once for several attempts."
        )
        self.needed = needed
        self.left = left


class NoThreadError(FirthError, RuntimeError):
    """A system that starts no further thread."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"the work cannot begin: {error}. Close other programs, or allow this one more threads (ulimit -u) and "
            "memory (ulimit -v)."
        )


class DivergedError(FirthError, ArithmeticError):
    """Weights that stopped being finite during training."""


class SlowTrainingError(FirthError, RuntimeError):
    """A training that takes hours, and needs your consent.

    Attributes:
        seconds: estimated by a trial on this machine.
    """

    def __init__(self, seconds: float, size: int) -> None:
        super().__init__(
            f"full softmax over {size:,} words will take about {_duration(seconds)} on this text: every pair costs as "
            "much as there are words. Train with objective='hierarchical_softmax' or 'negative_sampling', on fewer "
            "words (max_vocab) or on less text; or pass allow_slow=True (--yes) to go on."
        )
        self.seconds = seconds


def _duration(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:,.1f} hours" if hours < 48 else f"{hours / 24:,.0f} days"


class TrainingInterrupted(_Picklable, KeyboardInterrupt):
    """Ctrl-C during training.

    Attributes:
        vectors: the ``WordVectors`` learned so far, or None when training had not begun.
        checkpoint: the path of the checkpoint from which `firth.resume` goes on, or None.
        report: what `firth.compare_training` has to say of the trainings that were done, or None.
        finished: how many of the runs of `firth.stability`, or texts of `firth.distil`, are done, and where they are,
            or None.
    """

    def __init__(
        self, vectors: Any = None, checkpoint: Any = None, report: Any = None, finished: str | None = None
    ) -> None:
        kept = " What was learned so far is in its attribute vectors." if vectors is not None else ""
        goes_on = f" firth.resume({str(checkpoint.parent)!r}) goes on with it." if checkpoint is not None else ""
        reported = " What the trainings before it showed is in its attribute report." if report is not None else ""
        runs = f" {finished}; the same call goes on." if finished is not None else ""
        super().__init__(
            f"{'training' if finished is None else 'the work'} was interrupted.{kept}{goes_on}{reported}{runs}"
        )
        self.vectors = vectors
        self.checkpoint = checkpoint
        self.report = report
        self.finished = finished
