"""A disk that is full at any write: one line that names the file, the old file as it was, and nothing beside it."""

import io
import shutil
import subprocess
import sys
from contextlib import ExitStack

import numpy as np
import pytest

import firth
from firth.config import ReadConfig
from firth.corpus.build.encode import encode_files, encode_sentences
from firth.counting.cooccurrence import count_weighted
from firth.errors import TargetError

SHORT = ("--epochs", 1, "--vector-size", 50, "--quiet")
WRITERS = {
    "a model": ("train", "text.txt", "-o", "kept.safetensors", *SHORT),
    "a model as text": ("train", "text.txt", "-o", "kept.txt", *SHORT),
    "a model in binary": ("train", "text.txt", "-o", "kept.bin", *SHORT),
    "a counted model": ("factorize", "text.txt", "-o", "kept.safetensors", "--vector-size", 40, "--quiet"),
    "a fitted model": ("glove", "text.txt", "-o", "kept.safetensors", "--vector-size", 40, "--quiet"),
    "a converted model": ("convert", "model.safetensors", "kept.safetensors"),
    "a model converted to text": ("convert", "model.safetensors", "kept.txt"),
    "a model converted to binary": ("convert", "model.safetensors", "kept.bin"),
    "numbers": ("encode", "text.txt", "-o", "kept.firth", "--quiet"),
    "a page": ("explore", "model.safetensors", "--html", "kept.html", "--projection", "pca", "--quiet"),
    "phrases": ("phrases", "text.txt", "-o", "kept.txt", "--quiet"),
    "a list of words": ("vocab", "text.txt", "-o", "kept.tsv", "--quiet"),
    "a list of words as JSON": ("vocab", "text.txt", "-o", "kept.json", "--quiet"),
}


@pytest.mark.usefixtures("text", "model")
@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_one_line_and_the_old_file_stays(run, files_end_at, holds, tmp_path, name):
    args = WRITERS[name]
    target = next(args[args.index(option) + 1] for option in ("-o", "--html", args[1]) if option in args)
    assert run(*args).code == 0  # and compiles what there is to compile
    before = holds(tmp_path) | {target: b"old"}
    (tmp_path / target).write_bytes(b"old")
    with files_end_at(500):
        done = run(*args)
    assert f"{target} could not be written: File too large. What was there before is untouched" in done.error
    assert holds(tmp_path) == before


@pytest.mark.usefixtures("text")
@pytest.mark.parametrize(("size", "file"), [(5, "target.json"), (500, "corpus.firth"), (55_000, "checkpoint-000000")])
def test_a_folder_of_checkpoints_that_is_full_is_known_before_the_training(run, files_end_at, tmp_path, size, file):
    args = ("train", "text.txt", "-o", "new.bin", "--checkpoint", "run", "--epochs", 1, "--vector-size", 200, "--quiet")
    with files_end_at(size):
        done = run(*args)
    assert file in done.error
    assert not (tmp_path / "new.bin").exists()
    assert not [*(tmp_path / "run").glob(".*")]
    assert run(*args).code == 0  # once there is room, the same command works


def test_a_disk_that_fills_up_during_a_training_costs_no_vectors_and_no_checkpoint(
    files_end_at, text, tmp_path, monkeypatch
):
    monkeypatch.setattr("firth.training.checkpoints.pauses.SHARE", 1.0)
    options = {"vector_size": 20, "epochs": 20, "sample": 0, "workers": 1}
    with pytest.warns(UserWarning, match=r"checkpoint-\d+.*File too large.*not lost"), ExitStack() as full:
        vectors = firth.train(
            text,
            checkpoint=tmp_path / "run",
            checkpoint_every=1e-6,
            on_pause=lambda pause: pause.checkpoint and full.enter_context(files_end_at(500)),
            **options,
        )
    assert not [*(tmp_path / "run").glob(".*")]
    assert vectors == firth.resume(tmp_path / "run") == firth.train(text, **options)


def test_a_full_temporary_folder_ends_the_reading_with_what_to_do(run, files_end_at, tmp_path):
    (tmp_path / "long.txt").write_bytes(b"a b c d\n" * 1_100_000)
    assert run("vocab", "long.txt", "--quiet").code == 0
    with files_end_at(1 << 20):
        done = run("vocab", "long.txt", "--quiet")
    assert "the temporary file of the encoded corpus cannot be written" in done.error
    assert "File too large" in done.error
    assert "set TMPDIR" in done.error


def test_a_stream_that_finds_no_room_to_be_read_twice_is_one_line(run, files_end_at, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"a b c d\n" * 1_000))))
    with files_end_at(500):
        done = run("doctor", "-", "--all")
    assert "the text cannot be copied there, to be read twice (File too large)" in done.error
    assert "set TMPDIR" in done.error


def test_a_full_temporary_folder_ends_the_counting_of_pairs_with_what_to_do(files_end_at, random):
    sentences = random.integers(0, 5_000, (2_000, 20)).astype(str).tolist()
    corpus = encode_sentences(sentences, min_count=1)
    count_weighted(corpus, window=5, shrink_windows=True, memory_limit=10**6)
    with files_end_at(1000), pytest.raises(TargetError, match=r"temporary file of counted pairs.*32 bytes.*TMPDIR"):
        count_weighted(corpus, window=5, shrink_windows=True, memory_limit=10**6)


def test_a_reading_that_was_ended_by_a_full_disk_works_when_there_is_room(files_end_at, tmp_path):
    """Nothing that a process keeps is spoilt by it."""
    (tmp_path / "long.txt").write_bytes(b"a b c d\n" * 1_100_000)
    reading = ReadConfig()
    with files_end_at(1 << 20), pytest.raises(TargetError):
        encode_files([tmp_path / "long.txt"], min_count=1, reading=reading)
    corpus = encode_files([tmp_path / "long.txt"], min_count=1, reading=reading)
    assert np.bincount(corpus.ids).tolist() == [1_100_000] * 4


ON_A_SMALL_DISK = """
mount -t tmpfs -o size=64k none small || exit 77
cp model.safetensors small/model.bin
{firth} train text.txt -o small/model.bin --vector-size 200 --epochs 1 --quiet; echo $?
{firth} encode text.txt -o small/text.firth --min-count 1 --quiet; echo $?
cmp small/model.bin model.safetensors; ls -A small
"""


@pytest.mark.usefixtures("text", "model")
def test_a_small_disk_is_left_as_it_was(tmp_path):
    """The same on a file system of its own, where the system says that there is no space."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare")
    (tmp_path / "small").mkdir()
    script = ON_A_SMALL_DISK.format(firth=f"{sys.executable} -m firth")
    command = ["unshare", "--mount", "sh", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare:" in done.stderr:
        pytest.skip("nothing can be mounted here")
    assert done.stdout.split() == ["1", "1", "model.bin"], done.stderr
    assert "small/model.bin could not be written: No space left on device" in done.stderr
    assert "small/text.firth cannot be written: it needs 51," in done.stderr
