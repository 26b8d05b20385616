"""Files of sentences that can be read again and again, as gensim names them.

A training by `Word2Vec` does not read a `LineSentence` word by word: it hands the file to Firth's own reader.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from firth.errors import ArgumentError
from firth.gensim import utils

__all__ = ["MAX_WORDS_IN_BATCH", "BrownCorpus", "LineSentence", "PathLineSentences", "Text8Corpus"]

MAX_WORDS_IN_BATCH = 10_000


class LineSentence:
    """The lines of a file, each a sentence of words with blanks between them.

    Attributes:
        source: the name of a file, plain or packed by gzip, bzip2 or xz; or an open file that can be rewound.
        max_sentence_length: longer lines are cut here; a training does not cut them.
        limit: read so many lines; None: all.
    """

    def __init__(self, source: Any, max_sentence_length: int = MAX_WORDS_IN_BATCH, limit: int | None = None) -> None:
        self.source, self.max_sentence_length, self.limit = source, max_sentence_length, limit

    def __iter__(self) -> Iterator[list[str]]:
        if hasattr(self.source, "seek"):
            self.source.seek(0)
            yield from self._sentences(self.source)
        else:
            with utils.open(self.source, "rb") as lines:
                yield from self._sentences(lines)

    def _sentences(self, lines: Iterable[str | bytes]) -> Iterator[list[str]]:
        for line in islice(lines, self.limit):
            yield from _cut(utils.to_unicode(line).split(), self.max_sentence_length)

    def whole_files(self) -> list[str] | None:
        """The files that it reads to their ends, or None if that is not all there is to it."""
        is_name = isinstance(self.source, str | os.PathLike)
        usual = self.limit is None and self.max_sentence_length == MAX_WORDS_IN_BATCH
        return [os.fspath(self.source)] if is_name and usual else None


class PathLineSentences:
    """As `LineSentence`, of one file or of all files of a folder (not of folders in it), by name.

    Attributes:
        source: the file or the folder.
        max_sentence_length: longer lines are cut here; a training does not cut them.
        limit: read so many lines of each file; None: all.
        input_files: the names of the files.

    Raises:
        ArgumentError: it is neither a file nor a folder.
    """

    def __init__(self, source: Any, max_sentence_length: int = MAX_WORDS_IN_BATCH, limit: int | None = None) -> None:
        self.source, self.max_sentence_length, self.limit = source, max_sentence_length, limit
        path = Path(source)
        if not path.is_file() and not path.is_dir():
            raise ArgumentError("source", source, "is neither a file nor a folder")
        self.input_files = [str(path)] if path.is_file() else sorted(map(str, path.iterdir()))

    def __iter__(self) -> Iterator[list[str]]:
        return chain.from_iterable(self._each())

    def whole_files(self) -> list[str] | None:
        """The files that it reads to their ends, or None if that is not all there is to it."""
        parts = [each.whole_files() for each in self._each()]
        return None if not parts or None in parts else [file for part in parts for file in part or ()]

    def _each(self) -> list[LineSentence]:
        return [LineSentence(file, self.max_sentence_length, self.limit) for file in self.input_files]


class Text8Corpus:
    """The words of a file without sentences, such as text8, in sentences of a fixed length.

    Attributes:
        fname: the name of the file.
        max_sentence_length: words of a sentence.
    """

    def __init__(self, fname: Any, max_sentence_length: int = MAX_WORDS_IN_BATCH) -> None:
        self.fname, self.max_sentence_length = fname, max_sentence_length

    def __iter__(self) -> Iterator[list[str]]:
        sentence: list[str] = []
        for words in self._parts():
            sentence += words
            while len(sentence) >= self.max_sentence_length:
                yield sentence[: self.max_sentence_length]
                sentence = sentence[self.max_sentence_length :]
        if sentence:
            yield sentence

    def _parts(self) -> Iterator[list[str]]:
        """The words, some at a time: the file may be one line."""
        rest = b""
        with utils.open(self.fname, "rb") as file:
            while data := file.read(1 << 16):
                begun, blank, rest = (rest + data).rpartition(b" ")
                if blank:
                    yield utils.to_unicode(begun).split()
        yield utils.to_unicode(rest).split()


class BrownCorpus:
    """The sentences of the Brown corpus as NLTK has it: words with the first two letters of their tags.

    Attributes:
        dirname: the folder of its files.
    """

    def __init__(self, dirname: Any) -> None:
        self.dirname = dirname

    def __iter__(self) -> Iterator[list[str]]:
        for path in filter(Path.is_file, sorted(Path(self.dirname).iterdir())):
            with utils.open(path, "rb") as lines:
                for line in lines:
                    pairs = [word.split("/") for word in utils.to_unicode(line).split()]
                    words = [f"{pair[0].lower()}/{pair[1][:2]}" for pair in pairs if len(pair) == 2]
                    kept = [word for word in words if word.rpartition("/")[2].isalpha()]
                    if kept:
                        yield kept


def _cut(words: list[str], length: int) -> Iterator[list[str]]:
    return (words[at : at + length] for at in range(0, len(words), length))
