"""From which zoom each label of a map can be shown, so that no two labels cover each other.

A label is a box of fixed size on the screen that begins beside the place of its word, at the same offset for all;
zooming moves the places apart, and the boxes stay as they are. So two labels part at one magnification, and never meet
again above it. If w is the width of that one which is on the left, and h the height of all,

    m_ij = min(w / |x_i - x_j|, h / |y_i - y_j|)

The commoner word comes first: the label of i is shown from the least magnification m_i on at which it covers no
label of a commoner word: m_i is the largest m_ij of all commoner words j with m_j < m_ij. (One with m_j >= m_ij appears
when the two have parted.) The code has the inverse of a magnification, a length: how far a label reaches.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import MissingExtraError

__all__ = ["BOX_HEIGHT", "COLUMN", "GAP", "MOST_COLUMNS", "UNIT", "box_widths", "label_zooms"]

UNIT = 400
"""Pixels from the middle of the map to its edge at zoom 0, where it is 800 pixels wide."""

COLUMN = 7
"""Pixels of a Latin letter in a line of 12 pixels, as a terminal would draw it; a Chinese character has two."""

GAP = 6
"""Pixels between the labels in a line, at least."""

BOX_HEIGHT = 16
"""Pixels of a line of 12 pixels, with the space above it."""

MOST_COLUMNS = 30
"""Longer words must be cut where they are drawn."""

_FIRST_ZOOM = -4
"""Labels that are always shown have this zoom: the map is 50 pixels wide."""

_BATCH, _LOOKED_AT = 1024, 16

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


def box_widths(words: Sequence[str]) -> Floats:
    """How wide the labels of words are, in pixels, with the gap to the next one.

    Args:
        words: n of them.

    Returns:
        float64[n].
    """
    from wcwidth import wcswidth  # noqa: PLC0415 - loading its tables takes a moment

    columns = [len(word) if word.isascii() else abs(wcswidth(word[:MOST_COLUMNS])) for word in words]
    return np.minimum(columns, MOST_COLUMNS) * float(COLUMN) + GAP


def label_zooms(words: Sequence[str], positions: NDArray[np.float32]) -> NDArray[np.float32]:
    """The zoom from which each label can be shown: log2 of the magnification.

    Args:
        words: n, the commonest first.
        positions: float32[n, 2], within -1 to 1. A label is a box of `box_widths` and `BOX_HEIGHT`, whose left edge
            has the same place relative to its word for all labels.

    Returns:
        float32[n]; infinity where a commoner word has the same place.

    Raises:
        MissingExtraError: SciPy is not installed.
    """
    places = positions.astype(np.float64) * UNIT
    _, firsts = np.unique(positions, axis=0, return_index=True)
    firsts.sort()
    reach = np.zeros(len(words))  # of a word where a commoner one lies: it never parts from it
    reach[firsts] = _reaches(places[firsts], box_widths(words)[firsts])
    with np.errstate(divide="ignore"):
        zooms = np.maximum(-np.log2(reach), _FIRST_ZOOM)
    rounded = zooms.astype(np.float32)
    return np.where(rounded < zooms, np.nextafter(rounded, np.float32(np.inf)), rounded)


def _reaches(places: Floats, widths: Floats) -> Floats:
    """1 / m_i of labels at distinct places: batch after batch, since the commoner words must be known."""
    reach = np.full(len(places), np.inf)
    begin, end = 0, _BATCH
    while begin < len(places):
        _reach(reach[:end], places[:end], widths[:end], begin)
        begin, end = end, 2 * end
    return reach


def _reach(reach: Floats, places: Floats, widths: Floats, begin: int) -> None:
    """Find the reach of the labels from one on; those before it are known.

    Each label looks at the nearest ones, in a metric in which all labels have the greatest width: in their own, two
    labels are at least as far from each other. So what lies beyond the last one that was seen is further away than
    that, and cannot matter if the reach is less; else the label looks at more.

    Args:
        reach: float64[n]. Written from `begin` on.
        places: float64[n, 2], pixels.
        widths: float64[n], pixels.
        begin: the first label.
    """
    scaled = places / (widths.max(), BOX_HEIGHT)
    tree = _tree(scaled)
    labels, seen = np.arange(begin, len(places)), _LOOKED_AT
    horizon = np.zeros(len(places))
    pairs: list[tuple[Ids, Ids, Floats]] = []
    while labels.size:
        seen = min(seen, len(places))
        distances, others = tree.query(scaled[labels], seen, p=np.inf)
        horizon[labels] = distances.reshape(len(labels), -1)[:, -1] if seen < len(places) else np.inf
        pairs.append(_pairs(labels, others.reshape(len(labels), -1), places, widths))
        _settle(reach, begin, *(np.concatenate(part) for part in zip(*pairs, strict=True)))
        labels, seen = begin + np.flatnonzero(reach[begin:] > horizon[begin:]), 4 * seen


def _pairs(labels: Ids, others: Ids, places: Floats, widths: Floats) -> tuple[Ids, Ids, Floats]:
    """Labels, commoner ones near them, and how far from each other the two are as labels: 1 / m_ij."""
    label, other = np.repeat(labels, others.shape[1]), others.ravel()
    commoner = other < label
    label, other = label[commoner], other[commoner]
    across, down = (places[label] - places[other]).T
    width = widths[np.where(across < 0, label, other)]
    return label, other, np.maximum(np.abs(across) / width, np.abs(down) / BOX_HEIGHT)


def _settle(reach: Floats, begin: int, label: Ids, other: Ids, apart: Floats) -> None:
    """Find the reach that follows from these pairs: again and again, since it depends on that of commoner labels.

    The commonest label is right after the first round, and every round makes right at least those that depend on
    right ones only. So this ends, at the one value that there is.
    """
    before = None
    while before is None or not np.array_equal(before, reach):
        before = reach.copy()
        reach[begin:] = np.inf
        matters = apart < before[other]
        np.minimum.at(reach, label[matters], apart[matters])


def _tree(points: Floats) -> Any:
    try:
        from scipy.spatial import cKDTree  # noqa: PLC0415 - an optional part
    except ImportError:
        raise MissingExtraError("scipy", "explore", "Placing labels") from None
    return cKDTree(points)
