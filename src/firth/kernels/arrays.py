"""The arguments of kernels: named tuples of arrays and plain numbers.

Letters: V words, D dimensions (padded: see ``PAD``), N tokens, S sentences, K noise words,
M rows of context in the widest window, Q output rows of a step, B tokens of a block.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

PAD = 16  # a row is a whole number of 64-byte cache lines of float32, and of vector registers
BLOCK = 16_384  # tokens that share one pool of noise words and one learning rate
TILE = 6  # output rows handled at a time: the usual target and five noise words in one go
SLOT = 8  # places for the scores of a tile; the last two are unused


class Tokens(NamedTuple):
    """The encoded corpus. Read."""

    ids: NDArray[np.int32]  # [N]
    starts: NDArray[np.int64]  # [S + 1], ascending, first 0, last N, no empty sentence


def tokens_of(ids: NDArray[np.int32], starts: NDArray[np.int64]) -> Tokens:
    """A text of read-only arrays, whether or not the given ones are, so that kernels are compiled only once."""
    views = ids.view(), starts.view()
    for view in views:
        view.flags.writeable = False
    return Tokens(*views)


class Weights(NamedTuple):
    """The model. Updated in place, by several threads at once and without locks (Hogwild)."""

    inputs: NDArray[np.floating]  # [V, D padded], C order; the padding is zero and stays zero
    outputs: NDArray[np.floating]  # [V, D padded], a row for each word; or [V - 1, D padded], for each inner node


class Noise(NamedTuple):
    """The noise distribution, as Walker's alias table. Read."""

    accept: NDArray[np.uint32]  # [V]; keep the drawn word when 32 random bits are not above this ...
    other: NDArray[np.int32]  # [V]; ... or take this one instead


class StepOptions(NamedTuple):
    """The kind of step. Plain numbers."""

    window: int
    shrink: bool
    negative: int
    pool: int  # words in the noise pool, 0: draw from the whole distribution
    train_collisions: bool  # a noise word equal to the target is trained with label 0, not skipped
    divide: bool  # CBOW: the gradient of the mean, divided by the number of context words


class Scratch(NamedTuple):
    """A thread's working memory. Written."""

    words: NDArray[np.int32]  # [B + 2 window]; the block's kept words, with a margin on both sides
    centers: NDArray[np.int32]  # [B]; the centers' places in `words`
    window_begins: NDArray[np.int32]  # [B]; where in `words` a center's window begins ...
    window_ends: NDArray[np.int32]  # [B]; ... and ends, exclusive
    pool: NDArray[np.int32]  # [pool]
    targets: NDArray[np.int32]  # [2, Q rounded up to TILE]; output rows of this center and the next
    signs: NDArray[np.floating]  # [tiles, 2 * SLOT]; +1: label 1, -1: label 0, 0: not trained; twice: rows go in pairs
    contexts: NDArray[np.int32]  # [M]; input rows of this step
    x: NDArray[np.floating]  # [M, D padded]; the input rows as they were before the step
    y: NDArray[np.floating]  # [Q rounded up, D padded]; the output rows as they were before the step
    delta: NDArray[np.floating]  # [1, D padded]; CBOW: the gradient of the mean
    zero: NDArray[np.int32]  # [1]; its row number there
    errors: NDArray[np.floating]  # [tiles, (M + 1) * SLOT]; (label - sigmoid(score)) * alpha, row after row
    loss_product: NDArray[np.floating]  # [2, 2 * SLOT]; a running product of 1 / probability: mantissas, exponents of 2


def aligned(shape: tuple[int, int], dtype: DTypeLike) -> NDArray[np.floating]:
    """An array of zeros whose rows begin on cache lines.

    Args:
        shape: rows and columns; the columns a multiple of ``PAD``.
        dtype: a floating type.
    """
    size = shape[0] * shape[1] * np.dtype(dtype).itemsize
    raw = np.zeros(size + 64, np.uint8)
    shift = -raw.ctypes.data % 64
    return raw[shift : shift + size].view(dtype).reshape(shape)


def padded(size: int) -> int:
    """The row length that holds `size` dimensions."""
    return -(-size // PAD) * PAD


def scratch_for(options: StepOptions, size: int, dtype: DTypeLike, targets: int | None = None) -> Scratch:
    """Working memory for one thread.

    Args:
        options: the kind of step.
        size: D, padded.
        dtype: the weights' type.
        targets: Q, output rows of a step at most; the default is a word and its noise words.
    """
    rows = 2 * options.window
    tiles = -(-(options.negative + 1 if targets is None else targets) // TILE)
    return Scratch(
        words=np.zeros(BLOCK + rows, np.int32),
        centers=np.zeros(BLOCK, np.int32),
        window_begins=np.zeros(BLOCK, np.int32),
        window_ends=np.zeros(BLOCK, np.int32),
        pool=np.zeros(max(options.pool, 1), np.int32),
        targets=np.zeros((2, tiles * TILE), np.int32),
        signs=np.zeros((tiles, 2 * SLOT), dtype),
        contexts=np.zeros(rows, np.int32),
        x=aligned((rows, size), dtype),
        y=aligned((tiles * TILE, size), dtype),
        delta=aligned((1, size), dtype),
        zero=np.zeros(1, np.int32),
        errors=np.zeros((tiles, (rows + 1) * SLOT), dtype),
        loss_product=np.array([[1.0], [0.0]], dtype).repeat(2 * SLOT, axis=1),
    )
