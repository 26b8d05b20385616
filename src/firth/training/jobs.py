"""The blocks of a training, in the order in which they are trained."""

from collections.abc import Iterator

import numpy as np

from firth.config import ResolvedTrainConfig
from firth.kernels.arrays import Job
from firth.kernels.random_streams import BLOCKS, HELD_OUT, NOISE, WINDOWS, key, numbers_of, spawned

__all__ = ["blocks_in", "held_out_job", "jobs"]

_MOST = 4096
"""Blocks of a job at most: longer ones would only take more memory."""


def blocks_in(tokens: int, block: int) -> int:
    """How many blocks of at most `block` tokens so many tokens make."""
    return -(-tokens // block)


def jobs(tokens: int, block: int, config: ResolvedTrainConfig, ends: list[int], parts: int) -> Iterator[Job]:
    """The blocks of all epochs, in a new order each epoch, as jobs.

    In the text's order, the last pages would always meet the smallest rates.

    Args:
        tokens: of the text.
        block: tokens of a block, at most.
        config: the settings.
        ends: how many blocks are trained when something is to be done in between; the last are all blocks.
        parts: of the training, whose losses are kept apart.
    """
    each = blocks_in(tokens, block)
    total = each * config.epochs
    done = 0
    for end in ends:
        while done < end:
            epoch = done // each
            stop = min(end, (epoch + 1) * each, done + _MOST)
            order = np.random.default_rng(spawned(config.seed, BLOCKS, epoch)).permutation(each)
            starts = order[done - epoch * each : stop - epoch * each].astype(np.int64) * block
            numbers = np.arange(done, stop)
            blocks = np.stack([starts, np.minimum(starts + block, tokens), numbers * parts // total], axis=1)
            alphas = config.alpha - (config.alpha - config.min_alpha) * numbers / total
            yield Job(blocks, alphas, _keys(key(config.seed, WINDOWS, epoch), key(config.seed, NOISE), numbers))
            done = stop


def held_out_job(tokens: int, block: int, seed: int) -> Job:
    """The blocks of held-out text, the same each time, at a learning rate of 0."""
    starts = np.arange(0, tokens, block, dtype=np.int64)
    blocks = np.stack([starts, np.minimum(starts + block, tokens), np.zeros_like(starts)], axis=1)
    keys = _keys(key(seed, HELD_OUT, 1), key(seed, HELD_OUT, 2), np.arange(starts.size))
    return Job(blocks, np.zeros(starts.size), keys)


def _keys(windows: np.uint64, noise: np.uint64, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray:
    return np.stack([np.full(numbers.size, windows), numbers_of(noise, numbers)], axis=1)
