"""Which words are kept, and in which order.

A word's id is its place in the vocabulary: the commonest word is 0. Words of equal frequency are ordered by
the word itself, so a corpus has one vocabulary however it was read. (word2vec.c and fastText sort unstably,
gensim goes by position, koan by hash order.)
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.corpus.unchecked import unchecked
from firth.errors import ArgumentError, ArgumentTypeError, CorpusError, UnknownWordError, counted, listed, quoted

__all__ = ["DROPPED", "Vocabulary", "checked_words", "nothing_kept", "rows_of", "select"]

DROPPED = -1
"""The final id of a word that is not kept."""

_BLOCK = 1 << 16


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Vocabulary:
    """The V words of a corpus and how often each occurs.

    It can be asked like a tuple of words; asking for a word's place makes an index, once.

        >>> words = firth.Vocabulary(["tea", "cup"], [3, 2])
        >>> words.index("cup"), words.count("cup"), "pot" in words, len(words), list(words)
        (1, 2, False, 2, ['tea', 'cup'])

    Attributes:
        words: V distinct words; a word's id is its place. Firth's own have the commonest first, ties in code point
            order.
        counts: int64[V], occurrences of each word, at least 0. Read-only.

    Raises:
        ArgumentError: a word is empty or given twice, or there is not one count for each word.
        ArgumentTypeError: a word is not a string, or a count not a whole number.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    _rows: dict[str, int] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", checked_words(self.words))
        object.__setattr__(self, "counts", _checked_counts(self.counts, len(self.words)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle through the constructor, which checks."""
        return Vocabulary, (self.words, self.counts)

    def __repr__(self) -> str:
        return f"Vocabulary({counted(len(self.words), 'word')}, {counted(int(self.counts.sum()), 'token')})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vocabulary):
            return NotImplemented
        return self.words == other.words and np.array_equal(self.counts, other.counts)

    __hash__ = None  # type: ignore[assignment]  # it holds an array

    def __len__(self) -> int:
        """V, the number of words."""
        return len(self.words)

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word in self._index()

    def index(self, word: str) -> int:
        """A word's id, counted from 0.

            >>> firth.Vocabulary(["tea", "cup"], [3, 2]).index("cup")
            1

        Raises:
            UnknownWordError: it is not among the words.
        """
        row = self._index().get(word) if isinstance(word, str) else None
        if row is None:
            raise UnknownWordError(word, len(self))
        return row

    def count(self, word: str) -> int:
        """How often a word occurs.

            >>> firth.Vocabulary(["tea", "cup"], [3, 2]).count("tea")
            3

        Raises:
            UnknownWordError: it is not among the words.
        """
        return int(self.counts[self.index(word)])

    def _index(self) -> dict[str, int]:
        if self._rows is None:
            object.__setattr__(self, "_rows", {word: row for row, word in enumerate(self.words)})
        assert self._rows is not None
        return self._rows


def checked_words(words: Iterable[str]) -> tuple[str, ...]:
    """Words as a tuple of strings.

    Raises:
        ArgumentError: one is empty, or given twice.
        ArgumentTypeError: they are not a list of strings.
    """
    if isinstance(words, Mapping):
        raise ArgumentTypeError(
            "words", words, "must be a list, the word of id 0 first, such as [words[i] for i in ids]"
        )
    if isinstance(words, str | bytes) or not isinstance(words, Iterable):
        raise ArgumentTypeError("words", words, "must be a list of words, one for each id")
    found = tuple(words)
    for place, word in enumerate(found):
        if type(word) is not str and not isinstance(word, str):
            raise ArgumentTypeError(
                f"words[{place}]", word, "is not a string; make strings of all names with list(map(str, words))"
            )
    distinct = set(found)
    if "" in distinct:
        raise ArgumentError(f"words[{found.index('')}]", "", "a word must not be empty")
    if len(distinct) < len(found):
        word, times = Counter(found).most_common(1)[0]
        raise ArgumentError("words", word, f"appears {times:,} times; give each id a word of its own")
    return found if all(type(word) is str for word in found) else tuple(map(str, found))


def _checked_counts(counts: Any, words: int) -> NDArray[np.int64]:
    """A read-only copy of counts."""
    array = np.asarray(counts)
    if array.dtype.kind not in "iu" and array.size:
        raise ArgumentTypeError("counts", counts, "must be whole numbers, one for each word")
    if array.shape != (words,):
        raise ArgumentError("counts", array.shape, f"must be one number for each of the {words:,} words")
    if array.size and array.min() < 0:
        raise ArgumentError("counts", int(array.min()), "must not be negative")
    own = array.astype(np.int64)
    own.flags.writeable = False
    return own


def select(
    words: Sequence[str],
    counts: NDArray[np.int64],
    *,
    min_count: int,
    max_vocab: int | None,
    keep: Collection[str] = (),
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Keep the frequent words and number them by frequency.

    Args:
        words: U distinct words; a word's place is its provisional id.
        counts: int64[U], their occurrences. Read. A word with count 0 was not read.
        min_count: occurrences a word needs to be kept, at least 1.
        max_vocab: how many words to keep at most, the commonest; None for all.
        keep: words to keep however rare, if they were read. They are the first to get a place under `max_vocab`, which
            they may even exceed.

    Returns:
        The vocabulary, and int32[U]: the final id of each provisional one, ``DROPPED`` where it is not kept.

    Raises:
        CorpusError: no word is frequent enough.
    """
    assert min_count >= 1, "the configuration lets no smaller min_count through"
    asked_for = np.zeros(len(words), dtype=np.bool_)
    if keep:
        asked_for[:] = np.fromiter(map(frozenset(keep).__contains__, words), dtype=np.bool_, count=len(words))
    frequent = np.flatnonzero((counts >= min_count) | (asked_for & (counts > 0)))
    if not frequent.size:
        commonest = int(counts.argmax())
        raise nothing_kept(
            int(counts.sum()), int(np.count_nonzero(counts)), words[commonest], int(counts[commonest]), min_count
        )
    kept = _by_count(frequent, words, counts)
    if max_vocab is not None:
        others = ~asked_for[kept]
        kept = kept[~others | (np.cumsum(others) <= max_vocab - np.count_nonzero(~others))]
    final = np.full(len(words), DROPPED, dtype=np.int32)
    final[kept] = np.arange(len(kept), dtype=np.int32)
    kept_counts = counts[kept]
    kept_counts.flags.writeable = False
    return unchecked(Vocabulary, words=tuple(_at(words, kept)), counts=kept_counts), final


def _by_count(ids: NDArray[np.int64], words: Sequence[str], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Some words, the commonest first, those of equal counts by the word."""
    order = ids[np.argsort(-counts[ids], kind="stable")]
    bounds = np.flatnonzero(np.diff(counts[order])) + 1
    starts, stops = np.append(0, bounds), np.append(bounds, len(order))
    several = np.flatnonzero(stops - starts > 1)
    for start, stop in zip(starts[several].tolist(), stops[several].tolist(), strict=True):
        order[start:stop] = sorted(order[start:stop].tolist(), key=words.__getitem__)
    return order


def _at(words: Sequence[str], ids: NDArray[np.int64]) -> Iterator[str]:
    """Some words, in blocks: a list of all ids would take more memory than the words."""
    blocks = (ids[at : at + _BLOCK].tolist() for at in range(0, len(ids), _BLOCK))
    return chain.from_iterable(map(words.__getitem__, block) for block in blocks)


def rows_of(words: Sequence[str], vocabulary: Vocabulary, sources: Sequence[str], commonest: str) -> NDArray[np.int32]:
    """Number a text's words as a given vocabulary does, which is a model's, say.

    Args:
        words: words of the text that are in the vocabulary; a word's place is its provisional id.
        vocabulary: the words to keep.
        sources: the text's names, for the message.
        commonest: the text's commonest word, for the message.

    Returns:
        int32, the row of each word in the vocabulary.

    Raises:
        CorpusError: there is none.
    """
    if not words:
        raise CorpusError(
            f"{listed(sources)}: none of its words (the commonest is {quoted(commonest)}) is among the "
            f"{len(vocabulary):,} words given. Give a text in the same language, cut into words and spelt (capitals, "
            "accents) as the one they are from."
        )
    return np.fromiter(map(vocabulary.index, words), dtype=np.int32, count=len(words))


def nothing_kept(tokens: int, distinct: int, commonest: str, most: int, min_count: int) -> CorpusError:
    """The error for a text of rare words.

    Args:
        tokens: how many were read.
        distinct: how many different words.
        commonest: one of them.
        most: how often it occurs.
        min_count: how often it would have had to.
    """
    remedy = f"A min_count of {most:,} or less keeps something" if most > 1 else "A min_count of 1 keeps it all"
    return CorpusError(
        f"no word occurs {min_count:,} times: {tokens:,} tokens of {distinct:,} distinct words were read, and the "
        f"commonest, {quoted(commonest)}, occurs {'once' if most == 1 else f'{most:,} times'}. {remedy}; more text "
        "helps too."
    )
