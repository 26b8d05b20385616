"""The settings of reading: what a text is, how it is cut into words, and which of them are joined to phrases.

As in `firth.config.training`, flags, keyword arguments and the model file's header are derived from one dataclass.
What is kept in a model also makes a query look like the text: see `firth.normalizing`.
"""

import codecs
import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypedDict

from firth.config.fields import MEMORY_LIMIT, Configuration, check_fields, setting
from firth.errors import ConfigError

__all__ = [
    "ChineseScript",
    "Digits",
    "EncodingErrors",
    "PhraseScore",
    "ReadConfig",
    "ReadFields",
    "SentenceEnds",
    "TextFields",
    "Tokenizer",
    "TokenizerName",
]

TokenizerName = Literal["whitespace", "words", "characters", "jieba", "rjieba"]
Tokenizer: TypeAlias = TokenizerName | Callable[[str], Iterable[str]]
SentenceEnds = Literal["lines", "punctuation"]
ChineseScript = Literal["as_written", "simplified", "traditional"]
Digits = Literal["keep", "zero", "drop"]
EncodingErrors = Literal["strict", "replace"]
PhraseScore = Literal["word2phrase", "npmi"]


class TextFields(TypedDict, total=False):
    """The fields of ``ReadConfig`` as keyword arguments, without ``memory_limit``."""

    tokenizer: Tokenizer
    sentence_ends: SentenceEnds
    nfkc: bool
    lowercase: bool
    chinese_script: ChineseScript
    digits: Digits
    encoding: str
    errors: EncodingErrors
    text_field: str | None
    phrases: int
    phrase_score: PhraseScore | None
    phrase_threshold: float | None
    phrase_discount: int | None
    phrase_connectors: str | None


class ReadFields(TextFields, total=False):
    """The fields of ``ReadConfig`` as keyword arguments."""

    memory_limit: int


# word2phrase.c's defaults are 100 and 5; NPMI runs from -1 to 1
_THRESHOLD = {"word2phrase": 100.0, "npmi": 0.5}
_DISCOUNTS = {"word2phrase": 5, "npmi": None}


_NOT_OF_TEXTS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python that turn bytes into text but are not encodings of text files: host names, Python's source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadConfig(Configuration):
    """How to read.

    The fields hold what was given. ``None`` means "not given": what is then in effect depends on the other fields, and
    `resolved` tells.

    Raises:
        ConfigError: a value of the wrong type, out of range, or without effect here.

    Example:
        >>> firth.ReadConfig(tokenizer="words", lowercase=True).given()
        {'tokenizer': 'words', 'lowercase': True}
    """

    tokenizer: Tokenizer = setting(
        "whitespace",
        "whitespace: what is between blanks; words: Unicode word boundaries, without punctuation; characters: each "
        "one; jieba, rjieba: Chinese word segmentation",
        choices=TokenizerName,
    )
    sentence_ends: SentenceEnds = setting(
        "lines",
        "where a sentence ends, which no window crosses: lines: at the end of a line; punctuation: there, and after "
        ". ! ? 。 ！ ？ in raw text",
        choices=SentenceEnds,
    )
    nfkc: bool = setting(False, "normalise characters to Unicode NFKC: full-width letters become plain ones")
    lowercase: bool = setting(False, "read capitals as small letters")
    chinese_script: ChineseScript = setting(
        "as_written", "convert Chinese text to simplified or traditional characters (OpenCC)", choices=ChineseScript
    )
    digits: Digits = setting(
        "keep", "zero: every digit becomes 0, so that numbers share a word; drop: leave numbers out", choices=Digits
    )
    encoding: str = setting("utf-8", "the text's character encoding, such as gb18030, big5 or utf-16")
    errors: EncodingErrors = setting(
        "strict",
        "bytes that are not of that encoding, and damaged archives: strict: stop; replace: read U+FFFD in their place, "
        "and an archive up to the damage",
        choices=EncodingErrors,
    )
    text_field: str | None = setting(
        None, "the column or field that holds the text, in JSON Lines and tables: Parquet, Arrow, .csv, .tsv"
    )
    phrases: int = setting(
        0, "passes in which neighbouring words are joined to phrases; 2 finds some of four words", least=0, most=16
    )
    phrase_score: PhraseScore | None = setting(
        None,
        "word2phrase: (count(a b) - discount) x tokens / (count(a) x count(b)); npmi: mutual information over its "
        "largest possible value",
        choices=PhraseScore,
    )
    phrase_threshold: float | None = setting(
        None,
        "join words whose score is above this; default for word2phrase, npmi: "
        + ", ".join(f"{threshold:g}" for threshold in _THRESHOLD.values()),
    )
    phrase_discount: int | None = setting(
        None, f"of word2phrase's score; rarer pairs are never joined; default {_DISCOUNTS['word2phrase']}", least=0
    )
    phrase_connectors: str | None = setting(
        None, 'words that a phrase may have inside, but not at its ends, with blanks between them: "of the and"'
    )
    memory_limit: int = setting(
        MEMORY_LIMIT,
        "memory to count words in; what it does not hold lies in temporary files",
        least=10**7,
        unit="bytes",
    )

    def __post_init__(self) -> None:
        """Check."""
        check_fields(
            self,
            but={"encoding", "text_field", "phrase_connectors", *(["tokenizer"] if callable(self.tokenizer) else [])},
        )
        if not isinstance(self.text_field, str | None) or self.text_field == "":
            raise ConfigError("text_field", self.text_field, "must be the name of a column or field")
        object.__setattr__(self, "encoding", _codec_name(self.encoding))
        connectors = self.phrase_connectors
        if connectors is not None and not (isinstance(connectors, str) and connectors.strip()):
            raise ConfigError("phrase_connectors", connectors, 'must be words, such as "of the and"')
        _check_phrases(self)

    def resolved(self) -> "ReadConfig":
        """The settings in effect: a field is None only where it has no effect.

        Example:
            >>> firth.ReadConfig(phrases=1).resolved().phrase_score
            'word2phrase'
        """
        if not self.phrases:
            return self
        score = self.phrase_score or "word2phrase"
        usual = {"phrase_score": score, "phrase_threshold": _THRESHOLD[score], "phrase_discount": _DISCOUNTS[score]}
        not_given: dict[str, Any] = {name: value for name, value in usual.items() if getattr(self, name) is None}
        return dataclasses.replace(self, **not_given)

    def check_without_phrases(self) -> None:
        """Refuse phrases for a text that is read with the words of another.

        Raises:
            ConfigError: words are to be joined.

        Example:
            >>> firth.ReadConfig(lowercase=True).check_without_phrases()
        """
        if self.phrases:
            raise ConfigError(
                "phrases",
                self.phrases,
                "which words were joined to phrases in another text is not known; hold a share of that text out "
                "(validation_share) where held-out text is wanted",
            )

    def as_dict(self) -> dict[str, Any]:
        """Names and values in effect, as the model file keeps them; of a function its name only.

        Example:
            >>> firth.ReadConfig(tokenizer=str.split).as_dict()["tokenizer"]
            'function str.split'
        """
        effective = self.resolved()
        values = {field.name: getattr(effective, field.name) for field in dataclasses.fields(self)}
        if callable(self.tokenizer):
            values["tokenizer"] = f"function {getattr(self.tokenizer, '__qualname__', type(self.tokenizer).__name__)}"
        return values


def _codec_name(encoding: object) -> str:
    """Python's name of a character encoding."""
    try:
        known = codecs.lookup(encoding)  # type: ignore[arg-type] # the wrong type is a wrong value
    except (LookupError, TypeError, ValueError):
        known = None
    # _is_text_encoding is Python's own test, which has no public name
    if known is None or not known._is_text_encoding or known.name in _NOT_OF_TEXTS:  # noqa: SLF001
        raise ConfigError(
            "encoding", encoding, "is not a character encoding; try utf-8, gb18030, big5, utf-16 or latin-1"
        )
    return known.name


def _check_phrases(config: ReadConfig) -> None:
    for name in ("phrase_score", "phrase_threshold", "phrase_discount", "phrase_connectors"):
        value = getattr(config, name)
        if not config.phrases and value is not None:
            raise ConfigError(name, value, "has no effect without phrases; give phrases=1 or more")
    if config.phrase_score == "npmi" and config.phrase_discount is not None:
        raise ConfigError(
            "phrase_discount", config.phrase_discount, "has no effect with phrase_score='npmi'; leave it out"
        )
