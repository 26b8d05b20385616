"""Values of reports, which are dataclasses, as rows: of JSON, of data frames, and of what a notebook shows."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from importlib import import_module
from typing import Any

from firth.errors import MissingExtraError

__all__ = ["as_json", "data_frame", "html_table"]

_ROWS, _LETTERS = 50, 80
"""That a notebook shows: of a table, and of a cell."""


def data_frame(rows: Sequence[Any]) -> Any:
    """A data frame with a row for each value.

    Args:
        rows: dataclasses of one kind.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise MissingExtraError("pandas", "pandas", "a data frame") from None
    return pandas.DataFrame([asdict(row) for row in rows])


def html_table(rows: Sequence[Any]) -> str:
    """An HTML table with a line for each of the first fifty values, in which every cell is text.

    Args:
        rows: dataclasses of one kind.
    """
    names = [field.name for field in fields(rows[0])] if rows else []
    lines = [_line("th", [name.replace("_", " ") for name in names])]
    lines += [_line("td", [_shown(getattr(row, name)) for name in names]) for row in rows[:_ROWS]]
    more = f"<p>{len(rows) - _ROWS:,} more</p>" if len(rows) > _ROWS else ""
    return f"<table>{''.join(lines)}</table>{more}"


def as_json(row: Any) -> dict[str, Any]:
    """A dataclass as JSON values by name; what is not a number is None."""
    return {name: _json(value) for name, value in asdict(row).items()}


def _json(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN is not itself


def _line(tag: str, cells: Sequence[str]) -> str:
    import html  # noqa: PLC0415 - only notebooks need its table of entities

    return f"<tr>{''.join(f'<{tag}>{html.escape(cell[:_LETTERS])}</{tag}>' for cell in cells)}</tr>"


def _shown(value: Any) -> str:
    """A value for people."""
    if _json(value) is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, tuple | list):
        return ", ".join(map(_shown, value))
    return f"{value:,}" if type(value) is int else str(value)
