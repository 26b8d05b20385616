"""What trials showed: frozen values, sentences, and tables of them."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from firth.tabular import as_json, data_frame, html_table

__all__ = ["Claim", "Point", "Speed", "TrainingComparison"]


@dataclass(frozen=True, slots=True)
class Point:
    """One measure of one training.

    Attributes:
        setting: its name.
        seed: of the training.
        parameter: what a curve changes; "" where the training is of no curve.
        value: to what.
        seconds: of training.
        words_per_second: its speed.
        group: what is measured: "words seen", "analogies" or "similarity".
        measure: its name.
        score: NaN where nothing could be asked.
    """

    setting: str
    seed: int
    parameter: str
    value: Any
    seconds: float
    words_per_second: float
    group: str
    measure: str
    score: float


@dataclass(frozen=True, slots=True)
class Speed:
    """How long a setting trains, beside the first.

    Attributes:
        baseline: the first setting.
        setting: the other.
        first: seconds of the first, the median over seeds.
        other: seconds of the other.
        times: so many times as fast is the other, the median over seeds.
        lowest: over the seeds.
        highest: over the seeds.
    """

    baseline: str
    setting: str
    first: float
    other: float
    times: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        seeds = f" ({self.lowest:.2f} to {self.highest:.2f})" if self.lowest < self.highest else ""
        if self.lowest < 1 < self.highest:
            none = f"no difference can be told between {self.setting} and {self.baseline}"
            return f"time: {none}: {self.times:.2f} times as fast{seeds}"
        return f"time: {self.setting} trains {self.times:.2f} times as fast as {self.baseline}{seeds}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A measure of a setting beside that of the first.

    Attributes:
        group: what is measured.
        measure: its name.
        baseline: the first setting.
        setting: the other.
        first: the first's score, the mean over seeds.
        other: the other's.
        difference: other minus first.
        low: lower end of its 95 % interval, over other questions of the same kind.
        high: its upper end.
        seeds: the difference with each seed.
        verdict: "better" or "worse": the interval and all seeds say so; "seeds disagree"; "no difference" can be told;
            or there are "too few" questions.
    """

    group: str
    measure: str
    baseline: str
    setting: str
    first: float
    other: float
    difference: float
    low: float
    high: float
    seeds: tuple[float, ...]
    verdict: str

    def __str__(self) -> str:
        if self.verdict == "too few":
            return f"{self.measure}: too few questions"
        sure = f"{self.difference:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"
        seeds = f"; by seed {min(self.seeds):+.3f} to {max(self.seeds):+.3f}" if len(self.seeds) > 1 else ""
        says = {
            "better": f"{self.setting} is better than {self.baseline}",
            "worse": f"{self.setting} is worse than {self.baseline}",
            "no difference": f"no difference can be told between {self.setting} and {self.baseline}",
            "seeds disagree": f"one seed favours {self.setting}, another {self.baseline}",
        }
        return f"{self.measure}: {says[self.verdict]}: {sure}{seeds}"


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingComparison:
    """What trainings on one text showed.

    Attributes:
        words: of the vocabulary.
        tokens: of the text.
        settings: their names, the one first that the others are compared with.
        points: each measure of each training.
        speeds: of each other setting.
        claims: each measure of each other setting.
        in_effect: by setting, all settings of its trainings, with those that suit the text where none were given.
        notes: sentences about what could not be measured.
        done: trainings that were done.
        meant: trainings that were meant; more, if Ctrl-C ended them.
    """

    words: int
    tokens: int
    settings: tuple[str, ...]
    points: tuple[Point, ...]
    speeds: tuple[Speed, ...]
    claims: tuple[Claim, ...]
    in_effect: Mapping[str, Mapping[str, Any]]
    notes: tuple[str, ...]
    done: int
    meant: int

    def in_words(self) -> Iterator[str]:
        """Each comparison as a sentence.

        >>> report = firth.compare_training("corpus.txt", seeds=1, sets=["pairs.txt"], min_count=1)
        >>> [str(line).split(":")[0] for line in report.in_words()]
        ['time', 'pairs, spearman']
        """
        yield from map(str, self.speeds)
        yield from map(str, self.claims)

    def as_dict(self) -> dict[str, Any]:
        """JSON values; what is not a number is None.

        >>> report = firth.compare_training("corpus.txt", seeds=1, sets=["pairs.txt"], min_count=1)
        >>> report.as_dict()["settings"]
        ['skipgram', 'cbow']
        """
        whole = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        rows = {name: [as_json(each) for each in whole[name]] for name in ("points", "speeds", "claims")}
        lists = {"settings": list(self.settings), "notes": list(self.notes), "in_words": list(self.in_words())}
        return {**whole, **rows, **lists, "in_effect": {name: dict(each) for name, each in self.in_effect.items()}}

    def to_pandas(self) -> Any:
        """A data frame with a row for each measure of each training.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> report = firth.compare_training("corpus.txt", seeds=1, sets=["pairs.txt"], min_count=1)
            >>> list(report.to_pandas()["measure"])
            ['pairs, spearman', 'pairs, spearman']
        """
        return data_frame(self.points)

    def _repr_html_(self) -> str:
        return html_table(self.points)
