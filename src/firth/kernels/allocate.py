"""Room for a training: the arrays that kernels write to, and how a block is cut."""

import math

import numpy as np
from numpy.typing import NDArray

from firth.kernels import phases
from firth.kernels.arrays import (
    AHEAD,
    BLOCK,
    PAD,
    SAMPLED,
    STRIP,
    Changes,
    Control,
    Job,
    Memory,
    Pieces,
    Plan,
    Run,
    Shape,
    StepOptions,
    Tokens,
    Weights,
    aligned,
    padded,
)
from firth.kernels.phases import END_BITS, ENDED, ITEMS, KIND, LANES, MOST_LANES, PLAN, STATE, TICKETS
from firth.kernels.tiles import ROWS

ROUND = 1120
"""Centers that see weights that stand still, at most. More would lose accuracy; fewer would make threads wait more."""

ROUND_OF_STEPS = 512
"""The same, where each step has output rows of its own."""

OCCURRENCES = 2
"""Of each word in a round at most, if all were as frequent."""

AROUND = 10
"""Words around a center, up to which rounds of whole sentences are no shorter; as many as a window of 5 has."""

BATCHES = 16, 32, 48, 64
"""Centers of a batch, about. Large ones compute fewer rows twice, at their borders; small ones occupy more threads."""

SEVERAL = 6
"""Batches that a round has at least, but for the smallest batch."""

LAYERS = 12
"""Noise words of a strip, where each pair is to meet up to 6."""

PLANS = 64 << 20
"""Bytes of the plans of a group of blocks, about; for more, groups have fewer blocks, and then blocks fewer tokens."""


def shape_for_noise(options: StepOptions, centers: int, *, of_contexts: bool, around: int | None = None) -> Shape:
    """How blocks are cut where input rows share noise.

    Args:
        options: the kind of step.
        centers: of a round, from `round_for`.
        of_contexts: skip-gram; else CBOW, whose strips are of centers.
        around: words around a center, by which batches are cut; None: as many as windows reach over.
    """
    margin = 2 * options.window
    usual = margin if around is None else min(around, margin)
    beside = usual if of_contexts else 0
    sizes = tuple(round_up(max(size, usual) + beside, STRIP) - beside for size in BATCHES)  # so that strips are full
    batch = _batch(sizes, centers)
    inputs = round_up(batch + margin + 1, STRIP)
    layers = LAYERS * -(-options.negative // 6)
    strips = round_up(batch + margin if of_contexts else batch, STRIP) // STRIP
    return _shape(centers, batch, inputs, strips * layers + batch, layers, 0)


def shape_for_steps(options: StepOptions, centers: int, most: int, rows: int) -> Shape:
    """How blocks are cut where each step has output rows of its own.

    Args:
        options: the kind of step.
        centers: of a round, from `round_for`.
        most: output rows of a center at most.
        rows: of the second matrix: a batch has no more, however many its centers list.
    """
    centers = min(centers, ROUND_OF_STEPS)
    batch = _batch(BATCHES, centers)
    inputs = round_up(batch + 2 * options.window + 1, STRIP)
    outputs = batch * most if rows == 0 else min(batch * most, rows)
    shape = _shape(centers, batch, inputs, outputs, 0, most)
    while shape.block > 2 * centers and _plan_bytes(shape) > PLANS:
        shape = shape._replace(block=shape.block // 2)
    return shape


def _batch(sizes: tuple[int, ...], centers: int) -> int:
    """Centers of a batch: the largest of these sizes, the smallest first, of which a round has several."""
    return min(max((size for size in sizes if SEVERAL * size <= centers), default=sizes[0]), centers)


def round_for(tokens: int, words: float, around: int | None = None) -> int:
    """Centers of a round.

    A round is short where words soon repeat. They do in a short text: its number of words grows about as the square
    root of its length (Heaps 1978). And they do in a text of few words, such as letters or the nodes of a small
    graph: with eight occurrences of each in a round, training diverges at common rates.

    Args:
        tokens: of the text.
        words: as many equally frequent words would be as hard to guess as those that are trained: their perplexity.
        around: words around a center in the mean, where windows are whole sentences: a round is as short as makes for
            about as many pairs.
    """
    centers = min(max(math.isqrt(tokens) // 3, 1), max(int(OCCURRENCES * words), 1), ROUND)
    return centers if around is None else max(int(centers * min(AROUND / around, 1)), 1)


def _shape(centers: int, batch: int, inputs: int, outputs: int, noise: int, steps: int) -> Shape:
    if centers >= 2 * batch:
        centers -= centers % (2 * batch)  # an even number of batches, for an even number of threads
    return Shape(BLOCK, centers, batch, -(-centers // batch), inputs, outputs, noise, steps)


def round_up(number: int, step: int) -> int:
    """The least multiple of `step` that is not below a number."""
    return -(-number // step) * step


def run_for(
    text: Tokens,
    keep: NDArray[np.uint32],
    frozen: NDArray[np.bool_],
    weights: Weights,
    pieces: Pieces,
    options: StepOptions,
    shape: Shape,
    job: Job,
    losses: NDArray[np.float64],
    threads: int,
    rounds: tuple[int, int] = (0, 1),
) -> Run:
    """A training that is about to begin, for so many threads.

    `rounds` says how many rounds of its first block are trained already, and of how many.
    """
    listed = _most_pieces(text, pieces, options, shape, job)
    slots = max(min(threads, job.alphas.size, PLANS // max(_plan_bytes(shape) + 4 * 4 * listed, 1)), 1)
    state = np.zeros(STATE, np.int64)
    state[KIND] = PLAN if job.alphas.size else ENDED
    state[ITEMS], state[LANES] = min(slots, job.alphas.size), min(threads, MOST_LANES)
    state[TICKETS] = state[ITEMS] << END_BITS
    state[phases.ROUND], state[phases.ROUNDS] = rounds
    return Run(
        text,
        keep,
        frozen,
        weights,
        pieces,
        options,
        shape,
        job,
        _plan(options, shape, slots, listed),
        _changes(shape, weights),
        state,
        losses,
    )


def _plan_bytes(shape: Shape) -> int:
    """Of the largest arrays of a block's plan."""
    return 5 * 4 * -(-shape.block // shape.batch) * shape.outputs


def _most_pieces(text: Tokens, pieces: Pieces, options: StepOptions, shape: Shape, job: Job) -> int:
    """Pieces of the words of all rounds of a block, at most."""
    if pieces.starts.size == 1:
        return 0
    of_word = np.diff(pieces.starts)
    of_block = max((int(of_word[text.ids[begin:end]].sum()) for begin, end, _ in job.blocks), default=0)
    tokens = max((end - begin for begin, end, _ in job.blocks.tolist()), default=0)
    at_borders = (-(-tokens // shape.round) + 1) * 2 * options.window  # words that rounds have in common, at most
    return of_block + at_borders * int(of_word.max())


def _plan(options: StepOptions, shape: Shape, slots: int, pieces: int) -> Plan:
    batches = -(-shape.block // shape.batch)

    def room(rows: int, columns: int) -> NDArray[np.int32]:
        return np.zeros((rows, columns), np.int32)

    changes = batches * max(shape.inputs, shape.outputs) + AHEAD
    return Plan(
        words=room(slots, shape.block + 2 * options.window + PAD),
        begins=room(slots, shape.block),
        ends=room(slots, shape.block),
        centers=np.zeros((slots, 2), np.int64),
        bounds=np.zeros((slots, batches + 1, 3), np.int32),
        rows=room(slots, batches * shape.outputs + 1),
        changed=room(2 * slots, changes),
        firsts=room(2 * slots, batches + 1),
        starts=room(2 * slots, changes).view(np.uint32),
        places=room(2 * slots, changes).view(np.uint32),
        piece_rows=room(slots, pieces + AHEAD),
        piece_firsts=room(slots, batches + 1),
        piece_starts=room(slots, pieces + 1).view(np.uint32),
        piece_words=room(slots, pieces),
        piece_ordinals=room(slots, pieces).view(np.uint32),
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


def memory_for(options: StepOptions, shape: Shape, weights: Weights, lane: int = 0) -> Memory:
    """Working memory for one thread."""
    size, dtype = weights.inputs.shape[1], weights.inputs.dtype
    contexts, rows, listed = 2 * options.window, shape.batch + STRIP, padded(max(shape.steps, 1))
    of_step = (contexts + 1 + ROWS, listed) if shape.steps else (1, shape.batch * contexts + 2 * PAD)
    return Memory(
        lane=lane,
        x=aligned((shape.inputs + STRIP, size), dtype),
        h=aligned((rows, size), dtype),
        dh=aligned((rows, size), dtype),
        y=aligned((shape.noise + 4, size), dtype),
        x_turned=aligned((size, PAD), dtype),
        errors=aligned((shape.noise + 4, PAD), dtype),
        uses=aligned((shape.noise + 1, PAD), dtype),
        trained=np.zeros((1, padded(rows)), dtype),
        row_of=np.zeros(rows, np.int32),
        targets=np.zeros(rows, np.int32),
        parts=aligned((1 << (max(contexts, listed) + 2 * PAD).bit_length(), PAD), dtype),
        step_errors=np.zeros(of_step, dtype),
        loss_product=np.zeros((2, PAD), dtype),
        masks=(np.arange(PAD) < np.arange(PAD + 1)[:, None]).astype(dtype),
        signs=np.zeros((1, listed), dtype),
        listed=np.zeros(listed, np.int64),
        places=np.zeros(listed, np.int64),
        ordinals=np.zeros(shape.batches * max(shape.inputs, shape.outputs), np.uint32),
        pool=np.zeros(max(options.pool, 1), np.int32),
        seen=np.full(max(map(len, weights)), -1, np.int32),
    )
