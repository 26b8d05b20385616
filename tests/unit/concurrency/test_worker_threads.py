import threading
from itertools import chain

import pytest

from firth.concurrency.worker_threads import WorkerThreads


def test_every_item_is_taken_once_by_some_thread():
    taken = [[], [], []]

    def job(thread, take):
        while (item := take()) is not None:
            taken[thread].append(item)

    with WorkerThreads(3) as threads:
        for _ in range(2):  # one job after another
            for _ in threads.work(range(1_000), job):
                pass
    assert sorted(chain(*taken)) == sorted([*range(1_000)] * 2)


def test_an_error_in_a_thread_arrives():
    def job(_, take):
        take()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), WorkerThreads(2) as threads:
        list(threads.work(range(10), job))


def test_leaving_ends_the_threads_with_the_item_they_are_at():
    before, started = threading.active_count(), threading.Event()

    def job(_, take):
        while take() is not None:
            started.set()

    with WorkerThreads(2) as threads:
        ticks = threads.work(iter(int, 1), job)  # without end
        next(ticks)
        assert started.wait(10)
    assert threading.active_count() == before
