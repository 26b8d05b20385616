"""Rows of a word2vec file as they arrive: which words are kept, and warnings about the others.

word2vec.c cuts words at a fixed number of bytes, even in the middle of a character; such a word is read with U+FFFD in
place of the piece. Of words that are then equal the first is kept, and empty ones are left out. A file that is read in
the wrong encoding has many such words, and a warning says so.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, likely, quoted
from firth.formats.opening import VectorFile
from firth.formats.record import Record, VectorFileWarning, not_finite
from firth.formats.word2vec.shape import Shape, is_utf8

__all__ = ["RowTable"]

A_FEW = 3  # so few words that are not in the file's encoding cause no warning
CUT_BYTES = 50  # where word2vec.c or its relatives may have cut a word
SAMPLE_BYTES = 1 << 12
FIRST_ROWS = 1 << 12  # room at first, where nothing says how many there are


class RowTable:
    """The rows of one file.

    Attributes:
        rows: how many were added.
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
        self._name = file.name
        self._encoding = encoding
        self._matrix = np.empty((FIRST_ROWS if room is None else room, width), np.float32)
        self._words: dict[str, None] = {}  # an ordered set
        self._garbled: dict[str, bytes] = {}  # words with U+FFFD for bytes, and the bytes
        self._garbled_rows = 0
        self._sample = b""
        self._merged = 0
        self._first_garbled = ""

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
        texts = self._decoded(words, place, number)
        self.rows += len(texts)
        kept = len(self._words)
        fresh = dict.fromkeys(texts)
        if len(fresh) < len(texts) or "" in fresh or not self._words.keys().isdisjoint(fresh):
            values = values[[at for at, text in enumerate(texts) if self._is_new(text, words[at])]]
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
        if self._merged or self._garbled_rows > max(A_FEW, self.rows // 1000):
            warnings.warn(VectorFileWarning(self._about_encoding()), stacklevel=2)
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

    def _is_new(self, text: str, raw: bytes) -> bool:
        if text and text not in self._words:
            self._words[text] = None
            return True
        self._merged += text in self._garbled and self._garbled[text] != raw
        return False

    def _make_room(self, rows: int) -> None:
        if rows > len(self._matrix):
            self._matrix.resize((max(rows, len(self._matrix) * 3 // 2), self._matrix.shape[1]), refcheck=False)

    def _decoded(self, words: list[bytes], place: str, number: int) -> list[str]:
        try:
            texts = b"\n".join(words).decode(self._encoding).split("\n")
        except UnicodeDecodeError:
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
        self._first_garbled = self._first_garbled or f"{quoted(word)} in {where}"
        self._garbled_rows += 1
        if len(self._sample) < SAMPLE_BYTES:
            self._sample += word + b"\n"
        self._garbled.setdefault(text, word)
        return text

    def _about_encoding(self) -> str:
        from firth.detect_encoding import guessed_encodings  # noqa: PLC0415 - for the few files that are not UTF-8

        guesses = ["utf-8"] if is_utf8(self._sample) else guessed_encodings(self._sample)
        merged = f", and {self._merged:,} of them became equal to another and were left out" if self._merged else ""
        unknown = "Name the encoding they are in, such as encoding='latin-1' (--encoding latin-1)."
        advice = likely(guesses[0]) if guesses else unknown
        return (
            f"{self._name}: {self._garbled_rows:,} of {self.rows:,} words are not {self._encoding.upper()} (first: "
            f"{self._first_garbled}){merged}. {advice}"
        )
