"""Rounds in plain NumPy: what training computes, for any floating type, from the formulas of `reference`.

All steps of a round are taken from the same weights. What they add to a row is summed and added at its end.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from firth.kernels.arrays import MEMORY, SAMPLED, STRIP, Noise, Pieces, Shape, StepOptions, Weights
from firth.kernels.reference import (
    Block,
    Targets,
    Tree,
    gradients,
    loss,
    noise_of_pair,
    noise_of_strips,
    noise_pool,
    noise_targets,
    path_targets,
    sigmoid,
)

Floats = NDArray[np.floating]
Kind = Literal["skipgram_pairs", "skipgram_hierarchical", "cbow_hierarchical"]


class Sums:
    """What the batches of a round add to the rows of a matrix, and in how many pairs each row was used."""

    def __init__(self, matrix: Floats) -> None:
        self.matrix, self.changes, self.uses = matrix, np.zeros_like(matrix), np.zeros(len(matrix))

    def add(self, rows: Sequence[int], changes: Floats, uses: Floats | float) -> None:
        """Add to rows, as often as each is listed."""
        rows = list(rows)
        np.add.at(self.changes, rows, changes)
        np.add.at(self.uses, rows, uses)

    def merge(self, alpha: float) -> None:
        """Move the matrix. The more a row was used, the less of the sum of its changes it gets."""
        self.matrix += self.changes / (1 + alpha * self.uses / 2)[:, None]


class PieceSums(Sums):
    """The same of words that are made of pieces: what is added to a word, each of its pieces gets.

    Making one composes the words.
    """

    def __init__(self, weights: Weights, pieces: Pieces) -> None:
        super().__init__(weights.inputs)
        self.pieces = weights.pieces
        of_word = np.diff(pieces.starts)
        self.uses_of_pieces = np.zeros((len(weights.pieces), len(of_word)))  # how often each is in each word
        np.add.at(self.uses_of_pieces, (pieces.rows, np.repeat(np.arange(len(of_word)), of_word)), 1)
        weights.inputs[:] = self.uses_of_pieces.T @ weights.pieces / np.maximum(of_word, 1)[:, None]

    def merge(self, alpha: float) -> None:
        """Move the pieces by what their words would be moved by, damped once more by a part of their words' uses."""
        of_words = self.changes / (1 + alpha * self.uses / 2)[:, None]
        numbers = np.maximum(self.uses_of_pieces.sum(axis=0), 1)
        moved = np.square(self.uses_of_pieces).sum(axis=0) / numbers  # times as far as with pieces that differ
        uses = self.uses_of_pieces @ (self.uses * moved / np.sqrt(numbers))
        self.pieces += self.uses_of_pieces @ of_words / (1 + alpha * uses / 2)[:, None]


def input_sums(weights: Weights, pieces: Pieces | None) -> Sums:
    """What a round adds to the input rows, or to their pieces."""
    return Sums(weights.inputs) if pieces is None else PieceSums(weights, pieces)


class Control:
    """Running means of each layer of the noise: of its output rows, and of sigmoid(score)."""

    def __init__(self, layers: int, size: int) -> None:
        self.means, self.rates = np.zeros((layers, size)), np.zeros(layers)
        self.begin_round()

    def begin_round(self) -> None:
        """Forget what was noted in the round before."""
        self.rows, self.errors, self.pairs, self.strips = np.zeros_like(self.means), np.zeros_like(self.rates), 0.0, 0

    def note(self, rows: Floats, errors: Floats, pairs: float) -> None:
        """Note the noise rows of a strip, their summed sigmoid(score), and its pairs."""
        self.rows, self.errors = self.rows + rows, self.errors + errors
        self.pairs, self.strips = self.pairs + pairs, self.strips + 1

    def end_round(self) -> None:
        """Move the means by what was noted."""
        share = self.strips / (self.strips + MEMORY)
        self.means += share * (self.rows / self.strips - self.means)
        if self.pairs:
            self.rates += share * (self.errors / self.pairs - self.rates)


def train_shared(
    given: Block,
    weights: Weights,
    noise: Noise,
    options: StepOptions,
    shape: Shape,
    alpha: float,
    key: int,
    control: Control,
    *,
    of_contexts: bool,
    pieces: Pieces | None = None,
) -> tuple[float, int]:
    """Train a block in rounds, as `firth.kernels.negative_sampling` does. `weights` and `control` are updated.

    Returns:
        The summed loss, of the weights as they were before each round, and the number of pairs.
    """
    pool, n = noise_pool(noise, options, key), len(given.spans)
    batches = [range(first, min(first + shape.batch, n)) for first in range(0, n, shape.batch)]
    each = -(-len(batches) // max(-(-n // shape.round), 1))
    draws = shape.noise * (-(-max(shape.inputs, shape.batch) // STRIP) + 1)
    total, pairs = 0.0, 0
    for first in range(0, len(batches), max(each, 1)):
        inputs, outputs = input_sums(weights, pieces), Sums(weights.outputs)
        control.begin_round()
        for number, centers in enumerate(batches[first : first + each]):
            strips = Strips(given, centers, weights, options, of_contexts=of_contexts)
            start = options.pool + (first + number) * draws
            words = noise_of_strips(noise, key, start, strips.count, shape.noise, pool)
            noted = control if number % SAMPLED == 0 else None
            loss, n_pairs = strips.train(words, alpha, control, noted, inputs, outputs)
            total, pairs = total + loss, pairs + n_pairs
        if alpha > 0:
            inputs.merge(alpha)
            outputs.merge(alpha)
            control.end_round()
    return total, pairs


class Strips:
    """A batch with shared noise. Each row of x is a context word (skip-gram) or the mean of a window (CBOW).

    `of_pairs` are the pairs, row and center; `of_words` tells how much of each word of the block is in each row.
    """

    def __init__(
        self, given: Block, centers: range, weights: Weights, options: StepOptions, *, of_contexts: bool
    ) -> None:
        self.options, self.weights, self.words, self.of_contexts = options, weights, given.words, of_contexts
        spans = [(given.first + i, *given.spans[i]) for i in centers]
        around = [[p for p in range(begin, end) if p != own] for own, begin, end in spans]
        low, high = min(begin for _, begin, _ in spans), max(end for _, _, end in spans)
        self.places = list(range(low, high))
        self.centers = [given.words[own] for own, _, _ in spans]
        if of_contexts:
            self.of_words = np.eye(high - low)
            self.back = self.of_words
            self.of_pairs = [(p - low, i) for i, places in enumerate(around) for p in places]
        else:
            self.of_words = np.zeros((len(spans), high - low))
            for i, places in enumerate(around):
                self.of_words[i, [p - low for p in places]] = 1 / max(len(places), 1)
            self.back = self.of_words if options.divide else (self.of_words > 0).astype(float)
            self.of_pairs = [(i, i) for i, places in enumerate(around) if places]
        self.x = self.of_words @ weights.inputs[[given.words[p] for p in self.places]]
        self.count = -(-len(self.x) // STRIP)

    def rows_of(self, strip: int) -> range:
        """The rows of a strip. The centers of CBOW are dealt out like cards: neighbours are in different strips."""
        if self.of_contexts:
            return range(strip * STRIP, min((strip + 1) * STRIP, len(self.x)))
        return range(strip, len(self.x), self.count)

    def train(
        self,
        noise: list[list[int]],
        alpha: float,
        control: Control,
        noted: Control | None,
        inputs: Sums,
        outputs: Sums,
    ) -> tuple[float, int]:
        """Add the changes of the batch; return its loss and its pairs."""
        dx, loss = np.zeros_like(self.x), 0.0
        uses = np.bincount([row for row, _ in self.of_pairs], minlength=len(self.x)).astype(float)
        of_rows = uses.copy()
        for strip, words in enumerate(noise):
            rows = self.rows_of(strip)
            met = np.tile(uses[rows], (len(words), 1))
            if not self.options.train_collisions:
                for row, center in self.of_pairs:
                    if row in rows:
                        met[[k for k, word in enumerate(words) if word == self.centers[center]], rows.index(row)] -= 1
            y, weight = self.weights.outputs[words], self.options.negative / len(words)
            scores = y @ self.x[rows].T
            errors = met * sigmoid(scores)
            loss += float(weight * (met * np.logaddexp(0, scores)).sum())
            if noted is not None:
                noted.note(y, errors.sum(axis=1), uses[rows].sum())
            correction = control.rates @ (y - control.means)
            dx[rows] += alpha * weight * (np.outer(uses[rows], correction) - errors.T @ y)
            outputs.add(words, -alpha * weight * errors @ self.x[rows], weight * errors.sum(axis=1))
            if self.of_contexts:
                of_rows[rows] = np.maximum(uses[rows], weight * errors.sum(axis=0))
        for row, center in self.of_pairs:
            target = self.centers[center]
            score = self.x[row : row + 1] @ self.weights.outputs[target]
            error = alpha * sigmoid(-score)
            loss += float(np.logaddexp(0, -score).sum())
            dx[row] += error * self.weights.outputs[target]
            outputs.add([target], error * self.x[row][None], 1.0)
        inputs.add([self.words[p] for p in self.places], self.back.T @ dx, self.back.T @ of_rows)
        return loss, len(self.of_pairs)


def train_own(
    given: Block,
    weights: Weights,
    outputs: Noise | Tree,
    options: StepOptions,
    shape: Shape,
    alpha: float,
    key: int,
    kind: Kind,
    pieces: Pieces | None = None,
) -> tuple[float, int]:
    """Train a block in rounds, each step against output rows of its own, as the kernel of that name does.

    Returns:
        The summed loss, of the weights as they were before each round, and the number of pairs (CBOW: windows).
    """
    pool = noise_pool(outputs, options, key) if isinstance(outputs, Noise) else []
    n, pair, total, pairs = len(given.spans), 0, 0.0, 0
    batches = -(-n // shape.batch)
    each = max(-(-batches // max(-(-n // shape.round), 1)), 1) * shape.batch
    for first in range(0, n, each):
        sums = input_sums(weights, pieces), Sums(weights.outputs)
        for i in range(first, min(first + each, n)):
            begin, end = given.spans[i]
            center = given.words[given.first + i]
            contexts = [given.words[p] for p in range(begin, end) if p != given.first + i]
            for group in [[w] for w in contexts] if kind == "skipgram_pairs" else [contexts] if contexts else []:
                if isinstance(outputs, Noise):
                    targets = noise_targets(center, noise_of_pair(outputs, options, key, pair, pool), options)
                else:
                    targets = path_targets(center, outputs)
                total += step_loss(weights, group, targets, kind)
                _step(weights, group, targets, alpha, kind, sums, divide=options.divide)
                pair += 1
                pairs += 1 if kind.startswith("cbow") else len(group)
        if alpha > 0:
            for each_sum in sums:
                each_sum.merge(alpha)
    return total, pairs


def step_loss(weights: Weights, contexts: list[int], targets: Targets, kind: Kind) -> float:
    """The loss of one step, before it is taken."""
    x = weights.inputs[contexts]
    x = x.mean(axis=0, keepdims=True) if kind.startswith("cbow") else x
    return loss(x, weights.outputs[targets.rows], targets.labels, targets.trained)


def _step(
    weights: Weights,
    contexts: list[int],
    targets: Targets,
    alpha: float,
    kind: Kind,
    sums: tuple[Sums, Sums],
    *,
    divide: bool,
) -> None:
    """Add what a step changes to the sums of its round."""
    x, rates = weights.inputs[contexts], alpha * targets.trained
    if kind.startswith("cbow"):
        x = x.mean(axis=0, keepdims=True)
    dx, dy = gradients(x, weights.outputs[targets.rows], targets.labels, rates)
    share = 1 / len(contexts) if divide and kind.startswith("cbow") else 1.0
    sums[0].add(contexts, np.broadcast_to(dx * share, (len(contexts), x.shape[1])), share)
    sums[1].add(targets.rows, dy, len(x) * targets.trained)
