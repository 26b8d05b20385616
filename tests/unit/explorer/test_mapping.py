import numpy as np
import pytest

import firth
from firth.config import ExploreConfig
from firth.errors import FormatError
from firth.explorer.maps.mapping import map_of

WORDS = [f"word{number}" for number in range(300)]


@pytest.fixture
def rows(random):
    return random.normal(size=(300, 10)).astype(np.float32)


def test_the_commonest_words_are_on_the_map_by_their_counts_or_by_their_rows(rows, random):
    counts = random.integers(1, 50, 300)
    by_count = map_of(firth.WordVectors(WORDS, rows, counts=counts), ExploreConfig(words=100, projection="pca"))
    assert (np.diff(counts[by_count.rows]) <= 0).all()
    assert counts[by_count.rows].min() >= np.delete(counts, by_count.rows).max()
    plain = map_of(firth.WordVectors(WORDS, rows), ExploreConfig(words=100, projection="pca"))
    np.testing.assert_array_equal(plain.rows, np.arange(100))


@pytest.mark.parametrize("projection", ["pca", "tsne"])
def test_a_map_is_the_same_on_one_thread_and_on_two_and_cannot_be_changed(rows, projection):
    vectors = firth.WordVectors(WORDS, rows)
    one, two = (map_of(vectors, ExploreConfig(projection=projection, workers=workers)) for workers in (1, 2))
    for name in ("rows", "positions", "clusters", "label_zooms"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
        assert len(getattr(one, name)) == 300
        assert not getattr(one, name).flags.writeable
    assert one.distortion == two.distortion
    assert one.config.projection == projection


def test_only_directions_count(rows):
    lengths = np.exp2(np.arange(300) % 5)[:, None]
    plain, scaled = (
        map_of(firth.WordVectors(WORDS, each), ExploreConfig(projection="pca")) for each in (rows, rows * lengths)
    )
    np.testing.assert_array_equal(plain.positions, scaled.positions)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_tiny_vocabularies_have_a_map(rows, size):
    drawn = map_of(firth.WordVectors(WORDS[:size], rows[:size]), ExploreConfig())
    assert drawn.positions.shape == (size, 2)


def test_vectors_that_are_not_finite_are_refused(rows):
    rows[7, 3] = np.nan
    with pytest.raises(FormatError, match="NaN or infinity"):
        map_of(firth.WordVectors(WORDS, rows), ExploreConfig())
