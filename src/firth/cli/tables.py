"""Tables for a terminal, whose columns also align for words of wide characters, and figures for people."""

import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["file_size", "number", "printable", "share", "table", "wrapped"]

GAP = "  "


def table(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Align cells in columns.

    Args:
        rows: the cells, line by line, the same number in each; a heading is a row like others.
        right: numbers of the columns that are aligned on the right, as figures are.

    Returns:
        The lines, without a newline at the end and without blanks at the ends of lines.
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    columns = list(zip(*cells, strict=True))
    widths = [max(map(_columns, column)) for column in columns]
    at_right = set(right)
    lines = (
        GAP.join(
            _filled(cell, width, place in at_right) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def wrapped(heading: str, parts: Iterable[str], *, width: int = 100) -> str:
    """A heading and what belongs to it, in lines of so many columns, which begin below each other.

    Args:
        heading: with the blanks behind it.
        parts: words or phrases, which are not cut.
        width: of a line; a longer part has a line of its own.
    """
    indent = _columns(heading)
    lines = [heading]
    for part in map(printable, parts):
        if _columns(lines[-1]) > indent and _columns(lines[-1]) + _columns(part) >= width:
            lines.append(" " * indent)
        lines[-1] += ("" if _columns(lines[-1]) == indent else " ") + part
    return "\n".join(lines)


def printable(text: str) -> str:
    """The text with control characters as escapes: a word out of a file must not steer the terminal."""
    return "".join(
        char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) in {"Cc", "Cs"} else char
        for char in text
    )


def file_size(size: int) -> str:
    """Bytes as people say them: 54.5 MB."""
    amount, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{size} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"


def number(value: float | None, sign: str = "", places: int = 3) -> str:
    """A score or a difference; "-" where there is none."""
    return "-" if value is None or value != value else f"{value:{sign}.{places}f}"  # noqa: PLR0124 - NaN is not itself


def share(part: float, whole: float = 1) -> str:
    """A part of a whole in percent."""
    return f"{part / whole:.1%}"


def _columns(text: str) -> int:
    """The columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415 - loading its tables takes as long as answering a question

    return int(wcswidth(text))


def _filled(cell: str, width: int, at_right: bool) -> str:  # noqa: FBT001 - a private function with one caller
    blanks = " " * (width - _columns(cell))
    return blanks + cell if at_right else cell + blanks
