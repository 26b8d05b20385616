"""Threads that take work from one queue."""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Generic, Self, TypeVar

from firth.concurrency.thread_pool import TICK, Done, ThreadPool

__all__ = ["WorkerThreads"]

Item = TypeVar("Item")
Take = Callable[[], Item | None]


class _Queue(Generic[Item]):
    """Items, handed to whichever thread asks next."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self._lock = threading.Lock()
        self._open = True

    def take(self) -> Item | None:
        with self._lock:
            return next(self._items, None) if self._open else None

    def close(self) -> None:
        self._open = False


class WorkerThreads:
    """A fixed number of threads, for one job after another. Leaving the block ends each with the item it is at.

    Attributes:
        size: the number of threads.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool = ThreadPool(size, "firth")
        self._queue: _Queue[object] = _Queue(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._queue.close()
        self._pool.__exit__(kind, error, at)

    def work(self, items: Iterable[Item], job: Callable[[int, Take[Item]], None]) -> Iterator[None]:
        """Let every thread work until there are no more items.

        Args:
            items: taken one at a time, under a lock.
            job: called once in each thread, with the thread's number and a function that gives the next item, or
                None at the end.

        Yields:
            Every `TICK` seconds, and once when all is done. An error in a thread is raised here.
        """
        queue = _Queue(items)
        self._queue = queue  # type: ignore[assignment] # only to be closed
        ended: SimpleQueue[Done[None]] = SimpleQueue()
        for number in range(self.size):
            self._pool.call(partial(job, number, queue.take), ended)
        running = self.size
        while running:
            try:
                done = ended.get(timeout=TICK)
            except Empty:
                yield
            else:
                done.result()
                running -= 1
        yield
