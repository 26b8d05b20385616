"""Compressed texts, recognised by their first bytes whatever their name, and unpacked while they are read.

Several archives in one file are one text, as for the programs that make them. A new kind is one line in ``_KINDS``.
"""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import pyarrow as pa

from firth.errors import DamagedArchiveError, SourceError
from firth.text.stored import Stored

__all__ = ["unpacked"]

_INPUT_BYTES = 1 << 14
"""Packed bytes unpacked at a time. What a damaged archive holds before the damage is lost to this extent."""

_MOST_BYTES = 1 << 20
"""Unpacked bytes made at a time, however well they were packed."""

_ARROW_BYTES = 1 << 16
_HEAD_BYTES = 10


class _Decompressor(Protocol):
    """What ``bz2`` and ``lzma`` agree upon."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Gunzip:
    """``zlib``'s decompressor with the interface of the other two."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._has_more = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._has_more and not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._has_more = len(piece) == max_length
        return piece


class _Kind(NamedTuple):
    """A way of compressing.

    Attributes:
        name: as its program is called.
        first_bytes: how such files begin.
        decompressor: Python's, which tells where the damage is; None: PyArrow has the only one.
    """

    name: str
    first_bytes: re.Pattern[bytes]
    decompressor: Callable[[], _Decompressor] | None


_KINDS = (
    _Kind("gzip", re.compile(rb"\x1f\x8b"), _Gunzip),
    _Kind("bzip2", re.compile(rb"BZh[1-9](1AY&SY|\x17\x72\x45\x38\x50\x90)"), bz2.BZ2Decompressor),
    _Kind("xz", re.compile(rb"\xfd7zXZ\x00"), lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ)),
    _Kind("zstd", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL), None),
    _Kind("lz4", re.compile(rb"\x04\x22\x4d\x18"), None),
)


def unpacked(stored: Stored) -> Iterator[bytes] | None:
    """The bytes of a compressed source, in pieces of any length; None if it is not compressed.

    Raises:
        DamagedArchiveError: while reading.
        SourceError: the source cannot be read.
    """
    head = stored.peek(_HEAD_BYTES)
    for kind in _KINDS:
        if kind.first_bytes.match(head):
            return _by_arrow(stored, kind) if kind.decompressor is None else _by_python(stored, kind)
    return None


def _by_python(stored: Stored, kind: _Kind) -> Iterator[bytes]:
    assert kind.decompressor is not None
    decompressor = kind.decompressor()
    data = stored.read(_INPUT_BYTES)
    while data:
        try:
            yield from _pieces(decompressor, data)
        except (zlib.error, lzma.LZMAError, OSError) as error:
            raise _damaged(stored, kind, stored.position - len(data), f"is damaged ({error})") from error
        if not decompressor.eof:
            data = stored.read(_INPUT_BYTES)
        elif data := _next_member(stored, decompressor.unused_data):
            decompressor = kind.decompressor()
    if not decompressor.eof:
        raise _damaged(stored, kind, stored.position, "is cut short")


def _pieces(decompressor: _Decompressor, data: bytes) -> Iterator[bytes]:
    yield decompressor.decompress(data, _MOST_BYTES)
    while not (decompressor.needs_input or decompressor.eof):
        yield decompressor.decompress(b"", _MOST_BYTES)


def _next_member(stored: Stored, data: bytes) -> bytes:
    """What follows an archive, without the zero bytes that tapes and xz put there."""
    while not (rest := data.lstrip(b"\0")) and (data := stored.read(_INPUT_BYTES)):
        pass
    return rest


def _by_arrow(stored: Stored, kind: _Kind) -> Iterator[bytes]:
    unpacking = pa.CompressedInputStream(pa.PythonFile(_Readable(stored), mode="r"), kind.name)
    while True:
        try:
            piece = unpacking.read(_ARROW_BYTES)
        except SourceError:
            raise
        except OSError as error:
            what = "is cut short" if "Truncated" in str(error) else f"is damaged ({error})"
            raise _damaged(stored, kind, stored.position, what) from error
        if not piece:
            return
        yield piece


class _Readable:
    """What PyArrow asks of a Python file."""

    closed = False

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def read(self, size: int) -> bytes:
        return self._stored.read(size)

    def close(self) -> None:
        """Whoever opened the source closes it."""


def _damaged(stored: Stored, kind: _Kind, offset: int, what: str) -> DamagedArchiveError:
    return DamagedArchiveError(stored.name, kind.name, what, max(offset, 0))
