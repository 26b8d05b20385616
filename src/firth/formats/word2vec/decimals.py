"""Decimal numbers from text, a block at a time: what ``float`` makes of each, several times faster.

A number of at most fifteen digits with a point among them is a whole number below 2^53 over a power of ten up to
10^22. Both are exact in float64, so one division rounds correctly (Clinger 1990, "How to read floating point numbers
accurately"). Eight digits become a number in three multiplications of 64-bit words (Lemire 2022, "Parsing series of
integers with SIMD"). What looks different, such as 1e-05, goes through ``float``.

For large files a kernel does the same (`firth.kernels.text.decimals`), another five times faster once it is loaded.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["parse_many", "parse_rows"]

_NEWLINE, _BLANK, _MINUS, _POINT, _ZERO = b"\n -.0"
_POWERS = 10.0 ** np.arange(16)
_MOST_DIGITS = 15
_MOST_BEFORE_POINT = 3
_MOST_BYTES = 17  # of a number with a sign, its digits and the point, on average
_PADDING = b"0" * 16  # two words of eight bytes are read before the end of each number
_EIGHT, _THREE = np.uint64(8), np.uint64(3)


def parse_rows(text: bytes, width: int) -> NDArray[np.float64]:
    """Read rows of numbers.

    Args:
        text: n lines with a newline between them, each of `width` numbers as ``float`` takes them, with one blank
            between them.
        width: D, at least 1.

    Returns:
        float64[n, D], each the same as ``float`` gives.

    Raises:
        ValueError: something is not a number, or a line does not have D of them.
    """
    if len(text) > _MOST_BYTES * width * (text.count(b"\n") + 1):
        return _one_by_one(text, width)
    characters = np.frombuffer(b"%b%b\n" % (_PADDING, text), np.uint8)
    marks = np.flatnonzero(characters - np.uint8(_ZERO) > 9)  # all that is not a digit
    kinds = characters[marks]
    newlines = kinds == _NEWLINE
    gaps = np.flatnonzero((kinds == _BLANK) | newlines)
    if len(gaps) != width * np.count_nonzero(newlines) or not newlines[gaps[width - 1 :: width]].all():
        raise ValueError("a line has more or fewer numbers")
    ends, points = marks[gaps], marks[gaps - 1]
    starts = np.concatenate([[len(_PADDING)], ends[:-1] + 1])
    negative = characters[starts] == _MINUS
    before, after = points - starts - negative, ends - points - 1
    ordinary = (
        (kinds[gaps - 1] == _POINT)
        & (np.diff(gaps, prepend=-1) == 2 + negative)  # its marks: a minus or none, the point, the gap
        & (before <= _MOST_BEFORE_POINT)
        & (after >= 1)
        & (before + after <= _MOST_DIGITS)
    )
    odd = np.flatnonzero(~ordinary).tolist()
    if len(odd) * 8 > len(ends):
        return _one_by_one(text, width)
    values = _ordinary(characters, points, ends, np.where(ordinary, before, 1), np.where(ordinary, after, 1))
    np.negative(values, where=negative, out=values)
    for at in odd:
        values[at] = float(characters[starts[at] : ends[at]].tobytes())
    return values.reshape(-1, width)


def parse_many(text: bytes, width: int) -> NDArray[np.float64]:
    """As `parse_rows`, by a compiled kernel, which takes up to a second to load."""
    from firth.kernels.text.decimals import POWERS, read_decimals  # noqa: PLC0415 - for large files only

    characters = np.frombuffer(b"%b\n" % text, np.uint8)
    values = np.empty(width * (text.count(b"\n") + 1))
    odd = np.empty((len(values), 3), np.int64)
    count = read_decimals(characters, width, POWERS, values, odd)
    if count < 0:
        raise ValueError("a line has more or fewer numbers")
    for place, begin, end in odd[:count].tolist():
        values[place] = float(text[begin:end])
    return values.reshape(-1, width)


def _one_by_one(text: bytes, width: int) -> NDArray[np.float64]:
    """Rows of numbers that mostly look different, all through ``float``."""
    rows = [line.split(b" ") for line in text.split(b"\n")]
    if any(len(row) != width for row in rows):
        raise ValueError("a line has more or fewer numbers")
    return np.array([list(map(float, row)) for row in rows])


def _ordinary(
    characters: NDArray[np.uint8],
    points: NDArray[np.intp],
    ends: NDArray[np.intp],
    before: NDArray[np.intp],
    after: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Numbers without sign, `before` digits before the point and `after` after it."""
    digits = after.astype(np.uint64)
    words = np.ndarray((len(characters) - 7,), "<u8", characters.data, 0, (1,))  # the eight bytes from each place on
    fraction = _eight_digits(words[ends - 8], np.minimum(digits, _EIGHT))
    long = np.flatnonzero(after > 8)
    if len(long):
        upper = _eight_digits(words[ends[long] - 16], digits[long] - _EIGHT)
        fraction[long] += upper * np.uint64(10**8)
    values = fraction.astype(np.float64)
    scale = _POWERS[after]
    for place in range(int(before.max())):
        digit = characters[points - 1 - place] - np.uint8(_ZERO)
        if place or not before.all():
            digit *= before > place
        values += digit * (scale if place == 0 else scale * _POWERS[place])
    values /= scale
    return values


def _eight_digits(words: NDArray[np.uint64], count: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The number that the last `count` of eight digits make; `words` are overwritten."""
    unused = (_EIGHT - count) << _THREE
    words &= np.uint64(0x0F0F0F0F0F0F0F0F)
    words >>= unused
    words <<= unused  # zeros before the digits that count
    pairs = words >> np.uint64(8)
    words *= np.uint64(10)
    words += pairs
    upper = words >> np.uint64(16)
    words &= np.uint64(0x000000FF000000FF)
    words *= np.uint64(100 + (1_000_000 << 32))
    upper &= np.uint64(0x000000FF000000FF)
    upper *= np.uint64(1 + (10_000 << 32))
    words += upper
    words >>= np.uint64(32)
    return words
