"""A chunk of text as numbers: its own dictionary, and its tokens as places in that.

This is all the work that depends on the text alone, so threads do it side by side. What they share are the first words
of the text: most words of any chunk are among these, which keeps the dictionaries small.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.config import EncodingErrors
from firth.corpus.build.string_table import NOTHING, Strings, Table, by_shard, decoded, from_words
from firth.kernels.text.number_words import count_words
from firth.text.whitespace import valid
from firth.tokenize.pipeline import Preparation, Segmented

__all__ = ["NumberedChunk", "SharedWords", "numbered_strings", "numbered_text", "numbered_words"]

_COMMON_WORDS = 1 << 16
"""How many words every dictionary begins with. Fewer: larger dictionaries to keep and to merge. More: more memory that
every thread reads at random; with these it is 2 MB, and half of that is read often."""

_COMMON_LETTERS = 1 << 22

Segment: TypeAlias = Callable[[list[str]], Segmented]


class SharedWords:
    """The first words of a text. Threads look words up in it while it grows: see `firth.kernels.text.number_words`.

    Attributes:
        table: the words.
    """

    def __init__(self) -> None:
        self.table = Table(_COMMON_LETTERS, slots=2 * _COMMON_WORDS)

    def learn(self, new: Strings) -> None:
        """Take more words in, as long as there are few."""
        room = _COMMON_WORDS - 1 - self.table.count  # one less: a table that is half full makes itself larger
        letters = int(new.lengths[:room].sum())
        if room and self.table.letters + letters <= _COMMON_LETTERS:
            self.table.number(new.take(slice(room)), NOTHING, 0)


class NumberedChunk(NamedTuple):
    """The n tokens of a chunk, and its dictionary: the known words, then the new ones.

    Attributes:
        known: how many shared words the dictionary begins with.
        new: the other words, those of the same shard together.
        shards: int64[SHARDS], how many of the new words are in each.
        counts: int64[known + new], occurrences of each word of the dictionary.
        ids: int32[n], each token's place in the dictionary, or its complement (~place, which is negative) where the
            token begins a sentence by what the chunk itself shows.
        ends_open: whether a sentence continues at the end; None if the chunk does not show it.
    """

    known: int
    new: Strings
    shards: NDArray[np.int64]
    counts: NDArray[np.int64]
    ids: NDArray[np.int32]
    ends_open: bool | None


def numbered_text(data: bytes, shared: SharedWords, preparation: Preparation, errors: EncodingErrors) -> NumberedChunk:
    """Turn a chunk of text into numbers.

    Args:
        data: UTF-8 text that ends where a word does.
        shared: the first words of the dictionary.
        preparation: how the text is cut into words.
        errors: what to do with invalid UTF-8.

    Raises:
        UnicodeDecodeError: invalid UTF-8, and ``errors`` is "strict".
    """
    data = valid(data, errors)
    if preparation.text is not None:
        data = preparation.text(data)
    if preparation.lines is not None:
        return _numbered_lines(data, shared, preparation.lines)
    if preparation.segment is not None:
        return _numbered_pieces(data, shared, preparation.segment)
    known = shared.table.count
    fresh = Table(len(data))
    ids, ends_broken = fresh.number_text(data, shared.table, known)
    return _chunk(ids, fresh, known, ends_open=not ends_broken if len(ids) or ends_broken else None)


def numbered_words(text: str, breaks: NDArray[np.int64], shared: SharedWords) -> NumberedChunk | None:
    """Turn words into numbers.

    Args:
        text: n words, a newline between each two.
        breaks: int64, not descending: for each end of a sentence how many words are before it; the last is n.
        shared: the first words of the dictionary.

    Returns:
        None where a word is empty or holds a newline.
    """
    ids, fresh, known = _numbered(text, int(breaks[-1:].sum()), shared)
    return None if ids is None else _chunk(ids, fresh, known, ends_open=_mark(ids, breaks))


def numbered_strings(strings: Strings, breaks: NDArray[np.int64], shared: SharedWords) -> NumberedChunk:
    """The same for words of any kind.

    Args:
        strings: n words.
        breaks: see `numbered_words`.
        shared: the first words of the dictionary.
    """
    known = shared.table.count
    fresh = Table(int(strings.lengths.sum()))
    ids = fresh.number(strings, shared.table, known)
    return _chunk(ids, fresh, known, ends_open=_mark(ids, breaks))


def _numbered_lines(data: bytes, shared: SharedWords, words_of: Callable[[str], list[str]]) -> NumberedChunk:
    """Let a function cut lines into words."""
    words: list[str] = []
    ends = []
    for line in data.decode().removesuffix("\n").split("\n"):
        words.extend(words_of(line))
        ends.append(len(words))
    breaks = np.array(ends, dtype=np.int64)
    return numbered_words("\n".join(words), breaks, shared) or numbered_strings(from_words(words), breaks, shared)


def _numbered_pieces(data: bytes, shared: SharedWords, segment: Segment) -> NumberedChunk:
    """Segment each distinct piece once, and put its words wherever it occurs."""
    pieces = Table(len(data))
    ids, ends_broken = pieces.number_text(data, NOTHING, 0)
    broken = ids < 0
    ids = np.where(broken, ~ids, ids)
    words, lengths = segment(decoded(pieces.strings))
    numbers, fresh, known = _numbered("\n".join(words), len(words), shared)
    assert numbers is not None, "a segmenter made an empty word, or one with a newline, out of pieces without"
    sizes = lengths[ids]
    starts = np.cumsum(sizes) - sizes
    tokens = int(sizes.sum())
    # Where a piece's words are among the words of all pieces, less where they are in the text.
    offsets = np.repeat((np.cumsum(lengths) - lengths)[ids] - starts, sizes)
    expanded = numbers[offsets + np.arange(tokens)]
    breaks = np.append(starts[broken], np.full(int(ends_broken), tokens))
    return _chunk(expanded, fresh, known, ends_open=_mark(expanded, breaks))


def _numbered(text: str, count: int, shared: SharedWords) -> tuple[NDArray[np.int32] | None, Table, int]:
    """The numbers of words, each on a line, the table of the new ones, and how many others there are."""
    known, data = shared.table.count, text.encode(errors="surrogatepass")
    fresh = Table(len(data))
    return fresh.number_lines(data, count, shared.table, known), fresh, known


def _mark(ids: NDArray[np.int32], breaks: NDArray[np.int64]) -> bool | None:
    """Mark the tokens after breaks, and tell whether the last sentence continues."""
    begins = np.unique(breaks)
    begins = begins[begins < len(ids)]
    ids[begins] = ~ids[begins]
    if len(breaks):
        return bool(breaks[-1] < len(ids))
    return True if len(ids) else None


def _chunk(ids: NDArray[np.int32], fresh: Table, known: int, *, ends_open: bool | None) -> NumberedChunk:
    new, shards, places = by_shard(fresh)
    counts = np.zeros(known + fresh.count, dtype=np.int64)
    count_words(ids, known, places, counts)
    return NumberedChunk(known, new, shards, counts, ids, ends_open)
