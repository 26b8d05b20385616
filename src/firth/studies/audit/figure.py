"""The figure of an audit: the model against theory, and the residuals by frequency.

It is drawn without a window, and shows no words of the model, so that Matplotlib's own font is enough.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from firth.figures import check_figure, styled
from firth.formats.target import replacing
from firth.studies.audit.report import AuditReport, Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_DOTS_PER_INCH: Final = 200
_COLLISIONS: Final = {"skip": "skipped", "train": "trained"}
_DARK: Final = "#333333"
_BRIGHT: Final = "#d1495b"  # in grey print, the dashes of the other line tell the two apart


def draw(report: AuditReport, path: str | os.PathLike[str]) -> None:
    """Draw an audit as a PNG file of 2,000 x 960 pixels.

    On the left is the density of pairs by theory and inner product, with the identity and the fitted line (each pair
    once); on the right are mean and standard deviation of the residuals by the frequency of the rarer word.

    Args:
        report: the audit.
        path: the file; an existing one is replaced when the new one is complete.

    Raises:
        ConfigError: its name does not end in .png.
        TargetError: it cannot be written.
        MissingExtraError: Matplotlib is not installed.
    """
    check_figure(path)
    with styled((10, 4.8)) as figure:
        density, bands = figure.subplots(1, 2, width_ratios=(3, 2))
        _draw_density(figure, density, report)
        _draw_bands(bands, report.bands)
        figure.suptitle(_title(report), fontsize=10)
        with replacing(path) as out:
            figure.savefig(out, format="png", dpi=_DOTS_PER_INCH)


def _draw_density(figure: "Figure", axes: "Axes", report: AuditReport) -> None:
    from matplotlib import colormaps  # noqa: PLC0415 - an optional part
    from matplotlib.colors import ListedColormap  # noqa: PLC0415 - the same

    visible = ListedColormap(colormaps["Blues"](np.linspace(0.25, 1, 256)))  # a single pair must be visible on paper
    cells = axes.hexbin(report.theory, report.product, gridsize=70, bins="log", mincnt=1, cmap=visible, linewidths=0.2)
    figure.colorbar(cells, ax=axes, label="pairs in a cell", shrink=0.8)
    ends = np.array([report.theory.min(), report.theory.max()])
    axes.plot(ends, ends, color=_DARK, linestyle="--", label="theory")
    fit = report.whole.plain
    if fit.slope is not None and fit.intercept is not None:
        label = f"fitted: slope {fit.slope:.2f}, r {_shown(fit.correlation)}"
        axes.plot(ends, fit.slope * ends + fit.intercept, color=_BRIGHT, label=label)
    axes.set_xlabel(_axis("value at the optimum", report))
    axes.set_ylabel(_axis("inner product of the model", report))
    axes.legend(loc="upper left", frameon=False)


def _draw_bands(axes: "Axes", bands: Sequence[Part]) -> None:
    drawn = [band for band in bands if band.pairs]
    places = range(len(drawn))
    means: list[Any] = [band.plain.residual_mean for band in drawn]  # numbers, because there are pairs
    spreads: list[Any] = [band.plain.residual_deviation for band in drawn]
    axes.axvline(0, color=_DARK, linestyle="--", linewidth=1)
    axes.errorbar(means, places, xerr=spreads, fmt="o", color=_BRIGHT, capsize=4)
    axes.set_yticks(places, [f"{band.ranks}\n{band.pairs:,} pairs" for band in drawn])
    axes.set_ylim(len(drawn) - 0.5, -0.5)  # the most frequent words at the top
    axes.set_ylabel("rank of the rarer word")
    axes.set_xlabel("residual: mean and standard deviation")


def _axis(name: str, report: AuditReport) -> str:
    return f"{name}, minus its word's mean" if report.objective == "softmax" else name


def _title(report: AuditReport) -> str:
    kind = {
        "softmax": "full softmax",
        "negative_sampling": f"negative sampling, collisions {_COLLISIONS.get(report.noise_collisions or '', '')}",
    }[report.objective]
    return (
        f"Skip-gram, {kind}: {report.words:,} words, {report.dimensions:,} dimensions; "
        f"{report.whole.pairs:,} pairs counted at least {report.min_pair_count:,} times"
    )


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
