"""What long work reports while it runs: small immutable values, handed to the caller's own function."""

from dataclasses import dataclass

__all__ = ["Progress", "ReadProgress", "TrainProgress"]


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
        loss: mean loss of a pair lately, in nats, measured on a part of the pairs; None before the first.
    """

    words: int
    words_total: int
    seconds: float
    alpha: float
    loss: float | None

    @property
    def words_per_second(self) -> float:
        """The mean speed so far."""
        return self.words / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the mean speed so far; None before the first word."""
        return (self.words_total - self.words) / self.words_per_second if self.words else None


Progress = ReadProgress | TrainProgress
"""Whatever a function given as ``progress=`` is called with."""
