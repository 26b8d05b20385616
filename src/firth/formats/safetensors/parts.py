"""What Firth's own files have in common: how they name themselves, and their arrays.

Each is a safetensors file that opens by memory-mapping and runs no code. The layouts are elsewhere: a model's is in
`firth.formats.safetensors.model`, an encoded corpus's in `firth.corpus.saved_corpus`; their words are in
`firth.formats.words`.
"""

import json
import mmap
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, FormatError
from firth.formats.old_names import with_new_names
from firth.formats.safetensors.header import MAX_HEADER, Header, Tensor
from firth.formats.strict_json import finite_json

__all__ = [
    "CORPUS",
    "DTYPES",
    "MODEL",
    "Kind",
    "looks_like_safetensors",
    "metadata_of",
    "mismatch",
    "read_info",
    "view",
]

DTYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U64": "<u8", "U8": "u1", "F16": "<f2", "I8": "i1"}


class Kind(NamedTuple):
    """A kind of file of our own.

    Attributes:
        name: what ``format`` in the metadata says.
        version: the newest that this program reads. It writes the oldest that can hold what is there.
        noun: what messages call it.
    """

    name: str
    version: int
    noun: str


MODEL = Kind("firth", 2, "a model")
CORPUS = Kind("firth-corpus", 1, "an encoded corpus")


def looks_like_safetensors(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a safetensors file of any kind."""
    return head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= MAX_HEADER


def metadata_of(kind: Kind, info: Mapping[str, Any], version: int = 1) -> dict[str, str]:
    """The metadata of a file of this kind and version.

    Raises:
        ArgumentError: `info` holds something that JSON cannot.
    """
    try:
        text = json.dumps(dict(info), sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ArgumentError("info", info, f"must hold JSON values only ({error})") from None
    return {"format": kind.name, "version": str(version), "info": text}


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
    if version not in map(str, range(1, kind.version + 1)):
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
