"""MurmurHash, with which spaCy numbers strings and floret finds rows: of many strings at a time.

Source: Austin Appleby's MurmurHash2 (64A) and MurmurHash3 (x64_128), in the public domain.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["murmur2", "murmur3"]

Hashes = NDArray[np.uint64]

M, R = np.uint64(0xC6A4A7935BD1E995), np.uint64(47)
C1, C2 = np.uint64(0x87C37B91114253D5), np.uint64(0x4CF5AD432745937F)


class _Strings(NamedTuple):
    """Strings of bytes side by side.

    Attributes:
        words: uint64, the eight bytes from each place on.
        begins: int64[n], where each string begins.
        lengths: int64[n].
    """

    words: Hashes
    begins: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> "_Strings":
        lengths = np.array([len(each) for each in strings], np.int64)
        data = b"".join(strings) + bytes(16)
        return cls(np.ndarray((len(data) - 7,), "<u8", data, 0, (1,)), np.cumsum(lengths) - lengths, lengths)

    def words_at(self, place: int, rows: NDArray[np.int64]) -> Hashes:
        """The eight bytes at a place of some strings."""
        return self.words[self.begins[rows] + place]

    def tails(self, size: int, place: int) -> Hashes:
        """Up to eight bytes at a place in what is left of each string after its last whole `size` bytes, else 0."""
        left = self.lengths % size
        count = np.clip(left - place, 0, 8)
        words = self.words[np.minimum(self.begins + self.lengths - left + place, len(self.words) - 1)]
        unused = (8 * (8 - count)).astype(np.uint64)
        kept = (words << np.minimum(unused, np.uint64(63))) >> np.minimum(unused, np.uint64(63))
        return np.where(count > 0, kept, np.uint64(0))


def murmur2(strings: Sequence[bytes], seed: int) -> Hashes:
    """uint64[n], MurmurHash64A of each.

    Example:
        >>> murmur2([b"coffee"], 1).tolist()  # as spaCy's documentation says
        [3197928453018144401]
    """
    held = _Strings.of(strings)
    state = np.uint64(seed) ^ (held.lengths.astype(np.uint64) * M)
    rows = np.arange(len(strings))
    for block in range(int(held.lengths.max(initial=0)) // 8):
        rows = rows[held.lengths[rows] >= 8 * block + 8]
        word = held.words_at(8 * block, rows) * M
        word ^= word >> R
        state[rows] = (state[rows] ^ word * M) * M
    state = np.where(held.lengths % 8 > 0, (state ^ held.tails(8, 0)) * M, state)
    state ^= state >> R
    state *= M
    return state ^ (state >> R)


def murmur3(strings: Sequence[bytes], seed: int) -> tuple[Hashes, Hashes]:
    """Two uint64[n], the halves of MurmurHash3_x64_128 of each.

    Example:
        >>> [hex(int(half[0])) for half in murmur3([b"hello"], 0)]
        ['0xcbd8a7b341bd9b02', '0x5b1e906a48ae1d19']
    """
    held = _Strings.of(strings)
    one, two = np.full(len(strings), seed, np.uint64), np.full(len(strings), seed, np.uint64)
    rows = np.arange(len(strings))
    for block in range(int(held.lengths.max(initial=0)) // 16):
        rows = rows[held.lengths[rows] >= 16 * block + 16]
        first, second = one[rows], two[rows]
        first ^= _mixed(held.words_at(16 * block, rows), C1, 31, C2)
        first = (_turned(first, 27) + second) * np.uint64(5) + np.uint64(0x52DCE729)
        second ^= _mixed(held.words_at(16 * block + 8, rows), C2, 33, C1)
        second = (_turned(second, 31) + first) * np.uint64(5) + np.uint64(0x38495AB5)
        one[rows], two[rows] = first, second
    two ^= _mixed(held.tails(16, 8), C2, 33, C1)
    one ^= _mixed(held.tails(16, 0), C1, 31, C2)
    length = held.lengths.astype(np.uint64)
    one, two = one ^ length, two ^ length
    one = one + two
    two = two + one
    one, two = _finished(one), _finished(two)
    one = one + two
    return one, two + one


def _mixed(words: Hashes, before: np.uint64, turn: int, after: np.uint64) -> Hashes:
    return _turned(words * before, turn) * after


def _turned(words: Hashes, bits: int) -> Hashes:
    return np.asarray((words << np.uint64(bits)) | (words >> np.uint64(64 - bits)))


def _finished(words: Hashes) -> Hashes:
    for factor in (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)):
        words = (words ^ (words >> np.uint64(33))) * factor
    return np.asarray(words ^ (words >> np.uint64(33)))
