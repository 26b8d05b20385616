"""A picture of words as points with labels: PNG or SVG, by Matplotlib."""

import io
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from firth.errors import ConfigError
from firth.explorer.maps.distortion import Distortion
from firth.explorer.picture.fonts import drawable, fonts_for
from firth.explorer.picture.placing import placed
from firth.figures import check_figure, check_matplotlib, styled
from firth.formats.target import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ImageFormat", "Picture"]

ImageFormat = Literal["png", "svg"]

_INCHES: Final = 8.0
_DOTS_PER_INCH: Final = 160
_MARGIN: Final = 0.06  # of the side, on each side
_POINT, _INK, _QUIET = "#0072b2", "#222222", "#666666"
_METADATA: Final[dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
"""Nothing that changes from day to day: the same picture is the same file."""


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """Words as points in the plane, with labels as far as there is room; a notebook shows it.

    Attributes:
        words: n of them; those in front have the first choice of room for their labels.
        positions: float32[n, 2], within -1 to 1.
        distortion: how far the picture keeps the neighbours among these words.

    Example:
        >>> firth.plot(vectors, ["king", "queen", "tea"])
        <Picture: 3 words>
    """

    words: tuple[str, ...]
    positions: NDArray[np.float32]
    distortion: Distortion

    def __repr__(self) -> str:
        return f"<Picture: {len(self.words):,} word{'s' * (len(self.words) != 1)}>"

    def to_image(self, kind: ImageFormat = "png") -> bytes:
        """The picture as a file's content.

        Args:
            kind: "png", or "svg": with letters as shapes, so that it needs no font.

        Returns:
            The same bytes each time, on one machine.

        Raises:
            ConfigError: another kind.
            MissingExtraError: Matplotlib is not installed.

        Warns:
            UserWarning: no font of this machine has some of the characters.

        Example:
            >>> firth.plot(vectors).to_image("svg")[:5]
            b'<?xml'
        """
        if kind not in get_args(ImageFormat):
            raise ConfigError("kind", kind, f"must be one of {', '.join(get_args(ImageFormat))}")
        check_matplotlib()
        texts = [drawable(word) for word in self.words]
        fonts, missing = fonts_for(texts)
        if missing:
            warnings.warn(_without_font(missing), UserWarning, stacklevel=2)
        out = io.BytesIO()
        with styled((_INCHES, _INCHES), fonts) as figure, warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")  # which was said above, once
            self._draw(figure, texts)
            figure.savefig(out, format=kind, dpi=_DOTS_PER_INCH, metadata=_METADATA[kind])
        return out.getvalue()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to a file, PNG or SVG by its name.

        Args:
            path: the file; an existing one is replaced when the new one is complete.

        Raises:
            ConfigError: its name ends neither in .png nor in .svg.
            TargetError: it cannot be written.
            MissingExtraError: Matplotlib is not installed.

        Example:
            >>> firth.plot(vectors).save("words.png")
        """
        kind: Any = check_figure(path, get_args(ImageFormat))
        image = self.to_image(kind)
        with replacing(path) as out:
            out.write(image)

    def _repr_png_(self) -> bytes:
        return self.to_image()

    def _draw(self, figure: "Figure", texts: Sequence[str]) -> None:
        """Draw all, in units of dots: then a label is as large as it is measured."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - an optional part

        side = _INCHES * _DOTS_PER_INCH
        figure.set_dpi(_DOTS_PER_INCH)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, side)
        axes.set_ylim(0, side)
        points = (0.5 + self.positions.astype(np.float64) * (0.5 - _MARGIN)) * side
        axes.scatter(points[:, 0], points[:, 1], s=7, color=_POINT, linewidths=0)
        labels = [axes.text(0, 0, text, color=_INK, va="bottom", parse_math=False) for text in texts]
        renderer: Any = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        sizes = np.array([label.get_window_extent(renderer).size for label in labels])
        axes.text(side / 100, side / 100, self._note(), color=_QUIET, fontsize=7, va="bottom")
        floor = np.array([0, side / 40])  # above the note
        corners = placed(points - floor, sizes, (side, side - floor[1]), gap=side / 250) + floor
        for label, corner in zip(labels, corners, strict=True):
            label.set_visible(bool(np.isfinite(corner).all()))
            label.set_position(tuple(np.nan_to_num(corner)))

    def _note(self) -> str:
        """What the numbers say of the picture."""
        told = self.distortion
        if told.trustworthiness is None or told.continuity is None:
            return ""
        return f"trustworthiness {told.trustworthiness:.2f}, continuity {told.continuity:.2f}"


def _without_font(missing: str) -> str:
    return (
        f"No font of this machine has {len(missing):,} of the characters, such as {missing[:3]}: boxes stand for them. "
        "Install a font that has them, such as Noto Sans CJK for Chinese."
    )
