"""Threads that make calls, and communicate only through queues.

Python's own futures and thread pools hold locks that it takes in Python code. An interruption (Ctrl-C) that comes right
after one is taken leaves it locked, and the threads then wait for it forever. A ``SimpleQueue`` is written in C and
cannot be interrupted half-way.
"""

import queue
import threading
import warnings
from collections.abc import Callable
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Generic, NamedTuple, Self, TypeVar

from firth.errors import NoThreadError

__all__ = ["TICK", "Done", "ThreadPool", "result_of"]

TICK = 0.1  # seconds of a wait; on Windows Ctrl-C is heard only between two of them

Result = TypeVar("Result")


class Done(NamedTuple, Generic[Result]):
    """How a call ended.

    Attributes:
        value: what it returned; None if it failed.
        error: what it raised, or None.
    """

    value: Any
    error: BaseException | None

    def result(self) -> Result:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        value: Result = self.value
        return value


def result_of(done: "SimpleQueue[Done[Result]]") -> Result:
    """Wait for a call to end; return its value, or raise its error."""
    while True:
        try:
            ended = done.get(timeout=TICK)
        except queue.Empty:
            continue
        return ended.result()


class ThreadPool:
    """Up to `size` threads. Leaving the block forgets the calls that have not begun, and waits for those that have.

    Attributes:
        size: how many there are at most; fewer than were asked for, if the system does not start as many.
        name: what the name of each begins with.
    """

    def __init__(self, size: int, name: str) -> None:
        self.size, self.name = size, name
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.forget()
        for _thread in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            if thread.is_alive():  # not one whose start was interrupted
                thread.join()

    def call(self, function: Callable[[], Result], done: "SimpleQueue[Done[Result]]") -> None:
        """Have a thread call the function and put into `done` how that ended.

        Raises:
            NoThreadError: the system does not start a single one.
        """

        def answer() -> None:
            try:
                ended = Done[Result](function(), None)
            except BaseException as error:  # noqa: BLE001 - it is raised again where the answer is taken
                ended = Done[Result](None, error)
            done.put(ended)

        self._calls.put(answer)
        if len(self._threads) < self.size:
            self._start_another()

    def forget(self) -> None:
        """Drop the calls that have not begun."""
        try:
            while True:
                self._calls.get_nowait()
        except queue.Empty:
            return

    def _start_another(self) -> None:
        """Start a thread; where the system starts no more, those that run do all the work."""
        thread = threading.Thread(target=self._serve, name=f"{self.name}_{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        try:
            thread.start()
        except RuntimeError as error:
            self._threads.remove(thread)
            if not self._threads:
                raise NoThreadError(error) from None
            warnings.warn(
                f"{error}: {len(self._threads)} of {self.size} do all the work, which takes longer. End other "
                "programs, or raise the limit of processes (ulimit -u).",
                RuntimeWarning,
                stacklevel=3,
            )
            self.size = len(self._threads)

    def _serve(self) -> None:
        while (answer := self._calls.get()) is not None:
            answer()
