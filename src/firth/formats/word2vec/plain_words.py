"""Words as the two files hold them: without what ends a word there."""

import re
from collections.abc import Iterator, Sequence

from firth.errors import FormatError, quoted

__all__ = ["IN_BINARY", "IN_TEXT", "plain_words"]

IN_TEXT = re.compile(r"[ \t\n\r\v\f]")
"""What ends a word of the text form, for us or for programs that read it by fields."""

IN_BINARY = re.compile(r"[ \n]")
"""What ends a word of the binary form."""


def plain_words(words: Sequence[str], breaks: re.Pattern[str], name: str) -> Iterator[bytes]:
    """The words in UTF-8, once it is known that all of them can be written.

    Args:
        words: those of a record.
        breaks: what none of them may hold.
        name: of the file, for messages.

    Raises:
        FormatError: a word would break the file, or is not valid Unicode.
    """
    for word in words:
        if broken := breaks.search(word):
            raise FormatError(
                f"{name}: the word {quoted(word)} holds white space ({_called(broken[0])}), which ends a word there. "
                f"Save as safetensors instead, or replace it."
            )
    try:
        "".join(words).encode("utf-8")
    except UnicodeEncodeError:
        bad = next(word for word in words if not _is_unicode(word))
        raise FormatError(
            f"{name}: the word {quoted(bad)} is not valid Unicode and cannot be saved. Take it out."
        ) from None
    return (word.encode("utf-8") for word in words)


def _called(character: str) -> str:
    return {" ": "a blank", "\n": "a newline", "\t": "a tab"}.get(character, repr(character))


def _is_unicode(word: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in word)
