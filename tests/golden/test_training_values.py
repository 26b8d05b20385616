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
        [[0.01736, -0.97997, -0.66144, -0.63824], [-2.59724, 1.3332, -1.18354, 2.31913]],
        [[0.19897, 0.1843, 0.64207, -0.31192], [-2.08463, -0.07187, 0.03946, 3.10797]],
        [[0.07116, 0.69675, -0.55821, -0.72647], [-2.93969, -0.24985, -1.18024, 2.73566]],
    ],
    "cbow": [
        [[0.13931, -0.98186, -1.06413, -1.4512], [-0.88573, 0.88306, -0.34691, 1.17135]],
        [[0.54598, 0.0279, 0.78735, -0.48554], [-0.81112, 0.083, 0.05779, 1.38992]],
        [[0.44342, 0.57859, -0.20158, -0.76636], [-1.1856, -0.21619, -0.85457, 0.85516]],
    ],
}


@pytest.mark.parametrize("objective", ["negative_sampling", "hierarchical_softmax"])
@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_training_of_many_batches_and_rounds_gives_these_values(architecture, objective):
    ids = np.minimum(np.random.default_rng(5).pareto(1.0, 60_000), 499).astype(np.int32)
    corpus = firth.EncodedCorpus.from_ids([ids])
    way = {"architecture": architecture, "objective": objective}
    alpha = firth.TrainConfig(**way).resolved().alpha  # of a text that is not small
    vectors = firth.train(corpus, **way, alpha=alpha, vector_size=20, epochs=1, workers=2)
    found = [*vectors.vectors[3, :4], float(np.abs(vectors.vectors).mean())]
    np.testing.assert_allclose(found, LONGER[architecture, objective], atol=1e-4)


LONGER = {
    ("skipgram", "negative_sampling"): [0.10097, -0.16703, -0.15968, -0.09729, 0.10039],
    ("skipgram", "hierarchical_softmax"): [0.13118, -0.21203, -0.26568, -0.1633, 0.13473],
    ("cbow", "negative_sampling"): [0.09751, -0.11412, -0.12788, -0.08128, 0.09981],
    ("cbow", "hierarchical_softmax"): [0.34178, -0.54942, -0.6735, -0.40564, 0.12443],
}
