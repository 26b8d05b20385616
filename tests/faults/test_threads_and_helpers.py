"""Threads that fail or cannot be started, and helper processes that are killed."""

import gzip
import os
import signal
import sys
import threading
import time
from itertools import count

import pytest

import firth
from firth.concurrency.worker_processes import WorkerProcesses
from firth.concurrency.worker_threads import WorkerThreads
from firth.errors import CorpusError, NoThreadError
from firth.training.trainer import Trainer

OPTIONS = {"vector_size": 10, "epochs": 1, "sample": 0}


@pytest.fixture
def threads_end_at(monkeypatch):
    """The system starts so many threads, and no more."""

    def limit(number):
        left = [number]
        start = threading.Thread.start

        def starts(thread):
            if not left[0]:
                raise RuntimeError("can't start new thread")
            left[0] -= 1
            start(thread)

        monkeypatch.setattr(threading.Thread, "start", starts)

    return limit


@pytest.mark.parametrize("number", [1, 2])
def test_threads_that_were_started_do_the_work_of_those_that_were_not(threads_end_at, number):
    threads_end_at(number)
    taken = []

    def job(_, take):
        while (item := take()) is not None:
            taken.append(item)

    with WorkerThreads(3) as threads:
        with pytest.warns(RuntimeWarning, match=rf"can't start new thread: {number} of 3 do all the work") as said:
            for _ in threads.work(range(100), job):
                pass
        for _ in threads.work(range(100, 200), job):  # and it was said once
            pass
    assert len(said) == 1
    assert sorted(taken) == [*range(200)]


def test_fewer_threads_than_were_asked_for_give_the_same_vectors(threads_end_at, text, monkeypatch):
    monkeypatch.setattr(Trainer, "threads", lambda _, workers: workers)
    corpus = firth.encode(text)
    usual = firth.train(corpus, workers=3, **OPTIONS)
    threads_end_at(1)
    with pytest.warns(RuntimeWarning, match="1 of 3 do all the work"):
        assert firth.train(corpus, workers=3, **OPTIONS) == usual


def test_no_thread_at_all_is_one_line(run, text, threads_end_at):
    threads_end_at(0)
    done = run("train", text, "-o", "new.bin", "--quiet")
    assert "the work cannot begin: can't start new thread" in done.error
    with pytest.raises(NoThreadError):
        firth.encode(text, workers=2)


def test_a_compressed_text_is_read_without_any_thread(text, tmp_path, threads_end_at):
    path = tmp_path / "text.gz"
    path.write_bytes(gzip.compress(text.read_bytes()))
    usual = firth.encode(path)
    threads_end_at(0)
    assert firth.encode(path, workers=1).fingerprint == usual.fingerprint


@pytest.mark.parametrize("method", ["take_part", "memory"])
def test_an_error_in_one_thread_of_a_training_arrives_and_ends_the_others(text, monkeypatch, method):
    original, calls = getattr(Trainer, method), count()

    def fails_once(*args):
        if threading.current_thread() is not threading.main_thread() and next(calls) == 1:  # of the second thread
            raise MemoryError("no room for a thread")
        return original(*args)

    firth.train(text, workers=2, **OPTIONS)  # compiled
    monkeypatch.setattr(Trainer, "threads", lambda *_: 2)
    monkeypatch.setattr(Trainer, method, fails_once)
    before, begun = threading.active_count(), time.monotonic()
    with pytest.raises(MemoryError, match="no room for a thread"):
        firth.train(text, workers=2, **OPTIONS | {"epochs": 10_000})
    assert threading.active_count() == before
    assert time.monotonic() - begun < 60


def test_a_helper_that_is_killed_is_an_error_that_says_so(tmp_path, monkeypatch):
    (tmp_path / "killed_at_work.py").write_text("import os\ndef work(): return lambda _: os.kill(os.getpid(), 9)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    how = "exit status" if sys.platform == "win32" else "killed by SIGKILL"
    with (
        WorkerProcesses("killed_at_work", "work", 2) as helpers,
        pytest.raises(CorpusError, match=rf"{how}.*200 MB of memory.*workers=1"),
    ):
        helpers.map(["a", "b", "c"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_segmenter_that_is_killed_ends_the_reading_with_one_line_and_leaves_nothing(run, tmp_path, monkeypatch):
    pytest.importorskip("jieba")
    (tmp_path / "zh.txt").write_text("北京大学的学生\n" * 50_000, encoding="utf-8")
    start, started = WorkerProcesses._start, []

    def start_to_be_killed(helpers):
        started.append(start(helpers))
        os.kill(started[-1].pid, signal.SIGKILL)
        return started[-1]

    monkeypatch.setattr(WorkerProcesses, "_start", start_to_be_killed)
    done = run("encode", "zh.txt", "-o", "zh.firth", "--tokenizer", "jieba", "--workers", 2, "--quiet")
    assert "a helper process died (killed by SIGKILL)" in done.error
    assert {path.name for path in tmp_path.iterdir()} == {"zh.txt"}
    assert all(helper.poll() is not None for helper in started)
