"""Chinese word segmentation: which characters of a run without blanks are a word.

The segmenters see runs of Chinese characters, with the Latin words and numbers that touch them: their dictionaries
know T恤, 卡拉OK and 4S店. What they do to Latin words is undone (jieba makes three of "don't"), so these come out
as `firth.tokenize.unicode_words` cuts them. Everything else they never see.
"""

import importlib
import importlib.util
import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, pairwise
from typing import TypeAlias

import regex

from firth.errors import MissingExtraError
from firth.normalizing import HAN
from firth.tokenize.unicode_words import WORD, without_joiners_at_edges, without_underscores_at_edges

__all__ = [
    "SEGMENTERS",
    "CutText",
    "WordsAndEnds",
    "check_installed",
    "jieba_in_a_helper",
    "make_jieba",
    "make_rjieba",
    "rjieba_in_a_helper",
    "words_and_ends",
    "words_by_jieba",
    "words_by_rjieba",
]

SEGMENTERS = frozenset({"jieba", "rjieba"})
"""The packages, by name."""

CutText: TypeAlias = Callable[[str], list[str]]
r"""Cuts text into words that are the text, put together again; "\n" is a word."""

WordsAndEnds: TypeAlias = Callable[[str], list[str]]
r"""The words of a text, in order, and each "\n" of it among them."""

CutAll: TypeAlias = Callable[[list[str]], list[str]]
r"""Cuts runs; the words of all, with a "\n" behind each run's."""

# Han behind Han is taken at once, so a word begins behind Han or not at all: two that touch stay two runs
_RUN = rf"(?: [{HAN}]++ | {WORD} ) (?: [{HAN}]++ | (?<= [{HAN}] ) {WORD} )*+"
_RUNS_AND_ENDS = regex.compile(rf"\n | {_RUN}", regex.VERBOSE | regex.WORD)
_WORD = regex.compile(WORD, regex.VERBOSE | regex.WORD)
# asked this way round because what does not match costs least
_HAS_NO_HAN = re.compile(f"[^{HAN}]++").fullmatch
_HAS_OTHERS = re.compile(f"[^{HAN}]").search


def words_and_ends(text: str, cut_all: CutAll) -> list[str]:
    """The words of a text that is `firth.tokenize.unicode_words.spelt_for_words`, and its newlines, in order."""
    runs = without_joiners_at_edges(_RUNS_AND_ENDS.findall(without_underscores_at_edges(text)), text)
    chinese = [run for run in dict.fromkeys(runs) if not (run.isascii() or _HAS_NO_HAN(run))]
    cut = dict(zip(chinese, _mended(chinese, cut_all(chinese)), strict=True))
    return list(chain.from_iterable(cut.get(run) or (run,) for run in runs))


def _mended(runs: list[str], words: list[str]) -> Iterator[list[str]]:
    """The words of each run, with Latin words made whole."""
    start = 0
    ends = (place for place, word in enumerate(words) if word == "\n")
    for run, end in zip(runs, ends, strict=True):
        own = words[start:end]
        yield _whole(run, own) if _HAS_OTHERS(run) and not _has_no_split_word(own) else own
        start = end + 1


def _has_no_split_word(words: list[str]) -> bool:
    """Whether every cut is beside a Chinese character. Rare characters do not count, which is safe but slow."""
    return all("\u3400" <= left[-1] < "\ua000" or "\u3400" <= right[0] < "\ua000" for left, right in pairwise(words))


def _whole(run: str, words: list[str]) -> list[str]:
    inside = {place for word in _WORD.finditer(run) for place in range(word.start() + 1, word.end())}
    whole: list[str] = []
    place = 0
    for word in words:
        if place in inside:
            whole[-1] += word
        else:
            whole.append(word)
        place += len(word)
    return whole


def check_installed(package: str) -> None:
    """Look for a segmenter, without loading it.

    Raises:
        MissingExtraError: it is not there.
    """
    if importlib.util.find_spec(package) is None:
        raise MissingExtraError(package, "chinese", f"tokenizer={package!r}")


def make_rjieba() -> CutText:
    """Jieba's algorithm in Rust (jieba-rs). With a dictionary of its own: the package's could have been changed."""
    cut: CutText = importlib.import_module("rjieba").Jieba().cut
    return cut


def make_jieba() -> CutText:
    """Jieba itself.

    Left to itself, it prints, and it reads a dictionary that any user of this machine may have put into the shared
    temporary folder, with ``marshal``, which is not safe against malicious data. So the dictionary is made here from
    the package's own file, in half a second; reading it would take a quarter.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at regular expressions of 2012, and at pkg_resources
        jieba = importlib.import_module("jieba")
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    cut: CutText = tokenizer.lcut
    return cut


def words_by_jieba() -> WordsAndEnds:
    """`words_and_ends` with jieba."""
    return _words_by(make_jieba())


def words_by_rjieba() -> WordsAndEnds:
    """`words_and_ends` with jieba-rs."""
    return _words_by(make_rjieba())


def jieba_in_a_helper() -> Callable[[str], str]:
    """What a helper process does: words with blanks between them; no word holds one."""
    return _joined(words_by_jieba())


def rjieba_in_a_helper() -> Callable[[str], str]:
    """The same with jieba-rs."""
    return _joined(words_by_rjieba())


def _words_by(cut: CutText) -> WordsAndEnds:
    return partial(words_and_ends, cut_all=lambda runs: cut("".join(f"{run}\n" for run in runs)))


def _joined(find_words: WordsAndEnds) -> Callable[[str], str]:
    return lambda text: " ".join(find_words(text))
