"""Terminals of odd sizes and settings, streams that are closed, and clocks that are put back."""

import locale
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import firth
from firth.cli import streams
from firth.progress.bar import bar
from firth.progress.events import ReadProgress, TrainProgress

NEEDS_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="as POSIX has it")
PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of a size, as standard error; called without one, what it shows, line by line."""
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    opened = []

    def one(*size):
        if size:
            ours, theirs = pty.openpty()
            termios.tcsetwinsize(theirs, size)
            opened.extend([ours, open(theirs, "w", encoding="utf-8")])  # noqa: PTH123, SIM115 - a number
            monkeypatch.setattr(sys, "stderr", opened[1])
            return None
        opened[1].close()
        shown = b""
        with suppress(OSError):  # how Linux says that the other side is closed
            while part := os.read(opened[0], 4096):
                shown += part
        return [re.sub(r".*\r", "", line) for line in shown.decode().split("\r\n")]  # what stays of each

    yield one
    os.close(opened[0])


@NEEDS_POSIX
@pytest.mark.parametrize("size", [(24, 80), (0, 0)])
def test_a_message_begins_on_a_line_of_its_own_while_a_bar_is_drawn(terminal, size):
    terminal(*size)
    with bar() as show:
        show(ReadProgress(1_000, 1_000, 77))
        streams.say("note: little text")
        show(TrainProgress(50, 200, 1.0, 0.025, 2.5))
        streams.say("warning: and another")
    shown = terminal()
    assert shown[:1] == ["firth: note: little text"]
    assert shown[1].startswith("reading : 100%")
    assert shown[2] == "firth: warning: and another"
    assert shown[3].startswith("training:  25%")
    assert shown[4:] == [""]


@NEEDS_POSIX
def test_a_training_does_without_any_of_the_three_streams(text, tmp_path):
    command = f"{sys.executable} -m firth train {text} -o new.bin --epochs 1 --vector-size 10 <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False).returncode == 0
    assert len(firth.load(tmp_path / "new.bin")) == 72


@NEEDS_POSIX
@pytest.mark.parametrize("environment", [PLAIN, {"PYTHONIOENCODING": "ascii"}], ids=["C", "ascii"])
def test_names_and_words_outlive_a_system_without_their_characters(run_process, text, tmp_path, environment):
    (tmp_path / "语料é.txt").write_text(text.read_text(encoding="utf-8").replace("common1 ", "国王 "), encoding="utf-8")
    done = run_process("encode", "语料é.txt", "-o", "数.firth", **environment)
    assert (done.code, done.err.splitlines()[-1][:8]) == (0, "written ")
    assert "国王" in firth.load_corpus(tmp_path / "数.firth").vocabulary.words


@pytest.mark.parametrize("name", ["tr_TR.UTF-8", "de_DE.UTF-8"])
def test_the_language_of_the_system_changes_no_word_and_no_number(text, tmp_path, name):
    """In Turkish I is not the capital of i, and in German 0.5 is written 0,5."""
    usual = firth.train(text, vector_size=5, epochs=1)
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        pytest.skip(f"{name} is not installed")
    try:
        vectors = firth.train(["TITLE INDIA"] * 20, min_count=1, sample=0, epochs=1, tokenizer="words", lowercase=True)
        usual.save(tmp_path / "usual.txt")
        read = firth.load(tmp_path / "usual.txt")
    finally:
        locale.setlocale(locale.LC_ALL, before)
    assert set(vectors) == {"title", "india"}
    assert read == firth.load(tmp_path / "usual.txt")


def test_time_is_never_taken_from_a_clock_that_may_be_put_back():
    taken = re.compile(r"\btime\.time\(|\bdatetime\b|from time import")
    root = Path(firth.__file__).parent
    assert not [path for path in root.rglob("*.py") if taken.search(path.read_text(encoding="utf-8"))]
