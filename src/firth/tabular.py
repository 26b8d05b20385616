"""Values of reports, which are dataclasses, as rows: of JSON, and of data frames."""

from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any

from firth.errors import MissingExtraError

__all__ = ["as_json", "data_frame"]


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


def as_json(row: Any) -> dict[str, Any]:
    """A dataclass as JSON values by name; what is not a number is None."""
    return {name: _json(value) for name, value in asdict(row).items()}


def _json(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN is not itself
