"""What was found: frozen values, and tables of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from firth.errors import MissingExtraError

__all__ = ["Report", "Score", "data_frame", "plain"]


@dataclass(frozen=True, slots=True)
class Score:
    """One score with its interval and what it rests on.

    Attributes:
        set: of questions.
        section: of the set; "total": all its questions ("micro"); "mean of sections" ("macro").
        kind: of relation, where the set says.
        measure: the solver; or "spearman" or "pearson".
        protocol: how it was asked.
        value: the share of right answers, or the correlation; NaN where nothing could be asked.
        low: lower end of the 95 % interval.
        high: its upper end.
        asked: questions, or pairs, whose words are known.
        of: all questions or pairs.
        right: right answers; None for correlations.
        ceiling: how well people agree with each other, where that is known.
    """

    set: str
    section: str
    kind: str
    measure: str
    protocol: str
    value: float
    low: float
    high: float
    asked: int
    of: int
    right: int | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Scores of one model.

    Attributes:
        model: its name.
        words: in its vocabulary.
        scores: all of them.
        skipped: by set, how many lines could not be used.
    """

    model: str
    words: int
    scores: tuple[Score, ...]
    skipped: tuple[tuple[str, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON values; what is not a number is None.

        >>> firth.evaluate(vectors, ["pairs.txt"]).as_dict()["scores"][0]["asked"]
        3
        """
        return {
            "model": self.model,
            "words": self.words,
            "scores": [plain(score) for score in self.scores],
            "skipped": dict(self.skipped),
        }

    def totals(self) -> Sequence[Score]:
        """One score for each set, measure and protocol: totals, and correlations.

        >>> len(firth.evaluate(vectors, ["pairs.txt"]).totals())
        2
        """
        return [score for score in self.scores if score.section == "total"]

    def to_pandas(self) -> Any:
        """A data frame with a row for each score.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> firth.evaluate(vectors, ["pairs.txt"]).to_pandas().shape
            (2, 12)
        """
        return data_frame(self.scores)


def data_frame(rows: Sequence[Any]) -> Any:
    """A data frame with a row for each of some values, which are dataclasses.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise MissingExtraError("pandas", "pandas", "a data frame") from None
    return pandas.DataFrame([asdict(row) for row in rows])


def plain(row: Any) -> dict[str, Any]:
    """A value that is a dataclass as JSON values; what is not a number is None."""
    return {name: _plain(value) for name, value in asdict(row).items()}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN is not itself
