import numpy as np

from firth.explorer.side_by_side import differences_of
from firth.vectors.word_vectors import WordVectors


def test_words_whose_neighbours_differ_come_first(explore, random):
    """Ten groups of eleven words; in the second model two groups have lost each other."""
    centers = 10 * random.normal(size=(10, 30))
    matrix = np.repeat(centers, 11, axis=0) + random.normal(size=(110, 30))
    words = [f"w{i:03}" for i in range(110)]
    other = matrix.copy()
    other[:22] = 10 * random.normal(size=(22, 30))
    moved = [f"w{i:03}" for i in range(22)]
    turn = np.linalg.qr(random.normal(size=(30, 30)))[0]
    found = differences_of([explore(WordVectors(words, matrix)), explore(WordVectors(words, other @ turn))])
    assert len(found) == 50
    assert {each["word"] for each in found[:22]} == set(moved)
    assert found[0]["shared"] < 0.5
    assert found[30]["shared"] == 1


def test_only_words_on_both_maps_are_asked(explore, random):
    words = [f"w{i}" for i in range(40)]
    first = explore(WordVectors(words, random.normal(size=(40, 5))), words=20)
    second = explore(WordVectors([*words[10:], "other"], random.normal(size=(31, 5))))
    assert {each["word"] for each in differences_of([first, second])} == set(words[10:20])


def test_models_without_a_common_word_have_no_differences(explore):
    models = [explore(WordVectors(words, np.eye(2))) for words in (["tea", "cup"], ["茶", "杯"])]
    assert differences_of(models) == []


def test_one_model_has_none(explore):
    assert differences_of([explore(WordVectors(["tea", "cup"], np.eye(2)))]) is None
