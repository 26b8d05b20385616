"""Words in classes: k-means on their directions, as word2vec's ``-classes`` has it."""

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from firth.errors import ArgumentError, MissingExtraError
from firth.search import unit_rows
from firth.tabular import data_frame
from firth.vectors.queries import checked_number
from firth.vectors.word_vectors import WordVectors

__all__ = ["WordClass", "WordClasses", "classes", "k_means"]


class WordClass(NamedTuple):
    """A class.

    Attributes:
        words: its words, those nearest to its mean first.
        mean: float32[D], of their unit vectors.
    """

    words: tuple[str, ...]
    mean: NDArray[np.float32]


@dataclass(frozen=True, eq=False, repr=False)
class WordClasses:
    """Words and the number of each one's class, from 0 on: 0 is the class of the first word, and so on.

    Attributes:
        words: V words, by row.
        numbers: int64[V], read-only.
        vectors: those that were put into classes.

    Example:
        >>> small = firth.WordVectors(["tea", "cup", "oak", "elm"], [[1, 0], [1, 0.1], [0, 1], [0.1, 1]])
        >>> found = firth.classes(small, 2)
        >>> found["cup"], [each.words for each in found.members]
        (0, [('tea', 'cup'), ('oak', 'elm')])
    """

    words: tuple[str, ...]
    numbers: NDArray[np.int64]
    vectors: WordVectors

    def __len__(self) -> int:
        """How many classes there are."""
        return int(self.numbers.max()) + 1

    def __repr__(self) -> str:
        return f"<WordClasses: {len(self.words):,} words in {len(self):,} classes>"

    def __getitem__(self, word: str) -> int:
        """The number of a word's class.

        Raises:
            UnknownWordError: there is no such word.
        """
        row = self.vectors.index(word)
        if row >= len(self.numbers):
            raise ArgumentError(
                "word", word, f"is not among the {len(self.numbers):,} words that were put into classes"
            )
        return int(self.numbers[row])

    @cached_property
    def members(self) -> list[WordClass]:
        """The classes by number.

        Example:
            >>> len(firth.classes(vectors, 3).members)
            3
        """
        directions = unit_rows(self.vectors.vectors[: len(self.numbers)])
        order = np.argsort(self.numbers, kind="stable")
        bounds = np.cumsum(np.bincount(self.numbers))[:-1]
        return [self._class(directions, rows) for rows in np.split(order, bounds)]

    def _class(self, directions: NDArray[np.float32], rows: NDArray[np.int64]) -> WordClass:
        mean = directions[rows].mean(axis=0)
        nearest = rows[np.argsort(-(directions[rows] @ mean), kind="stable")]
        return WordClass(tuple(self.words[row] for row in nearest.tolist()), mean)

    def to_frame(self) -> Any:
        """A data frame with a row for each word: the word, and the number of its class.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> list(firth.classes(vectors, 3).to_frame().columns)
            ['word', 'number']
        """
        return data_frame([_Row(word, number) for word, number in zip(self.words, self.numbers.tolist(), strict=True)])


@dataclass(frozen=True, slots=True)
class _Row:
    word: str
    number: int


def classes(vectors: WordVectors, number: int, *, restrict_vocab: int | None = None, seed: int = 1) -> WordClasses:
    """Put words into classes of like direction, by k-means (Lloyd's algorithm) on their unit vectors.

    word2vec.c does the same with ``-classes``, of vectors as they are, in ten rounds from arbitrary classes.

    Args:
        vectors: the words.
        number: of classes; fewer come only where there are not so many different directions.
        restrict_vocab: only the first words, this many; None: all.
        seed: of the first means, which are drawn far from each other (k-means++).

    Returns:
        The classes, the same on any number of cores.

    Raises:
        ArgumentError: `number` or `restrict_vocab` is less than 1, or there are fewer words than classes.
        FormatError: a vector is not finite.
        MissingExtraError: scikit-learn is not installed.

    Example:
        >>> firth.classes(vectors, 3)
        <WordClasses: 8 words in 3 classes>
    """
    checked_number("number", number)
    if restrict_vocab is not None:
        checked_number("restrict_vocab", restrict_vocab)
    rows = vectors.vectors[:restrict_vocab]
    if number > len(rows):
        raise ArgumentError("number", number, f"there are {len(rows):,} words; ask for fewer classes")
    numbers = k_means(unit_rows(rows), number, seed)
    numbers.flags.writeable = False
    return WordClasses(tuple(vectors.words[: len(rows)]), numbers, vectors)


def k_means(directions: NDArray[np.float32], number: int, seed: int, *, extra: str = "classes") -> NDArray[np.int64]:
    """Group rows by k-means (Lloyd's algorithm, k-means++ seeding; scikit-learn's).

    Args:
        directions: float32[n, D], unit rows or rows of zeros.
        number: of groups; fewer where there are not so many different directions.
        seed: of the first means.
        extra: of Firth that brings scikit-learn, for the message.

    Returns:
        int64[n]. Numbered by their first rows: 0 is the group of the first row, 1 that of the first row that is not in
        0, and so on. The same on any number of cores.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from sklearn.cluster import KMeans  # noqa: PLC0415 - an optional part
        from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingExtraError("scikit-learn", extra, "Finding classes of words") from None
    means = KMeans(min(number, len(directions)), n_init=1, random_state=seed)
    with warnings.catch_warnings(), threadpool_limits(1):  # its threads add to the same sums, in any order
        warnings.simplefilter("ignore", ConvergenceWarning)  # of fewer different directions than groups
        found = means.fit_predict(directions)
    _, firsts, numbers = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(firsts)).astype(np.int64)[numbers]
