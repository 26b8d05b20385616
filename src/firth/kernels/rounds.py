"""From one phase to the next: what the thread that did the last item of a phase decides."""

from typing import NamedTuple

from firth.kernels.arrays import FIRST, HIGH, LOW
from firth.kernels.compiling import inlined
from firth.kernels.phases import (
    ENDED,
    GROUP,
    ITEMS,
    KIND,
    MERGE,
    PLAN,
    ROUND,
    ROUNDS,
    SLOT,
    STOP,
    TRAIN,
    WORDS,
    open_phase,
)
from firth.kernels.plan import batches_of_round, rounds_of
from firth.kernels.simd import prefetch


class Round(NamedTuple):
    """What a phase is about."""

    kind: int
    block: int  # of the job; for PLAN the first of the group
    slot: int  # of the block in the plan
    number: int  # of the round in the block
    first: int  # its first batch
    items: int  # of the phase; for TRAIN and MERGE the batches of the round
    alpha: float  # learning rate of the block


@inlined
def round_of_phase(state, job, centers, shape):
    """What the current phase is about. The caller holds one of its items, so it cannot end."""
    slot, number = (0, 0) if state[KIND] == PLAN else (state[SLOT], state[ROUND])
    first, _ = batches_of_round(centers[slot, 0], shape, number)
    block = state[GROUP] + slot
    return Round(state[KIND], block, slot, number, first, state[ITEMS], job.alphas[block])


@inlined
def next_phase(state, job, shape, centers, losses_of_batches, losses):
    """Open the next phase.

    Args:
        state: see `firth.kernels.phases`. Written.
        job: the blocks.
        shape: how they are cut.
        centers: int64[G, 2], of the plan.
        losses_of_batches: float64[T, 2]. Read after they were trained.
        losses: float64[parts, 2]. They are added there, in order.
    """
    kind = state[KIND]
    block = state[GROUP] + state[SLOT]
    if kind == TRAIN:
        items = state[ITEMS]
        for b in range(items):
            losses[job.blocks[block, 2], 0] += losses_of_batches[b, 0]
            losses[job.blocks[block, 2], 1] += losses_of_batches[b, 1]
        if job.alphas[block] > 0:
            open_phase(state, MERGE, items)
            return
    if kind != PLAN:  # after a plan, the block begins, or goes on where an earlier run ended
        state[ROUND] += 1
    _next_round(state, job, shape, centers)


@inlined
def _next_round(state, job, shape, centers):
    """Open the round that the state says, or the next of a later block, or plan the next group, or end."""
    kind = find_round(state, job, shape, centers)
    if kind == TRAIN:
        first, stop = batches_of_round(centers[state[SLOT], 0], shape, state[ROUND])
        open_phase(state, TRAIN, stop - first)
    else:
        open_phase(state, kind, blocks_to_plan(state, job, centers) if kind == PLAN else 0)


@inlined
def find_round(state, job, shape, centers):
    """Go to the round that the state says, or to the next of a later block, or to the next group.

    Returns:
        The phase to open: TRAIN, PLAN, or ENDED if nothing is left or the run is to be stopped.
    """
    here = blocks_to_plan(state, job, centers)
    while state[SLOT] < here:
        slot, block = state[SLOT], state[GROUP] + state[SLOT]
        state[ROUNDS] = rounds_of(centers[slot, 0], shape)
        if state[ROUND] < state[ROUNDS]:
            return ENDED if state[STOP] else TRAIN
        state[WORDS] += job.blocks[block, 1] - job.blocks[block, 0]
        state[SLOT], state[ROUND] = slot + 1, 0
    state[GROUP] += here
    state[SLOT] = 0
    return ENDED if state[STOP] or state[GROUP] == job.alphas.size else PLAN


@inlined
def blocks_to_plan(state, job, centers):
    """How many blocks the group has that the state is at."""
    return min(centers.shape[0], job.alphas.size - state[GROUP])


@inlined
def fetch_rows(weights, plan, slot, b):
    """Ask for the rows of a batch before they are needed."""
    bounds, words, rows = plan.bounds[slot], plan.words[slot], plan.rows[slot]
    for p in range(bounds[b, LOW], bounds[b, HIGH]):
        prefetch(weights.inputs, words[p])
    for i in range(bounds[b, FIRST], bounds[b + 1, FIRST]):
        prefetch(weights.outputs, rows[i])
