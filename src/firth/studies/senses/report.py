"""The senses that were found for a word: frozen values, and tables of them."""

import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.studies.explain.report import Line
from firth.studies.senses.figure import draw
from firth.studies.senses.judgement import Judgement
from firth.tabular import data_frame, html_table

__all__ = ["Sense", "SenseContext", "WordSenses"]


@dataclass(frozen=True, slots=True)
class SenseContext:
    """A word that is typical of the contexts of a sense.

    Attributes:
        word: the context.
        times: how often it is within five words of the occurrences of this sense.
        ratio: how many times as often as in the text at large.
    """

    word: str
    times: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Sense:
    """A sense of a word.

    Attributes:
        name: the word, "|" and a number; 1 is the most frequent sense.
        occurrences: how many of those that were looked at have this sense.
        share: of them.
        neighbours: words whose vectors are nearest to that of the sense, with the cosine.
        contexts: words that are typical of what stands around it.
        lines: where it occurs.
        vector: float32[D], in the space of the words.
    """

    name: str
    occurrences: int
    share: float
    neighbours: tuple[tuple[str, float], ...]
    contexts: tuple[SenseContext, ...]
    lines: tuple[Line, ...]
    vector: NDArray[np.float32] = field(repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Everything but the vector, as JSON values."""
        return {
            "name": self.name,
            "occurrences": self.occurrences,
            "share": self.share,
            "neighbours": [{"word": word, "score": score} for word, score in self.neighbours],
            "contexts": [{"word": each.word, "times": each.times, "ratio": each.ratio} for each in self.contexts],
            "lines": [{"left": line.left, "word": line.word, "right": line.right} for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    share: float
    neighbours: str
    contexts: str


@dataclass(frozen=True, slots=True)
class WordSenses:
    """The senses of a word in a text.

    Attributes:
        word: as the model spells it.
        count: its occurrences in the text.
        used: how many of them were looked at.
        given: whether the number of senses was given, and not found.
        judgements: what speaks for each number that was tried, from two on.
        senses: the most frequent first; a single one where the text does not bear out more.
        points: float32[n, 2], the occurrences as a picture shows them.
        assigned: int64[n], the sense of each, counted from 0.
        same_text: whether the word occurs as often as the model says; None if it does not say.
        encoder: the facts of the encoder that read the occurrences, if one did.

    Example:
        >>> found = firth.senses(vectors, "tea", "corpus.txt", number=2)
        >>> len(found), found.given
        (2, True)
    """

    word: str
    count: int
    used: int
    given: bool
    judgements: tuple[Judgement, ...]
    senses: tuple[Sense, ...]
    points: NDArray[np.float32] = field(repr=False, compare=False)
    assigned: NDArray[np.int64] = field(repr=False, compare=False)
    same_text: bool | None = None
    encoder: dict[str, Any] | None = None

    def __len__(self) -> int:
        """How many senses there are."""
        return len(self.senses)

    def as_dict(self) -> dict[str, Any]:
        """Everything but vectors and points, as JSON values.

        >>> found = firth.senses(vectors, "tea", "corpus.txt", number=2)
        >>> [sense["name"] for sense in found.as_dict()["senses"]]
        ['tea|1', 'tea|2']
        """
        return {
            "word": self.word,
            "count": self.count,
            "used": self.used,
            "given": self.given,
            "tried": [
                {
                    "number": each.number,
                    "agreement": None if np.isnan(each.agreement) else each.agreement,
                    "likeness": None if np.isnan(each.likeness) else each.likeness,
                    "holds": each.holds,
                }
                for each in self.judgements
            ],
            "senses": [sense.as_dict() for sense in self.senses],
            "same_text": self.same_text,
            "encoder": self.encoder,
        }

    def to_pandas(self) -> Any:
        """A data frame with a row for each sense.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> firth.senses(vectors, "tea", "corpus.txt", number=2).to_pandas().columns.tolist()
            ['name', 'share', 'neighbours', 'contexts']
        """
        return data_frame(self._rows())

    def save_figure(self, path: str | os.PathLike[str]) -> None:
        """Draw the occurrences, a colour for each sense, as a PNG file.

        Args:
            path: the file; an existing one is replaced when the new one is complete.

        Raises:
            ConfigError: its name does not end in .png.
            TargetError: it cannot be written.
            MissingExtraError: Matplotlib is not installed.

        Example:
            >>> firth.senses(vectors, "tea", "corpus.txt", number=2).save_figure("tea.png")
        """
        draw(self.points, self.assigned, [sense.share for sense in self.senses], path)

    def _repr_html_(self) -> str:
        return html_table(self._rows())

    def _rows(self) -> list[_Row]:
        return [
            _Row(
                sense.name,
                sense.share,
                " ".join(word for word, _ in sense.neighbours),
                " ".join(each.word for each in sense.contexts),
            )
            for sense in self.senses
        ]
