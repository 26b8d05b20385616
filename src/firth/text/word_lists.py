"""Lists of words in files: those to keep however rare, or those to look at alone."""

import os
from pathlib import Path

from firth.errors import CorpusError, SourceError

__all__ = ["read_word_list"]


def read_word_list(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Read a list of words: UTF-8, one word a line, blank lines passed over.

    What follows a tab is ignored, so that what ``firth vocab`` writes is such a list.

    Args:
        path: a file; it is read whole.

    Returns:
        The distinct words, in the order of the file.

    Raises:
        SourceError: the file is missing or cannot be read.
        CorpusError: it is not UTF-8, a line has nothing before its tab, or there is no word in it.
    """
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise SourceError(
            f"{os.fspath(path) or repr('')}: this list of words cannot be read "
            f"({getattr(error, 'strerror', None) or error}). "
            "Name a text file with one word a line."
        ) from error
    lines = _decoded(data, path).removeprefix("\ufeff").split("\n")
    words: dict[str, None] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        word = line.split("\t", 1)[0].strip(" \r\v\f")  # other blanks can belong to a word of other programs' files
        if not word:
            raise CorpusError(f"{path}, line {number}: there is nothing before the tab. Begin the line with a word.")
        words[word] = None
    if not words:
        raise CorpusError(f"{path} lists no words. Put one word on each line.")
    return tuple(words)


def _decoded(data: bytes, path: str | os.PathLike[str]) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{path}, line {line}: byte 0x{data[error.start]:02x} is not valid UTF-8. Convert the list to UTF-8."
        ) from None
