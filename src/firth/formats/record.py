"""What every format reads and writes: words and arrays, with no behaviour of their own.

Not here: lookup and questions (`firth.vectors.word_vectors`), and how any one file is laid out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, quoted
from firth.subwords.composing import Subwords

__all__ = ["Record", "VectorFileWarning", "finite_blocks", "not_finite"]

BLOCK_BYTES = 1 << 20  # large enough for the disk, small enough for the cache


class VectorFileWarning(UserWarning):
    """A file of vectors was read, but something about it looks wrong."""


@dataclass(frozen=True, eq=False)
class Record:
    """The contents of a vector file.

    Attributes:
        words: V distinct, non-empty words, by row.
        vectors: float32[V, D].
        contexts: float32[V, D], the second matrix of training, or None where the file has none.
        counts: int64[V], occurrences in the corpus, or None.
        info: where the vectors come from; JSON values only.
        nodes: float32[V - 1, D], the second matrix of training under hierarchical softmax: the inner nodes of the
            Huffman tree, the root first. Or None; contexts and nodes are never both there.
        subwords: the vectors of pieces of words, of which those of the words are means, or None.
        biases: float32[V, 2], those of each word in GloVe: as input word, as output word. Or None.
        of_ids: whether the words are the digits of ids, by which vectors are asked for as numbers.
    """

    words: Sequence[str]
    vectors: NDArray[np.float32]
    contexts: NDArray[np.float32] | None = None
    counts: NDArray[np.int64] | None = None
    info: Mapping[str, Any] = field(default_factory=dict)
    nodes: NDArray[np.float32] | None = None
    subwords: Subwords | None = None
    biases: NDArray[np.float32] | None = None
    of_ids: bool = False


def finite_blocks(
    matrix: NDArray[np.float32], words: Sequence[str] | None, name: object
) -> Iterator[NDArray[np.float32]]:
    """Pass through a matrix a block of rows at a time, so that no second copy of it ever exists.

    Args:
        matrix: float32[n, D], of any strides. Read.
        words: n words, to name the one whose row is bad; None: the rows are inner nodes of a Huffman tree.
        name: of the file, for the message.

    Yields:
        float32[m, D], contiguous and little-endian, in row order.

    Raises:
        FormatError: a row holds NaN or infinity.
    """
    step = max(1, BLOCK_BYTES // (4 * matrix.shape[1]))
    for first in range(0, len(matrix), step):
        block = np.ascontiguousarray(matrix[first : first + step], dtype="<f4")
        finite = np.isfinite(block).all(axis=1)
        if not finite.all():
            row = first + int(finite.argmin())
            raise not_finite(name, f"inner node {row}" if words is None else quoted(words[row]))
        yield block


def not_finite(where: object, whose: str) -> FormatError:
    """The error for a row that holds NaN or infinity.

    Args:
        where: the file, or a place in it.
        whose: what the row belongs to, as it is to be shown.
    """
    return FormatError(
        f"{where}: the vector of {whose} holds NaN or infinity. "
        f"The file is damaged or its training diverged: fetch it again, or train at a smaller alpha."
    )
