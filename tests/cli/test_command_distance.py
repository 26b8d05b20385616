import json

import pytest

from firth.vectors.word_vectors import WordVectors


@pytest.fixture
def model(tmp_path):
    vectors = WordVectors(["tea", "cup", "oak"], [[1, 0], [1.6, 1.2], [0, 1]])
    vectors.save(tmp_path / "m.safetensors")
    return tmp_path / "m.safetensors"


def test_two_texts_are_so_far_apart(firth, model):
    done = firth("distance", model, "tea tea", "cup tea")
    assert (done.returncode, done.stdout) == (0, "0.3162\n")
    assert firth("distance", model, "tea", "tea").stdout == "0.0000\n"
    assert firth("distance", model, "tea", "cup", "--no-normalize").stdout == "1.3416\n"


def test_words_that_are_passed_over_are_named(firth, model):
    done = firth("distance", model, "tea of oak", "a cup")
    assert "note: passed over, for the model does not hold them: of, a" in done.stderr
    found = json.loads(firth("distance", model, "tea of oak", "a cup", "--json").stdout)
    assert found["missing"] == ["of", "a"]
    assert found["distance"] == pytest.approx(float(done.stdout), abs=1e-4)


def test_a_text_of_unknown_words_has_no_distance(firth, model):
    done = firth("distance", model, "none", "cup")
    assert done.returncode != 0
    assert "holds no word that the vectors hold" in done.stderr


def test_the_neighbours_of_several_words_are_those_of_their_mean(firth, model):
    together = json.loads(firth("similar", model, "tea", "oak", "--together", "--json").stdout)
    assert [each["question"] for each in together] == [["tea", "oak"]]
    assert [answer["word"] for answer in together[0]["answers"]] == ["cup"]
    lines = json.loads(firth("similar", model, "--together", "--json", stdin="tea oak\ncup\n").stdout)
    assert [each["question"] for each in lines] == [["tea", "oak"], ["cup"]]
