import contextlib
import sys
import threading
import time
from itertools import chain, count

import pytest

from firth.concurrency import thread_pool, worker_threads
from firth.concurrency.parallel_map import parallel_map
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


def threads_at_work():
    def job(_, take):
        while take() is not None:
            time.sleep(0.001)

    with WorkerThreads(2) as threads:
        yield from threads.work(range(8), job)


def texts_mapped():
    for _ in parallel_map(lambda _: time.sleep(0.001), range(8), 2):
        yield


@pytest.mark.parametrize("work", [threads_at_work, texts_mapped])
def test_ctrl_c_at_any_moment_of_waiting_leaves_nothing_that_waits_for_ever(work, monkeypatch):
    """Also between the taking of a lock and the block that gives it back."""
    monkeypatch.setattr(worker_threads, "TICK", 0.001)
    monkeypatch.setattr(thread_pool, "TICK", 0.001)
    for moment in count(1):
        waiting = threading.Thread(target=pressed_at, args=(work, moment, heard := []), daemon=True)
        waiting.start()
        waiting.join(30)
        assert not waiting.is_alive(), f"interrupted at moment {moment} it waits for ever"
        if not heard:
            break
    assert moment > 10


def pressed_at(work, moment, heard):
    """Do the work; raise KeyboardInterrupt at the n-th step of any Python code after it has begun."""
    steps = count(1)

    def trace(frame, event, _):
        dropped = "weak" in frame.f_code.co_filename or frame.f_code.co_name == "gc_callback"
        if dropped:  # Python drops what is raised in callbacks of weak references and of the garbage collector
            return None
        if next(steps) == moment:
            heard.append(event)
            raise KeyboardInterrupt
        return trace

    with contextlib.suppress(KeyboardInterrupt):
        begun = work()
        next(begun)
        sys.settrace(trace)
        begun.gi_frame.f_trace = trace
        try:
            for _ in begun:
                pass
        finally:
            sys.settrace(None)
