"""What the kernel tests share: a small text, and what to train on it."""

import numpy as np

from firth.kernels import hierarchical_softmax, negative_sampling, sequential_updates
from firth.kernels.arrays import Noise, Scratch, StepOptions, Weights, aligned, padded, scratch_for, tokens_of
from firth.kernels.compiling import IN_PYTHON
from firth.sampling import alias_table, as_threshold, huffman_tree, keep_chance, noise_distribution

KINDS = ("skipgram", "skipgram_pairs", "cbow", "skipgram_hierarchical", "cbow_hierarchical")
SEQUENTIAL = ("skipgram_sequential", "cbow_sequential")
MOST_TARGETS = 50
TOKENS = 150 if IN_PYTHON else 1500  # plain Python is slow


def kernel(kind):
    if kind.endswith("sequential"):
        return getattr(sequential_updates, kind)
    return getattr(hierarchical_softmax if kind.endswith("hierarchical") else negative_sampling, kind)


def options(**given):
    plain = {
        "window": 3,
        "shrink": True,
        "negative": 5,
        "pool": 0,
        "train_collisions": False,
        "divide": False,
    }
    return StepOptions(**(plain | given))


def random_text(random, *, words=40, tokens=TOKENS, sentences=TOKENS // 25):
    counts = random.zipf(1.3, tokens) % words
    cuts = np.sort(random.choice(np.arange(1, tokens), sentences - 1, replace=False))
    return tokens_of(counts.astype(np.int32), np.r_[0, cuts, tokens].astype(np.int64))


def keep_of(text, words, *, sample=1e-1):
    return as_threshold(keep_chance(_counts(text, words), sample))


def outputs_of(kind, text, words, *, exponent=0.75):
    """What a pass of this kind is given to choose output rows from: noise, or a tree."""
    counts = _counts(text, words)
    if kind.endswith("hierarchical"):
        return huffman_tree(counts)
    return Noise(*alias_table(noise_distribution(counts, exponent)))


def _counts(text, words):
    return np.bincount(text.ids, minlength=words) + 1


def memory_for(setting, size, dtype):
    return scratch_for(setting, padded(size), dtype, max(setting.negative + 1, MOST_TARGETS))


def random_weights(random, words, size, dtype, scale=0.3):
    weights = Weights(*(aligned((words, padded(size)), dtype) for _ in range(2)))
    for matrix in weights:
        matrix[:, :size] = random.normal(0, scale, (words, size))
    return weights


def copy_of(weights):
    return Weights(*(matrix.copy() for matrix in weights))


def planned_by_hand(windows, kind_choices, size, dtype) -> Scratch:
    """Scratch memory that holds the given (center, contexts) windows as a plan."""
    memory = memory_for(kind_choices, size, dtype)
    filled = 0
    for i, (center, contexts) in enumerate(windows):
        memory.words[filled : filled + len(contexts) + 1] = [center, *contexts]
        memory.centers[i], memory.window_begins[i], memory.window_ends[i] = filled, filled, filled + len(contexts) + 1
        filled += len(contexts) + 1
    return memory
