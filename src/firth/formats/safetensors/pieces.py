"""How a model says which pieces of words its rows belong to.

Its tensors ``ngrams`` (F32 [K, D]) and ``ngram_keys`` (U64 [K], ascending; absent where row k has the key k) hold the
rows and their keys; the metadata ``subwords``, a JSON object, how words are cut.
"""

import json
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.formats.strict_json import finite_json
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import LONGEST, MOST_BUCKETS, Cut, Floret, Ngrams, Parts

__all__ = ["floret_of", "read_subwords", "subwords_metadata"]


def subwords_metadata(subwords: Subwords | None) -> dict[str, str]:
    """What the metadata of a model says of its subwords: nothing if it has none."""
    if subwords is None:
        return {}
    cut = subwords.cut
    how: dict[str, Any] = {"function": cut.name} if isinstance(cut, Parts) else cut._asdict()
    if isinstance(cut, Floret):
        how = {"floret": how}
    how |= {"whole_word": subwords.whole_word, **({"pruned": True} if subwords.pruned else {})}
    return {"subwords": json.dumps(how, sort_keys=True)}


def read_subwords(
    text: str | None, rows: NDArray[np.float32] | None, keys: NDArray[np.uint64] | None, name: object
) -> Subwords | None:
    """The subwords of a model, or None where it has none.

    Args:
        text: what the metadata says.
        rows: the tensor ``ngrams``.
        keys: the tensor ``ngram_keys``.
        name: of the file, for messages.

    Raises:
        FormatError: they do not fit each other.
    """
    if rows is None:
        return None
    try:
        how = finite_json(text or "")
    except ValueError:
        how = None
    cut = _cut(how) if isinstance(how, dict) else None
    if cut is None or not isinstance(how, dict) or not isinstance(how.get("whole_word"), bool):
        raise FormatError(f"{name}: it has n-grams but does not say how words are cut ({text!r:.200}). Fetch it again.")
    if keys is None and cut.buckets != len(rows):
        raise FormatError(
            f"{name}: it has {len(rows):,} rows of n-grams, without their keys, for {cut.buckets} buckets. "
            "Fetch it again."
        )
    if keys is not None and (keys[1:] <= keys[:-1]).any():
        raise FormatError(f"{name}: the keys of its n-grams do not ascend. Fetch it again.")
    return Subwords(cut, keys, rows, how["whole_word"], how.get("pruned") is True)


def _cut(how: dict[str, Any]) -> Cut | None:
    if isinstance(floret := how.get("floret"), dict):
        return floret_of(**{name: floret.get(name) for name in Floret._fields})
    if isinstance(function := how.get("function"), str):
        return Parts(None, function)
    shortest, longest, buckets = (how.get(name) for name in Ngrams._fields)
    if not (_is_within(shortest, 1, LONGEST) and _is_within(longest, shortest, LONGEST)):
        return None
    return Ngrams(shortest, longest, buckets) if buckets is None or _is_within(buckets, 1, MOST_BUCKETS) else None


def floret_of(**settings: Any) -> Floret | None:
    """How floret cuts words, if these can be its settings, by the names of `Floret`."""
    given = Floret(**settings)
    numbers = (
        (given.longest, 0, LONGEST),
        (given.shortest, 0, given.longest),
        (given.buckets, 1, MOST_BUCKETS),
        (given.hashes, 1, 4),
        (given.seed, 0, (1 << 32) - 1),
    )
    marks = all(isinstance(mark, str) and len(mark) <= LONGEST for mark in (given.begin, given.end))
    return given if marks and all(_is_within(*each) for each in numbers) else None


def _is_within(number: Any, least: int, most: int) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most
