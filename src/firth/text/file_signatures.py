"""What a file is, by its first bytes. A file that is not text is called by its kind, with what to do instead."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from firth.errors import CorpusError, SourceError
from firth.formats.opening import HEAD_BYTES as VECTOR_HEAD_BYTES
from firth.formats.word2vec.shape import CONTROLS, looks_like_binary, looks_like_text

__all__ = ["HEAD_BYTES", "VECTOR_HEAD_BYTES", "is_table", "refuse_binary", "refuse_foreign_mark", "refuse_vectors"]

HEAD_BYTES = 512
"""How much of the beginning the checks here want to see."""


class _Signature(NamedTuple):
    """The beginning of files of a kind that is not text.

    Attributes:
        first_bytes: the beginning.
        what: as a message calls them.
        remedy: how to get the text out.
    """

    first_bytes: re.Pattern[bytes]
    what: str
    remedy: str


_OFFICE = "Save its text as a .txt file in UTF-8 first."
_IMAGE = "Pictures hold no text; leave it out, or take it through OCR first."
_CORPUS = (
    "It is given by itself to `firth train`, factorize, plan, doctor or vocab. To encode the text otherwise or to find "
    "its phrases, give the text."
)
_SAFETENSORS = "Ask a model with `firth similar`, or begin a training with it: --initial FILE."
_PROGRAM = "Is it the file you meant?"

_MODEL = "Give the text that it was trained on."

_SIGNATURES = tuple(
    _Signature(re.compile(pattern, re.DOTALL), what, remedy)
    for pattern, what, remedy in (
        (rb"%PDF-", "a PDF document", "Take its text out first: pdftotext -enc UTF-8 FILE.pdf text.txt"),
        (rb"\x89PNG\r\n", "a PNG picture", _IMAGE),
        (rb"\xff\xd8\xff", "a JPEG picture", _IMAGE),
        (rb"GIF8[79]a", "a GIF picture", _IMAGE),
        (rb"\x7fELF", "a program (ELF)", _PROGRAM),
        (rb"MZ.{100,}This program", "a program (Windows)", _PROGRAM),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document", _OFFICE),
        (rb"\{\\rtf1", "an RTF document", _OFFICE),
        (rb"\xba\x16\x4f\x2f", "a fastText model", _MODEL),
        (rb"\x80[\x02-\x05]", "a Python pickle, such as gensim's models are", _MODEL),
        (rb"\x89HDF\r\n", "an HDF5 file", _MODEL),
        (rb"SQLite format 3\x00", "an SQLite database", "Write the column of texts to a file first."),
        (rb"\x93NUMPY", "a NumPy array", "Give its strings from Python: firth.train(list(array))"),
        (rb"FEA1\x00", "a Feather file of version 1", "Write it anew: pyarrow.feather.write_feather(table, path)"),
        (rb".{6}\x00\x00\{ *\"__metadata__\": *\{ *\"format\": *\"firth-corpus\"", "an encoded corpus", _CORPUS),
        (rb".{6}\x00\x00\{ *\"", "a model or another file of tensors (safetensors)", _SAFETENSORS),
        (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first: 7z x -so FILE > text.txt"),
        (rb"Rar!\x1a\x07", "a RAR archive", "Unpack it first: unrar p -inul FILE > text.txt"),
        (rb".{257}ustar", "a tar archive of files", "Unpack it first (tar -xf FILE) and give the folder."),
        (
            rb"PAR1\x15|ARROW1\x00\x00",
            "a compressed table",
            "Tables are compressed inside: unpack the file, and give that.",
        ),
    )
)

_TABLES = re.compile(rb"PAR1\x15|ARROW1\x00\x00|\xff\xff\xff\xff..\x00\x00", re.DOTALL)
_OFFICE_PARTS = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/|_rels/|docProps/")

_FOREIGN_MARKS = {  # the longer first: one of them begins with another
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def is_table(head: bytes) -> bool:
    """Whether a file that begins so is Parquet, Arrow or Feather."""
    return _TABLES.match(head) is not None


def refuse_binary(name: str, head: bytes) -> None:
    """Stop at files that begin as no text does.

    Raises:
        SourceError: a zip archive.
        CorpusError: another known kind of file that is not text.
    """
    if head.startswith(b"PK\x03\x04"):
        if _OFFICE_PARTS.search(head):
            raise CorpusError(f"{name} is an Office document (docx, xlsx, odt ...), not text. {_OFFICE}")
        path = shlex.quote(name) if Path(name).is_file() else "FILE.zip"  # unzip opens neither streams nor URLs
        raise SourceError(f"{name} is a zip file, which is not read here. Unpack it first: unzip -p {path} > text.txt")
    for signature in _SIGNATURES:
        if signature.first_bytes.match(head):
            raise CorpusError(f"{name} is {signature.what}, not text. {signature.remedy}")


def refuse_vectors(name: str, head: bytes) -> None:
    """Stop at vectors in the place of text: they would be trained on number by number.

    Args:
        name: of the file, for the message.
        head: its first `VECTOR_HEAD_BYTES`, or all there are.

    Raises:
        CorpusError: it is word2vec text or binary, or GloVe's text.
    """
    is_binary = looks_like_binary(head) and CONTROLS.search(head)  # text in another encoding has none
    if is_binary or looks_like_text(head.removeprefix(b"\xef\xbb\xbf")):
        form = "in binary form" if is_binary else "a word and its numbers in each line"
        raise CorpusError(
            f"{name} holds vectors ({form}), not text. Ask them (firth similar FILE WORD, firth.load), begin a "
            "training with them (--initial FILE, initial=), or give the text that they were trained on. If it is text "
            "all the same, begin it with an empty line."
        )


def refuse_foreign_mark(name: str, head: bytes) -> None:
    """Stop at text that says by its first bytes that it is not UTF-8.

    Raises:
        CorpusError: it begins with the byte-order mark of UTF-16 or UTF-32.
    """
    for mark, encoding in _FOREIGN_MARKS.items():
        if head.startswith(mark):
            raise CorpusError(
                f"{name} begins with the byte-order mark of {encoding.upper()}. Read it as such: pass "
                f"encoding={encoding!r} (--encoding {encoding})."
            )
