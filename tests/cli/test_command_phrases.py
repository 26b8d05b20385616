import json

import pytest

TEXT = "in new york city\n" * 6 + "in york a new city\n\n" + "的 国 家 OK\n" * 6 + "a rare word\n" * 4 + "a b\n" * 90


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_best_phrases_are_listed(firth, text):
    done = firth("phrases", text, "--phrase-threshold", 5, "--phrase-discount", 1)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [  # 5 / 6 / 6 x 245 tokens, and 5 / 7 / 7 x 245
        " score  times  phrase",
        "34.028      6  家_OK",
        "34.028      6  的国",
        "25.000      6  in_new",
        "25.000      6  york_city",
    ]
    assert "245 tokens read, two joined 24 times, 4 distinct phrases" in done.stderr


def test_the_text_is_written_with_all_its_words_one_sentence_a_line(firth, text, tmp_path):
    done = firth("phrases", text, "-o", "joined.txt", "--phrase-threshold", 5, "--phrase-discount", 1, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    lines = (tmp_path / "joined.txt").read_text(encoding="utf-8").splitlines()
    assert lines == (
        ["in_new york_city"] * 6 + ["in york a new city"] + ["的国 家_OK"] * 6 + ["a rare word"] * 4 + ["a b"] * 90
    )


def test_another_pass_joins_phrases(firth, text):
    options = ("--phrase-threshold", 5, "--phrase-discount", 1, "--phrases", 2)
    done = firth("phrases", text, "-o", "-", *options)
    assert done.stdout.splitlines()[0] == "in_new_york_city"
    assert done.stdout.splitlines()[7] == "的国家_OK"
    assert "two joined" in done.stderr


def test_json_is_one_document_and_nothing_else(firth, text):
    done = firth("phrases", "-", "--json", "--topn", 1, "--phrase-score", "npmi", stdin=text.read_bytes())
    assert done.stderr == ""
    summary = json.loads(done.stdout)
    assert summary["output"] is None
    assert summary["tokens_read"] == 245
    assert (summary["tokens"], summary["distinct_phrases"]) == (131, 5)
    (best,) = summary["phrases"]
    assert best == {"phrase": "家_OK", "score": 1.0, "times": 6, "words": 2, "pass": 1}


def test_a_text_without_phrases_is_told_what_finds_more(firth, text):
    done = firth("phrases", text, "--phrase-threshold", 10**6)
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 distinct phrases" in done.stderr
    assert "a lower --phrase-threshold finds more" in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--phrases", "0"], "--phrases 0: is the number of passes"),
        (["--min-count", "0"], "must be a whole number of at least 1"),
        (["--phrase-score", "npmi", "--phrase-discount", "5"], "--phrase-discount 5: has no effect"),
        (["-o", "text.txt"], "is a text to be read"),
        (["-o", "nowhere/joined.txt"], "there is no folder"),
        (["-o", "-", "--json"], "leaves no standard output for --json"),
    ],
)
def test_wrong_use_is_refused_and_leaves_no_file(firth, text, tmp_path, options, message):
    done = firth("phrases", text, *options)
    assert done.returncode in {1, 2}
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["text.txt"]
    assert text.read_text(encoding="utf-8") == TEXT
