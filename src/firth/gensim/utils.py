"""gensim's small tools that programs with word vectors use: opening files, words of a text, Unicode.

What else gensim has there concerns topic models, and is refused by name.
"""

import bz2
import gzip
import lzma
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from typing import IO, Any

from firth.errors import SourceError
from firth.formats.target import replacing
from firth.gensim.missing import told_if_missing

__all__ = [
    "RULE_DEFAULT",
    "RULE_DISCARD",
    "RULE_KEEP",
    "RepeatCorpus",
    "any2unicode",
    "any2utf8",
    "deaccent",
    "keep_vocab_item",
    "open",
    "save_as_line_sentence",
    "simple_preprocess",
    "simple_tokenize",
    "to_unicode",
    "to_utf8",
    "tokenize",
]

RULE_DEFAULT, RULE_DISCARD, RULE_KEEP = range(3)

PAT_ALPHABETIC = re.compile(r"(((?![\d])\w)+)", re.UNICODE)
"""Letters and underscores; no digits."""

_OPENERS: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_BEGIN = {".gz": b"\x1f\x8b", ".bz2": b"BZh", ".xz": b"\xfd7zXZ\0"}


def open(name: Any, mode: str = "r", **kwargs: Any) -> IO[Any]:  # noqa: A001 - gensim's name
    """Open a file, also one that is packed by gzip, bzip2 or xz: as its content says, or its ending if it is written.

    Raises:
        MissingFileError: there is none to be read.
        SourceError: it is an address, which the smart_open that gensim uses would open.
    """
    if hasattr(name, "read") or hasattr(name, "write"):
        return name  # type: ignore[no-any-return]
    if "://" in os.fspath(name):
        raise SourceError(f"{name} is an address, and files are opened by their names. Fetch it first.")
    with told_if_missing(name):
        opener = _of_content(Path(name)) if mode.startswith("r") else _OPENERS.get(Path(name).suffix)
        if opener is None:
            return Path(name).open(mode, **kwargs)
        packed: IO[Any] = opener(name, mode if "b" in mode else mode + "t", **kwargs)
        return packed


def _of_content(path: Path) -> Any:
    """What opens a packed file; None for one that is not packed, and for a pipe, which can be read only once."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(6)
    return next((_OPENERS[ending] for ending, begin in _BEGIN.items() if head.startswith(begin)), None)


def any2unicode(text: str | bytes, encoding: str = "utf8", errors: str = "strict") -> str:
    """Text as a string, from bytes in an encoding or a string.

    Raises:
        UnicodeDecodeError: the bytes are not of the encoding, and `errors` is "strict".
    """
    return text if isinstance(text, str) else str(text, encoding, errors=errors)


def any2utf8(text: str | bytes, errors: str = "strict", encoding: str = "utf8") -> bytes:
    """Text as UTF-8, from bytes in an encoding or a string; errors are those of `any2unicode`."""
    return any2unicode(text, encoding, errors).encode("utf8")


to_unicode = any2unicode
to_utf8 = any2utf8


def deaccent(text: str | bytes) -> str:
    """Text without accents: "šéf" becomes "sef"."""
    parted = unicodedata.normalize("NFD", any2unicode(text))
    return unicodedata.normalize("NFC", "".join(c for c in parted if unicodedata.category(c) != "Mn"))


def simple_tokenize(text: str) -> Iterator[str]:
    """The words of a text: letters and underscores, without digits."""
    return (match.group() for match in PAT_ALPHABETIC.finditer(text))


def tokenize(
    text: str | bytes,
    lowercase: bool = False,
    deacc: bool = False,
    encoding: str = "utf8",
    errors: str = "strict",
    to_lower: bool = False,
    lower: bool = False,
) -> Iterator[str]:
    """The words of a text, in lower case and without accents if that is asked for.

    Args:
        text: a string, or bytes in `encoding`.
        lowercase: make it lower-case; `to_lower` and `lower` are the same.
        deacc: take accents off.
        encoding: of bytes.
        errors: what to do about bytes that are not of the encoding.
        to_lower: as `lowercase`.
        lower: as `lowercase`.
    """
    text = any2unicode(text, encoding, errors)
    text = text.lower() if lowercase or to_lower or lower else text
    return simple_tokenize(deaccent(text) if deacc else text)


def simple_preprocess(doc: str | bytes, deacc: bool = False, min_len: int = 2, max_len: int = 15) -> list[str]:
    """The words of a text in lower case, but for short and long ones and those that begin with an underscore."""
    return [
        token
        for token in tokenize(doc, lower=True, deacc=deacc, errors="ignore")
        if min_len <= len(token) <= max_len and not token.startswith("_")
    ]


def keep_vocab_item(word: str, count: int, min_count: int, trim_rule: Any = None) -> bool:
    """Whether a word stays in a vocabulary, by its count or as a function of (word, count, min_count) says.

    The function gives `RULE_KEEP`, `RULE_DISCARD`, or `RULE_DEFAULT`: by the count.
    """
    rule = RULE_DEFAULT if trim_rule is None else trim_rule(word, count, min_count)
    return bool(rule == RULE_KEEP or (rule == RULE_DEFAULT and count >= min_count))


def save_as_line_sentence(corpus: Iterable[Iterable[str]], filename: str) -> None:
    """Write sentences to a file, one a line with blanks between the words."""
    with replacing(filename) as out:
        out.writelines(any2utf8(" ".join(sentence) + "\n") for sentence in corpus)


class RepeatCorpus:
    """The documents of a corpus again and again, `reps` of them in all.

    Attributes:
        corpus: can be read several times.
        reps: documents to give.
    """

    def __init__(self, corpus: Iterable[Any], reps: int) -> None:
        self.corpus, self.reps = corpus, reps

    def __iter__(self) -> Iterator[Any]:
        return islice(chain.from_iterable(repeat(self.corpus)), self.reps)
