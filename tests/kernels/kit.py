"""What the kernel tests share: a small text, and what to train on it."""

import threading
import time

import numpy as np

from firth.kernels import full_softmax, hierarchical_softmax, negative_sampling, pair_noise, reference, reference_rounds
from firth.kernels.allocate import ROUND, control_for, memory_for, run_for, shape_for_noise, shape_for_steps
from firth.kernels.arrays import (
    NOTHING_FROZEN,
    Job,
    Noise,
    SharedNoise,
    StepOptions,
    Weights,
    aligned,
    no_pieces,
    padded,
    tokens_of,
)
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.phases import ENDED, KIND
from firth.sampling import as_threshold, huffman_tree, keep_chance, noise_distribution, noise_line

SHARED = ("skipgram", "cbow")
OWN = ("skipgram_pairs", "skipgram_hierarchical", "cbow_hierarchical")
KINDS = SHARED + OWN
TOKENS = 150 if IN_PYTHON else 600  # plain Python is slow, and so is the reference


def kernel(kind):
    modules = {"hierarchical": hierarchical_softmax, "pairs": pair_noise, "softmax": full_softmax}
    return getattr(modules.get(kind.split("_")[-1], negative_sampling), kind)


def options(**given):
    plain = {"window": 3, "shrink": True, "negative": 5, "pool": 0, "train_collisions": False, "divide": False}
    return StepOptions(**(plain | given))


def random_text(random, *, words=40, tokens=TOKENS, sentences=TOKENS // 25):
    counts = random.zipf(1.3, tokens) % words
    cuts = np.sort(random.choice(np.arange(1, tokens), sentences - 1, replace=False))
    return tokens_of(counts.astype(np.int32), np.r_[0, cuts, tokens].astype(np.int64))


def text_of(*sentences):
    return tokens_of(np.concatenate(sentences).astype(np.int32), np.cumsum([0, *map(len, sentences)], dtype=np.int64))


def keep_of(text, words, *, sample=1e-1):
    return as_threshold(keep_chance(_counts(text, words), sample))


def keep_all(words):
    return as_threshold(np.ones(words))


def chosen_from(kind, text, words, *, exponent=0.75):
    """What a kernel of this kind chooses output rows from: noise, or a tree."""
    counts = _counts(text, words)
    if kind.endswith("hierarchical"):
        return huffman_tree(counts)
    return Noise(*noise_line(noise_distribution(counts, exponent)))


def _counts(text, words):
    return np.bincount(text.ids, minlength=words) + 1


def shape_of(kind, setting, words, *, centers=None, batch=None):
    """As for a long text, or with rounds and batches of so many centers."""
    if kind in SHARED:
        shape = shape_for_noise(setting, ROUND, of_contexts=kind == "skipgram")
        strips = lambda n: -(-(n + (2 * setting.window if kind == "skipgram" else 0)) // 16)  # noqa: E731
        outputs = lambda n: strips(n) * shape.noise + n  # noqa: E731
    else:
        most = 1 + 2 * setting.window * setting.negative if kind == "skipgram_pairs" else words
        shape = shape_for_steps(setting, ROUND, most, words - 1 if kind.endswith("hierarchical") else 0)
        outputs = lambda n: n * most  # noqa: E731
    if centers is None:
        return shape
    batch = min(batch or shape.batch, centers)
    return shape._replace(
        round=centers,
        batch=batch,
        batches=-(-centers // batch),
        inputs=-(-(batch + 2 * setting.window + 1) // 16) * 16,
        outputs=outputs(batch),
    )


def job_of(*blocks, alpha=0.05, keys=(13, 987654321)):
    """Blocks from a first token to a last; the learning rate falls, and each has a random stream of its own."""
    n = len(blocks)
    return Job(
        np.array([(start, stop, 0) for start, stop in blocks], np.int64).reshape(n, 3),
        alpha * np.linspace(1, 0.5, n),
        np.array([(keys[0], keys[1] + i) for i in range(n)], np.uint64).reshape(n, 2),
    )


def trained(
    kind, text, keep, weights, source, setting, shape, job, *, threads=1, slow=None, frozen=NOTHING_FROZEN, pieces=None
):
    """Train by the compiled kernel, in place; return the summed loss and the number of pairs.

    `slow` is called by each thread now and then.
    """
    losses, pieces = np.zeros((1, 2)), pieces or no_pieces(weights)
    run = run_for(text, keep, frozen, weights, pieces, setting, shape, job, losses, threads)
    outputs = source
    if kind in SHARED:
        outputs = SharedNoise(source, control_for(shape, weights))
    elif kind.endswith("softmax"):
        outputs = full_softmax.softmax_outputs_for(shape, weights)

    deadline = time.monotonic() + 120  # a mistake in a phase would let threads wait without end

    def take_part():
        memory = memory_for(setting, shape, weights)
        while not kernel(kind)(run, outputs, memory) and time.monotonic() < deadline:
            if slow:
                slow()

    if threads == 1:
        take_part()
    else:
        team = [threading.Thread(target=take_part) for _ in range(threads)]
        for thread in team:
            thread.start()
        for thread in team:
            thread.join()
    assert run.state[KIND] == ENDED
    return losses[0]


def trained_in_numpy(kind, text, keep, weights, source, setting, shape, job, pieces=None):
    """The same by the reference."""
    control = reference_rounds.Control(shape.noise, weights.inputs.shape[1])
    total = np.zeros(2)
    for (start, stop, _), alpha, (windows_key, noise_key) in zip(*job, strict=True):
        given = reference.block(text, keep, int(windows_key), start, stop, setting)
        rest = weights, source, setting, shape, alpha, int(noise_key)
        if kind in SHARED:
            total += reference_rounds.train_shared(given, *rest, control, of_contexts=kind == "skipgram", pieces=pieces)
        else:
            total += reference_rounds.train_own(given, *rest, kind, pieces)
    return total


def random_weights(random, words, size, dtype, scale=0.3, pieces=0):
    weights = Weights(*(aligned((n, padded(size)), dtype) for n in (words, words, pieces)))
    for matrix in weights:
        matrix[:, :size] = random.normal(0, scale, (len(matrix), size))
    return weights


def copy_of(weights):
    copy = Weights(*(aligned(matrix.shape, matrix.dtype) for matrix in weights))
    for into, matrix in zip(copy, weights, strict=True):
        into[:] = matrix
    return copy


def numerical(function, point, step=1e-6):
    """The two-sided numerical derivative of a scalar function of a float64 array."""
    slope = np.zeros_like(point)
    for i in np.ndindex(*point.shape):
        kept = point[i]
        point[i] = kept + step
        above = function()
        point[i] = kept - step
        slope[i] = (above - function()) / (2 * step)
        point[i] = kept
    return slope
