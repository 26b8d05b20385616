"""Files of vectors: a table of formats, and reading and writing by it.

A new format is a module beside this one and a row in `FORMATS`.

A file goes this way: ``opening`` (from a name, a pipe or an open file to bytes), ``compression``, then by the table to
``safetensors`` (with ``strict_json`` and ``old_names``), ``word2vec``, ``fasttext``, ``arrays`` (NumPy's files, and the
tables of TensorBoard's projector), ``tables`` (Parquet, Arrow, frames), ``folders`` (spaCy, model2vec, floret) or
``gensim_pickles``, which make a ``record`` of it, with ``words`` that may still be packed; ``foreign_files`` says what
is not among them. ``target`` is where files are written.

Two files are not in the table: ``encoded_corpus``, and ``checkpoint``, which is a model with something beside it.
"""

import mmap
import os
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import numpy as np

from firth.errors import ArgumentError, ArgumentTypeError, FirthError, FormatError, SourceError, TargetError
from firth.formats.arrays.npy import looks_like_npy, read_npy, words_beside_npy, write_npy
from firth.formats.arrays.npz import read_npz, write_npz
from firth.formats.arrays.projector import (
    looks_like_projector,
    may_be_projector,
    read_projector,
    words_beside_projector,
    write_projector,
)
from firth.formats.arrays.words_beside import write_words
from firth.formats.compression import SUFFIXES, looks_like_npz, unpacked
from firth.formats.fasttext.arguments import looks_like_fasttext
from firth.formats.fasttext.reading import read_fasttext
from firth.formats.fasttext.writing import write_fasttext
from firth.formats.folders.floret import looks_like_floret, read_floret, words_beside_floret
from firth.formats.folders.model2vec import is_model2vec, read_model2vec
from firth.formats.folders.spacy import is_spacy, read_spacy
from firth.formats.foreign_files import refuse_foreign, unknown
from firth.formats.gensim_pickles.models import looks_like_gensim, read_gensim
from firth.formats.opening import (
    Source,
    VectorFile,
    checked_encoding,
    is_folder,
    named,
    not_empty,
    opened,
    without_mark,
)
from firth.formats.record import Record, VectorFileWarning
from firth.formats.safetensors.model import read_safetensors, write_safetensors
from firth.formats.safetensors.packing import dtypes
from firth.formats.safetensors.parts import looks_like_safetensors
from firth.formats.tables.files import (
    looks_like_arrow,
    looks_like_parquet,
    read_arrow,
    read_parquet,
    write_arrow,
    write_parquet,
)
from firth.formats.target import check_name, replacing
from firth.formats.target import check_target as check_place
from firth.formats.word2vec.binary import read_binary, write_binary
from firth.formats.word2vec.shape import has_header, looks_like_binary, looks_like_text, may_be_text, width_of_rows
from firth.formats.word2vec.text import read_text, write_text

__all__ = [
    "FORMATS",
    "Format",
    "Record",
    "Source",
    "Target",
    "VectorFileWarning",
    "check_target",
    "for_reading",
    "for_writing",
    "is_model_file",
    "read",
    "write",
]

Target: TypeAlias = str | os.PathLike[str] | BinaryIO
"""The name of a file, or a file that is open for writing in binary mode."""


class Format(NamedTuple):
    """One row of the table.

    Attributes:
        name: as given to ``format=`` and ``--format``.
        suffixes: lower-case file endings by which it is chosen; the first is the usual one.
        sniff: whether a file that begins with these bytes is of this format beyond doubt.
        read: a file at its beginning, the number of rows that are wanted or None, and the encoding of words, to a
            record.
        write: a record to a file that is open for writing, whose name is for messages; None: it is only read.
        keeps: what of a record it holds beside words and vectors.
        beside: the names that a second file with the words may have, or None where the words are in the same file; the
            first is the one that is written.
        may_be_text: whether other tables, such as texts to train on, begin in the same way.
        folder: whether a folder is of this format; None: it is one of files.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[VectorFile, int | None, str], Record]
    write: Callable[[Record, BinaryIO, str], None] | None
    keeps: frozenset[str]
    beside: Callable[[str], list[str]] | None = None
    may_be_text: bool = False
    folder: Callable[[Path], bool] | None = None


_ALL = frozenset(field.name for field in fields(Record))
_SOME = frozenset({"contexts", "counts", "subwords"})
_FEW = frozenset({"contexts", "counts"})
_FEW_OR_IDS = _FEW | {"of_ids"}
_PIECES = frozenset({"subwords"})
_NONE: frozenset[str] = frozenset()


def _no_file(_head: bytes) -> bool:
    return False


FORMATS = (
    Format("safetensors", (".safetensors",), looks_like_safetensors, read_safetensors, write_safetensors, _ALL),
    Format("word2vec-text", (".txt", ".vec"), looks_like_text, read_text, write_text, _NONE),
    Format("word2vec-binary", (".bin",), looks_like_binary, read_binary, write_binary, _NONE),
    Format("fasttext-bin", (), looks_like_fasttext, read_fasttext, write_fasttext, _SOME),
    Format("npz", (".npz",), looks_like_npz, read_npz, write_npz, _FEW),
    Format("npy", (".npy",), looks_like_npy, read_npy, write_npy, _NONE, words_beside_npy),
    Format(
        "projector", (".tsv",), looks_like_projector, read_projector, write_projector, _NONE, words_beside_projector
    ),
    Format("parquet", (".parquet",), looks_like_parquet, read_parquet, write_parquet, _FEW_OR_IDS, may_be_text=True),
    Format("arrow", (".arrow", ".feather"), looks_like_arrow, read_arrow, write_arrow, _FEW_OR_IDS, may_be_text=True),
    Format("gensim", (), looks_like_gensim, read_gensim, None, _SOME),
    Format("floret", (".floret",), looks_like_floret, read_floret, None, _PIECES, words_beside_floret),
    Format("spacy", (), _no_file, read_spacy, None, _PIECES, folder=is_spacy),
    Format("model2vec", (), _no_file, read_model2vec, None, _NONE, folder=is_model2vec),
)
_SAFETENSORS, _TEXT, _BINARY = FORMATS[:3]
_PROJECTOR = next(row for row in FORMATS if row.name == "projector")


def read(
    source: Source,
    format: str | None = None,  # noqa: A002 - the word people try
    *,
    limit: int | None = None,
    encoding: str = "utf-8",
) -> Record:
    """Read a file of vectors, recognised by its content, then by its ending.

    Args:
        source: the name of a file or a pipe, or a file that is open in binary mode. A compressed one is unpacked.
        format: a name from `FORMATS`, to skip the recognising.
        limit: rows to read, the first ones; None: all.
        encoding: of the words of a word2vec file.

    Returns:
        What it holds. A safetensors model on the disk is mapped, not copied.

    Raises:
        SourceError: the file is missing or cannot be read, or it is a folder that is of no known format.
        FormatError: it is truncated, garbled, or of no known format.
        ArgumentError: there is no format or encoding of that name, or `limit` is not at least 1.
        ArgumentTypeError: an argument has a type that it cannot have.
    """
    _check_limit(limit)
    encoding = checked_encoding(encoding)
    with opened(source) as packed:
        file = _ready(packed, encoding)
        return _recognised(file, format).read(file, limit, "utf-8" if _is_wide(encoding) else encoding)


def for_reading(source: Source, format: str | None = None) -> Format:  # noqa: A002 - as above
    """The format by which `read` would read a file; arguments and errors are the same."""
    with opened(source) as packed:
        return _recognised(_ready(packed, "utf-8"), format)


def is_model_file(path: str | os.PathLike[str]) -> bool:
    """Whether this is a regular file that is of one of the formats beyond doubt."""
    try:
        if not Path(path).is_file():
            return False
        with opened(path) as packed:
            head = _ready(packed, "utf-8").head
    except (OSError, ValueError, TypeError, FirthError):  # its reader has more to say
        return False
    return any(row.sniff(head) for row in FORMATS if not row.may_be_text)


def write(
    record: Record,
    target: Target,
    format: str | None = None,  # noqa: A002 - as above
    *,
    dtype: str = "float32",
) -> None:
    """Write a file of vectors. An existing one is replaced only when the new one is whole.

    Args:
        record: what to write; a format without room for contexts, counts or info leaves them out.
        target: the name of a file, whose ending chooses the format; or a file that is open in binary mode, which stays
            open and is a safetensors model unless its name or `format` says otherwise.
        format: a name from `FORMATS`, to go against the ending.
        dtype: "float32", or in a safetensors model "float16" or "int8", with fewer bytes for each value.

    Raises:
        ArgumentError: the name is empty, neither `format` nor the ending names a format, or the format has no such
            `dtype`.
        ArgumentTypeError: the target is neither a name nor a file that is open in binary mode.
        FormatError: the format cannot hold a word, or a vector is not finite.
        TargetError: the target cannot be written.
    """
    chosen = for_writing(target, format)
    write_to = _writer(chosen, dtype)
    if isinstance(target, str | os.PathLike):
        with replacing(target) as out:
            write_to(record, out, os.fspath(target))
            if chosen.beside is not None:
                _write_beside(record, chosen.beside, os.fspath(target))
        return
    if chosen.beside is not None:
        raise ArgumentError("path", target, f"{chosen.name} keeps its words in a second file; name a file, or use npz")
    _check_still_mapped(record, named(target))
    try:
        write_to(record, target, named(target))
    except OSError as error:
        raise TargetError(f"{named(target)} could not be written: {error.strerror or error}.") from error


def _writer(chosen: Format, dtype: str) -> Callable[[Record, BinaryIO, str], None]:
    if dtype not in dtypes:
        raise ArgumentError("dtype", dtype, f"must be one of {', '.join(dtypes)}")
    if dtype == "float32" and chosen.write is not None:
        return chosen.write
    if chosen is not _SAFETENSORS:
        raise ArgumentError("dtype", dtype, f"{chosen.name} files hold float32; save as .safetensors for fewer bytes")
    return partial(write_safetensors, dtype=dtype)


def _write_beside(record: Record, names: Callable[[str], list[str]], target: str) -> None:
    words = str(Path(target).with_name(names(target)[0]))
    with replacing(words) as out:
        write_words(record.words, out, words)


def check_target(
    path: str | os.PathLike[str],
    format: str | None = None,  # noqa: A002 - as above
    *,
    needed: int = 0,
) -> None:
    """Find out before the work whether `write` to this path can succeed.

    Args:
        path: the target.
        format: as for `write`.
        needed: bytes that must be free.

    Raises:
        ArgumentError: the path is empty, or neither `format` nor the ending names a format.
        TargetError: the target cannot be written.
    """
    for_writing(path, format)
    check_place(path, needed=needed)


def for_writing(target: Target, format: str | None = None) -> Format:  # noqa: A002 - as above
    """The format in which `write` would write a file.

    Raises:
        ArgumentError: the path is empty, or neither `format` nor the ending names a format.
        ArgumentTypeError: the target is neither a name nor a file that is open in binary mode.
        TargetError: the path is a folder's.
    """
    is_path = isinstance(target, str | os.PathLike)
    if is_path:
        check_name(target)  # type: ignore[arg-type]
    else:
        _check_open_for_writing(target)
    found = _by_ending(named(target)) if format is None else _named(format)
    if found is not None and found.write is None:
        raise ArgumentError("format", found.name, f"is only read; write one of {', '.join(_written())}")
    if found is not None:
        return found
    if not is_path and not Path(named(target)).suffix:
        return _SAFETENSORS
    if Path(named(target)).suffix.lower() in SUFFIXES:
        raise ArgumentError("path", named(target), "compressed files are read, not written; leave that ending out")
    endings = ", ".join(suffix for row in FORMATS if row.write is not None for suffix in row.suffixes)
    raise ArgumentError(
        "path",
        named(target),
        f"its ending names no format; end it in one of {endings}, or choose among {', '.join(_written())}",
    )


def _ready(packed: VectorFile, encoding: str) -> VectorFile:
    """The file unpacked, and in UTF-8 if it was text in wide units."""
    if is_folder(packed):
        return packed
    file = not_empty(unpacked(packed))
    start = file.peek(9)
    return file if looks_like_safetensors(start) or looks_like_fasttext(start) else without_mark(file, encoding)


def _is_wide(encoding: str) -> bool:
    return encoding.startswith(("utf-16", "utf-32"))


def _recognised(file: VectorFile, name: str | None) -> Format:
    if file.path is not None and is_folder(file):
        return _of_folder(file.path, name)
    if name is not None:
        return _as_named(file, _named(name))
    return _as_it_looks(file)


def _as_it_looks(file: VectorFile) -> Format:
    head = file.head
    sure = next((row for row in FORMATS if row.sniff(head)), None)
    if sure is not None:
        return sure
    if _by_ending(file.name) is _PROJECTOR and may_be_projector(head):
        return _PROJECTOR
    if has_header(head):  # something is wrong with the rest, and its reader says what
        return _TEXT if may_be_text(head) else _BINARY
    if width_of_rows(head) is not None:
        return _TEXT
    refuse_foreign(file.name, head)
    path = Path(file.name)
    found = _by_ending(str(path.with_suffix("")) if path.suffix.lower() in SUFFIXES else file.name)
    if found is None:
        raise unknown(file.name, head, _names())
    return found


def _as_named(file: VectorFile, chosen: Format) -> Format:
    """The format that a file is said to be of, unless it is clearly of another."""
    head = file.head
    if not (chosen.sniff(head) or width_of_rows(head) is not None or has_header(head)):
        refuse_foreign(file.name, head)
        other = next((row for row in FORMATS if row.sniff(head)), None)
        if other is not None:
            raise FormatError(f"{file.name} looks like {other.name}, not {chosen.name}. Name that format, or none.")
    if chosen.folder is not None:
        raise FormatError(f"{file.name} is a file, and {chosen.name} is a folder. Name the folder, or no format.")
    return chosen


def _of_folder(path: Path, name: str | None) -> Format:
    rows = [row for row in FORMATS if row.folder is not None and row.folder(path)]
    chosen = [row for row in rows if name in (None, row.name)]
    if name is not None:
        _named(name)
    if not chosen:
        kinds = ", ".join(row.name for row in FORMATS if row.folder is not None)
        raise SourceError(f"{path} is a folder, not a file of vectors, and not one of {kinds}. Name a file in it.")
    return chosen[0]


def _check_limit(limit: object) -> None:
    if limit is None:
        return
    if not isinstance(limit, int | np.integer) or isinstance(limit, bool):
        raise ArgumentTypeError("limit", limit, "must be a whole number of rows, or None for all")
    if limit < 1:
        raise ArgumentError("limit", limit, "must be at least 1, or None for all rows")


def _check_open_for_writing(target: Any) -> None:
    try:
        taken = target.write(b"")
    except ValueError as error:  # it is closed, or open for reading
        raise ArgumentError("path", target, f"cannot be written to ({error}); open it in mode 'wb'") from None
    except (AttributeError, TypeError):
        taken = None
    if taken != 0:
        raise ArgumentTypeError("path", target, "must be the name of a file, or a file that is open in mode 'wb'")


def _check_still_mapped(record: Record, name: str) -> None:
    """Stop if the file that the vectors are mapped from was emptied: reading the memory would end the process."""
    rows = None if record.subwords is None else record.subwords.rows
    for array in (record.vectors, record.contexts, record.nodes, record.biases, record.counts, rows):
        base: Any = array
        while isinstance(base, np.ndarray):
            base = base.base
        base = base.obj if isinstance(base, memoryview) else base
        if isinstance(base, mmap.mmap) and base.size() < len(base):
            raise TargetError(
                f"{name}: the file of these vectors was emptied while they were in use, by opening it for writing. "
                f"Fetch it again; save by name, vectors.save(path), which writes beside a file and then replaces it."
            )


def _named(name: str) -> Format:
    for row in FORMATS:
        if row.name == name:
            return row
    raise ArgumentError("format", name, f"must be one of {_names()}")


def _by_ending(name: str) -> Format | None:
    return next((row for row in FORMATS if Path(name).suffix.lower() in row.suffixes), None)


def _written() -> list[str]:
    return [row.name for row in FORMATS if row.write is not None]


def _names() -> str:
    return ", ".join(row.name for row in FORMATS)
