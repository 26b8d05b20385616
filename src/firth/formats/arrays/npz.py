"""NumPy's archive of arrays (.npz): ``words`` and ``vectors``, and ``contexts`` and ``counts`` where there are any."""

import io
import struct
import zipfile
import zlib
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, listed
from firth.formats.arrays.npy import as_float32, checked_header
from firth.formats.arrays.words_beside import distinct, miscounted
from firth.formats.compression import check_size
from firth.formats.opening import VectorFile
from firth.formats.record import Record, finite_blocks

__all__ = ["read_npz", "write_npz"]

WORDS = ("words", "vocab", "vocabulary", "tokens", "index_to_key", "keys", "labels")
VECTORS = ("vectors", "embeddings", "embedding", "matrix", "weights", "arr_0")
MOST_LETTERS = 1 << 30
"""Of the words in all, where each takes as much room as the longest."""


def read_npz(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read words and vectors by the names that their arrays have.

    Raises:
        FormatError: it is damaged or may be made to fill the memory, arrays are missing, of objects, or do not fit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.read()) if file.path is None else file.path) as archive:
            return _record(_Arrays(archive, file), file.name, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError) as error:
        raise FormatError(f"{file.name}: the archive is damaged or cut short ({error}). Fetch it again.") from None


def write_npz(record: Record, out: BinaryIO, name: str) -> None:
    """Write words, vectors, contexts and counts.

    Raises:
        FormatError: a value is not finite, or NumPy cannot keep a word: one that ends in a zero character, or one that
            is much longer than the others.
    """
    words = list(record.words)
    bad = next((word for word in words if word.endswith("\0")), None)
    if bad is not None:
        raise FormatError(f"{name}: NumPy drops the zero at the end of the word {bad!r:.100}. Save as safetensors.")
    longest = max(map(len, words))
    if longest * len(words) > MOST_LETTERS:
        raise FormatError(
            f"{name}: a word has {longest:,} characters, and NumPy gives each word as much room. Save as safetensors."
        )
    for matrix in (record.vectors, record.contexts):
        for _ in () if matrix is None else finite_blocks(matrix, record.words, name):
            pass
    parts = {"words": np.array(words), "vectors": record.vectors, "contexts": record.contexts, "counts": record.counts}
    arrays: dict[str, Any] = {part: array for part, array in parts.items() if array is not None}
    np.savez(out, allow_pickle=False, **arrays)


class _Arrays:
    """The arrays of an archive, each read when it is asked for."""

    def __init__(self, archive: zipfile.ZipFile, file: VectorFile) -> None:
        self._archive, self._name, self._file = archive, file.name, file
        self.names = [entry.filename.removesuffix(".npy") for entry in archive.infolist()]

    def one_of(self, names: tuple[str, ...], what: str) -> NDArray[Any]:
        """The array of the first of these names.

        Raises:
            FormatError: there is none, or it cannot be read.
        """
        name = next((name for name in names if name in self.names), None)
        if name is None:
            raise FormatError(
                f"{self._name} is a NumPy archive without an array of {what} (it holds {listed(self.names)}). "
                f"Name it {names[0]}: numpy.savez(path, words=numpy.array(words), vectors=matrix)"
            )
        return self.array(name)

    def array(self, name: str) -> NDArray[Any]:
        """The array of this name."""
        entry = self._archive.getinfo(f"{name}.npy")
        check_size(self._file, entry.file_size)
        with self._archive.open(entry) as packed:
            content = io.BytesIO(packed.read(entry.file_size + 1))
        size = content.getbuffer().nbytes
        dtype, shape, fortran = checked_header(content, size, f"{self._name}, {name}")
        if dtype.kind not in "USfiub":
            raise FormatError(f"{self._name}: the array {name} is of {dtype}, neither numbers nor strings.")
        flat = np.frombuffer(content.getbuffer(), dtype, int(np.prod(shape)), content.tell())
        return flat.reshape(shape, order="F" if fortran else "C")


def _record(arrays: _Arrays, name: str, limit: int | None) -> Record:
    vectors, words = arrays.one_of(VECTORS, "vectors"), arrays.one_of(WORDS, "words")
    if vectors.ndim != 2 or 0 in vectors.shape or vectors.dtype.kind not in "fiu":
        raise FormatError(f"{name}: the vectors are {vectors.dtype} of shape {vectors.shape}, not a matrix of numbers.")
    if words.ndim != 1 or words.dtype.kind not in "US":
        raise FormatError(f"{name}: the words are {words.dtype} of shape {words.shape}, not a list of strings.")
    if len(words) != len(vectors):
        raise miscounted(name, len(vectors), "its array of words", len(words))
    contexts = arrays.array("contexts") if "contexts" in arrays.names else None
    if contexts is not None and (contexts.shape != vectors.shape or contexts.dtype.kind not in "fiu"):
        raise FormatError(f"{name}: the contexts are of shape {contexts.shape}, and the vectors {vectors.shape}.")
    counts = arrays.array("counts") if "counts" in arrays.names else None
    if counts is not None and (counts.shape != words.shape or counts.dtype.kind not in "iu" or counts.min() < 0):
        raise FormatError(f"{name}: the counts are not a number of at least 0 for each word.")
    return Record(
        tuple(distinct(_texts(words[:limit], name), name)),
        as_float32(vectors[:limit]),
        None if contexts is None else as_float32(contexts[:limit]),
        None if counts is None else counts[:limit].astype(np.int64),
        {"source_format": "npz"},
    )


def _texts(words: NDArray[Any], name: str) -> list[str]:
    try:
        texts = words.tolist() if words.dtype.kind == "U" else [word.decode("utf-8") for word in words.tolist()]
        "".join(texts).encode("utf-8")
    except (UnicodeError, ValueError):
        raise FormatError(f"{name}: a word is not valid Unicode. Save the archive again.") from None
    return texts
