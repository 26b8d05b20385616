"""From an encoded corpus to vectors: lay out arrays, hand out blocks, report progress.

The corpus is cut into blocks of tokens, the same whatever the number of threads, and each epoch takes them in a new
order. A block's random numbers depend on the seed and its number alone, its learning rate on its number among all
blocks of all epochs. Threads take the next block when they are done with one, and share the weights without locks
(Hogwild: Niu et al. 2011). Where there is held-out text, training goes in rounds: blocks, then a measurement while the
weights stand still.
"""

import time
from collections.abc import Callable, Iterator
from importlib import metadata
from itertools import islice, pairwise
from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.worker_threads import WorkerThreads
from firth.config import TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.hold_out import hold_out
from firth.errors import CorpusError, SlowTrainingError, TrainingInterrupted
from firth.kernels.arrays import BLOCK, Tokens, Weights, tokens_of
from firth.kernels.random_streams import BLOCKS, HELD_OUT, NOISE, WINDOWS, key, spawned
from firth.progress.events import TrainProgress
from firth.sampling import keep_chance
from firth.training.blocks import BlockTrainer, blas_limit, block_trainer, seconds_for
from firth.training.weights import Initial, check_finite, copy_of, diverged, first_weights, given_weights
from firth.vectors.word_vectors import WordVectors

__all__ = ["Initial", "split", "train"]

PATIENT_SECONDS = 3600.0
"""A full softmax that takes longer than this has to be asked for twice."""

CURVE_POINTS = 100
"""Parts of the training whose mean loss is kept."""


def train(  # noqa: PLR0913 - the corpus and the settings, and four keywords that most callers leave out
    corpus: EncodedCorpus,
    config: TrainConfig,
    *,
    validation: EncodedCorpus | None = None,
    initial: Initial | None = None,
    allow_slow: bool = False,
    on_progress: Callable[[TrainProgress], None] | None = None,
) -> WordVectors:
    """Train word vectors.

    Args:
        corpus: the text as numbers; ``min_count`` and ``max_vocab`` were its affair.
        config: everything else.
        validation: held-out text, encoded with the corpus' vocabulary.
        initial: matrices to start from, in the order of the corpus' vocabulary.
        allow_slow: train a full softmax even if it takes hours.
        on_progress: called from this thread every tenth of a second, and at the end.

    Returns:
        Vectors, contexts (or nodes) and counts, with the facts of the run in ``info``; with ``patience``, those of the
        best measurement.

    Raises:
        ConfigError: `initial` does not fit, or there is too much or too little held-out text.
        CorpusError: held-out text without a pair to measure.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C; carries what was learned so far.
    """
    config.check_validation(given=validation is not None)
    corpus, held_out = split(corpus, config)
    trainer, words = block_trainer(corpus.vocabulary.counts, config), len(corpus.vocabulary)
    if initial is None:
        weights = first_weights(words, config, trainer.rows)
    else:
        weights = given_weights(words, config, trainer.rows, initial)
    run = _Run(corpus, config, trainer, weights, held_out or validation)
    try:
        with blas_limit(config):
            run.prepare(allow_slow=allow_slow)
            run.finish(on_progress)
    except KeyboardInterrupt:
        raise TrainingInterrupted(_result(run) if run.words else None) from None
    return _result(run)


def split(corpus: EncodedCorpus, config: TrainConfig) -> tuple[EncodedCorpus, EncodedCorpus | None]:
    """The sentences that a training takes, and those that it holds out, if any."""
    if config.validation_share is None:
        return corpus, None
    return hold_out(corpus, config.validation_share, np.random.default_rng(spawned(config.seed, HELD_OUT, 0)))


class _Block(NamedTuple):
    """A block of tokens to be trained once."""

    number: int  # among all blocks of all epochs
    epoch: int
    start: int  # token
    stop: int  # token, exclusive


class _Tally:
    """What one thread has done."""

    def __init__(self, alpha: float, points: int) -> None:
        self.words = 0
        self.alpha = alpha
        self.loss = np.zeros((points, 2))  # by part of the training: summed, and how many pairs


class _Measurement(NamedTuple):
    """The mean loss on held-out text, after so many words of training."""

    words: int
    loss: float


class _Run:
    """A training run under way."""

    def __init__(
        self,
        corpus: EncodedCorpus,
        config: TrainConfig,
        trainer: BlockTrainer,
        weights: Weights,
        validation: EncodedCorpus | None,
    ) -> None:
        self.corpus, self.config, self.trainer, self.weights = corpus, config, trainer, weights
        self.text = tokens_of(corpus.ids, corpus.starts)
        self.held_out = None if validation is None else tokens_of(validation.ids, validation.starts)
        self.n_blocks = -(-corpus.ids.size // BLOCK) * config.epochs
        self.words_total = corpus.ids.size * config.epochs
        points = min(CURVE_POINTS, self.n_blocks)
        self.tallies = [_Tally(config.alpha or 0, points) for _ in range(config.workers or 1)]
        self.measured: list[_Measurement] = []
        self.best: Weights | None = None  # kept where training may go on beyond them
        self.seconds = 0.0

    @property
    def words(self) -> int:
        """Tokens trained so far, over all epochs."""
        return sum(tally.words for tally in self.tallies)

    @property
    def loss(self) -> NDArray[np.float64]:
        """float64[parts, 2], the summed loss and the number of pairs of each part of the training."""
        return np.asarray(np.sum([tally.loss for tally in self.tallies], axis=0))

    @property
    def best_measurement(self) -> int:
        """The number of the measurement of least loss, the first of equals."""
        return min(range(len(self.measured)), key=lambda i: self.measured[i].loss)

    @property
    def out_of_patience(self) -> bool:
        """Whether the last measurements, as many as there is patience, brought no better one."""
        if self.config.patience is None or not self.measured:
            return False
        return len(self.measured) - 1 - self.best_measurement >= self.config.patience

    def prepare(self, *, allow_slow: bool) -> None:
        """Compile the kernels, or read them from the cache, in the caller's thread, where Ctrl-C is heard."""
        first = 0, min(64, self.text.ids.size)
        memory = self.trainer.memory(self.weights)
        keys = np.uint64(0), np.uint64(0)
        self.trainer.train(self.weights, self.text, first, keys, 0.0, memory, np.zeros(2))
        if self.config.objective == "softmax" and not allow_slow:
            seconds = seconds_for(self.trainer, self.text, self.weights, self.config)
            if seconds > PATIENT_SECONDS:
                raise SlowTrainingError(seconds, len(self.weights.inputs))

    def finish(self, on_progress: Callable[[TrainProgress], None] | None) -> None:
        """Train all blocks, unless patience ends it before."""
        started = time.perf_counter()
        blocks = _blocks(self.corpus.ids.size, self.config)
        try:
            with WorkerThreads(len(self.tallies)) as threads:
                for first, last in pairwise([0, *self._round_ends()]):
                    for progress in self._round(threads, islice(blocks, last - first), started):
                        if on_progress is not None:
                            on_progress(progress)
                    if self.out_of_patience:
                        break
        finally:
            self.seconds = time.perf_counter() - started
        check_finite(self.weights, self.config)

    def _round_ends(self) -> list[int]:
        """How many blocks are trained when each round ends."""
        if self.held_out is None:
            return [self.n_blocks]
        every = self.config.validation_every
        step = self.n_blocks // self.config.epochs if every is None else max(1, every // BLOCK)
        return [*range(step, self.n_blocks, step), self.n_blocks]

    def _round(self, threads: WorkerThreads, blocks: Iterator[_Block], started: float) -> Iterator[TrainProgress]:
        """Train blocks, then measure on held-out text if there is any."""
        seen, recent = self.loss.sum(axis=0), None
        for _ in threads.work(blocks, self._train):
            loss = self.loss.sum(axis=0)
            if not np.isfinite(loss).all():
                raise diverged(self.config)
            if loss[1] > seen[1]:
                recent = float((loss[0] - seen[0]) / (loss[1] - seen[1]))
                seen = loss
            yield self._progress(started, recent)
        if self.held_out is not None:
            yield from (self._progress(started, recent) for _ in self._measure(threads, self.held_out))
            yield self._progress(started, recent)

    def _progress(self, started: float, loss: float | None) -> TrainProgress:
        return TrainProgress(
            words=self.words,
            words_total=self.words_total,
            seconds=time.perf_counter() - started,
            alpha=max(tally.alpha for tally in self.tallies),
            loss=loss,
            validation_loss=self.measured[-1].loss if self.measured else None,
        )

    def _train(self, thread: int, take: Callable[[], _Block | None]) -> None:
        """Train blocks until there are none: what each thread does."""
        config, tally, memory = self.config, self.tallies[thread], self.trainer.memory(self.weights)
        assert config.alpha is not None
        assert config.min_alpha is not None
        while (block := take()) is not None:
            keys = key(config.seed, WINDOWS, block.epoch), key(config.seed, NOISE, block.number)
            tally.alpha = config.alpha - (config.alpha - config.min_alpha) * block.number / self.n_blocks
            loss = tally.loss[block.number * len(tally.loss) // self.n_blocks]
            span = block.start, block.stop
            self.trainer.train(self.weights, self.text, span, keys, tally.alpha, memory, loss)
            tally.words += block.stop - block.start

    def _measure(self, threads: WorkerThreads, text: Tokens) -> Iterator[None]:
        """Measure the loss on held-out text, on the same windows and against the same noise each time."""
        sums = np.zeros((threads.size, 2))

        def measure(thread: int, take: Callable[[], int | None]) -> None:
            memory = self.trainer.memory(self.weights)
            windows = key(self.config.seed, HELD_OUT, 1)
            while (start := take()) is not None:
                keys = windows, key(self.config.seed, HELD_OUT, 2, start // BLOCK)
                span = start, min(start + BLOCK, text.ids.size)
                self.trainer.train(self.weights, text, span, keys, 0.0, memory, sums[thread])

        yield from threads.work(range(0, text.ids.size, BLOCK), measure)
        loss, pairs = sums.sum(axis=0)
        if not pairs:
            raise CorpusError(
                "the held-out text has no two words of the vocabulary beside each other, so there is no loss to "
                "measure. Hold out more text."
            )
        self.measured.append(_Measurement(self.words, float(loss / pairs)))
        if self.config.patience is not None and self.best_measurement == len(self.measured) - 1:
            self.best = copy_of(self.weights)


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


def _result(run: _Run) -> WordVectors:
    vocabulary, size = run.corpus.vocabulary, run.config.vector_size
    vectors, second = (matrix[:, :size] for matrix in (run.best or run.weights))
    of_nodes = run.config.objective == "hierarchical_softmax"
    return WordVectors(
        vocabulary.words,
        vectors,
        contexts=None if of_nodes else second,
        counts=vocabulary.counts,
        info=_facts(run),
        nodes=second if of_nodes else None,
    )


def _facts(run: _Run) -> dict[str, Any]:
    """The facts of the run, as the model file keeps them."""
    corpus, counts = run.corpus, run.corpus.vocabulary.counts
    kept = float(keep_chance(counts, run.config.sample) @ counts) / counts.sum()
    return {
        "config": run.config.as_dict(),
        "reading": dict(corpus.reading),
        "corpus": {
            "sources": list(corpus.sources),
            "fingerprint": corpus.fingerprint,
            "tokens_read": corpus.tokens_read,
            "tokens": corpus.ids.size,
            "tokens_held_out": int(counts.sum()) - corpus.ids.size,
            "sentences_read": corpus.sentences_read,
            "sentences": corpus.starts.size - 1,
            "discarded_by_subsampling": 1 - kept,
        },
        "training": {
            "complete": run.out_of_patience or run.words == run.words_total,
            "words": run.words,
            "seconds": run.seconds,
            "words_per_second": run.words / run.seconds if run.seconds else 0.0,
            **_losses(run),
        },
        "versions": {name: metadata.version(name) for name in ("firth", "numpy", "numba")},
    }


def _losses(run: _Run) -> dict[str, Any]:
    """What the losses were: over all, by part of the training, and on held-out text."""
    parts = run.loss
    summed, pairs = parts.sum(axis=0)
    curve = [
        [round(run.words_total * (part + 1) / len(parts)), loss / n]
        for part, (loss, n) in enumerate(parts.tolist())
        if n
    ]
    facts: dict[str, Any] = {"mean_loss": float(summed / pairs) if pairs else None, "loss_curve": curve}
    is_likelihood = run.config.objective != "negative_sampling"
    if is_likelihood and curve:
        facts["perplexity"] = _perplexity(curve[-1][1])
    if run.measured:
        best = run.measured[run.best_measurement if run.best else -1]
        facts["validation_curve"] = [list(each) for each in run.measured]
        facts["validation_loss"] = best.loss
        facts["stopped_early"] = run.out_of_patience
        facts["words_of_result"] = best.words
        if is_likelihood:
            facts["validation_perplexity"] = _perplexity(best.loss)
    return facts


def _perplexity(loss: float) -> float:
    """Among how many equally likely words the center would be as hard to guess; saturates, for JSON has no infinity."""
    return exp(min(loss, 700.0))
