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

import mmap
from pathlib import Path
from typing import Any

from firth.errors import FormatError
from firth.formats.record import Record, finite_blocks
from firth.formats.safetensors_header import Header, encode_header, read_header
from firth.formats.safetensors_parts import (
    CORPUS,
    MODEL,
    metadata_of,
    mismatch,
    pack_words,
    read_info,
    unpack_words,
    view,
)
from firth.formats.target import replacing

__all__ = ["read_safetensors", "write_safetensors"]

LAYOUT = {  # name: (type, number of dimensions)
    "word_offsets": ("I64", 1),
    "counts": ("I64", 1),
    "vectors": ("F32", 2),
    "contexts": ("F32", 2),
    "nodes": ("F32", 2),
    "words": ("U8", 1),
}
OPTIONAL = {"counts", "contexts", "nodes"}


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
        info = _info(header, path)
        _check_tensors(header, path)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {name: view(mapped, header, name) for name in LAYOUT if name in header.tensors}
    counts = arrays.get("counts")
    if counts is not None and counts.min() < 0:
        raise FormatError(f"{path}: a word has the count {counts.min()}. The file is damaged: fetch it again.")
    words = unpack_words(arrays["words"].tobytes(), arrays["word_offsets"], path)
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
    blob, offsets = pack_words(record.words, path)
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {"word_offsets": ("I64", offsets.shape)}
    if record.counts is not None:
        shapes["counts"] = ("I64", record.counts.shape)
    matrices = {"vectors": record.vectors, "contexts": record.contexts, "nodes": record.nodes}
    shapes.update({name: ("F32", matrix.shape) for name, matrix in matrices.items() if matrix is not None})
    shapes["words"] = ("U8", (len(blob),))
    header = encode_header(shapes, metadata_of(MODEL, record.info))
    with replacing(path) as out:
        out.write(header)
        out.write(offsets.astype("<i8").tobytes())
        if record.counts is not None:
            out.write(record.counts.astype("<i8").tobytes())
        for name, matrix in matrices.items():
            if matrix is not None:
                words = None if name == "nodes" else record.words
                out.writelines(block.data for block in finite_blocks(matrix, words, path))
        out.write(blob)


def _info(header: Header, path: Path) -> dict[str, Any]:
    name = header.metadata.get("format")
    if name == CORPUS.name:
        raise FormatError(
            f"{path} is an encoded corpus, not a model. Train one on it: firth train {path} -o vectors.safetensors"
        )
    return read_info(header, MODEL, path) if name == MODEL.name else {"source_format": "safetensors"}


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
            raise mismatch(path, MODEL, name, found, f"{dtype} in {dimensions} dimension(s)")
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
            raise mismatch(path, MODEL, name, tensors[name], f"shape {list(shape)}, to fit {rows:,} words")
