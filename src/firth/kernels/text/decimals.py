"""Decimal numbers from text, a character at a time.

`firth.formats.word2vec.decimals` does the same in plain NumPy, which is the specification.
"""

import numpy as np

from firth.kernels.compiling import kernel

POWERS = 10.0 ** np.arange(23)
"""All powers of ten that are whole in float64."""


@kernel
def read_decimals(text, width, powers, values, odd):
    """Read rows of numbers, in one pass over their characters.

    A number of digits with a point among them is a whole number over a power of ten. If the first is at most 2^53, and
    the second one of `powers`, both are exact in float64, so one division rounds correctly (Clinger 1990).

    Args:
        text: uint8[m], lines of numbers with one blank between them, and a newline after each. Read.
        width: D, the numbers of a line.
        powers: `POWERS`. Read.
        values: float64[n D]. Written, but for the odd ones.
        odd: int64[n D, 3]: of a number written in another way its place in `values`, where it begins in `text`, and
            where it ends. Written.

    Returns:
        How many are odd; -1 if a line has more or fewer than D numbers.
    """
    ten, most = np.uint64(10), np.uint64(1 << 53)
    at, place, column, odds = 0, 0, 0, 0
    while at < len(text):
        start = at
        negative = text[at] == 45  # -
        at += negative
        digits, whole, scale = 0, np.uint64(0), -1
        while True:
            byte = text[at]
            digit = np.uint8(byte - 48)
            if digit <= 9:
                whole = whole * ten + np.uint64(digit)
                digits += 1
            elif byte == 46 and scale < 0:  # the point
                scale = digits
            else:
                break
            at += 1
        fraction = 0 if scale < 0 else digits - scale
        end = at
        while text[at] != 32 and text[at] != 10:
            at += 1
        column += 1
        if place == len(values) or (text[at] == 10) != (column == width):
            return -1
        if at == end and 0 < digits < 19 and whole <= most:
            value = np.float64(whole) / powers[fraction]
            values[place] = -value if negative else value
        else:
            odd[odds, 0], odd[odds, 1], odd[odds, 2] = place, start, at
            odds += 1
        column = 0 if column == width else column
        place += 1
        at += 1
    return odds if place == len(values) else -1
