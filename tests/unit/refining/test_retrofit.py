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
    moved = firth.retrofit(model, PAIRS, pull=2.0)
    old, new = (each.vectors.astype(np.float64) for each in (model, moved))
    neighbours = {0: [1, 2], 1: [0], 2: [0]}
    for row, others in neighbours.items():
        np.testing.assert_allclose(new[row], (old[row] + 2 * new[others].mean(axis=0)) / 3, atol=1e-6)
    assert (new[3:] == old[3:]).all()
    assert moved.info["retrofitted"][0]["moved"] == 3
    assert moved.info["retrofitted"][0]["pairs"] == 2


def test_the_equations_are_solved_however_strong_the_pull(random):
    words = [str(row) for row in range(60)]
    vectors = WordVectors(words, random.normal(size=(60, 5)))
    pairs = [(words[a], words[b]) for a, b in random.integers(0, 60, (90, 2)) if a != b]
    beside = np.zeros((60, 60))
    for a, b in pairs:
        beside[int(a), int(b)] = beside[int(b), int(a)] = 1
    degrees = beside.sum(axis=1)
    held = np.flatnonzero(degrees)
    for pull in (0.1, 1, 30, 1000):
        system = (1 + pull) * np.eye(60) - pull * beside / np.maximum(degrees, 1)[:, None]
        expected = np.array(vectors.vectors, np.float64)
        expected[held] = np.linalg.solve(system, expected)[held]
        np.testing.assert_allclose(firth.retrofit(vectors, pairs, pull=pull).vectors, expected, atol=1e-5)


def test_the_stronger_the_pull_the_nearer(model):
    near = [firth.retrofit(model, [("cup", "oak")], pull=pull).similarity("cup", "oak") for pull in (1, 10, 100, 1000)]
    assert near == sorted(near)
    assert near[-1] > 0.99


def test_lists_may_be_a_dictionary(model):
    assert firth.retrofit(model, {"cup": ["mug", "glass"]}) == firth.retrofit(model, PAIRS)


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
        (b"oak elm\ncup \xff\n", "line 2: is not UTF-8"),
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
        with pytest.raises(ArgumentError, match=r"no list has two words of the model|there is no list"):
            firth.retrofit(model, lexicon)
    for lexicon in (3, ["cup mug"], [("cup", 3)], [3]):
        with pytest.raises(ArgumentTypeError):
            firth.retrofit(model, lexicon)
    for pull in (0, -1, 1001, float("inf"), float("nan")):
        with pytest.raises(ArgumentError, match="above 0"):
            firth.retrofit(model, PAIRS, pull=pull)
    with pytest.raises(FormatError, match="finite"):
        firth.retrofit(WordVectors(["cup", "mug"], [[np.nan], [1]]), PAIRS)


def test_a_lexicon_without_words_of_the_model_is_named(model, tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"lexicon='.*empty.txt': there is no list"):
        firth.retrofit(model, tmp_path / "empty.txt")
    with pytest.raises(ArgumentError, match="lexicon='1 list': no list has two words"):
        firth.retrofit(model, [("beech", "birch")])
