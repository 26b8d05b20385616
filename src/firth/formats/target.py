"""Where a file is to be written: asked before the work, replaced only when the new one is whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from firth.errors import TargetError

__all__ = ["check_target", "replacing"]


def check_target(path: str | os.PathLike[str], *, needed: int = 0) -> None:
    """Find out, before hours of work, whether a file can be written.

    Args:
        path: the file to be, which may exist.
        needed: bytes that must be free beside it; the old file stays until the new one is whole.

    Raises:
        TargetError: it cannot; the message says why and what to do.
    """
    target = Path(os.path.realpath(path))
    folder = target.parent
    if target.is_dir():
        raise TargetError(f"{path} is a folder. Name a file in it, such as {Path(path) / 'vectors.safetensors'}.")
    if target.exists() and not target.is_file():
        raise TargetError(f"{path} is a device or a pipe. Name a regular file; it is written beside and renamed.")
    if not folder.exists():
        raise TargetError(f"{path} cannot be written: there is no folder {folder}. Create it first.")
    if not folder.is_dir():
        raise TargetError(f"{path} cannot be written: {folder} is not a folder. Choose another place.")
    if target.exists() and not os.access(target, os.W_OK):
        raise TargetError(f"{path} is write-protected. Choose another name, or allow writing to it.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise TargetError(f"{path} cannot be written: no permission in {folder}. Choose another folder.")
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise TargetError(
            f"{path} cannot be written: it needs {needed:,} bytes and {folder} has {free:,} free. "
            f"Free some space, or choose another folder."
        )


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file beside the target; it takes the target's name when the block ends without an error.

    Whatever goes wrong, Ctrl-C included, the target is as it was before and nothing stays beside it.

    Args:
        path: the file to be. A symbolic link is followed, not replaced.

    Yields:
        A binary file open for writing.

    Raises:
        TargetError: the target cannot be written, or the disk became full.
    """
    check_target(path)
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".firth-{os.urandom(8).hex()}.tmp")
    try:
        with beside.open("xb") as out:
            yield out
        beside.replace(target)
    except OSError as error:
        raise TargetError(
            f"{path} could not be written: {error.strerror or error}. "
            f"What stood there before is untouched. Free some space, or choose another place."
        ) from error
    finally:
        beside.unlink(missing_ok=True)
