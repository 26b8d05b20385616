"""Facts about a model that cannot be changed: JSON values in mappings and lists that refuse to be written to.

They are a ``dict`` and a ``list``, so they compare, print and save as such.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from firth.errors import ArgumentTypeError

__all__ = ["FrozenDict", "FrozenList", "frozen_info"]


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError("what a model says of itself cannot be changed; take a copy: json.loads(json.dumps(vectors.info))")


class FrozenDict(dict[str, Any]):
    """A ``dict`` that cannot be changed."""

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle through the constructor: a pickled ``dict`` is filled item by item."""
        return FrozenDict, (dict(self),)


class FrozenList(list[Any]):
    """A ``list`` that cannot be changed."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle through the constructor: a pickled ``list`` is filled item by item."""
        return FrozenList, (list(self),)


def frozen_info(info: Mapping[str, Any]) -> FrozenDict:
    """The facts of a model, frozen at every depth; nothing of what was given is shared.

    Raises:
        ArgumentTypeError: it is not a mapping, or holds something that JSON cannot.
    """
    if not isinstance(info, Mapping):
        raise ArgumentTypeError("info", info, "must be a mapping of names to JSON values")
    return FrozenDict({name: _frozen(value) for name, value in info.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return frozen_info(value)
    if isinstance(value, list | tuple):
        return FrozenList([_frozen(item) for item in value])
    if value is None or isinstance(value, str | int | float):
        return value
    raise ArgumentTypeError("info", value, "must hold JSON values only: mappings, lists, strings, numbers, true, false")
