import threading
import time

import numba
import numpy as np
import pytest

from firth.kernels.atomics import atomic_add, atomic_load
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.phases import (
    APART,
    DONE,
    END_BITS,
    ENDED,
    ITEMS,
    KIND,
    LANES,
    MERGE,
    MOST_LANES,
    NO_MORE,
    PLAN,
    ROUND,
    STATE,
    TICKETS,
    TRAIN,
    WAITING,
    item_done,
    next_item,
    open_phase,
)


@numba.njit
def take(state, lane=0):
    return next_item(state, lane)


@numba.njit
def report(state):
    return item_done(state)


@numba.njit
def begin(state, kind, items):
    open_phase(state, kind, items)


@numba.njit(nogil=True)
def work(state, lane, items, firsts, taken, done, overlaps):
    """Do items until there are none for a while; return whether all is done.

    Args:
        state: of the phases; at ROUND, the number of the phase.
        lane: of the thread.
        items: int64[phases], how many each has.
        firsts: int64[phases], the place of each phase in `taken`.
        taken: int64[...]. Written: how often each item was taken.
        done: int64[phases]. Written: the items of each that are done.
        overlaps: int64[1]. Written: how often something of another phase was seen within an item.
    """
    while True:
        item = next_item(state, lane)
        if item < 0:
            return item == NO_MORE
        phase = atomic_load(state, ROUND)
        if state[KIND] != phase % ENDED or state[ITEMS] != items[phase]:
            atomic_add(overlaps, 0, 1)
        if phase and atomic_load(done, phase - 1) != items[phase - 1]:
            atomic_add(overlaps, 0, 1)
        atomic_add(taken, firsts[phase] + item, 1)
        if atomic_load(state, ROUND) != phase:
            atomic_add(overlaps, 0, 1)
        atomic_add(done, phase, 1)
        if item_done(state):
            if atomic_load(done, phase) != items[phase]:
                atomic_add(overlaps, 0, 1)
            state[ROUND] = phase + 1
            if phase + 1 < items.size:
                open_phase(state, (phase + 1) % ENDED, items[phase + 1])
            else:
                open_phase(state, ENDED, 0)


def state_of(lanes):
    state = np.zeros(STATE, np.int64)
    state[LANES] = lanes
    return state


@pytest.mark.skipif(IN_PYTHON, reason="without compiled atomic operations, one thread at a time")
@pytest.mark.parametrize("threads", [1, 2, 3, 16])
def test_each_item_is_taken_once_and_no_phase_begins_before_the_last_is_over(random, threads):
    items = random.integers(1, 40, 100_000)
    items[::7] = 1
    firsts = np.cumsum(items) - items
    taken, done, overlaps = (np.zeros(n, np.int64) for n in (items.sum(), items.size, 1))
    state = state_of(min(threads, MOST_LANES))
    state[KIND], state[ITEMS], state[TICKETS] = PLAN, items[0], items[0] << END_BITS

    deadline = time.monotonic() + 40

    def take_part(lane):
        while not work(state, lane, items, firsts, taken, done, overlaps) and time.monotonic() < deadline:
            pass

    team = [threading.Thread(target=take_part, args=(lane,)) for lane in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()

    assert state[KIND] == ENDED
    np.testing.assert_array_equal(taken, 1)
    np.testing.assert_array_equal(done, items)
    assert overlaps[0] == 0
    assert state[ROUND] == items.size


def test_a_thread_waits_while_another_holds_the_last_item():
    state = state_of(1)
    begin(state, TRAIN, 3)
    assert [take(state) for _ in range(5)] == [0, 1, 2, WAITING, WAITING]
    assert [report(state), report(state)] == [False, False]
    assert take(state) == WAITING
    assert report(state)  # whoever did the last opens the next phase
    assert take(state) == WAITING  # until it does
    begin(state, MERGE, 2)
    assert state[DONE] == 0
    assert [take(state), take(state), take(state)] == [0, 1, WAITING]
    assert [report(state), report(state)] == [False, True]
    begin(state, ENDED, 0)
    assert [take(state), take(state)] == [NO_MORE, NO_MORE]


def test_tickets_taken_in_vain_do_not_run_into_the_next_phase():
    """A phase has as many items as it was opened with, however often a ticket was drawn beyond them."""
    state = state_of(1)
    for _ in range(1000):
        begin(state, TRAIN, 2)
        assert [take(state), take(state)] == [0, 1]
        state[TICKETS] += 100  # as many threads that saw an item, and came too late
        assert not report(state)
        assert report(state)


@pytest.mark.parametrize(("lanes", "items"), [(1, 5), (2, 5), (3, 7), (4, 2), (16, 15), (16, 40)])
def test_a_thread_begins_with_its_own_lane_and_goes_on_with_the_others(lanes, items):
    for lane in (0, lanes - 1, lanes):  # more threads than lanes share them
        state = state_of(lanes)
        begin(state, TRAIN, items)
        found = [take(state, lane) for _ in range(items)]
        own = -(-(lane % lanes) * items // lanes)  # the first of its lane
        assert found == [*range(own, items), *range(own)]
        assert take(state, lane) == WAITING


def test_tickets_are_in_cache_lines_of_their_own():
    assert TICKETS % APART == 0
    assert APART * np.int64().itemsize == 64
