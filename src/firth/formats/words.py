"""The words of a file: by row and by spelling, and decoded only when they are asked for.

A model of millions of words opens at once, and a few questions to it find their words among the packed bytes. Whoever
asks for all of them, or for many, has them decoded once and then finds them in a dictionary.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from numbers import Integral
from typing import Any, TypeGuard, overload

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentTypeError, FormatError, quoted

__all__ = ["Ids", "PackedWords", "Words", "is_id", "pack_words"]

SEARCHES = 50
"""So many words are looked for among the bytes, which takes about as long as one dictionary of them all."""


class Words(Sequence[str]):
    """Distinct words, by row.

    Args:
        rows: the row of each word, from 0 on and in this order.
    """

    def __init__(self, rows: dict[str, int]) -> None:
        self._rows = rows

    @property
    def rows(self) -> dict[str, int]:
        """The row of each word."""
        return self._rows

    @cached_property
    def all(self) -> tuple[str, ...]:
        """All words."""
        return tuple(self.rows)

    @property
    def spelt(self) -> "Words":
        """The same as strings."""
        return self

    def row(self, word: str) -> int | None:
        """The row of a word, or None."""
        return self.rows.get(word)

    def check(self, word: object) -> None:
        """Refuse what cannot be a word.

        Raises:
            ArgumentTypeError: it is not a string.
        """
        if not isinstance(word, str):
            raise ArgumentTypeError("word", word, "must be a string; rows by number are in .vectors")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self.all)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.row(word) is not None

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        rows = range(len(self))[place]
        return self._word(rows) if isinstance(rows, int) else tuple(map(self._word, rows))

    def _word(self, row: int) -> str:
        return self.all[row]


class Ids(Words):
    """Words that are the digits of ids, which are asked for and given as whole numbers.

    Args:
        digits: the words.
    """

    def __init__(self, digits: Words) -> None:
        self._digits = digits

    @property
    def spelt(self) -> Words:
        """The same as strings."""
        return self._digits

    @cached_property
    def all(self) -> tuple[Any, ...]:
        """All ids."""
        return tuple(map(_id_of, self._digits))

    def row(self, word: object) -> int | None:
        """The row of an id, or None."""
        return self._digits.row(str(int(word))) if _is_whole(word) else None

    def check(self, word: object) -> None:
        """Refuse what cannot be an id.

        Raises:
            ArgumentTypeError: it is not a whole number.
        """
        if not _is_whole(word):
            remedy = "the words of this model are ids: give a whole number"
            raise ArgumentTypeError("word", word, f"{remedy}, {word}" if is_id(word) else remedy)

    def __len__(self) -> int:
        return len(self._digits)

    def __contains__(self, word: object) -> bool:
        return self.row(word) is not None

    def _word(self, row: int) -> Any:
        return _id_of(self._digits[row])


def is_id(word: object) -> TypeGuard[str]:
    """Whether this is a word of the digits of an id, which is below 2**63."""
    return isinstance(word, str) and word.isascii() and word.isdigit() and len(word) < 20 and _is_plain(word)


def _is_plain(digits: str) -> bool:
    return str(int(digits)) == digits and int(digits) < 1 << 63


def _is_whole(word: object) -> TypeGuard[Integral]:
    return isinstance(word, Integral) and not isinstance(word, bool)


def _id_of(word: str) -> int:
    if not is_id(word):
        raise FormatError(f"{quoted(word)} is not an id, and all words of these vectors should be. Fetch them again.")
    return int(word)


class PackedWords(Words):
    """Words as they lie in a file, in UTF-8, one after another.

    What is asked for is checked, and so no word is ever given the row of another: the offsets when any word is, whether
    it is UTF-8 when it is decoded, and whether a word is there twice when it is looked for. `rows`, `all` and iteration
    check all words. Each raises FormatError.

    Args:
        blob: uint8[bytes], all words. Read.
        offsets: int64[V + 1], where each word begins and the last one ends. Read.
        path: of the file, for messages.
    """

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.int64], path: object) -> None:
        self._blob, self._unchecked, self._path = blob, offsets, path
        self._searches = 0

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each word."""
        blob = self._blob[: self._offsets[-1]].tobytes()
        words = [self._decoded(blob[begin:end]) for begin, end in pairwise(self._offsets.tolist())]
        rows = {word: row for row, word in enumerate(words)}
        if len(rows) < len(words):
            raise self._repeated(*Counter(words).most_common(1)[0])
        return rows

    def row(self, word: str) -> int | None:
        """The row of a word, or None."""
        self._searches += 1
        return self.rows.get(word) if self._searches > SEARCHES or "rows" in self.__dict__ else self._found(word)

    def __len__(self) -> int:
        return len(self._unchecked) - 1

    def _word(self, row: int) -> str:
        return self._decoded(self._blob[self._offsets[row] : self._offsets[row + 1]].tobytes())

    @cached_property
    def _offsets(self) -> NDArray[np.int64]:
        # Bounds before differences: the difference of two wild int64 may wrap round to something plausible.
        offsets, length = self._unchecked, len(self._blob)
        within = offsets[0] == 0 and offsets[-1] == length and offsets.min() >= 0 and offsets.max() <= length
        if not within or (np.diff(offsets) <= 0).any():
            raise FormatError(f"{self._path}: word_offsets do not cut the words into non-empty pieces. Fetch it again.")
        return offsets

    def _found(self, word: str) -> int | None:
        """The row of a word: of the pieces of its length, those whose next byte is right, byte by byte."""
        try:
            sought = word.encode("utf-8")
        except UnicodeEncodeError:
            return None
        rows = np.flatnonzero(np.diff(self._offsets) == len(sought))
        for place, byte in enumerate(sought):
            if not rows.size:
                return None
            rows = rows[self._blob[self._offsets[rows] + place] == byte]
        if rows.size > 1:
            raise self._repeated(word, rows.size)
        return int(rows[0]) if rows.size else None

    def _decoded(self, word: bytes) -> str:
        try:
            return word.decode("utf-8")
        except UnicodeDecodeError:
            raise FormatError(f"{self._path}: a word is not valid UTF-8 ({word!r:.100}). Fetch it again.") from None

    def _repeated(self, word: str, times: int) -> FormatError:
        return FormatError(f"{self._path}: the word {quoted(word)} appears {times:,} times. Fetch or save it again.")


def pack_words(words: Sequence[str], path: object) -> tuple[bytes, NDArray[np.int64]]:
    """All words in UTF-8, one after another, and int64[V + 1], where each begins and the last one ends.

    Raises:
        FormatError: a word is not valid Unicode.
    """
    try:
        encoded = [word.encode("utf-8") for word in words]
    except UnicodeEncodeError as error:
        raise FormatError(
            f"{path}: the word {quoted(error.object)} is not valid Unicode and cannot be saved. Take it out."
        ) from None
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(word) for word in encoded], out=offsets[1:])
    return b"".join(encoded), offsets
