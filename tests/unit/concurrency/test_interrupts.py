import signal
import threading
import time

import pytest

from firth.concurrency import interrupts
from firth.concurrency.interrupts import unheard_interrupts


def test_ctrl_c_is_not_heard_inside_and_is_heard_again_afterwards():
    with unheard_interrupts():
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def fail_unheard():
    with unheard_interrupts():
        signal.raise_signal(signal.SIGINT)
        raise ZeroDivisionError


def test_what_heard_ctrl_c_before_hears_it_again_after_an_error():
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(1))
    try:
        with pytest.raises(ZeroDivisionError):
            fail_unheard()
        assert heard == []
        signal.raise_signal(signal.SIGINT)
        assert heard == [1]
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_changes():
    handlers = []

    def work():
        with unheard_interrupts():
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]


def test_ctrl_c_that_is_pressed_again_after_a_second_is_heard(monkeypatch):
    monkeypatch.setattr(interrupts, "GRACE", 0.05)
    with pytest.raises(KeyboardInterrupt):
        press_twice()


def press_twice():
    with unheard_interrupts():
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.06)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("it was not heard")
