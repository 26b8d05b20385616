"""Which kernel trains, and what it needs: one table for every architecture and objective."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import ResolvedTrainConfig, TrainConfig, usable_cores
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.reach import MOST_PAIRED, Reach, reach_in
from firth.kernels import full_softmax, hierarchical_softmax, negative_sampling, pair_noise
from firth.kernels.allocate import control_for, memory_for, round_for, run_for, shape_for_noise, shape_for_steps
from firth.kernels.arrays import (
    NOTHING_FROZEN,
    Job,
    Memory,
    Noise,
    Pieces,
    Run,
    Shape,
    SharedNoise,
    StepOptions,
    Tokens,
    Weights,
    no_pieces,
)
from firth.kernels.phases import GROUP, ROUND, ROUNDS, SLOT, WORDS
from firth.kernels.pieces import compose_all
from firth.sampling import (
    HuffmanTree,
    as_threshold,
    huffman_tree,
    keep_chance,
    noise_distribution,
    noise_line,
    perplexity,
)
from firth.training.pieces import WordPieces

__all__ = ["Trainer", "alpha_now", "reach_for", "seconds_for", "trainer_for", "words_done"]

Kernel = Callable[[Run, Any, Memory], bool]

_PAUSE = 5e-5
"""Seconds that a thread sleeps when there was nothing to do for a while: others may need its core."""

_MOST_AT_ONCE = 1_000
"""Words of a sentence that is one window, where all rows of its window are held against many others at once."""

_TRIAL_SECONDS = 1.0
_TRIAL_TOKENS = 256
_MEASURING = 3
"""Training with full softmax takes so many products of matrices for each that measuring its loss takes."""


class Trainer(NamedTuple):
    """All that training needs besides the weights and the text.

    Attributes:
        kernel: trains as long as there is something to do.
        chosen_from: what the kernel chooses output rows from; None: it takes all.
        options: the kind of step.
        shape: how blocks are cut into rounds and batches.
        keep: uint32[V], as `firth.kernels.windows.lay_out_windows` takes it.
        rows: of the second matrix.
        of_contexts: whether input rows are trained one by one (skip-gram), or their means (CBOW).
        frozen: bool[2, V], the input rows and the output rows that stay as they are; or [2, 0].
        word_pieces: what input rows are made of, or None.
    """

    kernel: Kernel
    chosen_from: Noise | HuffmanTree | None
    options: StepOptions
    shape: Shape
    keep: NDArray[np.uint32]
    rows: int
    of_contexts: bool
    frozen: NDArray[np.bool_] = NOTHING_FROZEN
    word_pieces: WordPieces | None = None

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Rows of the three matrices of weights."""
        return self.keep.size, self.rows, 0 if self.word_pieces is None else self.word_pieces.rows

    def pieces(self, weights: Weights) -> Pieces:
        """What input rows are made of, as kernels take it."""
        return no_pieces(weights) if self.word_pieces is None else self.word_pieces.of_words

    def compose(self, weights: Weights) -> None:
        """Make all input rows, where they are made of pieces: between rounds they are not all there."""
        if self.word_pieces is not None:
            compose_all(weights, self.word_pieces.of_words)

    def threads(self, workers: int) -> int:
        """How many of so many threads can be of use.

        Threads in rounds wait for each other, so more than there are cores would only make training slower; and a short
        text has short rounds, of few batches or one.
        """
        threads = min(workers, usable_cores())
        return threads if self.chosen_from is None else min(threads, self.shape.batches)

    def outputs(self, weights: Weights) -> Any:
        """What the kernel takes as its second argument, for one training: threads share it."""
        if self.chosen_from is None:
            return full_softmax.softmax_outputs_for(self.shape, weights, of_contexts=self.of_contexts)
        if self.shape.noise:
            assert isinstance(self.chosen_from, Noise), "shared noise comes from a noise distribution"
            return SharedNoise(self.chosen_from, control_for(self.shape, weights))
        return self.chosen_from

    def memory(self, weights: Weights, thread: int = 0) -> Memory:
        """Working memory for one thread."""
        return memory_for(self.options, self.shape, weights, thread)

    def run(  # noqa: PLR0913 - all that a run is made of
        self,
        text: Tokens,
        weights: Weights,
        job: Job,
        losses: NDArray[np.float64],
        threads: int,
        *,
        rounds: tuple[int, int] = (0, 1),
    ) -> Run:
        """Blocks that are about to be trained.

        Args:
            text: the corpus.
            weights: updated in place by `take_part`, as long as the learning rates are above 0.
            job: the blocks.
            losses: float64[parts, 2]. The summed loss and the number of pairs (CBOW: windows) are added.
            threads: that will take part.
            rounds: of the first block, that are trained already, and of how many.
        """
        of_words = self.pieces(weights), self.options, self.shape
        return run_for(text, self.keep, self.frozen, weights, *of_words, job, losses, threads, rounds)

    def compile(self, text: Tokens, weights: Weights, outputs: Any) -> None:
        """Compile the kernel, or read it from the cache: a run without blocks."""
        nothing = Job(np.zeros((0, 3), np.int64), np.zeros(0), np.zeros((0, 2), np.uint64))
        self.take_part(self.run(text, weights, nothing, np.zeros((1, 2)), 1), outputs, self.memory(weights))

    def take_part(self, run: Run, outputs: Any, memory: Memory) -> None:
        """Work on a run until its blocks are trained, or it is stopped: what each thread does."""
        while not self.kernel(run, outputs, memory):
            time.sleep(_PAUSE)


def words_done(run: Run) -> int:
    """How many tokens of a run's blocks are trained; those of the block under way by its rounds."""
    state, words = run.state, int(run.state[WORDS])
    block = state[GROUP] + state[SLOT]
    if block < run.job.alphas.size:
        tokens = run.job.blocks[block, 1] - run.job.blocks[block, 0]
        words += int(tokens * state[ROUND] // max(state[ROUNDS], 1))
    return words


def alpha_now(run: Run) -> float:
    """The learning rate of the block under way, or of the last."""
    return float(run.job.alphas[min(run.state[GROUP] + run.state[SLOT], run.job.alphas.size - 1)])


def trainer_for(
    counts: NDArray[np.int64],
    tokens: int,
    config: ResolvedTrainConfig,
    reach: Reach,
    pieces: WordPieces | None = None,
) -> Trainer:
    """The kernel and its tables.

    Args:
        counts: int64[V].
        tokens: of the text.
        config: the settings, but for the window.
        reach: of the windows.
        pieces: of the words, or None.
    """
    return _whole_words(counts, tokens, config, reach)._replace(word_pieces=pieces)


def reach_for(config: TrainConfig, *texts: EncodedCorpus) -> Reach:
    """How far windows reach in the texts of a training.

    Raises:
        CorpusError: windows are whole sentences, and one is too long.
    """
    at_once = config.noise_sharing == "pair" or config.objective == "softmax"
    return reach_in(config.window, *texts, most=_MOST_AT_ONCE if at_once else MOST_PAIRED)


def _whole_words(counts: NDArray[np.int64], tokens: int, config: ResolvedTrainConfig, reach: Reach) -> Trainer:
    chance, options, around = keep_chance(counts, config.sample), _options(config, reach), reach.contexts
    keep, centers = as_threshold(chance), round_for(tokens, perplexity(counts * chance), around)
    of_contexts = config.architecture == "skipgram"
    kernel = _KERNELS[config.architecture, "own_noise" if config.noise_sharing == "pair" else config.objective]
    if config.objective == "softmax":
        return Trainer(
            kernel,
            None,
            options,
            full_softmax.shape_for_softmax(options, centers, of_contexts=of_contexts, around=around),
            keep,
            counts.size,
            of_contexts,
        )
    if config.objective == "hierarchical_softmax":
        tree = huffman_tree(counts)
        longest, nodes = max(int(np.diff(tree.starts).max()), 1), counts.size - 1
        return Trainer(
            kernel, tree, options, shape_for_steps(options, centers, longest, nodes), keep, nodes, of_contexts
        )
    assert config.ns_exponent is not None, "negative sampling has a noise distribution"
    noise = Noise(*noise_line(noise_distribution(counts, config.ns_exponent)))
    if config.noise_sharing == "pair":
        most = 1 + 2 * options.window * options.negative
        return Trainer(
            kernel, noise, options, shape_for_steps(options, centers, most, 0), keep, counts.size, of_contexts
        )
    shape = shape_for_noise(options, centers, of_contexts=of_contexts, around=around)
    return Trainer(kernel, noise, options, shape, keep, counts.size, of_contexts)


_KERNELS: dict[tuple[str, str], Kernel] = {
    ("skipgram", "negative_sampling"): negative_sampling.skipgram,
    ("cbow", "negative_sampling"): negative_sampling.cbow,
    ("skipgram", "own_noise"): pair_noise.skipgram_pairs,
    ("skipgram", "hierarchical_softmax"): hierarchical_softmax.skipgram_hierarchical,
    ("cbow", "hierarchical_softmax"): hierarchical_softmax.cbow_hierarchical,
    ("skipgram", "softmax"): full_softmax.skipgram_softmax,
    ("cbow", "softmax"): full_softmax.cbow_softmax,
}
"""By architecture, and by objective or, where each pair of skip-gram draws its own noise, "own_noise"."""


def _options(config: ResolvedTrainConfig, reach: Reach) -> StepOptions:
    """The kernels' view of the settings."""
    return StepOptions(
        window=reach.window,
        shrink=config.shrink_windows,
        negative=config.negative or 0,
        pool=config.noise_pool or 0,
        train_collisions=config.noise_collisions == "train",
        divide=config.cbow_gradient == "exact",
    )


def seconds_for(trainer: Trainer, text: Tokens, weights: Weights, config: ResolvedTrainConfig) -> float:
    """How long a training with full softmax will take, by a trial of a second at a rate of 0.

    Args:
        trainer: what `trainer_for` gave, its kernel compiled.
        text: the corpus.
        weights: left as they are.
        config: the settings; `epochs` and `workers` are read.
    """
    outputs, memory, tokens = trainer.outputs(weights), trainer.memory(weights), 0
    begun = time.perf_counter()
    while time.perf_counter() - begun < _TRIAL_SECONDS and tokens < text.ids.size:
        end = min(tokens + _TRIAL_TOKENS, text.ids.size)
        job = Job(np.array([[tokens, end, 0]]), np.zeros(1), np.zeros((1, 2), np.uint64))
        trainer.take_part(trainer.run(text, weights, job, np.zeros((1, 2)), 1), outputs, memory)
        tokens = end
    seconds = time.perf_counter() - begun
    return _MEASURING * seconds / tokens * text.ids.size * config.epochs / config.workers
