import numpy as np
import pytest

from firth.studies.audit.fit import Fit, Moments
from firth.studies.audit.theory import centered


def test_a_fit_gathered_in_blocks_is_numpys_weighted_least_squares(random):
    x = random.normal(5, 2, 1_000)
    y = 0.7 * x - 1 + random.normal(0, 0.5, x.size)
    weights = random.integers(1, 9, x.size).astype(float)
    moments = Moments()
    for part in np.array_split(np.arange(x.size), 7):
        moments.add(np.stack((x, y))[:, part], weights[part])
    fit = moments.fit()
    slope, intercept = np.polyfit(x, y, 1, w=np.sqrt(weights))
    covariance = np.cov(x, y, aweights=weights)
    residual_mean = np.average(y - x, weights=weights)
    assert fit.slope == pytest.approx(slope)
    assert fit.intercept == pytest.approx(intercept)
    assert fit.correlation == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))
    assert fit.residual_mean == pytest.approx(residual_mean)
    assert fit.rmse == pytest.approx(np.sqrt(np.average((y - x) ** 2, weights=weights)))
    assert fit.residual_deviation == pytest.approx(np.sqrt(np.average((y - x - residual_mean) ** 2, weights=weights)))


def test_a_fit_to_nothing_or_to_one_value_says_so():
    assert Moments().fit() == Fit()
    moments = Moments()
    moments.add(np.array([[1.0, 1.0], [2.0, 4.0]]), np.ones(2))
    fit = moments.fit()
    assert (fit.correlation, fit.slope, fit.intercept) == (None, None, None)
    assert (fit.residual_mean, fit.residual_deviation) == (2.0, 1.0)


def test_centring_takes_the_weighted_mean_of_each_input_word():
    values = np.array([[1.0, 3.0, 10.0], [0.0, 4.0, 5.0]])
    found = centered(values, np.array([4, 4, 9]), np.array([3.0, 1.0, 2.0]))
    np.testing.assert_allclose(found, [[-0.5, 1.5, 0.0], [-1.0, 3.0, 0.0]])
