"""GloVe: count pairs, and fit two matrices and two biases to the logarithms of the counts.

The method is that of Pennington, Socher and Manning 2014 (GloVe: Global Vectors for Word Representation); how steps are
taken follows their program. The order of the cells is ours: tile by tile, so that threads share the work and the result
does not depend on their number (`firth.counting.tiles`).
"""

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from firth.concurrency.interrupts import unheard_interrupts
from firth.concurrency.worker_threads import WorkerThreads
from firth.config import GloveConfig
from firth.corpus.encoded_corpus import EncodedCorpus, names_of, source_facts
from firth.corpus.learnable import check_learnable
from firth.counting.cooccurrence import count_before
from firth.counting.tiles import Tiles, cut
from firth.errors import DivergedError, TrainingInterrupted
from firth.kernels.arrays import aligned, padded
from firth.kernels.compiling import announced
from firth.kernels.glove import Fit, fit_cells
from firth.kernels.random_streams import BLOCKS, TILES, WEIGHTS, spawned
from firth.progress.events import CompileProgress, FitProgress, Progress
from firth.vectors.word_vectors import WordVectors
from firth.versions import versions

__all__ = ["first_fit", "glove_corpus"]

Report = Callable[[Progress], None]

_ROWS = 512  # of the first weights, drawn at a time


def glove_corpus(corpus: EncodedCorpus, config: GloveConfig, *, on_progress: Report | None = None) -> WordVectors:
    """Count the pairs of a corpus and fit vectors to them.

    Each cell of the matrix of counts X that is not 0 is a cell of the loss::

        J = sum over i, j of f(X_ij) (w_i . c_j + a_i + b_j - log X_ij)^2        f(x) = min(1, (x / x_max)^exponent)

    Pennington et al. 2014, equations 8 and 9, with w the ``vectors``, c the ``contexts``, and a and b the ``biases``.
    The sum w + c, which they take for word vectors, has the directions of ``view("mean")``.

    Args:
        corpus: the text as numbers; ``min_count`` and ``max_vocab`` were applied when it was made.
        config: everything else.
        on_progress: called from this thread now and then.

    Returns:
        Vectors, contexts, biases and counts, with the facts of the run in ``info``.

    Raises:
        ConfigError: too little memory.
        CorpusError: no two words are beside each other.
        DivergedError: the weights stopped being finite.
        TargetError: the temporary folder is full or cannot be written.
        TrainingInterrupted: Ctrl-C while vectors were fitted; carries what was learned so far.
    """
    check_learnable(corpus)
    config = config.suited_to(corpus.ids.size)
    assert config.x_max is not None, "it suits the corpus now"
    started = time.perf_counter()
    pairs = count_before(
        corpus,
        window=config.window,
        distance_weighting=config.distance_weighting,
        symmetric=config.symmetric,
        memory_limit=config.memory_limit,
        on_progress=on_progress,
    )
    tiles = cut(
        pairs,
        symmetric=config.symmetric,
        x_max=config.x_max,
        exponent=config.weighting_exponent,
        random=np.random.default_rng(spawned(config.seed, TILES)),
        memory=config.memory_limit // 2,
    )
    fitting = _Fitting(corpus, config, tiles, time.perf_counter() - started)
    try:
        fitting.finish(on_progress)
        return fitting.result()
    except KeyboardInterrupt:
        with unheard_interrupts():  # pressed again, it would lose what the first one was to keep
            raise TrainingInterrupted(fitting.result() if fitting.done else None) from None


def first_fit(words: int, config: GloveConfig) -> Fit:
    """The model that fitting starts from: all even in +-0.5 / D, and sums of squares of 1, as in the GloVe program."""
    random = np.random.default_rng(spawned(config.seed, WEIGHTS))
    shape = words, padded(config.vector_size)

    def fill(rows: NDArray[np.floating]) -> None:
        for first in range(0, words, _ROWS):
            part = rows[first : first + _ROWS]
            part[:] = (random.random(part.shape, np.float32) - np.float32(0.5)) / config.vector_size

    inputs, outputs, input_squares, output_squares = (aligned(shape, np.float32) for _ in range(4))
    biases, bias_squares = np.zeros((words, 2), np.float32), np.ones((words, 2), np.float32)
    for rows in (inputs[:, : config.vector_size], outputs[:, : config.vector_size], biases):
        fill(rows)
    for squares in (input_squares, output_squares):
        squares.fill(1)
    return Fit(inputs, outputs, biases, input_squares, output_squares, bias_squares)


class _Fitting:
    """A fit under way."""

    def __init__(self, corpus: EncodedCorpus, config: GloveConfig, tiles: Tiles, seconds: float) -> None:
        self.corpus, self.config, self.tiles, self.seconds_counting = corpus, config, tiles, seconds
        self.fit = first_fit(len(corpus.vocabulary), config)
        self.rate = np.float32(config.learning_rate)
        self.done = 0  # cells, over all iterations
        self.losses: list[float] = []  # of each iteration
        self.started = time.perf_counter()

    def finish(self, report: Report | None) -> None:
        """Fit all iterations."""
        with announced(lambda kernel: report(CompileProgress(kernel)) if report else None):
            fit_cells(self.tiles.cells, 0, 0, self.fit, self.rate)  # in this thread, where Ctrl-C is heard
        self.started = time.perf_counter()
        with WorkerThreads(min(self.config.resolved().workers, self.tiles.side)) as threads:
            for iteration in range(self.config.iterations):
                self._iterate(threads, iteration, report)
        if not all(math.isfinite(each.sum(dtype=np.float64)) for each in self.fit):
            raise self._diverged()

    def _iterate(self, threads: WorkerThreads, iteration: int, report: Report | None) -> None:
        """Fit every cell once: sets of tiles that share nothing, one after another, in an order that the seed says."""
        random, side = np.random.default_rng(spawned(self.config.seed, BLOCKS, iteration)), self.tiles.side
        losses = np.zeros(side * side)
        for shift in random.permutation(side):
            rows = random.permutation(side)
            apart = rows * side + (rows + shift) % side
            for _ in threads.work(apart.tolist(), partial(self._fit_tiles, losses)):
                if report is not None:
                    report(self._progress())
            self.done += int((self.tiles.starts[apart + 1] - self.tiles.starts[apart]).sum())
        self.losses.append(float(losses.sum()) / len(self.tiles))
        if not math.isfinite(self.losses[-1]):
            raise self._diverged()

    def _fit_tiles(self, losses: NDArray[np.float64], _: int, take: Callable[[], int | None]) -> None:
        starts, cells = self.tiles.starts, self.tiles.cells
        while (tile := take()) is not None:
            losses[tile] = fit_cells(cells, starts[tile], starts[tile + 1], self.fit, self.rate)

    def _progress(self) -> FitProgress:
        total = len(self.tiles) * self.config.iterations
        loss = self.losses[-1] if self.losses else None
        return FitProgress(self.done, total, time.perf_counter() - self.started, loss)

    def _diverged(self) -> DivergedError:
        return DivergedError(
            f"the weights stopped being finite: with learning_rate={self.config.learning_rate:g} the steps are too "
            f"large. Take a smaller one."
        )

    def result(self) -> WordVectors:
        """What was learned."""
        vocabulary, size = self.corpus.vocabulary, self.config.vector_size
        vectors, contexts = self.fit.inputs[:, :size], self.fit.outputs[:, :size]
        return WordVectors(
            names_of(self.corpus), vectors, contexts, vocabulary.counts, self._facts(), biases=self.fit.biases
        )

    def _facts(self) -> dict[str, Any]:
        """The facts of the run, as the model file keeps them."""
        corpus, seconds = self.corpus, time.perf_counter() - self.started
        complete = len(self.losses) == self.config.iterations
        return {
            "config": {"method": "glove", **self.config.as_dict()},
            **source_facts(corpus),
            "fitting": {
                "complete": complete,
                "reproducible": complete,  # on any number of threads; where Ctrl-C ends a fit depends on time
                "cells": len(self.tiles),
                "iterations": len(self.losses),
                "loss_curve": self.losses,
                "seconds_counting": self.seconds_counting,
                "seconds": seconds,
                "cells_per_second": self.done / seconds,
            },
            "versions": versions(np, numba),
        }
