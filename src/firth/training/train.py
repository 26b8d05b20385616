"""From an encoded corpus to vectors: lay out arrays, hand out blocks, report progress.

The corpus is cut into blocks of tokens, and each epoch takes them in a new order. A block's random numbers depend on
the seed and its number alone, its learning rate on its number among all blocks of all epochs. Threads train the
blocks together, in rounds of some thousand words, as `firth.kernels.phases` describes. So the vectors are the same on
any number of threads. Where there is held-out text, training pauses for each measurement.
"""

import time
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any

import numpy as np

from firth.concurrency.interrupts import unheard_interrupts
from firth.config import ResolvedTrainConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.hold_out import hold_out
from firth.corpus.learnable import check_learnable
from firth.corpus.vocabulary import Vocabulary
from firth.errors import SlowTrainingError, TrainingInterrupted
from firth.kernels.arrays import Job, Run, Weights, tokens_of
from firth.kernels.compiling import announced
from firth.kernels.random_streams import HELD_OUT, spawned
from firth.progress.events import CompileProgress, TrainProgress
from firth.training.facts import facts_of
from firth.training.jobs import blocks_in, jobs
from firth.training.losses import Losses, Measurement
from firth.training.team import Team
from firth.training.trainer import Trainer, alpha_now, seconds_for, trainer_for, words_done
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
    on_progress: Callable[[CompileProgress | TrainProgress], None] | None = None,
) -> WordVectors:
    """Train word vectors.

    Args:
        corpus: the text as numbers; ``min_count`` and ``max_vocab`` were applied when it was made.
        config: everything else.
        validation: held-out text, encoded with the corpus' vocabulary.
        initial: matrices to start from, in the order of the corpus' vocabulary.
        allow_slow: train a full softmax even if it takes hours.
        on_progress: called from this thread before a kernel is compiled, every tenth of a second, and at the end.

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
    trainer = trainer_for(corpus.vocabulary.counts, corpus.ids.size, effective)
    weights = first_weights(len(corpus.vocabulary), effective, trainer.rows, initial)
    measured_on = held_out_text(held_out or validation, trainer, config.seed)
    run = _Training(corpus, effective, trainer, weights, measured_on)

    def result() -> WordVectors:
        facts = facts_of(corpus, config, run.facts() if initial is None else run.facts() | initial.facts())
        return _vectors(corpus.vocabulary, effective, run.best or run.weights, facts)

    try:
        run.prepare(allow_slow=allow_slow, on_progress=on_progress)
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
    trainer = trainer_for(corpus.vocabulary.counts, corpus.ids.size, effective)
    run = _Training(corpus, effective, trainer, first_weights(len(corpus.vocabulary), effective, trainer.rows), None)
    run.prepare(allow_slow=True)
    yield from run.steps()


def split(corpus: EncodedCorpus, config: TrainConfig) -> tuple[EncodedCorpus, EncodedCorpus | None]:
    """The sentences that a training takes, and those that it holds out, if any."""
    if config.validation_share is None:
        return corpus, None
    return hold_out(corpus, config.validation_share, np.random.default_rng(spawned(config.seed, HELD_OUT, 0)))


class _Training:
    """A training run under way."""

    def __init__(
        self,
        corpus: EncodedCorpus,
        config: ResolvedTrainConfig,
        trainer: Trainer,
        weights: Weights,
        held_out: HeldOut | None,
    ) -> None:
        self.corpus, self.config, self.trainer, self.weights = corpus, config, trainer, weights
        self.text = tokens_of(corpus.ids, corpus.starts)
        self.outputs = trainer.outputs(weights)
        self.held_out = held_out
        self.n_blocks = blocks_in(corpus.ids.size, trainer.shape.block) * config.epochs
        self.words_total = corpus.ids.size * config.epochs
        self.losses = Losses(self.n_blocks, config.patience)
        self.now: Run | None = None  # the job under way
        self.words_before = 0  # tokens trained before it
        self.best: Weights | None = None  # kept where training may go on beyond them
        self.seconds = 0.0

    @property
    def words(self) -> int:
        """Tokens trained so far, over all epochs."""
        return self.words_before + (words_done(self.now) if self.now else 0)

    def facts(self) -> dict[str, Any]:
        """What was done, as the model file keeps it."""
        complete = self.losses.out_of_patience or self.words == self.words_total
        return {
            "complete": complete,
            "reproducible": complete,  # on any number of threads; where Ctrl-C ends a training depends on time
            "words": self.words,
            "seconds": self.seconds,
            "words_per_second": self.words / self.seconds if self.seconds else 0.0,
            **self.losses.facts(self.words_total, is_likelihood=self.config.objective != "negative_sampling"),
        }

    def prepare(
        self, *, allow_slow: bool, on_progress: Callable[[CompileProgress | TrainProgress], None] | None = None
    ) -> None:
        """Compile the kernels, or read them from the cache, in the caller's thread, where Ctrl-C is heard."""
        with announced(lambda kernel: on_progress(CompileProgress(kernel)) if on_progress else None):
            self.trainer.compile(self.text, self.weights, self.outputs)
        if self.held_out is not None:
            self.held_out.check()
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
        tokens, ends, parts = self.corpus.ids.size, self._ends(), len(self.losses.of_parts)
        blocks = 0
        try:
            with Team(self.trainer.threads(self.config.workers), self.trainer, self.weights, self.outputs) as team:
                for job in jobs(tokens, self.trainer.shape.block, self.config, ends, parts):
                    yield from self._train(team, job, started)
                    blocks += job.alphas.size
                    if blocks in ends:
                        yield from self._measure(team, started)
                    if self.losses.out_of_patience:
                        break
        finally:
            self.seconds = time.perf_counter() - started

    def _ends(self) -> list[int]:
        """How many blocks are trained before each measurement on held-out text, and at the end."""
        if self.held_out is None:
            return [self.n_blocks]
        every = self.config.validation_every
        step = self.n_blocks // self.config.epochs if every is None else max(1, every // self.trainer.shape.block)
        return [*range(step, self.n_blocks, step), self.n_blocks]

    def _train(self, team: Team, job: Job, started: float) -> Iterator[TrainProgress]:
        """Train blocks."""
        self.words_before = self.words
        self.now = self.trainer.run(self.text, self.weights, job, self.losses.of_parts, team.size)
        (seen, pairs), recent = self.losses.of_parts.sum(axis=0), None
        for _ in team.work(self.now):
            loss, n = self.losses.of_parts.sum(axis=0)
            if not np.isfinite(loss):
                raise diverged(self.config)
            if n > pairs:
                recent = float((loss - seen) / (n - pairs))
                seen, pairs = loss, n
            yield self._progress(started, recent)

    def _measure(self, team: Team, started: float) -> Iterator[TrainProgress]:
        """Measure on held-out text, if there is any."""
        if self.held_out is not None:
            for _ in self.held_out.measure(team, self.weights, self._measured):
                yield self._progress(started, None)
            yield self._progress(started, None)

    def _progress(self, started: float, loss: float | None) -> TrainProgress:
        return TrainProgress(
            words=self.words,
            words_total=self.words_total,
            seconds=time.perf_counter() - started,
            alpha=alpha_now(self.now) if self.now else self.config.alpha,
            loss=loss,
            validation_loss=self.losses.measured[-1].loss if self.losses.measured else None,
        )

    def _measured(self, loss: float) -> None:
        """Keep a measurement on held-out text, and the weights if they are the best so far."""
        self.losses.measured.append(Measurement(self.words, loss))
        if self.config.patience is not None and self.losses.best == len(self.losses.measured) - 1:
            self.best = copy_of(self.weights)


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
