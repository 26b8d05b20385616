"""What every benchmark prints: an aligned table, and the machine it was measured on."""

import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["cores", "emit", "machine", "table"]

_PACKAGES = ("firth", "numpy", "numba", "pyarrow")
_LIBRARIES = ("OPENBLAS_", "MKL_", "OMP_", "NUMBA_")  # how their settings in the environment begin


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first is flush left, figures are flush right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        first, *figures = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join([first, *figures]).rstrip()

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([line(lines[0]), rule, *map(line, lines[1:])])


def emit(document: dict, *, as_json: bool, text: str) -> None:
    """Print one JSON document, or the text for people."""
    print(json.dumps(document, indent=2, ensure_ascii=False) if as_json else text)


def cores() -> list[int]:
    """The logical cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def machine() -> dict[str, object]:
    """The processor, the system, the versions and the settings of libraries that a figure depends on."""
    return {
        "processor": _processor(),
        "cores": len(cores()),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version for name in _PACKAGES if (version := _version(name))},
        "environment": {name: value for name, value in os.environ.items() if name.startswith(_LIBRARIES)},
    }


def _processor() -> str:
    try:
        facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = (line.partition(":")[2].strip() for line in facts if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
