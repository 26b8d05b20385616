"""One model, less what all its words have in common."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, MissingPartError
from firth.search import mean_row, unit_rows
from firth.search.components import principal_directions
from firth.subwords.composing import Subwords
from firth.vectors.word_vectors import WordVectors

__all__ = ["check_steps", "refine"]

BLOCK = 1 << 14  # rows at a time

Matrix = NDArray[np.float32]


def refine(  # noqa: PLR0913 - the model, and a keyword for each step
    vectors: WordVectors,
    *,
    center: bool = False,
    remove: int = 0,
    dimensions: int | None = None,
    normalize: bool = False,
    sif: float | None = None,
) -> WordVectors:
    """Take away what all words have in common, reduce the dimensions, weigh words for sentences; each by choice.

    The steps are done in the order of the arguments. The mean and the first components carry how frequent words are,
    rather than what they mean (Mu and Viswanath 2018, "All-but-the-Top").

    Args:
        vectors: any. Their contexts are left out: inner products with them no longer mean anything.
        center: subtract the mean of all vectors.
        remove: take away the parts in so many directions of greatest variance; Mu and Viswanath take D / 100. Without
            `center`, the directions are those of the sum of squares, of which the first is about the mean.
        dimensions: keep so many directions of greatest variance, after those that are removed (PCA).
        normalize: bring vectors to unit length.
        sif: multiply each vector by a / (a + p), where a is this number, such as 1e-3, and p the word's share of the
            text. The mean of the vectors of a sentence's words is then the weighted mean of Arora, Liang and Ma 2017
            ("A Simple but Tough-to-Beat Baseline for Sentence Embeddings"), equation 3.

    Returns:
        Vectors with the same words and counts; ``info["refined"]`` lists what was done. Pieces of words go through the
        same steps, so that words can still be composed; after `normalize` and `sif` there are none.

    Raises:
        ArgumentError: nothing is to be done, or a number is out of range.
        MissingPartError: `sif`, and there are no counts.
        FormatError: a vector is not finite.

    Example:
        >>> small = firth.refine(vectors, center=True, remove=1, dimensions=2)
        >>> small.vectors.shape[1], bool(abs(small.vectors.mean(axis=0)).max() < 1e-6)
        (2, True)
    """
    steps = {"center": center, "remove": remove, "dimensions": dimensions, "normalize": normalize, "sif": sif}
    check_steps(steps)
    _check_fits(vectors, remove, dimensions)
    weights = None if sif is None else _weights(vectors, sif)
    mean = mean_row(vectors.vectors).astype(np.float64) if center else np.zeros(vectors.vectors.shape[1])
    projection = _projection(vectors.vectors, mean if center else None, remove, dimensions)
    rows = _projected(vectors.vectors, mean, projection)
    if normalize:
        rows = unit_rows(rows)
    if weights is not None:
        rows *= weights[:, None]
    done = {name: value for name, value in steps.items() if value}
    info = {**vectors.info, "refined": [*vectors.info.get("refined", ()), done]}
    pieces = None if normalize or sif is not None else _pieces(vectors.subwords, mean, projection)
    return WordVectors(vectors.words, rows, counts=vectors.counts, info=info, subwords=pieces)


def check_steps(steps: dict[str, Any]) -> None:
    """Make sure that something is to be done, and that it can be done at all.

    Raises:
        ArgumentError: nothing is, or a number is out of range.
        ArgumentTypeError: something is not a number.
    """
    for name, least in (("remove", 0), ("dimensions", 1)):
        value = steps[name]
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | np.integer)):
            raise ArgumentTypeError(name, value, "must be a whole number")
        if value is not None and value < least:
            raise ArgumentError(name, value, f"must be {least} or more")
    sif = steps["sif"]
    if sif is not None and not (isinstance(sif, int | float | np.number) and 0 < sif <= 1):
        raise ArgumentError("sif", sif, "must be above 0 and at most 1; 1e-3 is usual")
    if not any(steps.values()):
        raise ArgumentError("refine", None, "say what to do: center, remove, dimensions, normalize or sif")


def _check_fits(vectors: WordVectors, remove: int, dimensions: int | None) -> None:
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    width = vectors.vectors.shape[1]
    if remove >= width:
        raise ArgumentError("remove", remove, f"must be less than the {width:,} dimensions")
    if dimensions is not None and dimensions > width - remove:
        left = f", {remove:,} of which are removed" if remove else ""
        raise ArgumentError("dimensions", dimensions, f"the vectors have {width:,}{left}")


def _weights(vectors: WordVectors, sif: float) -> Matrix:
    """float32[V], a / (a + p)."""
    if vectors.counts is None:
        raise MissingPartError(
            "These vectors carry no counts, which sif weighs words by: word2vec files have none. Load the .safetensors "
            "model."
        )
    shares = vectors.counts / vectors.counts.sum()
    return np.asarray(sif / (sif + shares), np.float32)


def _projection(
    matrix: Matrix, mean: NDArray[np.float64] | None, remove: int, dimensions: int | None
) -> NDArray[np.float64] | None:
    """float64[D, d], by which rows less their mean are multiplied; None: by nothing."""
    if not remove and dimensions is None:
        return None
    directions = principal_directions(matrix, mean)[1]
    if dimensions is not None:
        return directions[remove : remove + dimensions].T
    return np.eye(len(directions)) - directions[:remove].T @ directions[:remove]


def _projected(matrix: Matrix, mean: NDArray[np.float64], projection: NDArray[np.float64] | None) -> Matrix:
    width = matrix.shape[1] if projection is None else projection.shape[1]
    result = np.empty((len(matrix), width), np.float32)
    for first in range(0, len(matrix), BLOCK):
        block = matrix[first : first + BLOCK] - mean
        result[first : first + BLOCK] = block if projection is None else block @ projection
    return result


def _pieces(
    subwords: Subwords | None, mean: NDArray[np.float64], projection: NDArray[np.float64] | None
) -> Subwords | None:
    """The pieces after the same steps: a word is the mean of its pieces, and these steps keep means."""
    return None if subwords is None else subwords._replace(rows=_projected(subwords.rows, mean, projection))
