import csv
import json

import numpy as np
import pytest

from firth.vectors.word_vectors import WordVectors


@pytest.fixture
def given(tmp_path):
    """Three models of the same words: one that knows a relation, one that knows it as well, and one that does not."""
    random = np.random.default_rng(3)
    matrix = random.normal(size=(60, 12)).astype(np.float32)
    matrix[10:20] = matrix[:10] + 3 * matrix[20]
    words = [f"s{i}" for i in range(10)] + [f"t{i}" for i in range(10)] + [f"w{i}" for i in range(40)]
    WordVectors(words, matrix).save(tmp_path / "good.safetensors")
    WordVectors([*words[::-1], "more"], [*(2 * matrix[::-1]), matrix[0] + 1]).save(tmp_path / "same.vec")
    WordVectors(words, random.normal(size=(60, 12))).save(tmp_path / "bad.bin")
    (tmp_path / "analogies.txt").write_text(
        ": inflection, planted\n" + "".join(f"s{i} t{i}\n" for i in range(10)) + "s0 more\none word too many\n"
    )
    (tmp_path / "people.tsv").write_text("s1\tt1\t9.0\ns2\tw3\t1.5\ns3\tw9\t2\nw1\tgone\t3\nw1\tmore\t4\n")
    return tmp_path


@pytest.mark.usefixtures("given")
def test_models_and_sets_are_told_apart_and_each_set_has_a_verdict(firth):
    done = firth("compare", "analogies.txt", "good.safetensors", "people.tsv", "bad.bin")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["set", "measure", "protocol", "good", "bad", "asked"]
    assert "analogies, 3CosAdd, 30,000 words: bad is worse than good by 0." in done.stdout
    assert "people, spearman, all words: too few questions to compare bad with good" in done.stdout
    assert "changed most" in done.stdout
    assert "note: 1 line(s) of analogies could not be used" in done.stderr


@pytest.mark.usefixtures("given")
def test_only_shared_words_are_asked_and_it_says_what_a_model_by_itself_knows(firth):
    done = firth("compare", "good.safetensors", "same.vec", "analogies.txt", "people.tsv", "--sections")
    assert "no difference can be told between same and good: +0.000 [+0.000, +0.000]" in done.stdout
    assert "the ten nearest words in good and in same: 1.000 in common" in done.stdout
    assert "planted  inflection  0." in done.stdout
    assert "note: 60 words are shared and were asked; 60 in good, 61 in same" in done.stderr
    assert "analogies, 30,000 words: same by itself knows 108 of 108" in done.stderr
    assert "people, all words: same by itself knows 4 of 5" in done.stderr


def test_all_differences_as_json_and_csv(firth, given):
    models = ("good.safetensors", "bad.bin", "same.vec")
    done = firth("compare", *models, "analogies.txt", "people.tsv", "--json", "--csv", "differences.csv")
    document = json.loads(done.stdout)
    assert document["models"] == {"good": 60, "bad": 60, "same": 61}
    assert [each["model"] for each in document["differences"] if each["section"] == "total"] == [
        *("bad", "same"),
        *("bad", "bad", "same", "same"),
    ]
    with (given / "differences.csv").open() as file:
        assert len(list(csv.DictReader(file))) == len(document["differences"]) == 10


@pytest.mark.usefixtures("given")
def test_a_set_in_another_language_is_no_success(firth):
    done = firth("compare", "good.safetensors", "bad.bin", "chinese")
    assert done.returncode == 1
    assert "note: chinese: nothing could be asked" in done.stderr
    assert "The set is written in Chinese characters" in done.stderr


def test_files_of_the_same_name_are_told_by_their_folders(firth, given):
    (given / "a").mkdir()
    WordVectors(["s0", "t0"], np.eye(2)).save(given / "a" / "good.safetensors")
    done = firth("compare", "good.safetensors", "a/good.safetensors", "people.tsv")
    assert "good.safetensors  a/good.safetensors" in done.stdout.split("\n")[0]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("good.safetensors",), 2, "give two files of vectors or more (only good.safetensors is one)"),
        (("bad.bin", "good.safetensors", "./bad.bin"), 2, "the same file is given twice"),
        (("people.tsv", "analogies.txt"), 2, "give two files of vectors or more (none is given), or --train TEXT"),
        (("good.safetensors", "none.safetensors"), 1, "none.safetensors"),
        (("good.safetensors", "bad.bin", "none.txt"), 1, "none.txt"),
        (("good.safetensors", "cut.bin"), 1, "cut.bin"),
        (("good.safetensors", "other.safetensors"), 2, "good, other share no word, so nothing can be compared"),
        (("good.safetensors", "nan.safetensors", "foreign.tsv"), 1, "nan: A vector holds NaN or infinity"),
        (("good.safetensors", "bad.bin", "--csv", "no/differences.csv"), 1, "there is no folder"),
        (("good.safetensors", "bad.bin", "--csv", "bad.bin"), 2, "is a file to be read, and would be replaced"),
        (("--train", "analogies.txt", "--figure", "analogies.txt"), 2, "is a file to be read, and would be replaced"),
        (("good.safetensors", "bad.bin", "--view", "context"), 1, "carry no contexts"),
    ],
)
def test_what_is_wrong_is_said(firth, given, args, code, message):
    (given / "cut.bin").write_bytes((given / "bad.bin").read_bytes()[:1000])
    WordVectors(["x", "y"], np.eye(2)).save(given / "other.safetensors")
    _save_with_nan(given)
    (given / "foreign.tsv").write_text("une tasse 3\ndu thé 2\n")  # no question meets the NaN, but a neighbourhood does
    done = firth("compare", *args)
    assert done.returncode == code
    assert message in done.stderr


def _save_with_nan(folder):
    """As another program might write it."""
    WordVectors(["s1", "t1", "s2"], np.full((3, 2), 7.0)).save(folder / "nan.safetensors")
    path = folder / "nan.safetensors"
    path.write_bytes(path.read_bytes().replace(np.float32(7).tobytes(), np.float32("nan").tobytes()))
