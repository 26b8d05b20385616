"""What is known of a text while it is read, and the one moment when its tokens get their final numbers.

Tokens are stored as places in the dictionary of their own chunk. When the text is at its end, the dictionaries are
merged, the vocabulary is chosen, and the places are replaced by the words' final ids, in blocks, in place.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.parallel_map import parallel_map
from firth.corpus.build.numbered_chunk import NumberedChunk
from firth.corpus.build.string_table import Strings, Table, by_shard
from firth.corpus.build.word_counts import ChunkDictionaries, CountedWords
from firth.corpus.growing_array import GrowingArray
from firth.corpus.renumber import BLOCK_TOKENS, KeptStarts
from firth.corpus.vocabulary import DROPPED

__all__ = ["CorpusBuilder"]


class _StoredChunk(NamedTuple):
    """Where a chunk's tokens are, and how many of the shared words its dictionary begins with."""

    start: int
    stop: int
    known: int


class CorpusBuilder:
    """The one mutable thing in the reading of a corpus.

    Attributes:
        tokens: how many were added.
        sentences: how many sentences of at least one token were begun.
    """

    def __init__(self) -> None:
        self.tokens = 0
        self.sentences = 0
        self._chunks: list[_StoredChunk] = []
        self._dictionaries = ChunkDictionaries()
        self._shared_counts = np.zeros(0, dtype=np.int64)
        self._shared_places = np.zeros(0, dtype=np.int32)
        self._ids: GrowingArray[np.int32] = GrowingArray(np.int32)
        self._sentence_is_open = False

    def append(self, chunk: NumberedChunk) -> None:
        """Add a chunk to the text; its ids are changed in place."""
        ids = chunk.ids
        if len(ids) and not self._sentence_is_open and ids[0] >= 0:
            ids[0] = ~ids[0]
        if chunk.ends_open is not None:
            self._sentence_is_open = chunk.ends_open
        self._chunks.append(_StoredChunk(self.tokens, self.tokens + len(ids), chunk.known))
        self._ids.append(ids)
        self._dictionaries.add(chunk.new, chunk.counts[chunk.known :], chunk.shards)
        if chunk.known > len(self._shared_counts):
            missing = chunk.known - len(self._shared_counts)
            self._shared_counts = np.concatenate((self._shared_counts, np.zeros(missing, dtype=np.int64)))
        self._shared_counts[: chunk.known] += chunk.counts[: chunk.known]
        self.tokens += len(ids)
        self.sentences += int(np.count_nonzero(ids < 0))

    def count(self, shared: Table, min_count: int, keep: Strings, memory: int, workers: int) -> CountedWords:
        """Count every word of the text; nothing is appended after this.

        Args:
            shared: the shared words, all that any chunk knows.
            min_count: see `ChunkDictionaries.count`.
            keep: the same.
            memory: the same.
            workers: the same.
        """
        words, shards, self._shared_places = by_shard(shared)
        counts = np.zeros(shared.count, dtype=np.int64)
        counts[self._shared_places[: len(self._shared_counts)]] = self._shared_counts
        self._dictionaries.add(words, counts, shards)
        return self._dictionaries.count(min_count, keep, memory, workers)

    def renumber(
        self, final: NDArray[np.int32], workers: int, *, gaps: bool = False
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Replace the places by final ids; the builder is not used after this.

        Args:
            final: int32[K], the final id of each word that the merging kept, negative where it is dropped after all.
            workers: threads.
            gaps: leave ``DROPPED`` where a word was dropped, and all sentences.

        Returns:
            int32[N], the tokens that are left, and int64[S + 1], the bounds of the sentences that have any.
        """
        length, starts = 0, KeptStarts()
        # Writing never overtakes reading, because the tokens only become fewer.
        for _, (ids, begins) in parallel_map(partial(_renumbered, gaps=gaps), self._blocks(final), workers):
            starts.append(length + begins)
            self._ids.write(length, ids)
            length += len(ids)
        return self._ids.seal(length), starts.seal(length)

    def _blocks(self, final: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """The stored tokens in blocks, each with the final ids of the dictionary that it refers to."""
        final = np.append(final, np.int32(DROPPED))  # which DROPPED, a place of -1, then leads to
        shared = final[self._dictionaries.kept(len(self._chunks))][self._shared_places]
        for number, chunk in enumerate(self._chunks):
            places = np.concatenate((shared[: chunk.known], final[self._dictionaries.kept(number)]))
            for at in range(chunk.start, chunk.stop, BLOCK_TOKENS):
                yield places, self._ids.read(at, min(at + BLOCK_TOKENS, chunk.stop))


def _renumbered(
    block: tuple[NDArray[np.int32], NDArray[np.int32]], *, gaps: bool
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """The final ids of a block's tokens that are kept, and where among these its sentences begin."""
    places, stored = block
    begins = np.flatnonzero(stored < 0)
    stored[begins] = ~stored[begins]
    ids = places[stored]
    if gaps:
        return ids, begins
    kept = np.flatnonzero(ids >= 0)
    return ids[kept], np.searchsorted(kept, begins)
