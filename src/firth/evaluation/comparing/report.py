"""What a comparison found: frozen values, sentences, and tables of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from firth.evaluation.comparing.differences import Difference
from firth.evaluation.comparing.neighbourhoods import Neighbourhoods
from firth.tabular import as_json, data_frame, html_table

__all__ = ["Comparison", "Coverage", "in_words"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many questions of a set a model could be asked by itself.

    Attributes:
        set: of questions.
        protocol: how it was asked.
        model: its name.
        known: questions, or pairs, whose words it has.
        of: all questions or pairs.
    """

    set: str
    protocol: str
    model: str
    known: int
    of: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models beside the first of them.

    Attributes:
        models: names, the first one's first, and how many words each has.
        shared: words that all have. Only these were asked, and could be answers.
        differences: all scores, each of a model beside the first.
        coverage: by set, protocol and model.
        neighbourhoods: of each other model, beside those of the first.
        skipped: by set, how many lines could not be used.
        notes: sentences about models in different scripts, and about sets of which nothing could be asked.
    """

    models: tuple[tuple[str, int], ...]
    shared: int
    differences: tuple[Difference, ...]
    coverage: tuple[Coverage, ...]
    neighbourhoods: tuple[Neighbourhoods, ...]
    skipped: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()

    def totals(self) -> Sequence[Difference]:
        """One difference for each other model, set, measure and protocol.

        >>> len(firth.compare([vectors, vectors.view("context")], ["pairs.txt"]).totals())
        2
        """
        return [each for each in self.differences if each.section == "total"]

    def sections(self, total: Difference) -> Sequence[Difference]:
        """The sections of a set, of the same models, measure and protocol.

        >>> report = firth.compare([vectors, vectors.view("context")], ["pairs.txt"])
        >>> report.sections(report.totals()[0])
        []
        """
        return [each for each in self.differences if not each.is_whole and _heading(each) == _heading(total)]

    def verdicts(self) -> Iterator[str]:
        """Each total as a sentence.

        >>> next(firth.compare([vectors, vectors.view("context")], ["pairs.txt"]).verdicts())
        'pairs, spearman, all words: too few questions to compare B with A'
        """
        for total in self.totals():
            yield in_words(total) + _of_sections(self.sections(total))

    def as_dict(self) -> dict[str, Any]:
        """JSON values; what is not a number is None.

        >>> firth.compare([vectors, vectors.view("context")], ["pairs.txt"]).as_dict()["shared"]
        8
        """
        return {
            "models": dict(self.models),
            "shared": self.shared,
            "differences": [as_json(each) for each in self.differences],
            "coverage": [as_json(each) for each in self.coverage],
            "neighbourhoods": [as_json(each) for each in self.neighbourhoods],
            "verdicts": list(self.verdicts()),
            "skipped": dict(self.skipped),
            "notes": list(self.notes),
        }

    def to_pandas(self) -> Any:
        """A data frame with a row for each difference.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> firth.compare([vectors, vectors.view("context")], ["pairs.txt"]).to_pandas().shape
            (2, 16)
        """
        return data_frame(self.differences)

    def _repr_html_(self) -> str:
        return html_table(self.differences)


def in_words(each: Difference) -> str:
    """A difference as a sentence."""
    heading = f"{each.set}, {each.measure}, {each.protocol}: "
    if each.verdict == "too few":
        return f"{heading}too few questions to compare {each.model} with {each.baseline}"
    if each.verdict == "no difference":
        sure = f"{each.difference:+.3f} [{each.low:+.3f}, {each.high:+.3f}]"
        return f"{heading}no difference can be told between {each.model} and {each.baseline}: {sure}"
    low, high = sorted(map(abs, (each.low, each.high)))
    sure = f"{abs(each.difference):.3f} [{low:.3f}, {high:.3f}]"
    return f"{heading}{each.model} is {each.verdict} than {each.baseline} by {sure}"


def _of_sections(sections: Sequence[Difference]) -> str:
    judged = [each for each in sections if each.verdict != "too few"]
    if len(judged) < 2:
        return ""
    better, worse = (sum(each.verdict == verdict for each in judged) for verdict in ("better", "worse"))
    return f"; of {len(judged)} sections, judged together (Holm), {better} better and {worse} worse"


def _heading(each: Difference) -> tuple[str, ...]:
    return each.set, each.measure, each.protocol, each.model
