import json
import signal
import subprocess
import sys

import numpy as np
import pytest

from firth.vectors.word_vectors import WordVectors, load
from small_encoders import small_encoder

SUBJECTS = [[f"{name}{number}" for number in range(40)] for name in ("钱", "水")]


@pytest.fixture
def bank(tmp_path):
    """A model and its text, in which 银行 is used of two subjects, in the folder of the commands."""
    random = np.random.default_rng(7)
    lines = []
    for _ in range(500):
        words = random.choice(SUBJECTS[random.integers(2)], 12).tolist()
        lines.append(" ".join([*words[:6], "银行", *words[6:]]))
    lines.append("钱1 少见 水1")
    (tmp_path / "text.txt").write_text("\n".join(lines), encoding="utf-8")
    middle = np.zeros((2, 16))
    middle[0, 0] = middle[1, 1] = 2
    rows = np.array([*[middle[0]] * 40, *[middle[1]] * 40, middle.mean(axis=0), middle[0]])
    rows += random.normal(scale=0.5, size=rows.shape)
    WordVectors([*SUBJECTS[0], *SUBJECTS[1], "银行", "少见"], rows).save(tmp_path / "m.safetensors")
    return "m.safetensors"


def test_the_senses_of_a_word_are_shown_with_neighbours_contexts_and_lines(firth, bank):
    done = firth("senses", bank, "银行", "--corpus", "text.txt", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "银行: 2 senses that the text bears out; 500 occurrences" in done.stdout
    blocks = [block for block in done.stdout.split("\n\n") if block.startswith("银行|")]
    assert len(blocks) == 2
    for block in blocks:
        lines = block.splitlines()
        assert lines[0].endswith("%")
        assert lines[1].startswith("near    ")
        assert sum("  银行  " in line for line in lines) == 3


def test_the_same_as_json_and_as_a_figure(firth, bank, tmp_path):
    done = firth(
        "senses", bank, "银行", "--corpus", "text.txt", "--senses", 3, "--figure", "f.png", "--json", "--quiet"
    )
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert [sense["name"] for sense in document["senses"]] == ["银行|1", "银行|2", "银行|3"]
    assert document["given"]
    assert (tmp_path / "f.png").stat().st_size > 1000


def test_an_encoder_reads_the_occurrences_and_is_named(firth, bank, tmp_path):
    small_encoder(tmp_path / "small")
    options = ["--corpus", "text.txt", "--encoder", "small", "--layer", 0, "--device", "cpu", "--quiet"]
    done = firth("senses", bank, "银行", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert "500 occurrences; with the encoder small" in done.stdout
    document = json.loads(firth("senses", bank, "银行", *options, "--json").stdout)
    assert document["encoder"]["name"] == "small"


def test_a_model_with_senses_answers_every_question(firth, bank, tmp_path):
    done = firth("senses", bank, "--all", "--corpus", "text.txt", "-o", "senses.safetensors", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    assert "银行|2" in load(tmp_path / "senses.safetensors")

    near = firth("similar", "senses.safetensors", "银行", "钱1", "--topn", 3)
    assert near.returncode == 0, near.stderr
    heading, *rows = near.stdout.splitlines()
    assert heading.split() == ["银行|1", "cosine", "银行|2", "cosine"]
    first, second = ({row.split()[at][0] for row in rows[:3]} for at in (0, 2))
    assert first | second == {"钱", "水"}
    assert len(first) == len(second) == 1

    as_json = json.loads(firth("similar", "senses.safetensors", "银行", "--topn", 1, "--json").stdout)
    assert as_json[0]["question"] == ["银行"]
    assert list(as_json[0]["answers"][0]) == ["银行|1", "银行|2"]

    solved = firth("analogy", "senses.safetensors", "钱1", "钱2", "银行", "--topn", 3)
    assert solved.returncode == 0, solved.stderr
    assert "银行|" in solved.stdout.splitlines()[0]
    assert not any(line.startswith("银行") for line in solved.stdout.splitlines()[1:])

    told = firth("info", "senses.safetensors")
    assert "银行" in told.stdout.partition("senses")[2]


def test_an_interruption_keeps_the_senses_that_were_found(bank, tmp_path):
    made = load(tmp_path / bank)
    order = [80, *range(80)]
    WordVectors([made.words[row] for row in order], made.vectors[order]).save(tmp_path / bank)
    script = """
import os, signal
from firth.cli import main
from firth.studies.senses import all_words
look, looked = all_words.found_senses, []
def press(*args, **kwargs):
    looked.append(look(*args, **kwargs))
    if len(looked) == 3:
        os.kill(os.getpid(), signal.SIGINT)
    return looked[-1]
all_words.found_senses = press
raise SystemExit(main("senses m.safetensors --all --corpus text.txt -o s.safetensors --min-count 40 --quiet".split()))
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 128 + signal.SIGINT
    assert "of the words; what was learned so far is in s.partial.safetensors" in done.stderr
    kept = load(tmp_path / "s.partial.safetensors")
    assert kept.senses_of("银行") == ["银行|1", "银行|2"]
    assert kept.info["senses"]["tried"] == 2 < kept.info["senses"]["candidates"]


def test_senses_are_not_sought_twice_nor_where_nothing_stands_beside_a_word(firth, bank, tmp_path):
    firth("senses", bank, "--all", "--corpus", "text.txt", "-o", "senses.safetensors", "--quiet")
    done = firth("senses", "senses.safetensors", "银行", "--corpus", "text.txt")
    assert "has rows of senses already; give the model that they were made of" in done.stderr
    (tmp_path / "alone.txt").write_text("银行\n" * 200, encoding="utf-8")
    done = firth("senses", bank, "银行", "--corpus", "alone.txt")
    assert "No two different words of the model stand near each other" in done.stderr
    assert done.returncode == 1
    done = firth("senses", bank, "--all", "--corpus", "alone.txt", "-o", "other.safetensors")
    assert "No two different words of the model stand near each other" in done.stderr
    assert not (tmp_path / "other.safetensors").exists()


def test_a_text_of_other_words_is_warned_of(firth, bank, tmp_path):
    (tmp_path / "few.txt").write_text("钱1 钱2 钱3\n" * 300, encoding="utf-8")
    done = firth("senses", bank, "--all", "--corpus", "few.txt", "-o", "s.safetensors")
    assert done.returncode == 0, done.stderr
    assert "of the model's 82 words, 3 occur in few.txt" in done.stderr
    assert "no word passes the test" in done.stderr


def test_a_sense_can_be_asked_by_its_name(firth, bank):
    firth("senses", bank, "--all", "--corpus", "text.txt", "-o", "senses.safetensors", "--quiet")
    done = firth("similar", "senses.safetensors", "银行|1", "--topn", 2)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["少见", "--corpus", "text.txt"], "occurs 1 time in this text, which is too little"),
        (["没有", "--corpus", "text.txt"], "没有"),
        (["银行"], "--corpus"),
        (["--corpus", "text.txt"], "give one word, or --all"),
        (["银行", "--all", "--corpus", "text.txt", "-o", "s.safetensors"], "give one word, or --all"),
        (["--all", "--corpus", "text.txt"], "-o SENSES"),
        (["银行", "--corpus", "text.txt", "-o", "s.safetensors"], "is for --all"),
        (["--all", "--corpus", "text.txt", "-o", "s.safetensors", "--senses", "2"], "is for one word"),
        (["--all", "--corpus", "text.txt", "-o", "m.safetensors"], "is one of the files that are read"),
        (["--all", "--corpus", "text.txt", "-o", "s.vec"], "end it in .safetensors"),
        (["银行", "--corpus", "missing.txt"], "missing.txt"),
        (["银行", "--corpus", "text.txt", "--figure", "f.pdf"], "must end in .png"),
        (["银行", "--corpus", "text.txt", "--layer", "1"], "--layer 1: is for an encoder"),
        (["银行", "--corpus", "text.txt", "--encoder", "./none"], "there is no such file or folder"),
        (["--all", "--corpus", "text.txt", "-o", "s.safetensors", "--encoder", "small"], "is for one word"),
        (["银行", "--corpus", "text.txt", "--senses", "300"], "too few to tell 300 senses apart: 50 at most"),
    ],
)
def test_wrong_use_is_an_error_that_says_what_to_do(firth, bank, options, says):
    done = firth("senses", bank, *options)
    assert done.returncode in {1, 2}
    assert done.stdout == ""
    assert says in done.stderr
