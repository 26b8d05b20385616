"""The blocks of a training, in the order in which they are trained."""

import numpy as np

from firth.config import ResolvedTrainConfig
from firth.kernels.arrays import Job
from firth.kernels.random_streams import BLOCKS, HELD_OUT, NOISE, WINDOWS, key, numbers_of, spawned

__all__ = ["blocks_in", "held_out_job", "job_from", "measurements"]

_MOST = 4096
"""Blocks of a job at most: longer ones would only take more memory."""


def blocks_in(tokens: int, block: int) -> int:
    """How many blocks of at most `block` tokens so many tokens make."""
    return -(-tokens // block)


def job_from(  # noqa: PLR0913 - where to begin and to end, and what the text is cut by
    first: int, end: int, *, tokens: int, block: int, config: ResolvedTrainConfig, parts: int
) -> Job:
    """The blocks to train next. They come in a new order each epoch.

    In the text's order, the last pages would always meet the smallest rates.

    Args:
        first: how many blocks are trained, over all epochs.
        end: how many are trained when something is to be done in between. The job may end before, as an epoch does.
        tokens: of the text.
        block: tokens of a block, at most.
        config: the settings.
        parts: of the training, whose losses are kept apart.
    """
    each = blocks_in(tokens, block)
    epoch, total = first // each, each * config.epochs
    stop = min(end, (epoch + 1) * each, first + _MOST)
    order = np.random.default_rng(spawned(config.seed, BLOCKS, epoch)).permutation(each)
    starts = order[first - epoch * each : stop - epoch * each].astype(np.int64) * block
    numbers = np.arange(first, stop)
    blocks = np.stack([starts, np.minimum(starts + block, tokens), numbers * parts // total], axis=1)
    alphas = config.alpha - (config.alpha - config.min_alpha) * numbers / total
    return Job(blocks, alphas, _keys(key(config.seed, WINDOWS, epoch), key(config.seed, NOISE), numbers))


def measurements(total: int, each: int, block: int, config: ResolvedTrainConfig) -> list[int]:
    """How many blocks are trained before each measurement on held-out text, and at the end.

    Args:
        total: blocks of all epochs.
        each: blocks of an epoch.
        block: tokens of a block, at most.
        config: `validation_every` is read.
    """
    every = config.validation_every
    step = each if every is None else max(1, every // block)
    return [*range(step, total, step), total]


def held_out_job(tokens: int, block: int, seed: int) -> Job:
    """The blocks of held-out text, the same each time, at a learning rate of 0."""
    starts = np.arange(0, tokens, block, dtype=np.int64)
    blocks = np.stack([starts, np.minimum(starts + block, tokens), np.zeros_like(starts)], axis=1)
    keys = _keys(key(seed, HELD_OUT, 1), key(seed, HELD_OUT, 2), np.arange(starts.size))
    return Job(blocks, np.zeros(starts.size), keys)


def _keys(windows: np.uint64, noise: np.uint64, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray:
    return np.stack([np.full(numbers.size, windows), numbers_of(noise, numbers)], axis=1)
