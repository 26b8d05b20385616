"""What is done so far, in memory and as a file, so that an interrupted run goes on."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.interrupts import unheard_interrupts
from firth.distillation.work import Vectors
from firth.errors import ArgumentError, FormatError, listed
from firth.vectors.word_vectors import WordVectors, load

__all__ = ["Partial"]

Matrix = NDArray[np.float32]

EVERY = 300.0
"""Seconds between two times that the file is written."""

SHARE = 0.02
"""Of the time, that writing may take: where it takes long, it is done less often."""


class Partial:
    """Sums of vectors.

    As a file it is a model: sums for vectors, and for counts how many vectors were added.

    Attributes:
        sums: float32[V, D].
        added: int64[V], how many vectors each is the sum of.
        windows: that are encoded.
        alone: words that are encoded alone, for lack of contexts; -1: that is not known before all windows are done.
        tried: how many of these are done, whether the encoder had a piece of them or not.
    """

    def __init__(self, words: Sequence[str], dimensions: int, job: Mapping[str, Any], path: Path | None) -> None:
        """Go on from the file, if there is one.

        Args:
            words: V, those that are distilled.
            dimensions: D.
            job: what is done, so that the file of another is not taken for one of this.
            path: of the file; None: there is none.

        Raises:
            ArgumentError: the file is of another job.
            FormatError: it is damaged, or something else.
        """
        self._words, self._job, self._path = words, dict(job), path
        self._next = time.monotonic() + EVERY
        self.sums = np.zeros((len(words), dimensions), np.float32)
        self.added = np.zeros(len(words), np.int64)
        self.windows, self.alone, self.tried = 0, -1, 0
        if path is not None and path.exists():
            self._go_on(path)

    @property
    def done(self) -> int:
        """How many texts were encoded."""
        return self.windows + self.tried

    def add(self, vectors: Vectors, texts: int, *, of_windows: bool) -> None:
        """Add the vectors of some words, which were made of so many texts; rows of NaN are passed over."""
        there = ~np.isnan(vectors.rows[:, 0])
        words, rows = vectors.words[there], vectors.rows[there]
        with unheard_interrupts():  # all of them or none
            np.add.at(self.sums, words, rows)
            np.add.at(self.added, words, 1)
            if of_windows:
                self.windows += texts
            else:
                self.tried += texts

    def means(self) -> Matrix:
        """float32[V, D], in the memory of the sums; a word without any vector has zeros."""
        self.sums /= np.maximum(self.added, 1)[:, None].astype(np.float32)
        return self.sums

    def save_if_due(self) -> None:
        """Write the file, if the last time is long ago."""
        if self._path is not None and time.monotonic() >= self._next:
            begun = time.monotonic()
            self.save()
            self._next = time.monotonic() + max(EVERY, (time.monotonic() - begun) / SHARE)

    def save(self) -> None:
        """Write the file, if there is one.

        Raises:
            TargetError: it cannot be written.
        """
        if self._path is not None:
            done = {**self._job, "windows": self.windows, "alone": self.alone, "tried": self.tried}
            kept = WordVectors(tuple(self._words), self.sums, counts=self.added, info={"distilling": done})
            kept.save(self._path, "safetensors")

    def remove(self) -> None:
        """Remove the file: all is done."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _go_on(self, path: Path) -> None:
        try:
            kept = load(path, "safetensors")
        except FormatError as error:
            remedy = "It should be what an interrupted run left: remove it, or name another file."
            raise FormatError(f"checkpoint {path}: {error} {remedy}") from None
        done = dict(kept.info.get("distilling", {}))
        windows, alone, tried = (done.pop(name, None) for name in ("windows", "alone", "tried"))
        differs = sorted(name for name in {*done, *self._job} if done.get(name) != self._job.get(name))
        fits = kept.vectors.shape == self.sums.shape and type(windows) is type(alone) is type(tried) is int
        if differs or not fits or kept.counts is None:
            named = ["the words or the text" if name == "digest" else name for name in differs]
            of = f"differs in: {listed(named)}" if done and differs else "is no such file"
            raise ArgumentError(
                "checkpoint",
                str(path),
                f"is not what an interrupted run of this distillation left ({of}). Remove it, or name another file",
            )
        self.sums[:], self.added[:] = kept.vectors, kept.counts
        self.windows, self.alone, self.tried = windows, alone, tried
