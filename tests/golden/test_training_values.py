"""Trained values of small corpora, so that nothing changes vectors unnoticed."""

import numpy as np
import pytest

import firth

LINES = """\
the cat sat on the mat
the dog sat on the log
a cat and a dog met on the mat
the log and the mat
a dog sat and a cat sat
"""
ROWS = ("the", "cat", "mat")


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_training_gives_these_values_on_any_number_of_threads(architecture, workers):
    sentences = [line.split() for line in LINES.splitlines()]
    vectors = firth.train(
        sentences,
        architecture=architecture,
        vector_size=4,
        min_count=1,
        sample=0,
        alpha=0.1,
        epochs=30,
        workers=workers,
    )
    found = np.array([[vectors[word], vectors.contexts[vectors.index(word)]] for word in ROWS])
    np.testing.assert_allclose(found, GOLDEN[architecture], atol=1e-4)


GOLDEN = {
    "skipgram": [
        [[0.0043, -0.96979, -0.68997, -0.62633], [-2.71083, 1.3326, -1.12588, 2.43599]],
        [[0.20235, 0.18191, 0.63318, -0.30089], [-2.16357, -0.08112, 0.06887, 3.18123]],
        [[0.04753, 0.71281, -0.56312, -0.71445], [-3.02327, -0.24619, -1.13101, 2.83389]],
    ],
    "cbow": [
        [[0.13054, -0.98063, -1.06877, -1.4444], [-0.89515, 0.88575, -0.34594, 1.18577]],
        [[0.543, 0.02937, 0.78482, -0.48274], [-0.81793, 0.08309, 0.05842, 1.39953]],
        [[0.43975, 0.58218, -0.20359, -0.76104], [-1.1942, -0.21593, -0.85352, 0.86609]],
    ],
}


@pytest.mark.parametrize("objective", ["negative_sampling", "hierarchical_softmax"])
@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_training_of_many_batches_and_rounds_gives_these_values(architecture, objective):
    ids = np.minimum(np.random.default_rng(5).pareto(1.0, 60_000), 499).astype(np.int32)
    corpus = firth.EncodedCorpus.from_ids([ids])
    vectors = firth.train(corpus, architecture=architecture, objective=objective, vector_size=20, epochs=1, workers=2)
    found = [*vectors.vectors[3, :4], float(np.abs(vectors.vectors).mean())]
    np.testing.assert_allclose(found, LONGER[architecture, objective], atol=1e-4)


LONGER = {
    ("skipgram", "negative_sampling"): [0.10216, -0.15291, -0.15437, -0.0894, 0.10228],
    ("skipgram", "hierarchical_softmax"): [0.13118, -0.21203, -0.26568, -0.1633, 0.13473],
    ("cbow", "negative_sampling"): [0.11486, -0.14569, -0.1584, -0.08571, 0.10872],
    ("cbow", "hierarchical_softmax"): [0.34178, -0.54942, -0.6735, -0.40564, 0.12443],
}
