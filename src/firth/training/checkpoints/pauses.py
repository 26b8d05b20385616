"""When a training pauses: to write a checkpoint, and to let the caller look at the vectors."""

import time
from collections.abc import Callable
from pathlib import Path

from firth.formats.checkpoint import CheckpointRecord, write_checkpoint
from firth.vectors.word_vectors import WordVectors

__all__ = ["EVERY", "Pauses", "TrainingPause"]

EVERY = 600.0
"""Seconds between two checkpoints, if nothing else is asked for."""

SHARE = 0.02
"""Of the time of a training, that writing checkpoints may take: where one takes long, they are written less often."""


class TrainingPause:
    """What a training shows when it pauses: at the end of each epoch, and after each checkpoint.

        >>> vectors = firth.train("corpus.txt", vector_size=10, epochs=5, on_pause=lambda pause: print(pause.words))
        3200
        6400
        9600
        12800
        16000

    Attributes:
        words: tokens trained so far, over all epochs.
        words_total: tokens to train, over all epochs.
        checkpoint: the checkpoint that was just written, or None at the end of an epoch.
    """

    def __init__(self, words: int, words_total: int, checkpoint: Path | None, look: Callable[[], WordVectors]) -> None:
        self.words, self.words_total, self.checkpoint = words, words_total, checkpoint
        self._look, self._vectors = look, None  # type: tuple[Callable[[], WordVectors], WordVectors | None]
        self._stopped = False

    @property
    def vectors(self) -> WordVectors:
        """The vectors as they are now, copied on first use: to be asked, judged or saved."""
        if self._vectors is None:
            self._vectors = self._look()
        return self._vectors

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped

    def stop(self) -> None:
        """End the training with the vectors as they are now.

        >>> def look(pause):
        ...     if pause.vectors.similarity("tea", "cup") > -1:
        ...         pause.stop()
        >>> firth.train("corpus.txt", vector_size=10, on_pause=look).info["training"]["complete"]
        False
        """
        self._stopped = True


class Pauses:
    """When a training pauses, and what is done then.

    Attributes:
        folder: where checkpoints are written; None: there are none.
        call: hears of each pause, or None.
    """

    def __init__(
        self,
        folder: Path | None = None,
        every: float = EVERY,
        call: Callable[[TrainingPause], object] | None = None,
    ) -> None:
        """Begin.

        Args:
            folder: where checkpoints are written; None: there are none.
            every: seconds between two checkpoints. More, where writing one takes long.
            call: hears of each pause.
        """
        self.folder, self.call = folder, call
        self._every, self._next = every, time.monotonic() + every

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return self.folder is not None and time.monotonic() >= self._next

    def write(self, record: CheckpointRecord) -> Path:
        """Write a checkpoint.

        Raises:
            TargetError: it cannot be written.
        """
        assert self.folder is not None, "only a training that has a folder writes checkpoints"
        begun = time.monotonic()
        path = write_checkpoint(record, self.folder)
        self.wait(time.monotonic() - begun)
        return path

    def wait(self, seconds: float = 0.0) -> None:
        """Put off the next checkpoint; writing the last one took so many seconds."""
        self._next = time.monotonic() + max(self._every, seconds / SHARE)
