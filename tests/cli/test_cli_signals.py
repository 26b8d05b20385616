import os
import signal
import subprocess
import sys

import pytest

from firth.cli.signals import Interruption, exit_code, terminable

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals and opens pipes")
SIGNALS = [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)]


@pytest.mark.parametrize("number", SIGNALS)
def test_each_signal_leaves_the_block_in_order_and_what_was_before_is_there_again(number):
    before = [signal.getsignal(each) for each in SIGNALS]
    with terminable() as pending, pytest.raises(Interruption) as caught:
        os.kill(os.getpid(), number)
    assert pending.number == number
    assert exit_code(caught.value) == 128 + number
    assert [signal.getsignal(each) for each in SIGNALS] == before


def test_a_signal_whose_exception_got_lost_is_heard_with_the_next_report():
    reported = []
    with terminable() as pending:
        report = pending.before(reported.append)
        report(1)
        with pytest.raises(Interruption):
            os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Interruption):
            report(2)
    assert reported == [1]


def test_a_signal_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with terminable() as pending:
            os.kill(os.getpid(), signal.SIGHUP)
        assert pending.number == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_plain_interrupt_is_ctrl_c():
    assert exit_code(KeyboardInterrupt()) == 130


@pytest.mark.parametrize(
    ("command", "name", "code"),
    [
        (("encode", "-o", "out.firth"), "SIGTERM", 143),
        (("encode", "-o", "out.firth"), "SIGHUP", 129),
        (("vocab", "-o", "out.txt"), "SIGTERM", 143),
        (("phrases", "-o", "out.txt"), "SIGTERM", 143),
        (("factorize", "-o", "out.safetensors"), "SIGHUP", 129),
        (("glove", "-o", "out.safetensors"), "SIGTERM", 143),
    ],
)
def test_a_command_that_is_terminated_leaves_nothing_behind(tmp_path, command, name, code):
    if command[0] == "factorize":
        pytest.importorskip("scipy")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "firth", *command, "pipe"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
    )
    with (tmp_path / "pipe").open("wb"):  # returns when the command has opened its side
        process.send_signal(signal.Signals[name])
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == code
    assert stderr.startswith(b"firth: interrupted")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pipe", "temporary"]
    assert not list((tmp_path / "temporary").iterdir())
