import csv
import json

import numpy as np
import pytest

from firth.vectors.word_vectors import WordVectors


@pytest.fixture
def given(tmp_path):
    random = np.random.default_rng(3)
    matrix = random.normal(size=(60, 12)).astype(np.float32)
    matrix[10:20] = matrix[:10] + 3 * matrix[20]
    words = [f"s{i}" for i in range(10)] + [f"t{i}" for i in range(10)] + [f"w{i}" for i in range(40)]
    WordVectors(words, matrix).save(tmp_path / "model.safetensors")
    (tmp_path / "analogies.txt").write_text(
        ": inflection, planted\n" + "".join(f"s{i} t{i}\n" for i in range(10)) + "one word too many\n"
    )
    (tmp_path / "people.tsv").write_text("s1\tt1\t9.0\ns2\tw3\t1.5\ns3\tw9\t2\nw1\tgone\t3\n")
    return tmp_path


@pytest.mark.usefixtures("given")
def test_scores_come_with_intervals_and_coverage(firth):
    done = firth("evaluate", "model.safetensors", "analogies.txt", "people.tsv", "--sections", "--solver", "3CosAvg")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["set", "measure", "protocol", "score", "95", "%", "asked"]
    assert lines[1].split()[:5] == ["analogies", "3CosAvg", "30,000", "words", "0.900"]
    assert lines[1].endswith("0.534 to 0.986  10 of 10")
    assert "3 of 4" in done.stdout
    assert "planted           inflection  0.900" in done.stdout
    assert "note: 1 line of analogies could not be used: line 12: a word and its answers were expected" in done.stderr
    assert "1 of 8  gone" in done.stdout


def test_all_scores_as_json_and_csv(firth, given):
    protocols = (
        "--candidates",
        "all",
        "--candidates",
        "25",
        "--transform",
        "none",
        "--transform",
        "top",
        "--keep-case",
    )
    done = firth("evaluate", "model.safetensors", "analogies.txt", *protocols, "--json", "--csv", "scores.csv")
    document = json.loads(done.stdout)
    assert document["model"] == "model.safetensors"
    assert [score["protocol"] for score in document["scores"] if score["section"] == "total"] == [
        "all words, case kept",
        "all words, case kept, top",
        "25 words, case kept",
        "25 words, case kept, top",
    ]
    with (given / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(document["scores"]) == 12
    assert rows[0]["set"] == "analogies"
    assert float(rows[0]["value"]) == document["scores"][0]["value"]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("none.txt",), 1, "none.txt cannot be read: No such file"),
        (("analogies.txt", "--strict"), 1, "analogies.txt, line 12: a word and its answers were expected"),
        (("analogies.txt", "--candidates", "three"), 2, "must be all, or a number of words"),
        (("analogies.txt", "--csv", "no/scores.csv"), 1, "there is no folder"),
        (("analogies.txt", "--html", "no/scores.html"), 1, "there is no folder"),
        (("model.safetensors",), 1, "is a file of vectors, and a set of questions was expected"),
    ],
)
@pytest.mark.usefixtures("given")
def test_what_is_wrong_is_said(firth, args, code, message):
    done = firth("evaluate", "model.safetensors", *args)
    assert done.returncode == code
    assert message in done.stderr


@pytest.mark.parametrize("option", ["csv", "html"])
@pytest.mark.parametrize("target", ["model.safetensors", "./people.tsv", "folder/plural.txt"])
def test_no_file_that_is_read_is_replaced(firth, given, option, target):
    (given / "folder").mkdir()
    (given / "folder" / "plural.txt").write_text("s1 t1\ns2 t2\n")
    before = (given / target).read_bytes()
    done = firth("evaluate", "model.safetensors", "people.tsv", "folder", f"--{option}", target)
    assert done.returncode == 2
    assert f"--{option} {target}: is a file to be read, and would be replaced" in done.stderr
    assert (given / target).read_bytes() == before


def test_a_page_is_one_file_with_all_scores(firth, given):
    done = firth("evaluate", "model.safetensors", "analogies.txt", "people.tsv", "--html", "scores.html")
    assert done.returncode == 0
    text = (given / "scores.html").read_text(encoding="utf-8")
    assert "How good is model.safetensors?" in text
    assert "3 of 4" in text
    assert not any(part in text for part in ("http:", "https:", "src=", "<script", "@import", "url("))


def test_a_set_of_which_nothing_can_be_asked_is_a_failure_that_says_why(firth, given):
    (given / "chinese.tsv").write_text("国王\t女王\t8\n男人\t女人\t7\n", encoding="utf-8")
    done = firth("evaluate", "model.safetensors", "chinese.tsv")
    assert done.returncode == 1
    assert "note: chinese: nothing could be asked" in done.stderr
    assert "The set has words like '国王', '女王', '男人'; the model has 's0', 's1', 's2'." in done.stderr
    assert "The set is written in Chinese characters, these words in Latin letters." in done.stderr
    assert firth("evaluate", "model.safetensors", "chinese.tsv", "people.tsv").returncode == 0
