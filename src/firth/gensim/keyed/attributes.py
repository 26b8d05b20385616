"""Attributes that a program gave a model of its own: those that JSON can hold are saved, of others a warning tells."""

import math
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from firth.errors import listed

__all__ = ["plain_attributes", "warn_of_lost"]

_NOT_PLAIN = object()
"""What `_plain` says of a value that JSON cannot hold."""

_DEEPEST = 32  # levels of lists and dictionaries; a reader takes twice as many
_SIMPLE = (bool, int, str, type(None))


def plain_attributes(attributes: Mapping[str, Any], ours: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """The attributes that JSON can hold, with tuples as lists, and the names of the others.

    Args:
        attributes: of an object, as in its ``__dict__``.
        ours: names that are left out.
    """
    own = {name: _plain(value) for name, value in attributes.items() if name not in frozenset(ours)}
    lost = [name for name, value in own.items() if value is _NOT_PLAIN]
    return {name: value for name, value in own.items() if value is not _NOT_PLAIN}, lost


def warn_of_lost(names: Iterable[str]) -> None:
    """Warn of attributes that are not saved, if there are any; the line of the program is named that calls `save`."""
    lost = [*names]
    if lost:
        warnings.warn(
            f"not saved: {listed(lost)}. A model file holds numbers, strings, booleans, None, and lists and "
            "dictionaries of them. Save others beside it, or delete them before.",
            UserWarning,
            stacklevel=3,
        )


def _plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON gives it back, or `_NOT_PLAIN`."""
    if isinstance(value, np.bool_ | np.integer | np.floating):
        value = value.item()
    if isinstance(value, _SIMPLE):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _NOT_PLAIN
    if depth < _DEEPEST and isinstance(value, list | tuple):
        items = [_plain(item, depth + 1) for item in value]
        return _NOT_PLAIN if any(item is _NOT_PLAIN for item in items) else items
    if depth < _DEEPEST and isinstance(value, dict) and all(isinstance(key, str) for key in value):
        held = {key: _plain(item, depth + 1) for key, item in value.items()}
        return _NOT_PLAIN if any(item is _NOT_PLAIN for item in held.values()) else held
    return _NOT_PLAIN
