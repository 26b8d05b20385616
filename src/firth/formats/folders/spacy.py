"""The vectors of a pipeline of spaCy: a folder ``vocab``, or the folder around it.

    ============  ========================================================================
    vectors       the matrix, as NumPy saves it
    key2row       msgpack: from the number of a string to its row; several may share one
    strings.json  all strings; the number of one is MurmurHash64A of its UTF-8, seed 1
    vectors.cfg   JSON: the mode, and the settings of floret, whose rows are of n-grams
    ============  ========================================================================

Source: spaCy's ``vectors.pyx`` and ``strings.pyx``. Strings that spaCy knows by reserved numbers, such as NOUN, are
left out.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, MissingExtraError
from firth.formats.arrays.npy import as_float32
from firth.formats.arrays.words_beside import inside
from firth.formats.folders.reading import json_of, matrix_of, needed
from firth.formats.opening import VectorFile
from firth.formats.record import Record
from firth.formats.safetensors.pieces import floret_of
from firth.subwords.composing import Subwords
from firth.subwords.murmur import murmur2

__all__ = ["is_spacy", "read_spacy"]

NAME = "spacy"
KIND = "vectors of spaCy"
SEED = 1
MOST_STRING = 1 << 12
"""Bytes of a string that is looked up; words are shorter."""


def is_spacy(folder: Path) -> bool:
    """Whether a folder is the vocabulary of a pipeline, or holds one."""
    vocabulary = _vocabulary(folder)
    return (vocabulary / "vectors").is_file() and any(
        (vocabulary / name).is_file() for name in ("key2row", "vectors.cfg", "strings.json")
    )


def read_spacy(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read the words that have vectors, by row; words with one vector each have a copy of it.

    Raises:
        FormatError: a file is missing or damaged, or no string has a vector.
        MissingExtraError: msgpack is not installed.
    """
    assert file.path is not None
    folder = _vocabulary(file.path)
    matrix = matrix_of(needed(folder, "vectors", KIND))
    words = _strings(folder)
    settings = inside(folder, "vectors.cfg")
    how = json_of(settings) if settings is not None else {}
    if isinstance(how, dict) and how.get("mode") == "floret":
        return _floret(folder, matrix, words[:limit], how)
    keys, rows = _rows_by_key(needed(folder, "key2row", KIND), len(matrix))
    numbers = murmur2([word.encode("utf-8") for word in words], SEED)
    places = np.searchsorted(keys, numbers)
    places[places == len(keys)] = 0
    found = np.flatnonzero(keys[places] == numbers) if len(keys) else np.empty(0, np.intp)
    found = found[np.argsort(rows[places[found]], kind="stable")][:limit]
    if not found.size:
        raise FormatError(
            f"{folder}: none of its {len(words):,} strings has a vector. spaCy's small pipelines (sm) have none; "
            f"take a medium or large one (md, lg)."
        )
    info: dict[str, Any] = {"source_format": NAME}
    if limit is None and len(keys) > len(found):
        info["without_string"] = len(keys) - len(found)
    return Record(tuple(words[row] for row in found.tolist()), as_float32(matrix[rows[places[found]]]), info=info)


def _vocabulary(folder: Path) -> Path:
    return folder / "vocab" if (folder / "vocab" / "vectors").is_file() else folder


def _strings(folder: Path) -> list[str]:
    path = needed(folder, "strings.json", KIND)
    strings = json_of(path)
    if not isinstance(strings, list) or not all(isinstance(each, str) for each in strings):
        raise FormatError(f"{path} is not a list of strings. Fetch it again.")
    try:
        sizes = [len(each.encode("utf-8")) for each in strings]
    except UnicodeEncodeError:
        raise FormatError(f"{path}: a string is not valid Unicode. Fetch it again.") from None
    return list(dict.fromkeys(each for each, size in zip(strings, sizes, strict=True) if 0 < size <= MOST_STRING))


def _rows_by_key(path: Path, rows: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """uint64[n], ascending, and int64[n]: the row of each key."""
    try:
        import msgpack  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("msgpack", "spacy", "Reading vectors of spaCy") from None
    try:
        table = msgpack.unpackb(path.read_bytes(), strict_map_key=False)
        keys = np.array(list(table.keys()), np.uint64)
        found = np.array(list(table.values()), np.int64)
    except (ValueError, TypeError, AttributeError, OverflowError, msgpack.UnpackException, RecursionError) as error:
        raise FormatError(f"{path} is not spaCy's table of rows ({str(error)[:100]}). Fetch it again.") from None
    if found.size and not (found.min() >= 0 and found.max() < rows):
        raise FormatError(f"{path} names row {int(found.max()):,}, and there are {rows:,}. Fetch the folder again.")
    order = np.argsort(keys)
    return keys[order], found[order]


def _floret(folder: Path, matrix: NDArray[Any], words: list[str], how: dict[str, Any]) -> Record:
    names = {"shortest": "minn", "longest": "maxn", "hashes": "hash_count", "seed": "hash_seed"}
    settings = {name: how.get(key) for name, key in names.items()}
    cut = floret_of(buckets=len(matrix), begin=how.get("bow"), end=how.get("eow"), **settings)
    if cut is None:
        raise FormatError(f"{folder / 'vectors.cfg'} does not say how floret cuts words. Fetch it again.")
    if not words:
        raise FormatError(f"{folder} has no strings to compose the vectors of. Fetch it again.")
    subwords = Subwords(cut, None, as_float32(matrix), whole_word=False)
    return Record(tuple(words), subwords.composed(words), info={"source_format": NAME}, subwords=subwords)
