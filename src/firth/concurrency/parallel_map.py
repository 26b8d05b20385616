"""Work done ahead on threads, results taken in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from firth.concurrency.thread_pool import Done, ThreadPool, result_of

__all__ = ["parallel_map"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def parallel_map(
    work: Callable[[Item], Result], items: Iterable[Item], workers: int, *, caller_is_one: bool = False
) -> Iterator[tuple[Item, Result]]:
    """Yield items and what was made of them, in order.

    Args:
        work: called on the threads; where it lets go of Python's lock, they run side by side.
        items: taken one at a time, in the calling thread.
        workers: threads; each has one more item waiting, so that none is idle while an early item takes long. With 1
            there are none.
        caller_is_one: whether making an item keeps the calling thread as busy as a worker: then it counts as one.
    """
    threads = workers - caller_is_one
    if workers == 1:
        for item in items:
            yield item, work(item)
        return
    pending: deque[tuple[Item, SimpleQueue[Done[Result]]]] = deque()
    with ThreadPool(threads, "firth-corpus") as pool:
        for item in items:
            pending.append((item, SimpleQueue()))
            pool.call(partial(work, item), pending[-1][1])
            if len(pending) > 2 * threads:
                done, answer = pending.popleft()
                yield done, result_of(answer)
        for done, answer in pending:
            yield done, result_of(answer)
