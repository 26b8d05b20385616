"""Trainings on the textbook's corpus by Firth's kernels, with the textbook's settings and with Firth's own.

`firth.studies.demo.textbook` has the corpus and counts the answers of many runs; this module trains one run.
"""

from collections.abc import Callable
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from firth.config import TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.kernels import negative_sampling, sequential_updates
from firth.kernels.arrays import Noise, Scratch, StepOptions, Weights, aligned, padded, scratch_for, tokens_of
from firth.kernels.windows import lay_out_windows
from firth.sampling import alias_table, as_threshold, noise_distribution
from firth.studies.demo.textbook import SENTENCE, SETTINGS, WORDS
from firth.training.train import train

__all__ = ["RUNS", "Way", "default_run", "textbook_run"]

Way = Literal["skipgram_sequential", "cbow_sequential", "skipgram_pairs", "cbow"]
Floats = NDArray[np.float32]

_OPTIONS = StepOptions(
    window=SETTINGS.window,
    shrink=SETTINGS.shrink_windows,
    negative=SETTINGS.negative,
    pool=0,
    train_collisions=SETTINGS.noise_collisions == "train",
    divide=SETTINGS.cbow_gradient == "exact",
)


def textbook_run(way: Way, seed: int) -> Floats:
    """Train once with the textbook's settings.

    Args:
        way: a pass of `firth.kernels`: the ones ``in_turn`` take the textbook's order, the others the gradient of a
            whole step at once.
        seed: start of this run's randomness.

    Returns:
        float32[7, 10], the input vectors, rows as in `WORDS`.
    """
    random = np.random.default_rng(np.random.SeedSequence(seed))
    shape = (len(WORDS), padded(SETTINGS.vector_size))
    weights = Weights(aligned(shape, np.float32), aligned(shape, np.float32))
    for matrix in weights:
        first = random.normal(0, SETTINGS.first_deviation, (len(WORDS), SETTINGS.vector_size))
        matrix[:, : SETTINGS.vector_size] = first
    scratch, samples = _samples(pairs=way.startswith("skipgram"))
    order = np.concatenate([random.permutation(samples) for _ in range(SETTINGS.epochs)])
    shuffled = scratch._replace(
        centers=scratch.centers[order],
        window_begins=scratch.window_begins[order],
        window_ends=scratch.window_ends[order],
    )
    key = random.integers(1 << 64, dtype=np.uint64)
    _KERNELS[way](weights, _noise(), _OPTIONS, SETTINGS.alpha, key, len(order), shuffled, np.zeros(2))
    return np.asarray(weights.inputs[:, : SETTINGS.vector_size], np.float32)


def default_run(seed: int) -> Floats:
    """Train once with Firth's own defaults, except ``min_count`` 1, since otherwise no word would be left.

    Returns:
        float32[7, 100], the input vectors, rows as in `WORDS`.
    """
    return train(_corpus(), TrainConfig(min_count=SETTINGS.min_count, seed=seed, workers=1)).vectors


_KERNELS = {
    "skipgram_sequential": sequential_updates.skipgram_sequential,
    "cbow_sequential": sequential_updates.cbow_sequential,
    "skipgram_pairs": negative_sampling.skipgram_pairs,
    "cbow": negative_sampling.cbow,
}

RUNS: dict[str, Callable[[int], Floats]] = {
    "skip-gram": lambda seed: textbook_run("skipgram_sequential", seed),
    "CBOW": lambda seed: textbook_run("cbow_sequential", seed),
    "skip-gram, one gradient a pair": lambda seed: textbook_run("skipgram_pairs", seed),
    "Firth's defaults": default_run,
}
"""The demo's columns."""


@cache
def _corpus() -> EncodedCorpus:
    corpus = encode_sentences([list(SENTENCE)], min_count=SETTINGS.min_count, max_vocab=None, on_progress=None)
    assert tuple(corpus.vocabulary.words) == WORDS, "the vocabulary's order is not the textbook's"
    return corpus


@cache
def _noise() -> Noise:
    chance = noise_distribution(_corpus().vocabulary.counts, SETTINGS.ns_exponent)
    return Noise(*alias_table(chance))


@cache
def _samples(*, pairs: bool) -> tuple[Scratch, int]:
    """Scratch memory that holds one epoch's samples as windows, and their number.

    For skip-gram each window is taken apart into windows of one context word. Firth's input row is the context's,
    the textbook's the center's; over all pairs of a fixed window they are the same pairs.
    """
    corpus = _corpus()
    scratch = scratch_for(_OPTIONS, padded(SETTINGS.vector_size), np.float32)
    keep_all = as_threshold(np.ones(len(WORDS)))
    n = lay_out_windows(
        tokens_of(corpus.ids, corpus.starts), keep_all, np.uint64(0), 0, corpus.ids.size, _OPTIONS, scratch
    )
    if not pairs:
        return scratch, n
    apart = scratch_for(_OPTIONS, padded(SETTINGS.vector_size), np.float32)
    samples = 0
    for where, low, high in zip(scratch.centers[:n], scratch.window_begins[:n], scratch.window_ends[:n], strict=True):
        for context in [*range(low, where), *range(where + 1, high)]:
            place = 2 * samples
            apart.words[place : place + 2] = scratch.words[[where, context]]
            apart.centers[samples], apart.window_begins[samples], apart.window_ends[samples] = place, place, place + 2
            samples += 1
    return apart, samples
