"""From one phase to the next: what the thread that did the last item of a phase decides."""

from typing import NamedTuple

from firth.kernels.arrays import FIRST, HIGH, LOW
from firth.kernels.compiling import inlined
from firth.kernels.phases import (
    COMPOSE,
    ENDED,
    GROUP,
    ITEMS,
    KIND,
    MERGE,
    PLAN,
    ROUND,
    ROUNDS,
    SLOT,
    SPREAD,
    STOP,
    TRAIN,
    WORDS,
    open_phase,
)
from firth.kernels.pieces import made_of_pieces
from firth.kernels.plan import batches_of_round, rounds_of
from firth.kernels.simd import prefetch


class Round(NamedTuple):
    """What a phase is about."""

    kind: int
    block: int  # of the job; for PLAN the first of the group
    slot: int  # of the block in the plan
    number: int  # of the round in the block
    first: int  # its first batch
    items: int  # of the phase; but for PLAN the batches of the round
    alpha: float  # learning rate of the block


@inlined
def round_of_phase(state, job, centers, shape):
    """What the current phase is about. The caller holds one of its items, so it cannot end."""
    slot, number = (0, 0) if state[KIND] == PLAN else (state[SLOT], state[ROUND])
    first, _ = batches_of_round(centers[slot, 0], shape, number)
    block = state[GROUP] + slot
    return Round(state[KIND], block, slot, number, first, state[ITEMS], job.alphas[block])


@inlined
def next_phase(run):
    """Open the next phase, and after TRAIN add the losses of its batches to those of the training, in order."""
    state, job, losses = run.state, run.job, run.losses
    kind, items, block = state[KIND], state[ITEMS], state[GROUP] + state[SLOT]
    if kind == COMPOSE:
        open_phase(state, TRAIN, items)
        return
    if kind == TRAIN:
        for b in range(items):
            losses[job.blocks[block, 2], 0] += run.changes.losses[b, 0]
            losses[job.blocks[block, 2], 1] += run.changes.losses[b, 1]
        if job.alphas[block] > 0:
            open_phase(state, MERGE, items)
            return
    if kind == MERGE and made_of_pieces(run.pieces):
        open_phase(state, SPREAD, items)
        return
    if kind != PLAN:  # after a plan, the block begins, or goes on where an earlier run ended
        state[ROUND] += 1
    _next_round(run)


@inlined
def _next_round(run):
    """Open the round that the state says, or the next of a later block, or plan the next group, or end."""
    state, job, shape, centers = run.state, run.job, run.shape, run.plan.centers
    kind = find_round(state, job, shape, centers)
    if kind == TRAIN:
        first, stop = batches_of_round(centers[state[SLOT], 0], shape, state[ROUND])
        open_phase(state, COMPOSE if made_of_pieces(run.pieces) else TRAIN, stop - first)
    else:
        open_phase(state, kind, blocks_to_plan(state, job, centers) if kind == PLAN else 0)


@inlined
def find_round(state, job, shape, centers):
    """Go to the round that the state says, or to the next of a later block, or to the next group.

    Returns:
        TRAIN if there is a round, PLAN, or ENDED if nothing is left or the run is to be stopped.
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
