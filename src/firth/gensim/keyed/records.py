"""Keys as a Firth model, and back: what is stored, in the model's own parts or beside them in its info."""

import warnings
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import numpy as np

from firth.errors import ArgumentError, quoted
from firth.formats import Record
from firth.formats.words import is_id
from firth.gensim.keyed.attributes import plain_attributes
from firth.gensim.keyed.keys import Keys, Rows

__all__ = ["give_attributes", "keys_of", "lost_of", "record_of", "without_ours"]

Kept = TypeVar("Kept", bound=Keys)

CALCULATED = frozenset(("code", "point", "sample_int"))
"""Values of keys that a model makes of their counts."""

_LOCKS = ("vectors_lockf", "vectors_vocab_lockf", "vectors_ngrams_lockf")
_OF_FASTTEXT = ("min_n", "max_n", "bucket", "compatible_hash", "vectors_vocab", "vectors_ngrams")
_OURS = frozenset((*vars(Keys(1)), "info", *_LOCKS, *_OF_FASTTEXT))
"""Attributes of keys that are stored elsewhere in a file, or made anew."""

INFO = "gensim"
"""Where in a model's info there is what only gensim's interface knows."""


def record_of(keys: Keys, info: Mapping[str, Any], **parts: Any) -> Record:
    """Keys as what a model file holds.

    Args:
        keys: rows that were made ready for a key and got none are left out.
        info: where they come from.
        parts: others of the record, such as contexts.

    Raises:
        ArgumentError: there are no keys, a key is neither a string nor a number, two are spelt alike, or a value beside
            the vectors is none that JSON can hold.
    """
    rows = [row for row, key in enumerate(keys.index_to_key) if key is not None]
    if not rows:
        raise ArgumentError("vectors", str(keys), "an empty model cannot be saved: add vectors first")
    listed = [keys.index_to_key[row] for row in rows]
    whole = len(rows) == len(keys.vectors)
    vectors = keys.vectors if whole else keys.vectors[rows]
    others = {
        name: values if whole else values[rows] for name, values in keys.expandos.items() if name not in CALCULATED
    }
    counts = others.pop("count", None)
    return Record(
        _spelt(listed),
        _as_float32(vectors),
        counts=None if counts is None or counts.dtype.kind not in "iu" else counts.astype(np.int64),
        info={**info, INFO: {**info.get(INFO, {}), **_about(listed, vectors, others), **_attributes(keys)}},
        of_ids=all(map(_is_id, listed)),
        **parts,
    )


def keys_of(record: Record, kind: type[Kept], *, mapped: bool = False) -> Kept:
    """Keys from what a model file holds.

    Args:
        record: read.
        kind: the class of what is wanted.
        mapped: keep the rows where they are, read-only, instead of copying them.
    """
    about = record.info.get(INFO, {})
    keys = kind(record.vectors.shape[1], 0, np.dtype(about.get("dtype", "float32")))
    words = list(record.words)
    numbers = range(len(words)) if record.of_ids else about.get("whole_numbers", [])
    keys.index_to_key = _as_keys(words, numbers)
    keys.key_to_index = {key: row for row, key in enumerate(keys.index_to_key)}
    keys.vectors = record.vectors if mapped else np.array(record.vectors, keys.vectors.dtype)
    keys.next_index = len(keys.index_to_key)
    if record.counts is not None:
        keys.expandos["count"] = np.array(record.counts)
    for name, (dtype, values) in about.get("expandos", {}).items():
        keys.expandos[name] = np.array(values, np.dtype(dtype))
    give_attributes(keys, about.get("attributes", {}))
    return keys


def lost_of(keys: Keys) -> list[str]:
    """The names of attributes that a program gave the keys, and that a file does not hold; locks that hold rows too."""
    locks = [name for name in _LOCKS if not (np.asarray(getattr(keys, name, 1)) == 1).all()]
    return [*plain_attributes(vars(keys), _OURS)[1], *locks]


def give_attributes(keys: Keys, attributes: Mapping[str, Any]) -> None:
    """Give keys the attributes that a program gave those that were saved; none in the place of what keys have."""
    vars(keys).update({name: value for name, value in attributes.items() if not hasattr(keys, name)})


def _attributes(keys: Keys) -> dict[str, Any]:
    own, _ = plain_attributes(vars(keys), _OURS)
    return {"attributes": own} if own else {}


def without_ours(info: Mapping[str, Any]) -> dict[str, Any]:
    """The info of a model without what `record_of` writes anew."""
    return {name: value for name, value in info.items() if name != INFO}


def _is_id(key: Any) -> bool:
    return not isinstance(key, str) and is_id(str(key))


def _spelt(keys: list[Any]) -> list[str]:
    odd = next((key for key in keys if not isinstance(key, str | int | np.integer)), None)
    if odd is not None:
        raise ArgumentError("key", odd, "a model file holds strings and whole numbers; give it one as its key")
    words = [str(key) for key in keys]
    if len(set(words)) < len(words):
        seen: set[str] = set()
        twice = next(word for word in words if word in seen or seen.add(word))  # type: ignore[func-returns-value]
        raise ArgumentError("key", twice, "is there as a string and as a number; give one of them another name")
    return words


def _as_float32(vectors: Rows) -> Rows:
    narrow = vectors.astype(np.float32, copy=False)
    if vectors.dtype.itemsize > narrow.dtype.itemsize and not np.array_equal(narrow, vectors):
        warnings.warn(
            f"the vectors are {vectors.dtype}, and a model file holds float32: the last digits are not saved",
            UserWarning,
            stacklevel=4,
        )
    return narrow


def _about(keys: list[Any], vectors: Rows, others: Mapping[str, Rows]) -> dict[str, Any]:
    """What else is needed to have the keys as they were."""
    numbers = [row for row, key in enumerate(keys) if not isinstance(key, str)]
    about: dict[str, Any] = {}
    if numbers and not all(map(_is_id, keys)):  # a record knows that all are ids
        about["whole_numbers"] = numbers
    if vectors.dtype != np.float32:
        about["dtype"] = vectors.dtype.name
    if others:
        about["expandos"] = {name: [values.dtype.str, _plain(name, values)] for name, values in others.items()}
    return about


def _plain(name: str, values: Rows) -> list[Any]:
    listed: list[Any] = values.tolist()
    odd = next((value for value in listed if not isinstance(value, str | int | float | bool | None)), None)
    if odd is not None:
        raise ArgumentError(name, quoted(odd), "a model file holds numbers and strings beside its vectors")
    return listed


def _as_keys(words: list[str], numbers: Iterable[int]) -> list[Any]:
    keys: list[Any] = words
    for row in numbers:
        keys[row] = int(words[row])
    return keys
