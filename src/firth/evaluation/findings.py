"""What is found: scores, and what they do not rest on. Frozen values, of which a report is made."""

from dataclasses import dataclass

__all__ = ["Coverage", "Score", "SkippedLines"]


@dataclass(frozen=True, slots=True, kw_only=True)
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
    section: str = "total"
    kind: str = ""
    measure: str
    protocol: str
    value: float
    low: float
    high: float
    asked: int
    of: int
    right: int | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which words of a set are not among the candidates.

    Attributes:
        set: of questions.
        protocol: which candidates, and whether case is kept.
        words: different ones in the set; several right answers to a question count as one.
        missing: how many of them are not among the candidates.
        commonest: of these, the ten that stand in most questions, and in how many each.
    """

    set: str
    protocol: str
    words: int
    missing: int
    commonest: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedLines:
    """Lines of a set that could not be used.

    Attributes:
        set: of questions.
        lines: how many.
        first: where the first of them is, and what is wrong with it.
    """

    set: str
    lines: int
    first: str
