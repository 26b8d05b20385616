"""Which rows represent the words: training makes two matrices, and each combination of them is a view.

The input matrix E holds the row of a word as a context of others, the output matrix E' its row as the word that
is predicted. E is what is usually meant by word vectors; their mean and the two side by side are also in use
(Levy, Goldberg and Dagan 2015, section 3.3, add them: "w + c").

Not here: the words, and what a model lacks (`firth.vectors.word_vectors`).
"""

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["View", "viewed"]

Matrix: TypeAlias = NDArray[np.float32]
View: TypeAlias = Literal["input", "context", "mean", "concat"]
"""E; E'; (E + E') / 2; E and E' side by side."""


def viewed(view: View, inputs: Matrix, contexts: Matrix) -> Matrix:
    """The rows of a view.

    Args:
        view: which.
        inputs: float32[V, D], E. Read.
        contexts: float32[V, D], E'. Read.

    Returns:
        float32[V, D], or [V, 2 D] for "concat"; of "input" and "context" the matrix itself, not a copy.
    """
    if view == "input":
        return inputs
    if view == "context":
        return contexts
    if view == "concat":
        return np.concatenate([inputs, contexts], axis=1)
    mean = inputs * np.float32(0.5)  # halved before they are added: no sum overflows
    mean += contexts * np.float32(0.5)
    return mean
