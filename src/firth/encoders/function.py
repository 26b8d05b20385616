"""An encoder that is a Python function from a list of texts to an array."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.encoders.encoder import Span, as_rows
from firth.errors import ArgumentError

__all__ = ["FunctionEncoder"]

Matrix = NDArray[np.float32]


class FunctionEncoder:
    """A function that is given texts in batches, sorted by length.

    Attributes:
        dimensions: D.
        facts: its name.
    """

    def __init__(self, function: Callable[[list[str]], Any], batch_size: int, name: str) -> None:
        """Ask for the vectors of two texts, to see what the function returns."""
        self._function, self._batch = function, batch_size
        self.facts = {"name": name, "kind": "function"}
        self.dimensions = as_rows(function(["tea", "a cup"]), 2, name).shape[1]

    def texts(self, texts: Sequence[str]) -> Matrix:
        """float32[n, D]; the function's errors pass through.

        Raises:
            ArgumentTypeError: it does not return numbers.
            ArgumentError: an array of another shape, or one that is not finite.
        """
        rows = np.empty((len(texts), self.dimensions), np.float32)
        for places in self._batches(texts):
            given = self._function([texts[place] for place in places])
            rows[places] = as_rows(given, len(places), self.facts["name"], self.dimensions)
        return rows

    def spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Matrix:
        """Not to be had.

        Raises:
            ArgumentError: always: a function says nothing of parts of a text.
        """
        del texts, spans
        raise ArgumentError(
            "encoder",
            self.facts["name"],
            "a function gives one vector for a text, and none for the words in it. Give the encoder's folder or its "
            ".onnx file; or take vectors of whole contexts (pool='context')",
        )

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        return (order[at : at + self._batch] for at in range(0, len(order), self._batch))
