"""A matrix as NumPy saves it (.npy), with its words in a file beside it.

The layout is NumPy's (numpy.lib.format); files of Python objects, which are pickles, are refused.
"""

import math
import tokenize
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.formats.arrays.words_beside import named_words, words_of_matrix
from firth.formats.opening import VectorFile
from firth.formats.record import Record, finite_blocks

__all__ = ["as_float32", "checked_header", "looks_like_npy", "read_npy", "words_beside_npy", "write_npy"]

MAGIC = b"\x93NUMPY"
_GARBLED = (ValueError, SyntaxError, tokenize.TokenError, TypeError, OverflowError, RecursionError, MemoryError)


def looks_like_npy(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an array that NumPy saved."""
    return head.startswith(MAGIC)


def words_beside_npy(name: str) -> list[str]:
    """The names that the words of a matrix may have; the first is the one we write."""
    stem = Path(name).name.removesuffix(".npy")
    return [f"{stem}.words.txt", f"{stem}.vocab", f"{stem}.txt", "words.txt", "vocab.txt", "vocab", "metadata.tsv"]


def read_npy(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read a matrix, mapped if it is float32 on the disk, and the words beside it.

    Raises:
        FormatError: there is no file of words, or it does not fit; the matrix is truncated, garbled, of objects, or
            not one of numbers.
    """
    if file.path is None:
        raise FormatError(
            f"{file.name} is a NumPy array (.npy), whose words are in another file. Give the name of a plain file with "
            f"its words beside it, or join them: firth.WordVectors(words, numpy.load(path))"
        )
    model, part, _ = file.name.rpartition(".vectors.npy")
    if part and Path(model).is_file():
        raise FormatError(f"{file.name} is a part of gensim's model {model}, which has its words. Name that instead.")
    with file.path.open("rb") as on_disk:
        dtype, shape, fortran = checked_header(on_disk, file.path.stat().st_size, file.name)
        begin = on_disk.tell()
    if len(shape) != 2 or 0 in shape:
        raise FormatError(f"{file.name} is an array of shape {shape}, not a matrix with a row for each word.")
    order: Any = "F" if fortran else "C"
    matrix = np.memmap(file.path, dtype, "r", begin, shape, order)[:limit]
    words = named_words(words_of_matrix(file.name, words_beside_npy(file.name)), shape[0], file.name)
    return Record(tuple(words[:limit]), as_float32(np.asarray(matrix)), info={"source_format": "npy"})


def write_npy(record: Record, out: BinaryIO, name: str) -> None:
    """Write the vectors as a matrix of float32. The words go into a file beside it.

    Raises:
        FormatError: a vector is not finite.
    """
    head = {"descr": "<f4", "fortran_order": False, "shape": record.vectors.shape}
    np.lib.format.write_array_header_1_0(out, head)
    out.writelines(block.data for block in finite_blocks(record.vectors, record.words, name))


def checked_header(file: BinaryIO, size: int, name: str) -> tuple[np.dtype[Any], tuple[int, ...], bool]:
    """Read the head of an array: the type of its numbers, its shape, and whether columns come first.

    Args:
        file: open at its beginning.
        size: its bytes.
        name: for messages.

    Raises:
        FormatError: it is garbled, of Python objects, or promises more than there is.
    """
    try:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, dtype = read(file)
    except _GARBLED as error:
        raise FormatError(f"{name}: the head of the array is garbled ({str(error)[:100]}). Fetch it again.") from None
    if dtype.hasobject:
        raise FormatError(
            f"{name} is an array of Python objects, a pickle, which can run code when it is opened. Where it comes "
            f"from, save words and numbers apart: numpy.savez(path, words=numpy.array(words), vectors=matrix)"
        )
    if any(length < 0 for length in shape) or math.prod(shape) * dtype.itemsize > size - file.tell():
        raise FormatError(
            f"{name} is truncated: an array of shape {shape} and type {dtype} needs more than its {size:,} bytes. "
            f"Fetch it again."
        )
    return dtype, shape, fortran


def as_float32(matrix: NDArray[Any]) -> NDArray[np.float32]:
    """Numbers as float32; beyond its range: infinity, which questions and saving refuse."""
    with np.errstate(over="ignore", invalid="ignore"):
        return matrix.astype(np.float32, copy=False)
