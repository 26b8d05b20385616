"""Ctrl-C, a request to terminate (SIGTERM) and a terminal that closes (SIGHUP) end a command alike, and in order.

Helper processes end and temporary files vanish on the way out of the blocks that made them. By itself only Ctrl-C
takes that way: the other two would end the process on the spot.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Interruption", "PendingSignal", "exit_code", "terminable"]

Progress = TypeVar("Progress")


class Interruption(KeyboardInterrupt):
    """A subclass, for after a plain KeyboardInterrupt inside ``exec`` Python dies of SIGINT, whatever we return.

    Attributes:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@dataclass
class PendingSignal:
    """A signal to end, if one was heard. Its exception can get lost in foreign code, so it is raised until it works.

    Attributes:
        number: of the signal; 0 if none was heard.
        times: how often one was heard.
    """

    number: int = 0
    times: int = 0

    def insist(self) -> None:
        """Raise again what was heard."""
        if self.number:
            raise Interruption(self.number)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """For a block that imports: a module that is interrupted may call that an ImportError, or pass over it."""
        try:
            yield
        except ImportError:
            self.insist()
            raise
        self.insist()

    def before(self, report: Callable[[Progress], None]) -> Callable[[Progress], None]:
        """A report that insists before it reports."""

        def insist_and_report(progress: Progress) -> None:
            self.insist()
            report(progress)

        return insist_and_report


def exit_code(interrupt: KeyboardInterrupt) -> int:
    """The exit code of a command that was interrupted: 128 and the signal's number, as shells have it."""
    return 128 + (interrupt.number if isinstance(interrupt, Interruption) else signal.SIGINT)


def _unheard(_number: int, _frame: object) -> None:
    """Hear a signal and do nothing: one that is ignored while it is on its way is an error to Python."""


@contextmanager
def terminable() -> Iterator[PendingSignal]:
    """Treat Ctrl-C, a request to terminate (SIGTERM) and a terminal that closes (SIGHUP) alike while the block runs.

    A signal that is ignored stays so: that is how nohup works.
    """
    pending = PendingSignal()
    signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {each: handler for each in signals if (handler := signal.getsignal(each)) not in {signal.SIG_IGN, None}}

    def hear(number: int, _: object) -> None:
        pending.number = number
        pending.times += 1
        for each in before.keys() - {signal.SIGINT}:  # a closing terminal sends several; saving must not be disturbed
            signal.signal(each, _unheard)
        pending.insist()

    for each in before:
        signal.signal(each, hear)
    try:
        yield pending
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
