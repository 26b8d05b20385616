"""What an encoder is to the rest of Firth, and the checks on what one returns."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, counted

__all__ = ["Encoder", "Span", "as_rows", "check_finite"]

Matrix = NDArray[np.float32]
Span: TypeAlias = tuple[int, int]
"""A part of a text: from this character, and up to before that one."""


@runtime_checkable
class Encoder(Protocol):
    """What gives vectors for texts.

    Attributes:
        dimensions: D, of its vectors.
        facts: its name and kind, and how it is used: JSON values, for the `info` of a model.
    """

    dimensions: int
    facts: dict[str, Any]

    def texts(self, texts: Sequence[str]) -> Matrix:
        """float32[n, D], a vector for each text: the mean of its pieces' vectors, without special pieces.

        A row is NaN if the encoder has no piece of the text, or none but those for what it does not know.
        """

    def spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Matrix:
        """float32[number of all spans, D], in their order: the mean of the vectors of the pieces that overlap a span.

        A row is NaN if no known piece does: a long text was cut off before it, or nothing in it is known.
        """


def as_rows(given: Any, texts: int, name: str, dimensions: int | None = None) -> Matrix:
    """What an encoder returned, as float32[n, D].

    Args:
        given: an array or a tensor, or a list of vectors.
        texts: n, how many were asked for.
        name: of the encoder, for messages.
        dimensions: D, if it is known from before.

    Raises:
        ArgumentTypeError: it is not of numbers.
        ArgumentError: its shape is another, or a number is not finite.
    """
    try:
        rows = np.asarray(_on_the_processor(given))
    except (ValueError, TypeError, RuntimeError) as error:
        raise ArgumentTypeError("encoder", given, f"{name} must return an array of numbers: {error}") from None
    if rows.dtype.kind not in "fiu":
        raise ArgumentTypeError(
            "encoder", type(given), f"{name} must return an array of numbers, and returned {rows.dtype}"
        )
    if rows.ndim != 2 or len(rows) != texts or not rows.shape[1]:
        wanted = f"({texts}, D): a vector for each of the {counted(texts, 'text')} that it was given in a list"
        raise ArgumentError("encoder", rows.shape, f"{name} must return an array of the shape {wanted}")
    if dimensions is not None and rows.shape[1] != dimensions:
        raise ArgumentError(
            "encoder", rows.shape, f"{name} returned vectors of {dimensions} dimensions before; all must be alike"
        )
    with np.errstate(over="ignore"):  # what float32 cannot hold is found below
        rows = rows.astype(np.float32)
    check_finite(rows, name)
    return rows


def check_finite(rows: Matrix, name: str) -> None:
    """Make sure that all values of float32[n, D] are numbers.

    Raises:
        ArgumentError: one is NaN or infinite.
    """
    if not np.isfinite(rows).all():
        row = int(np.flatnonzero(~np.isfinite(rows).all(axis=1))[0])
        raise ArgumentError(
            "encoder", name, f"the vector of text {row} of a batch is not finite (NaN, or too large for float32)"
        )


def _on_the_processor(given: Any) -> Any:
    """A tensor of PyTorch as NumPy can take it, whatever device it is on; a list of such; anything else as it is."""
    if isinstance(given, list | tuple):
        return [_on_the_processor(each) for each in given]
    if hasattr(given, "detach"):
        given = given.detach().cpu()
        return given.float().numpy() if given.is_floating_point() else given.numpy()  # NumPy has no bfloat16
    return given
