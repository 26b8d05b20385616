"""Lists of words that belong together, as people have them in files."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from firth.errors import ArgumentTypeError, FormatError, SourceError, quoted
from firth.formats.foreign_files import refuse_foreign
from firth.refining.wordnet import PREFIX, of_wordnet

__all__ = ["related_words"]

MOST_WORDS = 1000  # of a line: lists of synonyms are far shorter, and paragraphs without line breaks longer


def related_words(lexicon: Any) -> Iterator[tuple[str, ...]]:
    """Words, the first of which belongs with each of the others.

    Args:
        lexicon: the name of a file: a line for each list, its words between tabs, or where there are none between
            blanks; empty lines and lines that begin with # are passed over. "wordnet:" and the name of a wordnet that
            is installed: see `of_wordnet`. Or such lists: pairs, or longer ones, or a
            dictionary.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: a line has a single word, or more than a thousand, or is not UTF-8.
        ArgumentTypeError: something is no list of words.
        ArgumentError, MissingExtraError: a wordnet, or what reads it, is not installed.
    """
    if isinstance(lexicon, str) and lexicon.startswith(PREFIX):
        yield from of_wordnet(lexicon.removeprefix(PREFIX))
        return
    if isinstance(lexicon, str | Path):
        yield from _of_file(Path(lexicon))
        return
    if not isinstance(lexicon, Iterable):
        raise ArgumentTypeError("lexicon", lexicon, "must be the name of a file, or pairs of words")
    lists = ((word, *_several(others)) for word, others in lexicon.items()) if isinstance(lexicon, Mapping) else lexicon
    for place, words in enumerate(lists):
        if isinstance(words, str) or not isinstance(words, Iterable):
            raise ArgumentTypeError(f"lexicon[{place}]", words, 'must be a list of words, such as ("cup", "mug")')
        listed = tuple(words)
        if not all(isinstance(word, str) for word in listed):
            raise ArgumentTypeError(f"lexicon[{place}]", words, "must be a list of words")
        yield listed


def _several(words: Any) -> Iterable[Any]:
    return words if isinstance(words, Iterable) and not isinstance(words, str) else (words,)


def _of_file(path: Path) -> Iterator[tuple[str, ...]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip() or line.startswith("#"):
                    continue
                words = [word.strip() for word in line.split("\t")] if "\t" in line else line.split()
                if len(words) < 2:
                    raise FormatError(
                        f"{path}, line {number}: {quoted(line.strip())} is a single word. Each line needs two or more: "
                        "a word, and those that it belongs with, between tabs or blanks."
                    )
                if len(words) > MOST_WORDS:
                    raise FormatError(
                        f"{path}, line {number}: {len(words):,} words, which looks like a text. Each line needs a word "
                        f"and those that it belongs with, such as synonyms: at most {MOST_WORDS:,}."
                    )
                yield tuple(filter(None, words))
    except UnicodeDecodeError:
        with path.open("rb") as file:
            refuse_foreign(str(path), file.read(1 << 10))
        raise FormatError(
            f"{path}, line {_line_that_is_not_utf8(path):,}: is not UTF-8. Convert the file first, such as with "
            "iconv -f GB18030 -t UTF-8."
        ) from None
    except OSError as error:
        raise SourceError(
            f"{path}: {error.strerror or error}. Give the name of a file with a list on each line."
        ) from None


def _line_that_is_not_utf8(path: Path) -> int:
    with path.open("rb") as lines:
        return next(number for number, line in enumerate(lines, 1) if not _is_utf8(line))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
