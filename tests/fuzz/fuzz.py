"""Damaged files of every kind, given to their readers: a value or an error of Firth's, and nothing else.

    python tests/fuzz/fuzz.py --seconds 600 [--reader NAME] [--seed N]

prints for each reader how often it was run, what came of it, and the failures: other errors, errors that do not name
the file, warnings that are not for users, crashes, hangs, and more memory than a file so small can need. Each failing
file is saved in a folder, which is named. A case is known by reader, seed and number: --first N begins with that one.

The cases run in another process, which may crash, and whose memory is limited.
"""

import argparse
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from mutations import mutated
from readers import READERS

from firth.errors import FirthError

HANG_SECONDS = 120
MEMORY = 1 << 30
"""Bytes that reading a small file may take. More than any does; less than what most headers that lie promise."""


class Outcome(NamedTuple):
    """What came of a case: "value", or the name of an error; and what is wrong with it, if anything."""

    what: str
    failure: str = ""


class Case(NamedTuple):
    """A damaged file, made again from these three."""

    reader: str
    seed: int
    number: int

    def file(self) -> tuple[str, bytes]:
        """Its name and its bytes."""
        random = np.random.default_rng([self.seed, zlib.crc32(self.reader.encode()), self.number])
        seeds = READERS[self.reader].seeds()
        seed, other = (seeds[random.integers(len(seeds))] for _ in range(2))
        return seed.name, mutated(random, seed.data, other.data)

    def save(self, folder: Path) -> Path:
        """Write it to a folder."""
        name, data = self.file()
        path = folder / f"{self.reader}-{self.seed}-{self.number}-{name}"
        path.write_bytes(data)
        return path


def outcome(reader: str, path: Path) -> Outcome:
    """Read a file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", UserWarning)  # what a warning to a reader's user is
            READERS[reader].check(path)
    except FirthError as error:
        names = path.name in str(error) or path.with_name("run").name in str(error)
        return Outcome(type(error).__name__, "" if names else f"does not name the file: {error}")
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is a failure
        return Outcome(type(error).__name__, traceback.format_exc())
    return Outcome("value")


def serve() -> None:
    """Read the files that standard input names, a line each, with the bytes of memory that each may take."""
    for reader in READERS.values():  # what is loaded once counts for none of them
        for seed in reader.seeds():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / seed.name
                path.write_bytes(seed.data)
                found = outcome(reader.name, path)
                assert found == Outcome("value"), (seed.name, found)
    for line in sys.stdin:
        name, path, most = json.loads(line)
        resource.setrlimit(resource.RLIMIT_AS, (_addresses() + most, resource.RLIM_INFINITY))
        found = outcome(name, Path(path))
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(json.dumps(found), flush=True)


def _addresses() -> int:
    """Bytes of addresses that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


class Server:
    """The other process, started anew where it has crashed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, case: Case) -> Outcome:
        """What comes of a case."""
        with tempfile.TemporaryDirectory() as folder:
            name, data = case.file()
            path = Path(folder) / name
            path.write_bytes(data)
            return self.read(case.reader, path, MEMORY)

    def read(self, reader: str, path: Path, most: int) -> Outcome:
        """What comes of a file, with so many bytes of memory."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, __file__, "--serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # or each thread takes many addresses
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([reader, str(path), most]) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], HANG_SECONDS)[0]:
            self.close()
            return Outcome("hang", f"no answer after {HANG_SECONDS} seconds")
        if line := self._process.stdout.readline():
            return Outcome(*json.loads(line))
        self.close()
        return Outcome("crash", "the process ended")

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def cases(reader: str, seed: int, first: int, seconds: float) -> Iterator[Case]:
    """The cases of a reader, for so long."""
    end, number = time.monotonic() + seconds, first
    while time.monotonic() < end:
        yield Case(reader, seed, number)
        number += 1


def explore(server: Server, every: Iterator[Case], folder: Path) -> tuple[Counter[str], Counter[str]]:
    """Run cases. What came of them, and the failures, whose files are saved."""
    found: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for case in every:
        what, failure = server.run(case)
        found[what] += 1
        if failure:
            failures[what] += 1
            path = case.save(folder)
            path.with_name(f"{path.name}.why").write_text(failure)
            print(f"  {path}: {what}: {failure.strip().splitlines()[-1][:200]}", flush=True)
    return found, failures


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {times:,}" for name, times in counter.most_common()) or "none"


def main() -> int:
    """Fuzz for so many seconds in all, shared among the readers. 1 if there were failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="in all")
    parser.add_argument("--reader", choices=READERS, action="append", help="only this one; may be repeated")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve()
        return 0
    folder, server = Path(tempfile.mkdtemp(prefix="firth-fuzz-")), Server()
    names = args.reader or list(READERS)
    failed = 0
    for name in names:
        every = cases(name, args.seed, args.first, args.seconds / len(names))
        found, failures = explore(server, every, folder)
        failed += failures.total()
        print(f"{name}: {found.total():,} executions: {_counts(found)}; failures: {_counts(failures)}", flush=True)
    server.close()
    print(f"failing files are in {folder}" if failed else "no failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
