"""The file of a checkpoint: a model file with a few tensors more, with which a training goes on.

So a checkpoint is a model like any other: it can be asked, and converted. Beside the tensors of a model
(`firth.formats.safetensors.model`) it holds, where there are any:

    =============  ====  ======  ===========================================================
    part_losses    F64   [P, 2]  the summed loss of each part of the training, and its pairs
    noise_rates    F64   [K]     with shared noise: the mean of sigmoid(score) of each layer
    noise_means    F32   [K, D]  the same: the mean output row of each layer
    best_vectors   F32   [V, D]  with patience: the vectors of the best measurement ...
    best_contexts  F32   [., D]  ... and the second matrix ...
    best_pieces    F32   [P, D]  ... and the rows of all pieces of words, words' own rows first
    own_rows       F32   [V, D]  the own rows of words that are made of pieces
    frozen         U8    [2, V]  1 for the input rows and the output rows that stay as they are
    =============  ====  ======  ===========================================================

The rest is in ``info``, a JSON object, under "checkpoint"; with "digest", the 16-byte BLAKE2b of all else in
hexadecimal digits, by which a damaged file is told.
"""

import hashlib
import json
import mmap
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, FormatError, SourceError
from firth.formats.opening import opened
from firth.formats.record import Record
from firth.formats.safetensors.header import Header, read_header
from firth.formats.safetensors.model import read_safetensors, write_tensors
from firth.formats.safetensors.parts import looks_like_safetensors, view
from firth.formats.target import remove_abandoned, replacing

__all__ = ["CheckpointRecord", "checkpoint_files", "existing_checkpoints", "read_checkpoint", "write_checkpoint"]

LAYOUT = {
    "part_losses": ("F64", 2),
    "noise_rates": ("F64", 1),
    "noise_means": ("F32", 2),
    "best_vectors": ("F32", 2),
    "best_contexts": ("F32", 2),
    "best_pieces": ("F32", 2),
    "own_rows": ("F32", 2),
    "frozen": ("U8", 2),
}
KEPT = 2
"""Checkpoints of a folder. The one before the last is there in case that the last is damaged."""

_NOT_YET = "0" * 32  # written in place of the digest until it is known
_NAME = re.compile(r"checkpoint-([0-9]{6,})\.safetensors")


class CheckpointRecord(NamedTuple):
    """The contents of the file."""

    model: Record
    arrays: Mapping[str, NDArray[Any]]

    def facts(self, name: str) -> Mapping[str, Any]:
        """What `info` has under a name; nothing where that is not an object."""
        found = self.model.info.get(name)
        return found if isinstance(found, Mapping) else {}


def checkpoint_files(folder: Path) -> list[Path]:
    """The checkpoints in a folder, the newest first."""
    found = {path: match for path in folder.glob("checkpoint-*") if (match := _NAME.fullmatch(path.name))}
    return sorted(found, key=lambda path: int(found[path][1]), reverse=True)


def existing_checkpoints(folder: Path) -> list[Path]:
    """The same, of a folder to go on with.

    Raises:
        ArgumentError: the name is empty.
        SourceError: there is no such folder, or no checkpoint in it.
    """
    if not os.fspath(folder).strip("."):
        raise ArgumentError("resume", os.fspath(folder), "name the folder that was given as checkpoint")
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "there is no such folder"
        raise SourceError(f"{folder}: {what}. Name the one that was given as checkpoint (--checkpoint).")
    found = checkpoint_files(folder)
    if not found:
        raise SourceError(
            f"{folder} holds no checkpoint: the training ended before its text was read, or this is another folder. "
            "Begin again: firth train TEXT -o MODEL --checkpoint DIR"
        )
    return found


def write_checkpoint(record: CheckpointRecord, folder: Path) -> Path:
    """Write the next checkpoint of a folder; those before the last two are removed.

    Returns:
        The file.

    Raises:
        TargetError: it cannot be written. The checkpoints before it are untouched.
    """
    before = checkpoint_files(folder)
    number = int(_NAME.fullmatch(before[0].name)[1]) + 1 if before else 0  # type: ignore[index] # they all match
    path = folder / f"checkpoint-{number:06}.safetensors"
    remove_abandoned(folder)
    place = {**record.facts("checkpoint"), "digest": _NOT_YET}
    model = replace(record.model, info={**record.model.info, "checkpoint": place})
    with replacing(path) as out:
        write_tensors(model, record.arrays, out, str(path))
        out.flush()
        header, content = _mapped(Path(out.name))
        digest = _digest(header, content, record.model.info)
        head = content[: header.data].replace(_NOT_YET.encode(), digest.encode(), 1)
        out.seek(0)
        out.write(head)
    for old in before[KEPT - 1 :]:
        old.unlink(missing_ok=True)
    return path


def read_checkpoint(path: Path) -> CheckpointRecord:
    """Open a checkpoint. Its arrays are read-only views of the mapped file.

    Raises:
        SourceError: it cannot be read.
        FormatError: it is truncated, garbled, or a model that is not a checkpoint.
    """
    try:
        header, content = _mapped(path)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}. Check its permissions.") from error
    with opened(path) as whole:
        model = read_safetensors(whole)
    for name, (dtype, dimensions) in LAYOUT.items():
        tensor = header.tensors.get(name)
        if tensor is not None and (tensor.dtype, len(tensor.shape)) != (dtype, dimensions):
            raise FormatError(
                f"{path}: the tensor {name!r} is not {dtype} in {dimensions} dimension(s). It is damaged."
            )
    if "part_losses" not in header.tensors or not isinstance(model.info.get("checkpoint"), dict):
        raise FormatError(f"{path} is a model, not a checkpoint. Start from its vectors: --initial {path}")
    place = dict(model.info["checkpoint"])
    written = place.pop("digest", None)
    info = {**model.info, "checkpoint": place}
    found = _digest(header, content, info)
    if found != written:
        raise FormatError(f"{path} is damaged: what it holds has the digest {found}, and {written} was written.")
    arrays = {name: np.array(view(content, header, name)) for name in LAYOUT if name in header.tensors}
    return CheckpointRecord(replace(model, info=info), arrays)


def _mapped(path: Path) -> tuple[Header, mmap.mmap]:
    with path.open("rb") as file:
        if not looks_like_safetensors(file.read(9)):
            raise FormatError(f"{path} is not a checkpoint, or it is damaged.")
        return read_header(file, path), mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _digest(header: Header, content: mmap.mmap, info: Mapping[str, Any]) -> str:
    """Of the info and the bytes of all tensors, in the order of names, so that any program may save the file again."""
    digest = hashlib.blake2b(json.dumps(info, sort_keys=True).encode(), digest_size=16)
    for name, tensor in sorted(header.tensors.items()):
        digest.update(name.encode())
        digest.update(memoryview(content)[header.data + tensor.begin : header.data + tensor.end])
    return digest.hexdigest()
