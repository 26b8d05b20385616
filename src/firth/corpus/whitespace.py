"""Text cut into words at whitespace, exactly as ``str.split()`` cuts it, a chunk of bytes at a time.

NumPy finds the whitespace and PyArrow numbers the words between; both let go of Python's lock, so chunks are
split side by side on threads. What is left for Python is one lookup for each distinct word of a chunk that is
not among the common ones. (Splitting with ``pyarrow.compute.utf8_split_whitespace`` copies every word first
and costs about twice as much.)
"""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["EncodingErrors", "Split", "dictionary", "end_of_last_whitespace", "split"]

EncodingErrors = Literal["strict", "replace"]

_NEWLINE = 0x0A
_SPACE = 0x20
_SEPARATOR = " "
_WIDE = "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_ASCII = "\t\n\v\f\r\x1c\x1d\x1e\x1f "
_WHITESPACE = tuple(c.encode() for c in _ASCII + _WIDE)
_WIDE_CODES = {  # encoded length: the wide whitespace characters of that length, as big-endian integers
    length: np.array([int.from_bytes(c, "big") for c in _WHITESPACE if len(c) == length]) for length in (2, 3)
}


class Split(NamedTuple):
    """The n words of a chunk.

    Attributes:
        known: how many words it was given; the chunk's dictionary begins with these.
        new_words: the rest of the dictionary: the chunk's other words, in order of first appearance.
        indices: int32[n], each word's place in the dictionary.
        counts: int64[known + len(new_words)], occurrences of each word of the dictionary.
        breaks: int64, for each newline the number of the chunk's words before it.
    """

    known: int
    new_words: list[str]
    indices: NDArray[np.int32]
    counts: NDArray[np.int64]
    breaks: NDArray[np.int64]


def dictionary(words: Iterable[str]) -> Any:
    """Words in the form that ``split`` takes them: an Arrow array, each word with a space behind it."""
    return pa.array([word + _SEPARATOR for word in words], type=pa.large_string())


def split(data: bytes, known: Any, errors: EncodingErrors) -> Split:
    """Cut a chunk into words and number them.

    Args:
        data: UTF-8 text that ends with a whitespace character.
        known: words to number first, from ``dictionary``. The first is "", which stands between two
            whitespace characters and is never counted.
        errors: what to do with invalid UTF-8.

    Raises:
        UnicodeDecodeError: invalid UTF-8, and ``errors`` is "strict".
    """
    text = np.frombuffer(data, dtype=np.uint8)
    is_space = _is_ascii_space(text)
    if text.max() >= 0x80:
        if not _is_utf8(data):
            return split(data.decode(errors=errors).encode(), known, errors)
        is_space[_wide_spaces(text)] = True
    ends = np.flatnonzero(is_space)
    separators = text[ends]
    words = _with_separators(text, ends, separators)
    # The system's allocator gives memory back between chunks; Arrow's own held 80 MB more on two threads.
    pool = pa.system_memory_pool()
    encoded = pc.dictionary_encode(pa.chunked_array([known, words]), memory_pool=pool).chunks[-1]
    new_words = pc.utf8_rtrim(encoded.dictionary.slice(len(known)), characters=_SEPARATOR)
    indices = encoded.indices.to_numpy()
    breaks = np.flatnonzero(separators == _NEWLINE) + 1
    counts = np.bincount(indices, minlength=len(encoded.dictionary))
    if counts[0]:  # whitespace after whitespace: empty words, which str.split() does not see either
        is_word = indices != 0
        breaks = np.cumsum(is_word)[breaks - 1]
        indices = indices[is_word]
        counts[0] = 0
    return Split(len(known), new_words.to_pylist(), indices, counts, breaks)


def end_of_last_whitespace(data: bytes) -> int:
    """Where ``data`` can be cut without cutting a word: behind its last whitespace, or at 0 if it has none.

    Behind any whitespace will do, so the rarer kinds are only looked for where space and newline are missing.
    """
    common = max(data.rfind(b"\n"), data.rfind(b" ")) + 1
    return common or max(data.rfind(space) + len(space) if space in data else 0 for space in _WHITESPACE)


def _is_ascii_space(text: NDArray[np.uint8]) -> NDArray[np.bool_]:
    # Unsigned differences wrap around, so each comparison is a range: 9 to 13 and 28 to 32.
    return (text - np.uint8(0x09) < 5) | (text - np.uint8(0x1C) < 5)


def _is_utf8(data: bytes) -> bool:
    whole = pa.LargeStringArray.from_buffers(1, pa.py_buffer(np.array([0, len(data)])), pa.py_buffer(data))
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _wide_spaces(text: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Positions of all bytes of the whitespace characters beyond ASCII, in valid UTF-8."""
    pairs = np.flatnonzero(text == 0xC2)
    pairs = pairs[np.isin(_code(text, pairs, 2), _WIDE_CODES[2])]
    triples = np.flatnonzero(text - np.uint8(0xE1) < 3)
    triples = triples[np.isin(_code(text, triples, 3), _WIDE_CODES[3])]
    return np.concatenate((pairs, pairs + 1, triples, triples + 1, triples + 2))


def _code(text: NDArray[np.uint8], starts: NDArray[np.intp], length: int) -> NDArray[np.int64]:
    code = np.zeros(len(starts), dtype=np.int64)
    for place in range(length):
        code = code << 8 | text[starts + place]
    return code


def _with_separators(text: NDArray[np.uint8], ends: NDArray[np.intp], separators: NDArray[np.uint8]) -> Any:
    """A string array over the text itself: each element a word and the separator behind it, made a space."""
    spaced = text.copy()
    spaced[ends[separators != _SPACE]] = _SPACE
    offsets = np.zeros(len(ends) + 1, dtype=np.int64)
    np.add(ends, 1, out=offsets[1:])
    return pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(spaced))
