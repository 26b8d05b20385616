"""JSON from files of strangers: as Python reads it, but for documents that are too deep to be worked on."""

import json
import math
from typing import Any

__all__ = ["finite_json", "shallow_json"]

DEEPEST = 64
"""Levels of lists and objects within each other. Whatever works on a document may call itself for each."""


def shallow_json(text: str | bytes, **options: Any) -> Any:
    """Read a document.

    Args:
        text: the document; bytes may be in any encoding of Unicode.
        options: of `json.loads`.

    Raises:
        ValueError: it is not JSON, or has more than `DEEPEST` levels.
    """
    try:
        document = json.loads(text, **options)
    except RecursionError:
        raise _too_deep() from None
    level = [document]
    for _ in range(DEEPEST):
        level = [item for each in level for item in _items(each) if isinstance(item, dict | list)]
        if not level:
            return document
    raise _too_deep()


def finite_json(text: str) -> Any:
    """Read a document that can be written again: one without NaN and infinity, which JSON does not have.

    Raises:
        ValueError: it is not JSON, or has more than `DEEPEST` levels.
    """
    return shallow_json(text, parse_constant=_finite, parse_float=_finite)


def _items(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits:.20} is not a finite number")
    return number


def _too_deep() -> ValueError:
    return ValueError(f"its lists and objects are more than {DEEPEST} levels deep")
