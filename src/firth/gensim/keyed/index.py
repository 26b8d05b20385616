"""Keys, the number of each, and other values of them: what of `KeyedVectors` needs no vectors.

A key is a string, or a whole number. A number that is no key is taken as the number of a row, as in gensim.
"""

from collections.abc import Collection, Hashable, Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["KEY_TYPES", "Index", "Key", "Rows"]

Key: TypeAlias = Hashable
Rows: TypeAlias = NDArray[Any]

KEY_TYPES = (str, int, np.integer)


class Index:
    """The part of `KeyedVectors` that numbers keys.

    Attributes:
        index_to_key: V keys, by row; None for a row that was made ready for one.
        key_to_index: the row of each key.
        expandos: other values of the keys, an array [V] for each name.
    """

    index_to_key: list[Any]
    key_to_index: dict[Any, int]
    expandos: dict[str, Rows]

    def __len__(self) -> int:
        return len(self.index_to_key)

    def __contains__(self, key: Key) -> bool:
        return self.has_index_for(key)

    def get_index(self, key: Key, default: int | None = None) -> int:
        """The row of a key.

        Raises:
            KeyError: there is no such key, and no default.
        """
        row = self.key_to_index.get(key, -1)
        if row >= 0:
            return row
        if isinstance(key, int | np.integer) and 0 <= key < len(self.index_to_key):
            return int(key)
        if default is not None:
            return default
        raise KeyError(f"Key '{key}' not present")

    def has_index_for(self, key: Key) -> bool:
        """Whether a key has a row of its own."""
        return self.get_index(key, -1) >= 0

    def allocate_vecattrs(self, attrs: Collection[str] | None = None, types: Iterable[Any] | None = None) -> None:
        """Make room for other values of all keys.

        Args:
            attrs: their names; None: those that are there, which grow with the keys.
            types: theirs.

        Raises:
            TypeError: there are values of that name, of another type.
        """
        if attrs is None or types is None:
            attrs, types = list(self.expandos), [values.dtype for values in self.expandos.values()]
        for name, given in zip(attrs, types, strict=True):
            kind = {int: np.int64, str: object}.get(given, given)
            old = self.expandos.get(name)
            if old is not None and not np.issubdtype(kind, old.dtype):
                raise TypeError(
                    f"Can't allocate type {kind} for attribute {name}, conflicts with its existing type {old.dtype}"
                )
            if old is None or len(old) != len(self.index_to_key):
                grown = np.zeros(len(self.index_to_key), kind if old is None else old.dtype)
                if old is not None:
                    grown[: len(old)] = old[: len(grown)]
                self.expandos[name] = grown

    def set_vecattr(self, key: Key, attr: str, val: Any) -> None:
        """Give a key another value, such as its "count"."""
        self.allocate_vecattrs([attr], [type(val)])
        self.expandos[attr][self.get_index(key)] = val

    def get_vecattr(self, key: Key, attr: str) -> Any:
        """Another value of a key.

        Raises:
            KeyError: there is no such key, or no value of that name.
        """
        return self.expandos[attr][self.get_index(key)]
