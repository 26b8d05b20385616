"""The bytes of a file, taken from the beginning to the end, never beyond."""

import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, counted
from firth.formats.opening import VectorFile

__all__ = ["Content"]

PIECE = 1 << 24


class Content:
    """All bytes of a file, which is mapped if it is on the disk.

    Attributes:
        data: the bytes.
        at: the place of the next one.
        name: of the file, for messages.
    """

    def __init__(self, file: VectorFile) -> None:
        """Map a file, or read it.

        Args:
            file: open at its beginning.
        """
        self.data: mmap.mmap | bytearray = _read(file) if file.path is None else _mapped(file.path)
        self.at = 0
        self.name = file.name

    @property
    def left(self) -> int:
        """Bytes that were not taken."""
        return len(self.data) - self.at

    def unpack(self, form: str | struct.Struct, what: str) -> tuple[Any, ...]:
        """The next numbers.

        Args:
            form: as `struct` has it.
            what: they belong to, for the message.

        Raises:
            FormatError: the file ends before.
        """
        form = form if isinstance(form, struct.Struct) else struct.Struct(form)
        return form.unpack(self.take(form.size, what))

    def take(self, size: int, what: str) -> bytes:
        """The next bytes; the rest is as above."""
        begin = self._advance(size, what)
        return bytes(self.data[begin : self.at])

    def array(self, dtype: str, shape: tuple[int, ...], what: str) -> NDArray[Any]:
        """The next numbers as a read-only array over the same memory, at any byte; the rest is as above."""
        size = np.dtype(dtype).itemsize
        for number in shape:
            size *= number  # Python's numbers do not overflow
        begin = self._advance(size, what)
        array: NDArray[Any] = np.ndarray(shape, dtype, self.data, begin)
        array.flags.writeable = False
        return array

    def _advance(self, size: int, what: str) -> int:
        if size > self.left:
            raise FormatError(
                f"{self.name} is truncated or garbled: its {what} {'take' if what.endswith('s') else 'takes'} "
                f"{counted(size, 'byte')}, and {counted(self.left, 'byte')} are left. Fetch it again."
            )
        begin, self.at = self.at, self.at + size
        return begin


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as on_disk:
        return mmap.mmap(on_disk.fileno(), 0, access=mmap.ACCESS_READ)


def _read(file: VectorFile) -> bytearray:
    """All bytes, in memory that grows in place: a model may have gigabytes."""
    data = bytearray()
    while piece := file.read(PIECE):
        data += piece
    return data
