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
        [[0.33926, -1.0949, -0.67824, -0.70366], [-1.96895, 1.19372, -0.50191, 0.62698]],
        [[0.91792, 0.27556, 0.30062, -0.2555], [-1.01538, 0.04149, 0.56348, 1.94699]],
        [[0.17839, 0.47084, -0.31001, -1.06534], [-1.97536, -0.17308, -0.63247, 1.42987]],
    ],
    "cbow": [
        [[0.5724, -1.19656, -1.0729, -2.01387], [-0.61728, 0.88379, -0.26564, 0.50044]],
        [[0.98995, -0.02531, 0.98527, -0.69802], [-0.38522, 0.03171, 0.3017, 1.06583]],
        [[0.48515, 0.61084, -0.14831, -1.09365], [-0.91811, -0.32276, -0.85822, 0.45209]],
    ],
}
