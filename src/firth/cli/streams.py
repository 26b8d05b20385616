"""Standard input, output and error, made safe for any word.

Results go to standard output; everything else goes to standard error.
"""

import codecs
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from firth.errors import SourceError, TargetError
from firth.progress.drawn import taken_away

__all__ = [
    "abandon_output",
    "finish_output",
    "input_bytes",
    "input_lines",
    "json_list",
    "prepare",
    "say",
    "tell",
    "write",
    "write_bytes",
    "write_json",
]


_CLOSED = "standard output is closed, and the result would be lost. Leave it open, or send it to a file."


def prepare() -> None:
    """Let a terminal that lacks a character show its code instead of failing; have a standard error in any case."""
    if sys.stderr is None:  # closed (2>&-); also keeps the next file opened, perhaps the model, from taking its place
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(message: str) -> None:
    """Write a line to standard error, with the program's name."""
    tell(f"firth: {message}")


def tell(text: str) -> None:
    """Write lines to standard error. Where they cannot be written, the work matters more, and they are dropped."""
    try:
        with taken_away():  # a bar would share the line
            print(text, file=sys.stderr, flush=True)
    except ValueError:  # closed
        pass
    except OSError:
        _abandon(sys.stderr)


def write(text: str) -> None:
    """Write a line or a table to standard output at once, for a reader that waits for it.

    Raises:
        TargetError: standard output cannot be written.
    """
    if sys.stdout is None:
        raise TargetError(_CLOSED)
    with _delivering():
        print(text, flush=True)


def write_bytes(data: bytes) -> None:
    """Write to standard output what is a file's content and not for the terminal to adapt, such as UTF-8 text.

    Raises:
        TargetError: standard output is closed or cannot be written.
    """
    if not isinstance(sys.stdout, io.TextIOWrapper):
        raise TargetError(_CLOSED)
    with _delivering():
        sys.stdout.buffer.write(data)


def write_json(document: object) -> None:
    """Write one JSON document to standard output."""
    _use_utf8()
    write(json.dumps(document, ensure_ascii=False, indent=2))


@contextmanager
def json_list() -> Iterator[Callable[[object], None]]:
    """Write a JSON list to standard output, each item as soon as it is known.

    Yields:
        A function that writes an item.
    """
    _use_utf8()
    separator = "[\n"

    def add(item: Any) -> None:
        nonlocal separator
        with _delivering():
            print(separator + json.dumps(item, ensure_ascii=False), end="", flush=True)
        separator = ",\n"

    yield add
    write("[]" if separator == "[\n" else "\n]")


def input_bytes() -> BinaryIO:
    """Standard input as bytes.

    Raises:
        SourceError: it is closed.
    """
    stream = _input()
    if not stream.isatty():
        return cast("BinaryIO", stream.buffer)
    say(f"reading standard input; end with {'Ctrl-Z and Enter' if sys.platform == 'win32' else 'Ctrl-D'}")
    return cast("BinaryIO", io.BufferedReader(_Terminal(stream.buffer.raw)))  # type: ignore[attr-defined] # a console's


class _Terminal(io.RawIOBase):
    """A terminal that has ended once its end was typed: a further read would ask the person again."""

    def __init__(self, console: io.RawIOBase) -> None:
        self._console = console
        self._has_ended = False
        self.name = "<stdin>"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = 0 if self._has_ended else self._console.readinto(buffer)
        self._has_ended = count == 0
        return count


def input_lines(hint: str) -> Iterator[str]:
    """The lines of standard input without their ends, each as soon as it arrives; empty ones are passed over.

    Args:
        hint: what a person at a terminal is told to type.

    Raises:
        SourceError: standard input is closed.
    """
    stream = _input()
    if stream.isatty():
        say(f"{hint}; Ctrl-D ends")
    begins = stream.buffer.peek(2)[:2] if isinstance(stream.buffer, io.BufferedReader) else b""
    encoding = "utf-16" if begins in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"  # as PowerShell pipes
    stream.reconfigure(encoding=encoding, errors="replace")  # the sign of a replaced byte shows in the answer
    for line in stream:
        if text := line.removesuffix("\n"):
            yield text


def finish_output() -> None:
    """Deliver the rest: a full disk or a reader that left is met here, not in the interpreter's last moments.

    Raises:
        TargetError: standard output cannot be written.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        with _delivering():
            sys.stdout.flush()


def abandon_output() -> None:
    """Drop what standard output still holds: it cannot be delivered, and the interpreter would try again."""
    _abandon(sys.stdout)


def _abandon(stream: TextIO) -> None:
    if isinstance(stream, io.TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextmanager
def _delivering() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_output()
        raise TargetError(
            f"standard output: {error.strerror or error}. Free some space, or send it elsewhere."
        ) from error


def _input() -> io.TextIOWrapper:
    if not isinstance(sys.stdin, io.TextIOWrapper):
        raise SourceError("standard input is closed. Give the words or the text as arguments, or pipe them in.")
    return sys.stdin


def _use_utf8() -> None:
    """JSON is UTF-8 whatever the terminal; a lone surrogate becomes the escape that JSON has for it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
