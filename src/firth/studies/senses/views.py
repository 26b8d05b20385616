"""Three vectors of an occurrence: of the word before it, of the word after it, and of the wider context.

The words beside a word say how it is used, the others what is being spoken of. Each is a weighted sum of the vectors of
words, of unit length. Its weights are those of SIF, a / (a + p) for a word that makes up p of the text (Arora, Liang
and Ma 2017, section 3), with a softer a for the neighbours, whose function words count; in the wider context, a word at
distance d also counts (reach + 1 - d) / reach.

Directions in which all contexts of a text vary most are not those that tell a word's senses apart. So each view is
divided by a power of the covariance of that view at places all over the text. 0.5 would make all directions equal
(whitening), which brings up noise; we take 0.15, as measured (``benchmarks/senses.py``).
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.search import mean_row, unit_rows
from firth.studies.senses.occurrences import Places, around
from firth.vectors.word_vectors import WordVectors

__all__ = ["REACH", "Space", "View", "of_length", "views_of"]

REACH: Final = 30
"""Words on each side that are the wider context."""

NEAR, WIDE = 1e-3, 1e-4  # SIF's a
POWER = 0.15
BACKGROUND = 6_000  # places
LENGTH = 10.0
"""Of a vector in the mean, in each view. A matter of convenience."""

View = NDArray[np.float32]
"""float32[n, D], a row for each occurrence."""


class Space(NamedTuple):
    """What is needed to make vectors of occurrences in a text.

    Attributes:
        corpus: a text whose ids are the rows of the model.
        vectors: the model.
        shares: float64[V], of each word in the text.
        mean: float32[D], of the words' vectors.
        background: for each view, its mean float64[D] and the matrix float64[D, D] that it is multiplied with.
    """

    corpus: EncodedCorpus
    vectors: WordVectors
    shares: NDArray[np.float64]
    mean: NDArray[np.float32]
    background: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...] = ()

    @classmethod
    def of(cls, corpus: EncodedCorpus, vectors: WordVectors) -> "Space":
        """Look at a text."""
        counts = np.bincount(corpus.ids, minlength=len(vectors))
        bare = cls(corpus, vectors, counts / counts.sum(), mean_row(vectors.vectors))
        number = min(BACKGROUND, corpus.ids.size)
        places = np.arange(number, dtype=np.int64) * corpus.ids.size // number
        return bare._replace(background=tuple(map(_damping, bare.sums(places, -1))))

    def sums(self, places: Places, row: int) -> tuple[View, View, View]:
        """Unit vectors of the word before, the word after, and the wider context.

        Args:
            places: int64[n].
            row: of a word that does not count as a context, the one whose senses are sought; -1: none.
        """
        words = around(self.corpus, places, REACH)
        words[words == row] = -1
        known, numbers = np.unique(words, return_inverse=True)
        numbers = numbers.reshape(words.shape)
        table = unit_rows(self.vectors.vectors[known] - self.mean)
        table[known < 0] = 0
        shares = self.shares[known]
        near, wide = (table * (a / (a + shares)).astype(np.float32)[:, None] for a in (NEAR, WIDE))
        total = np.zeros((len(places), table.shape[1]), np.float32)
        for column in range(words.shape[1]):
            distance = REACH - column if column < REACH else column - REACH + 1
            if distance > 1:
                total += np.float32((REACH + 1 - distance) / REACH) * wide[numbers[:, column]]
        return near[numbers[:, REACH - 1]], near[numbers[:, REACH]], total


def views_of(space: Space, places: Places, row: int) -> list[View]:
    """The three views of occurrences of a word, of about equal lengths.

    Args:
        space: the text.
        places: int64[n], where the word occurs.
        row: of the word.
    """
    made = []
    for rows, (mean, damping) in zip(space.sums(places, row), space.background, strict=True):
        made.append(of_length((unit_rows(rows) - mean) @ damping))
    return made


def of_length(rows: NDArray[np.floating[Any]]) -> View:
    """A view of mean 0, with rows of length 10 in the mean."""
    centered = rows - rows.mean(axis=0)
    length = np.sqrt((centered**2).sum(axis=1).mean())
    return np.asarray(centered * (LENGTH / length if length else 0), np.float32)


def _damping(rows: View) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean of a view all over the text, and its covariance to the power of -0.15."""
    unit = unit_rows(rows).astype(np.float64)
    mean = unit.mean(axis=0)
    centered = unit - mean
    values, directions = np.linalg.eigh(centered.T @ centered / len(rows))
    floor = max(values[-1] * 1e-4, 1e-12)
    return mean, (directions * np.maximum(values, floor) ** -POWER) @ directions.T
