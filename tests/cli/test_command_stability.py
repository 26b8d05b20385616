import json
import re

import pytest

from firth.recipes import stability as recipe
from firth.recipes.train import train
from firth.testing import planted_clusters

SENTENCES = planted_clusters(sentences=300).sentences


@pytest.fixture
def small(tmp_path):
    """A model and its text, in the folder of the commands."""
    (tmp_path / "text.txt").write_text("".join(" ".join(sentence) + "\n" for sentence in SENTENCES), encoding="utf-8")
    train(tmp_path / "text.txt", vector_size=16, epochs=1, workers=1).save(tmp_path / "m.safetensors")
    return "m.safetensors"


def test_stability_says_how_many_neighbours_stay_and_what_that_means(firth, small):
    done = firth("stability", small, "text.txt", "--runs", 2)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[1] == "beside  2 runs with other seeds"
    assert re.split(" {2,}", lines[3]) == ["rank", "words", "same of 5", "same of 10", "which means"]
    assert lines[4].startswith("1 to 100")
    assert "most stable" in done.stdout
    assert "firth similar m.safetensors WORD --stability" in done.stderr


def test_the_number_of_runs_is_that_which_was_asked_for(firth, small):
    firth("stability", small, "text.txt", "--runs", 2)
    done = firth("stability", small, "--runs", 1)
    assert done.stdout.splitlines()[1] == "beside  the first 1 of 2 runs with other seeds"
    done = firth("stability", small, "--runs", 3)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--runs 3: 2 runs of this model are kept in m.safetensors.stability. Give TEXT" in done.stderr


def test_stability_as_json_is_one_document(firth, small):
    firth("stability", small, "text.txt", "--runs", 1, "--by", "sentences", "--quiet")
    done = firth("stability", small, "--json")
    document = json.loads(done.stdout)
    assert done.stderr == ""
    assert (document["runs"], document["by"], document["folder"]) == (1, "sentences", "m.safetensors.stability")
    assert document["bands"][0]["words"] == document["vocabulary"] == len(document["words"])


def test_similar_and_analogy_show_in_how_many_runs_an_answer_holds(firth, small):
    firth("stability", small, "text.txt", "--runs", 2)
    done = firth("similar", small, "common0", "--topn", 99, "--stability")
    assert done.stdout.splitlines()[0].split() == ["common0", "cosine", "of", "2", "runs", "their", "cosine"]
    assert {line.split()[2] for line in done.stdout.splitlines()[1:]} == {"2"}
    done = firth("analogy", small, "common0", "common1", "common2", "--stability", "--json", "--topn", 1)
    (answer,) = json.loads(done.stdout)[0]["answers"]
    assert set(answer) == {"word", "score", "share", "mean", "deviation"}


def test_stability_needs_runs_of_this_model_and_its_own_rows(firth, small):
    done = firth("similar", small, "common0", "--stability")
    assert done.returncode == 1
    assert "there are no runs of this model to compare with. Train them: firth stability m.safetensors" in done.stderr
    done = firth("similar", small, "common0", "--stability", "--view", "mean")
    assert done.returncode == 2
    assert "--view mean: the runs keep the input rows alone" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.safetensors", "text.txt"], "missing.safetensors"),
        (["m.safetensors", "missing.txt"], "missing.txt"),
        (["m.safetensors"], "there are no runs of this model"),
    ],
)
@pytest.mark.usefixtures("small")
def test_what_is_missing_is_named(firth, arguments, message):
    done = firth("stability", *arguments)
    assert done.returncode == 1
    assert message in done.stderr


def test_ctrl_c_says_what_is_kept_and_that_the_same_command_goes_on(firth, small, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    firth("stability", small, "text.txt", "--runs", 1)
    monkeypatch.setattr(recipe, "train_runs", interrupted)
    done = firth("stability", small, "text.txt", "--runs", 2)
    assert done.returncode == 130
    assert "1 of 2 runs are finished, in m.safetensors.stability; the same command goes on" in done.stderr
