"""A pickle as data: arrays, plain containers, and for everything else a thing with a name and a state.

A pickle names functions and classes to call. Here none of them is looked up: what rebuilds arrays and containers has a
double of our own, gensim's classes become a `Thing` each, and any other name is refused. The interpreter is the one of
Python's library that is written in Python: the compiled one makes room for what a pickle claims before it reads it.
"""

import io
import pickle
import re
import struct
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, quoted

__all__ = ["Stored", "Thing", "unpickled"]

_ITEMS = re.compile(r"[<>|=]?([fiu][1248]|[?b]1?|O[48]?)")
"""The types of arrays that are rebuilt."""

_INERT = re.compile(r"gensim(\.\w+)* \w+|numpy\.random(\.\w+)* \w+|UserString defaultdict")
_TYPES = re.compile(
    r"(builtins|__builtin__) (hash|int|long|float|str|unicode|bool|bytes|list|dict|object)"
    r"|numpy (ndarray|u?(int|float)\d+)"
)
"""Names that stand in a model as they are, and mean nothing to us."""


class Thing:
    """What a pickle calls an object of some class, or the class itself.

    Attributes:
        home: the module of the class.
        name: of the class.
        state: what its attributes were.
    """

    home = ""
    name = ""

    state: dict[str, Any]

    def __new__(cls, *_: object, **__: object) -> Self:
        """One with no state yet, whatever it would be made of."""
        thing = super().__new__(cls)
        thing.state = {}
        return thing

    def __setstate__(self, state: object) -> None:
        self.state = state if isinstance(state, dict) else {}


class Stored:
    """An array of a pickle, made when its state is known.

    Attributes:
        array: it.
    """

    array: NDArray[Any]

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        shape, kind, is_fortran, data = state[-4:]
        self.array = _array(shape, kind, data, "F" if is_fortran else "C")


class _Kind:
    """A type of arrays: its name, and which byte comes first."""

    def __init__(self, name: object = "", *_: object) -> None:
        self.name = str(name)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = _text(state[1])
        self.name = self.name if order in {"|", "="} else order + self.name

    def made(self) -> np.dtype[Any]:
        """The type.

        Raises:
            ValueError: it is none of numbers.
        """
        if not _ITEMS.fullmatch(self.name):
            raise ValueError(f"an array of the type {quoted(self.name)}")
        return np.dtype(self.name)


class _Dict(dict[Any, Any]):
    """A dictionary that a pickle makes of a class of dictionaries, such as ``defaultdict(int)``."""

    def __init__(self, *given: object) -> None:
        super().__init__(*(each for each in given if isinstance(each, dict)))


def unpickled(content: bytes, name: str) -> Any:
    """What a pickle describes. Nothing is imported, and nothing is called but what is in this module.

    Args:
        content: the pickle.
        name: of the file, for messages.

    Raises:
        FormatError: it is damaged, claims more bytes than there are, or names something that no model of gensim needs.
    """
    try:
        return _Reader(_Bytes(content, name), name).load()
    except (FormatError, MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - the interpreter checks nothing: any may come of damage
        raise FormatError(f"{name} is a damaged pickle ({type(error).__name__}: {error}). Fetch it again.") from None


class _Bytes(io.RawIOBase):
    """Bytes that are read only as far as there are any."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__()
        self._content = content
        self._at = 0
        self._name = name

    def read(self, size: int = -1) -> bytes:
        """So many bytes, no fewer."""
        begin, self._at = self._at, self._at + size
        if size < 0 or self._at > len(self._content):
            raise FormatError(
                f"{self._name} is a truncated pickle: at byte {begin:,} it claims {size:,} more, and has "
                f"{len(self._content) - begin:,}. Fetch it again."
            )
        return self._content[begin : self._at]

    def readline(self, _: int | None = -1) -> bytes:
        """The bytes up to a newline."""
        end = self._content.find(b"\n", self._at) + 1
        return self.read((end or len(self._content) + 1) - self._at)


class _Reader(pickle._Unpickler):  # noqa: SLF001 - the interpreter in Python
    def __init__(self, file: _Bytes, name: str) -> None:
        super().__init__(file, fix_imports=False, encoding="latin1")
        self._name = name
        self._classes: dict[str, type[Thing]] = {}

    def find_class(self, module: str, name: str) -> Any:
        """The double of a global."""
        full = f"{module} {name}"
        if full in _DOUBLES:
            return _DOUBLES[full]
        if not (_INERT.fullmatch(full) or _TYPES.fullmatch(full)):
            raise FormatError(
                f"{self._name} is a pickle that names {module}.{name}, which no word vectors need: opened as gensim "
                f"opens it, it may run code of a stranger. If you trust it, open it where it was made, and save the "
                f"vectors: model.wv.save_word2vec_format('vectors.bin', binary=True)"
            )
        return self._classes.setdefault(full, type(name, (Thing,), {"home": module, "name": name}))


def _bytearray(reader: Any) -> None:
    """Bytes, read before there is room made for them."""
    (size,) = struct.unpack("<Q", reader.read(8))
    reader.append(reader.read(size))


_Reader.dispatch = {**pickle._Unpickler.dispatch, pickle.BYTEARRAY8[0]: _bytearray}  # noqa: SLF001


def _array(shape: Any, kind: _Kind, data: Any, order: str) -> NDArray[Any]:
    dtype = kind.made()
    if isinstance(data, list):
        values = np.empty(len(data), object)
        values[:] = data
    else:
        values = np.frombuffer(data.encode("latin1") if isinstance(data, str) else data, dtype)
    return values.reshape(tuple(shape), order="F" if order == "F" else "C")


def _buffered(data: Any, kind: _Kind, shape: Any, order: str) -> Stored:
    stored = Stored()
    stored.array = _array(shape, kind, data, order)
    return stored


def _scalar(kind: _Kind, data: Any) -> Any:
    return _array((1,), kind, data, "C")[0].item()


def _text(value: str | bytes) -> str:
    return value.decode("latin1") if isinstance(value, bytes) else value


def _encoded(text: str, encoding: str) -> bytes:
    """Bytes that were written as text: `_codecs.encode`, for the encoding that pickles use."""
    if encoding not in {"latin1", "latin-1"}:
        raise ValueError(f"bytes in the encoding {quoted(encoding)}")
    return text.encode("latin1")


def _rebuilt(cls: Any, *_: object) -> Any:
    """An object of the oldest pickles: `copyreg._reconstructor`."""
    if not (isinstance(cls, type) and issubclass(cls, Thing)):
        raise TypeError(f"an object of {quoted(cls)}")
    return cls()


_DOUBLES: dict[str, Any] = {
    "_codecs encode": _encoded,
    "collections Counter": _Dict,
    "collections OrderedDict": _Dict,
    "collections defaultdict": _Dict,
    "copy_reg _reconstructor": _rebuilt,
    "copyreg _reconstructor": _rebuilt,
    "numpy dtype": _Kind,
}
for _core in ("numpy.core", "numpy._core"):
    _DOUBLES[f"{_core}.multiarray _reconstruct"] = lambda *_: Stored()
    _DOUBLES[f"{_core}.multiarray scalar"] = _scalar
    _DOUBLES[f"{_core}.numeric _frombuffer"] = _buffered
for _home in ("builtins", "__builtin__"):
    _DOUBLES[f"{_home} set"] = set
    _DOUBLES[f"{_home} frozenset"] = frozenset
    _DOUBLES[f"{_home} bytearray"] = lambda *given: given[0] if given else b""
