"""A training of about two seconds, which tells how fast a long one will be.

A sample has fewer words than its text, and fewer rows stay longer in the processor's caches. So the trial has as many
rows as the whole text will need, and its noise words are drawn from all of them.
"""

import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from itertools import chain, cycle, islice, pairwise
from typing import NamedTuple

import numpy as np

from firth.config import ResolvedTrainConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.unchecked import changed, unchecked
from firth.corpus.vocabulary import Vocabulary
from firth.errors import CorpusError
from firth.kernels import windows
from firth.kernels.arrays import padded, tokens_of
from firth.progress.events import TrainProgress
from firth.studies.plan.forecast import Range, Speed
from firth.training.train import rehearsal
from firth.training.trainer import Trainer, reach_for, seconds_for, trainer_for
from firth.training.weights import first_weights

__all__ = ["stand_in", "trial"]

TRIAL_SECONDS = 2.0
WARM_SECONDS = 0.3
"""Before: first touches of memory, and threads that have yet to start."""

MOST_SECONDS = 15.0
"""Slow settings train for so long until every thread has done enough blocks."""

LEAST_STEPS = 5
"""Reports with progress that make a speed and its spread."""

MOST_MATRIX_BYTES = 1 << 30
"""Rows of the trial: beyond, matrices are so much larger than all caches that more of them change nothing."""

LOAD_SECONDS = 0.5
"""Kernels that were compiled now are kept, and the training loads them."""

TRIAL_WORDS = 10**10
"""More than any machine trains in the time, so that the learning rate stays what it is at the start."""


def stand_in(corpus: EncodedCorpus, words: int, ratio: float, config: TrainConfig) -> EncodedCorpus:
    """A sample made to train like its text: with as many words, though it may not contain the rarer ones.

    Args:
        corpus: the sample, each word kept.
        words: V of the whole text.
        ratio: tokens of the text for each of the sample's.
        config: `vector_size` and `min_count` are read.

    Raises:
        CorpusError: no word is frequent enough.
    """
    rows = min(words, max(MOST_MATRIX_BYTES // (8 * padded(config.vector_size)), 1))
    counts = np.full(rows, config.min_count, np.int64)
    known = np.round(corpus.vocabulary.counts[:rows] * max(ratio, 1.0)).astype(np.int64)
    counts[: known.size] = np.maximum(known, config.min_count)
    kept = corpus.ids < rows
    if not kept.any() or known[0] < config.min_count:
        raise CorpusError(
            f"no word occurs {config.min_count:,} times in about {round(corpus.tokens_read * ratio):,} tokens. Give "
            "more text, or a smaller --min-count."
        )
    starts = np.unique(np.append(0, np.cumsum(kept))[corpus.starts])
    return changed(
        corpus,
        vocabulary=unchecked(Vocabulary, words=tuple(islice(cycle(corpus.vocabulary.words), rows)), counts=counts),
        ids=corpus.ids[kept],
        starts=starts,
        reading={},
        min_count=1,
        max_vocab=None,
        stamps=(),
        fingerprint=None,
    )


def trial(corpus: EncodedCorpus, config: TrainConfig) -> Speed:
    """Train for a while, and forget what was learned.

    Args:
        corpus: as `stand_in` gives it.
        config: how the training is meant.
    """
    config = replace(
        config,
        epochs=-(-TRIAL_WORDS // corpus.ids.size),
        validation_share=None,
        validation_every=None,
        patience=None,
    ).resolved()
    if config.objective == "softmax":
        return _trial_of_softmax(corpus, config)
    begun, reach = time.perf_counter(), reach_for(config, corpus)
    with closing(rehearsal(corpus, config)) as reports:
        first = next(reports)
        prepared = time.perf_counter() - begun - first.seconds
        steps = _steps(chain([first], reports))
    return Speed(
        _speeds(steps, config.resolved().workers),
        _loading(prepared, trainer_for(corpus.vocabulary.counts[:100], corpus.ids.size, config, reach)),
    )


class _Step(NamedTuple):
    """How far the trial has come."""

    seconds: float
    words: int
    cpu_seconds: float


def _steps(reports: Iterable[TrainProgress]) -> list[_Step]:
    """The reports with progress, until they are enough."""
    steps: list[_Step] = []
    for progress in reports:
        if progress.seconds > WARM_SECONDS and (not steps or progress.words > steps[-1].words):
            steps.append(_Step(progress.seconds, progress.words, time.process_time()))
        enough = progress.seconds > TRIAL_SECONDS and len(steps) > LEAST_STEPS
        if enough or (steps and progress.seconds > MOST_SECONDS):
            break
    return steps


def _speeds(steps: list[_Step], workers: int) -> Range:
    """From the first report to the last, and the same for thirds of that time."""
    if len(steps) < 2:  # a machine so slow that there is one block in all the time
        speed = steps[0].words / steps[0].seconds
        return Range(speed / 2, speed, speed * 2)
    marks = [steps[round(place * (len(steps) - 1) / 3)] for place in range(4)]
    rates = [
        (after.words - before.words) / (after.seconds - before.seconds)
        for before, after in pairwise(marks)
        if after.words > before.words
    ]
    first, last = marks[0], marks[-1]
    seconds = last.seconds - first.seconds
    likely = (last.words - first.words) / seconds
    got = min((last.cpu_seconds - first.cpu_seconds) / (seconds * workers), 1.0)  # of the cores it asked for
    return Range(min(rates), likely, max(*rates, likely / max(got, 0.1)))


def _trial_of_softmax(corpus: EncodedCorpus, config: ResolvedTrainConfig) -> Speed:
    """Its steps are so slow that a block may take minutes: timed as training times it, in small parts."""
    begun = time.perf_counter()
    trainer = trainer_for(corpus.vocabulary.counts, corpus.ids.size, config, reach_for(config, corpus))
    weights, text = first_weights(trainer.sizes, config), tokens_of(corpus.ids, corpus.starts)
    trainer.compile(text, weights, trainer.outputs(weights))
    prepared = time.perf_counter() - begun
    seconds = seconds_for(trainer, text, weights, config)
    speed = corpus.ids.size * config.epochs / seconds
    return Speed(Range(speed, speed, speed), _loading(prepared, trainer))


def _loading(seconds: float, trainer: Trainer) -> float:
    """What preparing takes the next time, when compiled kernels are there."""
    told = [stats for kernel in (trainer.kernel, windows.lay_out_windows) if (stats := getattr(kernel, "stats", None))]
    compiled = any(stats.cache_misses for stats in told)
    kept = all(stats.cache_path for stats in told)
    return min(seconds, LOAD_SECONDS) if compiled and kept else seconds
