"""A model that gensim saved, with the large arrays that it keeps in files of their own beside."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, quoted
from firth.formats.gensim_pickles.unpickling import Stored, Thing, unpickled
from firth.formats.opening import VectorFile

__all__ = ["read_saved"]

_PACKED = (".gz", ".bz2")


def read_saved(file: VectorFile) -> Thing:
    """The model, whose state holds arrays, plain containers, and other things.

    Args:
        file: open at its beginning.

    Raises:
        FormatError: it is damaged, names something that is refused, or one of its arrays is missing.
    """
    thing = unpickled(file.read(), file.name)
    if not isinstance(thing, Thing):
        raise FormatError(f"{file.name} is a pickle of {quoted(thing)}, no model of gensim.")
    _fill(thing, file.name, file.name, set())
    return thing


def _fill(thing: Thing, prefix: str, name: str, filled: set[int]) -> None:
    """Put arrays in their places, in a thing and in those that it holds."""
    if id(thing) in filled:
        return
    filled.add(id(thing))
    for attribute in _names(thing, "__numpys", name):
        thing.state[attribute] = _beside(f"{prefix}.{attribute}", name)
    for attribute, value in list(thing.state.items()):
        if isinstance(value, Stored):
            thing.state[attribute] = value.array
        elif isinstance(value, dict):
            value.update({key: each.array for key, each in value.items() if isinstance(each, Stored)})
        elif isinstance(value, Thing):
            _fill(value, f"{prefix}.{attribute}", name, filled)


def _names(thing: Thing, key: str, name: str) -> list[str]:
    names = thing.state.get(key, [])
    if not (isinstance(names, list) and all(isinstance(each, str) and each.isidentifier() for each in names)):
        raise FormatError(f"{name} is damaged: it names its arrays {quoted(names)}. Fetch it again.")
    return names


def _beside(prefix: str, name: str) -> NDArray[Any]:
    """An array from the file that gensim wrote for it."""
    is_packed = name.endswith(_PACKED)
    path = Path(f"{prefix}.{'npz' if is_packed else 'npy'}")
    try:
        loaded = np.load(path, mmap_mode=None if is_packed else "r", allow_pickle=False)
        return np.asarray(loaded["val"]) if is_packed else np.asarray(loaded)
    except FileNotFoundError:
        raise FormatError(f"{name} keeps an array in {path}, which is not there. Put the two in one folder.") from None
    except (ValueError, KeyError, EOFError) as error:
        raise FormatError(f"{path}, an array of {name}, is damaged ({error}). Fetch it again.") from None
