import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from firth.vectors.word_vectors import load

FAST = ("--vector-size", 8, "--workers", 1, "--iterations", 10)


def test_a_text_becomes_a_model_and_a_summary(firth, corpus, tmp_path):
    done = firth("glove", corpus, "-o", "model.safetensors", "--window", 5, "--memory-limit", "2MB", *FAST)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for fact in (
        "read         10,000 tokens in 1,000 sentences",
        "vocabulary   72 words",
        "cells of the matrix in ",
        "fitted       10 iterations in ",
        "in the first iteration, ",
        "written      model.safetensors (",
    ):
        assert fact in done.stderr
    assert "warning" not in done.stderr
    model = load(tmp_path / "model.safetensors")
    assert model.vectors.shape == model.contexts.shape == (72, 8)
    assert model.biases.shape == (72, 2)
    assert (model.info["config"]["memory_limit"], model.info["config"]["x_max"]) == (2_000_000, 10)
    curve = model.info["fitting"]["loss_curve"]
    assert curve[-1] < curve[0]


def test_json_is_one_document_and_nothing_else(firth, corpus, tmp_path):
    done = firth("glove", "-", "-o", "model.vec", "--json", "--quiet", *FAST, stdin=corpus.read_bytes())
    summary = json.loads(done.stdout)
    assert done.stderr == ""
    assert summary["bytes"] == (tmp_path / "model.vec").stat().st_size
    assert (summary["words"], summary["dimensions"]) == (72, 8)
    assert len(summary["fitting"]["loss_curve"]) == 10


def test_a_word2vec_file_says_what_it_leaves_out(firth, corpus):
    done = firth("glove", corpus, "-o", "model.bin", *FAST)
    assert "left out: contexts, biases, counts, info" in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--memory-limit", "1kB"], "--memory-limit 1000: must be at least 1,000,000"),
        (["--x-max", "0"], "--x-max 0.0: must be from 0.001"),
        (["--learning-rate", "-1"], "--learning-rate -1.0: must be from 1e-06 to 10"),
        (["--iterations", "0"], "--iterations 0: must be from 1"),
        (["--alpha", "0.75"], "unrecognized arguments: --alpha"),
        (["-o", "model.xyz"], "its ending names no format"),
        (["-o", "corpus.txt"], "is a text to be read"),
    ],
)
def test_wrong_use_is_refused_and_leaves_no_file(firth, corpus, tmp_path, options, message):
    done = firth("glove", corpus, "-o", "model.bin", *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.txt"]


def test_a_fit_that_diverges_is_a_failed_job_without_a_file(firth, corpus, tmp_path):
    done = firth("glove", corpus, "-o", "model.bin", "--learning-rate", 10, "--iterations", 300, "--quiet")
    assert done.returncode == 1
    assert "with learning_rate=10 the steps are too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.txt"]


@pytest.mark.usefixtures("corpus")
@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_keeps_what_was_fitted_so_far(tmp_path):
    script = """
import os, signal
from firth.cli import main
from firth.counting.glove import _Fitting
iterate = _Fitting._iterate
def press(self, threads, iteration, report):
    iterate(self, threads, iteration, report)
    if iteration == 1:
        os.kill(os.getpid(), signal.SIGINT)
_Fitting._iterate = press
raise SystemExit(main(["glove", "corpus.txt", "-o", "model.bin", "--quiet", "--iterations", "8", "--vector-size", "4"]))
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 128 + signal.SIGINT
    assert "interrupted after 25.0% of the training; what was learned so far is in " in done.stderr
    partial = load(tmp_path / "model.partial.safetensors")
    assert (partial.info["fitting"]["iterations"], partial.info["fitting"]["complete"]) == (2, False)
    assert np.isfinite(partial.vectors).all()
    assert not (tmp_path / "model.bin").exists()
