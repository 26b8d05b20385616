"""Arrays that grow while a text is read or counted and may outgrow memory.

The first megabytes are kept in memory; beyond them everything moves to an unlinked temporary file, so the
anonymous memory of a run does not depend on the length of its corpus, and nothing is left on disk, however
the run ends.
"""

import errno
import io
import mmap
import os
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from firth.errors import TargetError

__all__ = ["ENCODED_CORPUS", "MEMORY_BYTES", "Contents", "GrowingArray"]

MEMORY_BYTES = 16 << 20
"""What is kept in memory before it moves to a file: 4 M tokens of four bytes."""

Number = TypeVar("Number", bound=np.number[Any])


class Contents(NamedTuple):
    """What an error says of the file that could not be written."""

    name: str
    size: str


ENCODED_CORPUS = Contents("the encoded corpus", "4 bytes for each token of the text")


class GrowingArray(Generic[Number]):
    """A growing one-dimensional array.

    It is read and written by position, not through a writable map: a disk that fills up is then an error to
    report and not a signal that kills the process.

    Attributes:
        length: how many numbers it holds.
    """

    def __init__(
        self, dtype: type[Number], memory_bytes: int = MEMORY_BYTES, contents: Contents = ENCODED_CORPUS
    ) -> None:
        self.length = 0
        self._contents = contents
        self._dtype: np.dtype[Number] = np.dtype(dtype)
        self._memory_bytes = memory_bytes
        self._file: io.BytesIO | io.FileIO = io.BytesIO()

    @property
    def in_memory(self) -> bool:
        """Whether it has not moved to a file, so that what ``seal`` gives is not a memory map."""
        return isinstance(self._file, io.BytesIO)

    def append(self, values: NDArray[Number]) -> None:
        """Add ``values`` at the end; see ``write``."""
        self.write(self.length, values)

    def write(self, start: int, values: NDArray[Number]) -> None:
        """Write ``values`` from ``start``, over what is there, and beyond the end if need be.

        Raises:
            TargetError: the temporary folder is full or cannot be written.
        """
        data = np.ascontiguousarray(values, dtype=self._dtype)
        length = max(self.length, start + len(data))
        with _reported(self._contents):
            if isinstance(self._file, io.BytesIO) and length * self._dtype.itemsize > self._memory_bytes:
                self._move_to_disk(self._file.getvalue())
            self._file.seek(start * self._dtype.itemsize)
            _write_all(self._file, data.data.cast("B") if data.size else b"")
        self.length = length

    def read(self, start: int, stop: int) -> NDArray[Number]:
        """A copy of the numbers from ``start`` up to ``stop``, or up to the end if that comes first.

        Raises:
            TargetError: the temporary file cannot be read, or has become shorter.
        """
        count = max(0, min(stop, self.length) - start)
        data = bytearray(count * self._dtype.itemsize)
        unread = memoryview(data)
        with _reported(self._contents):
            self._file.seek(start * self._dtype.itemsize)
            while unread:
                count = self._file.readinto(unread)
                if not count:
                    raise OSError(errno.EIO, "the file is shorter than what was written to it")
                unread = unread[count:]
        return np.frombuffer(data, dtype=self._dtype)

    def seal(self, length: int) -> NDArray[Number]:
        """The first ``length`` numbers as a read-only array; this object is not used any more after that.

        The array is a memory map of the temporary file if the numbers have moved there.

        Raises:
            TargetError: the temporary file cannot be mapped, or has become shorter.
        """
        size = length * self._dtype.itemsize
        if isinstance(self._file, io.BytesIO):
            self._file.truncate(size)
            return np.frombuffer(self._file.getvalue(), dtype=self._dtype)
        if not length:  # a map of nothing cannot be made
            return np.frombuffer(b"", dtype=self._dtype)
        with _reported(self._contents):
            if os.fstat(self._file.fileno()).st_size < size:
                raise OSError(errno.EIO, "the file is shorter than what was written to it")
            self._file.truncate(size)
            mapped = mmap.mmap(self._file.fileno(), size, access=mmap.ACCESS_READ)
        self._file.close()  # the map keeps the unlinked file alive
        return np.frombuffer(mapped, dtype=self._dtype)

    def _move_to_disk(self, held: bytes) -> None:
        # A copy: a view of the buffer in the traceback of a full disk would be collected together with its
        # BytesIO, which Python 3.13 reports and 3.12.1 does not survive.
        # Unbuffered: a failed write is reported by that write and not by a later flush or close.
        self._file = tempfile.TemporaryFile(buffering=0, prefix="firth-")  # noqa: SIM115  # outlives this
        weakref.finalize(self, self._file.close)
        _write_all(self._file, held)


def _write_all(file: io.BytesIO | io.FileIO, data: memoryview | bytes) -> None:
    unwritten = memoryview(data)
    while unwritten:
        count = file.write(unwritten)
        if not count:
            raise OSError(errno.ENOSPC, "nothing more was written")
        unwritten = unwritten[count:]


@contextmanager
def _reported(contents: Contents) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        folder = tempfile.tempdir or "the temporary folder"  # not gettempdir(): it may be what failed
        raise TargetError(
            f"{folder}: the temporary file of {contents.name} cannot be written and read back "
            f"({error.strerror or error}). It takes {contents.size}: free that much there, "
            f"or set TMPDIR to a folder that has it."
        ) from error
