"""The vectors as a protocol of evaluation sees them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError
from firth.evaluation.questions.sets import Pair
from firth.search import mean_row, unit_rows
from firth.search.components import principal_directions
from firth.vectors.word_vectors import WordVectors

__all__ = ["BLOCK", "FEWEST", "Best", "Protocol", "Space", "Transform", "check_protocol"]

Transform: TypeAlias = Literal["none", "center", "top"]

BLOCK = 4096
"""Candidates at a time: their unit rows fit a core's own cache."""

TOP = 100
"""With "top", one principal direction is removed for so many dimensions."""


class Protocol(NamedTuple):
    """How questions are asked. Scores of one model differ by tens of points between protocols.

        >>> str(firth.Protocol(candidates=None, transform="center"))
        'all words, center'

    Attributes:
        candidates: only the first words, this many, are asked and can be answers; None: all.
        fold_case: words that differ in case only are the same.
        transform: "none"; "center": the mean of all vectors is subtracted; "top": and then their parts in the
            directions of greatest variance, one for each hundred dimensions (Mu and Viswanath 2018, "all-but-the-top").
    """

    candidates: int | None = 30_000
    fold_case: bool = True
    transform: Transform = "none"

    def __str__(self) -> str:
        size = "all words" if self.candidates is None else f"{self.candidates:,} words"
        parts = [
            size,
            *([] if self.fold_case else ["case kept"]),
            *([] if self.transform == "none" else [self.transform]),
        ]
        return ", ".join(parts)


FEWEST = 4
"""Candidates: a question has three words, and an answer."""


def check_protocol(protocol: Protocol) -> None:
    """Find out before the work whether questions can be asked so.

    Raises:
        ArgumentTypeError: it is no protocol.
        ArgumentError: its candidates are no whole number from 4 on, or there is no such transform.
    """
    if not isinstance(protocol, Protocol):
        raise ArgumentTypeError("protocol", protocol, "must be a Protocol, such as firth.Protocol(candidates=30_000)")
    number = protocol.candidates
    whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
    if number is not None and not (whole and number >= FEWEST):
        raise ArgumentError("candidates", number, f"must be None, which means all words, or a number from {FEWEST} on")
    if protocol.transform not in get_args(Transform):
        raise ArgumentError("transform", protocol.transform, f"must be one of {', '.join(get_args(Transform))}")


class Space:
    """Candidates, and the row of each word.

    Args:
        vectors: the model.
        protocol: how it is asked.
        compared: called while `blocks` are used up, with the number of questions times that of candidates.

    Attributes:
        words: how many candidates there are.
        same: int32[words]; two rows of the same number are the same word in other case.
    """

    def __init__(self, vectors: WordVectors, protocol: Protocol, compared: Callable[[int], None] | None = None) -> None:
        check_protocol(protocol)
        self.words = min(protocol.candidates or len(vectors), len(vectors))
        self._matrix = vectors.vectors[: self.words]
        self._mean, self._top = _taken_away(vectors.vectors, protocol.transform)
        self._compared = compared
        self._fold = str.casefold if protocol.fold_case else str
        self._numbers: dict[str, int] = {}
        self.same = np.fromiter(
            (self._numbers.setdefault(self._fold(word), len(self._numbers)) for word in vectors.words[: self.words]),
            np.int32,
            self.words,
        )
        self._order = np.argsort(self.same, kind="stable")  # the rows of each word, the first one first
        self._begins = np.searchsorted(self.same[self._order], np.arange(len(self._numbers) + 1))

    def row(self, word: str) -> int:
        """The first row of a word, or -1."""
        number = self._numbers.get(self._fold(word))
        return -1 if number is None else int(self._order[self._begins[number]])

    def first_known(self, words: Iterable[str]) -> int:
        """The row of the first of some words that there is, or -1."""
        return next((row for word in words if (row := self.row(word)) >= 0), -1)

    def rows_of(self, pairs: Sequence[Pair]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """int64[P] and int64[P], the rows of the sources and of the first known targets of P pairs; -1 for none."""
        sources = np.array([self.row(pair.source) for pair in pairs], np.int64)
        return sources, np.array([self.first_known(pair.targets) for pair in pairs], np.int64)

    def others(self, row: int) -> NDArray[np.int64]:
        """All rows of the word of a row."""
        number = self.same[row]
        return self._order[self._begins[number] : self._begins[number + 1]]

    def unit(self, rows: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """float32[n, D], the unit vectors of rows."""
        chosen: NDArray[np.float32] = self._matrix[rows]
        if self._mean is not None:
            chosen = chosen - self._mean
        if self._top is not None:
            chosen = np.asarray(chosen - (chosen @ self._top.T) @ self._top)
        return unit_rows(chosen)

    def blocks(self, questions: int, size: int = BLOCK) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """All candidates for some number of questions: the first row of each block, and their unit vectors."""
        for first in range(0, self.words, size):
            block = self.unit(slice(first, first + size))
            yield first, block
            if self._compared is not None:
                self._compared(questions * len(block))


class Best:
    """The candidate of highest score for each of Q questions, found block by block; among equals the first.

    Attributes:
        rows: int64[Q], -1 where no candidate was left.
        scores: float32[Q].
    """

    def __init__(self, questions: int) -> None:
        self.rows, self.scores = np.full(questions, -1), np.full(questions, -np.inf, np.float32)

    def see(self, some: slice, scores: NDArray[np.float32], first: int) -> None:
        """Take account of scores float32[q, n] of some questions with the candidates from a first row on."""
        found = scores.argmax(axis=1)
        highest = scores[np.arange(len(found)), found]
        better = highest > self.scores[some]
        self.rows[some][better], self.scores[some][better] = found[better] + first, highest[better]


def _taken_away(
    matrix: NDArray[np.float32], transform: Transform
) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
    """What is subtracted from each vector: the mean, and the directions of greatest variance, as unit rows."""
    if transform == "none":
        return None, None
    mean = mean_row(matrix)
    if transform == "center":
        return mean, None
    return mean, principal_directions(matrix, mean)[1][: max(matrix.shape[1] // TOP, 1)].astype(np.float32)
