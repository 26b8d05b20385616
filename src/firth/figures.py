"""Figures by Matplotlib, an optional part: in our style, without a window, whatever the user's own settings are."""

import importlib.util
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from firth.errors import ConfigError, MissingExtraError
from firth.formats.target import check_target

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FONT", "check_figure", "check_matplotlib", "styled"]

FONT: Final = "DejaVu Sans"
"""The font that comes with Matplotlib."""

_STYLE: Final[dict[Any, Any]] = {
    "font.size": 9,
    "axes.unicode_minus": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.usetex": False,
    "svg.hashsalt": "firth",  # the same names inside the same picture
}


def check_figure(path: str | os.PathLike[str], kinds: Sequence[str] = ("png",)) -> str:
    """Find out, before the work, whether a figure can be written.

    Args:
        path: the file to write.
        kinds: how its name may end.

    Returns:
        How it ends.

    Raises:
        ConfigError: its name ends otherwise.
        TargetError: it cannot be written.
        MissingExtraError: Matplotlib is not installed.
    """
    kind = os.fspath(path).lower().rpartition(".")[2]
    if kind not in kinds:
        only = "the only format that is drawn" if len(kinds) == 1 else "the formats that are drawn"
        raise ConfigError("figure", os.fspath(path), f"must end in {' or '.join(f'.{each}' for each in kinds)}, {only}")
    check_target(path)
    check_matplotlib()
    return kind


def check_matplotlib() -> None:
    """Find out whether there is Matplotlib.

    Raises:
        MissingExtraError: it is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise MissingExtraError("matplotlib", "figures", "The figure")


@contextmanager
def styled(inches: tuple[float, float], fonts: Sequence[str] = (FONT,)) -> Iterator["Figure"]:
    """An empty figure in our style, independent of the user's settings, without a window or global state.

    Args:
        inches: its width and height.
        fonts: names of families; a character is taken from the first that has it.
    """
    import matplotlib as mpl  # noqa: PLC0415 - an optional part
    from matplotlib.figure import Figure  # noqa: PLC0415 - the same

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE | {"font.family": list(fonts)})
        yield Figure(figsize=inches, layout="constrained")
