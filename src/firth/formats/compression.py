"""Compressed files of vectors, recognised by their first bytes and unpacked while they are read.

What unpacks them is imported when there is something to unpack: most files are not compressed.
"""

import io
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from firth.errors import FormatError, listed
from firth.formats.opening import VectorFile

__all__ = ["SUFFIXES", "check_size", "looks_like_npz", "unpacked"]

SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".zstd", ".lz4", ".zip")
"""Endings of compressed files; the ending of the format comes before them."""

_NAME = 30  # where the name of an archive's first file begins
_MOST_LAYERS = 2  # there is an archive that holds itself
_MOST_TIMES = 200
"""How many times as large as the file its contents may be, beyond `_FREE_BYTES`: it may be made to fill the memory."""

_FREE_BYTES = 1 << 29


class _Kind(NamedTuple):
    """A way of compressing: its name, how such files begin, and what unpacks them."""

    name: str
    first_bytes: re.Pattern[bytes]
    unpack: Callable[[Any], Any]


def looks_like_npz(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an archive of NumPy's arrays, which is read as it is."""
    if not head.startswith(b"PK\x03\x04") or len(head) < _NAME:
        return False
    length = int.from_bytes(head[26:28], "little")
    return head[_NAME : _NAME + length].endswith(b".npy")


def unpacked(file: VectorFile) -> VectorFile:
    """What a compressed file holds; any other file as it is.

    Raises:
        FormatError: an archive of several files, or of one that is not vectors; while reading, a damaged one, or one
            that has no end.
    """
    stored = file
    for _ in range(_MOST_LAYERS):
        kind = next((kind for kind in _KINDS if kind.first_bytes.match(file.peek(10))), None)
        if kind is None or looks_like_npz(file.peek(_NAME + 256)):
            break
        file = VectorFile(file.name, _guarded(file, kind, stored))
    return file


def check_size(stored: VectorFile, made: int) -> None:
    """Stop at a file that may be made to fill the memory.

    Args:
        stored: the file.
        made: bytes of what it holds, so far.

    Raises:
        FormatError: they are too many for a file of its size.
    """
    if made > _FREE_BYTES and made > _MOST_TIMES * (stored.size or stored.taken):
        raise FormatError(
            f"{stored.name}: what it holds is more than {_MOST_TIMES} times as large, and may be made to fill the "
            f"memory. If it is the file you want, unpack it first."
        )


def _guarded(file: VectorFile, kind: _Kind, stored: VectorFile) -> Callable[[int], bytes]:
    """Read what a compressed file holds, which lies in the stored one; all kinds of damage become one error."""
    try:
        reader = kind.unpack(file)
    except (FormatError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - each way of packing has errors of its own
        raise _damaged(file, kind, error) from None

    made = 0

    def read(size: int) -> bytes:
        nonlocal made
        try:
            piece: bytes = reader.read(size)
        except (FormatError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise _damaged(file, kind, error) from None
        made += len(piece)
        check_size(stored, made)
        return piece

    return read


def _damaged(file: VectorFile, kind: _Kind, error: BaseException) -> FormatError:
    return FormatError(f"{file.name}: the {kind.name} data is damaged or cut short ({error}). Fetch it again.")


def _by_arrow(name: str) -> Callable[[VectorFile], Any]:
    def unpack(file: VectorFile) -> Any:
        pa = import_module("pyarrow")  # Python before 3.14 has no such decompressor
        return pa.CompressedInputStream(pa.PythonFile(_Readable(file), mode="r"), name)

    return unpack


class _Readable:
    """What PyArrow asks of a Python file."""

    closed = False

    def __init__(self, file: VectorFile) -> None:
        self.read = file.read

    def close(self) -> None:
        """Whoever opened the file closes it."""


def _unzip(file: VectorFile) -> Any:
    name = file.name
    # the table of an archive is at its end
    archive = import_module("zipfile").ZipFile(io.BytesIO(file.read()) if file.path is None else file.path)
    held = [entry for entry in archive.infolist() if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")]
    names = [entry.filename for entry in held]
    for ending, what, remedy in _ZIPPED:
        if any(name.endswith(ending) for name in names):
            raise FormatError(f"{name} is {what}. {remedy}")
    if not held:
        raise FormatError(f"{name} is a zip archive without files. Fetch it again.")
    if len(held) > 1:
        raise FormatError(
            f"{name} is a zip archive of {len(held)} files ({listed(names)}). Unpack the one you want: "
            f"unzip {name} {names[0]}"
        )
    return archive.open(held[0])


_ZIPPED = (
    (
        "data.pkl",
        "a PyTorch file, a pickle within a zip archive, which can run code when it is opened",
        "Load it with PyTorch, then firth.WordVectors(words, tensor.numpy()).save('vectors.safetensors')",
    ),
    ("[Content_Types].xml", "an Office document", "Save its table as text, a word and its numbers in each line."),
)

_KINDS = (
    _Kind("gzip", re.compile(rb"\x1f\x8b"), lambda file: import_module("gzip").GzipFile(fileobj=file)),
    _Kind(
        "bzip2",
        re.compile(rb"BZh[1-9](1AY&SY|\x17\x72\x45\x38\x50\x90)"),
        lambda file: import_module("bz2").BZ2File(file),
    ),
    _Kind("xz", re.compile(rb"\xfd7zXZ\x00"), lambda file: import_module("lzma").LZMAFile(file)),
    _Kind("zstd", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL), _by_arrow("zstd")),
    _Kind("lz4", re.compile(rb"\x04\x22\x4d\x18"), _by_arrow("lz4")),
    _Kind("zip", re.compile(rb"PK\x03\x04|PK\x05\x06"), _unzip),
)
