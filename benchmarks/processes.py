"""One program as one process: how long it took, how much it computed, how much memory it held.

This module imports only the standard library: on Linux, the peak memory of a new process is never below that of the
process that started it, so the measuring process must stay small.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Measurement", "measure"]

_MEGABYTE = 1e6
_SAMPLE_EVERY = 0.05  # seconds between two looks at anonymous memory


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one process cost.

    Attributes:
        status: the exit status; 0 is success.
        wall_s: seconds from start to end.
        cpu_s: processor seconds, user and system, of all its threads and the children it waited for.
        peak_rss_mb: the most memory it held at once, mapped files included, in 10^6 bytes.
        peak_anon_mb: the same without mapped files, sampled every 50 ms; None where /proc does not tell.
    """

    status: int
    wall_s: float
    cpu_s: float
    peak_rss_mb: float
    peak_anon_mb: float | None


def measure(command: Sequence[str], output: Path) -> Measurement:
    """Run a command to its end; what it prints, on both streams, goes to a file.

    Raises:
        OSError: the command cannot be started.
    """
    with output.open("wb") as sink:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink)
        sampler = _AnonymousMemory(process.pid)
        try:
            _, wait_status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            wall = time.perf_counter() - start
            sampler.stop()
    process.returncode = os.waitstatus_to_exitcode(wait_status)  # wait4 took it; Popen must not wait again
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, the others kibibytes
    return Measurement(
        status=process.returncode,
        wall_s=wall,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_rss_mb=usage.ru_maxrss * unit / _MEGABYTE,
        peak_anon_mb=sampler.peak_mb,
    )


class _AnonymousMemory:
    """A thread that looks at a process's RssAnon until told to stop."""

    def __init__(self, pid: int) -> None:
        self.peak_mb: float | None = None
        self._status = Path(f"/proc/{pid}/status")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            now = self._look()
            if now is not None:
                self.peak_mb = max(now, self.peak_mb or 0.0)
            self._stopped.wait(_SAMPLE_EVERY)

    def _look(self) -> float | None:
        try:
            facts = self._status.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:  # no /proc here, or the process has just ended
            return None
        kibibytes = (int(line.split()[1]) for line in facts if line.startswith("RssAnon:"))
        return next((amount * 1024 / _MEGABYTE for amount in kibibytes), None)
