"""The dictionary of a fastText model: its words as bytes, their counts, and which n-grams were kept."""

import struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, counted, quoted
from firth.formats.fasttext.arguments import Arguments
from firth.formats.fasttext.content import Content

__all__ = ["Dictionary", "Pruning", "encode_dictionary", "read_dictionary"]

MOST_WORD_BYTES = 1 << 16
"""The longest word that is read. Its n-grams take a hundred times its bytes, and more."""

_SIZES = struct.Struct("<3i2q")
_SIZES_OF_2016 = struct.Struct("<3iq")
_FACTS = np.dtype([("count", "<i8"), ("kind", "i1")])  # of an entry, after the word and its zero byte


class Pruning(NamedTuple):
    """The n-grams that are left, ascending: int64[K] their buckets, and int64[K] their rows."""

    buckets: NDArray[np.int64]
    rows: NDArray[np.int64]


class Dictionary(NamedTuple):
    """The words of a model.

    Attributes:
        words: V words.
        counts: int64[V].
        tokens: of the text.
        pruning: None: all n-grams are there.
    """

    words: list[bytes]
    counts: NDArray[np.int64]
    tokens: int
    pruning: Pruning | None


def read_dictionary(content: Content, arguments: Arguments, *, with_pruning: bool = True) -> Dictionary:
    """Read the dictionary. Labels are left out: a text for word vectors may have held some.

    Args:
        content: the file, at its dictionary.
        arguments: of the model.
        with_pruning: whether it says what was pruned.

    Raises:
        FormatError: it is truncated, or says what cannot be.
    """
    sizes = content.unpack(_SIZES if with_pruning else _SIZES_OF_2016, "dictionary")
    entries, words, labels, tokens, pairs = sizes if with_pruning else (*sizes, -1)
    if min(words - 1, labels, pairs + 1) < 0 or entries != words + labels:
        raise FormatError(
            f"{content.name}: its dictionary promises {words:,} words and {labels:,} labels in {entries:,} entries, "
            f"and {pairs:,} n-grams that were kept. The file is damaged: fetch it again."
        )
    spelt, facts = _entries(content, entries)
    counts, kinds = facts["count"][:words].astype(np.int64), facts["kind"]
    if kinds[:words].any() or (kinds[words:] != 1).any() or counts.min() < 0:
        raise FormatError(
            f"{content.name}: its dictionary does not hold {words:,} words and then {labels:,} labels, with counts "
            f"of 0 or more. The file is damaged: fetch it again."
        )
    return Dictionary(spelt[:words], counts, tokens, _pruning(content, pairs, arguments) if pairs >= 0 else None)


def encode_dictionary(words: list[bytes], counts: NDArray[np.int64]) -> bytes:
    """The dictionary of a model without labels and pruning."""
    facts = struct.Struct("<qb")
    parts = [_SIZES.pack(len(words), len(words), 0, int(counts.sum()), -1)]
    parts += [b"%b\0%b" % (word, facts.pack(count, 0)) for word, count in zip(words, counts.tolist(), strict=True)]
    return b"".join(parts)


def _entries(content: Content, number: int) -> tuple[list[bytes], NDArray[np.void]]:
    """All words, and their counts and kinds."""
    data, at, after = content.data, content.at, 1 + _FACTS.itemsize
    if number * after > content.left:
        raise FormatError(
            f"{content.name} is truncated or garbled: its dictionary promises {number:,} entries, "
            f"and {counted(content.left, 'byte')} are left. Fetch it again."
        )
    words: list[bytes] = []
    ends = np.empty(number, np.int64)
    for entry in range(number):
        end = data.find(b"\0", at, at + MOST_WORD_BYTES + 1)
        if end < 0 or end + after > len(data):
            raise _endless(content, bytes(data[at : at + MOST_WORD_BYTES + 1]), entry)
        words.append(bytes(data[at:end]))
        ends[entry] = end
        at = end + after
    every = np.ndarray((len(data) - _FACTS.itemsize + 1,), f"V{_FACTS.itemsize}", data, 0, (1,))  # from each byte on
    content.at = at
    return words, every[ends + 1].view(_FACTS)


def _endless(content: Content, rest: bytes, entry: int) -> FormatError:
    where = f"{content.name}, word {entry + 1:,} of its dictionary"
    if len(rest) > MOST_WORD_BYTES:
        return FormatError(
            f"{where}: {quoted(rest)} is longer than {MOST_WORD_BYTES:,} bytes, which are the most that are read. "
            f"The file is damaged: fetch it again."
        )
    return FormatError(f"{where}: the file ends there. It is truncated: fetch it again.")


def _pruning(content: Content, pairs: int, arguments: Arguments) -> Pruning:
    table = content.array("<i4", (pairs, 2), "pruned n-grams").astype(np.int64)
    table = table[np.argsort(table[:, 0], kind="stable")]
    buckets, rows = table.T
    fits = not pairs or (buckets[0] >= 0 and buckets[-1] < arguments.bucket and rows.min() >= 0 and rows.max() < pairs)
    if not fits or (np.diff(buckets) == 0).any():
        raise FormatError(
            f"{content.name}: of its {pairs:,} pruned n-grams some are there twice, have a bucket that is not among "
            f"the {arguments.bucket:,}, or a row that is not there. The file is damaged: fetch it again."
        )
    return Pruning(buckets, rows)
