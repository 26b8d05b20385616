"""Which words are kept, and in which order.

A word's id is its place in the vocabulary: the commonest word is 0. Words of equal frequency are ordered by
the word itself, so a corpus has one vocabulary however it was read. (word2vec.c and fastText sort unstably,
gensim goes by position, koan by hash order.)
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from firth.errors import CorpusError, listed, quoted

__all__ = ["DROPPED", "Vocabulary", "matched", "nothing_kept", "select"]

DROPPED = -1
"""What stands for the final id of a word that is not kept."""

_BLOCK = 1 << 16


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """The V words that are trained.

    Attributes:
        words: V words, the commonest first, ties in code point order.
        counts: int64[V], occurrences of each word, descending. Read-only.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64]

    def __len__(self) -> int:
        """V, the number of words."""
        return len(self.words)


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
    return Vocabulary(tuple(_at(words, kept)), kept_counts), final


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


def matched(words: Sequence[str], vocabulary: Vocabulary, sources: Sequence[str], commonest: str) -> NDArray[np.int32]:
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
    rows = {word: row for row, word in enumerate(vocabulary.words)}
    return np.fromiter(map(rows.__getitem__, words), dtype=np.int32, count=len(words))


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
