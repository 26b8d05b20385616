"""A textbook's corpus of twelve words, and statistics over many trainings on it.

Skip-gram and CBOW are often introduced on a text so small that one run proves nothing: the answer to an analogy changes
with the seed. Here many runs answer the same question, and the report gives shares and deviations. This module has the
corpus, the textbook's settings and the counting; how a run is trained is up to the caller.

One detail decides the outcome of skip-gram. The textbook's loop moves the input row first, and then moves the output
row by the input row that has just moved: with x the input row, y the output row and e the error times the rate, y
becomes y + e (x + e y), so each update, whatever its label, also lengthens y by the factor 1 + e². The original
word2vec program moves y by x as it was. On these twelve words, about half of the runs answer 女王 with the textbook's
order, and nearly all with the other.

Letters: R runs, V words, D dimensions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError
from firth.search import Directions, analogy, unit_rows

__all__ = [
    "ASKED",
    "PAIR",
    "QUESTION",
    "SENTENCE",
    "SETTINGS",
    "WORDS",
    "Answer",
    "Neighbour",
    "Spread",
    "TextbookReport",
    "TextbookSettings",
    "study",
]

SENTENCE: Final = (
    "国王",
    "喜欢",
    "城堡",
    "女王",
    "喜欢",
    "城堡",
    "男人",
    "喜欢",
    "足球",
    "女人",
    "喜欢",
    "足球",
)
WORDS: Final = tuple(sorted(set(SENTENCE), key=lambda word: (-SENTENCE.count(word), word)))
"""The V = 7 words in the order of a `Vocabulary`, the most frequent first, which is that of a matrix's rows."""

QUESTION: Final = ("男人", "国王", "女人")
"""男人 is to 国王 as 女人 is to ?"""
ASKED: Final = ("国王", "女人")
"""The words whose neighbours are reported."""
PAIR: Final = ("国王", "女王")
"""The two words whose similarity is reported."""

TrainRun = Callable[[int], NDArray[np.floating[Any]]]
Runs = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextbookSettings:
    """How a textbook trains on `SENTENCE`; fields that `TrainConfig` has too have the same names."""

    vector_size: int = 10
    window: int = 2  # not shrunk
    shrink_windows: bool = False
    min_count: int = 1
    negative: int = 3  # noise words for each pair (skip-gram) or window (CBOW)
    ns_exponent: float = 0.75
    noise_collisions: str = "train"  # a noise word that is the target is trained with label 0
    cbow_gradient: str = "classic"  # every word of the window gets the whole gradient of the mean
    alpha: float = 0.05  # constant
    epochs: int = 200  # samples in a new order each time, without subsampling
    first_deviation: float = 0.01  # both matrices start as N(0, first_deviation²)


SETTINGS: Final = TextbookSettings()


class Answer(NamedTuple):
    """One answer to the analogy, and the share of runs that gave it, in [0, 1]."""

    word: str
    share: float


class Spread(NamedTuple):
    """Mean and standard deviation of a cosine over the runs."""

    mean: float
    deviation: float


class Neighbour(NamedTuple):
    """A neighbour of a word: its cosine, and the share of runs in which it was the nearest."""

    word: str
    cosine: Spread
    nearest: float


@dataclass(frozen=True, slots=True)
class TextbookReport:
    """Statistics over R runs.

    Attributes:
        runs: R.
        answers: the four possible answers to `QUESTION` on raw vectors, largest share first.
        neighbours: for each of `ASKED`, in that order, the six other words, highest mean cosine first.
        pair: the cosine of `PAIR`.
    """

    runs: int
    answers: tuple[Answer, ...]
    neighbours: tuple[tuple[Neighbour, ...], ...]
    pair: Spread


def study(train_run: TrainRun, seeds: Iterable[int]) -> TextbookReport:
    """Train once for each seed and count the answers.

    Args:
        train_run: takes a seed and returns the trained input vectors, float[V, D], rows as in `WORDS`.
        seeds: one for each run.

    Returns:
        The answers, neighbours and similarities.

    Raises:
        ArgumentError: there are no seeds.
        FormatError: the vectors of a run contain NaN or infinity.
    """
    runs = [np.asarray(train_run(seed), np.float64) for seed in seeds]
    if not runs:
        raise ArgumentError("seeds", seeds, "is empty, so there are no runs to report; give at least one seed")
    assert all(run.shape[0] == len(WORDS) for run in runs), "a run's rows are not the textbook's words"
    cosines = np.stack([_cosines(run) for run in runs])
    first, second = (WORDS.index(word) for word in PAIR)
    return TextbookReport(
        runs=len(runs),
        answers=_answers(runs),
        neighbours=tuple(_neighbours(cosines[:, WORDS.index(word)], word) for word in ASKED),
        pair=_spread(cosines[:, first, second]),
    )


def _cosines(run: Runs) -> Runs:
    """float64[V, V]: the cosines between all words."""
    unit = unit_rows(run).astype(np.float64)
    return np.asarray((unit @ unit.T).clip(-1.0, 1.0))


def _answers(runs: list[Runs]) -> tuple[Answer, ...]:
    triple = np.array([[WORDS.index(word) for word in QUESTION]])
    given = [WORDS[analogy(Directions(run), triple, 1, normalize=False)[0][0, 0]] for run in runs]
    possible = [word for word in WORDS if word not in QUESTION]
    answers = [Answer(word, given.count(word) / len(given)) for word in possible]
    return tuple(sorted(answers, key=lambda answer: -answer.share))


def _neighbours(cosines: Runs, asked: str) -> tuple[Neighbour, ...]:
    """Summarise float64[R, V], the cosines of one word with every word."""
    others = [number for number, word in enumerate(WORDS) if word != asked]
    nearest = np.array(others)[cosines[:, others].argmax(axis=1)]
    found = [Neighbour(WORDS[i], _spread(cosines[:, i]), float((nearest == i).mean())) for i in others]
    return tuple(sorted(found, key=lambda neighbour: -neighbour.cosine.mean))


def _spread(values: Runs) -> Spread:
    return Spread(float(values.mean()), float(values.std()))
