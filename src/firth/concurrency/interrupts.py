"""Ctrl-C, where it must not be heard."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["unheard_interrupts"]


@contextmanager
def unheard_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C while the block runs: for the moment in which an interrupted result is put away.

    Other threads never hear it, and cannot say what the main one hears: there nothing changes.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:  # None: set outside Python
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
