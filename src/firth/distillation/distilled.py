"""The work is done, and its vectors are averaged."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.interrupts import unheard_interrupts
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.distillation.occurrences import Windows, chosen_windows
from firth.distillation.partial import Partial
from firth.distillation.work import Alone, InContext, Pool, Work
from firth.encoders.encoder import Encoder
from firth.errors import TrainingInterrupted, counted
from firth.progress.events import DistilProgress

__all__ = ["Contexts", "distilled"]

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Contexts:
    """Where words are seen.

    Attributes:
        corpus: a text.
        most: occurrences of a word that are encoded.
        window: words on each side of it.
        pool: what of a window is the word's vector.
    """

    corpus: EncodedCorpus
    most: int
    window: int
    pool: Pool


def distilled(  # noqa: PLR0913 - an encoder, words, and keywords for how
    encoder: Encoder,
    words: Sequence[str],
    contexts: Contexts | None = None,
    *,
    batch_size: int = 1,
    checkpoint: Path | None = None,
    on_progress: Callable[[DistilProgress], None] | None = None,
) -> tuple[Matrix, dict[str, Any]]:
    """Vectors of words, as an encoder has them.

    Args:
        encoder: an open one.
        words: V distinct ones.
        contexts: where they are seen; a word without occurrence is encoded alone. None: all are.
        batch_size: texts that the encoder takes at once: fewer are not given to it while there are more.
        checkpoint: a file for what is done so far; if it exists, the work goes on from it. Removed at the end.
        on_progress: hears of it after each block of texts.

    Returns:
        float32[V, D], and what was done, for the `info` of a model.

    Raises:
        ArgumentError: the encoder returns something else than vectors, or the checkpoint is of another distillation.
        FormatError: the encoder cannot be run, or the checkpoint is damaged.
        TargetError: the checkpoint cannot be written.
        TrainingInterrupted: Ctrl-C, where there is a checkpoint, which then holds what was done.
        Exception: of an encoder that is a function; here too the checkpoint holds what was done.
    """
    facts: dict[str, Any] = {"encoder": encoder.facts}
    seen = None
    if contexts is not None:
        seen = _windows(words, contexts)
        facts |= {"contexts": contexts.most, "window": contexts.window, "pool": contexts.pool}
    job = {**facts, "digest": _digest(words, None if seen is None else seen.windows)}
    partial = Partial(words, encoder.dimensions, job, checkpoint)
    run, before = _Run(encoder, partial, batch_size, on_progress), partial.done
    try:
        if seen is not None:
            run.total = seen.size - partial.windows + _without(words, seen)
            run.through(seen, partial.windows, of_windows=True)
        left = Alone(words, np.flatnonzero(partial.added == 0))
        if partial.alone < 0:
            partial.alone = left.size
        start = left.size - (partial.alone - partial.tried)  # those before were tried, and have no piece
        run.total = run.done + left.size - start
        run.through(left, start)
    except KeyboardInterrupt:
        if checkpoint is None:
            raise
        with unheard_interrupts():
            partial.save()
        kept = f"{counted(before + run.done, 'text')} of {before + run.total:,} are encoded, and kept in {checkpoint}"
        raise TrainingInterrupted(finished=kept) from None
    except Exception:
        if run.done:
            partial.save()
        raise
    facts["alone"] = partial.alone
    lacking = np.flatnonzero(partial.added == 0)
    if lacking.size:
        facts["without_pieces"] = lacking.size
    partial.remove()
    return partial.means(), facts


class _Run:
    """Work that is being done.

    Attributes:
        done: texts that were encoded in this run.
        total: texts that are to be.
    """

    def __init__(
        self,
        encoder: Encoder,
        partial: Partial,
        batch_size: int,
        on_progress: Callable[[DistilProgress], None] | None,
    ) -> None:
        self._encoder, self._partial, self._batch, self._report = encoder, partial, batch_size, on_progress
        self._begun, self.done, self.total = time.monotonic(), 0, 0

    def through(self, work: Work, start: int = 0, *, of_windows: bool = False) -> None:
        """Encode the texts from one on.

        The first are in small blocks, so that a run keeps something however soon it is interrupted. How large a block
        is depends alone on how much was done: a run that goes on has the same blocks, and so the same batches.
        """
        at = start
        while at < work.size:
            done = self._partial.windows if of_windows else self._partial.tried
            stop = min(at + max(min(done, work.block), self._batch), work.size)
            self._partial.add(work.encoded(self._encoder, at, stop), stop - at, of_windows=of_windows)
            self.done += stop - at
            if self._report is not None:
                self._report(DistilProgress(self.done, self.total, time.monotonic() - self._begun))
            self._partial.save_if_due()
            at = stop


def _windows(words: Sequence[str], contexts: Contexts) -> InContext:
    vocabulary = contexts.corpus.vocabulary.words
    places = {word: number for number, word in enumerate(words)}
    numbers = np.fromiter((places.get(word, -1) for word in vocabulary), np.int64, len(vocabulary))
    windows = chosen_windows(contexts.corpus, numbers >= 0, contexts.most, contexts.window)
    return InContext(contexts.corpus, windows, numbers, contexts.pool)


def _without(words: Sequence[str], seen: InContext) -> int:
    """How many words have no occurrence."""
    return len(words) - np.unique(seen.numbers[seen.corpus.ids[seen.windows.tokens]]).size


def _digest(words: Sequence[str], windows: Windows | None) -> str:
    digest = hashlib.blake2b("\n".join(words).encode(errors="surrogatepass"), digest_size=16)
    for array in windows or ():
        digest.update(array.tobytes())
    return digest.hexdigest()
