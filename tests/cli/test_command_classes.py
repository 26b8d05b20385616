import json

import numpy as np
import pytest

from firth.vectors.word_vectors import WordVectors


@pytest.fixture
def model(tmp_path):
    rows = np.repeat([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]], 4, axis=0) + np.arange(12)[:, None] / 100
    WordVectors([f"w{number}" for number in range(12)], rows).save(tmp_path / "m.safetensors")
    return tmp_path / "m.safetensors"


def test_classes_are_shown_by_the_words_nearest_to_their_means(firth, model):
    done = firth("classes", model, "-k", 3, "--topn", 2)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0].split() == ["class", "size", "nearest", "to", "its", "mean"]
    assert [line.split()[:2] for line in lines[1:]] == [["0", "4"], ["1", "4"], ["2", "4"]]
    assert {len(line.split()) for line in lines[1:]} == {4}


def test_json_has_the_classes_with_their_sizes(firth, model):
    found = json.loads(firth("classes", model, "-k", 3, "--json").stdout)
    assert found["words"] == 12
    assert sorted(found["classes"][0]["words"]) == ["w0", "w1", "w2", "w3"]


@pytest.mark.parametrize("ending", [".tsv", ".txt", ".json"])
def test_the_class_of_every_word_is_written(firth, model, tmp_path, ending):
    done = firth("classes", model, "-k", 3, "-o", f"out{ending}")
    assert "12 words in 3 classes" in done.stderr
    text = (tmp_path / f"out{ending}").read_text()
    if ending == ".json":
        assert json.loads(text)[5] == {"word": "w5", "class": 1}
    else:
        assert text.splitlines()[5] == "w5\t1"


def test_wrong_use_is_told_and_nothing_is_written(firth, model, tmp_path):
    assert "--number" in firth("classes", model).stderr
    assert "ask for fewer classes" in firth("classes", model, "-k", 13).stderr
    done = firth("classes", model, "-k", 2, "-o", "out.csv")
    assert (done.returncode, "ending names no format" in done.stderr) == (2, True)
    WordVectors(["a\tb"], [[1.0]]).save(tmp_path / "tab.safetensors")
    assert "Write .json" in firth("classes", "tab.safetensors", "-k", 1, "-o", "out.tsv").stderr
    assert not list(tmp_path.glob("out*"))
