import threading
from itertools import chain

import pytest

from firth.crew import Crew


def test_every_item_is_taken_once_by_some_thread():
    taken = [[], [], []]

    def job(thread, take):
        while (item := take()) is not None:
            taken[thread].append(item)

    with Crew(3) as crew:
        for _ in range(2):  # one job after another
            for _ in crew.work(range(1_000), job):
                pass
    assert sorted(chain(*taken)) == sorted([*range(1_000)] * 2)


def test_an_error_in_a_thread_arrives():
    def job(_, take):
        take()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), Crew(2) as crew:
        list(crew.work(range(10), job))


def test_leaving_ends_the_threads_with_the_item_they_are_at():
    threads, started = threading.active_count(), threading.Event()

    def job(_, take):
        while take() is not None:
            started.set()

    with Crew(2) as crew:
        ticks = crew.work(iter(int, 1), job)  # without end
        next(ticks)
        assert started.wait(10)
    assert threading.active_count() == threads
