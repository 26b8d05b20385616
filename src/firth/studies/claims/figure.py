"""The figure of the curves: how what is measured changes with a setting.

It is drawn as the audit's is: without a window, and without words of the text.
"""

import os
from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Final

from firth.errors import ConfigError
from firth.figures import check_figure, styled
from firth.formats.target import replacing
from firth.studies.claims.report import Point, TrainingComparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["check_curves", "draw_curves"]

_DOTS_PER_INCH: Final = 160
_GROUPS: Final = ("words seen", "analogies", "similarity")
_LINES: Final = {"solid": "-", "dashed": "--", "dotted": ":", "dots and dashes": "-."}
"""A kind of line for each setting; a fifth shares that of the first."""


def check_curves(path: str | os.PathLike[str], parameters: Sequence[str]) -> None:
    """Find out, before the work, whether a figure can be drawn and written.

    Raises:
        ConfigError: its name does not end in .png, or there is no curve.
        TargetError: it cannot be written.
        MissingExtraError: Matplotlib is not installed.
    """
    if not parameters:
        raise ConfigError("figure", os.fspath(path), "draws curves, and none is asked for: --curve window=2,5,10")
    check_figure(path)


def draw_curves(report: TrainingComparison, path: str | os.PathLike[str]) -> None:
    """Draw a row for each setting that was changed: each group of measures, and the time.

    Args:
        report: the trainings.
        path: a PNG file; an existing one is replaced when the new one is complete.

    Raises:
        TargetError: it cannot be written.
    """
    curves = [point for point in report.points if point.parameter]
    parameters = list(dict.fromkeys(point.parameter for point in curves))
    with styled((13, 2.9 * len(parameters) + 0.4)) as figure:
        grid = figure.subplots(len(parameters), len(_GROUPS) + 1, squeeze=False)
        for row, parameter in zip(grid, parameters, strict=True):
            points = [point for point in curves if point.parameter == parameter]
            for axes, group in zip(row, _GROUPS, strict=False):
                of_group = [point for point in points if point.group == group]
                _draw(axes, of_group, report.settings, list(dict.fromkeys(point.measure for point in of_group)))
                axes.set_ylabel(group)
                axes.set_ylim(bottom=0)
            _draw(row[-1], points, report.settings, [None])
            row[-1].set_ylabel("seconds of training")
            row[-1].set_ylim(bottom=0)
        for axes in grid[0]:
            axes.legend(frameon=False, fontsize=6)
        lines = ", ".join(f"{setting} {name}" for setting, name in zip(report.settings, cycle(_LINES)))
        figure.suptitle(f"{report.tokens:,} tokens, {report.words:,} words; lines: {lines}", fontsize=9)
        with replacing(path) as out:
            figure.savefig(out, format="png", dpi=_DOTS_PER_INCH)


def _draw(axes: "Axes", points: Sequence[Point], settings: Sequence[str], measures: Sequence[str | None]) -> None:
    """A line for each measure and setting; the measure None is the time."""
    values = list(dict.fromkeys(point.value for point in points))
    for number, measure in enumerate(measures):
        for setting, line in zip(settings, cycle(_LINES.values())):
            found = {
                point.value: point.seconds if measure is None else point.score
                for point in points
                if point.setting == setting and measure in {None, point.measure}
            }
            label = setting if measure is None else measure if setting == settings[0] else None
            places = [values.index(value) for value in found]
            axes.plot(places, list(found.values()), line, color=f"C{number}", marker="o", markersize=3, label=label)
    axes.set_xticks(range(len(values)), [f"{value:g}" if isinstance(value, float) else str(value) for value in values])
    axes.set_xlabel(points[0].parameter if points else "")
