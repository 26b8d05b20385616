import signal
import sys

import numpy as np
import pytest

from firth.errors import MissingExtraError
from firth.explorer.maps.projecting import neighbours_of, principal_components, project
from firth.progress.events import NeighboursProgress, ProjectProgress
from firth.search import unit_rows


@pytest.fixture
def groups(random):
    """float32[240, 20]: four groups of sixty directions, one after the other."""
    centres = np.repeat(random.normal(size=(4, 20)), 60, axis=0)
    return unit_rows(centres + 0.3 * random.normal(size=(240, 20)))


def placed(directions, perplexity=None, *, seed=1, workers=1, on_progress=None):
    return project(directions, perplexity, seed=seed, workers=workers, on_progress=on_progress)


def test_principal_components_are_those_of_the_singular_value_decomposition(random):
    directions = unit_rows(random.normal(size=(300, 12)) * np.arange(12, 0, -1))
    left, values, _ = np.linalg.svd(directions - directions.mean(axis=0, dtype=np.float64), full_matrices=False)
    expected = left[:, :2] * values[:2]
    found = principal_components(directions)
    signs = np.sign((found * expected).sum(axis=0))
    np.testing.assert_allclose(found, expected * signs, atol=1e-6)


@pytest.mark.parametrize("perplexity", [None, 10])
def test_places_are_within_the_square_and_the_longer_side_fills_it(groups, perplexity):
    places = placed(groups, perplexity)
    assert places.dtype == np.float32
    low, high = places.min(axis=0), places.max(axis=0)
    np.testing.assert_allclose(low + high, 0, atol=1e-6)
    np.testing.assert_allclose(max(high - low), 2, rtol=1e-6)


def test_tsne_keeps_groups_together(groups):
    places = placed(groups, 20).reshape(4, 60, 2)
    centres = places.mean(axis=1)
    nearest = np.square(places[:, :, None] - centres).sum(axis=3).argmin(axis=2)
    assert (nearest == np.arange(4)[:, None]).all()


def test_the_picture_is_the_same_on_one_thread_and_on_two_and_follows_the_seed(groups):
    first = placed(groups, 10)
    np.testing.assert_array_equal(placed(groups, 10, workers=2), first)
    assert not np.array_equal(placed(groups, 10, seed=2), first)


def test_neighbours_are_those_of_all_cosines_in_batches_on_any_number_of_threads(random):
    directions = unit_rows(random.normal(size=(2_500, 8)))
    cosines = directions @ directions.T
    np.fill_diagonal(cosines, -2)
    expected = np.sort(cosines, axis=1)[:, :-6:-1]
    answers = [neighbours_of(directions, 5, workers, lambda _: None) for workers in (1, 2)]
    np.testing.assert_allclose(answers[0][1], expected, atol=1e-6)
    np.testing.assert_array_equal(answers[0][0], answers[1][0])
    np.testing.assert_array_equal(answers[0][1], answers[1][1])


def test_long_work_tells_how_far_it_is(groups):
    told = []
    placed(groups, 10, on_progress=told.append)
    found = [each for each in told if isinstance(each, NeighboursProgress)]
    drawn = [each for each in told if isinstance(each, ProjectProgress)]
    assert found[-1].words == found[-1].words_total == 240
    assert drawn[-1].steps == drawn[-1].steps_total
    assert 0 < drawn[0].steps < drawn[-1].steps


def test_ctrl_c_ends_tsne(groups):
    def press(progress):
        if isinstance(progress, ProjectProgress):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        placed(groups, 10, on_progress=press)


@pytest.mark.parametrize("words", [1, 2, 3, 4, 5, 6, 17])
@pytest.mark.parametrize("perplexity", [None, 30])
def test_a_few_words_have_places(random, words, perplexity):
    places = placed(unit_rows(random.normal(size=(words, 3))), perplexity)
    assert places.shape == (words, 2)
    assert np.abs(places).max() <= 1


@pytest.mark.parametrize("perplexity", [None, 5])
@pytest.mark.parametrize("value", [0, 1])
def test_equal_vectors_and_zeros_have_places(value, perplexity):
    places = placed(unit_rows(np.full((40, 3), value, np.float32)), perplexity)
    assert np.isfinite(places).all()


def test_vectors_of_one_dimension_lie_on_a_line():
    places = placed(np.array([[1], [-1], [0]], np.float32))
    np.testing.assert_array_equal(places, [[1, 0], [-1, 0], [0, 0]])


def test_tsne_says_what_to_install(groups, monkeypatch):
    monkeypatch.setitem(sys.modules, "openTSNE.affinity", None)
    with pytest.raises(MissingExtraError, match=r"openTSNE.*firth\[explore\]"):
        placed(groups, 10)
