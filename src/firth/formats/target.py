"""Where a file is to be written: asked before the work, replaced only when the new one is whole."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from firth.errors import ArgumentError, TargetError, quoted

__all__ = ["check_name", "check_target", "remove_abandoned", "replacing"]


def check_name(path: str | os.PathLike[str]) -> None:
    """Find out whether a name can be a file's at all.

    Args:
        path: the name as given: a ``Path`` no longer knows of a slash at the end.

    Raises:
        ArgumentError: it is empty.
        TargetError: it is a folder's.
    """
    name = os.fspath(path)
    if not name:
        raise ArgumentError("path", name, "is empty; name a file")
    try:
        is_folder = name.endswith(("/", os.sep)) or Path(name).is_dir()
    except OSError as error:  # too long, mostly
        raise TargetError(f"{quoted(name)} cannot be a file: {error.strerror or error}. Choose another name.") from None
    if is_folder:
        raise TargetError(f"{name} is a folder. Name a file in it.")


def check_target(path: str | os.PathLike[str], *, needed: int = 0) -> None:
    """Find out, before hours of work, whether a file can be written.

    Args:
        path: the file to be, which may exist.
        needed: bytes that must be free beside it; the old file stays until the new one is whole.

    Raises:
        ArgumentError: the name is empty.
        TargetError: it cannot; the message says why and what to do.
    """
    check_name(path)
    target = Path(os.path.realpath(path))
    folder = target.parent
    if target.exists() and not target.is_file():
        raise TargetError(f"{path} is a device or a pipe. Name a regular file; it is written beside and renamed.")
    if not folder.exists():
        raise TargetError(f"{path} cannot be written: there is no folder {folder}. Create it first.")
    if not folder.is_dir():
        raise TargetError(f"{path} cannot be written: {folder} is not a folder. Choose another place.")
    if _is_read_only(folder):
        raise TargetError(f"{path} cannot be written: {folder} is on a read-only file system. Choose another folder.")
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
    _try_beside(target, path)


def _try_beside(target: Path, path: str | os.PathLike[str]) -> None:
    """Make a file beside the target and remove it: some folders, such as /proc, promise what they do not keep."""
    beside = _beside(target)
    try:
        beside.open("xb").close()
        beside.unlink(missing_ok=True)
    except OSError as error:
        raise TargetError(
            f"{path} cannot be written: no file can be made in {target.parent} ({error.strerror or error}). "
            f"Choose another folder."
        ) from None


def _beside(target: Path) -> Path:
    """A name beside the target that no file has."""
    return target.with_name(f".firth-{os.urandom(8).hex()}.tmp")


def _is_read_only(folder: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


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
    beside = _beside(target)
    try:
        with beside.open("xb") as out:
            yield out
            out.flush()
            _sync(out.fileno())
        _put(beside, target, path)
        _sync_folder(target.parent)
    except TargetError:
        raise
    except OSError as error:
        raise TargetError(
            f"{path} could not be written: {error.strerror or error}. "
            f"What was there before is untouched. Free some space, or choose another place."
        ) from error
    finally:
        with suppress(OSError):  # it has the target's name; or the disk is gone, which was said above
            beside.unlink()


def remove_abandoned(folder: Path) -> None:
    """Remove what a process that was killed left beside its targets, where no other process writes."""
    for path in folder.glob(".firth-*.tmp"):
        path.unlink(missing_ok=True)


def _sync(number: int) -> None:
    """Wait until the bytes are on the disk: else the new name may outlive a power failure that the bytes do not."""
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


def _sync_folder(folder: Path) -> None:
    try:
        number = os.open(folder, os.O_RDONLY)
    except OSError:  # it may be written to and not be read, or this is Windows
        return
    try:
        _sync(number)
    finally:
        os.close(number)


_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP}
"""What file systems answer that have no such thing."""


def _put(beside: Path, target: Path, path: str | os.PathLike[str]) -> None:
    """Give the new file the target's name. Except on Windows, programs that have mapped the old one keep it."""
    try:
        beside.replace(target)
    except PermissionError as error:
        if not target.exists():
            raise
        raise TargetError(
            f"{path} could not be replaced: {error.strerror or error}. Windows does not replace a file that is in "
            f"use, as a model is by the vectors that were loaded from it. Save under another name, or let go of those "
            f"vectors first (del vectors). What was there before is untouched."
        ) from error
