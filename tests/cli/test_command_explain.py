import json
from pathlib import Path

import numpy as np
import pytest

from firth.recipes.train import train
from firth.vectors.word_vectors import WordVectors

LINES = ["喝 一 杯 热 茶", "喝 一 杯 热 咖啡", "国王 和 女王 住 城堡"] * 20


@pytest.fixture
def tea(tmp_path):
    """A model and its text, in the folder of the commands."""
    (tmp_path / "text.txt").write_text("\n".join(LINES), encoding="utf-8")
    train(tmp_path / "text.txt", vector_size=16, sample=0, workers=1).save(tmp_path / "m.safetensors")
    return "m.safetensors"


def test_a_pair_is_explained_by_its_contexts_and_where_they_occur(firth, tea):
    done = firth("explain", tea, "茶", "咖啡", "--corpus", "text.txt", "--topn", 2)
    assert done.returncode == 0, done.stderr
    assert "20 of 茶, 20 of 咖啡" in done.stdout
    heading = next(line for line in done.stdout.splitlines() if line.startswith("context "))
    assert heading.split()[:4] == ["context", "share", "beside", "茶"]
    assert "喝 一 杯 热  茶" in done.stdout
    assert "rare words are not in the model" in done.stdout
    assert "4 words are beside each of the two at least 5 times, more often than by chance" in done.stdout
    assert "of only 4 contexts, it says little" in done.stdout


def test_a_pair_without_a_text_is_explained_by_its_neighbours(firth, tea):
    done = firth("explain", tea, "茶", "咖啡")
    assert done.returncode == 0, done.stderr
    assert "near both" in done.stdout
    assert "--corpus TEXT shows the contexts" in done.stdout


def test_an_analogy_shows_the_terms_of_its_answers(firth, tmp_path):
    words = ["man", "king", "woman", "queen", "tea", "cup"]
    rows = [[1, 0, 0], [1, 1, 0], [0.9, 0, 1], [0.8, 1, 1], [0, 0.1, -1], [0.1, -1, 0.3]]
    WordVectors(words, np.array(rows, np.float32)).save(tmp_path / "m.bin")
    done = firth("explain", "m.bin", "man", "king", "woman", "tea", "--topn", 1)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "man : king :: woman : ?"
    assert lines[2].split() == ["near", "king", "not", "man", "near", "woman", "score"]
    assert ["1", "queen"] in [line.split()[:2] for line in lines]
    assert any(line.split()[1:2] == ["tea"] for line in lines)
    assert "tea, which was expected, is number" in done.stdout


@pytest.mark.parametrize("question", [["茶", "咖啡", "--corpus", "text.txt"], ["茶", "咖啡"], ["喝", "茶", "住"]])
def test_an_explanation_as_json_is_one_document(firth, tea, question):
    done = firth("explain", tea, *question, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["a"] == question[0]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["茶"], 2, "give two words, or the three or four of an analogy"),
        (["茶", "咖啡", "一", "杯", "热"], 2, "give two words"),
        (["茶", "茶"], 2, "is the same word"),
        (["茶", "酒"], 1, "'酒' is not among"),
        (["茶", " "], 2, "is no word; write one between the quotation marks"),
        (["empty.txt", "茶", "咖啡"], 2, "empty.txt: is a file, not a word of the model; one model is taken"),
        (["茶", "酒" * 300], 1, "is not among"),
        (["茶", "咖啡", "一", "--corpus", "text.txt"], 2, "is for two words"),
        (["茶", "咖啡", "--corpus", "missing.txt"], 1, "missing.txt"),
        (["茶", "咖啡", "--corpus", "empty.txt"], 1, "empty.txt"),
    ],
)
def test_wrong_use_says_what_to_do(firth, tea, arguments, code, message):
    Path("empty.txt").touch()
    done = firth("explain", tea, *arguments)
    assert done.returncode == code
    assert message in done.stderr


def test_a_pair_is_explained_without_the_compiler(firth_process, tea):
    done = firth_process("explain", tea, "茶", "咖啡", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert "numba" not in done.stderr
