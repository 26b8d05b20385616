"""What this machine has left: memory and disk."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Machine", "memory_and_swap", "this_machine"]


@dataclass(frozen=True, slots=True)
class Machine:
    """What may be used, in bytes; None where the system does not tell.

    Attributes:
        memory: that processes can take without pushing others out.
        temporary: free in the temporary folder.
        target: free in the folder of the result.
        shared: whether those two are one disk.
    """

    memory: int | None
    temporary: int | None
    target: int | None
    shared: bool


def this_machine(target: str | os.PathLike[str] = ".") -> Machine:
    """What is left now.

    Args:
        target: the folder of the result.
    """
    temporary, folder = Path(tempfile.gettempdir()), Path(target)
    return Machine(_memory(), _free(temporary), _free(folder), _device(temporary) == _device(folder))


def memory_and_swap() -> int | None:
    """Bytes that a process can have at most, slow as they may be; None where the system does not tell."""
    memory = _memory()
    return None if memory is None else memory + (_of_linux("SwapFree:") or 0)


def _memory() -> int | None:
    limits = [limit for limit in (_of_linux("MemAvailable:"), _of_container(), _of_posix()) if limit is not None]
    return min(limits, default=None)


def _of_linux(what: str) -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(what)), None)


def _of_container() -> int | None:
    """What the control group has left; its file cache counts as used, which it gives back: so of the limit only."""
    try:
        return int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):  # ValueError: "max", no limit
        return None


def _of_posix() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return None


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _device(folder: Path) -> int | None:
    try:
        return folder.stat().st_dev
    except OSError:
        return None
