"""What long work reports while it runs: small immutable values, handed to the caller's own function."""

from dataclasses import dataclass

__all__ = [
    "CompileProgress",
    "CountProgress",
    "DistilProgress",
    "EvaluateProgress",
    "FitProgress",
    "NeighboursProgress",
    "Progress",
    "ProjectProgress",
    "ReadProgress",
    "SolveProgress",
    "TrainProgress",
]


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """How far the reading of a corpus has come.

    Attributes:
        bytes_done: bytes taken from the sources, as stored (compressed bytes of a compressed file); 0 for an
            iterable.
        bytes_total: bytes of all sources, or None where a pipe or an iterable does not tell.
        tokens: tokens read so far, before any word is dropped.
    """

    bytes_done: int
    bytes_total: int | None
    tokens: int


@dataclass(frozen=True, slots=True)
class TrainProgress:
    """How far training has come.

    Attributes:
        words: tokens trained so far, over all epochs; in-vocabulary tokens, before subsampling.
        words_total: tokens to train, over all epochs.
        seconds: since training began.
        alpha: the current learning rate.
        loss: mean loss of a pair (CBOW: of a window) lately, in nats; None before the first.
        validation_loss: the same on held-out text, at the last measurement; None before the first.
    """

    words: int
    words_total: int
    seconds: float
    alpha: float
    loss: float | None
    validation_loss: float | None = None

    @property
    def words_per_second(self) -> float:
        """The mean speed so far."""
        return self.words / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the mean speed so far; None before the first word."""
        return (self.words_total - self.words) / self.words_per_second if self.words else None


@dataclass(frozen=True, slots=True)
class CompileProgress:
    """Machine code is about to be made for training, which takes some seconds. The next process finds it made.

    Attributes:
        kernel: the function that is compiled.
    """

    kernel: str


@dataclass(frozen=True, slots=True)
class CountProgress:
    """How far the counting of pairs has come.

    Attributes:
        words: tokens whose windows were counted so far, over all passes.
        words_total: tokens to count, over all passes.
        seconds: since counting began.
    """

    words: int
    words_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SolveProgress:
    """How far a singular value decomposition has come. How many products it takes is not known beforehand.

    Attributes:
        products: products of the matrix and a vector so far.
        seconds: since it began.
    """

    products: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FitProgress:
    """How far the fitting of counts has come.

    Attributes:
        cells: cells of the matrix that were fitted so far, over all iterations.
        cells_total: cells to fit, over all iterations.
        seconds: since it began.
        loss: mean weighted squared error of a cell in the iteration before this one; None in the first.
    """

    cells: int
    cells_total: int
    seconds: float
    loss: float | None


@dataclass(frozen=True, slots=True)
class EvaluateProgress:
    """How far the asking of questions has come.

    Attributes:
        comparisons: questions times candidates so far, over all sets, solvers and protocols.
        comparisons_total: all of them.
        seconds: since the asking began.
    """

    comparisons: int
    comparisons_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class NeighboursProgress:
    """How far the search for the nearest words of many words has come.

    Attributes:
        words: whose neighbours were found so far.
        words_total: all of them.
        seconds: since it began.
    """

    words: int
    words_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """How far the drawing of a map has come.

    Attributes:
        steps: moves of all words so far.
        steps_total: all of them.
        seconds: since it began.
    """

    steps: int
    steps_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DistilProgress:
    """How far the encoding of texts has come.

    Attributes:
        texts: that were encoded in this run.
        texts_total: that are to be; more, where words turn out to be cut off.
        seconds: since it began.
    """

    texts: int
    texts_total: int
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """At the mean speed so far; None before the first text."""
        return (self.texts_total - self.texts) * self.seconds / self.texts if self.texts else None


Progress = (
    ReadProgress
    | CompileProgress
    | TrainProgress
    | CountProgress
    | SolveProgress
    | FitProgress
    | EvaluateProgress
    | NeighboursProgress
    | ProjectProgress
    | DistilProgress
)
"""Whatever a function given as ``progress=`` is called with."""
