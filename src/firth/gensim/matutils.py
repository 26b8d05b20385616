"""gensim's small tools for vectors: `unitvec`, `cossim`, `argsort`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from firth.errors import ArgumentError
from firth.gensim.keyed.keys import Rows, unit

__all__ = ["argsort", "cossim", "unitvec"]

_Bow = Sequence[tuple[int, float]]


def unitvec(vec: Any, norm: str = "l2", return_norm: bool = False) -> Any:
    """A vector at length 1, as an array; one of zeros stays as it is.

    Args:
        vec: float[D], or pairs of a number and a weight, which stay pairs.
        norm: "l2", or "l1": the sum of the sizes is 1.
        return_norm: give the length as well.

    Raises:
        ArgumentError: there is no such norm.
    """
    if norm not in {"l1", "l2"}:
        raise ArgumentError("norm", norm, "must be 'l1' or 'l2'")
    pairs = isinstance(vec, list | tuple) and len(vec) > 0 and isinstance(vec[0], tuple)
    values = np.array([weight for _, weight in vec], np.float64) if pairs else np.asarray(vec)
    if values.dtype.kind != "f":
        values = values.astype(np.float64)
    length = float(np.linalg.norm(values.astype(np.float64), 1 if norm == "l1" else 2)) if values.size else 0.0
    scaled: Any = values if not length else unit(values) if norm == "l2" else values / length
    if pairs:
        scaled = [(number, weight) for (number, _), weight in zip(vec, scaled.tolist(), strict=True)]
    return (scaled, length) if return_norm else scaled


def cossim(vec1: _Bow, vec2: _Bow) -> float:
    """The cosine of two sparse vectors, pairs of a number and a weight; 0 where one is empty."""
    first, second = dict(vec1), dict(vec2)
    lengths = [np.sqrt(sum(weight * weight for weight in vector.values())) for vector in (first, second)]
    product = sum(weight * second.get(number, 0.0) for number, weight in first.items())
    return float(product / (lengths[0] * lengths[1])) if all(lengths) else 0.0


def argsort(x: Any, topn: int | None = None, reverse: bool = False) -> Rows:
    """The places of the lowest numbers, or with `reverse` of the highest, in order; equals by place."""
    values = np.asarray(x)
    order = np.argsort(-values if reverse else values, kind="stable")
    return np.asarray(order[:topn])
