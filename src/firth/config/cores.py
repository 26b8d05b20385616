"""How many cores this process may use: what the system, Python's own setting and a container's quota allow."""

import math
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

__all__ = ["usable_cores"]


def usable_cores(root: Path = Path("/")) -> int:
    """The number of cores this process may use, at least 1.

    These are the cores that the system lets it run on, or what PYTHON_CPU_COUNT says where Python reads that (3.13),
    but no more than the CPU quota of its control group, rounded up: a container that may use two cores of a machine
    with sixty-four has two.

    Args:
        root: where `proc` and `sys` are.
    """
    cores = _cores_of_python()
    for folder in _group_folders(root):
        quota = _quota_of_version_2(folder) or _quota_of_version_1(folder)
        if quota is not None:
            cores = min(cores, math.ceil(quota))
    return max(cores, 1)


def _cores_of_python() -> int:
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _group_folders(root: Path) -> Iterator[Path]:
    """The folders of this process' control groups and of the groups around them, up to the root of the hierarchy.

    A container often sees its own group as the root, while /proc still names it as the host does: folders that do not
    exist are yielded all the same, and the root in any case.
    """
    mount = root / "sys/fs/cgroup"
    yield from (mount, mount / "cpu")
    for line in _text(root / "proc/self/cgroup").splitlines():
        controllers, _, group = line.partition(":")[2].partition(":")
        if controllers and "cpu" not in controllers.split(","):
            continue
        hierarchy = mount / controllers  # version 2 has no controllers, and lies in `mount` itself
        path = PurePosixPath(group.lstrip("/"))
        yield from (hierarchy / each for each in (path, *path.parents))


def _quota_of_version_2(folder: Path) -> float | None:
    """Cores, by the file "cpu.max": microseconds of each period, or "max"."""
    quota, _, period = _text(folder / "cpu.max").strip().partition(" ")
    return _cores(quota, period)


def _quota_of_version_1(folder: Path) -> float | None:
    """Cores, by two files; a quota of -1 is none."""
    return _cores(_text(folder / "cpu.cfs_quota_us"), _text(folder / "cpu.cfs_period_us"))


def _cores(quota: str, period: str) -> float | None:
    try:
        cores = int(quota) / int(period)
    except (ValueError, ZeroDivisionError):
        return None
    return cores if cores > 0 else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
