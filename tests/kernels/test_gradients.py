import numpy as np
import pytest
from kit import (
    KINDS,
    chosen_from,
    copy_of,
    job_of,
    keep_all,
    numerical,
    options,
    random_text,
    random_weights,
    shape_of,
    text_of,
    trained,
    trained_in_numpy,
)

from firth.kernels import reference

WORDS, SIZE, ALPHA = 9, 7, 1e-6
CONTEXTS = [3, 5, 4, 3, 8]  # a word that stands twice


def test_the_reference_step_follows_the_numerical_derivative_of_the_loss(random):
    x, y = random.normal(size=(4, SIZE)), random.normal(size=(6, SIZE))
    labels, trained_rows = np.array([1.0, 0, 0, 0, 0, 0]), np.array([1.0, 1, 1, 0, 1, 1])

    dx, dy = reference.gradients(x, y, labels, 1e-3 * trained_rows)

    value = lambda: reference.loss(x, y, labels, trained_rows)  # noqa: E731
    np.testing.assert_allclose(dx, -1e-3 * numerical(value, x), atol=1e-11)
    np.testing.assert_allclose(dy, -1e-3 * numerical(value, y), atol=1e-11)


@pytest.mark.parametrize("negative", [1, 5, 6, 13])
@pytest.mark.parametrize("kind", KINDS)
def test_a_round_of_the_kernel_follows_the_numerical_derivative_of_its_loss(random, kind, negative):
    """At a rate so small that a row's changes are hardly held back, and before there is a control of the noise."""
    setting, text = options(window=2, negative=negative, divide=True), text_of(CONTEXTS)
    source = chosen_from(kind, random_text(random, words=WORDS), WORDS)
    weights = random_weights(random, WORDS, SIZE, np.float64)
    rest = source, setting, shape_of(kind, setting, WORDS)
    measured = job_of((0, len(CONTEXTS)), alpha=0)

    def value():
        return trained_in_numpy(kind, text, keep_all(WORDS), weights, *rest, measured)[0]

    expected = [-ALPHA * numerical(value, matrix[:, :SIZE]) for matrix in weights]
    after = copy_of(weights)
    trained(kind, text, keep_all(WORDS), after, *rest, job_of((0, len(CONTEXTS)), alpha=ALPHA))

    for before, trained_matrix, slope in zip(weights, after, expected, strict=True):
        found = (trained_matrix - before)[:, :SIZE]
        np.testing.assert_allclose(found / ALPHA, slope / ALPHA, rtol=1e-4, atol=1e-6)


def test_the_reference_of_full_softmax_follows_the_numerical_derivative_of_its_loss(random):
    x, y, targets = random.normal(size=(4, SIZE)), random.normal(size=(9, SIZE)), [3, 0, 3, 8]

    dx, dy = reference.softmax_gradients(x, y, targets, 1e-3)

    value = lambda: reference.softmax_loss(x, y, targets)  # noqa: E731
    np.testing.assert_allclose(dx, -1e-3 * numerical(value, x), atol=1e-11)
    np.testing.assert_allclose(dy, -1e-3 * numerical(value, y), atol=1e-11)
