"""From the settings of reading to the three functions that carry them out.

No word reaches across whitespace, and no change of spelling does. So what is costly is done once for each distinct
piece between whitespace, and the rest is array indexing (`firth.corpus.build.encode`). The one exception are
functions of the user's, which are given whole lines.

The order: spelling that segmenters depend on (NFKC, simplified characters); words; the rest of the spelling, because
the dictionaries of segmenters hold T恤 and 4S店, and hardly a word in traditional characters; last, numbers left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from threading import Lock
from typing import NamedTuple, TypeAlias

import numpy as np
import regex
from numpy.typing import NDArray

from firth.concurrency.worker_processes import WorkerProcesses
from firth.config import ReadConfig
from firth.errors import CorpusError, quoted
from firth.normalizing import STEPS, normalizer
from firth.text import split_points
from firth.text.whitespace import end_of_last_whitespace
from firth.tokenize import chinese
from firth.tokenize.chinese import WordsAndEnds
from firth.tokenize.sentence_ends import mark_sentence_ends
from firth.tokenize.unicode_words import spelt_for_words, visible, without_joiners_at_edges, words_and_ends

__all__ = ["FAST_TOKENIZERS", "Preparation", "Segmented", "prepared"]

Change: TypeAlias = Callable[[str], str]
FAST_TOKENIZERS = frozenset({"whitespace", "words", "characters"})
"""Those that cut megabytes in a second."""

_BATCH = 1 << 15
"""Characters that a helper process is given at a time: a tenth of a second's work."""

_CHARACTERS = regex.compile(r"\n|(?!\s)\X")
_NUMBER = re.compile(r"[.,]*+\d[\d.,]*+\Z")


class Segmented(NamedTuple):
    """The words of several pieces of text.

    Attributes:
        words: those of all pieces, one after the other.
        lengths: int64, how many words each piece has; 0 is possible.
    """

    words: list[str]
    lengths: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preparation:
    """What is done to a text on its way to words. Threads may share the functions.

    Attributes:
        text: done to each chunk of UTF-8 first. None: nothing is done.
        segment: the words of distinct pieces between whitespace. None: the pieces are the words, or there is ``lines``.
        lines: the words of one line, for a tokenizer that wants whole lines; then there are no pieces. Else None.
        cut: where bytes of the text may be cut into chunks, so that the result does not depend on it; 0: nowhere. It
            may be behind Chinese punctuation: what follows is then another word all the same.
    """

    text: Callable[[bytes], bytes] | None
    segment: Callable[[list[str]], Segmented] | None
    lines: Callable[[str], list[str]] | None
    cut: Callable[[bytes], int]


@contextmanager
def prepared(reading: ReadConfig, workers: int) -> Iterator[Preparation]:
    """Make the functions that carry out the settings.

    Args:
        reading: the settings.
        workers: helper processes for segmenters that hold Python's lock; with 1 there are none. They are ended when
            the context is left.

    Raises:
        MissingExtraError: a segmenter or OpenCC is not installed.
    """
    text = mark_sentence_ends if reading.sentence_ends == "punctuation" else None
    if callable(reading.tokenizer):
        yield Preparation(
            text=text, segment=None, lines=_lines(reading.tokenizer, reading), cut=split_points.at_line_end
        )
        return
    by_name = reading.tokenizer
    cut = end_of_last_whitespace if by_name == "whitespace" else split_points.at_clause_end
    if reading.sentence_ends == "punctuation":
        cut = split_points.at_settled_place
    early, late = _spelling(reading)
    if by_name == "whitespace" and not early and not late and reading.digits != "drop":
        yield Preparation(text=text, segment=None, lines=None, cut=cut)
        return
    with _tokenizer(by_name, workers) as find_words:
        first = {"whitespace": None, "characters": visible}.get(by_name, spelt_for_words)
        segment = partial(
            _segmented,
            [change for change in (first, early) if change],
            find_words,
            late,
            drop_numbers=reading.digits == "drop",
        )
        yield Preparation(text=text, segment=segment, lines=None, cut=cut)


def _spelling(reading: ReadConfig) -> tuple[Change | None, Change | None]:
    """What is done to spelling before words are cut, and what after."""
    early = {"nfkc", "chinese_script"}
    if reading.tokenizer in chinese.SEGMENTERS and reading.chinese_script == "traditional":
        early.remove("chinese_script")
    settings = reading.as_dict()
    return normalizer(settings, early), normalizer(settings, set(STEPS) - early)


@contextmanager
def _tokenizer(name: str, workers: int) -> Iterator[WordsAndEnds]:
    if name in chinese.SEGMENTERS:
        chinese.check_installed(name)
        in_a_helper, here = {
            "jieba": (chinese.jieba_in_a_helper, chinese.words_by_jieba),
            "rjieba": (chinese.rjieba_in_a_helper, chinese.words_by_rjieba),
        }[name]
        if workers == 1:
            yield here()
            return
        with WorkerProcesses(chinese.__name__, in_a_helper.__name__, workers) as helpers:
            yield partial(_words_by_helpers, helpers)
    else:
        yield {"words": words_and_ends, "characters": _characters, "whitespace": _between_spaces}[name]


def _characters(text: str) -> list[str]:
    return without_joiners_at_edges(_CHARACTERS.findall(text), text)


def _between_spaces(text: str) -> list[str]:
    """Pieces have no spaces, but NFKC makes some."""
    return [word for word in text.replace("\n", " \n ").split(" ") if word]


def _words_by_helpers(helpers: WorkerProcesses, text: str) -> list[str]:
    answers = helpers.map(_batches(text))
    return list(chain.from_iterable(answer.split(" ") for answer in answers))


def _batches(text: str) -> Iterator[str]:
    """The text in parts of whole lines."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _BATCH) + 1 or len(text)
        yield text[start:end]
        start = end


def _with_ends(lines: list[str]) -> str:
    return "\n".join([*lines, ""])


def _segmented(
    early: Sequence[Change], find_words: WordsAndEnds, late: Change | None, pieces: list[str], *, drop_numbers: bool
) -> Segmented:
    """The words of pieces. All are handled together, each on a line of its own."""
    text = _with_ends(pieces)
    for change in early:
        text = change(text)
    words = find_words(text)
    if late and words:
        words = late(" ".join(words)).split(" ")  # no word holds a blank
    if drop_numbers:
        words = _without_numbers(words)
    ends = np.array([place for place, word in enumerate(words) if word == "\n"], np.int64)
    assert len(ends) == len(pieces), "a newline was lost or made"
    return Segmented([word for word in words if word != "\n"], np.diff(ends, prepend=-1) - 1)


def _without_numbers(words: list[str]) -> list[str]:
    """Words without those that are digits, also with . and , among them."""
    return [word for word in words if not _NUMBER.match(word)]


def _lines(tokenizer: Callable[[str], Iterable[str]], reading: ReadConfig) -> Callable[[str], list[str]]:
    """A function of the user's, held to its contract. One thread at a time: it may not be made for more."""
    early, late = _spelling(reading)
    lock = Lock()

    def words_of(line: str) -> list[str]:
        spelt = early(line) if early else line
        with lock:
            words = _called(tokenizer, spelt)
        if late:
            words = [late(word) for word in words]
        return _without_numbers(words) if reading.digits == "drop" else words

    return words_of


def _called(tokenizer: Callable[[str], Iterable[str]], line: str) -> list[str]:
    name = f"the tokenizer {getattr(tokenizer, '__qualname__', type(tokenizer).__name__)}"
    try:
        words = tokenizer(line)
        if not isinstance(words, str):
            words = list(words)
    except Exception as error:
        raise CorpusError(f"{name} failed at {quoted(line)}: {type(error).__name__}: {error}") from error
    if isinstance(words, str):
        raise CorpusError(f"{name} returned the string {quoted(words)}, not words. Return a list of strings.")
    for word in words:
        if not isinstance(word, str) or not word:
            raise CorpusError(f"{name} returned {quoted(word)} among the words. Each must be a string, and not empty.")
    try:
        "".join(words).encode()
    except UnicodeEncodeError:
        raise CorpusError(f"{name} returned surrogates, which are not text, for {quoted(line)}.") from None
    return words
