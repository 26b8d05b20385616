"""Memory that is not there: one line that says how much was asked for."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import firth.search
from firth.studies.plan.machine import memory_and_swap


@pytest.fixture
def memory_ends_at():
    """What a process calls before it begins, to have so much memory and no more."""
    resource = pytest.importorskip("resource")
    if sys.platform != "linux":
        pytest.skip("others do not hold to the limit")
    return lambda size: lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size))


def test_a_model_that_memory_cannot_hold_is_one_line_with_what_it_takes(run_process, memory_ends_at, tmp_path):
    words = " ".join(map(str, range(20_000)))
    (tmp_path / "text.txt").write_text(f"{words}\n", encoding="utf-8")
    args = ("train", "text.txt", "-o", "new.bin", "--min-count", 1, "--vector-size", 65_536, "--sample", 1, "--quiet")
    done = run_process(*args, before=memory_ends_at(4 << 30))
    assert "not enough memory (Unable to allocate 4.88 GiB" in done.error
    assert {path.name for path in tmp_path.iterdir()} == {"text.txt"}


def test_what_fills_more_memory_than_there_is_is_refused_once_the_text_is_read(run, text, tmp_path, monkeypatch):
    """The system gives more than it has, and ends processes when that is used."""
    monkeypatch.setattr("firth.recipes.options.memory_and_swap", lambda: 57_599)
    args = (text, "-o", tmp_path / "new.bin", "--vector-size", 100, "--quiet")
    for command in ("train", "factorize"):
        error = run(command, *args).error
        assert "72 words of 100 dimensions take at least 0.00 GB of memory" in error
        assert "vector_size" in error
    monkeypatch.setattr("firth.recipes.options.memory_and_swap", lambda: 57_600)
    assert run("train", *args).code == 0
    assert "72 words of 100 dimensions take" in run("glove", *args).error  # four matrices


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="memory as Linux tells of it")
def test_the_memory_of_this_machine_is_known():
    assert 10**7 < memory_and_swap() < 10**16


def test_a_question_that_memory_cannot_answer_is_one_line(run, model, monkeypatch):
    def fail(*_args, **_options):
        return np.empty(1 << 62, np.uint8)

    monkeypatch.setattr(firth.search, "nearest", fail)
    assert "not enough memory (Unable to allocate" in run("similar", model, "word1").error


def test_a_library_that_cannot_be_loaded_is_one_line(run, text, monkeypatch):
    def fail(name):
        if name.endswith("vocab"):
            raise ImportError("libarrow.so: failed to map segment from shared object")
        return module(name)

    module = importlib.import_module
    monkeypatch.setattr(importlib, "import_module", fail)
    assert "libarrow.so: failed to map" in run("vocab", text).error
