"""Firth's own file: one safetensors file that opens by memory-mapping and runs no code.

Version 1 holds these tensors, in this order, little-endian, each at a multiple of its item size:

    ============  ====  ==========  ====================================================
    word_offsets  I64   [V + 1]     word i is bytes word_offsets[i] to [i + 1] of words
    counts        I64   [V]         occurrences in the corpus; may be absent
    vectors       F32   [V, D]      one row a word
    contexts      F32   [V, D]      the second matrix of training; may be absent
    nodes         F32   [V - 1, D]  that matrix under hierarchical softmax, instead of contexts: the inner
                                    nodes of the Huffman tree, which is made from the counts; may be absent
    ngram_keys    U64   [K]         which pieces of words the rows of ``ngrams`` belong to; may be absent
    ngrams        F32   [K, D]      the vectors of pieces of words; may be absent
    biases        F32   [V, 2]      those of GloVe, as input word and as output word; may be absent
    scales ...    F32   [V]         in version 2, of a matrix of whole numbers (`firth.formats.safetensors.packing`)
    words         U8    [bytes]     all words in UTF-8, one after another
    ============  ====  ==========  ====================================================

``__metadata__`` holds ``format`` = "firth", ``version`` = "1" and ``info``, a JSON object as text. A file
with these tensors that another program saved, in any order and without metadata, is read as well; tensors
of other names are passed over. That is why ``nodes``, ``ngrams`` and ``biases``, which came later, did not make a
version 2: a program that knows nothing of them reads a whole model without them, and every answer it gives is right.
Version 2 is that of a file whose matrices are float16 or int8. All others are still written as version 1.

Where the words are the digits of ids, ``__metadata__`` also holds ``words`` = "ids".

Opening a file reads its header and its counts. What would touch every page of it is checked when it is used: words when
they are looked up or decoded (`firth.formats.words`), and whether numbers are finite when a question first meets a row.
Saving checks everything.
"""

import io
import mmap
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.formats.opening import VectorFile
from firth.formats.record import Record
from firth.formats.safetensors.header import ITEM_BYTES, Header, encode_header, read_header
from firth.formats.safetensors.packing import Packed, packed, scales_of, unpacked_rows
from firth.formats.safetensors.parts import (
    CORPUS,
    DTYPES,
    MODEL,
    metadata_of,
    mismatch,
    read_info,
    view,
)
from firth.formats.safetensors.pieces import read_subwords, subwords_metadata
from firth.formats.words import PackedWords, pack_words

__all__ = ["read_safetensors", "write_safetensors", "write_tensors"]

IDS = "ids"

LAYOUT = {  # name: (type, number of dimensions)
    "word_offsets": ("I64", 1),
    "counts": ("I64", 1),
    "vectors": ("F32", 2),
    "contexts": ("F32", 2),
    "nodes": ("F32", 2),
    "ngram_keys": ("U64", 1),
    "ngrams": ("F32", 2),
    "biases": ("F32", 2),
    "words": ("U8", 1),
}
WIDE = {"f": "F64", "i": "I64", "u": "U64"}  # types of eight bytes, by NumPy's kind
OPTIONAL = {"counts", "contexts", "nodes", "ngram_keys", "ngrams", "biases"}
PACKABLE = ("vectors", "contexts", "nodes", "ngrams")
"""Matrices that may be of fewer bytes, and then have scales."""

SCALES = tuple(map(scales_of, PACKABLE))
OF_WORDS = {"counts", "vectors", "contexts", "biases", scales_of("vectors"), scales_of("contexts")}
OF_NODES = {"nodes", scales_of("nodes")}


def read_safetensors(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Open a model. Its arrays are read-only views of the file, which is mapped if it is on the disk.

    Args:
        file: open at its beginning. What cannot be mapped, such as a pipe, is read into memory.
        limit: the first rows, which are then the only ones that are looked at; None: all.
        _encoding: is of other formats; here words are UTF-8.

    Returns:
        A record whose words and arrays keep the file mapped for as long as they live. Fewer rows have no inner nodes:
        they are those of all words.

    Raises:
        FormatError: the file is truncated, garbled, not a model, or of a newer version. What is wrong with its words
            comes out when they are used.
    """
    content: mmap.mmap | bytes
    if file.path is None:
        content = file.read()
        header, info = _checked_head(io.BytesIO(content), file.name)
    else:
        with file.path.open("rb") as on_disk:
            header, info = _checked_head(on_disk, file.name)
            content = mmap.mmap(on_disk.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {name: view(content, header, name) for name in (*LAYOUT, *SCALES) if name in header.tensors}
    blob, offsets = arrays.pop("words"), arrays.pop("word_offsets")
    if limit is not None and limit < len(offsets) - 1:
        arrays = {
            name: array[:limit] if name in OF_WORDS else array for name, array in arrays.items() if name not in OF_NODES
        }
        offsets = offsets[: limit + 1]
        blob = blob[: max(int(offsets[-1]), 0)]
    counts = arrays.get("counts")
    if counts is not None and counts.min() < 0:
        raise FormatError(f"{file.name}: a word has the count {counts.min()}. The file is damaged: fetch it again.")
    words = PackedWords(blob, offsets, file.name)
    arrays |= {name: unpacked_rows(arrays, name) for name in PACKABLE if name in arrays}
    how, ngrams, keys = header.metadata.get("subwords"), arrays.get("ngrams"), arrays.get("ngram_keys")
    subwords = read_subwords(how, ngrams, keys, file.name)
    others: dict[str, Any] = {name: arrays.get(name) for name in ("contexts", "nodes", "biases")}
    record = Record(words, arrays["vectors"], counts=counts, info=info, subwords=subwords, **others)
    return replace(record, of_ids=header.metadata.get("words") == IDS)


def write_safetensors(record: Record, out: BinaryIO, name: str, dtype: str = "float32") -> None:
    """Save a model; the same record always gives the same bytes.

    Args:
        record: what to save. Its matrices are written a block of rows at a time.
        out: open for writing.
        name: of the file, for messages.
        dtype: how its matrices are stored (`firth.formats.safetensors.packing`). If not as they are, the file has
            version 2, and `info` says so.

    Raises:
        FormatError: a vector is not finite, or a word is not valid Unicode.
        ArgumentError: `info` holds something that JSON cannot.
    """
    write_tensors(record, {}, out, name, dtype)


def write_tensors(
    record: Record, others: Mapping[str, NDArray[Any]], out: BinaryIO, name: str, dtype: str = "float32"
) -> None:
    """Save a model that has other tensors beside its own: float64, float32 or uint8. The rest is as above."""
    blob, offsets = pack_words(record.words, name)
    subwords = record.subwords
    numbers = {
        "word_offsets": offsets,
        "counts": record.counts,
        "ngram_keys": None if subwords is None else subwords.keys,
    }
    matrices = {part: getattr(record, part) for part in ("vectors", "contexts", "nodes", "biases")}
    matrices |= {"ngrams": None if subwords is None else subwords.rows}
    for tensor, array in others.items():
        (matrices if array.dtype == np.float32 else numbers)[tensor] = array
    tensors = {tensor: _plain(np.asarray(array)) for tensor, array in numbers.items() if array is not None}
    for tensor, matrix in matrices.items():
        if matrix is not None:
            words = record.words if tensor in OF_WORDS else None
            tensors |= packed(tensor, matrix, words, dtype if tensor in PACKABLE else "float32", name)
    tensors["words"] = Packed("U8", (len(blob),), iter([blob]))
    ordered = sorted(tensors.items(), key=lambda item: -ITEM_BYTES[item[1].code])
    info = record.info if dtype == "float32" else {**record.info, "stored_as": dtype}
    metadata = metadata_of(MODEL, info, 1 if dtype == "float32" else 2) | subwords_metadata(subwords)
    metadata |= {"words": IDS} if record.of_ids else {}
    out.write(encode_header({tensor: (each.code, each.shape) for tensor, each in ordered}, metadata))
    for _, each in ordered:
        out.writelines(each.blocks)


def _plain(array: NDArray[Any]) -> Packed:
    """A tensor as it is: of numbers of eight bytes, or of one."""
    code = WIDE.get(array.dtype.kind, "U8") if array.itemsize == 8 else "U8"
    return Packed(code, array.shape, iter([array.astype(DTYPES[code]).tobytes()]))


def _checked_head(file: BinaryIO, name: str) -> tuple[Header, dict[str, Any]]:
    header = read_header(file, name)
    info = _info(header, name)
    _check_tensors(header, name)
    return header, info


def _info(header: Header, path: object) -> dict[str, Any]:
    name = header.metadata.get("format")
    if name == CORPUS.name:
        raise FormatError(
            f"{path} is an encoded corpus, not a model. Train one on it: firth train {path} -o vectors.safetensors"
        )
    return read_info(header, MODEL, path) if name == MODEL.name else {"source_format": "safetensors"}


def _check_tensors(header: Header, path: object) -> None:
    tensors = header.tensors
    missing = [name for name in LAYOUT if name not in tensors and name not in OPTIONAL]
    if missing:
        raise FormatError(
            f"{path} is a safetensors file but not a Firth model: the tensors {', '.join(missing)} "
            f"are missing (it holds {', '.join(sorted(tensors)[:8]) or 'none'}). "
            f"Name a model that `firth train` saved."
        )
    _check_types(header, path)
    rows, width = tensors["vectors"].shape
    if not rows or not width:
        raise FormatError(f"{path} holds no vectors: its matrix is {rows} by {width}. Fetch or save it again.")
    if {"contexts", "nodes"} <= tensors.keys():
        raise FormatError(
            f"{path} holds contexts and nodes; a model was trained with either of them. Save it again with one."
        )
    of_words = {"word_offsets": (rows + 1,), "counts": (rows,), "biases": (rows, 2)}
    expected = {**of_words, "contexts": (rows, width), "nodes": (rows - 1, width)}
    for name, shape in expected.items():
        if name in tensors and tensors[name].shape != shape:
            raise mismatch(path, MODEL, name, tensors[name], f"shape {list(shape)}, to fit {rows:,} words")
    if "ngrams" in tensors and tensors["ngrams"].shape[1] != width:
        raise mismatch(path, MODEL, "ngrams", tensors["ngrams"], f"{width} columns, to fit the vectors")
    pieces = tensors["ngrams"].shape[:1] if "ngrams" in tensors else ()
    if "ngram_keys" in tensors and tensors["ngram_keys"].shape != pieces:
        raise mismatch(path, MODEL, "ngram_keys", tensors["ngram_keys"], f"shape {list(pieces)}, to fit the n-grams")


def _check_types(header: Header, path: object) -> None:
    for name, (dtype, dimensions) in LAYOUT.items():
        found = header.tensors.get(name)
        allowed = {dtype, "F16", "I8"} if name in PACKABLE else {dtype}
        if found is None:
            continue
        if found.dtype not in allowed or len(found.shape) != dimensions:
            raise mismatch(path, MODEL, name, found, f"{dtype} in {dimensions} dimension(s)")
        scales = header.tensors.get(scales_of(name))
        if found.dtype == "I8" and scales is None:
            raise FormatError(f"{path}: {name} is of whole numbers, and {scales_of(name)} is missing. Fetch it again.")
        if found.dtype == "I8" and scales is not None and (scales.dtype, scales.shape) != ("F32", found.shape[:1]):
            raise mismatch(path, MODEL, scales_of(name), scales, f"F32 of shape {list(found.shape[:1])}")
