"""Labels of a picture cover neither each other nor its edge."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firth.explorer.picture.placing import placed

PLACE = st.integers(0, 100)
LABELS = st.lists(st.tuples(PLACE, PLACE, st.integers(1, 60), st.integers(1, 20)), min_size=1, max_size=40)


@given(labels=LABELS)
def test_labels_cover_neither_each_other_nor_the_edge(labels):
    points, sizes = (np.array(labels, np.float64)[:, part] for part in (slice(2), slice(2, None)))
    low = placed(points, sizes, (100, 100), gap=2)
    shown = np.isfinite(low[:, 0])
    low, high = low[shown], (low + sizes)[shown]
    assert (low >= 0).all()
    assert (high <= 100).all()
    covering = ((low[:, None] < high) & (low < high[:, None])).all(axis=2)
    assert np.array_equal(covering, np.eye(len(low), dtype=bool))


@given(labels=LABELS)
def test_a_label_without_room_would_cover_another_or_the_edge(labels):
    points, sizes = (np.array(labels, np.float64)[:, part] for part in (slice(2), slice(2, None)))
    low = placed(points, sizes, (100, 100), gap=2)
    assert np.isfinite(low[0]).all() or sizes[0, 0] > 46  # half of the side, less the gap, and the point's own place
    for label in np.flatnonzero(np.isnan(low[:, 0])):
        right = points[label] + (2, -sizes[label, 1] / 2)
        others, ends = low[:label], (low + sizes)[:label]
        covers = ((right < ends) & (others < right + sizes[label])).all(axis=1).any()
        assert covers or (right < 0).any() or (right + sizes[label] > 100).any()
