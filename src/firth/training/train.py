"""From an encoded corpus to vectors: lay out arrays, hand out blocks, report progress.

The corpus is cut into blocks of tokens, the same whatever the number of threads, and each epoch takes them in a new
order. A block's random numbers depend on the seed and its number alone, its learning rate on its number among all
blocks of all epochs. Threads take the next block when they are done with one, and share the weights without locks
(Hogwild: Niu et al. 2011). Where there is held-out text, training goes in rounds: blocks, then a measurement while the
weights do not change.
"""

import time
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np

from firth.concurrency.interrupts import unheard_interrupts
from firth.concurrency.worker_threads import WorkerThreads
from firth.config import ResolvedTrainConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.hold_out import hold_out
from firth.corpus.learnable import check_learnable
from firth.corpus.vocabulary import Vocabulary
from firth.errors import SlowTrainingError, TrainingInterrupted
from firth.kernels.arrays import BLOCK, Weights, tokens_of
from firth.kernels.random_streams import BLOCKS, HELD_OUT, NOISE, WINDOWS, key, spawned
from firth.progress.events import TrainProgress
from firth.training.blocks import BlockTrainer, blas_limit, block_trainer, seconds_for
from firth.training.facts import facts_of
from firth.training.losses import Losses, Measurement
from firth.training.validation import HeldOut, held_out_text
from firth.training.weights import Initial, check_finite, copy_of, diverged, first_weights
from firth.vectors.word_vectors import WordVectors

__all__ = ["Initial", "rehearsal", "split", "train"]

PATIENT_SECONDS = 3600.0
"""A full softmax that takes longer than this needs `allow_slow`."""


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
        corpus: the text as numbers; ``min_count`` and ``max_vocab`` were applied when it was made.
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
        CorpusError: no two words are beside each other, in the text or in what is held out of it.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C; carries what was learned so far.
    """
    config.check_validation(given=validation is not None)
    check_learnable(corpus)
    corpus, held_out = split(corpus, config)
    effective = config.resolved()
    trainer = block_trainer(corpus.vocabulary.counts, effective)
    weights = first_weights(len(corpus.vocabulary), effective, trainer.rows, initial)
    measured_on = held_out_text(held_out or validation, trainer, config.seed)
    run = _Run(corpus, effective, trainer, weights, measured_on)

    def result() -> WordVectors:
        facts = facts_of(corpus, config, run.facts() if initial is None else run.facts() | initial.facts())
        return _vectors(corpus.vocabulary, effective, run.best or run.weights, facts)

    try:
        with blas_limit(effective):
            run.prepare(allow_slow=allow_slow)
            run.finish(on_progress)
        vectors = result()
    except KeyboardInterrupt:
        with unheard_interrupts():  # pressed again, it would lose what the first one was to keep
            raise TrainingInterrupted(result() if run.words else None) from None
    if vectors.info["training"]["mean_loss"] is None:
        _warn_of_noise(effective)
    return vectors


def _warn_of_noise(config: ResolvedTrainConfig) -> None:
    warnings.warn(
        f"nothing was learned: sample={config.sample:g} discarded so many occurrences of common words that no two were "
        f"left beside each other in {config.epochs} epochs. The vectors are the random numbers that training begins "
        "with. A text as small as this needs sample=0 (--sample 0), which keeps all.",
        UserWarning,
        stacklevel=4,  # the caller of firth.train
    )


def rehearsal(corpus: EncodedCorpus, config: TrainConfig) -> Generator[TrainProgress, None, None]:
    """Train as `train` does, without held-out text, and keep nothing: how far it has come, every tenth of a second.

    It goes on until it is closed, or done.

    Args:
        corpus: the text as numbers.
        config: everything else.

    Raises:
        CorpusError: no two words are beside each other.
        DivergedError: the weights stopped being finite.
    """
    check_learnable(corpus)
    effective = config.resolved()
    trainer = block_trainer(corpus.vocabulary.counts, effective)
    run = _Run(corpus, effective, trainer, first_weights(len(corpus.vocabulary), effective, trainer.rows), None)
    with blas_limit(effective):
        run.prepare(allow_slow=True)
        yield from run.steps()


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


class _Run:
    """A training run under way."""

    def __init__(
        self,
        corpus: EncodedCorpus,
        config: ResolvedTrainConfig,
        trainer: BlockTrainer,
        weights: Weights,
        held_out: HeldOut | None,
    ) -> None:
        self.corpus, self.config, self.trainer, self.weights = corpus, config, trainer, weights
        self.text = tokens_of(corpus.ids, corpus.starts)
        self.held_out = held_out
        self.n_blocks = -(-corpus.ids.size // BLOCK) * config.epochs
        self.words_total = corpus.ids.size * config.epochs
        self.losses = Losses(config.workers, self.n_blocks, config.patience)
        self.words_of_threads = [0] * config.workers
        self.alphas = [config.alpha] * config.workers  # the latest of each thread
        self.best: Weights | None = None  # kept where training may go on beyond them
        self.seconds = 0.0

    @property
    def words(self) -> int:
        """Tokens trained so far, over all epochs."""
        return sum(self.words_of_threads)

    def facts(self) -> dict[str, Any]:
        """What was done, as the model file keeps it."""
        return {
            "complete": self.losses.out_of_patience or self.words == self.words_total,
            "words": self.words,
            "seconds": self.seconds,
            "words_per_second": self.words / self.seconds if self.seconds else 0.0,
            **self.losses.facts(self.words_total, is_likelihood=self.config.objective != "negative_sampling"),
        }

    def prepare(self, *, allow_slow: bool) -> None:
        """Compile the kernels, or read them from the cache, in the caller's thread, where Ctrl-C is heard."""
        first = 0, min(64, self.text.ids.size)
        scratch = self.trainer.scratch(self.weights)
        keys = np.uint64(0), np.uint64(0)
        self.trainer.train(self.weights, self.text, first, keys, 0.0, scratch, np.zeros(2))
        if self.held_out is not None:
            self.held_out.check(self.weights)
        if self.config.objective == "softmax" and not allow_slow:
            seconds = seconds_for(self.trainer, self.text, self.weights, self.config)
            if seconds > PATIENT_SECONDS:
                raise SlowTrainingError(seconds, len(self.weights.inputs))

    def finish(self, on_progress: Callable[[TrainProgress], None] | None) -> None:
        """Train all blocks, unless patience ends it before."""
        with closing(self.steps()) as steps:
            for progress in steps:
                if on_progress is not None:
                    on_progress(progress)
        check_finite(self.best or self.weights, self.config)

    def steps(self) -> Generator[TrainProgress, None, None]:
        """Train all blocks, as long as somebody asks how far it has come."""
        started = time.perf_counter()
        blocks = _blocks(self.corpus.ids.size, self.config)
        try:
            with WorkerThreads(self.config.workers) as threads:
                for first, last in pairwise([0, *self._round_ends()]):
                    yield from self._round(threads, islice(blocks, last - first), started)
                    if self.losses.out_of_patience:
                        break
        finally:
            self.seconds = time.perf_counter() - started

    def _round_ends(self) -> list[int]:
        """How many blocks are trained when each round ends."""
        if self.held_out is None:
            return [self.n_blocks]
        every = self.config.validation_every
        step = self.n_blocks // self.config.epochs if every is None else max(1, every // BLOCK)
        return [*range(step, self.n_blocks, step), self.n_blocks]

    def _round(self, threads: WorkerThreads, blocks: Iterator[_Block], started: float) -> Iterator[TrainProgress]:
        """Train blocks, then measure on held-out text if there is any."""
        seen, recent = self.losses.of_parts.sum(axis=0), None
        for _ in threads.work(blocks, self._train):
            loss = self.losses.of_parts.sum(axis=0)
            if not np.isfinite(loss).all():
                raise diverged(self.config)
            if loss[1] > seen[1]:
                recent = float((loss[0] - seen[0]) / (loss[1] - seen[1]))
                seen = loss
            yield self._progress(started, recent)
        if self.held_out is not None:
            for _ in self.held_out.measure(threads, self.weights, self._measured):
                yield self._progress(started, recent)
            yield self._progress(started, recent)

    def _progress(self, started: float, loss: float | None) -> TrainProgress:
        return TrainProgress(
            words=self.words,
            words_total=self.words_total,
            seconds=time.perf_counter() - started,
            alpha=max(self.alphas),
            loss=loss,
            validation_loss=self.losses.measured[-1].loss if self.losses.measured else None,
        )

    def _train(self, thread: int, take: Callable[[], _Block | None]) -> None:
        """Train blocks until there are none: what each thread does."""
        config, scratch = self.config, self.trainer.scratch(self.weights)
        while (block := take()) is not None:
            keys = key(config.seed, WINDOWS, block.epoch), key(config.seed, NOISE, block.number)
            alpha = config.alpha - (config.alpha - config.min_alpha) * block.number / self.n_blocks
            self.alphas[thread] = alpha
            loss, span = self.losses.of_block(thread, block.number), (block.start, block.stop)
            self.trainer.train(self.weights, self.text, span, keys, alpha, scratch, loss)
            self.words_of_threads[thread] += block.stop - block.start

    def _measured(self, loss: float) -> None:
        """Keep a measurement on held-out text, and the weights if they are the best so far."""
        self.losses.measured.append(Measurement(self.words, loss))
        if self.config.patience is not None and self.losses.best == len(self.losses.measured) - 1:
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


def _vectors(
    vocabulary: Vocabulary, config: ResolvedTrainConfig, weights: Weights, facts: dict[str, Any]
) -> WordVectors:
    vectors, second = (matrix[:, : config.vector_size] for matrix in weights)
    of_nodes = config.objective == "hierarchical_softmax"
    return WordVectors(
        vocabulary.words,
        vectors,
        contexts=None if of_nodes else second,
        counts=vocabulary.counts,
        info=facts,
        nodes=second if of_nodes else None,
    )
