"""The kernels' work in plain NumPy, for any floating type: the specification.

Nothing here is fast and nothing is compiled. Tests compare the kernels with it on the same random stream, and compare
its gradients with the numerical derivative of its loss. Read it first to learn what Firth computes.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from firth.kernels.arrays import Noise, StepOptions, Tokens, Weights

Floats = NDArray[np.floating]


class Tree(Protocol):
    """Paths from the root to every word, as `firth.sampling.HuffmanTree` holds them."""

    starts: NDArray[np.int64]
    nodes: NDArray[np.int32]
    codes: NDArray[np.uint8]


_MASK = (1 << 64) - 1


class Window(NamedTuple):
    """A center and the words around it."""

    center: int
    contexts: list[int]


def bits(key: int, n: int) -> int:
    """64 random bits: number `n` of the stream `key` (SplitMix64)."""
    z = (key + n * 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def integer_below(half: int, n: int) -> int:
    """32 random bits to an integer in [0, n)."""
    return (half * n) >> 32


def windows(text: Tokens, keep: NDArray[np.uint32], key: int, options: StepOptions) -> Iterator[Window]:
    """All windows of an epoch, in text order.

    The random bits of a token's position decide whether the token is kept and how far its window shrinks. Discarded
    words are removed before windows are formed.
    """
    for begin, end in zip(text.starts[:-1], text.starts[1:], strict=True):
        random_bits = [bits(key, position) for position in range(begin, end)]
        words = [int(w) for w in text.ids[begin:end]]
        kept = [(w, z) for w, z in zip(words, random_bits, strict=True) if z >> 32 <= keep[w]]
        for i, (center, z) in enumerate(kept):
            reach = options.window - (integer_below(z & 0xFFFFFFFF, options.window) if options.shrink else 0)
            around = kept[max(0, i - reach) : i] + kept[i + 1 : i + reach + 1]
            yield Window(center, [w for w, _ in around])


def word_at(noise: Noise, point: int) -> int:
    """The word at a point of 32 bits: the first whose end is not below it."""
    return int(np.searchsorted(noise.ends, point))


def point_in_layer(layer: int, layers: int, z: int) -> int:
    """A point of 32 bits in one of equal layers, out of 64 random bits."""
    return int((layer + (z >> 32) * 2.0**-32) * (2.0**32 / layers))


def noise_pool(noise: Noise, options: StepOptions, key: int) -> list[int]:
    """The block's pool of noise words, one from each layer; empty when noise is drawn from the whole distribution."""
    return [word_at(noise, point_in_layer(i, options.pool, bits(key, i))) for i in range(options.pool)]


def drawn(noise: Noise, pool: list[int], point: int) -> int:
    """The noise word at a point: of the pool if there is one, else of the whole distribution."""
    return pool[(point * len(pool)) >> 32] if pool else word_at(noise, point)


def noise_of_pair(noise: Noise, options: StepOptions, key: int, pair: int, pool: list[int]) -> list[int]:
    """The noise words of one pair. The first numbers of the stream were used for the pool."""
    first = options.pool + pair * options.negative
    return [drawn(noise, pool, bits(key, first + i) >> 32) for i in range(options.negative)]


def noise_of_strips(noise: Noise, key: int, first: int, strips: int, layers: int, pool: list[int]) -> list[list[int]]:
    """The noise words of a batch, strip by strip: one from each layer, in each layer from another part.

    The numbers of the stream begin at `first`.
    """
    turns = [integer_below(bits(key, first + layer) >> 32, strips) for layer in range(layers)]
    words = []
    for strip in range(strips):
        parts = [layer * strips + (strip + turns[layer]) % strips for layer in range(layers)]
        numbers = [bits(key, first + (strip + 1) * layers + layer) for layer in range(layers)]
        points = [point_in_layer(part, layers * strips, z) for part, z in zip(parts, numbers, strict=True)]
        words.append([drawn(noise, pool, point) for point in points])
    return words


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return np.exp(-np.logaddexp(0, -x))


def loss(x: Floats, y: Floats, labels: Floats, trained: Floats) -> float:
    """-sum log sigma(+-score): the loss whose gradient one step follows.

    Mikolov et al. 2013 (Distributed Representations of Words and Phrases), equation 4, with the sign
    reversed: summed over m input rows and q output rows, with the score as it is for label 1 and negated for label 0.
    With the nodes of a path and its turns, it is equation 3, -log P(center | context), summed over the input rows.

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


def softmax_loss(x: Floats, y: Floats, targets: Sequence[int]) -> float:
    """-sum log P(target | input row), P the softmax over all output rows (Mikolov et al. 2013, equation 2).

    Args:
        x: [m, D], input rows.
        y: [V, D], all output rows.
        targets: [m], the row of y that belongs to each row of x.
    """
    scores = x @ y.T
    whole = np.logaddexp.reduce(scores, axis=1)
    return float((whole - scores[np.arange(len(x)), targets]).sum())


def softmax_gradients(x: Floats, y: Floats, targets: Sequence[int], alpha: float) -> tuple[Floats, Floats]:
    """What a step of full softmax adds: the negative gradient of `softmax_loss`, times alpha.

    Returns:
        [m, D] and [V, D].
    """
    scores = x @ y.T
    errors = -np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    errors[np.arange(len(x)), targets] += 1
    errors *= alpha
    return errors @ y, errors.T @ x


def skipgram_sequential(weights: Weights, context: int, targets: Sequence[int], labels: Floats, rates: Floats) -> None:
    """One pair in the textbook's order: target by target, the output row moved by the input row already moved."""
    x, outputs = weights.inputs[context], weights.outputs
    for target, label, rate in zip(targets, labels, rates, strict=True):
        error = (label - sigmoid(x @ outputs[target])) * rate
        x += error * outputs[target]
        outputs[target] += error * x


def cbow_sequential(
    weights: Weights,
    contexts: Sequence[int],
    targets: Sequence[int],
    labels: Floats,
    rates: Floats,
    *,
    divide: bool,
) -> None:
    """One window in the textbook's order: target by target, with the mean unchanged."""
    mean, outputs = weights.inputs[contexts].mean(axis=0), weights.outputs
    for target, label, rate in zip(targets, labels, rates, strict=True):
        error = (label - sigmoid(mean @ outputs[target])) * rate
        np.add.at(weights.inputs, contexts, error * outputs[target] / (len(contexts) if divide else 1))
        outputs[target] += error * mean


class Targets(NamedTuple):
    """The output rows of a step."""

    rows: list[int]
    labels: Floats  # [Q], 0 or 1
    trained: Floats  # [Q], 1, or 0 for a row that is left out


def noise_targets(center: int, noise: list[int], options: StepOptions) -> Targets:
    """The center and its noise words; a noise word that is the center is left out, unless that is trained."""
    rows = [center, *noise]
    trained = [1, *(float(options.train_collisions or word != center) for word in noise)]
    return Targets(rows, np.array([1.0] + [0.0] * len(noise)), np.array(trained))


def path_targets(center: int, tree: Tree) -> Targets:
    """The inner nodes on the path to the center; the label is 1 if the path goes to the first child (code 0)."""
    way = slice(tree.starts[center], tree.starts[center + 1])
    return Targets(tree.nodes[way].tolist(), 1.0 - tree.codes[way], np.ones(tree.nodes[way].size))


class Block(NamedTuple):
    """The windows of a block, by places among its words, which include those before and after that they reach."""

    words: list[int]
    first: int  # the place of the first center; the others follow it
    spans: list[tuple[int, int]]  # of each window, exclusive


def block(text: Tokens, keep: NDArray[np.uint32], key: int, start: int, stop: int, options: StepOptions) -> Block:
    """Lay out the windows whose centers are the kept words of a part of the text."""
    words: list[int] = []
    spans: list[tuple[int, int]] = []
    first = 0
    for begin, end in zip(text.starts[:-1].tolist(), text.starts[1:].tolist(), strict=True):
        if end <= start or begin >= stop:
            continue
        numbers = {p: bits(key, p) for p in range(begin, end)}
        kept = [p for p in range(begin, end) if numbers[p] >> 32 <= keep[text.ids[p]]]
        before = [p for p in kept if p < start][-options.window :]
        own = [p for p in kept if start <= p < stop]
        after = [p for p in kept if p >= stop][: options.window]
        if not spans:
            first = len(before)
        low = len(words)
        words += text.ids[before + own + after].tolist()
        for i, p in enumerate(own, low + len(before)):
            reach = options.window
            reach -= integer_below(numbers[p] & 0xFFFFFFFF, options.window) if options.shrink else 0
            spans.append((max(i - reach, low), min(i + reach + 1, len(words))))
    return Block(words, first, spans)
