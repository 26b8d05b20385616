"""Scores of one model as tables, a page and JSON values."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from firth.evaluation.findings import Coverage, Score, SkippedLines
from firth.evaluation.pages.report_page import report_page
from firth.formats.target import replacing
from firth.tabular import as_json, data_frame, html_table

__all__ = ["Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Scores of one model.

    Attributes:
        model: its name.
        words: in its vocabulary.
        scores: all of them.
        coverage: of each set, for each choice of candidates.
        skipped: lines of files that could not be used.
        notes: sentences about sets of which nothing could be asked, and about scores that are not defined.
        info: how the model was made, as in `WordVectors.info`.
    """

    model: str
    words: int
    scores: tuple[Score, ...]
    coverage: tuple[Coverage, ...] = ()
    skipped: tuple[SkippedLines, ...] = ()
    notes: tuple[str, ...] = ()
    info: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """JSON values; what is not a number is None.

        >>> firth.evaluate(vectors, ["pairs.txt"]).as_dict()["scores"][0]["asked"]
        3
        """
        return {
            "model": self.model,
            "words": self.words,
            "scores": [as_json(score) for score in self.scores],
            "coverage": [as_json(each) for each in self.coverage],
            "skipped": [as_json(each) for each in self.skipped],
            "notes": list(self.notes),
        }

    def totals(self) -> Sequence[Score]:
        """One score for each set, measure and protocol: totals, and correlations.

        >>> len(firth.evaluate(vectors, ["pairs.txt"]).totals())
        2
        """
        return [score for score in self.scores if score.section == "total"]

    def to_html(self) -> str:
        """A page for any browser, with figures, which fetches nothing.

        >>> firth.evaluate(vectors, ["pairs.txt"]).to_html()[:15]
        '<!doctype html>'
        """
        return report_page(self.model, self.words, self.scores, self.coverage, self.skipped, self.notes, self.info)

    def save_html(self, path: str | os.PathLike[str]) -> None:
        """Write that page to a file; an existing one is replaced when the new one is whole.

        Raises:
            TargetError: the file cannot be written.

        Example:
            >>> firth.evaluate(vectors, ["pairs.txt"]).save_html("scores.html")
        """
        with replacing(path) as out:
            out.write(self.to_html().encode("utf-8", "backslashreplace"))

    def to_pandas(self) -> Any:
        """A data frame with a row for each score.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> firth.evaluate(vectors, ["pairs.txt"]).to_pandas().shape
            (2, 12)
        """
        return data_frame(self.scores)

    def _repr_html_(self) -> str:
        return html_table(self.scores)
