"""A chunk of text as numbers: its own dictionary, and its tokens as places in that.

This is all the work that depends on the text alone, so threads do it side by side. What they share are the first words
of the text: most words of any chunk are among these, which keeps the dictionaries small.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.config import EncodingErrors
from firth.corpus.entries import NOTHING, Cut, Strings, Table, by_shard, cut_at_whitespace, decoded, from_words
from firth.corpus.tokenizers import Preparation, Segmented
from firth.corpus.whitespace import valid
from firth.kernels.words import tally

__all__ = ["Common", "Part", "part_of_strings", "part_of_text"]

_COMMON_WORDS = 1 << 17
"""How many words every dictionary begins with. Fewer: larger dictionaries to keep and to merge. More: more memory that
every thread reads at random."""

_COMMON_LETTERS = 1 << 23

Segment: TypeAlias = Callable[[list[str]], Segmented]


class Common:
    """The first words of a text. Threads look words up in it while it grows: see `firth.kernels.words`.

    Attributes:
        table: the words.
    """

    def __init__(self) -> None:
        self.table = Table(_COMMON_WORDS, _COMMON_LETTERS, slots=2 * _COMMON_WORDS)

    def learn(self, new: Strings) -> None:
        """Take more words in, as long as there are few."""
        room = _COMMON_WORDS - 1 - self.table.count  # one less: a table that is half full makes itself larger
        letters = int(new.lengths[:room].sum())
        if room and self.table.letters + letters <= _COMMON_LETTERS:
            self.table.number(new.take(slice(room)), NOTHING, 0)


class Part(NamedTuple):
    """The n tokens of a chunk, and its dictionary: the known words, then the new ones.

    Attributes:
        known: how many common words the dictionary begins with.
        new: the other words, those of the same shard together.
        shards: int64[SHARDS], how many of the new words are in each.
        counts: int64[known + new], occurrences of each word of the dictionary.
        ids: int32[n], each token's place in the dictionary, or its complement (~place, which is negative) where the
            token begins a sentence by what the chunk itself shows.
        ends_open: whether a sentence goes on at the end; None if the chunk says nothing of it.
    """

    known: int
    new: Strings
    shards: NDArray[np.int64]
    counts: NDArray[np.int64]
    ids: NDArray[np.int32]
    ends_open: bool | None


def part_of_text(data: bytes, common: Common, preparation: Preparation, errors: EncodingErrors) -> Part:
    """Turn a chunk of text into numbers.

    Args:
        data: UTF-8 text that ends where a word does.
        common: the first words of the dictionary.
        preparation: how the text is cut into words.
        errors: what to do with invalid UTF-8.

    Raises:
        UnicodeDecodeError: invalid UTF-8, and ``errors`` is "strict".
    """
    data = valid(data, errors)
    if preparation.text is not None:
        data = preparation.text(data)
    if preparation.lines is not None:
        return _part_of_lines(data, common, preparation.lines)
    cut = cut_at_whitespace(data)
    if preparation.segment is not None:
        return _part_of_pieces(cut, common, preparation.segment)
    known = common.table.count
    fresh = Table(len(cut.broken), len(data))
    ids = fresh.number(cut.words, common.table, known)
    ids ^= -cut.broken.astype(np.int32)  # the complement where there is a break: x ^ -1 is ~x
    return _part(ids, fresh, known, ends_open=not cut.ends_broken if len(ids) or cut.ends_broken else None)


def part_of_strings(strings: Strings, breaks: NDArray[np.int64], common: Common) -> Part:
    """Turn words into numbers.

    Args:
        strings: n tokens.
        breaks: int64, not descending: for each end of a sentence how many of these stand before it.
        common: the first words of the dictionary.
    """
    known = common.table.count
    fresh = Table(len(strings.starts), int(strings.lengths.sum()))
    ids = fresh.number(strings, common.table, known)
    return _part(ids, fresh, known, ends_open=_mark(ids, breaks))


def _part_of_lines(data: bytes, common: Common, words_of: Callable[[str], list[str]]) -> Part:
    """Let a function cut lines into words."""
    words: list[str] = []
    ends = []
    for line in data.decode().removesuffix("\n").split("\n"):
        words.extend(words_of(line))
        ends.append(len(words))
    return part_of_strings(from_words(words), np.array(ends, dtype=np.int64), common)


def _part_of_pieces(cut: Cut, common: Common, segment: Segment) -> Part:
    """Segment each distinct piece once, and put its words wherever it stands."""
    pieces = Table(len(cut.broken), int(cut.words.lengths.sum()))
    ids = pieces.number(cut.words, NOTHING, 0)
    words, lengths = segment(decoded(pieces.strings))
    known, strings = common.table.count, from_words(words)
    fresh = Table(len(words), int(strings.lengths.sum()))
    numbers = fresh.number(strings, common.table, known)
    sizes = lengths[ids]
    starts = np.cumsum(sizes) - sizes
    tokens = int(sizes.sum())
    # Where a piece's words stand among the words of all pieces, less where they stand in the text.
    offsets = np.repeat((np.cumsum(lengths) - lengths)[ids] - starts, sizes)
    expanded = numbers[offsets + np.arange(tokens)]
    breaks = np.append(starts[cut.broken == 1], np.full(int(cut.ends_broken), tokens))
    return _part(expanded, fresh, known, ends_open=_mark(expanded, breaks))


def _mark(ids: NDArray[np.int32], breaks: NDArray[np.int64]) -> bool | None:
    """Mark the tokens behind breaks, and tell whether the last sentence goes on."""
    begins = np.unique(breaks)
    begins = begins[begins < len(ids)]
    ids[begins] = ~ids[begins]
    if len(breaks):
        return bool(breaks[-1] < len(ids))
    return True if len(ids) else None


def _part(ids: NDArray[np.int32], fresh: Table, known: int, *, ends_open: bool | None) -> Part:
    new, shards, places = by_shard(fresh)
    counts = np.zeros(known + fresh.count, dtype=np.int64)
    tally(ids, known, places, counts)
    return Part(known, new, shards, counts, ids, ends_open)
