"""The page of a report: scores with intervals, sections, what was asked, how to read it, and the model's facts."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from firth.evaluation.findings import Coverage, Score, SkippedLines
from firth.evaluation.pages.figures import Dot, dots, key, number
from firth.evaluation.pages.shell import escaped, page, section, table
from firth.versions import __version__

__all__ = ["report_page"]

LONG = 20  # values of a list, such as a curve, that are too many for a table of facts
TOTALS = ("total", "mean of sections")

READING = """\
<dl>
<dt>Score</dt>
<dd>For analogies (3CosAdd, 3CosMul, PairDirection, 3CosAvg, LRCos) the share of right answers. For similarity
(spearman, pearson) the correlation of cosines with the judgements of people. For outliers the share that was found, and
how far they come in the mean.</dd>
<dt>95 % interval</dt>
<dd>With other word pairs of the same kind the score would be another one. 95 of 100 such intervals hold the score that
all such pairs would give. A difference that is much smaller than the intervals says nothing.</dd>
<dt>Asked</dt>
<dd>A question is asked if all its words are among the candidates. Scores that rest on different questions cannot be
compared: a model with few words is asked the easy ones only.</dd>
<dt>Protocol</dt>
<dd>Which words were candidates, whether case was kept, and what was subtracted from the vectors. The same vectors have
other scores under another protocol.</dd>
<dt>Total, and mean of sections</dt>
<dd>In the total all questions count alike, so large sections decide. In the mean all sections count alike.</dd>
<dt>Agreement between people</dt>
<dd>How well one person's judgements agree with the mean of the others'. No model can be expected to do better.</dd>
</dl>"""


def report_page(  # noqa: PLR0913, PLR0917 - the parts of a report, which cannot be imported here
    model: str,
    words: int,
    scores: Sequence[Score],
    coverage: Sequence[Coverage],
    skipped: Sequence[SkippedLines],
    notes: Sequence[str],
    info: Mapping[str, Any],
) -> str:
    """The whole page; the arguments are the attributes of `Report`."""
    in_sections = [score for score in scores if score.section not in TOTALS]
    parts = {
        "scores": ("Scores", _totals([score for score in scores if score.section == "total"])),
        "sections": ("Sections", _sections(scores) if in_sections else ""),
        "asked": ("What could not be asked", _not_asked(coverage, skipped)),
        "reading": ("How to read this page", READING),
        "model": ("The model", _facts(info)),
    }
    there = {name: part for name, part in parts.items() if part[1]}
    links = "".join(f'<li><a href="#{name}">{heading}</a></li>' for name, (heading, _) in there.items())
    introduction = (
        f'<p class="quiet">{words:,} words. Judged by Firth {__version__}.</p>\n<nav><ul>{links}</ul></nav>\n'
        + "".join(f'<p class="note">{escaped(note)}</p>\n' for note in notes)
    )
    sections = (section(name, heading, content) for name, (heading, content) in there.items())
    return page(f"How good is {model}?", introduction, sections)


def _totals(scores: Sequence[Score]) -> str:
    """A figure for each set, in which solvers and protocols stand side by side."""
    figures = []
    for name in dict.fromkeys(score.set for score in scores):
        rows = [_dot(score, score.measure, score.protocol) for score in scores if score.set == name]
        figures.append(f"<h3>{escaped(name)}</h3>\n{dots(rows)}\n")
    return key(ceiling=any(score.ceiling is not None for score in scores)) + "\n" + "".join(figures)


def _sections(scores: Sequence[Score]) -> str:
    """A figure for each set, solver and protocol: the sections, the best first."""
    headings = dict.fromkeys((each.set, each.measure, each.protocol) for each in scores if each.section not in TOTALS)
    return "\n".join(
        _section_figure(heading, [each for each in scores if (each.set, each.measure, each.protocol) == heading], place)
        for place, heading in enumerate(headings)
    )


def _section_figure(heading: tuple[str, str, str], scores: Sequence[Score], place: int) -> str:
    whole = [each for each in scores if each.section in TOTALS]
    parts = sorted((each for each in scores if each.section not in TOTALS), key=_from_the_best)
    rows = [_dot(each, each.section, each.kind, whole=each in whole) for each in (*whole, *parts)]
    return (
        f"<details{'' if place else ' open'}><summary><b>{escaped(heading[0])}</b>, {escaped(', '.join(heading[1:]))}: "
        f"{number(whole[0].value)}</summary>\n{dots(rows)}</details>"
    )


def _from_the_best(score: Score) -> float:
    return math.inf if math.isnan(score.value) else -score.value


def _dot(score: Score, label: str, detail: str, *, whole: bool = False) -> Dot:
    asked = f"{score.asked:,} of {score.of:,}"
    return Dot(label, detail, score.value, score.low, score.high, asked, score.ceiling, whole)


def _not_asked(coverage: Sequence[Coverage], skipped: Sequence[SkippedLines]) -> str:
    missing = [each for each in coverage if each.missing]
    rows = [(each.set, each.protocol, f"{each.missing:,} of {each.words:,}", _commonest(each)) for each in missing]
    heading = ("Set", "Candidates", "Words that are missing", "Those that stand in most questions")
    lines = [(each.set, f"{each.lines:,}", each.first) for each in skipped]
    return (table(heading, rows) if rows else "") + (
        f"<h3>Lines that could not be used</h3>\n{table(('Set', 'Lines', 'The first'), lines)}" if lines else ""
    )


def _commonest(coverage: Coverage) -> str:
    return ", ".join(f"{word} ({times:,})" for word, times in coverage.commonest)


def _facts(info: Mapping[str, Any]) -> str:
    rows = list(_flat(info, ""))
    return table(("Fact", "Value"), rows) if rows else ""


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every value inside a value, with the way to it; without what is None, and without long lists."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        if len(value) <= LONG:
            yield name, ", ".join(map(_shown, value))
    elif value is not None:
        yield name, _shown(value)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
