"""Which words are kept, and in which order.

A word's id is its place in the vocabulary: the commonest word is 0. Words of equal frequency are ordered by
the word itself, so a corpus has one vocabulary however it was read. (word2vec.c and fastText sort unstably,
gensim goes by position, koan by hash order.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firth.errors import CorpusError, quoted

__all__ = ["DROPPED", "Vocabulary", "matched", "select"]

DROPPED = -1
"""What stands for the final id of a word that is not kept."""


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
    words: Sequence[str], counts: NDArray[np.int64], *, min_count: int, max_vocab: int | None
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Keep the frequent words and number them by frequency.

    Args:
        words: U distinct words; a word's place is its provisional id.
        counts: int64[U], their occurrences. Read. A word with count 0 was not read.
        min_count: occurrences a word needs to be kept, at least 1.
        max_vocab: how many words to keep at most, the commonest; None for all.

    Returns:
        The vocabulary, and int32[U]: the final id of each provisional one, ``DROPPED`` where it is not kept.

    Raises:
        CorpusError: no word is frequent enough.
    """
    assert min_count >= 1, "the configuration lets no smaller min_count through"
    frequent = np.flatnonzero(counts >= min_count)
    if not frequent.size:
        raise CorpusError(_nothing_kept(words, counts, min_count))
    by_word = np.array(sorted(frequent.tolist(), key=words.__getitem__), dtype=np.int64)
    by_count = np.argsort(-counts[by_word], kind="stable")  # stable: equal counts stay in the words' order
    kept = by_word[by_count][:max_vocab]
    final = np.full(len(words), DROPPED, dtype=np.int32)
    final[kept] = np.arange(len(kept), dtype=np.int32)
    kept_counts = counts[kept]
    kept_counts.flags.writeable = False
    return Vocabulary(tuple(words[i] for i in kept.tolist()), kept_counts), final


def matched(words: Sequence[str], vocabulary: Vocabulary, sources: Sequence[str]) -> NDArray[np.int32]:
    """Number a text's words as a given vocabulary does, which is a model's, say.

    Args:
        words: U distinct words, not none; a word's place is its provisional id. The empty one is no word.
        vocabulary: the words to keep.
        sources: the text's names, for the message.

    Returns:
        int32[U], the row of each word in the vocabulary, ``DROPPED`` where it is not in there.

    Raises:
        CorpusError: none is in there.
    """
    rows = {word: row for row, word in enumerate(vocabulary.words)}
    final = np.fromiter((rows.get(word, DROPPED) for word in words), dtype=np.int32, count=len(words))
    if (final == DROPPED).all():
        unknown = [quoted(word) for word in words if word][:3]
        raise CorpusError(
            f"{', '.join(sources)}: none of its words ({', '.join(unknown)}, ...) is among the {len(vocabulary):,} "
            "words given. Give a text in the same language, cut into words and spelt (capitals, accents) as the one "
            "they are from."
        )
    return final


def _nothing_kept(words: Sequence[str], counts: NDArray[np.int64], min_count: int) -> str:
    commonest = int(counts.argmax())
    most = int(counts[commonest])
    remedy = f"A min_count of {most:,} or less keeps something" if most > 1 else "A min_count of 1 keeps it all"
    return (
        f"no word occurs {min_count:,} times: {int(counts.sum()):,} tokens of "
        f"{np.count_nonzero(counts):,} distinct words were read, and the commonest, {quoted(words[commonest])}, "
        f"occurs {'once' if most == 1 else f'{most:,} times'}. {remedy}; more text helps too."
    )
