"""Real English text that every machine with Python has: the prose inside Python's own standard library.

It consists of the docstrings and comments of the ``.py`` files and the help topics of :mod:`pydoc`, about 0.4 M tokens.
The files are read, never imported. Test packages are left out (many installations lack them), and so are the tables of
``encodings`` (which are mostly names of characters), lines that look like code, and third-party packages.

It is a small corpus about one subject: it has *left* and *right*, *reading* and *writing*, but neither *king* nor
*queen*. The questions (`PROBES`, `NEIGHBOURS`) were chosen so that they are answered with any seed on every supported
Python. They show that training works; they do not measure accuracy.
"""

import ast
import os
import re
import sysconfig
import warnings
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from firth.errors import CorpusError

__all__ = ["ALPHA", "EPOCHS", "NEIGHBOURS", "PROBES", "Probe", "sentences"]


class Probe(NamedTuple):
    """One analogy, ``a : b :: c : expected``."""

    a: str
    b: str
    c: str
    expected: str


PROBES: Final = (
    Probe("true", "false", "left", "right"),
    Probe("return", "returns", "raise", "raises"),
    Probe("key", "keys", "value", "values"),
    Probe("class", "classes", "function", "functions"),
    Probe("method", "methods", "attribute", "attributes"),
    Probe("reader", "reading", "writer", "writing"),
    Probe("call", "called", "use", "used"),
    Probe("is", "was", "are", "were"),
    Probe("do", "don't", "does", "doesn't"),
    Probe("it", "its", "they", "their"),
)
"""Ten analogies; with `EPOCHS` and `ALPHA` at least seven are right, even if Python lacks Tk and IDLE."""

NEIGHBOURS: Final = ("left", "three", "returns", "thread", "socket", "windows")
"""Words whose neighbours are worth a look."""

EPOCHS: Final = 10
"""Passes over the text, which is small."""
ALPHA: Final = 0.05
"""The learning rate of skip-gram at the start; the probes were chosen with it."""

_LEFT_OUT = frozenset(
    {"__pycache__", "dist-packages", "encodings", "idle_test", "lib2to3", "site-packages", "test", "tests"}
)
# A complete library has 390 to 540 files outside these packages; one without its sources has hardly any.
_FEWEST_FILES = 200
_FEWEST_WORDS = 3  # of a sentence
_FEWEST_WORDS_SHARE = 0.6  # words among a line's pieces; code and tables have fewer

_SENTENCE_END = re.compile(r"[.!?;:]['\")`*]*(?:\s+|$)")
# A word by itself, not part of a dotted name, a path, a call, an option or an assignment.
_WORD = re.compile(r"(?<![\w.=/\\<>@%$#&~+])[a-z]+(?:'[a-z]+)?(?![\w(\[=/\\<>@%$#&~+]|\.\w)")
_DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def sentences() -> Iterator[list[str]]:
    """Yield the English sentences of the standard library of the running Python.

    The order is that of the sorted paths, so the same Python yields the same sentences.

    Yields:
        the lower-case words of one sentence, at least three.

    Raises:
        CorpusError: the library's source files are missing, as in some minimal installations.
    """
    root = Path(sysconfig.get_path("stdlib"))
    paths = _source_files(root)
    if len(paths) < _FEWEST_FILES:
        raise CorpusError(
            f"{root} has {len(paths)} source files of Python's standard library, and the demo needs at least "
            f"{_FEWEST_FILES}. This Python was installed without them: use a full installation, or train on a text "
            f"of your own."
        )
    for path in paths:
        for paragraph in _paragraphs(_prose_lines(path)):
            yield from _split_sentences(paragraph)


def _source_files(root: Path) -> list[Path]:
    """List the library's ``.py`` files. Folders left out are not entered, because site-packages may be large."""
    found: list[Path] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        found.extend(Path(folder, name) for name in names if name.endswith(".py"))
    return sorted(found)


def _prose_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file's docstrings and comments, with an empty line after each paragraph."""
    source = path.read_text(encoding="utf-8", errors="replace")
    is_topics = path.parts[-2:] == ("pydoc_data", "topics.py")
    for text in _long_strings(source) if is_topics else _docstrings(source):
        yield from text.splitlines()
        yield ""
    yield from _comment_lines(source)


def _parse(source: str) -> ast.Module:
    """Parse a file; one that this Python cannot parse (a template, a fixture) counts as empty."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in other people's strings
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError):
            return ast.Module(body=[], type_ignores=[])


def _docstrings(source: str) -> Iterator[str]:
    """Yield the docstrings in the file's order. Only statements are visited: most of a tree is expressions."""
    pending: list[ast.AST] = [_parse(source)]
    while pending:
        node = pending.pop()
        if isinstance(node, _DEFINITIONS) and (text := ast.get_docstring(node, clean=False)):
            yield text
        blocks = (getattr(node, name, ()) for name in ("body", "handlers", "orelse", "finalbody"))
        pending.extend(child for child in reversed(list(chain(*blocks))))


def _long_strings(source: str) -> Iterator[str]:
    """Yield a file's strings of several lines; the help topics are the values of one dictionary."""
    for node in ast.walk(_parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
            yield node.value


def _comment_lines(source: str) -> Iterator[str]:
    """Yield the text of comments; code between them ends a paragraph.

    Scanning line by line mistakes some ``#`` inside strings for comments. The tokenizer would not, but it takes ten
    times as long.
    """
    for line in source.splitlines():
        text = line.lstrip()
        if text.startswith("#"):
            yield text.lstrip("#!:")
        else:
            yield ""
            if "  # " in text:
                yield text.partition("  # ")[2]
                yield ""


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Join the prose lines between empty ones, leaving out code and interactive examples."""
    kept: list[str] = []
    in_example = False
    for line in chain((raw.strip().lower().replace("’", "'") for raw in lines), [""]):
        if not line:
            if kept:
                yield " ".join(kept)
            kept = []
            in_example = False
        in_example = in_example or line.startswith(">>>")
        if line and not in_example and _is_prose(line):
            kept.append(line)


def _is_prose(line: str) -> bool:
    """Tell whether most of a line's pieces are words and nothing is assigned."""
    return " = " not in line and len(_WORD.findall(line)) >= _FEWEST_WORDS_SHARE * len(line.split())


def _split_sentences(paragraph: str) -> Iterator[list[str]]:
    for sentence in _SENTENCE_END.split(paragraph):
        words = _WORD.findall(sentence)
        if len(words) >= _FEWEST_WORDS:
            yield words
