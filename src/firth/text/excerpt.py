"""Samples of a text: many small places spread over all of it, so that a large one is judged in a second.

Places are small and many because a text's words come in bursts: eight places of a megabyte hold a seventh fewer
distinct words than five hundred of sixteen kilobytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from firth.config import ReadConfig
from firth.text.local import LocalFile
from firth.text.sources import CHUNK_BYTES, OnDamage, read_chunks, total_bytes, warn_of_damage
from firth.text.stored import Source, TextSource, source_of
from firth.text.whitespace import end_of_last_whitespace

__all__ = ["PLACE_BYTES", "SAMPLE_BYTES", "Excerpt", "Piece", "excerpt", "lines_or_words", "pieces_of"]

SAMPLE_BYTES = 8 << 20
"""What is looked at: a million words or more, which whitespace text takes a fifth of a second to encode."""

PLACE_BYTES = 16 << 10
"""One place: some lines of prose. Smaller ones would cost more seeking than reading."""

_MOST_UNPACKED = 4
"""A compressed text that is small as stored is read whole if it unpacks to no more than so many samples."""

_UNPACKED_BYTES = 64 << 20
"""Of a larger one, what is unpacked to take a sample of: a second's work. The beginning alone may be of one kind."""

_PARTS = 32
"""Parts in which a beginning is taken: what unpacks an archive works ahead by some, which blurs its estimated size."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_HEAD_BYTES = 512
"""Enough of a file to see whether reading it changes it, which unpacking and picking a field do."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text as it is stored, or, where that is compressed or in a table, as it is read.

    Attributes:
        data: the bytes, whole words.
        whole_lines: whether it begins and ends with a line.
        encoding: of the bytes.
    """

    data: bytes
    whole_lines: bool
    encoding: str = "utf-8"

    @property
    def text(self) -> bytes:
        """The piece in UTF-8, with U+FFFD for what is not text."""
        return self.data.decode(self.encoding, "replace").encode()


@dataclass(frozen=True, eq=False, slots=True)
class Excerpt:
    """What was taken of a text.

    Attributes:
        pieces: in the text's order.
        bytes_total: bytes of the whole text, unpacked; an estimate if it is compressed; None if unknown.
        complete: whether the pieces are the whole text.
    """

    pieces: tuple[Piece, ...]
    bytes_total: int | None
    complete: bool

    @property
    def bytes_read(self) -> int:
        """Bytes of all pieces."""
        return sum(len(piece.data) for piece in self.pieces)

    @property
    def share(self) -> float | None:
        """How much of the text it is, from 0 to 1; None if unknown."""
        if self.complete:
            return 1.0
        return min(self.bytes_read / self.bytes_total, 1.0) if self.bytes_total else None

    def without_blank(self) -> list[bool]:
        """Of each piece, whether it is a place inside a word, with no whitespace at all."""
        return [
            bool(piece.data) and not piece.whole_lines and not end_of_last_whitespace(piece.text)
            for piece in self.pieces
        ]

    def text(self, every: int = 1) -> bytes:
        """The pieces in UTF-8, one behind the other, a blank in place of a NUL; of every `every`-th piece only."""
        return b"\n".join(piece.text for piece in self.pieces[::every]).replace(b"\0", b" ")


def excerpt(
    sources: Sequence[Source], reading: ReadConfig, most: int = SAMPLE_BYTES, on_damage: OnDamage = warn_of_damage
) -> Excerpt:
    """Take a sample of a text.

    Args:
        sources: files, or streams; the beginning of a stream is taken.
        reading: how the text is read. Of a plain file invalid bytes are passed over whatever it says.
        most: bytes to take of a text that is larger.
        on_damage: told of each damaged archive that is met.

    Raises:
        SourceError: a source that cannot be read.
        CorpusError: a source that is not text.
    """
    files = [source_of(source) for source in sources]
    total = total_bytes(files)
    if total is None or total <= most:
        return _head(files, reading, total, most if total is None else _MOST_UNPACKED * most, on_damage)
    return _places(files, reading, most, on_damage)


def pieces_of(
    sources: Iterable[Source], reading: ReadConfig, size: int = CHUNK_BYTES, on_damage: OnDamage = warn_of_damage
) -> Iterator[Piece]:
    """The whole text, piece by piece, in whole lines but for very long ones.

    Args:
        sources: files.
        reading: how the text is read; invalid bytes are passed over whatever it says.
        size: bytes of a piece.
        on_damage: told of each damaged archive that is met.
    """
    reading = replace(reading, errors="replace")
    for source in map(source_of, sources):
        yield from (piece for piece, _ in _beginning(source, reading, size, on_damage))


def lines_or_words(data: bytes) -> int:
    """Where text can be cut: behind its last line, or, if that has no end, behind its last word."""
    return data.rfind(b"\n") + 1 or end_of_last_whitespace(data)


def _head(
    sources: Sequence[TextSource], reading: ReadConfig, stored: int | None, most: int, on_damage: OnDamage
) -> Excerpt:
    """The beginning, which may be all."""
    pieces: list[Piece] = []
    length = finished = 0
    for source in sources:
        done = 0
        size = min(CHUNK_BYTES, max(most // _PARTS, _HEAD_BYTES))
        for piece, done in _beginning(source, reading, size, on_damage):
            pieces.append(piece)
            length += len(piece.data)
            if length > most:
                total = stored and round(length * max(stored / (finished + done), 1))
                return Excerpt(tuple(pieces), total, complete=False)
        finished += done
    return Excerpt(tuple(pieces), length, complete=True)


def _beginning(source: TextSource, reading: ReadConfig, size: int, on_damage: OnDamage) -> Iterator[tuple[Piece, int]]:
    """Pieces of a source from its beginning on, and the stored bytes up to each one's end.

    A plain file is taken as it is: reading puts blanks in place of bytes that are worth a finding.
    """
    if not _is_plain(source, reading):
        for chunk in read_chunks([source], reading, lines_or_words, size, on_damage=on_damage):
            if chunk.line == 1 and chunk.data == b"\n":  # which reading puts behind an empty text
                continue
            yield Piece(chunk.data, whole_lines=True), chunk.bytes_done
        return
    with _opened(source) as file:
        rest, done = file.read(len(_BYTE_ORDER_MARK)).removeprefix(_BYTE_ORDER_MARK), 0
        while block := file.read(size):
            cut = lines_or_words(block)
            done += len(rest) + cut
            if cut:
                yield Piece(rest + block[:cut], True, reading.encoding), done
            rest = block[cut:] if cut else rest + block
        if rest:
            yield Piece(rest, True, reading.encoding), done + len(rest)


def _places(sources: Sequence[TextSource], reading: ReadConfig, most: int, on_damage: OnDamage) -> Excerpt:
    """Places at even distances in all files, as if they were one."""
    sizes = [source.size or 0 for source in sources]
    bounds = [0]
    for size in sizes:
        bounds.append(bounds[-1] + size)
    number = max(most // PLACE_BYTES, 2)
    offsets = [place * (bounds[-1] - PLACE_BYTES) // (number - 1) for place in range(number)]
    pieces: list[Piece] = []
    stored = unpacked = 0  # of the bytes met
    for source, (first, end) in zip(sources, pairwise(bounds), strict=True):
        inside = [offset - first for offset in offsets if first <= offset < end]
        if not inside:
            continue
        if _is_plain(source, reading):
            taken, ratio = list(_cut_out(source, inside, reading.encoding)), 1.0
        else:
            taken, ratio = _spread_out(source, reading, end - first, len(inside) * PLACE_BYTES, on_damage)
        pieces += taken
        stored, unpacked = stored + end - first, unpacked + round((end - first) * ratio)
    return Excerpt(tuple(pieces), round(bounds[-1] * unpacked / max(stored, 1)), complete=False)


def _spread_out(
    source: TextSource, reading: ReadConfig, stored: int, most: int, on_damage: OnDamage
) -> tuple[list[Piece], float]:
    """Places at even distances in what a second unpacks of a text that can only be read from front to end.

    Returns:
        The places, of ``most`` bytes together, and how many times longer the text is than it is as stored.
    """
    distance = max(_UNPACKED_BYTES // most, 1)  # in places
    part = _head([source], reading, stored, distance * most, on_damage)
    places = [
        Piece(_place(piece.data[at : at + PLACE_BYTES], cut_before=at > 0), whole_lines=False)
        for piece in part.pieces
        for at in range(0, len(piece.data), distance * PLACE_BYTES)
    ]
    return places, (part.bytes_total or 0) / stored


def _is_plain(source: TextSource, reading: ReadConfig) -> bool:
    """Whether the text is in the file as it is read, so that reading may begin anywhere."""
    if source.stamp is None or "\n".encode(reading.encoding) != b"\n":
        return False
    with _opened(source) as file:
        head = file.read(_HEAD_BYTES).removeprefix(_BYTE_ORDER_MARK)
    stored = head.decode(reading.encoding, "replace")[: _HEAD_BYTES // 8]
    chunks = read_chunks([source], replace(reading, errors="replace"), size=_HEAD_BYTES, on_damage=lambda _: None)
    first = next(chunks, None)
    if first is None or not stored.strip():
        return False
    return first.data.decode(errors="replace").startswith(stored.replace("\0", " "))  # as reading does


def _cut_out(source: TextSource, offsets: Iterable[int], encoding: str) -> Iterator[Piece]:
    """The places of a plain file that begin at these offsets."""
    with _opened(source) as file:
        for offset in offsets:
            file.seek(offset)
            data = file.read(PLACE_BYTES)
            yield Piece(_place(data, cut_before=offset > 0), False, encoding)


@contextmanager
def _opened(source: TextSource) -> Iterator[BinaryIO]:
    assert isinstance(source, LocalFile), "only a file is plain"
    try:
        with Path(source.path).open("rb") as file:
            yield file
    except OSError as error:
        raise source.unreadable(error) from error


def _place(data: bytes, *, cut_before: bool) -> bytes:
    return _whole_words(data) if cut_before else data[: lines_or_words(data)]


def _whole_words(data: bytes) -> bytes:
    """Without the pieces of words at both ends; text without whitespace keeps whole UTF-8 characters."""
    end = end_of_last_whitespace(data)
    if not end:
        return data.decode(errors="ignore").encode()
    begin = len(data) - len(data.split(None, 1)[-1]) if data[:1].strip() else 0
    return data[begin:end]
