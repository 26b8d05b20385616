"""Helper processes: they answer, they fail and die with a word about it, and they do not outlive their work."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from firth.concurrency.worker_processes import WorkerProcesses
from firth.errors import CorpusError

WORK = """
import os, sys, time

def shout():
    print("noise that must not get between the answers")
    return str.upper

def fail():
    return lambda text: 1 / 0

def die():
    return lambda text: os._exit(3)

def sleep():
    return lambda text: time.sleep(20)

def number():
    return lambda text: str(os.getpid())
"""


@pytest.fixture
def helpers(tmp_path, monkeypatch):
    (tmp_path / "work_of_helpers.py").write_text(WORK)
    monkeypatch.syspath_prepend(str(tmp_path))
    return lambda maker, count=2: WorkerProcesses("work_of_helpers", maker, count)


def test_answers_come_in_order_whatever_the_size(helpers):
    texts = ["a", "", "é中" * 100_000, *map(str, range(50))]
    with helpers("shout") as some:
        assert some.map(texts) == [text.upper() for text in texts]


def test_threads_may_share_them(helpers):
    answers = {}

    def ask(name):
        answers[name] = some.map([name, name * 2])

    with helpers("shout") as some:
        threads = [threading.Thread(target=ask, args=(name,)) for name in "abcdef"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {name: [name.upper(), name.upper() * 2] for name in "abcdef"}


def test_what_goes_wrong_in_one_is_said(helpers):
    with helpers("fail") as some, pytest.raises(CorpusError, match="ZeroDivisionError: division by zero"):
        some.map(["a"])


def test_the_death_of_one_is_an_error_and_no_wait_without_end(helpers):
    with helpers("die") as some, pytest.raises(CorpusError, match=r"exit status 3.*workers=1"):
        some.map(["a", "b", "c"])


def test_one_that_cannot_be_started_is_an_error(helpers, monkeypatch):
    monkeypatch.setattr("sys.executable", "/no/such/python")
    with helpers("shout") as some, pytest.raises(CorpusError, match="could not be started"):
        some.map(["a"])


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_they_end_with_the_context_also_in_the_middle_of_work(helpers):
    begun = time.monotonic()
    threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt), helpers("sleep") as some:
        some.map(["a", "b", "c"])
    assert time.monotonic() - begun < 15
    assert some._started
    assert not any(is_alive(helper.pid) for helper in some._started)


def test_they_do_not_hear_ctrl_c(helpers):
    with helpers("number", 1) as some:
        (number,) = some.map([""])
        os.kill(int(number), signal.SIGINT)
        assert some.map([""]) == [number]


@pytest.mark.usefixtures("helpers")
def test_they_end_when_this_process_is_killed(tmp_path):
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from firth.concurrency.worker_processes import WorkerProcesses\n"
        "import os; print(*WorkerProcesses('work_of_helpers', 'number', 1).map(['']), flush=True); os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    deadline = time.monotonic() + 30
    while is_alive(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(int(done.stdout))


def test_a_script_without_a_guard_may_use_them(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from firth.config import ReadConfig\n"
        "from firth.tokenize.pipeline import prepared\n"
        "with prepared(ReadConfig(tokenizer='jieba'), 2) as preparation:\n"
        "    print(*preparation.segment(['北京大学的学生']).words)\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, script], capture_output=True, env=environment, check=False)
    assert (done.stdout.decode().split(), done.stderr) == (["北京大学", "的", "学生"], b"")
