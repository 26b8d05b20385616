"""The same words in several models: rows side by side, and guesses for words that a model lacks."""

import warnings
from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, counted
from firth.search import unit_rows
from firth.vectors.word_vectors import WordVectors

__all__ = ["Whose", "joined_rows", "joined_words"]

RIDGE = 1e-3  # per row: small beside the squares of unit vectors, and large enough for a matrix without full rank

Matrix = NDArray[np.float32]
Whose: TypeAlias = Literal["shared", "all"]
"""The words that all models have; or those that any has."""


def joined_words(models: Sequence[WordVectors], whose: Whose) -> list[str]:
    """The words in the order of the first model; then those that only the second has, and so on.

    Raises:
        ArgumentError: no word is shared: without one, nothing says how the models belong together.
    """
    shared = set(models[0].words).intersection(*(model.words for model in models[1:]))
    if not shared:
        raise ArgumentError(
            "models", f"{len(models)} models", "share no word; combine those of one language and spelling"
        )
    if whose == "shared":
        return [word for word in models[0].words if word in shared]
    width = max(model.vectors.shape[1] for model in models)
    if len(shared) < width:
        warnings.warn(
            f"the models share {counted(len(shared), 'word')}, fewer than there are dimensions ({width:,}): what is "
            "guessed for the other words means little. Combine models that share more, or only the words of both",
            UserWarning,
            stacklevel=3,  # the caller of firth.combine
        )
    return list(dict.fromkeys(word for model in models for word in model.words))


def joined_rows(models: Sequence[WordVectors], words: Sequence[str]) -> list[Matrix]:
    """Of each model a unit vector for each word: its own, or one that is guessed from the other models.

    A guess is what a linear map makes of another model's vector. The map is fitted to the words that both have, by
    least squares (Yin and Schuetze 2016, "Learning Word Meta-Embeddings"); of several guesses the mean is taken. A word
    gets zeros where no model that has it shares a word with this one.

    Returns:
        float32[V, D] of each model.
    """
    rows = [_rows_of(model, words) for model in models]
    held = [row >= 0 for row in rows]
    own = [
        unit_rows(model.vectors[np.maximum(row, 0)]) * has[:, None]
        for model, row, has in zip(models, rows, held, strict=True)
    ]
    return [_filled(place, own, held) for place in range(len(models))]


def _rows_of(model: WordVectors, words: Sequence[str]) -> NDArray[np.int64]:
    """int64[V], -1 for a word that the model lacks."""
    rows = {word: row for row, word in enumerate(model.words)}
    return np.fromiter((rows.get(word, -1) for word in words), np.int64, len(words))


def _filled(place: int, own: Sequence[Matrix], held: Sequence[NDArray[np.bool_]]) -> Matrix:
    """One model's rows, with guesses where it has none."""
    lacking = ~held[place]
    guesses = np.zeros_like(own[place])
    for other, rows in enumerate(own):
        asked, both = lacking & held[other], held[place] & held[other]
        if asked.any() and both.any():
            guesses[asked] += unit_rows(rows[asked] @ _linear_map(rows[both], own[place][both]))
    return np.asarray(own[place] + unit_rows(guesses))


def _linear_map(source: Matrix, target: Matrix) -> Matrix:
    """float32[D, D'], W of least |source W - target|^2 + ridge |W|^2."""
    squares = source.T.astype(np.float64) @ source + RIDGE * len(source) * np.eye(source.shape[1])
    return np.linalg.solve(squares, source.T.astype(np.float64) @ target).astype(np.float32)
