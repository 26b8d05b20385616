"""Words from their letters, on the command line."""

import json

import pytest

from firth.vectors.word_vectors import load

TEXT = "the teapot and the cups\na cup of tea in teapots\n" * 100


@pytest.fixture
def subwords(firth, tmp_path):
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf-8")
    done = firth(
        "train", "t.txt", "-o", "m.safetensors", "--subwords", "2-4", "--min-count", 1, "--sample", 0, "--vector-size",
        8, "--epochs", 3, "--quiet",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return "m.safetensors"


def test_an_unseen_word_is_refused_and_the_option_is_named(firth, subwords):
    done = firth("similar", subwords, "teacup")
    assert done.returncode == 1
    assert "can compose it of its pieces: --compose" in done.stderr


def test_an_answer_says_that_its_word_was_composed_and_of_what(firth, subwords):
    done = firth("similar", subwords, "teapotz", "tea", "--compose", "--topn", 1)
    assert done.returncode == 0
    assert "teapotz (teapotz: composed of 15 of its 21 pieces)  cosine" in done.stdout
    assert "\ntea  " in done.stdout


def test_json_names_composed_words(firth, subwords):
    found = json.loads(firth("analogy", subwords, "tea", "teas", "cup", "--compose", "--topn", 1, "--json").stdout)
    assert found[0]["composed"] == ["teas"]
    assert "composed" not in json.loads(firth("similar", subwords, "tea", "--compose", "--json").stdout)[0]


@pytest.mark.parametrize("command", ["contexts", "predict"])
def test_the_context_matrix_is_asked_for_composed_words_too(firth, subwords, command):
    assert firth(command, subwords, "teapotz").returncode == 1
    done = firth(command, subwords, "teapotz", "--compose", "--json")
    found = json.loads(done.stdout)[0]
    words = load(subwords).composing()
    best = words.contexts @ words["teapotz"]
    assert found["composed"] == ["teapotz"]
    assert found["answers"][0]["word"] == words.words[int(best.argmax())]
    assert found["answers"][0]["score"] == pytest.approx(float(best.max()), abs=1e-6)


def test_a_model_of_whole_words_says_how_to_train_with_subwords(firth, model):
    done = firth("similar", model, "king", "--compose")
    assert done.returncode == 1
    assert "--subwords 3-6" in done.stderr


def test_runs_cannot_compose(firth, subwords):
    done = firth("similar", subwords, "tea", "--compose", "--stability")
    assert done.returncode == 2
    assert "leave out --compose or --stability" in done.stderr


def test_info_shows_the_pieces_of_a_word(firth, subwords):
    shown = firth("info", subwords, "--word", "tea").stdout
    assert "tea (the whole word)" in shown
    assert "nearest pieces" in shown
    unseen = firth("info", subwords, "--word", "teapotz").stdout
    assert "composed  yes" in unseen
    assert "not known" in unseen


def test_info_counts_the_ngrams_of_a_model(firth, subwords):
    found = json.loads(firth("info", subwords, "--json").stdout)
    assert found["ngrams"] > 20
    assert found["info"]["config"]["subwords"] == "2-4"


@pytest.mark.parametrize(
    ("lengths", "message"), [("6-3", "try '3-6'"), ("0-3", "from 1 to 32"), ("a", 'such as "3-6"')]
)
def test_wrong_lengths_are_refused(firth, tmp_path, lengths, message):
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf-8")
    done = firth("train", "t.txt", "-o", "m.safetensors", "--subwords", lengths)
    assert done.returncode == 2
    assert message in done.stderr
