import numpy as np
import pytest
from kit import KINDS, chances_of, choices, copy_of, kernel, planned_by_hand, random_text, random_weights

from firth.kernels import reference

WORDS, SIZE, ALPHA, KEY = 9, 7, 1e-3, 12345
CONTEXTS = [3, 5, 3, 8]  # a word that stands twice


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


def test_the_reference_step_follows_the_numerical_derivative_of_the_loss(random):
    x, y = random.normal(size=(4, SIZE)), random.normal(size=(6, SIZE))
    labels, trained = np.array([1.0, 0, 0, 0, 0, 0]), np.array([1.0, 1, 1, 0, 1, 1])

    dx, dy = reference.gradients(x, y, labels, ALPHA * trained)

    value = lambda: reference.loss(x, y, labels, trained)  # noqa: E731
    np.testing.assert_allclose(dx, -ALPHA * numerical(value, x), atol=1e-11)
    np.testing.assert_allclose(dy, -ALPHA * numerical(value, y), atol=1e-11)


@pytest.mark.parametrize("negative", [1, 5, 6, 13])
@pytest.mark.parametrize("kind", KINDS)
def test_the_compiled_step_follows_the_numerical_derivative_of_the_loss(random, kind, negative):
    setting = choices(window=2, negative=negative, divide=True)
    chances = chances_of(random_text(random, words=WORDS), WORDS)
    weights = random_weights(random, WORDS, SIZE, np.float64)
    contexts = CONTEXTS[:1] if kind == "skipgram_pairs" else CONTEXTS  # pairs of one window follow each other
    targets = [4, *reference.noise_words(chances, setting, KEY, 0, [])]
    labels = np.zeros(len(targets))
    labels[0] = 1
    trained = reference.rates_of(targets, setting, 1.0, weights.inputs)

    def value():
        x = weights.inputs[contexts]
        return reference.loss(
            x.mean(axis=0, keepdims=True) if kind == "cbow" else x, weights.outputs[targets], labels, trained
        )

    expected = [-ALPHA * numerical(value, matrix) for matrix in weights]
    after = copy_of(weights)
    memory = planned_by_hand([(4, contexts)], setting, SIZE, np.float64)
    kernel(kind)(after, chances, setting, ALPHA, np.uint64(KEY), 1, memory, np.zeros(2))

    for before, trained_matrix, slope in zip(weights, after, expected, strict=True):
        np.testing.assert_allclose(trained_matrix - before, slope, atol=1e-10)
