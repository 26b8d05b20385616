"""The folder of a training that writes checkpoints: its text as numbers, and its last two checkpoints.

The text is there in full, so that the training can go on although its sources have changed or were a pipe, and on
another machine.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.saved_corpus import load_corpus
from firth.errors import ArgumentError, FormatError, SourceError, TargetError
from firth.formats.checkpoint import checkpoint_files, existing_checkpoints, read_checkpoint
from firth.formats.target import check_target, remove_abandoned
from firth.training.checkpoints.state import Checkpoint
from firth.versions import versions

__all__ = ["Kept", "begin_folder", "check_folder", "claimed", "reopened"]

CORPUS, VALIDATION = "corpus.firth", "validation.firth"
OWN = {CORPUS, VALIDATION, "target.json"}
"""What a training that ended while its text was read may have left in the folder; the last is the command's."""


class Kept(NamedTuple):
    """What the folder holds of a training."""

    corpus: EncodedCorpus
    validation: EncodedCorpus | None
    checkpoint: Checkpoint


def check_folder(folder: Path) -> None:
    """Find out, before a text is read, whether a training can write its checkpoints to a folder. It is made if need be.

    Raises:
        ArgumentError: it holds a training, or other files.
        TargetError: it cannot be written to.
    """
    if not os.fspath(folder).strip("."):
        raise ArgumentError("checkpoint", os.fspath(folder), "name a folder for this training alone; it is made")
    if folder.exists() and not folder.is_dir():
        raise TargetError(f"{folder} is not a folder. Checkpoints go into a folder of their own; choose another name.")
    if checkpoint_files(folder):
        raise ArgumentError(
            "checkpoint",
            str(folder),
            f"holds a training; go on with it, or get its vectors again (firth train --resume {folder}; "
            f"firth.resume({str(folder)!r})), or remove the folder to begin anew",
        )
    if folder.is_dir():
        others = sorted(path.name for path in folder.iterdir() if path.name not in OWN and path.suffix != ".tmp")
        if others:
            raise ArgumentError(
                "checkpoint",
                str(folder),
                f"holds other files, such as {others[0]}; name a folder for this training alone",
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetError(f"{folder} cannot be made: {error.strerror or error}. Choose another place.") from error
    check_target(folder / CORPUS)


@contextmanager
def claimed(folder: Path | None) -> Iterator[None]:
    """Keep other processes from training in a folder while the block runs. However a process ends, it lets go of it.

    Args:
        folder: with checkpoints; None, or a system or a disk without locks: nothing is done.

    Raises:
        TargetError: another training writes to it.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock  # noqa: PLC0415 - Windows has none
    except ImportError:
        folder = None
    if folder is None or not folder.is_dir():
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        flock(number, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise TargetError(
            f"another training writes to {folder}. Wait for it to end, or choose another folder."
        ) from None
    except OSError:
        pass
    try:
        yield
    finally:
        os.close(number)


def begin_folder(
    folder: Path, corpus: EncodedCorpus, validation: EncodedCorpus | None
) -> tuple[EncodedCorpus, EncodedCorpus | None]:
    """Keep what a training is about to begin with.

    Returns:
        The same, as it is in the folder.

    Raises:
        TargetError: the folder cannot be written to.
    """
    remove_abandoned(folder)
    (folder / VALIDATION).unlink(missing_ok=True)
    corpus.save(folder / CORPUS)
    if validation is None:
        return load_corpus(folder / CORPUS), None
    validation.save(folder / VALIDATION)
    return load_corpus(folder / CORPUS), load_corpus(folder / VALIDATION)


def reopened(folder: Path) -> Kept:
    """What to go on with.

    Raises:
        SourceError: there is no such folder, or no checkpoint in it.
        FormatError: all its checkpoints are damaged, or its text is, or is another one.
    """
    checkpoint = _newest(folder)
    if not (folder / CORPUS).exists():
        raise SourceError(
            f"{folder / CORPUS} is missing, so the training cannot go on. Put it back, or start from the vectors so "
            f"far: --initial {checkpoint.path}"
        )
    corpus = load_corpus(folder / CORPUS)
    if checkpoint.record.facts("corpus").get("fingerprint") not in [corpus.fingerprint, None]:
        raise FormatError(
            f"{folder / CORPUS} is not the text that {checkpoint.path} was trained on. Put that one back."
        )
    now, then = versions(np, numba), checkpoint.record.facts("versions")
    changed = [name for name in ("firth", "numpy") if then.get(name) != now[name]]
    if changed:
        before = ", ".join(f"{name} {then.get(name)}" for name in changed)
        warnings.warn(
            f"{checkpoint.path} was written with {before}. With another version, the vectors may differ from those "
            "of a training that was not interrupted.",
            UserWarning,
            stacklevel=3,  # the caller of firth.resume
        )
    held_out = folder / VALIDATION
    return Kept(corpus, load_corpus(held_out) if held_out.exists() else None, checkpoint)


def _newest(folder: Path) -> Checkpoint:
    """The newest checkpoint that is whole."""
    damaged: list[FormatError] = []
    for path in existing_checkpoints(folder):
        try:
            record = read_checkpoint(path)
        except FormatError as error:
            damaged.append(error)
            continue
        if damaged:
            warnings.warn(f"{damaged[0]} Training goes on from {path.name}, which is older.", UserWarning, stacklevel=4)
        return Checkpoint(record, path)
    raise FormatError(f"all checkpoints in {folder} are damaged ({damaged[0]}) Remove the folder to begin again.")
