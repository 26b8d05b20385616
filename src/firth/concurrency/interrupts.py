"""Ctrl-C, where it must not be heard at once."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["unheard_interrupts"]

GRACE = 1.0
"""Seconds: whoever presses Ctrl-C again this long after the block began does not want to wait for its end."""


@contextmanager
def unheard_interrupts() -> Iterator[None]:
    """Pass over Ctrl-C for a second while the block runs: for the moment in which an interrupted result is put away.

    Keys that are held down, and programs that pass the signal on, send several at once. One that comes later is meant,
    and ends the block. Other threads never hear it, and cannot say what the main one hears: there nothing changes.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:  # None: set outside Python
        yield
        return
    begun = time.monotonic()

    def hear(number: int, frame: FrameType | None) -> None:
        if callable(before) and time.monotonic() - begun > GRACE:
            before(number, frame)

    signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
