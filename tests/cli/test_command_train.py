import contextlib
import gzip
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from firth.vectors.word_vectors import load

FAST = ("--epochs", 1, "--vector-size", 8, "--workers", 1)
LONG = ("--epochs", 1_000_000, "--vector-size", 8, "--workers", 2)
NEEDS_POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")


def test_a_text_becomes_a_model_and_a_summary(firth, corpus, tmp_path):
    done = firth("train", corpus, "-o", "model.safetensors", *FAST)
    assert done.returncode == 0
    assert done.stdout == ""
    for fact in (
        "read         10,000 tokens in 1,000 sentences",
        "vocabulary   72 words",
        "words/s",
        "loss",
        "left out     0.0%",
        "discarded    6",
        "chosen       alpha 0.035, which suits a text of 10,000 tokens",
        "peak memory",
        "written      model.safetensors (",
    ):
        assert fact in done.stderr
    model = load(tmp_path / "model.safetensors")
    assert len(model) == 72
    assert model.contexts is not None
    assert model.info["config"]["epochs"] == 1


def test_json_is_one_document_and_nothing_else(firth, corpus, tmp_path):
    done = firth("train", corpus, "-o", "model.vec", "--json", "--quiet", *FAST)
    summary = json.loads(done.stdout)
    assert done.stderr == ""
    assert summary["bytes"] == (tmp_path / "model.vec").stat().st_size
    assert (summary["words"], summary["dimensions"]) == (72, 8)
    assert summary["corpus"]["tokens_read"] == 10_000
    assert summary["training"]["complete"] is True


def test_what_a_foreign_format_leaves_out_is_said(firth, corpus):
    done = firth("train", corpus, "-o", "model.bin", *FAST)
    assert "word2vec-binary files hold words and vectors only; left out: contexts, counts, info" in done.stderr


def test_several_texts_gzip_and_a_pipe_are_read_alike(firth, corpus, tmp_path):
    text = corpus.read_bytes()
    half = text.index(b"\n", len(text) // 2)
    (tmp_path / "half.gz").write_bytes(gzip.compress(text[:half]))
    done = firth("train", "half.gz", "-", "-o", "mixed.safetensors", *FAST, stdin=text[half:])
    assert done.returncode == 0, done.stderr
    firth("train", corpus, "-o", "plain.safetensors", *FAST)
    mixed, plain = load(tmp_path / "mixed.safetensors"), load(tmp_path / "plain.safetensors")
    assert mixed.words == plain.words
    assert list(mixed.info["corpus"]["sources"]) == ["half.gz", "<stdin>"]


def test_training_goes_on_from_existing_vectors(firth, corpus, tmp_path):
    firth("train", corpus, "-o", "first.safetensors", *FAST)
    tiny = ("--alpha", "1e-6", "--epochs", 1, "--workers", 1)
    done = firth("train", corpus, "-o", "second.safetensors", "--initial", "first.safetensors", *tiny)
    assert done.returncode == 0, done.stderr
    first, second = load(tmp_path / "first.safetensors"), load(tmp_path / "second.safetensors")
    np.testing.assert_allclose(second.vectors, first.vectors, atol=1e-2)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (None, [], "no such file"),
        (b"", [], "holds no words"),
        (b"a b c d a", [], "min_count"),
        (b"good\nbad \xff line\n", [], "text.txt, line 2: byte 0xff is not valid UTF-8"),
        (b"\x1f\x8b\x08garbled", [], "gzip"),
    ],
)
def test_a_text_that_cannot_be_trained_on_fails_with_a_reason(firth, tmp_path, text, options, message):
    if text is not None:
        (tmp_path / "text.txt").write_bytes(text)
    done = firth("train", "text.txt", "-o", "model.safetensors", *options)
    assert done.returncode == 1
    assert message in done.stderr
    assert "text.txt" in done.stderr or "min_count" in message
    assert not list(tmp_path.glob("*.safetensors"))


def test_bytes_that_are_not_utf8_are_replaced_on_request(firth, tmp_path):
    (tmp_path / "text.txt").write_bytes(b"caf\xe9 tea\n" * 5)
    done = firth("train", "text.txt", "-o", "model.safetensors", "--errors", "replace", *FAST)
    assert done.returncode == 0, done.stderr
    assert set(load(tmp_path / "model.safetensors").words) == {"caf\ufffd", "tea"}


@pytest.mark.parametrize(
    ("output", "code", "message"),
    [
        ("model.xyz", 2, "its ending names no format"),
        ("corpus.txt", 2, "is a text to be read"),
        ("corpus.txt/model.bin", 1, "is not a folder"),
        ("missing/model.bin", 1, "there is no folder"),
        ("model.safetensors/", 1, "is a folder"),
        (".", 1, "is a folder"),
        ("", 2, "is empty; name a file"),
    ],
)
def test_a_target_that_cannot_be_is_found_out_before_the_text_is_read(firth, corpus, output, code, message):
    before = corpus.read_bytes()
    done = firth("train", "corpus.txt", "-o", output)
    assert done.returncode == code
    assert message in done.stderr
    assert corpus.read_bytes() == before


def test_standard_input_is_not_read_twice(firth):
    done = firth("train", "-", "-", "-o", "model.bin", stdin="a b " * 20)
    assert done.returncode == 2
    assert "only once" in done.stderr


def test_a_text_without_a_name_is_refused(firth):
    done = firth("train", "", "-o", "model.bin")
    assert done.returncode == 1
    assert "the name of a text is empty" in done.stderr


@NEEDS_POSIX
def test_a_training_does_without_standard_error_and_says_where_it_is_when_its_summary_is_lost(corpus, tmp_path):
    command = f"{sys.executable} -m firth train {corpus} -o model.bin --json " + " ".join(map(str, FAST))
    for where, code in (("2>&-", 0), (">/dev/full", 1)):
        if "full" in where and not Path("/dev/full").exists():
            continue
        done = subprocess.run(["sh", "-c", f"{command} {where}"], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == code
        assert len(load(tmp_path / "model.bin")) == 72
        (tmp_path / "model.bin").unlink()
        if code == 0:
            assert json.loads(done.stdout)["words"] == 72
        else:
            assert "the complete vectors are in model.bin" in done.stderr.decode()
            assert "error: standard output: " in done.stderr.decode()


def test_an_output_is_required(firth, corpus):
    done = firth("train", corpus)
    assert done.returncode == 2
    assert "-o MODEL is missing" in done.stderr


def test_weights_that_stop_being_finite_leave_the_old_file_in_place(firth, tmp_path):
    (tmp_path / "text.txt").write_text("a b " * 20_000, encoding="utf-8")
    old = tmp_path / "model.safetensors"
    old.write_bytes(b"old")
    wild = ("--alpha", 10, "--min-alpha", 10, "--sample", 0, "--window", 50, "--epochs", 50)
    done = firth("train", "text.txt", "-o", old, *wild)
    assert done.returncode == 1
    assert "stopped being finite" in done.stderr
    assert old.read_bytes() == b"old"


def started(tmp_path, *args):
    """A training at a terminal, whose bar has begun to move."""
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    process = subprocess.Popen(
        [sys.executable, "-m", "firth", "train", *map(str, args)],
        cwd=tmp_path,
        stderr=theirs,
        stdout=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    while b"training" not in shown or b"loss" not in shown:
        shown += read(process, ours)
    return process, ours


def read(process, ours):
    """What the process shows next; one that shows nothing for half a minute is killed, and the test fails."""
    if not select.select([ours], [], [], 30)[0]:
        process.kill()
        pytest.fail("the command neither ends nor shows anything")
    return os.read(ours, 4096)


def ended(process, ours):
    """What is on the terminal at the end."""
    shown = b""
    deadline = time.monotonic() + 60
    with contextlib.suppress(OSError):  # how Linux says that the other side of a terminal is closed
        while part := read(process, ours):
            shown += part
            if time.monotonic() > deadline:
                process.kill()
                pytest.fail("the command goes on")
    os.close(ours)
    process.wait(30)
    return shown.decode()


@NEEDS_POSIX
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_an_interruption_ends_the_training_and_keeps_what_was_learned(corpus, tmp_path, name, code):
    (tmp_path / "model.partial.safetensors").write_bytes(b"somebody's")
    process, ours = started(tmp_path, corpus, "-o", "model.bin", *LONG)
    process.send_signal(signal.Signals[name])
    shown = ended(process, ours)
    assert process.returncode == code
    assert "what was learned so far is in model.partial-2.safetensors" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "model.bin").exists()
    assert (tmp_path / "model.partial.safetensors").read_bytes() == b"somebody's"
    partial = load(tmp_path / "model.partial-2.safetensors")
    assert len(partial) == 72
    assert partial.info["training"]["complete"] is False


@NEEDS_POSIX
def test_an_interruption_while_reading_writes_nothing(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "firth", "train", "pipe", "-o", "model.bin"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    with (tmp_path / "pipe").open("wb"):  # returns when the command has opened its side
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr == b"firth: interrupted before anything was learned; nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@NEEDS_POSIX
def test_vectors_whose_folder_is_gone_are_saved_among_the_temporary_files(corpus, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    command = [sys.executable, "-m", "firth", "train", "pipe", "-o", "folder/model.bin", *map(str, FAST)]
    environment = {**os.environ, "TMPDIR": str(elsewhere)}
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, env=environment)
    with (tmp_path / "pipe").open("wb") as pipe:
        folder.rmdir()
        pipe.write(corpus.read_bytes())
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"the complete vectors were saved in {elsewhere / 'model.safetensors'} instead" in stderr.decode()
    assert "there is no folder" in stderr.decode()
    assert load(elsewhere / "model.safetensors").info["training"]["complete"] is True


def test_hierarchical_softmax_from_training_to_the_path_of_a_word(firth, corpus):
    done = firth("train", corpus, "-o", "tree.safetensors", "--objective", "hierarchical_softmax", *FAST)
    assert done.returncode == 0
    assert "perplexity" in done.stderr
    word = json.loads(firth("info", "tree.safetensors", "--json").stdout)["first_words"][0]
    shown = json.loads(firth("info", "tree.safetensors", "--word", word, "--json").stdout)[0]
    assert len(shown["code"]) == len(shown["path"]) > 0
    assert shown["path"][0] == 0
    refused = firth("contexts", "tree.safetensors", word)
    assert refused.returncode == 1
    assert "inner nodes of the Huffman tree, not words" in refused.stderr


def test_held_out_text_and_patience(firth, corpus, tmp_path):
    held_out = tmp_path / "held-out.txt"
    held_out.write_bytes(corpus.read_bytes()[:5_000])
    done = firth("train", corpus, "-o", "m.safetensors", "--validation", held_out, "--patience", 3, *FAST)
    assert "held out" in done.stderr
    training = json.loads(firth("info", "m.safetensors", "--json").stdout)["info"]["training"]
    assert len(training["validation_curve"]) == 1
    assert "loss_curve" in firth("info", "m.safetensors").stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--patience", 3), "--patience 3: has no effect without held-out text"),
        (("--validation-every", 30), "--validation-every 30: has no effect without held-out text"),
        (("--validation-share", 0.9), "must be from 1e-09 to 0.5"),
        (("--objective", "softmax", "--negative", 3), "--negative 3: has no effect with --objective softmax"),
    ],
)
def test_settings_without_effect_are_refused_before_any_text_is_read(firth, options, message):
    done = firth("train", "there-is-no-such-text", "-o", "m.safetensors", *options)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "held-out.txt"), ("entirely unknown words\n", "held-out.txt"), ("{}\n{}\n", "Hold out more text")],
)
def test_held_out_text_of_no_use_is_refused(firth, corpus, tmp_path, text, message):
    known = corpus.read_text().split()[0]
    (tmp_path / "held-out.txt").write_text(text.format(known, known))
    done = firth("train", corpus, "-o", "m.safetensors", "--validation", "held-out.txt", *FAST)
    assert done.returncode == 1
    assert message in done.stderr
    assert not (tmp_path / "m.safetensors").exists()


def test_a_loss_that_grew_is_said(firth, corpus):
    options = ("--objective", "hierarchical_softmax", "--alpha", 10, "--vector-size", 8, "--epochs", 20)
    done = firth("train", corpus, "-o", "m.safetensors", *options)
    assert "the loss has grown" in done.stderr or "stopped being finite" in done.stderr


def test_an_encoded_corpus_is_trained_on_and_texts_changed_since_are_named(firth, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("a b c d e\n" * 50, encoding="utf-8")
    assert firth("encode", text, "-o", tmp_path / "c.firth", "--min-count", "1").returncode == 0
    done = firth("train", tmp_path / "c.firth", "-o", tmp_path / "m.safetensors", "--epochs", "1")
    assert done.returncode == 0
    assert "changed since" not in done.stderr
    text.write_text("a b c d e f\n" * 50, encoding="utf-8")
    done = firth("train", tmp_path / "c.firth", "-o", tmp_path / "m.safetensors", "--epochs", "1")
    assert done.returncode == 0
    assert "text.txt" in done.stderr
    assert "firth encode" in done.stderr
    done = firth("train", tmp_path / "c.firth", "-o", tmp_path / "m.safetensors", "--epochs", "1", "--quiet")
    assert done.stderr.startswith("firth: warning: changed since they were encoded")
    done = firth("train", tmp_path / "c.firth", text, "-o", tmp_path / "m.safetensors")
    assert done.returncode == 2
    assert "by itself" in done.stderr
    done = firth("train", tmp_path / "c.firth", "-o", tmp_path / "m.safetensors", "--tokenizer", "words")
    assert done.returncode == 2
    assert "encode again" in done.stderr


def test_a_query_is_spelt_as_the_text_was(firth, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("電腦很好。我喜歡電腦,ＡＢ也喜歡電腦!\n" * 50, encoding="utf-8")
    options = ("--tokenizer", "rjieba", "--chinese-script", "simplified", "--nfkc", "--lowercase", "--epochs", "1")
    done = firth("train", text, "-o", tmp_path / "m.safetensors", *options)
    assert done.returncode == 0, done.stderr
    asked = firth("similar", tmp_path / "m.safetensors", "電腦", "AB", "--topn", "1")
    assert asked.returncode == 0, asked.stderr


def test_the_trouble_that_a_text_shows_of_itself_is_said_before_it_is_trained_on(firth, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text(
        "国王喜欢城堡女王也喜欢城堡他们住在那里很久了 然后城堡倒塌了国王和女王离开了那里\n" * 50, encoding="utf-8"
    )
    done = firth("train", text, "-o", tmp_path / "m.safetensors", "--epochs", "1")
    assert "--tokenizer jieba" in done.stderr


@pytest.mark.parametrize("becomes", [None, ImportError("interrupted")])
def test_an_interruption_that_gets_lost_while_modules_load_is_heard_all_the_same(
    firth, corpus, tmp_path, monkeypatch, becomes
):
    class Deaf:
        """Finds no module, and loses Ctrl-C while it looks for one."""

        def find_spec(self, name, *_):
            if name == "firth.recipes.train":
                with contextlib.suppress(KeyboardInterrupt):
                    signal.raise_signal(signal.SIGINT)
                if becomes:
                    raise becomes

    monkeypatch.delitem(sys.modules, "firth.recipes.train", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Deaf(), *sys.meta_path])
    done = firth("train", corpus, "-o", "model.bin")
    assert done.returncode == 130
    assert done.stderr == "firth: interrupted before anything was learned; nothing was written\n"
    assert not (tmp_path / "model.bin").exists()


def test_a_training_can_be_watched(firth, corpus, monkeypatch):
    opened = []
    monkeypatch.setattr("firth.explorer.server.open_page", lambda url: opened.append(url) or not opened[1:])
    short = ("--vector-size", 8, "--epochs", 2, "--quiet")
    done = firth("train", corpus.name, "-o", "model.safetensors", "--watch", *short)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        f"firth: the training is shown at {opened[0]}",
        "firth: the page has ended with the training; to see the vectors: firth explore model.safetensors",
    ]
    other = firth("train", corpus.name, "-o", "other.safetensors", *short)
    assert other.stderr == ""
    assert (Path.cwd() / "model.safetensors").stat().st_size > 0


def test_a_training_on_a_machine_without_a_browser_says_where_it_is_shown(firth, corpus, monkeypatch):
    monkeypatch.setattr("firth.explorer.server.open_page", lambda _: False)
    done = firth("train", corpus.name, "-o", "m.bin", "--watch", "--vector-size", 8, "--epochs", 2, "--quiet")
    assert "note: there is no browser on this machine that could show it; open the URL yourself" in done.stderr
