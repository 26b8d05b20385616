import json
import os
import signal
import subprocess
import sys
import time

import pytest

from firth.cli.setting_options import duration
from firth.vectors.word_vectors import load

SETTINGS = ("--vector-size", 8, "--workers", 2, "--epochs", 4000)
NEEDS_POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def begun(tmp_path, corpus, *args):
    """A training whose first checkpoints are there."""
    command = [sys.executable, "-m", "firth", "train", corpus, "-o", "model.safetensors", *SETTINGS, *args]
    process = subprocess.Popen(
        [*map(str, command), "--checkpoint", "run", "--every", "0.1s"], cwd=tmp_path, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not any(int(path.stem[-6:]) > 1 for path in (tmp_path / "run").glob("checkpoint-*")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


@NEEDS_POSIX
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGKILL", -9)])
def test_a_training_that_was_interrupted_or_killed_goes_on(firth, corpus, tmp_path, name, code):
    process = begun(tmp_path, corpus)
    for _ in range(3 if name == "SIGINT" else 1):  # keys that are held down, and programs that pass it on
        process.send_signal(signal.Signals[name])
        time.sleep(0.03)
    shown = process.communicate(timeout=60)[1].decode()
    assert process.returncode == code
    assert "Traceback" not in shown
    if name != "SIGKILL":
        assert "of the training; it goes on with: firth train --resume run\n" in shown
    assert not (tmp_path / "model.safetensors").exists()
    refused = firth("train", "no-such-text", "-o", "model.safetensors", "--checkpoint", "run")
    assert refused.returncode == 2
    assert "--checkpoint run: holds a training; go on with it" in refused.stderr
    assert "firth train --resume run" in refused.stderr
    done = firth("train", "--resume", "run", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["training"]["complete"] is True
    firth("train", corpus, "-o", "whole.safetensors", *SETTINGS)
    assert load(tmp_path / "model.safetensors") == load(tmp_path / "whole.safetensors")
    again = firth("train", "--resume", "run", "-o", "again.safetensors", "--workers", 1)
    assert again.returncode == 0
    assert "note: the training in run was finished already; these are its vectors" in again.stderr
    assert load(tmp_path / "again.safetensors") == load(tmp_path / "whole.safetensors")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "TEXT is missing: firth train TEXT -o MODEL, or firth train --resume DIR"),
        (("text.txt",), "-o MODEL is missing"),
        (("--resume", "", "-o", "m"), "name the folder that was given"),
        (("--resume", "run", "--epochs", 3, "text.txt"), "leave out text.txt, --epochs"),
        (("--resume", "run", "--lowercase", "--initial", "x"), "leave out --lowercase, --initial"),
        (("t", "-o", "m.vec", "--every", "5min"), "--every 300.0: has no effect without --checkpoint"),
        (("t", "-o", "m.vec", "--checkpoint", "run", "--every", "soon"), "must be a time such as 10min, 90s or 1h"),
        (("t", "-o", "m.vec", "--checkpoint", "run", "--every", "0"), "must be a time such as 10min, 90s or 1h"),
    ],
)
def test_wrong_use_is_told(firth, args, message):
    done = firth("train", *args)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_model_goes_on_with_new_words_and_frozen_rows(firth, corpus, tmp_path):
    fields = ("--vector-size", 8, "--workers", 1, "--epochs", 2)
    firth("train", corpus, "-o", "old.safetensors", *fields)
    old = load(tmp_path / "old.safetensors")
    (tmp_path / "new.txt").write_text(f"leaf {old.words[0]} leaf\n" * 50, encoding="utf-8")
    (tmp_path / "words.txt").write_text(old.words[1], encoding="utf-8")
    args = ("train", "new.txt", "-o", "new.safetensors", "--initial", "old.safetensors", "--grow", "--sample", 0)
    refused = firth(*args)
    assert refused.returncode == 2
    assert "--alpha: say at which rate to go on from initial, whose rate fell from 0.035 to" in refused.stderr
    for what, rows in (("all", old.words), ("words.txt", old.words[1:2])):
        done = firth(*args, "--alpha", 0.05, "--freeze", what)
        assert done.returncode == 0
        new = load(tmp_path / "new.safetensors")
        assert set(new.words) == {*old.words, "leaf"}
        assert (new.rows(rows) == old.rows(rows)).all()
    planned = firth("plan", "new.txt", *args[2:], "--alpha", 0.05, "--freeze", "all", "--checkpoint", "run")
    assert planned.returncode == 0


def test_a_folder_without_checkpoints_is_told(firth, tmp_path):
    for args in (("-o", "model.vec"), ()):
        done = firth("train", "--resume", "run", *args)
        assert done.returncode == 1
        assert "run: there is no such folder" in done.stderr
    (tmp_path / "run").mkdir()
    assert "run holds no checkpoint" in firth("train", "--resume", "run").stderr
    (tmp_path / "file").write_bytes(b"")
    assert "file: is not a folder" in firth("train", "--resume", "file").stderr


def test_the_vectors_and_the_checkpoints_are_kept_apart_and_the_target_is_kept(firth, corpus, tmp_path):
    fields = ("--vector-size", 8, "--workers", 1, "--epochs", 1)
    refused = firth("train", corpus, "-o", "run/m.safetensors", "--checkpoint", "run", *fields)
    assert refused.returncode in {1, 2}
    assert firth("train", corpus, "-o", "m.safetensors", "--checkpoint", "run", *fields).returncode == 0
    (tmp_path / "run" / "target.json").write_text("{}")
    done = firth("train", "--resume", "run")
    assert done.returncode == 2
    assert "--resume run: its target.json does not say where the vectors go; give -o MODEL" in done.stderr
    inside = firth("train", "--resume", "run", "-o", "run/checkpoint-000001.safetensors")
    assert inside.returncode == 2
    assert "run is for checkpoints; write the vectors to another folder" in inside.stderr
    assert firth("train", "--resume", "run", "-o", "other.safetensors").returncode == 0
    assert json.loads((tmp_path / "run" / "target.json").read_text())["output"].endswith("other.safetensors")


def test_how_often_is_said_in_any_unit():
    assert [duration(text) for text in ("90", "90s", "1.5min", "2 m", "1H")] == [90, 90, 90, 120, 3600]
