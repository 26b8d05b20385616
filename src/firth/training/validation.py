"""Held-out text, and the loss that is measured on it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from firth.concurrency.worker_threads import WorkerThreads
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import CorpusError
from firth.kernels.arrays import BLOCK, Tokens, Weights, tokens_of
from firth.kernels.random_streams import HELD_OUT, key
from firth.training.blocks import BlockTrainer

__all__ = ["HeldOut", "held_out_text"]


class HeldOut(NamedTuple):
    """A text to measure the loss on, on the same windows and against the same noise each time."""

    text: Tokens
    trainer: BlockTrainer
    seed: int

    def check(self, weights: Weights) -> None:
        """Find out before training whether there is anything to measure.

        Raises:
            CorpusError: no window holds two words.
        """
        scratch = self.trainer.scratch(weights)
        for start in range(0, self.text.ids.size, BLOCK):
            span, keys = self._block(start)
            if self.trainer.has_pairs(self.text, span, keys[0], scratch):
                return
        raise CorpusError(
            "the held-out text has no two words of the vocabulary beside each other, so there is no loss to "
            "measure. Hold out more text."
        )

    def measure(self, threads: WorkerThreads, weights: Weights, report: Callable[[float], None]) -> Iterator[None]:
        """Measure the loss.

        Args:
            threads: do the work.
            weights: left as they are.
            report: called at the end with the mean loss.

        Yields:
            Now and then.
        """
        sums = np.zeros((threads.size, 2))

        def measure(thread: int, take: Callable[[], int | None]) -> None:
            scratch = self.trainer.scratch(weights)
            while (start := take()) is not None:
                span, keys = self._block(start)
                self.trainer.train(weights, self.text, span, keys, 0.0, scratch, sums[thread])

        yield from threads.work(range(0, self.text.ids.size, BLOCK), measure)
        loss, pairs = sums.sum(axis=0)
        report(float(loss / pairs))

    def _block(self, start: int) -> tuple[tuple[int, int], tuple[np.uint64, np.uint64]]:
        """First and last token of a block, and the keys of its random streams."""
        keys = key(self.seed, HELD_OUT, 1), key(self.seed, HELD_OUT, 2, start // BLOCK)
        return (start, min(start + BLOCK, self.text.ids.size)), keys


def held_out_text(corpus: EncodedCorpus | None, trainer: BlockTrainer, seed: int) -> HeldOut | None:
    """What losses are measured on, if there is held-out text."""
    return None if corpus is None else HeldOut(tokens_of(corpus.ids, corpus.starts), trainer, seed)
