import csv
import json
import os
import signal

import numpy as np
import pytest

from firth.studies.claims import trials
from firth.vectors.word_vectors import WordVectors

SETTINGS = ("--setting", "sample=0,epochs=1", "--setting", "architecture=cbow,sample=0,epochs=1,shrink_windows=false")


@pytest.fixture
def sets(tmp_path):
    (tmp_path / "people.tsv").write_text(
        "".join(f"subject0_word{i}\tsubject{i % 2}_word11\t{i % 2}\n" for i in range(9))
    )
    return ("people.tsv",)


def test_trainings_are_compared_in_plain_words(firth, corpus, sets):
    done = firth("compare", "--train", corpus, *sets, *SETTINGS, "--seeds", "2", "--curve", "window=2,5")
    assert done.returncode == 0, done.stderr
    assert "tokens, 72 words; the mean of 2 seeds" in done.stdout
    assert "\n\ntime: " in done.stdout
    assert "people, spearman: " in done.stdout
    assert "sample=0 epochs=1: vector_size 100, window 5, negative 5, sample 0, epochs 1, alpha 0.0" in done.stdout
    assert "note: words seen 5, 80, 320 times are not measured" in done.stderr
    curve = done.stdout.split("sample=0 epochs=1, window\n")[1].splitlines()
    assert curve[0].split() == ["2", "5"]
    assert [line.split("  ")[0] for line in curve[1:4]] == ["seconds", "words seen 20 times", "people, spearman"]


def test_all_measures_as_json_csv_and_figure(firth, corpus, sets, tmp_path):
    pytest.importorskip("matplotlib")
    files = ("--csv", "points.csv", "--figure", "curves.png")
    done = firth("compare", "--train", corpus, *sets, *SETTINGS, "--seeds", 1, "--curve", "window=2", *files, "--json")
    document = json.loads(done.stdout)
    assert document["settings"] == ["sample=0 epochs=1", "cbow sample=0 epochs=1 shrink_windows=False"]
    assert (document["done"], document["meant"]) == (4, 4)
    with (tmp_path / "points.csv").open() as file:
        assert len(list(csv.DictReader(file))) == len(document["points"])
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_curve_is_not_headed_by_the_value_that_it_replaces(firth, corpus, sets):
    setting = "window=3,epochs=1,sample=0"
    done = firth("compare", "--train", corpus, *sets, "--setting", setting, "--seeds", 1, "--curve", "window=2,2,3")
    curve = done.stdout.split("\nepochs=1 sample=0, window\n")[1].splitlines()
    assert curve[0].split() == ["2", "3"]


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
@pytest.mark.parametrize("after", [1, 0])
def test_ctrl_c_reports_what_was_done(firth, corpus, sets, monkeypatch, after):
    train, done = trials.train, []

    def train_or_stop(*args, **options):
        if len(done) == after:
            os.kill(os.getpid(), signal.SIGINT)
        done.append(1)
        return train(*args, **options)

    monkeypatch.setattr(trials, "train", train_or_stop)
    figure = ("--curve", "window=2", "--figure", "curves.png")
    ended = firth("compare", "--train", corpus, *sets, *SETTINGS, "--seeds", 1, *figure)
    assert ended.returncode == 130
    assert ("so curves.png was not drawn" if after else "nothing was written") in ended.stderr
    assert ("the mean of 1 seed" in ended.stdout) == after
    assert ("interrupted: 1 of 4 trainings were done" if after else "interrupted before a training") in ended.stderr


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("--setting", "windw=3"), 2, "--setting windw=3: there is no setting windw. Did you mean window? "),
        (("--setting", "foo=1"), 2, "there is no setting foo. Possible are min_count, max_vocab, sample"),
        (("--setting", "help"), 2, "there is no setting help"),
        (("--setting", "window=three"), 2, "--setting window=three: must be a whole number"),
        (("--setting", "epochs=1,shrink_windows=2"), 2, "shrink_windows is true or false, not '2'"),
        (("--setting", "architecture=glove"), 2, "invalid choice: 'glove'"),
        (("--setting", "window=0"), 2, "window=0"),
        (("--setting", "window"), 2, "--setting window: a value is missing: window=VALUE"),
        (("--setting", "workers=1"), 2, "all trainings use all cores"),
        (("--setting", "seed=5"), 2, "say with --seeds how many"),
        (("--curve", "window"), 2, "--curve window=: a value is missing"),
        (("--curve", "windw=3"), 2, "--curve windw=3: there is no setting windw. Did you mean window?"),
        (("--curve", "seed=1,2"), 2, "say with --seeds how many"),
        (("--figure", "curves.png"), 2, "none is asked for"),
        (("--candidates", "100"), 2, "has no effect with --train"),
        (("--encoding", "gb18030"), 2, "read a text in another encoding with `firth encode`"),
        (("none.txt",), 1, "none.txt cannot be read"),
    ],
)
def test_what_is_wrong_is_said(firth, corpus, args, code, message):
    done = firth("compare", "--train", corpus, *args)
    assert done.returncode == code
    assert message in done.stderr
    assert not done.stdout


def test_what_the_text_shows_of_itself_is_said_before_the_trainings(firth, tmp_path, sets):
    (tmp_path / "zh.txt").write_text("我们在北京大学学习自然语言处理的方法\n今天 天气\n" * 40, encoding="utf-8")
    done = firth("compare", "--train", "zh.txt", *sets, "--setting", "epochs=1", "--seeds", 1)
    assert "unsegmented Chinese" in done.stderr


def test_the_advice_is_possible(firth, tmp_path, corpus):
    (tmp_path / "latin.txt").write_bytes("café crème\n".encode("latin-1") * 20)
    assert "firth encode latin.txt -o latin.firth --encoding " in firth("compare", "--train", "latin.txt").stderr
    WordVectors(["a", "b"], np.eye(2)).save(tmp_path / "model.safetensors")
    done = firth("compare", "--train", corpus, "model.safetensors")
    assert (done.returncode, "model.safetensors: holds vectors, and --train trains" in done.stderr) == (2, True)


def test_a_text_that_cannot_be_trained_on_is_said(firth, tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "one.txt").write_text("word\n" * 20)
    assert "empty.txt" in firth("compare", "--train", "empty.txt").stderr
    assert firth("compare", "--train", "one.txt").returncode == 1
    assert "has no effect without --train" in firth("compare", "a.bin", "b.bin", "--seeds", 3).stderr
    assert firth("compare", "--train", "missing.txt").returncode == 1
