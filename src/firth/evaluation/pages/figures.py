"""Figures of HTML elements: scores as dots on a common scale, each with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from firth.evaluation.pages.shell import escaped

__all__ = ["Dot", "dots", "key", "number"]


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of a figure.

    Attributes:
        label: what was scored.
        detail: more about it, in small letters.
        value: from -1 to 1; NaN draws nothing.
        low: lower end of the interval.
        high: its upper end.
        asked: on what it rests.
        ceiling: the highest value that can be expected, or None.
        whole: whether it is about all others, and stands out.
    """

    label: str
    detail: str
    value: float
    low: float
    high: float
    asked: str
    ceiling: float | None = None
    whole: bool = False


def dots(rows: Sequence[Dot]) -> str:
    """A figure with a row for each dot, under a scale from 0 to 1, or from -1 where an interval begins below 0."""
    begin = -1 if any(row.low < 0 for row in rows) else 0
    ticks = "".join(
        f'<i style="left:{share:.0%}">{begin + share * (1 - begin):g}</i>' for share in (0, 0.25, 0.5, 0.75, 1)
    )
    scale = (
        f'<div class="row scale" aria-hidden="true"><div class="axis">{ticks}</div>'
        '<div class="value">score, 95 %</div><div class="asked">asked</div></div>\n'
    )
    return f'<div class="figure">\n{scale}{"".join(_row(row, begin) for row in rows)}</div>'


def key(*, ceiling: bool) -> str:
    """What the marks of `dots` mean, that of a ceiling too where there is one."""
    people = '<span><i class="ceiling"></i>agreement between people</span>' if ceiling else ""
    return (
        '<p class="key quiet"><span><i class="dot"></i>score</span>'
        f'<span><i class="interval"></i>95 % interval</span>{people}</p>'
    )


def number(value: float) -> str:
    """Three digits, or a dash for NaN."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def _row(row: Dot, begin: int) -> str:
    def place(value: float) -> str:
        return f"{100 * (value - begin) / (1 - begin):.2f}%"

    marks, interval = "", ""
    if not math.isnan(row.low):
        width = 100 * (row.high - row.low) / (1 - begin)
        marks += f'<i class="interval" style="left:{place(row.low)};width:{width:.2f}%"></i>'
        interval = f" <small>{number(row.low)} to {number(row.high)}</small>"
    if row.ceiling is not None:
        marks += f'<i class="ceiling" style="left:{place(row.ceiling)}" title="people: {number(row.ceiling)}"></i>'
    if not math.isnan(row.value):
        marks += f'<i class="dot" style="left:{place(row.value)}"></i>'
    detail = f"<small>{escaped(row.detail)}</small>" if row.detail else ""
    return (
        f'<div class="row{" whole" if row.whole else ""}"><div class="label">{escaped(row.label)}{detail}</div>'
        f'<div class="axis">{marks}</div><div class="value"><b>{number(row.value)}</b>{interval}</div>'
        f'<div class="asked">{escaped(row.asked)}</div></div>\n'
    )
