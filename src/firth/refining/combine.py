"""Several models become one."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError
from firth.refining.joining import Whose, joined_rows, joined_words
from firth.search import mean_row
from firth.search.components import principal_directions
from firth.vectors.word_vectors import WordVectors

__all__ = ["Method", "check_combining", "combine"]

SHRINKAGE = 0.3  # of a covariance towards its mean, so that directions of little variance are not blown up

Matrix = NDArray[np.float32]
Method: TypeAlias = Literal["concat", "mean", "svd", "gcca"]
"""Side by side; their mean; side by side and reduced; what the models agree on."""


def combine(
    models: Sequence[WordVectors],
    *,
    method: Method = "concat",
    dimensions: int | None = None,
    words: Whose = "shared",
    weights: Sequence[float] | None = None,
) -> WordVectors:
    """Make one model of several: trained on other texts, in other ways, or distilled.

    All vectors are brought to unit length first, so that each model counts as much as its weight says.

    Args:
        models: two or more, of any dimensions, in one language. Their contexts and pieces of words are left out.
        method: "concat": vectors side by side, so that a cosine is the mean of the models' cosines. "mean": the mean,
            with zeros at the end of shorter vectors (Coates and Bollegala 2018, "Frustratingly Easy Meta-Embedding").
            "svd": as "concat", reduced to the directions of greatest variance (Yin and Schuetze 2016). "gcca":
            generalised canonical correlation analysis: each model's variances are made about equal before they are put
            side by side and reduced, so that what the models agree on comes first (Rastogi et al. 2015).
        dimensions: of the result, for "svd" and "gcca"; None: those of the model that has most.
        words: "shared": those that all models have; "all": those that any has, and where a model lacks one, a guess
            from the others by a linear map.
        weights: how much each model counts; None: all alike.

    Returns:
        Vectors of the words in the order of the first model, then of those that it lacks. Counts are those of
        the first model, if it has some and holds all words.

    Raises:
        ArgumentError: fewer than two models, no shared word, or an argument that does not fit the others.
        ArgumentTypeError: something is not `WordVectors`.
        FormatError: a vector is not finite.

    Example:
        >>> both = firth.combine([vectors, vectors.view("context")])
        >>> both.vectors.shape[1] == 2 * vectors.vectors.shape[1]
        True
    """
    check_combining(models, method, dimensions, words, weights)
    names = joined_words(models, words)
    shares = np.ones(len(models)) if weights is None else np.asarray(weights, np.float64)
    parts = joined_rows(models, names)
    rows = _METHODS[method](parts, shares / shares.sum(), dimensions or max(part.shape[1] for part in parts))
    first = models[0]
    counts = first.counts if first.counts is not None and len(names) == len(first) else None
    facts = {"method": method, "words": words, "dimensions": [model.vectors.shape[1] for model in models]}
    info: dict[str, Any] = {"combined": {**facts, **({} if weights is None else {"weights": shares.tolist()})}}
    if "reading" in first.info:
        info["reading"] = first.info["reading"]
    return WordVectors(tuple(names), rows, counts=counts, info=info)


def check_combining(
    models: Sequence[object], method: str, dimensions: int | None, words: str, weights: Sequence[float] | None
) -> None:
    """Make sure that the arguments fit each other.

    Raises:
        ArgumentError: they do not.
        ArgumentTypeError: something is not `WordVectors`.
    """
    if isinstance(models, WordVectors) or not isinstance(models, Sequence) or len(models) < 2:
        raise ArgumentError("models", None, "give two models or more; firth.refine changes a single one")
    for place, model in enumerate(models):
        if not isinstance(model, WordVectors):
            raise ArgumentTypeError(f"models[{place}]", model, "must be WordVectors, such as firth.load(path) gives")
    for name, given, allowed in (("method", method, get_args(Method)), ("words", words, get_args(Whose))):
        if given not in allowed:
            raise ArgumentError(name, given, f"must be one of {', '.join(allowed)}")
    widths = [model.vectors.shape[1] for model in models if isinstance(model, WordVectors)]
    if dimensions is not None and method in {"concat", "mean"}:
        raise ArgumentError("dimensions", dimensions, f"has no effect with {method!r}; svd and gcca reduce dimensions")
    if dimensions is not None and not 1 <= dimensions <= sum(widths):
        raise ArgumentError(
            "dimensions", dimensions, f"must be 1 to {sum(widths):,}, the dimensions of all models together"
        )
    if weights is not None and (len(weights) != len(models) or min(weights) < 0 or not sum(weights) > 0):
        raise ArgumentError("weights", list(weights), "give one for each model, 0 or more, not all of them 0")


def _beside(parts: Sequence[Matrix], shares: NDArray[np.float64], _: int) -> Matrix:
    """Rows side by side, times the roots of the shares: a cosine is then the mean of the models' cosines in these."""
    scaled = [part * np.float32(np.sqrt(share)) for part, share in zip(parts, shares, strict=True)]
    return np.concatenate(scaled, axis=1)


def _mean(parts: Sequence[Matrix], shares: NDArray[np.float64], width: int) -> Matrix:
    result = np.zeros((len(parts[0]), width), np.float32)
    for part, share in zip(parts, shares, strict=True):
        result[:, : part.shape[1]] += part * np.float32(share)
    return result


def _reduced(parts: Sequence[Matrix], shares: NDArray[np.float64], width: int) -> Matrix:
    beside = _beside(parts, shares, width)
    return beside @ principal_directions(beside)[1][:width].T.astype(np.float32)


def _agreed(parts: Sequence[Matrix], shares: NDArray[np.float64], width: int) -> Matrix:
    return _reduced([_whitened(part) for part in parts], shares, width)


def _whitened(part: Matrix) -> Matrix:
    """Rows less their mean, whose variances are about the same in all directions."""
    mean = mean_row(part)
    squares, directions = principal_directions(part, mean)
    spread = (1 - SHRINKAGE) * squares + SHRINKAGE * squares.mean()
    scale = directions.T / np.sqrt(np.where(spread > 0, spread / len(part), 1))
    return np.asarray((part - mean) @ scale.astype(np.float32))


_METHODS = {"concat": _beside, "mean": _mean, "svd": _reduced, "gcca": _agreed}
