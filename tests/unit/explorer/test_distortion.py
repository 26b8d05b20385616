import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from firth.explorer.maps.distortion import distortion_of
from firth.search import unit_rows


@pytest.mark.parametrize("neighbours", [1, 5, 30])
def test_of_all_words_it_is_what_scikit_learn_says(random, neighbours):
    directions = unit_rows(random.normal(size=(120, 6)))
    picture = (directions[:, :2] + 0.1 * random.normal(size=(120, 2))).astype(np.float32)
    found = distortion_of(directions, picture, neighbours, 120, 1)
    assert found.trustworthiness == pytest.approx(
        trustworthiness(directions, picture, n_neighbors=neighbours, metric="cosine")
    )
    assert found.continuity == pytest.approx(trustworthiness(picture, directions, n_neighbors=neighbours))


def test_a_sample_is_close_to_all_words_and_repeats(random):
    directions = unit_rows(random.normal(size=(2_000, 4)))
    picture = directions[:, :2]
    whole = distortion_of(directions, picture, 15, 2_000, 1)
    part = distortion_of(directions, picture, 15, 500, 1)
    assert part == distortion_of(directions, picture, 15, 500, 1)
    assert part.sample == 500
    assert part.trustworthiness == pytest.approx(whole.trustworthiness, abs=0.03)
    assert part.trustworthiness != whole.trustworthiness


def test_a_picture_that_keeps_all_neighbours_has_one_and_one():
    angles = np.linspace(0.1, 1.7, 12) ** 2  # no two arcs are alike
    circle = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    found = distortion_of(circle, circle, 3, 12, 1)
    assert (found.trustworthiness, found.continuity) == (1, 1)


def test_a_picture_by_chance_has_about_a_half(random):
    directions = unit_rows(random.normal(size=(1_000, 10)))
    found = distortion_of(directions, random.normal(size=(1_000, 2)).astype(np.float32), 10, 500, 1)
    assert found.trustworthiness == pytest.approx(0.5, abs=0.03)
    assert found.continuity == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(("words", "neighbours"), [(1, 0), (2, 0), (3, 1), (10, 4)])
def test_a_few_words_have_fewer_neighbours_or_no_distortion(random, words, neighbours):
    found = distortion_of(unit_rows(random.normal(size=(words, 3))), random.normal(size=(words, 2)), 15, 2_000, 1)
    assert (found.neighbours, found.sample) == (neighbours, words)
    assert (found.trustworthiness is None) == (neighbours == 0)


def test_equal_vectors_lose_nothing():
    same = np.full((20, 2), 0.5, np.float32)
    found = distortion_of(unit_rows(same), same, 3, 20, 1)
    assert (found.trustworthiness, found.continuity) == (1, 1)
