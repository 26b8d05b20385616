"""The textbook's two trainings, pair by pair in plain NumPy: what the product's kernels are held against.

It shares no code with the product on purpose. One thing is not as a textbook would write it: every array has
a leading axis of R independent runs, so that two thousand of them take seconds. Letters: R runs, V words, D
dimensions, K noise words.

The textbook moves rows target by target, and a skip-gram output row by the input row that has just moved. The
other order (`batched=True`) takes every score and every difference of a step from the rows as they were. With
so small a corpus this decides the answers: in skip-gram 女王 comes in about 52 % of the runs in the first
order and in more than 99 % in the second. In CBOW, whose mean stands still, shares move by two or three
points.

Run as a program, it prints each variant's shares of answers and a chi-square test between the two orders.
"""

import argparse
import sys
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

CORPUS = ["国王", "喜欢", "城堡", "女王", "喜欢", "城堡", "男人", "喜欢", "足球", "女人", "喜欢", "足球"]
QUESTION = ("男人", "国王", "女人")

WORDS = sorted(set(CORPUS))
DIMENSIONS = 10
WINDOW = 2
NOISE_WORDS = 3
RATE = 0.05
EPOCHS = 200
FIRST_DEVIATION = 0.01

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Architecture = Literal["skipgram", "cbow"]
Role = Literal["center", "context"]
VARIANTS: list[tuple[Architecture, Role]] = [
    ("skipgram", "center"),
    ("skipgram", "context"),
    ("cbow", "center"),
]


@dataclass
class Matrices:
    """The two matrices of R runs, float64[R, V, D] each; training writes to both."""

    inputs: Floats
    outputs: Floats


def samples(architecture: Architecture, input_row: Role) -> list[tuple[list[int], int]]:
    """All (input words, target word) of the corpus: one input word in skip-gram, the window in CBOW."""
    ids = [WORDS.index(word) for word in CORPUS]
    result: list[tuple[list[int], int]] = []
    for center, word in enumerate(ids):
        left, right = max(0, center - WINDOW), center + WINDOW + 1
        window = ids[left:center] + ids[center + 1 : right]
        if architecture == "cbow":
            result.append((window, word))
        elif input_row == "center":
            result.extend(([word], other) for other in window)
        else:
            result.extend(([other], word) for other in window)
    return result


def noise_chance() -> Floats:
    """float64[V]: the words' frequencies to the power 0.75, normalised."""
    weights = np.array([CORPUS.count(word) for word in WORDS]) ** 0.75
    return np.asarray(weights / weights.sum())


def sigmoid(score: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-score))


def first_matrices(runs: int, rng: np.random.Generator) -> Matrices:
    shape = (runs, len(WORDS), DIMENSIONS)
    return Matrices(rng.normal(0.0, FIRST_DEVIATION, shape), rng.normal(0.0, FIRST_DEVIATION, shape))


def train(
    architecture: Architecture,
    runs: int,
    seed: int,
    *,
    input_row: Role = "center",
    batched: bool = False,
    epochs: int = EPOCHS,
) -> Matrices:
    """Train R runs side by side, each with its own first matrices, shuffles and noise words.

    `input_row` says which end of a skip-gram pair is the input row; CBOW has no such choice.
    """
    rng = np.random.default_rng(seed)
    matrices = first_matrices(runs, rng)
    table = samples(architecture, input_row)
    widest = max(len(inputs) for inputs, _ in table)
    # A short window is padded with word 0 at weight 0, which adds nothing to the mean and nothing to the row.
    words = np.array([inputs + [0] * (widest - len(inputs)) for inputs, _ in table])
    weights = np.array([[1.0] * len(inputs) + [0.0] * (widest - len(inputs)) for inputs, _ in table])
    targets = np.array([target for _, target in table])
    chance_up_to = np.cumsum(noise_chance())[:-1]
    step = step_at_once if batched else (step_skipgram if architecture == "skipgram" else step_cbow)
    for _ in range(epochs):
        orders = rng.permuted(np.tile(np.arange(len(table)), (runs, 1)), axis=1)
        noise = np.searchsorted(chance_up_to, rng.random((len(table), runs, NOISE_WORDS)), side="right")
        for at, drawn in zip(orders.T, noise, strict=True):
            outputs = np.concatenate([targets[at][:, None], drawn], axis=1)
            step(matrices, words[at], weights[at], outputs)
    return matrices


def step_skipgram(matrices: Matrices, words: Ints, _weights: Floats, targets: Ints) -> None:
    """One pair, target by target: the input row moves, then the output row moves by the moved input row."""
    run = np.arange(len(words))
    row = matrices.inputs[run, words[:, 0]]
    for k in range(targets.shape[1]):
        label = 1.0 if k == 0 else 0.0
        output = matrices.outputs[run, targets[:, k]]
        error = (label - sigmoid((row * output).sum(axis=1)))[:, None] * RATE
        row = row + error * output
        matrices.outputs[run, targets[:, k]] = output + error * row
    matrices.inputs[run, words[:, 0]] = row


def step_cbow(matrices: Matrices, words: Ints, weights: Floats, targets: Ints) -> None:
    """One window, target by target: the rows of both matrices move, the mean stands still."""
    run = np.arange(len(words))
    mean = window_mean(matrices, words, weights)
    for k in range(targets.shape[1]):
        label = 1.0 if k == 0 else 0.0
        output = matrices.outputs[run, targets[:, k]]
        error = (label - sigmoid((mean * output).sum(axis=1)))[:, None] * RATE
        add_to_inputs(matrices, words, weights, error * output)
        matrices.outputs[run, targets[:, k]] = output + error * mean


def step_at_once(matrices: Matrices, words: Ints, weights: Floats, targets: Ints) -> None:
    """The same step with every score taken before any row moves; a noise word drawn twice is added twice.

    With one input word (skip-gram) the mean is that word's row.
    """
    run = np.arange(len(words))
    mean = window_mean(matrices, words, weights)
    outputs = matrices.outputs[run[:, None], targets]
    labels = np.zeros(targets.shape)
    labels[:, 0] = 1.0
    errors = (labels - sigmoid(np.einsum("rd,rkd->rk", mean, outputs))) * RATE
    add_to_inputs(matrices, words, weights, np.einsum("rk,rkd->rd", errors, outputs))
    for k in range(targets.shape[1]):
        matrices.outputs[run, targets[:, k]] += errors[:, k, None] * mean


def window_mean(matrices: Matrices, words: Ints, weights: Floats) -> Floats:
    """float64[R, D]: the mean of the window's input rows."""
    run = np.arange(len(words))
    total = (matrices.inputs[run[:, None], words] * weights[:, :, None]).sum(axis=1)
    return np.asarray(total / weights.sum(axis=1, keepdims=True))


def add_to_inputs(matrices: Matrices, words: Ints, weights: Floats, difference: Floats) -> None:
    """Add the undivided difference to each word of the window, twice to a word that stands there twice."""
    run = np.arange(len(words))
    for position in range(words.shape[1]):
        matrices.inputs[run, words[:, position]] += weights[:, position, None] * difference


def analogy_answers(inputs: Floats, question: tuple[str, str, str] = QUESTION) -> list[str]:
    """Each run's answer to a : b :: c : ?, by the cosine with the raw b - a + c; never a, b or c."""
    a, b, c = (WORDS.index(word) for word in question)
    sought = inputs[:, b] - inputs[:, a] + inputs[:, c]
    scores = cosines(sought[:, None, :], inputs)
    scores[:, [a, b, c]] = -np.inf
    return [WORDS[best] for best in scores.argmax(axis=1)]


def cosines(left: Floats, right: Floats) -> Floats:
    lengths = np.linalg.norm(left, axis=-1) * np.linalg.norm(right, axis=-1)
    return np.asarray((left * right).sum(axis=-1) / lengths)


def answer_counts(answers: list[str]) -> Ints:
    """int64[4]: how often each of the four possible answers came, in the order of WORDS."""
    return np.array([answers.count(word) for word in WORDS if word not in QUESTION], dtype=np.int64)


def main() -> int:
    """Print every variant's shares and cosines, and whether the two orders of updating can be told apart."""
    # The trainings need NumPy alone; SciPy has no type stubs.
    from scipy.stats import chi2_contingency  # type: ignore[import-untyped]  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    options = [word for word in WORDS if word not in QUESTION]
    king, queen = WORDS.index("国王"), WORDS.index("女王")
    for number, (architecture, role) in enumerate(VARIANTS):
        counts = []
        for batched in (False, True):
            seed = given.seed + 1000 * number + batched
            inputs = train(architecture, given.runs, seed, input_row=role, batched=batched).inputs
            counts.append(answer_counts(analogy_answers(inputs)))
            shares = "  ".join(f"{w} {n / given.runs:.3f}" for w, n in zip(options, counts[-1], strict=True))
            pair = cosines(inputs[:, king], inputs[:, queen])
            order = "all at once" if batched else "in sequence"
            print(f"{architecture:8} {role:7} {order}: {shares}", end="   ")
            print(f"cos(国王,女王) {pair.mean():.3f} ± {pair.std():.3f}")
        seen = np.array(counts)[:, np.sum(counts, axis=0) > 0]
        print(f"{'':17}in sequence = all at once: chi-square p = {chi2_contingency(seen).pvalue:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
