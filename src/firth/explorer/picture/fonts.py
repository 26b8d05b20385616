"""Fonts of this machine that have the characters of some words."""

import unicodedata
from collections.abc import Iterable
from contextlib import suppress

from firth.figures import FONT

__all__ = ["drawable", "fonts_for"]

_LONGEST = 40


def drawable(word: str) -> str:
    """A word as a font can draw it: without what has no form, and no longer than 40 characters."""
    kinds = [(char, unicodedata.category(char)) for char in word[: _LONGEST + 1]]
    text = "".join("\ufffd" if kind in {"Cc", "Cs"} else char for char, kind in kinds if kind != "Cf")
    return text[: _LONGEST - 1] + "…" if len(text) > _LONGEST else text


def fonts_for(texts: Iterable[str]) -> tuple[list[str], str]:
    """Which fonts to draw some texts with.

    Args:
        texts: all that is drawn.

    Returns:
        Names of families, Matplotlib's own first; and the characters that no font of this machine has, sorted.
    """
    missing = {ord(char) for text in texts for char in text if not char.isspace()} - _characters(FONT)
    used = [FONT]
    for family in _families() if missing else ():
        has = _characters(family)
        if has & missing:
            used.append(family)
            missing -= has
        if not missing:
            break
    return used, "".join(map(chr, sorted(missing)))


def _families() -> list[str]:
    """The families of this machine: those without serifs first, and of these the ones for simplified Chinese."""
    from matplotlib.font_manager import findSystemFonts, fontManager  # noqa: PLC0415 - an optional part

    known = {font.fname for font in fontManager.ttflist}  # on the day when Matplotlib first looked
    for path in sorted(set(findSystemFonts()) - known):
        with suppress(RuntimeError, OSError):  # a file that is damaged, or no font
            fontManager.addfont(path)
    upright = {font.name for font in fontManager.ttflist if font.style == "normal" and font.weight == 400}
    return sorted(upright - {FONT}, key=lambda name: ("Sans" not in name, "SC" not in name.split(), name))


def _characters(family: str) -> set[int]:
    """The characters that a family has; none of one that only stands in for other fonts, or has pictures."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415 - an optional part

    if family.startswith("Last Resort"):  # Matplotlib's own: boxes for all characters there are
        return set()
    try:
        return set(get_font(findfont(family)).get_charmap())
    except RuntimeError:
        return set()
