"""What suits a text of a certain size, where it is not given: how many epochs, and which learning rate.

A small text needs more epochs: after five of 200,000 tokens the vectors have hardly begun to part, and two random words
still have a cosine of .8. After too many, or at too high a rate, a small text is learned by heart. The numbers are
measured: see benchmarks/README.md, "The defaults by size".
"""

import math

__all__ = ["ALPHAS", "EPOCHS_BY_SIZE", "SMALL", "USUAL_EPOCHS", "alpha_for", "epochs_for"]

SMALL = 5_000_000
"""Texts of fewer tokens are small."""

EPOCHS_BY_SIZE = ((SMALL, 20), (15_000_000, 10))
"""Tokens, and the epochs for texts that have fewer than so many, but not fewer than those of the step before."""

USUAL_EPOCHS = 5
"""For longer texts."""

ALPHAS: dict[str, dict[str | None, tuple[float, float]]] = {
    "negative_sampling": {None: (0.035, 0.035), "classic": (0.05, 0.075), "exact": (0.1, 0.15)},
    "hierarchical_softmax": {None: (0.025, 0.025), "classic": (0.025, 0.05), "exact": (0.1, 0.1)},
    "softmax": {None: (0.025, 0.025), "classic": (0.05, 0.05), "exact": (0.1, 0.1)},
}
"""By objective, and by the gradient of CBOW, None for skip-gram: the learning rates for small texts and for others."""


def epochs_for(tokens: int | None) -> int:
    """Passes over a text of so many tokens; None: a text that is not small."""
    return next((epochs for below, epochs in EPOCHS_BY_SIZE if tokens is not None and tokens < below), USUAL_EPOCHS)


AROUND = 10
"""Words around a center where windows are whole sentences, from which on skip-gram needs a smaller rate."""


def alpha_for(tokens: int | None, objective: str, cbow_gradient: str | None, around: int | None = None) -> float:
    """The learning rate at the start.

    Args:
        tokens: of the text; None: a text that is not small.
        objective: of the training.
        cbow_gradient: None for skip-gram.
        around: words around a center in the mean, where windows are whole sentences. Skip-gram trains a word once with
            each of them; the rate falls as the square root of their number grows.
    """
    small, other = ALPHAS[objective][cbow_gradient]
    usual = small if tokens is not None and tokens < SMALL else other
    return usual if around is None or cbow_gradient is not None else usual * min(1, math.sqrt(AROUND / around))
