"""How threads share a training: phases made of items, which any thread may take.

Training goes through phases. Within a phase the items can be done in any order, by any thread; a phase begins when
the last item of the one before is done. For each group of blocks:

* ``PLAN``, an item for each block: windows and noise are drawn, without a look at the weights;
* then for each round of each block ``TRAIN``, an item for each batch: its changes are computed, from weights that
  stand still;
* and ``MERGE``, as many items: each adds the changes of its share of the rows.

Where words are made of pieces, ``COMPOSE`` comes before ``TRAIN`` and ``SPREAD`` after ``MERGE``
(`firth.kernels.pieces`).

So what is computed depends on none of the threads: there may be any number, and each may be as slow as it likes. No
row is written by two threads at once. A thread that finds nothing to do waits a little, spinning, since phases last
some ten microseconds; then it returns to its caller, which may sleep before it comes again.

The items of a phase are divided into lanes, one for each thread, if there are not too many. A thread begins with its
own lane and goes on with what is left in the others. So it trains about the same batches of each round, and merges the
rows that came up in them: most of what it reads is in its core's own cache, because it wrote it.

A lane's next item and its end are the halves of one number, so that a single atomic addition takes an item.
"""

from firth.kernels.atomics import atomic_add, atomic_load, atomic_store, pause
from firth.kernels.compiling import inlined

DONE, STOP, KIND, GROUP, SLOT, ROUND, ROUNDS, WORDS, ITEMS, LANES, TICKETS = 0, 8, 16, 17, 18, 19, 20, 21, 22, 23, 24
APART, MOST_LANES = 8, 16
STATE = TICKETS + APART * MOST_LANES
"""Places of the state. Those that threads change at the same time are in cache lines of their own.

DONE: items of the phase that are done. STOP: set from outside, to end after the round. KIND: of the phase. GROUP: the
first block of the group. SLOT: the block of the round within the group. ROUND: the round of the block, of as many as
ROUNDS says. WORDS: tokens of the blocks that are trained to their end. ITEMS: of the phase. LANES: how many. TICKETS:
of each lane, the next item and the end, APART from each other.
"""

PLAN, TRAIN, MERGE, ENDED, COMPOSE, SPREAD = range(6)
END_BITS = 32
_NEXT = (1 << END_BITS) - 1
SPINS = 4096
"""Looks at the tickets before a waiting thread gives up for now: about 0.1 ms."""

WAITING, NO_MORE = -1, -2


@inlined
def next_item(state, lane):
    """Take an item of the current phase; WAITING if there was none for a while, NO_MORE when all is done.

    Args:
        state: of the training.
        lane: the thread's own; others' items are taken when it is empty.
    """
    lanes = state[LANES]
    for _ in range(SPINS):
        for i in range(lanes):
            place = TICKETS + APART * ((lane + i) % lanes)
            ticket = atomic_load(state, place)
            if (ticket & _NEXT) < (ticket >> END_BITS):
                ticket = atomic_add(state, place, 1)
                if (ticket & _NEXT) < (ticket >> END_BITS):
                    return ticket & _NEXT
        if state[KIND] == ENDED:
            return NO_MORE
        pause()
    return WAITING


@inlined
def item_done(state):
    """Report an item as done; return whether it was the last of its phase, so that the caller opens the next."""
    items = state[ITEMS]  # before: once all items are done, the next phase may begin
    return atomic_add(state, DONE, 1) + 1 == items


@inlined
def open_phase(state, kind, items):
    """Begin a phase. Only the thread that did the last item of the one before may do so."""
    state[KIND], state[ITEMS], state[DONE] = kind, items, 0
    lanes = state[LANES]
    # the first lane is the last to be opened: it has an item, so the phase cannot end while this is going on
    for lane in range(lanes - 1, -1, -1):
        first, end = (lane * items + lanes - 1) // lanes, ((lane + 1) * items + lanes - 1) // lanes
        atomic_store(state, TICKETS + APART * lane, (end << END_BITS) | first)
