"""Words as bytes in arrays, and tables that number them.

Python's own strings and dictionaries would do the same under its lock, at ten times the time and memory.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.words import (
    BLANK,
    NEWLINE,
    WIDE,
    Words,
    fill_slots,
    find_strings,
    number_strings,
    number_text,
    order_by_shard,
)

__all__ = ["NOTHING", "SHARDS", "Numbered", "Strings", "Table", "by_shard", "decoded", "from_buffers", "from_words"]

SHARDS = 64
"""Parts that the words of all dictionaries fall into, by their hash: a word is in the same one everywhere, so the
dictionaries of a long text can be merged one part at a time."""

_NEWLINE = 0x0A
_SLOTS = 1 << 16

_KINDS = np.zeros(256, dtype=np.uint8)
_KINDS[list(b"\t\v\f\r\x1c\x1d\x1e\x1f ")] = BLANK
_KINDS[_NEWLINE] = NEWLINE
_KINDS[[0xC2, 0xE1, 0xE2, 0xE3]] = WIDE


class Strings(NamedTuple):
    """n strings.

    Attributes:
        letters: uint8[...], their bytes in UTF-8.
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


class Numbered(NamedTuple):
    """What was read, as numbers.

    Attributes:
        ids: int32[n], see `firth.kernels.words`.
        broken: whether a newline stands behind the last word.
    """

    ids: NDArray[np.int32]
    broken: bool


def from_words(words: Sequence[str]) -> Strings:
    """Words as arrays.

    Raises:
        TypeError: one is not a string.
    """
    letters = np.frombuffer("\n".join(words).encode(errors="surrogatepass"), dtype=np.uint8)
    stops = np.append(np.flatnonzero(letters == _NEWLINE), len(letters))
    if len(stops) == len(words):
        return Strings(letters, np.append(0, stops[:-1] + 1), stops)
    encoded = [word.encode(errors="surrogatepass") for word in words]  # none at all, or a newline within a word
    stops = np.cumsum(list(map(len, encoded)), dtype=np.int64)
    return Strings(np.frombuffer(b"".join(encoded), dtype=np.uint8), np.append(0, stops)[:-1], stops)


def decoded(strings: Strings, errors: str = "strict") -> list[str]:
    """Strings as Python has them.

    Args:
        strings: to be read.
        errors: as for ``bytes.decode``.

    Raises:
        UnicodeDecodeError: one is made of half a surrogate pair, and ``errors`` is "strict".
    """
    letters = strings.letters.tobytes()
    bounds = zip(strings.starts.tolist(), strings.stops.tolist(), strict=True)
    return [letters[start:stop].decode(errors=errors) for start, stop in bounds]


def from_buffers(letters: NDArray[np.uint8], lengths: NDArray[np.int32]) -> Strings:
    """Strings from their bytes on end and the length of each."""
    stops = np.cumsum(lengths, dtype=np.int64)
    return Strings(letters, stops - lengths, stops)


class Table:
    """Distinct words, numbered in order of first appearance.

    Attributes:
        count: how many there are.
    """

    def __init__(self, most_words: int, most_letters: int, slots: int = _SLOTS) -> None:
        """Make an empty table.

        Args:
            most_words: what it may come to hold; memory is taken only as it does.
            most_letters: the same.
            slots: of its hash table at the beginning, a power of two. It grows.
        """
        self.count = 0
        empty = np.full(slots, -1, dtype=np.int32)
        hashes, bounds = np.empty(most_words, dtype=np.uint64), np.empty(most_words + 1, dtype=np.int64)
        bounds[0] = 0
        self.words = Words(empty, hashes, bounds, np.empty(most_letters, dtype=np.uint8))

    @property
    def letters(self) -> int:
        """How many bytes its words have altogether."""
        return int(self.words.bounds[self.count])

    @property
    def strings(self) -> Strings:
        """Its words."""
        bounds = self.words.bounds[: self.count + 1]
        return Strings(self.words.letters, bounds[:-1], bounds[1:])

    def number_text(self, data: bytes, known: "Table", known_count: int) -> Numbered:
        """Cut text at whitespace, and number its words.

        Args:
            data: valid UTF-8 that ends with a whitespace character.
            known: words that have numbers already.
            known_count: the first so many of them; the words of this table are numbered from there on.
        """
        text = np.frombuffer(data, dtype=np.uint8)
        ids = np.empty(len(text) // 2, dtype=np.int32)
        state = np.array([0, 0, self.count, 0])
        while state[0] < len(text):
            number_text(text, _KINDS, known.words, known_count, self.words, state, ids)
            self.count = int(state[2])
            self._make_room()
        return Numbered(ids[: state[1]], bool(state[3]))

    def number_strings(self, strings: Strings, known: "Table", known_count: int) -> NDArray[np.int32]:
        """Number strings; the arguments are as for `number_text`."""
        ids = np.empty(len(strings.starts), dtype=np.int32)
        state = np.array([0, self.count])
        while state[0] < len(ids):
            number_strings(*strings, known.words, known_count, self.words, state, ids)
            self.count = int(state[1])
            self._make_room()
        return ids

    def find(self, strings: Strings) -> NDArray[np.int32]:
        """int32[n], the numbers of strings, -1 where there is none."""
        ids = np.empty(len(strings.starts), dtype=np.int32)
        find_strings(*strings, self.words, self.count, ids)
        return ids

    def _make_room(self) -> None:
        slots = self.words.slots
        if 2 * self.count >= len(slots):
            larger = self.words._replace(slots=np.full(4 * len(slots), -1, dtype=np.int32))
            fill_slots(larger, self.count)
            self.words = larger  # not before it is filled: other threads read it


NOTHING = Table(1, 1)
"""A table without words, for those who know none."""


def by_shard(table: Table) -> tuple[Strings, NDArray[np.int64], NDArray[np.int32]]:
    """The words of a table, those of the same shard together.

    Returns:
        The n words; int64[SHARDS], how many are in each shard; int32[n], where each word of the table has gone.
    """
    sizes = np.empty(SHARDS, dtype=np.int64)
    places = np.empty(table.count, dtype=np.int32)
    letters, bounds = np.empty(table.letters, dtype=np.uint8), np.empty(table.count + 1, dtype=np.int64)
    order_by_shard(table.words, table.count, places, sizes, letters, bounds)
    return Strings(letters, bounds[:-1], bounds[1:]), sizes, places
