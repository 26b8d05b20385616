"""FNV-1a, a hash that goes byte by byte: the hash of a longer string follows from that of its beginning.

Source: Fowler, Noll and Vo; RFC 9923. Both kinds work on many strings at a time.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["FASTTEXT", "WIDE", "Hash", "hashed"]


class Hash(NamedTuple):
    """A kind of FNV-1a.

    Attributes:
        begin: of the empty string.
        prime: that each step multiplies with.
        signed: bytes from 128 on count as negative, so all higher bits are exchanged too.
    """

    begin: np.unsignedinteger[Any]
    prime: np.unsignedinteger[Any]
    signed: bool

    def step(self, value: NDArray[Any], byte: NDArray[np.uint8]) -> NDArray[Any]:
        """The hashes of strings that have one more byte."""
        if self.signed:
            wide: NDArray[Any] = byte.view(np.int8).astype(np.int32).view(np.uint32)
        else:
            wide = byte.astype(value.dtype)
        return np.asarray((value ^ wide) * self.prime)


FASTTEXT = Hash(np.uint32(0x811C9DC5), np.uint32(0x01000193), signed=True)
"""fastText's: 32 bits. Its bytes are signed, since C's ``char`` is on most machines; its models depend on that."""

WIDE = Hash(np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), signed=False)
"""64 bits: that any two of a million strings share one has a chance of 1 in 36 million."""


def hashed(text: bytes, kind: Hash) -> int:
    """The hash of one string.

    Example:
        >>> hex(hashed(b"foobar", WIDE))
        '0x85944171f73967e8'
    """
    value = np.array([kind.begin])
    for byte in np.frombuffer(text, np.uint8):
        value = kind.step(value, np.array([byte]))
    return int(value[0])
