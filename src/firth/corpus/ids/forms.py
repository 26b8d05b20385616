"""How libraries hold sequences of ids, and how such are told from text."""

from collections.abc import Collection, Iterable
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError
from firth.text.documents import is_missing, taken_until

__all__ = ["arrow_lists", "looks_like_ids", "sparse_rows"]

Bounds = NDArray[np.int64]


def looks_like_ids(text: Any) -> tuple[bool, Any]:
    """Whether something from Python is ids and not text, by its first item; and the same, also of an iterator.

    Numbers of other kinds count as ids, whose checks then say what is wrong with them; lists of them do not.
    """
    if hasattr(text, "tocsr"):
        return True, text
    if isinstance(text, np.ndarray) and text.dtype.kind != "O":
        return text.dtype.kind in "iufb", text
    if not isinstance(text, Iterable) or isinstance(text, str | bytes):
        return False, text
    taken, whole = taken_until(text, _says_something)
    first = taken[-1] if taken else None
    if isinstance(first, np.ndarray):
        return first.dtype.kind in "iub", whole
    if isinstance(first, Collection) and not isinstance(first, str | bytes):
        first = next(iter(first), None)
    return isinstance(first, Integral), whole


def _says_something(item: object) -> bool:
    return not is_missing(item) and not (isinstance(item, Collection) and len(item) == 0)


def sparse_rows(matrix: Any) -> tuple[NDArray[np.integer[Any]], Bounds]:
    """The columns of the non-zeros of a scipy.sparse matrix, row after row, and the bounds of the rows.

    Those of CSR are the matrix' own arrays, unless it stores zeros or an entry twice.

    Raises:
        ArgumentError: it has another number of dimensions than two.
    """
    if matrix.ndim != 2:
        raise ArgumentError("ids", matrix.shape, "must have two dimensions: a sentence in each row")
    rows = matrix.tocsr()
    if not rows.has_canonical_format or np.count_nonzero(rows.data) < rows.data.size:
        rows = rows.copy()
        rows.sum_duplicates()
        rows.eliminate_zeros()
    return rows.indices[: rows.indptr[-1]], rows.indptr.astype(np.int64, copy=False)


def arrow_lists(column: Any) -> tuple[Any, Bounds | None] | None:
    """The numbers of a column of lists that speaks Arrow, without a copy of each; and the bounds of the lists.

    Returns:
        An array of numbers, and the bounds, None where there are no lists; or None of anything that Arrow does not
        read.

    Raises:
        ArgumentTypeError: the lists hold something else, or missing ones.
    """
    import pyarrow as pa  # noqa: PLC0415 - only columns need it

    try:
        whole = pa.chunked_array(column if hasattr(column, "__arrow_c_stream__") else [pa.array(column)])
    except (pa.ArrowException, TypeError, ValueError):
        return None
    kinds = pa.types
    if kinds.is_fixed_size_list(whole.type):
        whole = whole.cast(pa.large_list(whole.type.value_type))
    if not (kinds.is_list(whole.type) or kinds.is_large_list(whole.type)):
        return None
    if not (kinds.is_integer(whole.type.value_type) or kinds.is_null(whole.type.value_type)):
        remedy = "must be of lists of whole numbers"
        if kinds.is_floating(whole.type.value_type):
            remedy += "; missing ones make fractions of the others: leave them out, and convert the rest"
        raise ArgumentTypeError("ids", whole.type, remedy)
    parts = [chunk.drop_null() for chunk in whole.chunks]
    numbers = [part.flatten() for part in parts]
    if any(part.null_count for part in numbers):
        raise ArgumentTypeError("ids", whole.type, "holds missing ids; leave them out")
    lengths = [np.diff(part.offsets.to_numpy()) for part in parts]
    flat = [part.to_numpy() for part in numbers if len(part)]
    joined = flat[0] if len(flat) == 1 else np.concatenate([np.zeros(0, np.int64), *flat])
    return joined, np.concatenate(([0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *lengths]), dtype=np.int64)))
