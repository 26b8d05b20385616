"""How often words occur together: every pair of a corpus, counted within a bound on memory.

Pairs are listed as numbers (`firth.kernels.text.cooccurrence`) in a buffer; when it is full it is sorted and becomes a
run of distinct pairs. Runs are merged with runs of about their size, so that a pair is moved a logarithmic number of
times (the log-structured merge of O'Neil et al. 1996); those that the bound leaves no room for lie in unlinked
temporary files. Weights are summed as whole numbers: the result does not depend on the bound.
"""

import time
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import MEMORY_LIMIT, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.growing_array import MEMORY_BYTES, Contents, GrowingArray
from firth.corpus.reach import reach_in
from firth.counting.pair_counts import PairCounts
from firth.errors import ConfigError, CorpusError
from firth.kernels.arrays import BLOCK, StepOptions, tokens_of, windows_for
from firth.kernels.random_streams import WINDOWS, key
from firth.kernels.text.cooccurrence import (
    Layout,
    list_pairs,
    list_pairs_before,
    merge_runs,
    reduce_pairs,
    unpack_run,
)
from firth.kernels.windows import lay_out_windows
from firth.progress.events import CountProgress
from firth.sampling import as_threshold, keep_chance

__all__ = ["LEAST_MEMORY", "count_before", "count_sampled", "count_weighted"]

LEAST_MEMORY = 10**6
"""Below it the working arrays of a fixed size would outweigh what the bound is about."""

_BLOCK_PAIRS = 1 << 14
"""Pairs of a run handled at a time: what stays within the caches."""

_PAIR_BYTES = 16  # of a run: number and sum

_CONTENTS = Contents("counted pairs", "32 bytes for each distinct pair of words, some GB for a large text")


def count_sampled(
    corpus: EncodedCorpus,
    config: TrainConfig,
    *,
    passes: int,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Callable[[CountProgress], None] | None = None,
) -> PairCounts:
    """Count the pairs that training samples: the windows and discards of the first epochs, replayed.

    Args:
        corpus: the text, encoded with the vocabulary of the training.
        config: of the training; its sample, window, shrink_windows and seed are read.
        passes: epochs to replay and sum, at least 1; more than ``config.epochs`` goes on as a longer training would.
        memory_limit: bytes that counting may hold in memory. What exceeds them lies in temporary files.
        on_progress: called now and then, from the calling thread.

    Raises:
        ConfigError: too little memory to work with, or no pass.
        CorpusError: a vocabulary too large for pairs to be numbered.
        TargetError: the temporary folder is full or cannot be written.
    """
    if passes < 1:
        raise ConfigError("passes", passes, "must be at least 1")
    keep = as_threshold(keep_chance(corpus.vocabulary.counts, config.sample))
    shrink = config.shrink_windows and config.window is not None
    keys_of_passes = tuple(key(config.seed, WINDOWS, epoch) for epoch in range(passes))
    counting = _Counting(corpus, keep, keys_of_passes, reach_in(config.window, corpus).window, shrink, _ALIKE)
    return _count(counting, memory_limit, on_progress)


def count_weighted(
    corpus: EncodedCorpus,
    *,
    window: int | None,
    shrink_windows: bool,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Callable[[CountProgress], None] | None = None,
) -> PairCounts:
    """Count all pairs, none discarded, each with the chance that a training window reaches over it.

    Args:
        corpus: the text.
        window: words on each side of the center; None: all words of its sentence.
        shrink_windows: True: a pair at distance d counts (window - d + 1) / window, the chance that a window drawn
            evenly from 1 to `window` holds it; False, or no `window`: it counts 1.
        memory_limit: bytes that counting may hold in memory. What exceeds them lies in temporary files.
        on_progress: called now and then, from the calling thread.

    Raises:
        ConfigError: too little memory to work with.
        CorpusError: a vocabulary too large for pairs to be numbered.
        TargetError: the temporary folder is full or cannot be written.
    """
    weights = _Weights(np.array([0, *range(window, 0, -1)]), window) if window and shrink_windows else _ALIKE
    return _count(_of_all(corpus, window, weights), memory_limit, on_progress)


def count_before(  # noqa: PLR0913 - the text, and five keywords
    corpus: EncodedCorpus,
    *,
    window: int | None,
    distance_weighting: bool,
    symmetric: bool,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Callable[[CountProgress], None] | None = None,
) -> PairCounts:
    """Count each word with the words before it, none discarded: the pairs of GloVe.

    Args:
        corpus: the text.
        window: words before each; None: all words before it in its sentence.
        distance_weighting: True: a pair at distance d counts 1 / d, rounded to a multiple of 2**-32, so that sums are
            exact; False, or no `window`: it counts 1.
        symmetric: True: which word comes first does not matter, and the pair is that of the lower row and the higher
            one, which is never below it. False: the input word is the one that comes first.
        memory_limit: bytes that counting may hold in memory. What exceeds them lies in temporary files.
        on_progress: called now and then, from the calling thread.

    Raises:
        ConfigError: too little memory to work with.
        CorpusError: a vocabulary too large for pairs to be numbered.
        TargetError: the temporary folder is full or cannot be written.
    """
    weights = _ALIKE
    if window and distance_weighting:
        weights = _Weights(np.array([0, *(round(_FINE / d) for d in range(1, window + 1))]), _FINE)
    counting = _of_all(corpus, window, weights)
    return _count(counting._replace(before="lower" if symmetric else "first"), memory_limit, on_progress)


class _Weights(NamedTuple):
    """What a pair counts."""

    units: NDArray[np.int64]  # [F + 1]; at each distance from 0 to F, and as at F beyond it
    whole: int  # units that count 1


_ALIKE = _Weights(np.array([0, 1]), 1)
_FINE = 1 << 32  # 64 bits hold two billion times as much


class _Counting(NamedTuple):
    """What is to be counted."""

    corpus: EncodedCorpus
    keep: NDArray[np.uint32]  # [V]
    keys_of_passes: tuple[np.uint64, ...]  # the random stream of each pass
    window: int
    shrink: bool
    weights: _Weights
    before: Literal["first", "lower"] | None = None  # only words before the center; which of the two is the input word

    @property
    def layout(self) -> Layout:
        """How pairs are numbered.

        Raises:
            CorpusError: 64 bits do not hold a pair.
        """
        words = len(self.corpus.vocabulary)
        farthest = self.weights.units.size - 1
        layout = Layout(max(words - 1, 1).bit_length(), farthest.bit_length(), farthest)
        most = (64 - layout.distance_bits) // 2
        if layout.word_bits > most:
            raise CorpusError(
                f"the pairs of {words:,} words cannot be counted with window={self.window}: at most {1 << most:,} "
                f"words can. Leave rare ones out with min_count or max_vocab."
            )
        return layout


def _of_all(corpus: EncodedCorpus, window: int | None, weights: _Weights) -> _Counting:
    """One pass in which nothing is discarded."""
    keep = np.full(len(corpus.vocabulary), np.iinfo(np.uint32).max, np.uint32)
    reach = reach_in(window, corpus).window
    return _Counting(corpus, keep, (np.uint64(0),), reach, shrink=False, weights=weights)


def _count(counting: _Counting, memory_limit: int, on_progress: Callable[[CountProgress], None] | None) -> PairCounts:
    if memory_limit < LEAST_MEMORY:
        raise ConfigError(
            "memory_limit", memory_limit, f"is too little to count pairs in; give at least {LEAST_MEMORY:,} bytes"
        )
    run = _counted(counting, memory_limit, on_progress)
    return _unpacked(run, counting, min(MEMORY_BYTES, memory_limit // 8))


def _counted(counting: _Counting, memory: int, on_progress: Callable[[CountProgress], None] | None) -> "_Run":
    """All pairs and their sums. Half the memory is for runs, a quarter for the buffer; the rest is small arrays."""
    runs = _Runs(counting, memory // 2)
    for keys in _listed(counting, memory // 4 // np.dtype(np.uint64).itemsize, on_progress):
        keys.sort()
        runs.add(keys)
    return runs.merged()


def _listed(
    counting: _Counting, size: int, on_progress: Callable[[CountProgress], None] | None
) -> Iterator[NDArray[np.uint64]]:
    """The pairs as numbers, at most `size` of them at a time, in an array that is used again."""
    layout = counting.layout
    text = tokens_of(counting.corpus.ids, counting.corpus.starts)
    options = StepOptions(counting.window, counting.shrink, negative=1, pool=0, train_collisions=False, divide=False)
    windows = windows_for(options)
    tokens, passes = text.ids.size, len(counting.keys_of_passes)
    keys = np.empty(min(size, tokens * passes * (2 * counting.window + 1)), np.uint64)
    filled, started = 0, time.perf_counter()
    for number, keys_of_passes in enumerate(counting.keys_of_passes):
        for start in range(0, tokens, BLOCK):
            stop = min(start + BLOCK, tokens)
            i, (n, place) = 0, lay_out_windows(text, counting.keep, keys_of_passes, start, stop, options, windows)
            while True:
                if counting.before is None:
                    i, filled = list_pairs(windows, place, layout, i, n, keys, filled)
                else:
                    ordered = counting.before == "first"
                    i, filled = list_pairs_before(windows, place, layout, ordered, i, n, keys, filled)
                if i == n:
                    break
                yield keys[:filled]
                filled = 0
            if on_progress is not None:
                seconds = time.perf_counter() - started
                on_progress(CountProgress(number * tokens + stop, tokens * passes, seconds))
    yield keys[:filled]


class _Run(NamedTuple):
    """Distinct pairs in ascending order. Read-only, in memory or mapped."""

    keys: NDArray[np.uint64]
    sums: NDArray[np.int64]


class _Runs:
    """Runs of pairs, each at most half as large as the one before it."""

    def __init__(self, counting: _Counting, memory: int) -> None:
        self._units, self._distance_bits = counting.weights.units, counting.layout.distance_bits
        self._memory = memory
        self._runs: list[_Run] = []
        self._held: list[int] = []  # bytes of memory of each run, 0 for one in files
        self._block = _Run(np.empty(_BLOCK_PAIRS, np.uint64), np.empty(_BLOCK_PAIRS, np.int64))

    def add(self, keys: NDArray[np.uint64]) -> None:
        """Add pairs.

        Args:
            keys: uint64[...], sorted numbers of pairs. Read.
        """
        self._store(self._reduced(keys))
        while len(self._runs) > 1 and self._runs[-2].keys.size < 2 * self._runs[-1].keys.size:
            self._merge_last()

    def merged(self) -> _Run:
        """One run of all pairs."""
        while len(self._runs) > 1:
            self._merge_last()
        return self._runs[0]

    def _merge_last(self) -> None:
        self._store(self._merging(*self._runs[-2:]))
        del self._runs[-3:-1], self._held[-3:-1]

    def _store(self, parts: Iterator[int]) -> None:
        """Gather a run from blocks: in memory if there is room, else in files."""
        room = (self._memory - sum(self._held)) // 2
        keys, sums = GrowingArray(np.uint64, room, _CONTENTS), GrowingArray(np.int64, room, _CONTENTS)
        for n in parts:
            keys.append(self._block.keys[:n])
            sums.append(self._block.sums[:n])
        held = _PAIR_BYTES * keys.length if keys.in_memory else 0
        self._runs.append(_Run(keys.seal(keys.length), sums.seal(sums.length)))
        self._held.append(held)

    def _reduced(self, keys: NDArray[np.uint64]) -> Iterator[int]:
        i = 0
        while i < keys.size:
            i, n = reduce_pairs(keys, self._units, self._distance_bits, i, *self._block)
            yield n

    def _merging(self, a: _Run, b: _Run) -> Iterator[int]:
        i = j = 0
        while i < a.keys.size or j < b.keys.size:
            i, j, n = merge_runs(a, b, i, j, *self._block)
            yield n


def _unpacked(run: _Run, counting: _Counting, memory: int) -> PairCounts:
    """The run as rows, in arrays that each hold at most so many bytes of memory."""
    layout, whole = counting.layout, counting.weights.whole
    lengths = np.zeros(len(counting.corpus.vocabulary), np.int64)
    columns, counts = np.empty(_BLOCK_PAIRS, np.int32), np.empty(_BLOCK_PAIRS, np.float64)
    all_columns, all_counts = GrowingArray(np.int32, memory, _CONTENTS), GrowingArray(np.float64, memory, _CONTENTS)
    for start in range(0, run.keys.size, _BLOCK_PAIRS):
        part = slice(start, start + _BLOCK_PAIRS)
        unpack_run(run.keys[part], run.sums[part], layout, whole, lengths, columns, counts)
        n = min(_BLOCK_PAIRS, run.keys.size - start)
        all_columns.append(columns[:n])
        all_counts.append(counts[:n])
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    starts.flags.writeable = False
    size = run.keys.size
    return PairCounts(starts, all_columns.seal(size), all_counts.seal(size))
