"""The kernels' work in plain NumPy, for any floating type: the specification.

Nothing here is fast and nothing is compiled. Tests hold the kernels to it on one random stream, and hold it to
the numerical derivative of its own loss. Read it first to learn what Firth computes.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.arrays import Chances, Choices, Text, Weights

Floats = NDArray[np.floating]
Kind = Literal["skipgram", "skipgram_pairs", "cbow", "skipgram_in_turn", "cbow_in_turn"]

_MASK = (1 << 64) - 1


class Window(NamedTuple):
    """A centre and the words around it."""

    centre: int
    contexts: list[int]


def bits(key: int, n: int) -> int:
    """64 random bits: number `n` of the stream `key` (SplitMix64)."""
    z = (key + n * 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def below(half: int, n: int) -> int:
    """32 random bits to an integer in [0, n)."""
    return (half * n) >> 32


def windows(text: Text, keep: NDArray[np.uint32], key: int, choices: Choices) -> Iterator[Window]:
    """All windows of an epoch, in text order.

    A word is kept or discarded, and its window shrunk, by the luck of its position; discarded words are gone
    before windows form.
    """
    for begin, end in zip(text.starts[:-1], text.starts[1:], strict=True):
        luck = [bits(key, position) for position in range(begin, end)]
        words = [int(w) for w in text.ids[begin:end]]
        kept = [(w, z) for w, z in zip(words, luck, strict=True) if z >> 32 <= keep[w]]
        for i, (centre, z) in enumerate(kept):
            reach = choices.window - (below(z & 0xFFFFFFFF, choices.window) if choices.shrink else 0)
            around = kept[max(0, i - reach) : i] + kept[i + 1 : i + reach + 1]
            yield Window(centre, [w for w, _ in around])


def draw(chances: Chances, z: int) -> int:
    """One word from the noise distribution, out of 64 random bits (Walker's alias method)."""
    w = below(z >> 32, chances.accept.size)
    return w if z & 0xFFFFFFFF <= chances.accept[w] else int(chances.other[w])


def noise_pool(chances: Chances, choices: Choices, key: int) -> list[int]:
    """The block's pool of noise words; empty when noise is drawn from the whole distribution."""
    return [draw(chances, bits(key, i)) for i in range(choices.pool)]


def noise_words(chances: Chances, choices: Choices, key: int, step: int, pool: list[int]) -> list[int]:
    """The noise words of one step; the pool has used up the first numbers of the stream."""
    first = max(choices.pool, 1) + step * choices.negative
    lucks = [bits(key, first + i) for i in range(choices.negative)]
    return [pool[below(z >> 32, len(pool))] if pool else draw(chances, z) for z in lucks]


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return np.exp(-np.logaddexp(0, -x))


def loss(x: Floats, y: Floats, labels: Floats, trained: Floats) -> float:
    """-sum log sigma(+-score): the loss whose gradient one step follows.

    Mikolov et al. 2013 (Distributed Representations of Words and Phrases), equation 4, with the sign turned: summed
    over m input rows and q output rows, the score counted as it is for label 1 and negated for label 0.

    Args:
        x: [m, D], input rows.
        y: [q, D], output rows.
        labels: [q], 0 or 1.
        trained: [q], 1, or 0 for an output row that the step leaves out.
    """
    scores = x @ y.T
    return float((trained * np.logaddexp(0, np.where(labels == 1, -scores, scores))).sum())


def gradients(x: Floats, y: Floats, labels: Floats, rates: Floats) -> tuple[Floats, Floats]:
    """What a step adds: the negative gradient of `loss`, times the rate.

    Args:
        x: [m, D], input rows.
        y: [q, D], output rows.
        labels: [q], 0 or 1.
        rates: [q], the learning rate, 0 for an output row that is left out.

    Returns:
        [m, D] and [q, D].
    """
    errors = (labels - sigmoid(x @ y.T)) * rates
    return errors @ y, errors.T @ x


def skipgram_step(weights: Weights, contexts: list[int], targets: list[int], rates: Floats) -> None:
    """One window: every context word's row against the target (first) and the noise words, all at once."""
    labels = np.zeros_like(rates)
    labels[0] = 1
    dx, dy = gradients(weights.inputs[contexts], weights.outputs[targets], labels, rates)
    np.add.at(weights.inputs, contexts, dx)  # not `+=`: a word that stands twice gets both parts
    np.add.at(weights.outputs, targets, dy)


def cbow_step(weights: Weights, contexts: list[int], targets: list[int], rates: Floats, *, divide: bool) -> None:
    """One window: the mean of the context rows against the target and the noise words.

    The chain rule divides the mean's gradient by the number of context words (``divide``); the first program
    (word2vec.c) and the textbooks give each context row the whole of it.
    """
    labels = np.zeros_like(rates)
    labels[0] = 1
    mean = weights.inputs[contexts].mean(axis=0, keepdims=True)
    dx, dy = gradients(mean, weights.outputs[targets], labels, rates)
    np.add.at(weights.inputs, contexts, dx / len(contexts) if divide else dx)
    np.add.at(weights.outputs, targets, dy)


def skipgram_in_turn(weights: Weights, context: int, targets: list[int], rates: Floats) -> None:
    """One pair in the textbook's order: target by target, the output row moved by the input row already moved."""
    x, outputs = weights.inputs[context], weights.outputs
    for o, (target, rate) in enumerate(zip(targets, rates, strict=True)):
        error = ((o == 0) - sigmoid(x @ outputs[target])) * rate
        x += error * outputs[target]
        outputs[target] += error * x


def cbow_in_turn(weights: Weights, contexts: list[int], targets: list[int], rates: Floats, *, divide: bool) -> None:
    """One window in the textbook's order: target by target, the mean standing still."""
    mean, outputs = weights.inputs[contexts].mean(axis=0), weights.outputs
    for o, (target, rate) in enumerate(zip(targets, rates, strict=True)):
        error = ((o == 0) - sigmoid(mean @ outputs[target])) * rate
        np.add.at(weights.inputs, contexts, error * outputs[target] / (len(contexts) if divide else 1))
        outputs[target] += error * mean


def rates_of(targets: list[int], choices: Choices, alpha: float, like: Floats) -> Floats:
    """The rate of each output row: 0 for a noise word that is the target itself, unless that is trained."""
    rates = np.full(len(targets), alpha, like.dtype)
    if not choices.train_collisions:
        rates[1:][np.array(targets[1:]) == targets[0]] = 0
    return rates


def train_block(
    given: list[Window],
    weights: Weights,
    chances: Chances,
    choices: Choices,
    alpha: float,
    key: int,
    kind: Kind,
) -> None:
    """Train a block's windows in order, as the compiled pass of that name does. `weights` is updated in place."""
    pool = noise_pool(chances, choices, key)
    step = 0
    for centre, contexts in given:
        for group in [[w] for w in contexts] if kind in ("skipgram_pairs", "skipgram_in_turn") else [contexts]:
            targets = [centre, *noise_words(chances, choices, key, step, pool)]
            rates = rates_of(targets, choices, alpha, weights.inputs)
            if group:
                _step(weights, group, targets, rates, kind, divide=choices.divide)
            step += 1


def _step(
    weights: Weights, contexts: list[int], targets: list[int], rates: Floats, kind: Kind, *, divide: bool
) -> None:
    if kind == "cbow":
        cbow_step(weights, contexts, targets, rates, divide=divide)
    elif kind == "cbow_in_turn":
        cbow_in_turn(weights, contexts, targets, rates, divide=divide)
    elif kind == "skipgram_in_turn":
        skipgram_in_turn(weights, contexts[0], targets, rates)
    else:
        skipgram_step(weights, contexts, targets, rates)
