import numpy as np
import pytest

from firth.config import ExploreConfig
from firth.explorer.maps.aligning import turned_like
from firth.explorer.maps.mapping import map_of
from firth.explorer.payload import Explored
from firth.explorer.side_by_side import alike
from firth.search import unit_rows
from firth.vectors.word_vectors import WordVectors

WORDS = [f"w{i}" for i in range(50)]
TURN = np.array([[0.6, 0.8], [0.8, -0.6]], np.float32)  # and mirrored


@pytest.fixture
def places(random):
    """float32[50, 2] within the square, as a map has them."""
    drawn = random.uniform(-1, 1, (50, 2)).astype(np.float32)
    low, high = drawn.min(axis=0), drawn.max(axis=0)
    return (drawn - (low + high) / 2) / (high - low).max() * 2


def test_a_picture_that_was_turned_and_mirrored_is_turned_back(places):
    np.testing.assert_allclose(turned_like(places @ TURN, WORDS, places, WORDS), places, atol=1e-6)


def test_only_the_words_of_both_count_whatever_their_order(places):
    order = np.arange(49, -1, -1)
    words = [f"w{i}" if i % 2 else f"mine{i}" for i in order]
    np.testing.assert_allclose(turned_like((places @ TURN)[order], words, places, WORDS), places[order], atol=1e-6)


def test_distances_keep_their_ratios(places, random):
    turned = turned_like(places, WORDS, random.normal(size=(50, 2)).astype(np.float32), WORDS)
    before, after = (np.linalg.norm(each[1:] - each[:-1], axis=1) for each in (places, turned))
    np.testing.assert_allclose(after / before, (after / before)[0], rtol=1e-4)
    assert np.abs(turned).max() == pytest.approx(1)


@pytest.mark.parametrize("others", [[], ["w0"], ["x", "y"]])
def test_pictures_without_two_words_in_common_stay_as_they_are(places, others):
    np.testing.assert_array_equal(turned_like(places, WORDS, places[: len(others)], others), places)


@pytest.mark.parametrize("projection", ["pca", "tsne"])
def test_two_models_of_the_same_words_are_drawn_alike(random, projection):
    """The second is the first in other coordinates, with some noise; without turning, its picture may lie anyhow."""
    centres = np.repeat(random.normal(size=(5, 12)), 20, axis=0)
    first = unit_rows(centres + 0.4 * random.normal(size=(100, 12)))
    second = unit_rows((first + 0.03 * random.normal(size=(100, 12))) @ np.linalg.qr(random.normal(size=(12, 12)))[0])
    words = [f"w{i}" for i in range(100)]
    models = []
    for name, rows in (("one", first), ("other", second)):
        vectors = WordVectors(words, rows)
        models.append(Explored(name, vectors, map_of(vectors, ExploreConfig(projection=projection, perplexity=None))))
    turned = alike(models)
    assert turned[0] is models[0]
    assert not turned[1].map.label_zooms.flags.writeable
    crossed, before = (nearness(one.map.positions, other.map.positions) for one, other in (turned, models))
    assert crossed > max(0.8, before - 1e-3)


def nearness(one, other):
    """1 if two pictures differ in size alone."""
    one, other = (each - each.mean(axis=0) for each in (one, other))
    return np.sum(one * other) / np.linalg.norm(one) / np.linalg.norm(other)
