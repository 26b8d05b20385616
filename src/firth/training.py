"""From an encoded corpus to vectors: lay out arrays, hand out blocks, report progress.

The corpus is cut into blocks of tokens, the same whatever the number of threads, and each epoch takes them in a new
order. A block's random numbers depend on the seed and its number alone, its learning rate on its number among all
blocks of all epochs. Threads take the next block when they are done with one, and share the weights without locks
(Hogwild: Niu et al. 2011).
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import TrainConfig
from firth.corpus.encoding import EncodedCorpus
from firth.errors import ConfigError, DivergedError, TrainingInterrupted
from firth.events import TrainProgress
from firth.kernels import passes
from firth.kernels.arrays import BLOCK, Choices, Noise, Weights, aligned, padded, scratch, text_of
from firth.kernels.streams import BLOCKS, NOISE, WEIGHTS, WINDOWS, key, spawned
from firth.kernels.windows import plan
from firth.sampling import alias_table, as_threshold, keep_chance, noise_distribution
from firth.vectors import WordVectors

__all__ = ["Initial", "first_weights", "train"]

TICK = 0.1  # seconds between looks at the running threads
_ROWS = 4096  # rows of weights handled at a time where the whole matrix would be copied


class Initial(NamedTuple):
    """Matrices to start from, instead of random inputs and zero contexts."""

    vectors: NDArray[np.floating]  # [V, D]
    contexts: NDArray[np.floating] | None = None  # [V, D]


def train(
    corpus: EncodedCorpus,
    config: TrainConfig,
    *,
    initial: Initial | None = None,
    on_progress: Callable[[TrainProgress], None] | None = None,
) -> WordVectors:
    """Train word vectors.

    Args:
        corpus: the text as numbers; ``min_count`` and ``max_vocab`` were its affair.
        config: everything else.
        initial: matrices to start from, in the order of the corpus' vocabulary.
        on_progress: called from this thread every tenth of a second, and at the end.

    Returns:
        Vectors, contexts and counts, with the facts of the run in ``info``.

    Raises:
        ConfigError: `initial` does not fit.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C; carries what was learned so far.
    """
    words = len(corpus.vocabulary)
    weights = first_weights(words, config) if initial is None else _given_weights(words, config, initial)
    run = _Run(corpus, config, weights)
    try:
        run.finish(on_progress)
    except KeyboardInterrupt:
        raise TrainingInterrupted(_result(run) if run.words else None) from None
    return _result(run)


class _Block(NamedTuple):
    """A block of tokens to be trained once."""

    number: int  # among all blocks of all epochs
    epoch: int
    start: int  # token
    stop: int  # token, exclusive


@dataclass
class _Tally:
    """What one thread has done."""

    words: int = 0
    alpha: float = 0.0
    loss: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))  # summed, and pairs measured


class _Run:
    """A training run under way."""

    def __init__(self, corpus: EncodedCorpus, config: TrainConfig, weights: Weights) -> None:
        self.corpus, self.config, self.weights = corpus, config, weights
        self.tallies = [_Tally(alpha=config.alpha or 0) for _ in range(config.workers or 1)]
        self.seconds = 0.0

    @property
    def words(self) -> int:
        """Tokens trained so far, over all epochs."""
        return sum(tally.words for tally in self.tallies)

    @property
    def loss(self) -> NDArray[np.float64]:
        """float64[2], the summed loss of the measured pairs, and their number."""
        return np.asarray(np.sum([tally.loss for tally in self.tallies], axis=0))

    def finish(self, on_progress: Callable[[TrainProgress], None] | None) -> None:
        """Train all blocks."""
        work = _worker(self.corpus, self.config, self.weights)
        started = time.perf_counter()
        queue = _Queue(_blocks(self.corpus.ids.size, self.config))
        with ThreadPoolExecutor(len(self.tallies), thread_name_prefix="firth") as pool:
            try:
                futures = [pool.submit(work, queue, tally) for tally in self.tallies]
                for progress in self._watch(futures, started):
                    if on_progress is not None:
                        on_progress(progress)
            finally:
                queue.close()  # an error or Ctrl-C: every thread ends with its block, in milliseconds
                self.seconds = time.perf_counter() - started
        _check_finite(self.weights, self.config)

    def _watch(self, futures: list[Future[None]], started: float) -> Iterator[TrainProgress]:
        """Look at the threads from time to time; pass on their errors."""
        seen, recent = np.zeros(2), None
        running = True
        while running:
            running = bool(wait(futures, TICK, FIRST_EXCEPTION).not_done)
            for future in futures:
                if future.done():
                    future.result()
            loss = self.loss
            if not np.isfinite(loss).all():
                raise DivergedError(_diverged(self.config))
            if loss[1] > seen[1]:
                recent = float((loss[0] - seen[0]) / (loss[1] - seen[1]))
                seen = loss
            yield TrainProgress(
                words=self.words,
                words_total=self.corpus.ids.size * self.config.epochs,
                seconds=time.perf_counter() - started,
                alpha=max(tally.alpha for tally in self.tallies),
                loss=recent,
            )


class _Queue:
    """Blocks, handed to whichever thread asks next."""

    def __init__(self, blocks: Iterator[_Block]) -> None:
        self._blocks = blocks
        self._lock = threading.Lock()
        self._open = True

    def take(self) -> _Block | None:
        with self._lock:
            return next(self._blocks, None) if self._open else None

    def close(self) -> None:
        self._open = False


def _blocks(tokens: int, config: TrainConfig) -> Iterator[_Block]:
    """The blocks of all epochs, in a new order each epoch.

    In the text's order, neighbouring blocks would be trained at the same time by different threads, and the last pages
    would always meet the smallest rates.
    """
    number = 0
    for epoch in range(config.epochs):
        random = np.random.default_rng(spawned(config.seed, BLOCKS, epoch))
        for block in random.permutation(-(-tokens // BLOCK)).tolist():
            yield _Block(number, epoch, block * BLOCK, min(block * BLOCK + BLOCK, tokens))
            number += 1


def _worker(corpus: EncodedCorpus, config: TrainConfig, weights: Weights) -> Callable[[_Queue, _Tally], None]:
    """Make the function that trains blocks until there are none.

    Its kernels are compiled, or read from the cache, here: in the caller's thread, where Ctrl-C is heard.
    """
    text = text_of(corpus.ids, corpus.starts)
    counts, choices = corpus.vocabulary.counts, _choices(config)
    keep = as_threshold(keep_chance(counts, config.sample))
    outputs = Noise(*alias_table(noise_distribution(counts, config.ns_exponent)))
    train_block = _pass(config)
    n_blocks = -(-corpus.ids.size // BLOCK) * config.epochs
    alpha, min_alpha = config.alpha, config.min_alpha
    assert alpha is not None
    assert min_alpha is not None

    def work(queue: _Queue, tally: _Tally) -> None:
        memory = scratch(choices, weights.inputs.shape[1], weights.inputs.dtype)
        while (block := queue.take()) is not None:
            luck = key(config.seed, WINDOWS, block.epoch)
            n = plan(text, keep, luck, block.start, block.stop, choices, memory)
            tally.alpha = alpha - (alpha - min_alpha) * block.number / n_blocks
            noise = key(config.seed, NOISE, block.number)
            train_block(weights, outputs, choices, tally.alpha, noise, n, memory, tally.loss)
            tally.words += block.stop - block.start

    work(_Queue(iter([_Block(0, 0, 0, 0)])), _Tally())
    return work


def _pass(config: TrainConfig) -> Any:
    if config.architecture == "cbow":
        return passes.cbow
    return passes.skipgram_pairs if config.noise_sharing == "pair" else passes.skipgram


def _choices(config: TrainConfig) -> Choices:
    """The kernels' view of the settings."""
    return Choices(
        window=config.window,
        shrink=config.shrink_windows,
        negative=config.negative,
        pool=config.noise_pool,
        train_collisions=config.noise_collisions == "train",
        divide=config.cbow_gradient == "exact",
    )


def first_weights(words: int, config: TrainConfig) -> Weights:
    """Inputs even in +-0.5 / D and contexts zero, as in word2vec.c.

    Returns:
        Two matrices float32[words, D padded]; the padding is zero.
    """
    shape = (words, padded(config.vector_size))
    weights = Weights(aligned(shape, np.float32), aligned(shape, np.float32))
    random = np.random.default_rng(spawned(config.seed, WEIGHTS))
    for first in range(0, words, _ROWS):
        part = weights.inputs[first : first + _ROWS, : config.vector_size]
        part[:] = (random.random(part.shape, np.float32) - np.float32(0.5)) / config.vector_size
    return weights


def _given_weights(words: int, config: TrainConfig, initial: Initial) -> Weights:
    weights = first_weights(words, config)
    for name, given, matrix in zip(("vectors", "contexts"), initial, weights, strict=True):
        if given is None:
            continue
        shape = (words, config.vector_size)
        if np.shape(given) != shape:
            raise ConfigError(f"initial.{name}", np.shape(given), f"must have the shape (words, vector_size) {shape}")
        matrix[:, : config.vector_size] = given
    return weights


def _check_finite(weights: Weights, config: TrainConfig) -> None:
    for matrix in weights:
        for first in range(0, len(matrix), _ROWS):
            if not np.isfinite(matrix[first : first + _ROWS]).all():
                raise DivergedError(_diverged(config))


def _diverged(config: TrainConfig) -> str:
    return (
        f"the weights stopped being finite: with alpha={config.alpha:g}, window={config.window} and "
        f"negative={config.negative} the steps are too large. Train with a smaller alpha, window or negative."
    )


def _result(run: _Run) -> WordVectors:
    vocabulary = run.corpus.vocabulary
    vectors, contexts = (matrix[:, : run.config.vector_size] for matrix in run.weights)
    return WordVectors(vocabulary.words, vectors, contexts, vocabulary.counts, _facts(run))


def _facts(run: _Run) -> dict[str, Any]:
    """The facts of the run, as the model file keeps them."""
    corpus, counts = run.corpus, run.corpus.vocabulary.counts
    summed, pairs = run.loss
    kept = float(keep_chance(counts, run.config.sample) @ counts) / corpus.ids.size
    return {
        "config": run.config.as_dict(),
        "corpus": {
            "sources": list(corpus.sources),
            "tokens_read": corpus.tokens_read,
            "tokens": corpus.ids.size,
            "sentences_read": corpus.sentences_read,
            "sentences": corpus.starts.size - 1,
            "discarded_by_subsampling": 1 - kept,
        },
        "training": {
            "complete": run.words == corpus.ids.size * run.config.epochs,
            "words": run.words,
            "seconds": run.seconds,
            "words_per_second": run.words / run.seconds if run.seconds else 0.0,
            "mean_loss": float(summed / pairs) if pairs else None,
        },
        "versions": {name: metadata.version(name) for name in ("firth", "numpy", "numba")},
    }
