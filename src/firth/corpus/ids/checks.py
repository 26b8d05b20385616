"""Whether numbers are whole, are ids, and cut ids into sentences."""

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError

__all__ = ["Ids", "check_range", "unmasked", "whole_bounds", "whole_numbers"]

Ids = NDArray[np.integer[Any]]

_BOOLS = frozenset({bool, np.bool_})
_TOO_LARGE = f"is too large, or holds a number that is: ids go up to {np.iinfo(np.int64).max:,}"


def whole_bounds(starts: Any, size: int) -> NDArray[np.int64]:
    """Bounds of sentences, which may be empty, over so many ids.

    Raises:
        ArgumentError: they do not cut the ids into sentences.
        ArgumentTypeError: they are not whole numbers.
    """
    bounds = whole_numbers("starts", starts)
    if bounds.ndim != 1 or not bounds.size or bounds[0] != 0:
        raise ArgumentError(
            "starts", starts, "must be places, the first of them 0; of lengths: np.append(0, np.cumsum(lengths))"
        )
    if bounds[-1] != size:
        raise ArgumentError(
            "starts", starts, f"must end with {size:,}, the number of ids: sentence s is ids[starts[s]:starts[s + 1]]"
        )
    falls = np.flatnonzero(bounds[1:] < bounds[:-1])
    if falls.size:
        raise ArgumentError("starts", starts, f"must ascend, and does not after place {int(falls[0]):,}")
    return bounds.astype(np.int64)


def check_range(ids: Ids, words: int) -> None:
    """Make sure that each id has a word: a kernel would read and write elsewhere.

    Raises:
        ArgumentError: one does not.
    """
    low, high = int(ids.min()), int(ids.max())
    if low < 0:
        place = int(np.argmin(ids))
        raise ArgumentError(
            f"ids[{place}]",
            low,
            "ids count from 0; leave padding out, such as with [row[row >= 0] for row in ids]. The place is that among "
            "all ids, one sentence after another",
        )
    if high >= words:
        place = int(np.argmax(ids))
        raise ArgumentError(
            f"ids[{place}]", high, f"the {words:,} words have the ids 0 to {words - 1:,}; give a word for each id"
        )


def whole_numbers(name: str, values: Any) -> Ids:
    """Values as an array of whole numbers, to be read."""
    try:
        array = np.asarray(unmasked(values))
    except ValueError:  # lists of several lengths within
        raise ArgumentError(name, values, "is nested once too deep: give a list of sequences of ids") from None
    if isinstance(values, list | tuple) and not _BOOLS.isdisjoint(map(type, values)):
        raise ArgumentTypeError(name, values, "must be whole numbers; True and False are none")
    if not array.size and array.dtype.kind not in "iu":
        return np.zeros(array.shape, dtype=np.int64)
    whole = array.flat if array.dtype.kind == "O" else values if isinstance(values, list | tuple) else [None]
    if array.dtype.kind in "Of" and all(isinstance(each, Integral) for each in whole):
        raise ArgumentError(name, values, _TOO_LARGE)
    if array.dtype.kind not in "iu":
        raise ArgumentTypeError(name, values, f"must be whole numbers; {_remedy(name, array)}")
    if array.dtype == np.uint64:  # with others it would become float64
        if int(array.max()) > np.iinfo(np.int64).max:
            raise ArgumentError(name, int(array.max()), _TOO_LARGE)
        return array.astype(np.int64)
    return array


def unmasked(values: Any) -> Any:
    """The same; masked ids, which are missing ones, become -1, which is refused."""
    return values.filled(-1) if isinstance(values, np.ma.MaskedArray) else values


def _remedy(name: str, array: NDArray[Any]) -> str:
    if name == "starts":
        return "sentence s is ids[starts[s]:starts[s + 1]]"
    if array.dtype.kind == "f":
        return "leave missing ones (NaN) out and convert the rest: [row[row >= 0].astype(int) for row in ids]"
    return "give words to firth.encode, or number them first"
