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
from firth.kernels import sequential_updates
from firth.kernels.arrays import Noise, StepOptions, Weights, aligned, padded, tokens_of, windows_for
from firth.kernels.sequential_updates import Samples, desk_for
from firth.kernels.windows import lay_out_windows
from firth.sampling import as_threshold, noise_distribution, noise_line
from firth.studies.demo.textbook import SENTENCE, SETTINGS, WORDS
from firth.training.train import train

__all__ = ["RUNS", "Way", "default_run", "textbook_run"]

Way = Literal["skipgram_sequential", "cbow_sequential", "skipgram_at_once"]
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
        way: a kernel of `firth.kernels.sequential_updates`.
        seed: start of this run's randomness.

    Returns:
        float32[7, 10], the input vectors, rows as in `WORDS`.
    """
    random = np.random.default_rng(np.random.SeedSequence(seed))
    shape = (len(WORDS), padded(SETTINGS.vector_size))
    weights = Weights(aligned(shape, np.float32), aligned(shape, np.float32), aligned((0, shape[1]), np.float32))
    for matrix in weights[:2]:
        first = random.normal(0, SETTINGS.first_deviation, (len(WORDS), SETTINGS.vector_size))
        matrix[:, : SETTINGS.vector_size] = first
    samples = _samples(pairs=way.startswith("skipgram"))
    order = np.concatenate([random.permutation(samples.centers.size) for _ in range(SETTINGS.epochs)])
    shuffled = Samples(samples.words, *(each[order] for each in samples[1:]))
    key = random.integers(1 << 64, dtype=np.uint64)
    desk = desk_for(_OPTIONS, shape[1], np.float32)
    _KERNELS[way](weights, _noise(), _OPTIONS, SETTINGS.alpha, key, len(order), shuffled, desk)
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
    "skipgram_at_once": sequential_updates.skipgram_at_once,
}

RUNS: dict[str, Callable[[int], Floats]] = {
    "skip-gram": lambda seed: textbook_run("skipgram_sequential", seed),
    "CBOW": lambda seed: textbook_run("cbow_sequential", seed),
    "skip-gram, one gradient a pair": lambda seed: textbook_run("skipgram_at_once", seed),
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
    return Noise(*noise_line(chance))


@cache
def _samples(*, pairs: bool) -> Samples:
    """One epoch's samples as windows.

    For skip-gram each window is taken apart into windows of one context word. Firth's input row is the context's,
    the textbook's the center's; over all pairs of a fixed window they are the same pairs.
    """
    ids, starts = _corpus().ids, _corpus().starts
    room = windows_for(_OPTIONS)
    keep_all = as_threshold(np.ones(len(WORDS)))
    n, first = lay_out_windows(tokens_of(ids, starts), keep_all, np.uint64(0), 0, ids.size, _OPTIONS, room)
    centers = np.arange(first, first + n, dtype=np.int32)
    if not pairs:
        return Samples(room.words, centers, room.begins[:n], room.ends[:n])
    apart = [
        (room.words[center], room.words[context])
        for center, begin, end in zip(centers, room.begins, room.ends, strict=False)
        for context in [*range(begin, center), *range(center + 1, end)]
    ]
    places = np.arange(0, 2 * len(apart), 2, dtype=np.int32)
    return Samples(np.array(apart, np.int32).ravel(), places, places, places + np.int32(2))
