"""Firth's own file: one safetensors file that opens by memory-mapping and runs no code.

Version 1 holds these tensors, in this order, little-endian, each at a multiple of its item size:

    ============  ====  ==========  ====================================================
    word_offsets  I64   [V + 1]     word i is bytes word_offsets[i] to [i + 1] of words
    counts        I64   [V]         occurrences in the corpus; may be absent
    vectors       F32   [V, D]      one row a word
    contexts      F32   [V, D]      the second matrix of training; may be absent
    nodes         F32   [V - 1, D]  that matrix under hierarchical softmax, instead of contexts: the inner
                                    nodes of the Huffman tree, which is made from the counts; may be absent
    words         U8    [bytes]     all words in UTF-8, one after another
    ============  ====  ==========  ====================================================

``__metadata__`` holds ``format`` = "firth", ``version`` = "1" and ``info``, a JSON object as text. A file
with these tensors that another program saved, in any order and without metadata, is read as well; tensors
of other names are passed over. That is why ``nodes``, which came later, did not make a version 2: a program
that knows nothing of them reads a whole model without contexts, and every answer it gives is right.

Finiteness is not checked on reading, which would touch every page of the file: a question checks the rows
it meets, and saving checks them all.
"""

import json
import mmap
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ConfigError, FormatError, quoted
from firth.formats.record import Record, finite_blocks
from firth.formats.safetensors_header import MAX_HEADER, Header, Tensor, encode_header, read_header
from firth.formats.target import replacing

__all__ = ["looks_like_safetensors", "read_safetensors", "write_safetensors"]

VERSION = 1
LAYOUT = {  # name: (type, number of dimensions)
    "word_offsets": ("I64", 1),
    "counts": ("I64", 1),
    "vectors": ("F32", 2),
    "contexts": ("F32", 2),
    "nodes": ("F32", 2),
    "words": ("U8", 1),
}
OPTIONAL = {"counts", "contexts", "nodes"}
DTYPES = {"F32": "<f4", "I64": "<i8", "U8": "u1"}


def looks_like_safetensors(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a safetensors file of any kind."""
    return head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= MAX_HEADER


def read_safetensors(path: Path) -> Record:
    """Open a model. The arrays are read-only views of the mapped file; only the words are copied.

    Args:
        path: the file.

    Returns:
        A record whose arrays keep the file mapped for as long as they live.

    Raises:
        FormatError: the file is truncated, garbled, not a model, or of a newer version.
    """
    with path.open("rb") as file:
        header = read_header(file, path)
        info = _read_info(header, path)
        _check_tensors(header, path)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {name: _view(mapped, header, header.tensors[name]) for name in LAYOUT if name in header.tensors}
    counts = arrays.get("counts")
    if counts is not None and counts.min() < 0:
        raise FormatError(f"{path}: a word has the count {counts.min()}. The file is damaged: fetch it again.")
    words = _unpack(arrays["words"].tobytes(), arrays["word_offsets"], path)
    return Record(words, arrays["vectors"], arrays.get("contexts"), counts, info, arrays.get("nodes"))


def write_safetensors(record: Record, path: Path) -> None:
    """Save a model; the same record always gives the same bytes.

    Args:
        record: what to save. Its matrices are written a block of rows at a time.
        path: the target, replaced only when the new file is whole.

    Raises:
        FormatError: a vector is not finite, or a word is not valid Unicode.
        ConfigError: `info` holds something that JSON cannot.
        TargetError: the target cannot be written.
    """
    blob, offsets = _pack(record.words, path)
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {"word_offsets": ("I64", offsets.shape)}
    if record.counts is not None:
        shapes["counts"] = ("I64", record.counts.shape)
    matrices = {"vectors": record.vectors, "contexts": record.contexts, "nodes": record.nodes}
    shapes.update({name: ("F32", matrix.shape) for name, matrix in matrices.items() if matrix is not None})
    shapes["words"] = ("U8", (len(blob),))
    metadata = {"format": "firth", "version": str(VERSION), "info": _dump_info(record.info)}
    with replacing(path) as out:
        out.write(encode_header(shapes, metadata))
        out.write(offsets.astype("<i8").tobytes())
        if record.counts is not None:
            out.write(record.counts.astype("<i8").tobytes())
        for name, matrix in matrices.items():
            if matrix is not None:
                words = None if name == "nodes" else record.words
                out.writelines(block.data for block in finite_blocks(matrix, words, path))
        out.write(blob)


def _dump_info(info: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(info), sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ConfigError("info", info, f"must hold JSON values only ({error})") from None


def _read_info(header: Header, path: Path) -> dict[str, Any]:
    metadata = header.metadata
    if metadata.get("format") != "firth":
        return {"source_format": "safetensors"}
    version = metadata.get("version", "")
    if re.fullmatch("[0-9]{1,9}", version) and int(version) > VERSION:
        raise FormatError(
            f"{path} was written by a newer Firth: it has format version {version}, and this one reads "
            f"{VERSION}. Upgrade Firth (pip install --upgrade firth)."
        )
    if version != str(VERSION):
        raise FormatError(f"{path} has format version {version!r}; {str(VERSION)!r} was expected. Save it again.")
    try:
        info = json.loads(metadata.get("info", "{}"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path}: its info is not valid JSON ({error}). Fetch or save it again.") from None
    if not isinstance(info, dict):
        raise FormatError(f"{path}: its info is {info!r:.200}, not a JSON object. Fetch or save it again.")
    return info


def _check_tensors(header: Header, path: Path) -> None:
    tensors = header.tensors
    missing = [name for name in LAYOUT if name not in tensors and name not in OPTIONAL]
    if missing:
        raise FormatError(
            f"{path} is a safetensors file but not a Firth model: the tensors {', '.join(missing)} "
            f"are missing (it holds {', '.join(sorted(tensors)[:8]) or 'none'}). "
            f"Name a model that `firth train` saved."
        )
    for name, (dtype, dimensions) in LAYOUT.items():
        found = tensors.get(name)
        if found is not None and (found.dtype != dtype or len(found.shape) != dimensions):
            raise _mismatch(path, name, found, f"{dtype} in {dimensions} dimension(s)")
    rows, width = tensors["vectors"].shape
    if not rows or not width:
        raise FormatError(f"{path} holds no vectors: its matrix is {rows} by {width}. Train on more text.")
    if {"contexts", "nodes"} <= tensors.keys():
        raise FormatError(
            f"{path} holds contexts and nodes; a model was trained with either of them. Save it again with one."
        )
    expected = {"word_offsets": (rows + 1,), "counts": (rows,), "contexts": (rows, width), "nodes": (rows - 1, width)}
    for name, shape in expected.items():
        if name in tensors and tensors[name].shape != shape:
            raise _mismatch(path, name, tensors[name], f"shape {list(shape)}, to fit {rows:,} words")


def _mismatch(path: Path, name: str, found: Tensor, expected: str) -> FormatError:
    return FormatError(
        f"{path}: the tensor {name!r} is {found.dtype} of shape {list(found.shape)}, where a model "
        f"has {expected}. Fetch or save it again."
    )


def _view(mapped: mmap.mmap, header: Header, tensor: Tensor) -> NDArray[Any]:
    count = (tensor.end - tensor.begin) // np.dtype(DTYPES[tensor.dtype]).itemsize
    if not count:
        return np.empty(tensor.shape, DTYPES[tensor.dtype])
    flat = np.frombuffer(mapped, DTYPES[tensor.dtype], count, header.data + tensor.begin)
    return flat.reshape(tensor.shape)


def _pack(words: tuple[str, ...], path: Path) -> tuple[bytes, NDArray[np.int64]]:
    try:
        encoded = [word.encode("utf-8") for word in words]
    except UnicodeEncodeError as error:
        raise FormatError(
            f"{path}: the word {quoted(error.object)} is not valid Unicode and cannot be saved. Take it out."
        ) from None
    offsets = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(word) for word in encoded], out=offsets[1:])
    return b"".join(encoded), offsets


def _unpack(blob: bytes, offsets: NDArray[np.int64], path: Path) -> tuple[str, ...]:
    # Bounds before differences: the difference of two wild int64 may wrap round to something plausible.
    within = offsets[0] == 0 and offsets[-1] == len(blob) and offsets.min() >= 0 and offsets.max() <= len(blob)
    if not within or (np.diff(offsets) <= 0).any():
        raise FormatError(f"{path}: word_offsets do not cut the words into non-empty pieces. Fetch it again.")
    try:
        words = tuple(blob[begin:end].decode("utf-8") for begin, end in pairwise(offsets.tolist()))
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: a word is not valid UTF-8 ({error.object!r:.100}). Fetch it again.") from None
    if len(set(words)) < len(words):
        word, times = Counter(words).most_common(1)[0]
        raise FormatError(f"{path}: the word {quoted(word)} stands there {times} times. Fetch or save it again.")
    return words
