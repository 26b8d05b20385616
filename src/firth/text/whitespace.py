"""Text cut at whitespace, exactly as ``str.split()`` cuts it, a chunk of bytes at a time."""

import numpy as np
import pyarrow as pa

from firth.config import EncodingErrors

__all__ = ["end_of_last_whitespace", "valid"]

_WHITESPACE = tuple(
    character.encode()
    for character in "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What `firth.kernels.text.number_words` cuts at."""


def valid(data: bytes, errors: EncodingErrors) -> bytes:
    """Text that is UTF-8 for certain.

    Args:
        data: text that should be.
        errors: what to do with bytes that are not.

    Raises:
        UnicodeDecodeError: there are some, and ``errors`` is "strict".
    """
    if np.frombuffer(data, dtype=np.uint8).max(initial=0) < 0x80 or _is_utf8(data):
        return data
    return data.decode(errors=errors).encode()


def end_of_last_whitespace(data: bytes) -> int:
    """Where ``data`` can be cut without cutting a word: behind its last whitespace, or at 0 if it has none.

    Behind any whitespace will do, so the rarer kinds are only looked for where space and newline are missing.
    """
    common = max(data.rfind(b"\n"), data.rfind(b" ")) + 1
    return common or max(data.rfind(space) + len(space) if space in data else 0 for space in _WHITESPACE)


def _is_utf8(data: bytes) -> bool:
    # Arrow lets go of Python's lock while it looks; bytes.decode() does not
    whole = pa.LargeStringArray.from_buffers(1, pa.py_buffer(np.array([0, len(data)])), pa.py_buffer(data))
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
