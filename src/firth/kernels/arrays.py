"""The arguments of kernels: named tuples of arrays and plain numbers.

Letters: V words, D dimensions (padded: see ``PAD``), N tokens, S sentences, B tokens of a block, G blocks of a group, C
centers of a batch, R input rows of a batch, Q output rows of a batch, T batches of a round, K noise words of a strip.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

PAD = 16  # a row is a whole number of 64-byte cache lines of float32, and of vector registers
BLOCK = 16_384  # tokens that are laid out together and share one learning rate, at most
STRIP = 16  # input rows that share their noise words: one in each lane
MEMORY = 100  # draws over which the mean of a layer of the noise is taken, about
SAMPLED = 8  # of so many batches one is looked at for these means
AHEAD = 8  # rows that are asked for before they are merged


class Tokens(NamedTuple):
    """The encoded corpus. Read."""

    ids: NDArray[np.int32]  # [N]
    starts: NDArray[np.int64]  # [S + 1], ascending, first 0, last N, no empty sentence


NOTHING_FROZEN = np.zeros((2, 0), np.bool_)
"""For a training that moves all rows."""


def tokens_of(ids: NDArray[np.int32], starts: NDArray[np.int64]) -> Tokens:
    """A text of read-only arrays, whether or not the given ones are, so that kernels are compiled only once."""
    views = ids.view(), starts.view()
    for view in views:
        view.flags.writeable = False
    return Tokens(*views)


class Weights(NamedTuple):
    """The model. Read by all threads at once; written between, each row by one of them."""

    inputs: NDArray[np.floating]  # [V, D padded], C order; the padding is zero and stays zero
    outputs: NDArray[np.floating]  # [V, D padded], a row for each word; or [V - 1, D padded], for each inner node
    pieces: NDArray[np.floating]  # [P, D padded], of pieces of words, of which input rows are made; or [0, D padded]


class Pieces(NamedTuple):
    """Which pieces words are made of. P: all pieces, words' own rows among them. Read, but for `uses`."""

    starts: NDArray[np.int64]  # [V + 1]; the pieces of word w are rows[starts[w]] to [starts[w + 1]]; or [1]: of none
    rows: NDArray[np.int32]  # of the pieces of all words; one that a word has twice is there twice
    shares: NDArray[np.floating]  # [V]; how much of the uses of a word each of its pieces counts
    uses: NDArray[np.floating]  # [V]; the uses of a word in the round, as its pieces count them. Written


def pieces_of(starts: NDArray[np.int64], rows: NDArray[np.int32], dtype: type[np.floating] = np.float32) -> Pieces:
    """The pieces of words; see `firth.kernels.pieces` for how much of the uses they count."""
    numbers = np.diff(starts)
    words = np.repeat(np.arange(numbers.size), numbers)
    pairs = np.sort(words * (int(rows.max(initial=0)) + 1) + rows)
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    times = np.diff(firsts, append=pairs.size)  # that a word has a piece
    squares = np.bincount(words[firsts], np.square(times), numbers.size)
    shares = (squares / np.maximum(numbers, 1) ** 1.5).astype(dtype)
    return Pieces(starts, rows, shares, np.zeros(numbers.size, dtype))


def no_pieces(weights: Weights) -> Pieces:
    """For a training of whole words."""
    return pieces_of(np.zeros(1, np.int64), np.zeros(0, np.int32), weights.inputs.dtype.type)


class Noise(NamedTuple):
    """The noise distribution, summed up. Read."""

    ends: NDArray[np.uint32]  # [V]; a point of 32 bits is the first word whose end is not below it
    guide: NDArray[np.int32]  # [2**n]; for each value of the point's first n bits, the first word that it may be


class StepOptions(NamedTuple):
    """The kind of step. Plain numbers."""

    window: int
    shrink: bool
    negative: int
    pool: int  # words in the noise pool, 0: draw from the whole distribution
    train_collisions: bool  # a noise word equal to the target is trained with label 0, not skipped
    divide: bool  # CBOW: the gradient of the mean, divided by the number of context words


class Shape(NamedTuple):
    """How a block is cut: the same on any number of threads. Plain numbers, all but the first two derived from them."""

    block: int  # B
    round: int  # centers of a round at most
    batch: int  # C
    batches: int  # T
    inputs: int  # R at most, a multiple of STRIP
    outputs: int  # Q at most
    noise: int  # K; 0: each step has output rows of its own
    steps: int  # output rows of one center at most, where each step has its own


class Windows(NamedTuple):
    """The windows of a block. Written by `firth.kernels.windows.lay_out_windows`."""

    words: NDArray[np.int32]  # [B + 2 window]; the block's kept words, with a margin on both sides
    begins: NDArray[np.int32]  # [B]; where in `words` a center's window begins ...
    ends: NDArray[np.int32]  # [B]; ... and ends, exclusive


def windows_for(options: StepOptions, tokens: int = BLOCK) -> Windows:
    """Room for the windows of a block."""
    return Windows(*(np.zeros(tokens + 2 * options.window + 1, np.int32) for _ in range(3)))


class Job(NamedTuple):
    """The blocks to train, in order. Read."""

    blocks: NDArray[np.int64]  # [blocks, 3]; first token; last, exclusive, at most B more; row of the losses to add to
    alphas: NDArray[np.float64]  # [blocks]; learning rate; 0: measure the loss and leave the weights alone
    keys: NDArray[np.uint64]  # [blocks, 2]; of the random streams of the windows and of the noise


class Plan(NamedTuple):
    """What the blocks of a group will do, worked out before weights are read. Written block by block."""

    words: NDArray[np.int32]  # [G, B + 2 window], as in `Windows`
    begins: NDArray[np.int32]  # [G, B]
    ends: NDArray[np.int32]  # [G, B]
    centers: NDArray[np.int64]  # [G, 2]; how many, and the place of the first in `words`
    bounds: NDArray[np.int32]  # [G, batches + 1, 3]; of a batch: LOW and HIGH in `words`, FIRST in `rows`
    rows: NDArray[np.int32]  # [G, ...]; the output rows of each batch
    changed: NDArray[np.int32]  # [2 G, ... + AHEAD]; the rows that a round changes; of two, the second for outputs
    firsts: NDArray[np.int32]  # [2 G, batches + 1]; where in `changed` those begin that come up first in each batch
    starts: NDArray[np.uint32]  # [2 G, ...]; where in `places` the changes of each such row begin
    places: NDArray[np.uint32]  # [2 G, ...]; the rows of the changes, in the order of the batches
    piece_rows: NDArray[np.int32]  # [G, ... + AHEAD]; the pieces that a round moves
    piece_firsts: NDArray[np.int32]  # [G, batches + 1]; where in `piece_rows` those begin that come up first in a batch
    piece_starts: NDArray[np.uint32]  # [G, ...]; where in `piece_words` the words of each such piece begin
    piece_words: NDArray[np.int32]  # [G, ...]; the words
    piece_ordinals: NDArray[np.uint32]  # [G, ...]; which of the pieces of a round each piece of its words is


LOW, HIGH, FIRST = range(3)


class Changes(NamedTuple):
    """What the batches of a round add to the weights. Each batch writes its own part; all is read afterwards."""

    rows: NDArray[np.floating]  # [T (R + Q), D padded]; the input rows of a batch, then its output rows
    uses: NDArray[np.floating]  # [1, T (R + Q)]; the pairs that each was trained in
    losses: NDArray[np.float64]  # [T, 2]; the summed loss of each batch, in nats, and the number of pairs


class Control(NamedTuple):
    """What noise rows are compared with: see `firth.kernels.negative_sampling`. Written between rounds."""

    means: NDArray[np.floating]  # [K, D padded]; the mean output row of each layer of the noise distribution
    rates: NDArray[np.float64]  # [K]; the mean of sigmoid(score) with its words
    drawn: NDArray[np.floating]  # [samples * K, D padded]; the sum of the noise rows of each layer, of some batches
    tallies: NDArray[np.float64]  # [samples, K + 2]; of the same: their summed sigmoid(score); the pairs; the strips


class SharedNoise(NamedTuple):
    """What output rows are chosen from where strips share noise."""

    noise: Noise
    control: Control


class Run(NamedTuple):
    """A training that threads share."""

    text: Tokens
    keep: NDArray[np.uint32]  # [V], as `firth.kernels.windows.lay_out_windows` takes it
    frozen: NDArray[np.bool_]  # [2, V], the input rows and the output rows that stay as they are; or [2, 0]
    weights: Weights
    pieces: Pieces
    options: StepOptions
    shape: Shape
    job: Job
    plan: Plan
    changes: Changes
    state: NDArray[np.int64]  # [STATE], see `firth.kernels.phases`
    losses: NDArray[np.float64]  # [parts, 2]; the summed loss and the number of pairs


class Memory(NamedTuple):
    """A thread's own working memory. Written."""

    lane: int  # where it looks for work first, see `firth.kernels.phases`
    x: NDArray[np.floating]  # [R + 16, D padded]; the input rows of a batch, or their running sums
    h: NDArray[np.floating]  # [C + 16, D padded]; CBOW: the means ...
    dh: NDArray[np.floating]  # [C + 16, D padded]; ... and their gradients
    y: NDArray[np.floating]  # [K + 4, D padded]; the noise rows of a strip
    x_turned: NDArray[np.floating]  # [D padded, 16]; the input rows of a strip, one in each lane
    errors: NDArray[np.floating]  # [K + 4 or more, 16]; of the scores of a strip
    uses: NDArray[np.floating]  # [K + 1, 16]; the windows in which each noise word meets each row of a strip; and all
    trained: NDArray[np.floating]  # [1, C + 16 or more]; CBOW: 1 for each mean of a center that has a context
    row_of: NDArray[np.int32]  # [C]; CBOW: the row of h and dh of each center ...
    targets: NDArray[np.int32]  # [C + 16]; ... and the center of each row
    parts: NDArray[np.floating]  # [a power of 2, 16]; scores of pairs, in sixteen parts each
    step_errors: NDArray[np.floating]  # [M + 4, Q of a step] of a step; or [1, C M + 16], of all pairs
    loss_product: NDArray[np.floating]  # [2, 16]; a running product of 1 / probability: mantissas, exponents of 2
    masks: NDArray[np.floating]  # [17, 16]; row n: 1 in the first n lanes
    signs: NDArray[np.floating]  # [1, Q of a step]; +1: label 1, -1: label 0, 0: not trained
    listed: NDArray[np.int64]  # [Q of a step]; its output rows ...
    places: NDArray[np.int64]  # [Q of a step]; ... and the rows of their changes
    ordinals: NDArray[np.uint32]  # [T max(R, Q)]; which of the changed rows each change is for
    pool: NDArray[np.int32]  # [pool]; the block's noise pool
    seen: NDArray[np.int32]  # [V]; where each row is among those of a batch or round, -1 where it is not


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
