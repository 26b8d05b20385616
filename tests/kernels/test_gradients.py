import numpy as np
import pytest
from kit import KINDS, copy_of, kernel, options, outputs_of, planned_by_hand, random_text, random_weights

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
    setting = options(window=2, negative=negative, divide=True)
    outputs = outputs_of(kind, random_text(random, words=WORDS), WORDS)
    weights = random_weights(random, WORDS, SIZE, np.float64)
    contexts = CONTEXTS[:1] if kind == "skipgram_pairs" else CONTEXTS  # pairs of one window follow each other
    targets = (
        reference.path_targets(4, outputs)
        if kind.endswith("hierarchical")
        else reference.noise_targets(4, reference.noise_words(outputs, setting, KEY, 0, []), setting)
    )
    expected = [
        -ALPHA * numerical(lambda: reference.step_loss(weights, contexts, targets, kind), matrix) for matrix in weights
    ]
    after = copy_of(weights)
    memory = planned_by_hand([(4, contexts)], setting, SIZE, np.float64)
    kernel(kind)(after, outputs, setting, ALPHA, np.uint64(KEY), 1, memory, np.zeros(2))

    for before, trained_matrix, slope in zip(weights, after, expected, strict=True):
        np.testing.assert_allclose(trained_matrix - before, slope, atol=1e-10)


def test_the_reference_of_full_softmax_follows_the_numerical_derivative_of_its_loss(random):
    x, y, targets = random.normal(size=(4, SIZE)), random.normal(size=(9, SIZE)), [3, 0, 3, 8]

    dx, dy = reference.softmax_gradients(x, y, targets, ALPHA)

    value = lambda: reference.softmax_loss(x, y, targets)  # noqa: E731
    np.testing.assert_allclose(dx, -ALPHA * numerical(value, x), atol=1e-11)
    np.testing.assert_allclose(dy, -ALPHA * numerical(value, y), atol=1e-11)
