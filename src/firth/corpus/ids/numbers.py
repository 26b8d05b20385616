"""Ids counted and numbered by frequency, as words are: the commonest first, those of equal counts by their digits."""

from collections.abc import Collection, Iterable
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.corpus.ids.checks import Ids, check_range
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import DROPPED, Vocabulary, checked_words, nothing_kept, select
from firth.errors import ArgumentTypeError, CorpusError
from firth.formats.words import is_id
from firth.kernels.text.number_ids import FREE, count_dense, move_keys, number_sparse, range_of, renumber_dense

__all__ = ["NumberedIds", "named_ids", "numbered_ids"]

DENSE = 4
"""Ids are counted in a table if the largest is less than so many times their number, about."""

_MOST_DIGITS = 19  # of an id below 2**63


class NumberedIds(NamedTuple):
    """Ids as a corpus holds them; fields as those of `firth.corpus.encoded_corpus.EncodedCorpus`."""

    vocabulary: Vocabulary
    ids: NDArray[np.int32]
    starts: NDArray[np.int64]


def numbered_ids(  # noqa: PLR0913 - two arrays, and four keywords
    ids: Ids,
    starts: NDArray[np.int64],
    *,
    min_count: int = 1,
    max_vocab: int | None = None,
    keep: Collection[object] = (),
    vocabulary: Vocabulary | None = None,
) -> NumberedIds:
    """Number ids by frequency, or as a vocabulary does, and leave out what is not kept.

    Args:
        ids: whole numbers[N], N at least 1. Read.
        starts: int64[S + 1], the bounds of the sentences, of which none is empty.
        min_count: occurrences an id needs to be kept.
        max_vocab: how many to keep at most, the commonest; None for all.
        keep: ids to keep however rare.
        vocabulary: the digits of ids, whose rows are the numbers; what it does not hold is left out. None: chosen by
            the three before.

    Raises:
        ArgumentError: an id is negative.
        ArgumentTypeError: what is to be kept are not ids.
        CorpusError: no id is frequent enough, or none is in the vocabulary.
    """
    ids = np.ascontiguousarray(ids, None if ids.dtype in (np.int32, np.int64) else np.int64).view()
    ids.flags.writeable = False  # as kernels are compiled for
    low, high = map(int, range_of(ids))
    if low < 0:
        check_range(ids, high + 1)
    found, kept_always = _counted(ids, high), _checked_keep(keep)
    if vocabulary is None:
        chosen, places = _select(found, min_count=min_count, max_vocab=max_vocab, keep=kept_always)
        final = found.numbered(places, np.arange(places.size, dtype=np.int32))
    else:
        chosen, (places, rows) = vocabulary, _rows_of(found.used, vocabulary)
        final = found.numbered(places, rows)
    if places.size < found.used.size:
        return NumberedIds(chosen, *renumbered(final, starts, np.arange(len(chosen), dtype=np.int32)))
    for array in (final, starts):
        array.flags.writeable = False
    return NumberedIds(chosen, final, starts)


def named_ids(ids: Ids, starts: NDArray[np.int64], words: Iterable[str], **how: Any) -> NumberedIds:
    """Ids that have names, numbered by frequency; arguments as those of `numbered_ids`."""
    names = checked_words(words)
    check_range(ids, len(names))
    counts = np.bincount(ids, minlength=len(names)).astype(np.int64)
    vocabulary, final = select(names, counts, **how)
    numbers = final[ids]
    if (numbers < 0).any():
        return NumberedIds(vocabulary, *renumbered(numbers, starts, np.arange(len(vocabulary), dtype=np.int32)))
    for array in (numbers, starts):
        array.flags.writeable = False
    return NumberedIds(vocabulary, numbers, starts)


class CountedIds(NamedTuple):
    """Ids that were counted. U: distinct ones.

    Attributes:
        used: int64[U], the distinct ids, ascending.
        counts: int64[U], how often each occurs.
        tokens: whole numbers[N], the slot of each token.
        slots: int64[U], the slot of each distinct id.
        size: of a table of all slots.
    """

    used: NDArray[np.int64]
    counts: NDArray[np.int64]
    tokens: Ids
    slots: NDArray[np.int64]
    size: int

    def numbered(self, places: NDArray[np.int64], rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """int32[N], the final number of each token, ``DROPPED`` where it has none.

        Args:
            places: int64[V], in `used`, of those that are kept.
            rows: int32[V], the number of each.
        """
        table, final = np.full(self.size, DROPPED, np.int32), np.empty(self.tokens.size, np.int32)
        table[self.slots[places]] = rows
        renumber_dense(self.tokens, table, final)
        return final


def _counted(ids: Ids, most: int) -> CountedIds:
    """Count ids, the largest of which is `most`."""
    if most < DENSE * ids.size + (1 << 16):
        of_slots = np.zeros(most + 1, np.int64)
        count_dense(ids, of_slots)
        used = np.flatnonzero(of_slots)
        return CountedIds(used, of_slots[used], ids, used, most + 1)
    keys, numbers = _numbered_as_they_come(ids)
    counts = np.zeros(keys.size, np.int64)
    count_dense(numbers, counts)
    slots = np.argsort(keys)
    return CountedIds(keys[slots], counts[slots], numbers, slots, keys.size)


def _numbered_as_they_come(ids: Ids) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The distinct ids in the order in which they come up, int64[U], and which of them each token is, int32[N]."""
    table, tokens = (np.full(1 << 16, FREE, np.int64), np.zeros(1 << 16, np.int32)), np.empty(ids.size, np.int32)
    done = known = 0
    while True:
        done, known = number_sparse(ids, done, *table, known, tokens)
        if done == ids.size:
            break
        size = 4 * table[0].size
        larger = np.full(size, FREE, np.int64), np.zeros(size, np.int32)
        move_keys(*table, *larger)
        table = larger
    held = table[0] != FREE
    keys = np.empty(known, np.int64)
    keys[table[1][held]] = table[0][held]
    return keys, tokens


def _select(
    found: CountedIds, *, min_count: int, max_vocab: int | None, keep: NDArray[np.int64]
) -> tuple[Vocabulary, NDArray[np.int64]]:
    """Keep the frequent ids, in the order in which `firth.corpus.vocabulary.select` puts their digits.

    Args:
        found: U ids.
        min_count: occurrences an id needs to be kept.
        max_vocab: how many to keep at most, the commonest; None for all.
        keep: ids to keep however rare.

    Returns:
        A vocabulary of their digits, and int64[V]: the place of each in `used`.

    Raises:
        CorpusError: no id is frequent enough.
    """
    used, counts, asked_for = found.used, found.counts, np.isin(found.used, keep)
    frequent = np.flatnonzero((counts >= min_count) | asked_for)
    if not frequent.size:
        commonest = int(counts.argmax())
        raise nothing_kept(int(counts.sum()), used.size, str(used[commonest]), int(counts[commonest]), min_count)
    ids = used[frequent]
    digits = np.searchsorted(10 ** np.arange(1, _MOST_DIGITS, dtype=np.int64), ids, side="right") + 1
    padded = ids.astype(np.uint64) * 10 ** (_MOST_DIGITS - digits).astype(np.uint64)  # as 12 before 120 before 13
    kept = frequent[np.lexsort((digits, padded, -counts[frequent]))]
    if max_vocab is not None:
        others = ~asked_for[kept]
        kept = kept[~others | (np.cumsum(others) <= max_vocab - np.count_nonzero(~others))]
    of_kept = counts[kept]
    of_kept.flags.writeable = False
    return unchecked(Vocabulary, words=tuple(map(str, used[kept].tolist())), counts=of_kept), kept


def _rows_of(used: NDArray[np.int64], vocabulary: Vocabulary) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Number ids as a given vocabulary does, which is a model's, say.

    Returns:
        int64[n], the places in `used` of those that it holds, and int32[n], their rows.

    Raises:
        CorpusError: there is none.
    """
    known = np.array([int(word) if is_id(word) else -1 for word in vocabulary.words], np.int64)
    order = np.argsort(known, kind="stable")
    found = np.searchsorted(known[order], used)
    places = np.flatnonzero(known[order[np.minimum(found, known.size - 1)]] == used)
    if not places.size:
        raise CorpusError(
            f"none of the {used.size:,} ids is among the {len(vocabulary):,} words given, such as "
            f"{vocabulary.words[0]!r}. Give what the words are of: ids of the same numbering, or lists of words."
        )
    return places, order[found[places]].astype(np.int32)


def _checked_keep(keep: Collection[object]) -> NDArray[np.int64]:
    """Ids to keep, as an array. Strings are passed over, as words that do not occur are, unless they are digits.

    Raises:
        ArgumentTypeError: something else than ids.
    """
    ids = list(keep) if isinstance(keep, Collection) and not isinstance(keep, str | bytes) else [None]
    if any(isinstance(each, bool) or not isinstance(each, Integral | str) for each in ids):
        raise ArgumentTypeError("keep", keep, "must be a list of ids, such as [5, 7], where the text is one of ids")
    numbers = (int(each) for each in ids if not isinstance(each, str) or is_id(each))  # type: ignore[call-overload]
    return np.array([number for number in numbers if 0 <= number < 1 << 63], np.int64)
