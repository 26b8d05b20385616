"""Room for a training: the arrays that kernels write to, and how a block is cut."""

import numpy as np
from numpy.typing import NDArray

from firth.kernels.arrays import (
    AHEAD,
    BLOCK,
    PAD,
    SAMPLED,
    SLOT,
    STRIP,
    TILE,
    Changes,
    Control,
    Job,
    Memory,
    Plan,
    Run,
    Shape,
    StepOptions,
    Tokens,
    Weights,
    aligned,
    padded,
)
from firth.kernels.phases import ENDED, ITEM_BITS, KIND, PLAN, STATE, TICKET

ROUND = 1024
"""Centers that see weights that stand still. More would lose accuracy; fewer would make threads wait more often."""

ROUNDS = 16_384
"""A short text is cut into at least so many rounds, if it has the tokens: its words are few, and soon repeat."""

LAYERS = 12
"""Noise words of a strip, where each pair is to meet up to 6."""

PLANS = 64 << 20
"""Bytes of the plans of a group of blocks, about; for more, the group has fewer blocks than there are threads."""

FEW, MANY = 32, 1024
"""Buckets at least and at most."""


def shape_for_noise(options: StepOptions, tokens: int, *, of_contexts: bool) -> Shape:
    """How blocks are cut where input rows share noise.

    Args:
        options: the kind of step.
        tokens: of the text.
        of_contexts: skip-gram; else CBOW, whose strips are of centers.
    """
    margin, centers = 2 * options.window, round_for(tokens)
    beside = margin if of_contexts else 0
    batch = min(round_up(max(32, margin) + beside, STRIP) - beside, centers)  # so that strips are full
    inputs = round_up(batch + margin + 1, STRIP)
    layers = LAYERS * -(-options.negative // 6)
    strips = round_up(batch + margin if of_contexts else batch, STRIP) // STRIP
    return _shape(centers, batch, inputs, strips * layers + batch, layers, 0)


def shape_for_steps(options: StepOptions, tokens: int, most: int, rows: int) -> Shape:
    """How blocks are cut where each step has output rows of its own.

    Args:
        options: the kind of step.
        tokens: of the text.
        most: output rows of a center at most.
        rows: of the second matrix: a batch has no more, however many its centers list.
    """
    centers = min(round_for(tokens), 256)
    batch = min(32, centers)
    inputs = round_up(batch + 2 * options.window + 1, STRIP)
    return _shape(centers, batch, inputs, batch * most if rows == 0 else min(batch * most, rows), 0, most)


def round_for(tokens: int) -> int:
    """Centers of a round, for a text of so many tokens."""
    return min(max(tokens // ROUNDS, 1), ROUND)


def _shape(centers: int, batch: int, inputs: int, outputs: int, noise: int, steps: int) -> Shape:
    buckets = min(max(1 << (centers - 1).bit_length(), FEW), MANY)
    return Shape(BLOCK, centers, batch, -(-centers // batch), inputs, outputs, noise, steps, buckets)


def round_up(number: int, step: int) -> int:
    """The least multiple of `step` that is not below a number."""
    return -(-number // step) * step


def run_for(
    text: Tokens,
    keep: NDArray[np.uint32],
    weights: Weights,
    options: StepOptions,
    shape: Shape,
    job: Job,
    losses: NDArray[np.float64],
    threads: int,
) -> Run:
    """A training that is about to begin, for so many threads."""
    of_block = 5 * 4 * -(-shape.block // shape.batch) * shape.outputs  # bytes of the largest arrays of a plan
    slots = max(min(threads, job.alphas.size, PLANS // of_block if of_block else threads), 1)
    state = np.zeros(STATE, np.int64)
    state[KIND] = PLAN if job.alphas.size else ENDED
    state[TICKET] = min(slots, job.alphas.size) << ITEM_BITS
    return Run(
        text, keep, weights, options, shape, job, _plan(options, shape, slots), _changes(shape, weights), state, losses
    )


def _plan(options: StepOptions, shape: Shape, slots: int) -> Plan:
    batches, rounds = -(-shape.block // shape.batch), -(-shape.block // shape.round)

    def room(rows: int, columns: int) -> NDArray[np.int32]:
        return np.zeros((rows, columns), np.int32)

    changes = batches * max(shape.inputs, shape.outputs) + AHEAD
    return Plan(
        words=room(slots, shape.block + 2 * options.window + 1),
        begins=room(slots, shape.block),
        ends=room(slots, shape.block),
        centers=np.zeros((slots, 2), np.int64),
        bounds=np.zeros((slots, batches + 1, 3), np.int32),
        rows=room(slots, batches * shape.outputs),
        buckets=room(2 * slots * rounds, shape.buckets + 1),
        order=room(2 * slots, changes),
        places=room(2 * slots, changes),
    )


def _changes(shape: Shape, weights: Weights) -> Changes:
    rows, dtype = shape.batches * (shape.inputs + shape.outputs), weights.inputs.dtype
    return Changes(
        rows=aligned((rows + STRIP, weights.inputs.shape[1]), dtype),
        uses=np.zeros((1, rows + STRIP), dtype),
        losses=np.zeros((shape.batches, 2)),
    )


def control_for(shape: Shape, weights: Weights) -> Control:
    """A control that knows nothing yet, and changes nothing."""
    size, dtype, samples = weights.inputs.shape[1], weights.inputs.dtype, -(-shape.batches // SAMPLED)
    return Control(
        means=aligned((shape.noise, size), dtype),
        rates=np.zeros(shape.noise),
        drawn=aligned((samples * shape.noise, size), dtype),
        tallies=np.zeros((samples, shape.noise + 2)),
    )


def memory_for(options: StepOptions, shape: Shape, weights: Weights) -> Memory:
    """Working memory for one thread."""
    size, dtype = weights.inputs.shape[1], weights.inputs.dtype
    contexts, rows = 2 * options.window, shape.batch + STRIP
    tiles = max(-(-max(shape.steps, options.negative + 1) // TILE), 1)
    lanes = np.arange(PAD)
    masks = [lanes < np.arange(PAD + 1)[:, None], lanes != np.arange(PAD + 1)[:, None]]
    return Memory(
        x=aligned((shape.inputs + STRIP, size), dtype),
        h=aligned((rows, size), dtype),
        dh=aligned((rows, size), dtype),
        y=aligned((max(shape.noise + 4, STRIP, tiles * TILE), size), dtype),
        x_turned=aligned((size, PAD), dtype),
        errors=aligned((shape.noise + 4, PAD), dtype),
        uses=aligned((shape.noise + 1, PAD), dtype),
        trained=np.zeros((1, padded(rows)), dtype),
        pairs=np.zeros((2, shape.batch * contexts + 2 * PAD), np.int32),
        step_errors=np.zeros((tiles, max((contexts + 1) * SLOT, shape.batch * contexts + 2 * PAD)), dtype),
        loss_product=np.array([[1.0], [0.0]], dtype).repeat(PAD, axis=1),
        masks=np.concatenate(masks).astype(dtype),
        signs=np.zeros((tiles, 2 * SLOT), dtype),
        step=np.zeros((4, max(contexts, tiles * TILE)), np.int32),
        counts=np.zeros(shape.buckets, np.uint32),
        same=np.zeros(shape.batches * (shape.inputs + shape.outputs), np.int64),
        pool=np.zeros(max(options.pool, 1), np.int32),
        seen=np.zeros(0, np.int32),
    )
