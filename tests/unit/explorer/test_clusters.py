import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from firth.errors import MissingExtraError
from firth.explorer.maps.clusters import clusters_of
from firth.search import unit_rows


def test_groups_are_found_and_numbered_by_their_first_words(random):
    group = np.concatenate([[2, 0, 0, 1], random.integers(0, 3, 96)])
    directions = unit_rows(np.eye(3)[group] + 0.05 * random.normal(size=(100, 3)))
    np.testing.assert_array_equal(clusters_of(directions, 3, 1), np.array([1, 2, 0], np.uint8)[group])


def test_they_are_the_same_on_any_number_of_threads(random):
    directions = unit_rows(random.normal(size=(3_000, 20)))
    with threadpool_limits(1):
        alone = clusters_of(directions, 20, 7)
    np.testing.assert_array_equal(clusters_of(directions, 20, 7), alone)
    assert alone.dtype == np.uint8


@pytest.mark.parametrize("rows", [[[1, 0]], [[1, 0], [0, 1]], [[1, 0]] * 5, [[0, 0]] * 3])
def test_fewer_directions_than_clusters_are_fewer_clusters(rows):
    directions = np.array(rows, np.float32)
    found = clusters_of(directions, 4, 1)
    assert found.max() + 1 == len(np.unique(directions, axis=0))


def test_clusters_say_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.cluster", None)
    with pytest.raises(MissingExtraError, match=r"scikit-learn.*firth\[explore\]"):
        clusters_of(np.eye(2, dtype=np.float32), 2, 1)
