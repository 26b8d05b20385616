"""From an encoded corpus to vectors: lay out arrays, hand out blocks, report progress.

The corpus is cut into blocks of tokens, and each epoch takes them in a new order. A block's random numbers depend on
the seed and its number alone, its learning rate on its number among all blocks of all epochs. Threads train the
blocks together, in rounds of some thousand words, as `firth.kernels.phases` describes. So the vectors are the same on
any number of threads. Where there is held-out text, training pauses for each measurement.
"""

import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from firth.concurrency.interrupts import unheard_interrupts
from firth.config import ResolvedTrainConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.hold_out import hold_out
from firth.corpus.learnable import check_learnable
from firth.corpus.reach import Reach
from firth.errors import ConfigError, SlowTrainingError, TargetError, TrainingInterrupted
from firth.formats.checkpoint import checkpoint_files
from firth.formats.record import Record
from firth.kernels.arrays import Run, Weights, tokens_of
from firth.kernels.compiling import announced
from firth.kernels.phases import STOP
from firth.kernels.random_streams import HELD_OUT, spawned
from firth.progress.events import CompileProgress, TrainProgress
from firth.subwords.ngrams import Parts
from firth.training.checkpoints.pauses import Pauses, TrainingPause
from firth.training.checkpoints.state import Checkpoint, State, restored
from firth.training.facts import facts_of, record_of
from firth.training.initial import Initial
from firth.training.jobs import blocks_in, job_from, measurements
from firth.training.losses import Losses
from firth.training.pieces import word_pieces
from firth.training.team import Team
from firth.training.trainer import Trainer, alpha_now, reach_for, seconds_for, trainer_for, words_done
from firth.training.validation import HeldOut, held_out_text
from firth.training.weights import check_finite, copy_of, diverged, first_weights
from firth.vectors.word_vectors import WordVectors, of_record

__all__ = ["Initial", "rehearsal", "split", "train"]

PATIENT_SECONDS = 3600.0
"""A full softmax that takes longer than this needs `allow_slow`."""


def train(  # noqa: PLR0913 - the corpus and the settings, and five keywords that most callers leave out
    corpus: EncodedCorpus,
    config: TrainConfig,
    *,
    validation: EncodedCorpus | None = None,
    initial: Initial | Checkpoint | None = None,
    parts: Parts | None = None,
    allow_slow: bool = False,
    on_progress: Callable[[CompileProgress | TrainProgress], None] | None = None,
    pauses: Pauses | None = None,
) -> WordVectors:
    """Train word vectors.

    Args:
        corpus: the text as numbers; ``min_count`` and ``max_vocab`` were applied when it was made.
        config: everything else.
        validation: held-out text, encoded with the corpus' vocabulary.
        initial: matrices to start from, in the order of the corpus' vocabulary; or a checkpoint of a training on this
            corpus with these settings, to go on with.
        parts: what cuts words, where `subwords` says that a function does.
        allow_slow: train a full softmax even if it takes hours.
        on_progress: called from this thread before a kernel is compiled, every tenth of a second, and at the end.
        pauses: when to write checkpoints, and what to call.

    Returns:
        Vectors, contexts (or nodes) and counts, with the facts of the run in ``info``; with ``patience``, those of the
        best measurement.

    Raises:
        ConfigError: `initial` does not fit, or there is too much or too little held-out text.
        CorpusError: no two words are beside each other, in the text or in what is held out of it.
        FormatError: the checkpoint does not fit the corpus and the settings, or is damaged.
        SlowTrainingError: full softmax on this vocabulary and text takes hours.
        DivergedError: the weights stopped being finite.
        TargetError: a checkpoint cannot be written.
        TrainingInterrupted: Ctrl-C; carries what was learned so far, and names the checkpoint from which to go on.
    """
    config.check_validation(given=validation is not None)
    check_learnable(corpus)
    if corpus.of_ids and config.subwords is not None:
        raise ConfigError("subwords", config.subwords, "ids have no letters: leave it out, or give names (words=[...])")
    tokens = corpus.ids.size
    corpus, held_out = split(corpus, config)
    measured = held_out or validation
    reach = reach_for(config, *([corpus] if measured is None else [corpus, measured]))
    effective = config.suited_to(tokens, reach.contexts).resolved()
    trainer = _trainer_for(corpus, effective, reach, parts)
    if initial is not None:
        trainer = trainer._replace(frozen=initial.frozen)
    run = _Training(
        corpus,
        config,
        effective,
        trainer,
        _beginning(initial, corpus, effective, trainer),
        held_out=held_out_text(measured, trainer, config.seed),
        tokens_held_out=0 if held_out is None else held_out.ids.size,
        pauses=pauses,
        origin={} if initial is None else initial.facts(),
    )
    try:
        run.prepare(allow_slow=allow_slow, on_progress=on_progress)
        run.finish(on_progress)
        vectors = run.result()
    except KeyboardInterrupt:
        with unheard_interrupts():  # pressed again, it would lose what the first one was to keep
            raise TrainingInterrupted(run.result() if run.words else None, run.last_checkpoint()) from None
    if vectors.info["training"]["mean_loss"] is None:
        _warn_of_noise(effective)
    return vectors


def _trainer_for(
    corpus: EncodedCorpus, config: ResolvedTrainConfig, reach: Reach, parts: Parts | None = None
) -> Trainer:
    pieces = word_pieces(corpus.vocabulary.words, config, parts)
    return trainer_for(corpus.vocabulary.counts, corpus.ids.size, config, reach, pieces)


def _beginning(
    initial: Initial | Checkpoint | None, corpus: EncodedCorpus, config: ResolvedTrainConfig, trainer: Trainer
) -> State:
    blocks = blocks_in(corpus.ids.size, trainer.shape.block) * config.epochs
    if isinstance(initial, Checkpoint):
        return restored(initial.record, trainer, config, blocks, initial.path)
    weights = first_weights(trainer.sizes, config)
    if initial is not None:
        initial.fill(weights, config, trainer.word_pieces)
    return State(weights, trainer.outputs(weights), Losses(blocks, config.patience))


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
    reach = reach_for(config, corpus)
    effective = config.suited_to(corpus.ids.size, reach.contexts).resolved()
    trainer = _trainer_for(corpus, effective, reach)
    state = _beginning(None, corpus, effective, trainer)
    alone = _Training(corpus, config, effective, trainer, state)
    alone.prepare(allow_slow=True)
    yield from alone.steps()


def split(corpus: EncodedCorpus, config: TrainConfig) -> tuple[EncodedCorpus, EncodedCorpus | None]:
    """The sentences that a training takes, and those that it holds out, if any."""
    if config.validation_share is None:
        return corpus, None
    return hold_out(corpus, config.validation_share, np.random.default_rng(spawned(config.seed, HELD_OUT, 0)))


class _Training:
    """A training run under way."""

    def __init__(  # noqa: PLR0913 - what `train` found out
        self,
        corpus: EncodedCorpus,
        given: TrainConfig,
        config: ResolvedTrainConfig,
        trainer: Trainer,
        state: State,
        *,
        held_out: HeldOut | None = None,
        tokens_held_out: int = 0,
        pauses: Pauses | None = None,
        origin: Mapping[str, Any] | None = None,
    ) -> None:
        self.corpus, self.given, self.config, self.trainer = corpus, given, config, trainer
        self.state, self.held_out, self.pauses, self.origin = state, held_out, pauses or Pauses(), origin or {}
        self.tokens_held_out = tokens_held_out
        self.text = tokens_of(corpus.ids, corpus.starts)
        self.blocks_each = blocks_in(corpus.ids.size, trainer.shape.block)
        self.words_total = corpus.ids.size * self.config.epochs
        self.ends = [self.blocks_each * self.config.epochs]  # of blocks; then something is done in between
        if held_out is not None:
            self.ends = measurements(self.ends[0], self.blocks_each, trainer.shape.block, self.config)
        self.now: Run | None = None  # the job under way
        self.started: float | None = None
        self.stopped = False  # by the caller
        self.written = state.place if state.blocks or state.rounds[0] else None  # where the last checkpoint was written

    @property
    def words(self) -> int:
        """Tokens trained so far, over all epochs."""
        return self.state.words + (words_done(self.now) if self.now else self.state.words_beyond)

    @property
    def seconds(self) -> float:
        """Of training, so far."""
        return self.state.seconds + (0.0 if self.started is None else time.perf_counter() - self.started)

    def facts(self) -> dict[str, Any]:
        """What was done, as the model file keeps it."""
        losses, seconds = self.state.losses, self.seconds
        complete = losses.out_of_patience or self.words == self.words_total
        return {
            "complete": complete,
            "reproducible": complete,  # on any number of threads; where Ctrl-C ends a training depends on time
            "words": self.words,
            "seconds": seconds,
            "words_per_second": self.words / seconds if seconds else 0.0,
            **losses.facts(self.words_total, is_likelihood=self.config.objective != "negative_sampling"),
            **self.origin,
        }

    def result(self) -> WordVectors:
        """What was learned."""
        return of_record(self._record(self.state.best or self.state.weights))

    def prepare(
        self, *, allow_slow: bool, on_progress: Callable[[CompileProgress | TrainProgress], None] | None = None
    ) -> None:
        """Compile the kernels, or read them from the cache, in the caller's thread, where Ctrl-C is heard."""
        with announced(lambda kernel: on_progress(CompileProgress(kernel)) if on_progress else None):
            self.trainer.compile(self.text, self.state.weights, self.state.outputs)
        if self.held_out is not None:
            self.held_out.check()
        if self.config.objective == "softmax" and not allow_slow:
            seconds = seconds_for(self.trainer, self.text, self.state.weights, self.config)
            if seconds > PATIENT_SECONDS:
                raise SlowTrainingError(seconds, len(self.state.weights.inputs))

    def finish(self, on_progress: Callable[[TrainProgress], None] | None) -> None:
        """Train all blocks, unless patience or the caller ends it before."""
        if self.pauses.folder is not None and not self.words:
            self._write()  # from here on nothing is needed but the folder, and there is room in it
        with closing(self.steps()) as steps:
            for progress in steps:
                if on_progress is not None:
                    on_progress(progress)
        check_finite(self.state.best or self.state.weights, self.config)
        if self.pauses.folder is not None and self.written != self.state.place:
            self._write_or_warn()

    def steps(self) -> Generator[TrainProgress, None, None]:
        """Train all blocks, as long as somebody asks how far it has come."""
        state, losses = self.state, self.state.losses
        self.started = time.perf_counter()
        try:
            with Team(self.trainer.threads(self.config.workers), self.trainer, state.weights, state.outputs) as team:
                for number, end in enumerate(self.ends, 1):
                    while state.blocks < end and not self.stopped:
                        yield from self._train(team, end)
                        self._pause()
                    if self.stopped:
                        break
                    if self.held_out is not None and len(losses.measured) < number:
                        yield from self._measure(team, self.held_out)
                    if losses.out_of_patience:
                        break
        finally:  # all threads have ended
            self._advance()
            state.seconds, self.started = self.seconds, None

    def last_checkpoint(self) -> Path | None:
        """Write a checkpoint of a training that was interrupted, if there are any; return the newest."""
        if self.pauses.folder is None:
            return None
        if self.now is None and self.words and self.written != self.state.place:
            self._write_or_warn()
        return next(iter(checkpoint_files(self.pauses.folder)), None)

    def _train(self, team: Team, end: int) -> Iterator[TrainProgress]:
        """Train blocks, until a checkpoint is due."""
        state, tokens = self.state, self.corpus.ids.size
        of_parts = state.losses.of_parts
        block, parts = self.trainer.shape.block, len(of_parts)
        job = job_from(state.blocks, end, tokens=tokens, block=block, config=self.config, parts=parts)
        run = self.now = self.trainer.run(self.text, state.weights, job, of_parts, team.size, rounds=state.rounds)
        (seen, pairs), recent = of_parts.sum(axis=0), None
        for _ in team.work(run):
            loss, n = of_parts.sum(axis=0)
            if not np.isfinite(loss):
                raise diverged(self.config)
            if n > pairs:
                recent = float((loss - seen) / (n - pairs))
                seen, pairs = loss, n
            if self.pauses.due:
                run.state[STOP] = 1  # after the round; the threads leave, and then nothing more is yielded
            yield self._progress(recent)
        self._advance()

    def _advance(self) -> None:
        """Take account of the job under way, which all threads have left."""
        if self.now is not None and self.state.advance(self.now):
            self.now = None

    def _pause(self) -> None:
        """Write a checkpoint if one is due, and let the caller look, who may want to stop."""
        if self.pauses.due:
            written = self._write_or_warn()
            if written is not None:
                self._show(written)
        if self.state.rounds[0] == 0 and self.state.blocks % self.blocks_each == 0:
            self._show(None)

    def _show(self, checkpoint: Path | None) -> None:
        if self.pauses.call is None:
            return
        pause = TrainingPause(self.words, self.words_total, checkpoint, self._look)
        self.pauses.call(pause)
        self.stopped = self.stopped or pause.stopped

    def _look(self) -> WordVectors:
        return of_record(self._record(copy_of(self.state.weights)))

    def _write(self) -> Path:
        check_finite(self.state.weights, self.config)
        record = self.state.record(self._record(self.state.weights), self.trainer, self.seconds)
        path = self.pauses.write(record)
        self.written = self.state.place
        return path

    def _write_or_warn(self) -> Path | None:
        """Write a checkpoint; one that cannot be written does not end the training."""
        try:
            return self._write()
        except TargetError as error:
            self.pauses.wait()
            warnings.warn(f"{error} The training is not lost: the checkpoint before it is whole.", stacklevel=2)
            return None

    def _record(self, weights: Weights) -> Record:
        facts = facts_of(self.corpus, self.given, self.config, self.facts(), self.tokens_held_out)
        self.trainer.compose(weights)
        record = record_of(self.corpus.vocabulary, self.config, weights, facts, self.trainer.word_pieces)
        return replace(record, of_ids=self.corpus.of_ids)

    def _measure(self, team: Team, held_out: HeldOut) -> Iterator[TrainProgress]:
        """Measure on held-out text, and keep the weights if they are the best so far."""
        for _ in held_out.measure(team, self.state.weights, self.state.keep_measurement):
            yield self._progress(None)
        yield self._progress(None)

    def _progress(self, loss: float | None) -> TrainProgress:
        measured = self.state.losses.measured
        return TrainProgress(
            words=self.words,
            words_total=self.words_total,
            seconds=self.seconds,
            alpha=alpha_now(self.now) if self.now else self.config.alpha,
            loss=loss,
            validation_loss=measured[-1].loss if measured else None,
        )
