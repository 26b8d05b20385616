"""Ids as people have them, such as walks over a graph or the items of a shop's sessions, as two checked arrays."""

from collections.abc import Iterable, Mapping
from itertools import chain
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.corpus.ids.checks import Ids, unmasked, whole_bounds, whole_numbers
from firth.corpus.ids.forms import arrow_lists, sparse_rows
from firth.errors import ArgumentError, ArgumentTypeError
from firth.text.documents import is_missing

__all__ = ["flattened"]


def flattened(ids: Any, starts: Any = None) -> tuple[Ids, NDArray[np.int64]]:
    """All ids one after another, and the bounds of the sentences that hold any.

    Args:
        ids: an array of one dimension, or of two, whose rows are sentences; sequences of ids, of any lengths; a column
            of lists that speaks Arrow; or a matrix of scipy.sparse, whose rows hold ids where they are not zero.
        starts: of one dimension only: sentence s is ids[starts[s]:starts[s + 1]]. None: all ids are one sentence.

    Returns:
        Whole numbers[N], and int64[S + 1], strictly ascending.

    Raises:
        ArgumentError: there are no ids, or the starts do not cut them into sentences.
        ArgumentTypeError: something is not a whole number.
    """
    flat, bounds = _flat(ids)
    if starts is not None:
        if isinstance(starts, Iterable) and any(isinstance(start, str) for start in starts):
            raise ArgumentTypeError("starts", starts, "must be whole numbers; names of ids are given as words=[...]")
        if bounds is not None:
            raise ArgumentError("starts", starts, "the ids are cut into sentences already; leave starts out")
        bounds = whole_bounds(starts, flat.size)
    if not flat.size:
        raise ArgumentError("ids", ids, "holds no id; an iterator that was used before looks like this")
    if bounds is None:
        bounds = np.array([0, flat.size])
    return flat, bounds[np.append(True, np.diff(bounds) > 0)]


def _flat(ids: Any) -> tuple[Ids, NDArray[np.int64] | None]:
    if isinstance(ids, str | bytes | Mapping):
        raise ArgumentTypeError("ids", ids, "must be whole numbers; firth.encode takes words")
    if hasattr(ids, "tocsr"):
        return sparse_rows(ids)
    if hasattr(ids, "__arrow_c_stream__") or hasattr(ids, "__arrow_c_array__"):
        found = arrow_lists(ids)
        if found is not None:
            return whole_numbers("ids", found[0]), found[1]
    if hasattr(ids, "__array__"):
        array = np.asarray(unmasked(ids))
        if array.dtype.kind != "O":
            return _of_array(array)
        ids = array
    if not isinstance(ids, Iterable):
        raise ArgumentTypeError("ids", ids, "must be a list of ids, or of sequences of ids")
    rows = list(ids)
    if not rows or isinstance(rows[0], Integral):
        return whole_numbers("ids", rows), None
    flat = _of_plain_lists(rows)
    parts = rows if flat is not None else [_row(number, row) for number, row in enumerate(rows)]
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    return np.concatenate(parts) if flat is None else flat, np.append(0, np.cumsum(lengths))


def _of_plain_lists(rows: list[Any]) -> Ids | None:
    """The numbers of lists of nothing but Python's own, fast; None of others, which are looked at one by one."""
    if not set(map(type, rows)) <= {list, tuple} or not set(map(type, chain.from_iterable(rows))) <= {int}:
        return None
    try:
        return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=sum(map(len, rows)))
    except OverflowError:
        return None


def _of_array(array: NDArray[Any]) -> tuple[Ids, NDArray[np.int64] | None]:
    ids = whole_numbers("ids", array)
    if ids.ndim == 2:
        return ids.reshape(-1), np.arange(0, ids.size + 1, max(ids.shape[1], 1))
    if ids.ndim != 1:
        raise ArgumentError("ids", ids.shape, "must have one dimension, or two: a sentence in each row")
    return ids, None


def _row(number: int, row: Any) -> Ids:
    """The ids of one sentence; none where it is missing. A set has no order of its own: the ids ascend."""
    if is_missing(row):
        return np.zeros(0, np.int64)
    if isinstance(row, set | frozenset) and all(isinstance(each, Integral) for each in row):
        row = sorted(row)
    if isinstance(row, str | bytes) or not (isinstance(row, Iterable) or hasattr(row, "__array__")):
        raise ArgumentTypeError(f"ids[{number}]", row, "must be a sequence of whole numbers, as its neighbours")
    if not (hasattr(row, "__array__") or isinstance(row, list | tuple)):
        row = list(row)
    ids = whole_numbers(f"ids[{number}]", row)
    if ids.ndim != 1:
        raise ArgumentError(f"ids[{number}]", row, "is nested once too deep: give a list of sequences of ids")
    return ids
