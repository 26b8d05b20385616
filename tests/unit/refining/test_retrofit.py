"""Vectors pulled towards those of the words that they belong to."""

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, FormatError, SourceError
from firth.vectors.word_vectors import WordVectors

WORDS = ("cup", "mug", "glass", "oak", "elm")
PAIRS = [("cup", "mug"), ("cup", "glass"), ("oak", "no such word"), ("mug", "cup"), ("mug", "mug")]


@pytest.fixture
def model(random):
    return WordVectors(WORDS, random.normal(size=(5, 4)), counts=[9, 8, 7, 6, 5])


def test_each_vector_is_where_the_objective_is_least(model):
    moved = firth.retrofit(model, PAIRS, pull=2.0, iterations=200)
    old, new = (each.vectors.astype(np.float64) for each in (model, moved))
    neighbours = {0: [1, 2], 1: [0], 2: [0]}
    for row, others in neighbours.items():
        np.testing.assert_allclose(new[row], (old[row] + 2 * new[others].mean(axis=0)) / 3, atol=1e-6)
    assert (new[3:] == old[3:]).all()
    assert moved.info["retrofitted"][0]["words"] == 3
    assert moved.info["retrofitted"][0]["pairs"] == 2


def test_a_single_iteration_is_the_slow_twin(model):
    moved = firth.retrofit(model, PAIRS, iterations=1)
    old = model.vectors.astype(np.float64)
    np.testing.assert_allclose(moved["cup"], (old[0] + (old[1] + old[2]) / 2) / 2, atol=1e-6)
    np.testing.assert_allclose(moved["mug"], (old[1] + old[0]) / 2, atol=1e-6)


@pytest.mark.parametrize(
    "text", ["cup mug glass\n", "\ufeff# synonyms\n\ncup\tmug\tglass\n", "cup mug\r\nglass cup\r\n"]
)
def test_a_file_gives_what_the_pairs_give(model, tmp_path, text):
    path = tmp_path / "synonyms.txt"
    path.write_bytes(text.encode())
    assert firth.retrofit(model, path) == firth.retrofit(model, PAIRS)
    assert firth.retrofit(model, str(path)) == firth.retrofit(model, PAIRS)


def test_words_between_tabs_may_hold_blanks(tmp_path):
    (tmp_path / "l").write_text("New York\tbig apple\n", encoding="utf-8")
    model = WordVectors(["New York", "big apple", "oak"], np.eye(3))
    assert firth.retrofit(model, tmp_path / "l").similarity("New York", "big apple") > 0.5


def test_what_is_no_lexicon_is_refused_by_its_line(model, tmp_path):
    path = tmp_path / "l.txt"
    for content, why in (
        (b"cup mug\nglass\n", "line 2: 'glass' is a single word"),
        (b"cup \xff\n", "is not UTF-8"),
        (b"cup mug\n" + b"mug " * 1001, "line 2: 1,001 words, which looks like a text"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
    ):
        path.write_bytes(content)
        with pytest.raises(FormatError, match=why):
            firth.retrofit(model, path)
    with pytest.raises(SourceError, match="No such file"):
        firth.retrofit(model, tmp_path / "missing")
    with pytest.raises(SourceError, match="directory"):
        firth.retrofit(model, tmp_path)
    for lexicon in ([], [("a", "b")], [("cup", "cup")]):
        with pytest.raises(ArgumentError, match="no list has two words of the model"):
            firth.retrofit(model, lexicon)
    for lexicon in (3, ["cup mug"], [("cup", 3)], [3]):
        with pytest.raises(ArgumentTypeError):
            firth.retrofit(model, lexicon)
    for pull in (0, -1, float("inf"), float("nan")):
        with pytest.raises(ArgumentError, match="above 0"):
            firth.retrofit(model, PAIRS, pull=pull)
    with pytest.raises(ArgumentError, match="1 or more"):
        firth.retrofit(model, PAIRS, iterations=0)


def test_a_lexicon_without_words_of_the_model_is_named(model, tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"lexicon='.*empty.txt': no list has two words"):
        firth.retrofit(model, tmp_path / "empty.txt")
    with pytest.raises(ArgumentError, match="lexicon='1 list': no list has two words"):
        firth.retrofit(model, [("beech", "birch")])
