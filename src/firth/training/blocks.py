"""Which kernel trains a block of tokens: one table for every architecture and objective."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import ResolvedTrainConfig
from firth.kernels import full_softmax, hierarchical_softmax, negative_sampling
from firth.kernels.arrays import Noise, Scratch, StepOptions, Tokens, Weights, scratch_for
from firth.kernels.windows import lay_out_windows
from firth.sampling import HuffmanTree, alias_table, as_threshold, huffman_tree, keep_chance, noise_distribution

__all__ = ["BlockTrainer", "blas_limit", "block_trainer", "seconds_for"]

Pass = Callable[..., None]

_TRIAL_SECONDS = 1.0
_TRIAL_TOKENS = 256


class BlockTrainer(NamedTuple):
    """All that a block's training needs besides the weights and the text. Threads share it.

    Attributes:
        train_windows: the pass.
        outputs: what the pass chooses output rows from.
        options: the kind of step.
        keep: uint32[V], as `firth.kernels.windows.lay_out_windows` takes it.
        targets: output rows of a step at most.
        rows: of the second matrix.
    """

    train_windows: Pass
    outputs: Noise | HuffmanTree | None
    options: StepOptions
    keep: NDArray[np.uint32]
    targets: int
    rows: int

    def scratch(self, weights: Weights) -> Scratch:
        """Working memory for one thread."""
        return scratch_for(self.options, weights.inputs.shape[1], weights.inputs.dtype, self.targets)

    def train(  # noqa: PLR0913, PLR0917 - what a block is, its random numbers, and where the results go
        self,
        weights: Weights,
        text: Tokens,
        span: tuple[int, int],
        keys: tuple[np.uint64, np.uint64],
        alpha: float,
        scratch: Scratch,
        loss: NDArray[np.float64],
    ) -> None:
        """Train a block of tokens.

        Args:
            weights: updated in place; as they are if `alpha` is 0.
            text: the corpus.
            span: first token, and last, exclusive; at most BLOCK.
            keys: of the windows' and of the noise's random stream.
            alpha: learning rate.
            scratch: this thread's own.
            loss: float64[2]. The summed loss and the number of pairs (CBOW: windows) are added.
        """
        n = lay_out_windows(text, self.keep, keys[0], *span, self.options, scratch)
        self.train_windows(weights, self.outputs, self.options, alpha, keys[1], n, scratch, loss)

    def has_pairs(self, text: Tokens, span: tuple[int, int], windows: np.uint64, scratch: Scratch) -> bool:
        """Whether any window of a block has a context.

        Args:
            text: the corpus.
            span: first token, and last, exclusive; at most BLOCK.
            windows: key of the windows' random stream.
            scratch: written.
        """
        n = lay_out_windows(text, self.keep, windows, *span, self.options, scratch)
        return bool((scratch.window_ends[:n] - scratch.window_begins[:n] > 1).any())


def block_trainer(counts: NDArray[np.int64], config: ResolvedTrainConfig) -> BlockTrainer:
    """The kernel and its tables for a vocabulary.

    Args:
        counts: int64[V].
        config: the settings.
    """
    keep, options = as_threshold(keep_chance(counts, config.sample)), _options(config)
    kind = "own_noise" if config.noise_sharing == "pair" else config.objective
    train_windows = _PASSES[config.architecture, kind]
    if config.objective == "softmax":
        return BlockTrainer(train_windows, None, options, keep, 1, counts.size)
    if config.objective == "hierarchical_softmax":
        tree = huffman_tree(counts)
        longest = max(int(np.diff(tree.starts).max()), 1)
        return BlockTrainer(train_windows, tree, options, keep, longest, counts.size - 1)
    assert config.ns_exponent is not None, "negative sampling has a noise distribution"
    noise = Noise(*alias_table(noise_distribution(counts, config.ns_exponent)))
    return BlockTrainer(train_windows, noise, options, keep, options.negative + 1, counts.size)


_PASSES: dict[tuple[str, str], Pass] = {
    ("skipgram", "negative_sampling"): negative_sampling.skipgram,
    ("cbow", "negative_sampling"): negative_sampling.cbow,
    ("skipgram", "own_noise"): negative_sampling.skipgram_pairs,
    ("skipgram", "hierarchical_softmax"): hierarchical_softmax.skipgram_hierarchical,
    ("cbow", "hierarchical_softmax"): hierarchical_softmax.cbow_hierarchical,
    ("skipgram", "softmax"): full_softmax.skipgram_softmax,
    ("cbow", "softmax"): full_softmax.cbow_softmax,
}
"""By architecture, and by objective or, where each pair of skip-gram draws its own noise, "own_noise"."""


def _options(config: ResolvedTrainConfig) -> StepOptions:
    """The kernels' view of the settings."""
    return StepOptions(
        window=config.window,
        shrink=config.shrink_windows,
        negative=config.negative or 0,
        pool=config.noise_pool or 0,
        train_collisions=config.noise_collisions == "train",
        divide=config.cbow_gradient == "exact",
    )


def blas_limit(config: ResolvedTrainConfig) -> AbstractContextManager[Any]:
    """While this is entered, matrix products run in the thread that asks for them: the workers are threads enough."""
    if config.objective != "softmax":
        return nullcontext()
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - of use here alone

    limited: AbstractContextManager[Any] = threadpool_limits(1, "blas")
    return limited


def seconds_for(trainer: BlockTrainer, text: Tokens, weights: Weights, config: ResolvedTrainConfig) -> float:
    """How long a training will take, by a trial of a second at a rate of 0.

    Args:
        trainer: what `block_trainer` gave, its kernels compiled.
        text: the corpus.
        weights: left as they are.
        config: the settings; `epochs` and `workers` are read.
    """
    scratch, loss, tokens = trainer.scratch(weights), np.zeros(2), 0
    begun = time.perf_counter()
    while time.perf_counter() - begun < _TRIAL_SECONDS and tokens < text.ids.size:
        span = tokens, min(tokens + _TRIAL_TOKENS, text.ids.size)
        trainer.train(weights, text, span, (np.uint64(0), np.uint64(0)), 0.0, scratch, loss)
        tokens = span[1]
    seconds = time.perf_counter() - begun
    return seconds / tokens * text.ids.size * config.epochs / config.workers
