"""The picture of a word's occurrences, in the colours of their senses."""

import os
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firth.figures import check_figure, styled
from firth.formats.target import replacing

__all__ = ["draw"]

_DOTS_PER_INCH: Final = 200
_COLOURS: Final = ("#00798c", "#d1495b", "#edae49", "#30638e", "#5b8e3e", "#8d5a97", "#555555")


def draw(
    points: NDArray[np.float32], assigned: NDArray[np.int64], shares: Sequence[float], path: str | os.PathLike[str]
) -> None:
    """Draw the occurrences of a word as a PNG file of 1,200 x 1,000 pixels.

    Of two senses, an occurrence lies where its neighbours (from left to right) and its wider context (from bottom to
    top) put it: where both agree, the points are at the lower left and the upper right. Of more, the two main
    directions are drawn.

    Args:
        points: float32[n, 2], the occurrences.
        assigned: int64[n], the sense of each.
        shares: of the senses.
        path: the file; an existing one is replaced when the new one is complete.

    Raises:
        ConfigError: its name does not end in .png.
        TargetError: it cannot be written.
        MissingExtraError: Matplotlib is not installed.
    """
    check_figure(path)
    with styled((6, 5)) as figure:
        axes = figure.subplots()
        for number, share in enumerate(shares):
            x, y = points[assigned == number].T
            label = f"sense {number + 1}: {share:.0%}" if len(shares) > 1 else "not told apart"
            axes.scatter(x, y, s=8, linewidths=0, alpha=0.6, color=_COLOURS[number % len(_COLOURS)], label=label)
        two = len(shares) <= 2
        axes.set_xlabel("by the words beside it (log odds)" if two else "first direction")
        axes.set_ylabel("by the wider context (log odds)" if two else "second direction")
        axes.legend(loc="best", frameon=False)
        with replacing(path) as out:
            figure.savefig(out, format="png", dpi=_DOTS_PER_INCH)
