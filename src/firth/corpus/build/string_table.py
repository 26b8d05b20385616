"""Words as bytes in arrays, and tables that number them.

Python's own strings and dictionaries would do the same under its lock, at ten times the time and memory.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.text.number_words import (
    BLANK,
    NEWLINE,
    WIDE,
    Words,
    fill_slots,
    number_strings,
    number_text,
    order_by_shard,
)

__all__ = [
    "NOTHING",
    "SHARDS",
    "NumberedText",
    "Strings",
    "Table",
    "by_shard",
    "decoded",
    "from_buffers",
    "from_words",
]

SHARDS = 64
"""Parts that the words of all dictionaries fall into, by their hash: a word is in the same one everywhere, so the
dictionaries of a long text can be merged one part at a time."""

_NEWLINE = 0x0A
_SLOTS = 1 << 16
_BLOCK = 1 << 16
"""Words decoded at a time."""

_KINDS = np.zeros(256, dtype=np.uint8)
_KINDS[list(b"\t\v\f\r\x1c\x1d\x1e\x1f ")] = BLANK
_KINDS[_NEWLINE] = NEWLINE
_KINDS[[0xC2, 0xE1, 0xE2, 0xE3]] = WIDE

_LINES = np.zeros(256, dtype=np.uint8)
_LINES[_NEWLINE] = BLANK


class Strings(NamedTuple):
    """n strings.

    Attributes:
        letters: uint8[...], their bytes in UTF-8. Read-only.
        starts: int64[n], string i is letters[starts[i]:stops[i]].
        stops: int64[n].
    """

    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """int64[n], in bytes."""
        return self.stops - self.starts

    def take(self, rows: NDArray[np.intp] | slice) -> "Strings":
        """Some of them."""
        return Strings(self.letters, self.starts[rows], self.stops[rows])


class NumberedText(NamedTuple):
    """Text cut into n words.

    Attributes:
        ids: int32[n], the words' numbers; the complement, which is negative, where there is a newline between a word
            and the one before.
        ends_broken: whether there is one after the last.
    """

    ids: NDArray[np.int32]
    ends_broken: bool


def from_words(words: Sequence[str]) -> Strings:
    """Words as arrays."""
    encoded = [word.encode(errors="surrogatepass") for word in words]
    lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    return from_buffers(np.frombuffer(b"".join(encoded), dtype=np.uint8), lengths)


def from_buffers(letters: NDArray[np.uint8], lengths: NDArray[np.signedinteger[Any]]) -> Strings:
    """Strings from all their bytes and the length of each."""
    stops = np.cumsum(lengths, dtype=np.int64)
    return Strings(_frozen(letters), stops - lengths, stops)


def decoded(strings: Strings, errors: str = "strict") -> list[str]:
    """Strings as Python has them.

    Args:
        strings: to be read.
        errors: as for ``bytes.decode``.

    Raises:
        UnicodeDecodeError: one is made of half a surrogate pair, and ``errors`` is "strict".
    """
    blocks = (strings.take(slice(at, at + _BLOCK)) for at in range(0, len(strings.starts), _BLOCK))
    return [word for block in blocks for word in _decoded(block, errors)]


def _decoded(strings: Strings, errors: str) -> list[str]:
    """The same of some, in one go: with newlines between them, and cut at these."""
    lengths = strings.lengths
    before = np.cumsum(lengths) - lengths
    letters = np.arange(lengths.sum())
    text = np.full(lengths.sum() + len(lengths), _NEWLINE, dtype=np.uint8)
    text[letters + np.repeat(np.arange(len(lengths)), lengths)] = strings.letters[
        letters + np.repeat(strings.starts - before, lengths)
    ]
    try:
        words = text.tobytes().decode(errors=errors).split("\n")[:-1]
    except UnicodeDecodeError:
        words = []
    if len(words) == len(lengths):
        return words
    each = zip(strings.starts.tolist(), strings.stops.tolist(), strict=True)  # a newline within, or an error to raise
    return [strings.letters[start:stop].tobytes().decode(errors=errors) for start, stop in each]


class Table:
    """Distinct words, numbered in order of first appearance.

    Attributes:
        count: how many there are.
        words: what kernels are given.
    """

    def __init__(self, most_letters: int, slots: int = _SLOTS) -> None:
        """Make an empty table.

        Args:
            most_letters: bytes that its words may come to have; memory is taken only as they do.
            slots: of its hash table at the beginning, a power of two. It grows.
        """
        self.count = 0
        self.words = Words(*_empty(slots), np.empty(most_letters, dtype=np.uint8))
        self.words.bounds[0] = 0

    @property
    def letters(self) -> int:
        """How many bytes its words have altogether."""
        return int(self.words.bounds[self.count])

    @property
    def strings(self) -> Strings:
        """Its words, one after another."""
        bounds = self.words.bounds[: self.count + 1]
        return Strings(_frozen(self.words.letters[: self.letters]), bounds[:-1], bounds[1:])

    def number(self, strings: Strings, known: "Table", known_count: int) -> NDArray[np.int32]:
        """Number strings, and add those that are new.

        Args:
            strings: n strings.
            known: words that have numbers already.
            known_count: the first so many of them; the words of this table are numbered from there on.

        Returns:
            int32[n].
        """
        ids = np.empty(len(strings.starts), dtype=np.int32)
        state = np.array([0, self.count])
        while state[0] < len(ids):
            number_strings(*strings, known.words, known_count, self.words, state, ids)
            self.count = int(state[1])
            self._make_room()
        return ids

    def number_text(self, text: bytes, known: "Table", known_count: int) -> NumberedText:
        """Cut text into words, exactly as ``str.split()`` does, and number these as ``number`` does.

        Args:
            text: valid UTF-8.
            known: see ``number``.
            known_count: the same.
        """
        return self._number_text(text, _KINDS, known, known_count)

    def number_lines(self, text: bytes, count: int, known: "Table", known_count: int) -> NDArray[np.int32] | None:
        """Number the lines of a text as ``number`` does, if there are ``count``, and none is empty. Else None."""
        newlines = np.count_nonzero(np.frombuffer(text, dtype=np.uint8) == _NEWLINE)
        if newlines != max(count - 1, 0):
            return None
        ids = self._number_text(text, _LINES, known, known_count).ids
        return ids if len(ids) == count else None

    def _number_text(self, text: bytes, kinds: NDArray[np.uint8], known: "Table", known_count: int) -> NumberedText:
        letters = np.frombuffer(text, dtype=np.uint8)
        ids = np.empty(len(text) // 2 + 1, dtype=np.int32)
        state = np.array([0, 0, self.count, 0])
        while state[0] < len(text):
            number_text(letters, kinds, known.words, known_count, self.words, state, ids)
            self.count = int(state[2])
            self._make_room()
        return NumberedText(ids[: state[1]], bool(state[3]))

    def find(self, strings: Strings) -> NDArray[np.int32]:
        """int32[n], the numbers of strings, -1 where there is none."""
        unknown = Table(int(strings.lengths.sum()))
        ids = unknown.number(strings, self, self.count)
        ids[ids >= self.count] = -1
        return ids

    def _make_room(self) -> None:
        if 2 * self.count >= len(self.words.slots):
            larger = Words(*_empty(4 * len(self.words.slots)), self.words.letters)
            larger.keys[: self.count] = self.words.keys
            larger.bounds[: self.count + 1] = self.words.bounds
            fill_slots(larger, self.count)
            self.words = larger


def _empty(slots: int) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.int64]]:
    """The slots of a hash table, and room for as many words as may be in it: one for two slots."""
    words = slots // 2
    return (
        np.full(slots, -1, dtype=np.int32),
        np.empty((words, 2), dtype=np.uint64),
        np.empty(words + 1, dtype=np.int64),
    )


NOTHING = Table(1)
"""A table without words, for those who know none."""


def by_shard(table: Table) -> tuple[Strings, NDArray[np.int64], NDArray[np.int32]]:
    """The words of a table, those of the same shard together.

    Returns:
        The n words, one after another; int64[SHARDS], how many are in each shard; int32[n], where each word of the
        table has gone.
    """
    sizes = np.empty(SHARDS, dtype=np.int64)
    places = np.empty(table.count, dtype=np.int32)
    letters, bounds = np.empty(table.letters, dtype=np.uint8), np.empty(table.count + 1, dtype=np.int64)
    order_by_shard(table.words, table.count, places, sizes, letters, bounds)
    return Strings(_frozen(letters), bounds[:-1], bounds[1:]), sizes, places


def _frozen(letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A read-only view: kernels are compiled for one kind of array."""
    view = letters.view()
    view.flags.writeable = False
    return view
