"""How threads share a training: phases made of items, which any thread may take.

Training goes through phases. Within a phase the items can be done in any order, by any thread; a phase begins when
the last item of the one before is done. For each group of blocks:

* ``PLAN``, an item for each block: windows and noise are drawn, without a look at the weights;
* then for each round of each block ``TRAIN``, an item for each batch: its changes are computed, from weights that
  stand still;
* and ``MERGE``, as many items: each adds the changes of its share of the rows.

So what is computed depends on none of the threads: there may be any number, and each may be as slow as it likes. No
row is written by two threads at once. A thread that finds nothing to do waits a little, spinning, since phases last
some ten microseconds; then it returns to its caller, which may sleep before it comes again.

The phase, the number of its items and the next item to take are the bits of one number, so that a single atomic
addition takes an item of a known phase.
"""

from firth.kernels.atomics import atomic_add, atomic_load, atomic_store, pause
from firth.kernels.compiling import inlined

TICKET, DONE, STOP, KIND, GROUP, SLOT, ROUND, ROUNDS, WORDS = 0, 8, 16, 24, 25, 26, 27, 28, 29
STATE = 32
"""Places of the state. Those that threads change at the same time are in cache lines of their own.

TICKET: the phase, its items and the next of them. DONE: items of the phase that are done. STOP: set from outside, to
end after the round. KIND: of the phase. GROUP: the first block of the group. SLOT: the block of the round within the
group. ROUND: the round of the block, of as many as ROUNDS says. WORDS: tokens of the blocks that are trained to their
end.
"""

PLAN, TRAIN, MERGE, ENDED = range(4)
ITEM_BITS = 20
_ITEMS = (1 << ITEM_BITS) - 1
SPINS = 4096
"""Looks at the ticket before a waiting thread gives up for now: about 0.1 ms."""

WAITING, NO_MORE = -1, -2


@inlined
def next_item(state):
    """Take an item of the current phase; WAITING if there was none for a while, NO_MORE when all is done."""
    for _ in range(SPINS):
        ticket = atomic_load(state, TICKET)
        if (ticket & _ITEMS) < ((ticket >> ITEM_BITS) & _ITEMS):
            ticket = atomic_add(state, TICKET, 1)
            if (ticket & _ITEMS) < ((ticket >> ITEM_BITS) & _ITEMS):
                return ticket & _ITEMS
        elif state[KIND] == ENDED:
            return NO_MORE
        pause()
    return WAITING


@inlined
def items_of_phase(state):
    """How many items the phase has. Of use to a thread that holds one of them, so that the phase cannot end."""
    return (state[TICKET] >> ITEM_BITS) & _ITEMS


@inlined
def item_done(state):
    """Report an item as done; return whether it was the last of its phase, so that the caller opens the next."""
    items = items_of_phase(state)  # before: once all items are done, the next phase may begin
    return atomic_add(state, DONE, 1) + 1 == items


@inlined
def open_phase(state, kind, items):
    """Begin a phase. Only the thread that did the last item of the one before may do so."""
    phase = (state[TICKET] >> 2 * ITEM_BITS) + 1
    state[KIND] = kind
    state[DONE] = 0
    atomic_store(state, TICKET, (phase << 2 * ITEM_BITS) | (items << ITEM_BITS))
