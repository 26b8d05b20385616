import numpy as np
import pytest

from firth.explorer.maps.labels import BOX_HEIGHT, COLUMN, GAP, MOST_COLUMNS, UNIT, box_widths, label_zooms


def slow_zooms(words, positions):
    """The slow twin of `label_zooms`: every pair, as the formula has it."""
    widths, places = box_widths(words), positions.astype(np.float64) * UNIT
    shown = np.zeros(len(words))
    for word in range(len(words)):
        with np.errstate(divide="ignore"):
            across, down = (places[word] - places[:word]).T
            left = np.where(across < 0, widths[word], widths[:word])
            parted = np.minimum(left / np.abs(across), BOX_HEIGHT / np.abs(down))
        covered = parted[shown[:word] < parted]
        shown[word] = covered.max(initial=0)
    with np.errstate(divide="ignore"):
        return np.maximum(np.log2(shown), -4)


def words_of(random, n):
    return ["x" * length for length in random.integers(1, 40, n)]


PLACES = {
    "even": lambda random, n: random.uniform(-1, 1, (n, 2)),
    "dense in the middle": lambda random, n: random.normal(size=(n, 2)) ** 3 / 60,
    "on a line": lambda random, n: np.column_stack([random.uniform(-1, 1, n), np.zeros(n)]),
    "on a few points": lambda random, n: random.integers(-3, 4, (n, 2)) / 4,
    "all the same": lambda _, n: np.zeros((n, 2)),
}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("words", [1, 2, 3, 60, 3_000])
def test_zooms_are_those_of_all_pairs(random, kind, words):
    names, positions = words_of(random, words), PLACES[kind](random, words).astype(np.float32)
    np.testing.assert_allclose(label_zooms(names, positions), slow_zooms(names, positions), atol=1e-5)


def test_the_commonest_word_is_always_shown_and_one_at_its_place_never():
    zooms = label_zooms(["the", "of", "and"], np.array([[0, 0], [0, 0], [0.5, 0.5]], np.float32))
    assert zooms[0] == -4
    assert zooms[1] == np.inf
    assert zooms[2] < 0


@pytest.mark.parametrize(("side", "columns"), [(0.01, 2), (-0.01, 6)])
def test_two_labels_part_where_their_boxes_touch(side, columns):
    zooms = label_zooms(["of", "window"], np.array([[0, 0], [side, 0]], np.float32))
    assert zooms[1] == pytest.approx(np.log2((columns * COLUMN + GAP) / (0.01 * UNIT)))


def test_a_chinese_letter_is_as_wide_as_two_latin_ones():
    latin, chinese, long, cut, control = box_widths(["tea!", "红茶", "x" * 10_000, "x" * MOST_COLUMNS, "茶\x07"])
    assert latin == chinese == 4 * COLUMN + GAP
    assert long == cut
    assert control >= GAP
