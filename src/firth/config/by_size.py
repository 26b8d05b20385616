"""How many epochs suit a text of a certain size, where they are not given.

A small text needs more of them: after five epochs of 200,000 tokens the vectors have hardly begun to part, and two
random words still have a cosine of .8. After too many, a small text is learned by heart. The numbers are measured, for
the default learning rates, which suit all sizes: see benchmarks/README.md, "The defaults by size".
"""

__all__ = ["EPOCHS_BY_SIZE", "USUAL_EPOCHS", "epochs_for"]

EPOCHS_BY_SIZE = ((5_000_000, 20), (15_000_000, 10))
"""Tokens, and the epochs for texts that have fewer than so many, but not fewer than those of the step before."""

USUAL_EPOCHS = 5
"""For longer texts."""


def epochs_for(tokens: int) -> int:
    """Passes over a text of so many tokens."""
    return next((epochs for below, epochs in EPOCHS_BY_SIZE if tokens < below), USUAL_EPOCHS)
