"""The dictionaries of all chunks of a text, kept in temporary files and merged to exact counts.

A text may have more distinct words than fit in memory. So no table holds them all: each chunk's dictionary is stored
as it is, its words ordered by shard (a word is in the same shard everywhere), and the merging takes as many shards at a
time as the memory allows. What it keeps are the words that are frequent enough, or wanted.

This is the exact counterpart of pruning: word2vec.c and gensim forget rare words when their tables grow too large, and
count wrongly from then on.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.parallel_map import parallel_map
from firth.corpus.build.string_table import NOTHING, SHARDS, Strings, Table, decoded, from_buffers
from firth.corpus.growing_array import Contents, GrowingArray
from firth.corpus.vocabulary import DROPPED

__all__ = ["ChunkDictionaries", "CountedWords"]

_CONTENTS = Contents("the words of the text", "about 30 bytes for each distinct word of every MB of text")
_ENTRY_BYTES = 80
"""What a word takes in the merging beside its letters: offsets, counts, numbers and its place in the hash table."""

_GROUP_BYTES = 200 << 20
"""What is merged at a time at most: larger hash tables are slower, because they miss the cache more often."""


class CountedWords(NamedTuple):
    """What is kept of all dictionaries.

    Attributes:
        words: K words, none of them twice.
        counts: int64[K], their occurrences.
        asked_for: bool[K], whether they are to be kept however rare.
        distinct: how many words there were.
        commonest: the word that occurs most, kept or not.
        most: how often it occurs.
    """

    words: Strings
    counts: NDArray[np.int64]
    asked_for: NDArray[np.bool_]
    distinct: int
    commonest: str
    most: int


class ChunkDictionaries:
    """Dictionaries, in the order in which they were added."""

    def __init__(self) -> None:
        self._letters: GrowingArray[np.uint8] = GrowingArray(np.uint8, contents=_CONTENTS)
        self._lengths: GrowingArray[np.int32] = GrowingArray(np.int32, contents=_CONTENTS)
        self._counts: GrowingArray[np.int64] = GrowingArray(np.int64, contents=_CONTENTS)
        self._kept: GrowingArray[np.int32] = GrowingArray(np.int32, contents=_CONTENTS)
        self._entry_bounds: list[NDArray[np.int64]] = []  # [dictionary][shard]: where its entries begin, and the end
        self._letter_bounds: list[NDArray[np.int64]] = []

    def add(self, words: Strings, counts: NDArray[np.int64], shards: NDArray[np.int64]) -> None:
        """Store a dictionary.

        Args:
            words: n words by shard, one after another.
            counts: int64[n], their occurrences.
            shards: int64[SHARDS], how many are in each shard.
        """
        entries = np.append(0, np.cumsum(shards))
        self._entry_bounds.append(self._lengths.length + entries)
        self._letter_bounds.append(self._letters.length + np.append(0, words.stops)[entries])
        self._letters.append(words.letters[: self._letter_bounds[-1][-1] - self._letters.length])
        self._lengths.append(words.lengths.astype(np.int32))
        self._counts.append(counts)

    def count(self, min_count: int, keep: Strings, memory: int, workers: int) -> CountedWords:
        """Count every word, and keep those that occur ``min_count`` times or are in ``keep``.

        Args:
            min_count: occurrences that are enough.
            keep: words that are kept however rare.
            memory: bytes to do it in, beside what is kept.
            workers: threads.
        """
        parts: list[_CountedShards] = []
        kept = 0
        work = partial(_counted, min_count=min_count, keep=keep)
        sizes = self._shard_sizes()
        if max(sizes) * _at_a_time(workers) > memory // 2:
            workers = 1
        for group, (places, part) in parallel_map(work, self._groups(sizes, memory, workers), workers):
            self._write(group.shards, np.where(places == DROPPED, DROPPED, places + np.int32(kept)))
            parts.append(part)
            kept += len(part.counts)
        letters, lengths, counts, asked_for, distinct, commonest = zip(*parts, strict=True)
        most, word = max(commonest)
        words = from_buffers(np.concatenate(letters), np.concatenate(lengths))
        return CountedWords(words, np.concatenate(counts), np.concatenate(asked_for), sum(distinct), word, most)

    def kept(self, dictionary: int) -> NDArray[np.int32]:
        """int32[n], for each word of a dictionary its place among the kept words, or ``DROPPED``."""
        bounds = self._entry_bounds[dictionary]
        return self._kept.read(int(bounds[0]), int(bounds[-1]))

    def _shard_sizes(self) -> list[int]:
        """Bytes that the merging of each shard takes."""
        entries, letters = np.diff(self._entry_bounds).sum(axis=0), np.diff(self._letter_bounds).sum(axis=0)
        sizes: list[int] = (3 * letters + _ENTRY_BYTES * entries).tolist()
        return sizes

    def _groups(self, sizes: list[int], memory: int, workers: int) -> Iterator["_ShardGroup"]:
        """The words of all dictionaries, some shards at a time: as many as fit in memory, or one that does not."""
        room = min(min(memory // 2, _GROUP_BYTES) // _at_a_time(workers), sum(sizes) // (2 * workers))
        first, size = 0, 0
        for shard in range(SHARDS):
            if shard > first and size + sizes[shard] > room:
                yield self._read(slice(first, shard))
                first, size = shard, 0
            size += sizes[shard]
        yield self._read(slice(first, SHARDS))

    def _read(self, shards: slice) -> "_ShardGroup":
        parts = [
            (
                self._letters.read(int(letters[shards.start]), int(letters[shards.stop])),
                self._lengths.read(int(entries[shards.start]), int(entries[shards.stop])),
                self._counts.read(int(entries[shards.start]), int(entries[shards.stop])),
            )
            for entries, letters in zip(self._entry_bounds, self._letter_bounds, strict=True)
        ]
        letters, lengths, counts = map(np.concatenate, zip(*parts, strict=True))
        return _ShardGroup(shards, from_buffers(letters, lengths), counts)

    def _write(self, shards: slice, kept: NDArray[np.int32]) -> None:
        """Note what became of the words of some shards."""
        done = 0
        for entries in self._entry_bounds:
            start, count = int(entries[shards.start]), int(entries[shards.stop] - entries[shards.start])
            self._kept.write(start, kept[done : done + count])
            done += count


def _at_a_time(workers: int) -> int:
    """How many groups are in memory; see `firth.concurrency.parallel_map`."""
    return 1 if workers == 1 else 2 * workers + 1


class _ShardGroup(NamedTuple):
    """The words of some shards of all dictionaries, and their counts."""

    shards: slice
    words: Strings
    counts: NDArray[np.int64]


class _CountedShards(NamedTuple):
    """What is kept of a group: see `CountedWords`. The commonest word has its count before it."""

    letters: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    counts: NDArray[np.int64]
    asked_for: NDArray[np.bool_]
    distinct: int
    commonest: tuple[int, str]


def _counted(group: _ShardGroup, min_count: int, keep: Strings) -> tuple[NDArray[np.int32], _CountedShards]:
    """Count the words of a group; with what is kept, its place there for each word of the group, or ``DROPPED``."""
    table = Table(int(group.words.lengths.sum()))
    numbers = table.number(group.words, NOTHING, 0)
    totals = np.bincount(numbers, group.counts, table.count).astype(np.int64)
    sought = table.find(keep)
    asked_for = np.zeros(table.count, dtype=np.bool_)
    asked_for[sought[sought >= 0]] = True
    wanted = (totals >= min_count) | (asked_for & (totals > 0))  # what every chunk knows may be in none
    places = np.where(wanted, np.cumsum(wanted) - 1, DROPPED).astype(np.int32)
    strings, most = table.strings, int(totals.max(initial=0))
    commonest = decoded(strings.take(np.flatnonzero(totals == most)[:1]), "replace")[:1]
    return places[numbers], _CountedShards(
        strings.letters[np.repeat(wanted, strings.lengths)],  # there is nothing between them
        strings.lengths[wanted],
        totals[wanted],
        asked_for[wanted],
        int(np.count_nonzero(totals)),
        (most, "".join(commonest)),
    )
