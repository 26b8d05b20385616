"""The value that reading ends in and training begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.corpus.vocabulary import Vocabulary

__all__ = ["EncodedCorpus"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class EncodedCorpus:
    """A text as numbers, ready to be trained on.

    Attributes:
        vocabulary: the V words kept, with their counts in this text; or the vocabulary that was given, as it was.
        ids: int32[N], the tokens of the text that are in the vocabulary, in text order. Read-only; a memory
            map of an unlinked temporary file when large.
        starts: int64[S + 1], sentence s is ids[starts[s]:starts[s + 1]]. Read-only, mapped likewise.
            Sentences that have no token left are not in it.
        tokens_read: tokens before any was dropped.
        sentences_read: sentences of at least one token, before any token was dropped.
        sources: where the text came from, names as given; "<stdin>", "<stream>" or "<iterable>" if nameless.
        reading: how the text was read, as ``ReadConfig.as_dict`` gives it; empty if that is not known.
        min_count: occurrences that a word needed to be kept.
        max_vocab: how many words were to be kept at most; None for all.
        stamps: size in bytes and time of the last change in nanoseconds of each source, None of one that is no plain
            file; or empty.
        fingerprint: of all arrays and words, where the corpus was opened from a file (`firth.corpus.saved_corpus`).
    """

    vocabulary: Vocabulary
    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    tokens_read: int
    sentences_read: int
    sources: tuple[str, ...]
    reading: Mapping[str, Any] = field(default_factory=dict)
    min_count: int = 1
    max_vocab: int | None = None
    stamps: tuple[tuple[int, int] | None, ...] = ()
    fingerprint: str | None = None

    def __repr__(self) -> str:
        return (
            f"EncodedCorpus({len(self.vocabulary):,} words, {self.ids.size:,} tokens in {self.starts.size - 1:,} "
            "sentences)"
        )
