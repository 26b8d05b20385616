"""Texts to be encoded, in blocks, and whose vectors theirs are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.distillation.occurrences import Windows
from firth.distillation.spelling import joined, spelt
from firth.encoders.encoder import Encoder

__all__ = ["Alone", "InContext", "Pool", "Work"]

Matrix = NDArray[np.float32]
Pool: TypeAlias = Literal["word", "context"]
"""Of a window, the pieces of the word alone; or all of them."""


class Vectors(NamedTuple):
    """What was encoded.

    Attributes:
        words: int64[R], whose vectors these are, by number.
        rows: float32[R, D]; NaN where the encoder has no piece of a word, or cut it off.
    """

    words: NDArray[np.int64]
    rows: Matrix


class Work(Protocol):
    """Texts to be encoded, in an order that is always the same.

    Attributes:
        block: how many at most are encoded before what was done is counted: an interrupted run loses those of one. In
            a large one more texts are of like length.
    """

    block: ClassVar[int]

    @property
    def size(self) -> int:
        """How many texts there are."""

    def encoded(self, encoder: Encoder, start: int, stop: int) -> Vectors:
        """The vectors of words, from some of the texts."""


class Alone:
    """Words, each as a text of its own; the shortest first."""

    block: ClassVar[int] = 4096

    def __init__(self, words: Sequence[str], numbers: NDArray[np.int64]) -> None:
        """Put the words into order.

        Args:
            words: all.
            numbers: of those that are to be encoded.
        """
        lengths = np.fromiter((len(words[number]) for number in numbers.tolist()), np.int64, numbers.size)
        self._words, self._numbers = words, numbers[np.argsort(lengths, kind="stable")]

    @property
    def size(self) -> int:
        """How many words there are."""
        return self._numbers.size

    def encoded(self, encoder: Encoder, start: int, stop: int) -> Vectors:
        """A vector for each word."""
        numbers = self._numbers[start:stop]
        return Vectors(numbers, encoder.texts([spelt(self._words[number]) for number in numbers.tolist()]))


@dataclass(frozen=True)
class InContext:
    """Windows of a text, and words in them.

    Attributes:
        corpus: the text.
        windows: of it.
        numbers: int64[V], the number of each word of the corpus among those that are distilled; -1: it is not.
        pool: what of a window is a word's vector.
    """

    block: ClassVar[int] = 256

    corpus: EncodedCorpus
    windows: Windows
    numbers: NDArray[np.int64]
    pool: Pool

    @property
    def size(self) -> int:
        """How many windows there are."""
        return self.windows.starts.size

    def encoded(self, encoder: Encoder, start: int, stop: int) -> Vectors:
        """A vector for each occurrence."""
        bounds = self.windows.bounds[start : stop + 1]
        tokens = self.windows.tokens[bounds[0] : bounds[-1]]
        texts, spans = [], []
        for window in range(start, stop):
            first, last = self.windows.starts[window], self.windows.stops[window]
            text, of_words = joined([self.corpus.vocabulary.words[word] for word in self.corpus.ids[first:last]])
            own = self.windows.tokens[self.windows.bounds[window] : self.windows.bounds[window + 1]] - first
            texts.append(text)
            spans.append([of_words[place] for place in own.tolist()])
        if self.pool == "context":
            rows = np.repeat(encoder.texts(texts), np.diff(bounds), axis=0)
        else:
            rows = encoder.spans(texts, spans)
        return Vectors(self.numbers[self.corpus.ids[tokens]], rows)
