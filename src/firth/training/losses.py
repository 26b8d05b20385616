"""The losses of a training: of each part of it, and on held-out text."""

from math import exp
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Losses"]

CURVE_POINTS = 100
"""Parts of the training whose mean loss is kept."""


class Measurement(NamedTuple):
    """The mean loss on held-out text, after so many words of training."""

    words: int
    loss: float


class Losses:
    """The losses of a training under way.

    Attributes:
        of_parts: float64[parts, 2], the summed loss and the number of pairs of each part of the training.
        measured: on held-out text, in order.
        patience: measurements without a better one after which training stops; None for no end to it.
    """

    def __init__(self, blocks: int, patience: int | None) -> None:
        """Begin.

        Args:
            blocks: to train, over all epochs.
            patience: measurements without a better one after which training stops; None for no end to it.
        """
        self.patience = patience
        self.of_parts = np.zeros((min(CURVE_POINTS, blocks), 2))
        self.measured: list[Measurement] = []

    @property
    def best(self) -> int:
        """The number of the measurement of least loss, the first of equals."""
        return min(range(len(self.measured)), key=lambda i: self.measured[i].loss)

    @property
    def out_of_patience(self) -> bool:
        """Whether the last measurements, as many as there is patience, brought no better one."""
        if self.patience is None or not self.measured:
            return False
        return len(self.measured) - 1 - self.best >= self.patience

    def facts(self, words_total: int, *, is_likelihood: bool) -> dict[str, Any]:
        """What the losses were, as the model file keeps them.

        Args:
            words_total: tokens to train, over all epochs.
            is_likelihood: whether they are of the center's probability among all words.
        """
        parts = self.of_parts
        summed, pairs = parts.sum(axis=0)
        ends = [round(words_total * (part + 1) / len(parts)) for part in range(len(parts))]
        curve = [[end, loss / n] for end, (loss, n) in zip(ends, parts.tolist(), strict=True) if n]
        facts: dict[str, Any] = {
            "mean_loss": float(summed / pairs) if pairs else None,
            "pairs": round(float(pairs)),
            "loss_curve": curve,
        }
        if is_likelihood and curve:
            facts["perplexity"] = _perplexity(curve[-1][1])
        if self.measured:
            facts |= self._validation_facts(is_likelihood=is_likelihood)
        return facts

    def _validation_facts(self, *, is_likelihood: bool) -> dict[str, Any]:
        of_result = self.measured[-1 if self.patience is None else self.best]
        facts: dict[str, Any] = {
            "validation_curve": [list(each) for each in self.measured],
            "validation_loss": of_result.loss,
            "stopped_early": self.out_of_patience,
            "words_of_result": of_result.words,
        }
        if is_likelihood:
            facts["validation_perplexity"] = _perplexity(of_result.loss)
        return facts


def _perplexity(loss: float) -> float:
    """Among how many equally likely words the center would be as hard to guess; saturates: JSON has no infinity."""
    return exp(min(loss, 700.0))
