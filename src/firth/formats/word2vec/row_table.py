"""Rows of a word2vec file as they arrive: which words are kept, and warnings about the others.

word2vec.c cuts words at a fixed number of bytes, even in the middle of a character; such a word is read with U+FFFD in
place of the piece. Of words that are then equal the first is kept, and empty ones are left out. A file that is read in
the wrong encoding has many such words, and a warning says so.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, counted, likely, quoted
from firth.formats.opening import VectorFile
from firth.formats.record import Record, VectorFileWarning, not_finite
from firth.formats.word2vec.shape import Shape, is_utf8

__all__ = ["RowTable"]

A_FEW = 3  # so few words that are not in the file's encoding cause no warning
CUT_BYTES = 50  # where word2vec.c or its relatives may have cut a word
SAMPLE_BYTES = 1 << 12
FIRST_ROWS = 1 << 12  # room at first, where nothing says how many there are
FIRST_VALUES = 1 << 24  # in these rows at most: line 1 may promise any number


class RowTable:
    """The rows of one file.

    Attributes:
        rows: how many were added.
        dropped: which of them were left out.
    """

    def __init__(self, file: VectorFile, width: int, room: int | None, encoding: str) -> None:
        """Make room for some rows; there may be more.

        Args:
            file: for messages.
            width: D.
            room: rows to expect, or None.
            encoding: of the words.
        """
        self.rows = 0
        self.dropped: list[int] = []
        self._name = file.name
        self._encoding = encoding
        self._matrix = np.empty((min(FIRST_ROWS, FIRST_VALUES // width) if room is None else room, width), np.float32)
        self._words: dict[str, None] = {}  # an ordered set
        self._garbled: dict[str, bytes] = {}  # words with U+FFFD for bytes, and the bytes
        self._garbled_rows = 0
        self._sample = b""
        self._merged = 0
        self._first_garbled = ""
        self._left_out = {"without a word": _Some(), "whose word was there before": _Some()}
        self._numbered = _Some()
        self._with_blank = 0

    def add(self, words: list[bytes], values: NDArray[np.floating], place: str, number: int) -> None:
        """Add rows, but for those whose word is empty or was there before.

        Args:
            words: n words, in the encoding of the file.
            values: float[n, D].
            place: what messages call the place of a row: "line" or "row".
            number: that of the first one.

        Raises:
            FormatError: a value is not a finite float32.
        """
        with np.errstate(over="ignore"):  # beyond float32: infinity
            values = values.astype(np.float32, copy=False)
        finite = np.isfinite(values).all(axis=1)
        if not finite.all():
            at = int(finite.argmin())
            raise not_finite(
                f"{self._name}, {place} {number + at:,}", quoted(words[at].decode(self._encoding, "replace"))
            )
        joined = b"\n".join(words)
        if b" " in joined or b"\t" in joined:
            self._note_blanks(words, values, place, number)
        texts = self._decoded(joined, words, place, number)
        self.rows += len(texts)
        kept = len(self._words)
        fresh = dict.fromkeys(texts)
        if len(fresh) < len(texts) or "" in fresh or not self._words.keys().isdisjoint(fresh):
            new = [self._is_new(text, words[at], f"{place} {number + at:,}") for at, text in enumerate(texts)]
            self.dropped += [self.rows - len(texts) + at for at, is_new in enumerate(new) if not is_new]
            values = values[new]
        else:
            self._words.update(fresh)
        self._make_room(len(self._words))
        self._matrix[kept : len(self._words)] = values

    def finish(self, source_format: str) -> Record:
        """All rows as a record.

        Raises:
            FormatError: there are no words.
        """
        kept = len(self._words)
        if not kept:
            raise FormatError(f"{self._name} holds no words: all its rows begin with a blank. Fetch it again.")
        self._matrix.resize((kept, self._matrix.shape[1]), refcheck=False)  # in place: no second copy
        if self._merged or self._garbled_rows > max(A_FEW, self.rows // 1000) or 10 * self._garbled_rows >= self.rows:
            warnings.warn(VectorFileWarning(self._about_encoding()), stacklevel=2)
        if any(some.count for some in self._left_out.values()):
            warnings.warn(VectorFileWarning(self._about_left_out()), stacklevel=2)
        if 2 * self._numbered.count > self._with_blank:  # else phrases are usual here
            warnings.warn(VectorFileWarning(self._about_numbers()), stacklevel=2)
        info = {"source_format": source_format, "words_dropped": self.rows - kept}
        return Record(tuple(self._words), self._matrix, info=info)

    def compare(self, shape: Shape) -> None:
        """Say so when the first line does not have the number of rows."""
        if self.rows == shape.rows:
            return
        cut = ", or the file was cut between two rows" if self.rows < shape.rows else ""
        warnings.warn(
            VectorFileWarning(
                f"{self._name}: line 1 promises {shape.rows:,} rows, and the file has {self.rows:,}, all of them "
                f"whole. They were read; line 1 may be wrong{cut}."
            ),
            stacklevel=2,
        )

    def _is_new(self, text: str, raw: bytes, where: str) -> bool:
        if text and text not in self._words:
            self._words[text] = None
            return True
        if text in self._garbled and self._garbled[text] != raw:
            self._merged += 1
        elif text:
            self._left_out["whose word was there before"].add(f"{quoted(text)} in {where}")
        else:
            self._left_out["without a word"].add(where)
        return False

    def _note_blanks(self, words: list[bytes], values: NDArray[np.float32], place: str, number: int) -> None:
        """Count words that end in a number which is like the values of their row: there was one too many."""
        for at, word in enumerate(words):
            fields = word.rsplit(None, 1)
            self._with_blank += len(fields) == 2
            if len(fields) == 2 and _is_like_values(fields[1], values[at]):
                shown = quoted(word.decode(self._encoding, "replace"))
                self._numbered.add(f"{shown} in {place} {number + at:,}")

    def _make_room(self, rows: int) -> None:
        if rows > len(self._matrix):
            self._matrix.resize((max(rows, len(self._matrix) * 3 // 2), self._matrix.shape[1]), refcheck=False)

    def _decoded(self, joined: bytes, words: list[bytes], place: str, number: int) -> list[str]:
        try:
            texts = joined.decode(self._encoding).split("\n")
        except UnicodeError:
            texts = []
        if len(texts) == len(words):
            return texts
        return [self._replaced(word, f"{place} {at:,}") for at, word in enumerate(words, number)]

    def _replaced(self, word: bytes, where: str) -> str:
        try:
            return word.decode(self._encoding)
        except UnicodeDecodeError as error:
            text = word.decode(self._encoding, errors="replace")
            if error.reason == "unexpected end of data" and len(word) >= CUT_BYTES:
                return text
        except UnicodeError:  # some codecs say no more
            text = word.decode(self._encoding, errors="replace")
        self._first_garbled = self._first_garbled or f"{quoted(word)} in {where}"
        self._garbled_rows += 1
        if len(self._sample) < SAMPLE_BYTES:
            self._sample += word + b"\n"
        self._garbled.setdefault(text, word)
        return text

    def _about_encoding(self) -> str:
        from firth.detect_encoding import guessed_encodings  # noqa: PLC0415 - for the few files that are not UTF-8

        was = "was" if self._merged == 1 else "were"
        is_other = self._encoding != "utf-8" and is_utf8(self._sample)
        guesses = ["utf-8"] if is_other else guessed_encodings(self._sample)
        merged = f", and {self._merged:,} of them became equal to another and {was} left out" if self._merged else ""
        unknown = "Name the encoding they are in, such as encoding='latin-1' (--encoding latin-1)."
        are = "is" if self._garbled_rows == 1 else "are"
        advice = likely(guesses[0]) if guesses else unknown
        return (
            f"{self._name}: {self._garbled_rows:,} of {counted(self.rows, 'word')} {are} not {self._encoding.upper()} "
            f"(first: {self._first_garbled}){merged}. {advice}"
        )

    def _about_left_out(self) -> str:
        kinds = [
            f"{counted(some.count, 'row')} {what} (first: {some.first})"
            for what, some in self._left_out.items()
            if some.count
        ]
        return f"{self._name}: left out {' and '.join(kinds)}. Of rows with the same word the first was kept."

    def _about_numbers(self) -> str:
        width = self._matrix.shape[1]
        return (
            f"{self._name}: {counted(self._numbered.count, 'row')} with more than {counted(width, 'value')}, of which "
            f"the first ones were read as part of the word (first: {self._numbered.first}). Correct the rows that are "
            f"too long, or too short."
        )


@dataclass
class _Some:
    """Rows that have something in common.

    Attributes:
        count: how many there are.
        first: the place of the first one.
    """

    count: int = 0
    first: str = ""

    def add(self, where: str) -> None:
        """Count one more."""
        self.count += 1
        self.first = self.first or where


def _is_like_values(field: bytes, row: NDArray[np.float32]) -> bool:
    """Whether the end of a word is a number as its row has them: "0.36", not the 2 of "World War 2" before decimals."""
    try:
        float(field)
    except ValueError:
        return False
    return b"." in field or bool((row == np.rint(row)).all())
