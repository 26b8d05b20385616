import json

import pytest

from firth.vectors.word_vectors import load


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--part", "textbook", "--save", "model.bin"], "--save model.bin: keeps the vectors of part 2"),
        (["--part", "library", "--html", "page.html"], "--html page.html: shows part 1, which does not run"),
        (["--runs", "0"], "must be a whole number of at least 1"),
        (["--seed", "-1"], "must be a whole number of at least 0"),
        (["--save", ""], "is empty; name a file"),
    ],
)
def test_nonsense_is_wrong_use(firth, args, message):
    done = firth("demo", *args)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_the_demo_runs_to_its_end_and_keeps_its_vectors(firth, tmp_path):
    done = firth("demo", "--runs", 2, "--save", "library.safetensors")
    assert done.returncode == 0, done.stderr
    assert "1. A textbook's corpus, 2 trainings each" in done.stdout
    assert "of 10 as expected" in done.stdout
    assert "saved in library.safetensors: try `firth similar library.safetensors thread`" in done.stdout
    assert "thread" in load(tmp_path / "library.safetensors")


def test_the_demo_as_json_is_one_document(firth):
    document = json.loads(firth("demo", "--runs", 2, "--part", "textbook", "--json").stdout)
    assert set(document) == {"textbook"}
    assert all(report["pair"] for report in document["textbook"].values())


def test_the_demo_as_a_page_shows_both_models_and_the_answers_of_all_seeds(firth, tmp_path):
    done = firth("demo", "--runs", 2, "--part", "textbook", "--html", "demo.html")
    assert done.returncode == 0, done.stderr
    assert "a page of skip-gram and CBOW is in demo.html" in done.stdout
    page = (tmp_path / "demo.html").read_text(encoding="utf-8")
    assert '"name":"skip-gram"' in page
    assert '"name":"CBOW"' in page
    assert "(2 trainings)" in page
