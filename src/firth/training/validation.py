"""Held-out text, and the loss that is measured on it."""

from collections.abc import Callable, Iterator

import numpy as np

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import CorpusError
from firth.kernels.arrays import Tokens, Weights, tokens_of, windows_for
from firth.kernels.windows import lay_out_windows
from firth.training.jobs import held_out_job
from firth.training.team import Team
from firth.training.trainer import Trainer

__all__ = ["HeldOut", "held_out_text"]


class HeldOut:
    """A text to measure the loss on, on the same windows and against the same noise each time."""

    def __init__(self, text: Tokens, trainer: Trainer, seed: int) -> None:
        self.text, self.trainer = text, trainer
        self.job = held_out_job(text.ids.size, trainer.shape.block, seed)

    def check(self) -> None:
        """Find out before training whether there is anything to measure.

        Raises:
            CorpusError: no window holds two words.
        """
        options, keep = self.trainer.options, self.trainer.keep
        windows = windows_for(options)
        for (start, stop, _), (key, _) in zip(self.job.blocks, self.job.keys, strict=True):
            n, _ = lay_out_windows(self.text, keep, key, start, stop, options, windows)
            if (windows.ends[:n] - windows.begins[:n] > 1).any():
                return
        raise CorpusError(
            "the held-out text has no two words of the vocabulary beside each other, so there is no loss to "
            "measure. Hold out more text."
        )

    def measure(self, team: Team, weights: Weights, report: Callable[[float], None]) -> Iterator[None]:
        """Measure the loss.

        Args:
            team: does the work.
            weights: left as they are.
            report: called at the end with the mean loss.

        Yields:
            Now and then.
        """
        losses = np.zeros((1, 2))
        yield from team.work(self.trainer.run(self.text, weights, self.job, losses, team.size))
        report(float(losses[0, 0] / losses[0, 1]))


def held_out_text(corpus: EncodedCorpus | None, trainer: Trainer, seed: int) -> HeldOut | None:
    """What losses are measured on, if there is held-out text."""
    return None if corpus is None else HeldOut(tokens_of(corpus.ids, corpus.starts), trainer, seed)
