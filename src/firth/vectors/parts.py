"""The checked parts of `WordVectors`: distinct words, and arrays that cannot be written to through it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, MissingPartError
from firth.formats.words import Ids, Words, is_id
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Parts

__all__ = [
    "cut_by",
    "frozen_array",
    "frozen_matrix",
    "frozen_subwords",
    "missing_contexts",
    "numbered",
    "same",
    "same_subwords",
]


def numbered(words: Iterable[str], count: int) -> Words:
    """Words, or ids, and their rows.

    Args:
        words: V distinct, non-empty words. Those of a file may still be packed, and then check themselves. Or V ids.
        count: V.

    Raises:
        ArgumentError: there are more or fewer, one is empty, or one is there twice.
        ArgumentTypeError: one is not a string, or one string is all there is.
    """
    if isinstance(words, str | bytes) or not isinstance(words, Iterable):
        raise ArgumentTypeError("words", words, "must be a sequence of words; for a single one, write [word]")
    if isinstance(words, Words) and len(words) == count:
        return words
    held = words.tolist() if isinstance(words, np.ndarray) else list(words)
    if held and isinstance(held[0], Integral):
        return Ids(numbered(map(_digits_of, held), count))
    rows = {word: row for row, word in enumerate(held) if isinstance(word, str)}
    if len(rows) < len(held):
        _refuse_words(held)
    if len(rows) != count:
        raise ArgumentError("words", len(rows), f"there must be one word for each of the {count:,} rows")
    if "" in rows:
        raise ArgumentError("words", "", "every word must be a non-empty string")
    return Words(rows)


def _digits_of(word: object) -> str:
    digits = str(int(word)) if isinstance(word, Integral) and not isinstance(word, bool) else ""
    if not is_id(digits):
        raise ArgumentTypeError("words", word, "must be an id, as the first is: a whole number from 0 to 2**63 - 1")
    return digits


def _refuse_words(words: list[Any]) -> None:
    seen = set()
    for word in words:
        if not isinstance(word, str):
            raise ArgumentTypeError("words", word, "every word must be a non-empty string")
        if word in seen:
            raise ArgumentError("words", word, "appears twice; words must be distinct")
        seen.add(word)


def frozen_matrix(value: object) -> NDArray[np.float32]:
    """The vectors: float32[V, D], read-only.

    Raises:
        ArgumentError: its shape is not that of a matrix, or it is empty.
        ArgumentTypeError: it is not of numbers.
    """
    vectors = _read_only("vectors", value, np.float32)
    if vectors.ndim != 2 or 0 in vectors.shape:
        raise ArgumentError("vectors", vectors.shape, "must have the shape (V, D), neither of them 0")
    return vectors


def frozen_array(name: str, value: object, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
    """Another array of a model, read-only.

    Raises:
        ArgumentError: it has another shape.
        ArgumentTypeError: it is not of numbers, or counts are not whole numbers.
    """
    array = _read_only(name, value, dtype)
    if array.shape != shape:
        raise ArgumentError(name, array.shape, f"must have the shape {shape}, to fit the vectors")
    return array


def frozen_subwords(value: Subwords | None, width: int) -> Subwords | None:
    """The vectors of pieces of words, read-only.

    Raises:
        ArgumentError: they have another number of dimensions, or there are more or fewer keys than rows.
        ArgumentTypeError: it is something else.
    """
    if value is None:
        return None
    if not isinstance(value, Subwords):
        raise ArgumentTypeError("subwords", value, "must be what a model with subwords has as its `subwords`")
    rows = frozen_array("subwords", value.rows, (len(value.rows), width), np.float32)
    keys = None if value.keys is None else frozen_array("subwords", value.keys, (len(rows),), np.uint64)
    return value._replace(rows=rows, keys=keys)


def cut_by(subwords: Subwords | None, function: Callable[[str], Sequence[str]]) -> Subwords:
    """The subwords of a model that was trained with a function, with that function.

    Raises:
        ArgumentError: it was not.
        ArgumentTypeError: it cannot be called.
    """
    if not callable(function):
        raise ArgumentTypeError("parts", function, "must be a function from a word to a list of its parts")
    if subwords is None or not isinstance(subwords.cut, Parts):
        how = "its words are whole" if subwords is None else "its words are cut into n-grams"
        raise ArgumentError("parts", function, f"the model was not trained with a function: {how}; leave it out")
    return subwords._replace(cut=Parts(function, subwords.cut.name))


def same(mine: NDArray[Any] | None, other: NDArray[Any] | None) -> bool:
    """Whether two arrays hold the same, or are both missing."""
    if mine is None or other is None:
        return mine is other
    return np.array_equal(mine, other, equal_nan=mine.dtype.kind == "f")


def same_subwords(mine: Subwords | None, other: Subwords | None) -> bool:
    """Whether two have the same rows for the same pieces, or are both missing."""
    if mine is None or other is None:
        return mine is other
    how = (mine.cut, mine.whole_word, mine.pruned) == (other.cut, other.whole_word, other.pruned)
    return how and same(mine.keys, other.keys) and same(mine.rows, other.rows)


def _read_only(name: str, value: object, dtype: type[np.generic]) -> NDArray[Any]:
    try:
        given = np.asarray(value)
    except ValueError:  # rows of several lengths
        given = np.empty(0, object)
    if given.dtype.kind not in ("iu" if issubclass(dtype, np.integer) else "fiu"):
        what = "whole numbers" if issubclass(dtype, np.integer) else "numbers"
        raise ArgumentTypeError(name, value, f"must be an array of {what}")
    with np.errstate(over="ignore"):  # beyond float32: infinity, which questions refuse
        view = given.astype(dtype, copy=False).view()
    view.flags.writeable = False
    return view


def missing_contexts(info: Mapping[str, Any], *, has_nodes: bool) -> MissingPartError:
    """Why a model has no contexts.

    Args:
        info: of the model.
        has_nodes: whether there are inner nodes instead.
    """
    if info.get("view") is not None:
        return MissingPartError(
            f"These vectors are the view {info['view']!r} of a model, without a second matrix of their own. "
            f"Load the model they were made from."
        )
    if has_nodes:
        return MissingPartError(
            "These vectors have no contexts: they were trained with hierarchical softmax, and then the rows of "
            "the second matrix are the V - 1 inner nodes of the Huffman tree, not words. "
            "Train with another objective to have contexts."
        )
    made = next((how for how in ("refined", "combined", "retrofitted") if how in info), None)
    if made is not None:
        return MissingPartError(
            f"These vectors were {made}, and such have no contexts, with which inner products would no longer mean "
            "anything. Load the model they were made from."
        )
    return MissingPartError("These vectors carry no contexts: word2vec files have none. Load the .safetensors model.")
