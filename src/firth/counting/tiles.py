"""The matrix of counts, cut into tiles that can be fitted side by side.

Words are dealt to as many groups as the matrix has tiles on a side, at random, so that all tiles have about as many
cells: frequent words would crowd a few. Tiles of different row groups and different column groups share no row and no
column (the strata of Gemulla et al. 2011, Large-Scale Matrix Factorization with Distributed Stochastic Gradient
Descent).

Cells are written to where their tile is to be, so nothing is sorted on a disk. Within a tile they are shuffled. In the
order of rows, which is that of frequency, a row's cells come one after another, and the first rows to be fitted pull
all others along: in a small text with planted classes a fifth of the nearest input rows were then of other classes.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.corpus.growing_array import Contents, GrowingArray
from firth.counting.pair_counts import PairCounts, row_blocks
from firth.kernels.glove import Cells

__all__ = ["Tiles", "cut"]

_CELLS = 1 << 13
"""Of a tile, about: a tile's rows then stay within the caches, and handing it to a thread costs little."""

_MOST = 256
"""Tiles on a side at most, so that 16 bits number all of them."""

_BLOCK_PAIRS = 1 << 19
"""Pairs that are dealt to tiles at a time."""

_CONTENTS = Contents("the cells of the matrix of counts", "16 bytes for each pair of words, in either order")


@dataclass(frozen=True, eq=False, slots=True)
class Tiles:
    """The cells of the matrix, tile after tile.

    Attributes:
        side: the number S of tiles on a side.
        starts: int64[S * S + 1]; the cells of tile (a, b) begin at ``starts[a * S + b]`` and end where the next begin.
        cells: the arrays. Read-only; large ones are mapped temporary files.
    """

    side: int
    starts: NDArray[np.int64]
    cells: Cells

    def __len__(self) -> int:
        """How many cells there are."""
        return int(self.starts[-1])


def cut(  # noqa: PLR0913 - the counts, and what is made of them
    pairs: PairCounts,
    *,
    symmetric: bool,
    x_max: float,
    exponent: float,
    random: np.random.Generator,
    memory: int,
) -> Tiles:
    """Cut a matrix of counts into tiles.

    Args:
        pairs: the counts.
        symmetric: they are of unordered pairs, each of which is two cells, or one that counts twice on the diagonal.
        x_max: a cell of this count or more has the weight 1 ...
        exponent: ... and one below it (count / x_max) ** exponent.
        random: deals the words to groups, and shuffles the cells of each tile. Advanced.
        memory: bytes that the cells may take; what exceeds them lies in temporary files.

    Raises:
        TargetError: the temporary folder is full or cannot be written.
    """
    words = pairs.starts.size - 1
    side = min(max(math.isqrt(pairs.counts.size * (1 + symmetric) // _CELLS), 1), _MOST, words)
    groups = (random.permutation(words) * side // words).astype(np.uint16)
    sizes = np.zeros(side * side, np.int64)
    for part in _parts(pairs, groups, side, symmetric=symmetric):
        sizes += np.bincount(part.tiles, minlength=sizes.size)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    places = starts[:-1].copy()
    arrays = [GrowingArray(dtype, memory // 4, _CONTENTS) for dtype in (np.int32, np.int32, np.float32, np.float32)]
    for part in _parts(pairs, groups, side, symmetric=symmetric):
        order = np.argsort(part.tiles, kind="stable")
        logs = np.log(part.counts)
        weights = np.minimum(np.exp(exponent * (logs - math.log(x_max))), 1)
        _write(arrays, places, part.tiles[order], [each[order] for each in (part.rows, part.columns, logs, weights)])
    for first, last in pairwise(starts.tolist()):
        order = random.permutation(last - first)
        for array in arrays:
            array.write(first, array.read(first, last)[order])
    sealed: list[NDArray[Any]] = [array.seal(int(starts[-1])) for array in arrays]
    return Tiles(side, starts, Cells(*sealed))


class _Part(NamedTuple):
    """Some cells."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    counts: NDArray[np.float64]
    tiles: NDArray[np.uint16]


def _parts(pairs: PairCounts, groups: NDArray[np.uint16], side: int, *, symmetric: bool) -> Iterator[_Part]:
    for block in row_blocks(pairs, _BLOCK_PAIRS):
        rows, columns, counts = block.inputs, block.outputs.astype(np.int64), block.counts
        if symmetric:
            other = rows != columns
            counts = np.concatenate((np.where(other, counts, 2 * counts), counts[other]))
            rows, columns = np.concatenate((rows, columns[other])), np.concatenate((columns, rows[other]))
        tiles = groups[rows].astype(np.int64) * side + groups[columns]
        yield _Part(rows, columns, counts, tiles.astype(np.uint16))


def _write(
    arrays: list[GrowingArray[Any]], places: NDArray[np.int64], tiles: NDArray[np.uint16], values: list[NDArray[Any]]
) -> None:
    """Write cells that are in the order of their tiles, each tile's at its place, which moves on."""
    firsts = np.flatnonzero(np.diff(tiles, prepend=-1))
    for first, last in zip(firsts.tolist(), [*firsts[1:].tolist(), tiles.size], strict=True):
        tile = tiles[first]
        for array, column in zip(arrays, values, strict=True):
            array.write(int(places[tile]), column[first:last])
        places[tile] += last - first
