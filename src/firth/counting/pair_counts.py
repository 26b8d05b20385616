"""Counts of pairs, as a sparse matrix of which a part is in memory at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["PairBlock", "PairCounts", "row_blocks"]


@dataclass(frozen=True, eq=False, slots=True)
class PairCounts:
    """How often each input word (a context) occurred with each output word (the center it is trained to predict).

    A sparse matrix of V rows, input words, and V columns, output words, of P pairs, in compressed rows. All arrays are
    read-only; those of a large corpus are memory maps of unlinked temporary files.

    Attributes:
        starts: int64[V + 1]; the pairs of input word w are ``starts[w]`` to ``starts[w + 1]``.
        columns: int32[P], the output word of each pair, ascending within a row.
        counts: float64[P], how often, above 0.
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    counts: NDArray[np.float64]


class PairBlock(NamedTuple):
    """Some pairs."""

    inputs: NDArray[np.int64]
    outputs: NDArray[np.int32]
    counts: NDArray[np.float64]


def row_blocks(pairs: PairCounts, size: int) -> Iterator[PairBlock]:
    """The pairs, whole rows at a time: about so many pairs, or one row that has more."""
    first, rows = 0, pairs.starts.size - 1
    while first < rows:
        fitting = int(np.searchsorted(pairs.starts, pairs.starts[first] + size, side="right")) - 1
        last = min(max(fitting, first + 1), rows)
        begin, end = pairs.starts[first], pairs.starts[last]
        inputs = np.repeat(np.arange(first, last), np.diff(pairs.starts[first : last + 1]))
        yield PairBlock(inputs, pairs.columns[begin:end], pairs.counts[begin:end])
        first = last
