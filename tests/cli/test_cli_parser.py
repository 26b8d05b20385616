import json

import numpy as np
import pytest

from firth.vectors.word_vectors import WordVectors

DASHED = ("tea", "-LRB-", "--", "-5", "---", "--topn", "-h", "cup")


@pytest.fixture
def dashed(tmp_path):
    """Words that look like options."""
    angles = np.radians(np.arange(len(DASHED)) * 10)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    WordVectors(DASHED, vectors, vectors, np.arange(len(DASHED), 0, -1)).save(tmp_path / "m.safetensors")
    return "m.safetensors"


def questions(done):
    assert done.returncode == 0, done.stderr
    return [word for item in json.loads(done.stdout) for word in item["question"]]


@pytest.mark.parametrize(
    "line",
    [
        "MODEL tea cup",
        "MODEL --topn 1 tea cup",
        "MODEL tea --topn 1 cup",
        "MODEL tea cup --topn=1",
        "--topn 1 MODEL tea cup",
        "MODEL tea --center --topn 1 cup",
        "--topn 1 -- MODEL tea cup",
    ],
)
def test_options_may_stand_anywhere_among_words(firth, dashed, line):
    done = firth("similar", *line.replace("MODEL", dashed).split(), "--json") if "--" not in line.split() else None
    done = done or firth("similar", "--json", *line.replace("MODEL", dashed).split())
    assert questions(done) == ["tea", "cup"]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("-LRB-", ["-LRB-"]),
        ("-5 tea", ["-5", "tea"]),
        ("---", ["---"]),
        ("-- -LRB- tea", ["-LRB-", "tea"]),
        ("-- --", ["--"]),
        ("-- -- --", ["--", "--"]),
        ("tea -- --topn -h", ["tea", "--topn", "-h"]),
        ("-- -5", ["-5"]),
    ],
)
def test_words_that_begin_with_a_dash_are_asked_as_they_are_or_behind_two_dashes(firth, dashed, words, asked):
    assert questions(firth("similar", dashed, "--topn", 1, "--json", *words.split())) == asked
    assert questions(firth("contexts", "--json", dashed, *words.split())) == asked


def test_two_dashes_alone_ask_nothing_more_and_read_standard_input(firth, dashed):
    assert questions(firth("similar", dashed, "--json", "--", stdin="--\n-LRB-\n")) == ["--", "-LRB-"]


def test_words_with_dashes_are_asked_together_too(firth, dashed):
    assert questions(firth("analogy", dashed, "-LRB-", "--json", "tea", "-5")) == ["-LRB-", "tea", "-5"]
    assert questions(firth("predict", dashed, "tea", "--json", "-LRB-")) == ["tea", "-LRB-"]


@pytest.mark.parametrize("command", ["similar", "contexts", "analogy"])
def test_an_unknown_option_among_words_says_where_words_with_dashes_go(firth, dashed, command):
    done = firth(command, dashed, "tea", "--tpon", "1")
    assert done.returncode == 2
    assert done.stderr.startswith(f"firth {command}: error: unrecognized arguments: --tpon. Did you mean --topn? ")
    assert "Words that begin with dashes come after --" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_empty_word_is_said_to_be_unknown(firth, dashed):
    done = firth("similar", dashed, "")
    assert done.returncode == 1
    assert "'' is not among the 8 words" in done.stderr


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("--sentences", "--sentence-ends"),
        ("--chinese", "--chinese-script"),
        ("--field", "--text-field"),
        ("--memory", "--memory-limit"),
        ("-size", "--vector-size"),
        ("--dim", "--vector-size"),
        ("-iter", "--epochs"),
        ("-minCount", "--min-count"),
        ("-window", "--window"),
        ("-output", "--output"),
        ("-threads", "--workers"),
        ("-input", "the text by itself, without an option"),
        ("-hs", "--objective hierarchical_softmax"),
    ],
)
def test_options_of_other_programs_and_former_ones_are_recognised(firth, tmp_path, option, hint):
    done = firth("train", "t.txt", "-o", "m.safetensors", option, "5")
    assert done.returncode == 2
    assert f"unrecognized arguments: {option}. Did you mean {hint}?" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_raw_analogy_is_asked_without_normalizing(firth, dashed):
    assert "Did you mean --no-normalize?" in firth("analogy", dashed, "tea", "cup", "-5", "--raw").stderr


def test_a_value_may_be_glued_to_its_option_or_begin_with_a_dash(firth, dashed, tmp_path):
    (tmp_path / "t.txt").write_text("a b\n" * 10)
    assert firth("encode", "t.txt", "-oc.firth", "--quiet").returncode == 0
    assert (tmp_path / "c.firth").exists()
    assert "must be a whole number of at least 1, not '-5'" in firth("similar", dashed, "tea", "--topn", "-5").stderr
    assert "expected one argument" in firth("similar", dashed, "tea", "--topn", "--json").stderr
    assert "expected one argument" in firth("similar", dashed, "tea", "--topn").stderr


def test_help_comes_before_what_is_wrong(firth):
    done = firth("train", "--frob", "-h")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: firth train")
