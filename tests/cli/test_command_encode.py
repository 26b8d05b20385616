import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from firth.corpus.build.encode import encode_files
from firth.corpus.saved_corpus import load_corpus

NEEDS_POSIX = pytest.mark.skipif(os.name != "posix", reason="sends signals and opens pipes")
TEXT = "a a a a b b b c c d\n国王 x\n"


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_encode_writes_what_reading_gives_and_says_what_it_did(firth, corpus, tmp_path):
    done = firth("encode", corpus, "-o", "c.firth")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "vocabulary   72 words of at least 5 occurrences\n" in done.stderr
    assert " tokens/s, " in done.stderr
    assert " MB/s (" in done.stderr
    found, expected = load_corpus(tmp_path / "c.firth"), encode_files([corpus])
    assert found.vocabulary.words == expected.vocabulary.words
    np.testing.assert_array_equal(found.ids, expected.ids)
    np.testing.assert_array_equal(found.starts, expected.starts)
    assert f"fingerprint  {found.fingerprint}\n" in done.stderr
    assert found.sources == (str(corpus),)
    assert found.reading["tokenizer"] == "whitespace"


def test_encode_counts_what_it_left_out_and_takes_standard_input(firth, tmp_path):
    done = firth(
        "encode", "-", "-o", "c.firth", "--min-count", "2", "--max-vocab", "2", "--json", "--quiet", stdin=TEXT
    )
    summary = json.loads(done.stdout)
    assert done.stderr == ""
    assert (summary["words"], summary["tokens"], summary["tokens_read"], summary["sentences"]) == (2, 7, 12, 1)
    assert summary["bytes"] == (tmp_path / "c.firth").stat().st_size
    found = load_corpus(tmp_path / "c.firth")
    assert found.sources == ("<stdin>",)
    assert (found.min_count, found.max_vocab) == (2, 2)


def test_words_to_keep_are_kept_and_those_that_are_not_there_are_named(firth, text, tmp_path):
    (tmp_path / "keep.tsv").write_text("国王\t7\n\nunicorn\n", encoding="utf-8")
    done = firth("encode", text, "-o", "c.firth", "--min-count", "3", "--keep", "keep.tsv")
    assert "firth: note: not in the text: 1 of the words to keep ('unicorn')\n" in done.stderr
    assert load_corpus(tmp_path / "c.firth").vocabulary.words == ("a", "b", "国王")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["text.txt", "-o", "c.txt"], 2, "firth: error: c.txt: an encoded corpus ends in .firth"),
        (["text.txt", "-o", "none/c.firth"], 1, "there is no folder"),
        (["none.txt", "-o", "c.firth"], 1, "none.txt"),
        (["text.txt", "-o", "c.firth", "--max-vocab", "0"], 2, "--max-vocab 0: must be at least 1"),
        (["text.txt", "-o", "c.firth", "--min-count", "0"], 2, "must be a whole number of at least 1"),
        (["text.txt", "-o", "c.firth", "--keep", "none.txt"], 1, "this list of words cannot be read"),
        (["text.txt", "-o", "c.firth", "--phrase-threshold", "2"], 2, "has no effect without phrases"),
        (["text.txt", "-o", "c.firth"], 1, "occurs 5 times"),
        (["-", "-", "-o", "c.firth"], 2, "standard input can be read only once"),
    ],
)
def test_wrong_use_is_said_and_writes_nothing(firth, text, args, code, message):
    done = firth("encode", *args)
    assert done.returncode == code
    assert message in done.stderr
    assert list(text.parent.iterdir()) == [text]


def test_a_text_is_never_replaced_not_even_one_of_a_folder(firth, text, tmp_path):
    text.rename(tmp_path / "c.firth")
    for given in ("c.firth", "."):
        done = firth("encode", given, "-o", "c.firth")
        assert done.returncode == 2
        assert "is a text to be read, and would be replaced" in done.stderr
    assert (tmp_path / "c.firth").read_text(encoding="utf-8") == TEXT


@NEEDS_POSIX
def test_an_interruption_leaves_nothing_behind_and_says_so(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "firth", "encode", "pipe", "-o", "c.firth"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    with (tmp_path / "pipe").open("wb"):  # returns when the command has opened its side
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr == b"firth: interrupted; nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@NEEDS_POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_known_before_the_reading(firth, text, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    done = firth("encode", text, "-o", "locked/c.firth")
    assert done.returncode == 1
    assert "no permission" in done.stderr


def test_info_describes_a_corpus_its_words_and_its_changed_sources(firth, text):
    firth("encode", text, "-o", "c.firth", "--min-count", "2", "--lowercase")
    done = firth("info", "c.firth", "--verify")
    assert done.returncode == 0
    for line in ("words           3", "tokens_read     12", "min_count       2", "verified        yes"):
        assert f"\n{line}\n" in done.stdout
    assert "\nchanged_since   -\n" in done.stdout
    assert "\nreading\n" in done.stdout
    assert "\n  lowercase          yes\n" in done.stdout
    done = firth("info", "c.firth", "--word", "b", "--word", "bb")
    assert done.stdout == "b\n  row    1\n  count  3\n"
    assert done.returncode == 1
    assert "'bb' is not among the 3 words" in done.stderr
    with text.open("a", encoding="utf-8") as file:
        file.write("more\n")
    facts = json.loads(firth("info", "c.firth", "--json").stdout)
    assert facts["changed_since"] == [str(text)]
    assert facts["verified"] is False
    assert facts["info"]["reading"]["lowercase"] is True


def test_info_finds_a_damaged_corpus_out(firth, text, tmp_path):
    firth("encode", text, "-o", "c.firth", "--min-count", "1")
    content = bytearray((tmp_path / "c.firth").read_bytes())
    content[-1] ^= 1  # the last letter of the last word
    (tmp_path / "c.firth").write_bytes(content)
    assert firth("info", "c.firth").returncode == 0
    done = firth("info", "c.firth", "--verify")
    assert done.returncode == 1
    assert "c.firth is damaged" in done.stderr
    assert "only an encoded corpus has a fingerprint" in firth("info", text, "--verify").stderr


def test_a_corpus_is_no_model_and_says_what_it_is_good_for(firth, text):
    firth("encode", text, "-o", "c.firth", "--min-count", "1")
    done = firth("similar", "c.firth", "a")
    assert done.returncode == 1
    assert "c.firth is an encoded corpus, not a model. Train one on it: firth train c.firth" in done.stderr


def test_encode_loads_nothing_of_training(text, tmp_path):
    script = f"""
import sys, firth.cli
try:
    firth.cli.main(["encode", {str(text)!r}, "-o", {str(tmp_path / "c.firth")!r}, "--min-count", "1"])
except SystemExit:
    print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"firth.training.train", "firth.kernels.negative_sampling"} & set(done.stdout.split())
    assert Path(tmp_path / "c.firth").exists()
