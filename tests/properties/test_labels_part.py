"""At no zoom do two labels that are shown cover each other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firth.explorer.maps.labels import BOX_HEIGHT, UNIT, box_widths, label_zooms

DEEPEST = 20  # zoom; a million times nearer, where doubles still tell a label's edges apart
COORDINATE = st.floats(-1, 1, width=32)
LABELS = st.lists(st.tuples(st.text(max_size=40), COORDINATE, COORDINATE), min_size=1, max_size=60)


@given(labels=LABELS, grain=st.sampled_from([0, 2, 16]), zoom=st.floats(-4, 12))
def test_no_two_shown_labels_cover_each_other(labels, grain, zoom):
    words, places = [word for word, _, _ in labels], np.array([place for _, *place in labels], np.float32)
    if grain:  # many at the same places, or above each other
        places = np.round(places * grain) / np.float32(grain)
    zooms, widths = label_zooms(words, places), box_widths(words)
    for at in (zoom, *zooms[zooms < DEEPEST].tolist()):
        shown = np.flatnonzero(zooms <= at)
        left, top = places[shown].astype(np.float64).T * UNIT * 2**at
        right, bottom = left + widths[shown] * (1 - 1e-6), top + BOX_HEIGHT * (1 - 1e-6)
        across = (left < right[:, None]) & (left[:, None] < right)
        covering = across & (top < bottom[:, None]) & (top[:, None] < bottom)
        assert np.array_equal(np.argwhere(covering), np.column_stack([range(len(shown))] * 2))
