"""The head of a safetensors file: eight bytes of length, then JSON that says where each tensor lies.

The layout is Hugging Face's (github.com/huggingface/safetensors, README, "Format"). Everything a header
claims is checked against the file's size before anything of that size is allocated.

Not here: which tensors make a model (`firth.formats.safetensors.model`).
"""

import json
import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple, TypeGuard

from firth.errors import FormatError
from firth.formats.strict_json import shallow_json

__all__ = ["ITEM_BYTES", "MAX_HEADER", "Header", "Tensor", "encode_header", "read_header"]

MAX_HEADER = 100_000_000  # bytes; the library's own bound
MAX_DIMENSIONS = 64  # of a tensor; NumPy's own bound
ITEM_BYTES = {"F32": 4, "F64": 8, "I32": 4, "I64": 8, "U64": 8, "U8": 1, "F16": 2, "I8": 1}
_MOST = 2**63 - 1


class Tensor(NamedTuple):
    """Where one tensor lies; `begin` and `end` count bytes from the first byte after the header."""

    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


class Header(NamedTuple):
    """A header that has been checked; `data` is the file offset of the first byte after it."""

    tensors: dict[str, Tensor]
    metadata: dict[str, str]
    data: int


def encode_header(shapes: Mapping[str, tuple[str, Sequence[int]]], metadata: Mapping[str, str]) -> bytes:
    """Lay tensors out one after another.

    Args:
        shapes: name to (dtype, shape), in the order of the data. Wider types come first, so that every
            tensor starts at a multiple of its item size and can be mapped as it lies.
        metadata: free strings.

    Returns:
        The length and the JSON, keys sorted, padded with spaces to a multiple of eight bytes.
    """
    entries: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name, (dtype, shape) in shapes.items():
        begin, end = end, end + ITEM_BYTES[dtype] * math.prod(shape)
        entries[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}
    text = json.dumps(entries, sort_keys=True, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def read_header(file: BinaryIO, path: object) -> Header:
    """Read and check the header of a file.

    Args:
        file: open for reading in binary mode, and whole: it can be sought in.
        path: its name, for messages.

    Returns:
        The header; all offsets lie within the file, in order, without overlap.

    Raises:
        FormatError: the file is truncated, garbled, or something else altogether.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8:
        raise _truncated(path, 8, size)
    if length > MAX_HEADER:
        raise FormatError(
            f"{path} is not a safetensors file: its header would have {length:,} bytes, and {MAX_HEADER:,} "
            f"is the most there can be. Name its format if it is another one."
        )
    if 8 + length > size:
        raise _truncated(path, 8 + length, size)
    entries = _parse(file.read(length), path)
    metadata = _metadata(entries.pop("__metadata__", {}), path)
    tensors = {name: _tensor(name, entry, path) for name, entry in entries.items()}
    _check_layout(tensors, path, 8 + length, size)
    return Header(tensors, metadata, 8 + length)


def _truncated(path: object, promised: int, size: int) -> FormatError:
    return FormatError(
        f"{path} is truncated: header promises {promised:,} bytes, file has {size:,}. Fetch or save it again."
    )


def _garbled(path: object, what: str) -> FormatError:
    return FormatError(f"{path} has a garbled safetensors header: {what}. Fetch or save it again.")


def _parse(text: bytes, path: object) -> dict[str, Any]:
    try:
        entries = shallow_json(text.decode("utf-8"), object_pairs_hook=_distinct)
    except ValueError as error:
        raise _garbled(path, f"it is not valid JSON ({error})") from None
    if not isinstance(entries, dict):
        raise _garbled(path, f"it is a JSON {type(entries).__name__}, not an object")
    return entries


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        raise ValueError("a key is there twice")
    return entries


def _metadata(value: object, path: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise _garbled(path, "__metadata__ is not an object of strings")
    return value


def _tensor(name: str, entry: object, path: object) -> Tensor:
    fields = entry if isinstance(entry, dict) else {}
    dtype, shape, offsets = (fields.get(key) for key in ("dtype", "shape", "data_offsets"))
    if not (isinstance(dtype, str) and _naturals(shape) and _naturals(offsets) and len(offsets) == 2):
        raise _garbled(path, f"the entry of {name!r} is {entry!r:.200}, not dtype, shape and data_offsets")
    tensor = Tensor(dtype, tuple(shape), offsets[0], offsets[1])
    held = tensor.end - tensor.begin
    expected = math.prod(shape) * ITEM_BYTES[dtype] if dtype in ITEM_BYTES else held
    if held != expected or held < 0 or math.prod(filter(None, shape)) > _MOST // 8:  # NumPy counts no more
        raise _garbled(
            path,
            f"{name!r} of shape {list(shape)} and type {dtype} cannot lie in the {held:,} bytes given to it",
        )
    return tensor


def _naturals(value: object) -> TypeGuard[list[int]]:
    """Whether these are a few numbers of 63 bits: products of more and longer ones would take hours."""
    if not isinstance(value, list) or len(value) > MAX_DIMENSIONS:
        return False
    return all(type(item) is int and 0 <= item <= _MOST for item in value)


def _check_layout(tensors: Mapping[str, Tensor], path: object, data: int, size: int) -> None:
    reached = 0
    for name, tensor in sorted(tensors.items(), key=lambda item: (item[1].begin, item[1].end)):
        if tensor.begin != reached:
            raise _garbled(path, f"{name!r} begins at byte {tensor.begin:,}, where {reached:,} was expected")
        reached = tensor.end
    if data + reached > size:
        raise _truncated(path, data + reached, size)
    if data + reached < size:
        raise _garbled(path, f"it promises {data + reached:,} bytes and the file has {size:,}")
