"""What Firth's own files have in common: how they name themselves, and their words and arrays.

Each is a safetensors file that opens by memory-mapping and runs no code. The layouts are elsewhere: a model's is in
`firth.formats.safetensors`, an encoded corpus's in `firth.corpus.saved_corpus`.
"""

import json
import mmap
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, FormatError, quoted
from firth.formats.old_names import with_new_names
from firth.formats.safetensors_header import MAX_HEADER, Header, Tensor
from firth.formats.strict_json import finite_json

__all__ = [
    "CORPUS",
    "DTYPES",
    "MODEL",
    "Kind",
    "looks_like_safetensors",
    "metadata_of",
    "mismatch",
    "pack_words",
    "read_info",
    "unpack_words",
    "view",
]

DTYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U8": "u1"}


class Kind(NamedTuple):
    """A kind of file of our own.

    Attributes:
        name: what ``format`` in the metadata says.
        version: the newest that this program reads, and the one it writes.
        noun: what messages call it.
    """

    name: str
    version: int
    noun: str


MODEL = Kind("firth", 1, "a model")
CORPUS = Kind("firth-corpus", 1, "an encoded corpus")


def looks_like_safetensors(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a safetensors file of any kind."""
    return head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= MAX_HEADER


def metadata_of(kind: Kind, info: Mapping[str, Any]) -> dict[str, str]:
    """The metadata of a file of this kind.

    Raises:
        ArgumentError: `info` holds something that JSON cannot.
    """
    try:
        text = json.dumps(dict(info), sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ArgumentError("info", info, f"must hold JSON values only ({error})") from None
    return {"format": kind.name, "version": str(kind.version), "info": text}


def read_info(header: Header, kind: Kind, path: object) -> dict[str, Any]:
    """What a file of this kind, which has said so, tells of itself.

    Raises:
        FormatError: it is of a newer version, or its info is not a JSON object.
    """
    version = header.metadata.get("version", "")
    if re.fullmatch("[0-9]{1,9}", version) and int(version) > kind.version:
        raise FormatError(
            f"{path} was written by a newer Firth: it has format version {version}, and this one reads "
            f"{kind.version}. Upgrade Firth (pip install --upgrade firth)."
        )
    if version != str(kind.version):
        raise FormatError(f"{path} has format version {version!r}; {str(kind.version)!r} was expected. Save it again.")
    try:
        info = finite_json(header.metadata.get("info", "{}"))
    except ValueError as error:
        raise FormatError(f"{path}: its info is not valid JSON ({error}). Fetch or save it again.") from None
    if not isinstance(info, dict):
        raise FormatError(f"{path}: its info is {info!r:.200}, not a JSON object. Fetch or save it again.")
    return with_new_names(info)


def mismatch(path: object, kind: Kind, name: str, found: Tensor, expected: str) -> FormatError:
    """The error for a tensor of the wrong type or shape."""
    return FormatError(
        f"{path}: the tensor {name!r} is {found.dtype} of shape {list(found.shape)}, where {kind.noun} "
        f"has {expected}. Fetch or save it again."
    )


def view(content: mmap.mmap | bytes, header: Header, name: str) -> NDArray[Any]:
    """A tensor as a read-only array. It keeps a mapped file mapped for as long as it lives."""
    tensor = header.tensors[name]
    count = (tensor.end - tensor.begin) // np.dtype(DTYPES[tensor.dtype]).itemsize
    if not count:
        return np.empty(tensor.shape, DTYPES[tensor.dtype])
    flat = np.frombuffer(content, DTYPES[tensor.dtype], count, header.data + tensor.begin)
    return flat.reshape(tensor.shape)


def pack_words(words: tuple[str, ...], path: object) -> tuple[bytes, NDArray[np.int64]]:
    """All words in UTF-8, one after another, and int64[V + 1], where each begins and the last one ends.

    Raises:
        FormatError: a word is not valid Unicode.
    """
    try:
        encoded = [word.encode("utf-8") for word in words]
    except UnicodeEncodeError as error:
        raise FormatError(
            f"{path}: the word {quoted(error.object)} is not valid Unicode and cannot be saved. Take it out."
        ) from None
    offsets = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(word) for word in encoded], out=offsets[1:])
    return b"".join(encoded), offsets


def unpack_words(blob: bytes, offsets: NDArray[np.int64], path: object) -> tuple[str, ...]:
    """The words that `pack_words` packed.

    Raises:
        FormatError: the offsets do not cut the blob into distinct words.
    """
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
        raise FormatError(f"{path}: the word {quoted(word)} appears {times:,} times. Fetch or save it again.")
    return words
