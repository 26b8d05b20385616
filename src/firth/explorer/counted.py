"""What the page's lesson must know of the counts of all words: how noise words are drawn, and the Huffman codes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.vectors.word_vectors import WordVectors

__all__ = ["codes_of_words", "is_counted", "noise_of"]

USUAL_POWER = 0.75  # of counts, for noise words (Mikolov et al. 2013, section 2.2)


def is_counted(vectors: WordVectors) -> bool:
    """Whether each word has a count, without which there are neither chances nor codes."""
    return vectors.counts is not None and bool(vectors.counts.min() >= 1)


def noise_of(vectors: WordVectors) -> dict[str, Any] | None:
    """How noise words are drawn; None where some word has no count.

    Returns:
        power: of the counts; total: the sum of these powers; tokens: that of the counts.
    """
    if vectors.counts is None or not is_counted(vectors):
        return None
    power = _power(vectors.info)
    total = float((vectors.counts.astype(np.float64) ** power).sum())
    return {"power": power, "total": total, "tokens": int(vectors.counts.sum())}


def codes_of_words(vectors: WordVectors, rows: NDArray[np.integer[Any]] | Sequence[int]) -> list[str] | None:
    """The Huffman codes of the words in some rows, as 0s and 1s from the root; None where some word has no count.

    See `firth.sampling.huffman_tree`. It loads the compiler, which the page does without as long as nobody asks.
    """
    if vectors.counts is None or not is_counted(vectors):
        return None
    from firth.sampling import huffman_tree  # noqa: PLC0415 - it loads the compiler

    tree = huffman_tree(vectors.counts)
    digits = (tree.codes + ord("0")).tobytes().decode("ascii")
    return [digits[tree.starts[row] : tree.starts[row + 1]] for row in rows]


def _power(info: Mapping[str, Any]) -> float:
    """The power of the model's training, where a model says so and training could be so."""
    config = info.get("config")
    power = config.get("ns_exponent") if isinstance(config, Mapping) else None
    return float(power) if isinstance(power, int | float) and -4 <= power <= 4 else USUAL_POWER
