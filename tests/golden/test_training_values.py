"""Trained values of a five-line corpus, so that nothing changes vectors unnoticed."""

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


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_one_thread_trains_these_values(architecture):
    sentences = [line.split() for line in LINES.splitlines()]
    vectors = firth.train(
        sentences, architecture=architecture, vector_size=4, min_count=1, sample=0, alpha=0.1, epochs=30, workers=1
    )
    found = np.array([[vectors[word], vectors.contexts[vectors.index(word)]] for word in ROWS])
    np.testing.assert_allclose(found, GOLDEN[architecture], atol=1e-4)


GOLDEN = {
    "skipgram": [
        [[0.25124, -1.11061, -0.68869, -0.84256], [-1.23298, 1.3734, -0.99618, 1.23528]],
        [[0.21776, 0.07121, 0.75091, -0.73862], [-0.95049, -0.03701, 0.23601, 2.0285]],
        [[0.3393, 0.70913, -0.41839, -0.99768], [-1.68795, -0.14246, -1.0843, 1.68271]],
    ],
    "cbow": [
        [[0.17236, -1.31607, -1.49538, -2.13406], [-0.21625, 0.85296, -0.10125, 0.81602]],
        [[0.77793, -0.11833, 1.02919, -1.01442], [-0.41982, 0.05494, 0.17772, 0.98223]],
        [[0.91231, 0.53296, 0.12048, -1.09056], [-0.88136, -0.28758, -0.97974, 0.48059]],
    ],
}
