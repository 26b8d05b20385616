"""What the kernel tests share: a small text, chances and weights for it."""

import numpy as np

from firth.kernels import in_turn, passes
from firth.kernels.arrays import Chances, Choices, Scratch, Weights, aligned, padded, scratch, text_of
from firth.sampling import alias_table, as_threshold, keep_chance, noise_distribution

KINDS = ("skipgram", "skipgram_pairs", "cbow")
IN_TURN = ("skipgram_in_turn", "cbow_in_turn")


def kernel(kind):
    return getattr(in_turn if kind.endswith("in_turn") else passes, kind)


def choices(**given):
    plain = {
        "window": 3,
        "shrink": True,
        "negative": 5,
        "pool": 0,
        "train_collisions": False,
        "divide": False,
    }
    return Choices(**(plain | given))


def random_text(random, *, words=40, tokens=1500, sentences=60):
    counts = random.zipf(1.3, tokens) % words
    cuts = np.sort(random.choice(np.arange(1, tokens), sentences - 1, replace=False))
    return text_of(counts.astype(np.int32), np.r_[0, cuts, tokens].astype(np.int64))


def chances_of(text, words, *, sample=1e-1, exponent=0.75):
    counts = np.bincount(text.ids, minlength=words) + 1
    return Chances(as_threshold(keep_chance(counts, sample)), *alias_table(noise_distribution(counts, exponent)))


def random_weights(random, words, size, dtype, scale=0.3):
    weights = Weights(*(aligned((words, padded(size)), dtype) for _ in range(2)))
    for matrix in weights:
        matrix[:, :size] = random.normal(0, scale, (words, size))
    return weights


def copy_of(weights):
    return Weights(*(matrix.copy() for matrix in weights))


def planned_by_hand(windows, kind_choices, size, dtype) -> Scratch:
    """Scratch memory that holds the given (centre, contexts) windows as a plan."""
    memory = scratch(kind_choices, padded(size), dtype)
    filled = 0
    for i, (centre, contexts) in enumerate(windows):
        memory.words[filled : filled + len(contexts) + 1] = [centre, *contexts]
        memory.centres[i], memory.low[i], memory.high[i] = filled, filled, filled + len(contexts) + 1
        filled += len(contexts) + 1
    return memory
