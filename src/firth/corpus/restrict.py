"""A corpus with fewer words than it was encoded with, so that one file serves many trainings."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import changed, unchecked
from firth.corpus.vocabulary import DROPPED, Vocabulary
from firth.errors import ConfigError, CorpusError, quoted
from firth.normalizing import query_spellings

__all__ = ["kept_rows", "restricted"]


def kept_rows(
    vocabulary: Vocabulary, *, min_count: int, max_vocab: int | None, keep: Collection[str] = ()
) -> NDArray[np.intp]:
    """The rows of the words that stay, ascending.

    Args:
        vocabulary: V words, the commonest first.
        min_count: occurrences a word needs to stay.
        max_vocab: how many words stay at most, the commonest; None for all.
        keep: words that stay however rare, and are the first to get a place under `max_vocab`, which they may
            even exceed. Those that the vocabulary does not hold are passed over.
    """
    held = frozenset(keep)
    wanted = np.fromiter((word in held for word in vocabulary.words), dtype=bool, count=len(vocabulary))
    others = np.flatnonzero((vocabulary.counts >= min_count) & ~wanted)
    if max_vocab is not None:
        others = others[: max(0, max_vocab - int(wanted.sum()))]
    wanted[others] = True
    return np.flatnonzero(wanted)


def restricted(
    corpus: EncodedCorpus, min_count: int | None = None, max_vocab: int | None = None, keep: Collection[str] = ()
) -> EncodedCorpus:
    """A corpus as if it had been encoded with these settings.

    Args:
        corpus: the words to choose from. Read.
        min_count: occurrences a word needs to stay; None: as the corpus was encoded.
        max_vocab: how many words stay at most; None: as the corpus was encoded.
        keep: words that stay however rare, spelt as in a query; those that the corpus does not hold are passed over.
            Words that the corpus kept so stay, too, unless one of the two settings cuts deeper than the corpus's own.

    Returns:
        The corpus itself where nothing changes. Otherwise one with fewer words and tokens, without the sentences
        that kept none; its fingerprint is still that of the file it came from.

    Raises:
        ConfigError: a smaller `min_count` or a larger `max_vocab` than the corpus was encoded with.
        CorpusError: no word is left.
        TargetError: the temporary folder is full or cannot be written.
    """
    _check(corpus, min_count, max_vocab)
    least, most = min_count or corpus.min_count, max_vocab or corpus.max_vocab
    if (least, most) == (corpus.min_count, corpus.max_vocab):
        return corpus
    vocabulary = corpus.vocabulary
    rows = kept_rows(
        vocabulary,
        min_count=least if least > corpus.min_count else 1,
        max_vocab=None if most == corpus.max_vocab else most,
        keep=query_spellings(keep, corpus.reading),
    )
    if len(rows) == len(vocabulary):
        return changed(corpus, min_count=least, max_vocab=most)
    final = np.full(len(vocabulary), DROPPED, dtype=np.int32)
    final[rows] = np.arange(len(rows), dtype=np.int32)
    ids, starts = renumbered(corpus.ids, corpus.starts, final)
    if not ids.size:
        raise CorpusError(_nothing_left(vocabulary, least))
    words = tuple(vocabulary.words[row] for row in rows.tolist())
    counts = vocabulary.counts[rows]
    counts.flags.writeable = False
    fewer = unchecked(Vocabulary, words=words, counts=counts)
    return changed(corpus, vocabulary=fewer, ids=ids, starts=starts, min_count=least, max_vocab=most)


def _check(corpus: EncodedCorpus, min_count: int | None, max_vocab: int | None) -> None:
    if min_count is not None and min_count < corpus.min_count:
        raise ConfigError(
            "min_count",
            min_count,
            f"the corpus was encoded with min_count={corpus.min_count}, and rarer words are not in it; give that or "
            "more, or encode the text again (a corpus encoded with 1 keeps every choice open)",
        )
    # a corpus that did not reach its max_vocab holds all words, so that a larger one changes nothing
    if (
        max_vocab is not None
        and corpus.max_vocab is not None
        and len(corpus.vocabulary) >= corpus.max_vocab < max_vocab
    ):
        raise ConfigError(
            "max_vocab",
            max_vocab,
            f"the corpus was encoded with max_vocab={corpus.max_vocab}, and more words are not in it; give that or "
            "fewer, or encode the text again",
        )


def _nothing_left(vocabulary: Vocabulary, min_count: int) -> str:
    return (
        f"no word of the corpus occurs {min_count:,} times: the commonest of {len(vocabulary):,}, "
        f"{quoted(vocabulary.words[0])}, occurs {int(vocabulary.counts[0]):,} times. Give a smaller min_count."
    )
