"""How long a file of vectors takes to load, beside gensim: python benchmarks/loading.py [--rows 400000].

Each file is read by a new process of each program, one after the other, several times; the first round, which compiles
the kernel where it has not been compiled before, is not counted. The figures are medians: seconds of the processor,
which others on the machine disturb least, and seconds by the clock. gensim may be in an environment of its own.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from report import emit, machine, table

import firth

FIRTH = "import firth; load = firth.load"
GENSIM = (
    "from gensim.models import KeyedVectors as K; load = lambda p: K.load_word2vec_format(p, binary=p.endswith('.bin'))"
)
TIMED = """
import os, sys, time
{program}
begun, clock = os.times(), time.perf_counter()
load(sys.argv[1])
ended = os.times()
print(ended.user + ended.system - begun.user - begun.system, time.perf_counter() - clock)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--dimensions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--gensim", default=sys.executable, metavar="PYTHON", help="the Python that has gensim")
    parser.add_argument("--folder", type=Path, help="where the files are made, and kept [default: a temporary one]")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        files = _files(folder, args.rows, args.dimensions)
        times = {path.suffix: _times(path, args.gensim, args.rounds) for path in files}
    rows = [
        [ending, *(f"{value:.2f}" for of in ("firth", "gensim") for value in found[of]), _ratio(found)]
        for ending, found in times.items()
    ]
    header = ["file", "Firth, processor", "clock", "gensim, processor", "clock", "ratio"]
    text = f"{table(header, rows)}\n\n{machine()}"
    emit({"rows": args.rows, "seconds": times, "machine": machine()}, as_json=args.json, text=text)


def _files(folder: Path, rows: int, width: int) -> list[Path]:
    paths = [folder / f"loading-{rows}x{width}{ending}" for ending in (".txt", ".bin")]
    missing = [path for path in paths if not path.exists()]
    if missing:
        matrix = np.random.default_rng(1).normal(scale=0.1, size=(rows, width)).astype(np.float32)
        vectors = firth.WordVectors([f"word{row}" for row in range(rows)], matrix)
        for path in missing:
            vectors.save(path)
    return paths


def _times(path: Path, gensim: str, rounds: int) -> dict[str, tuple[float, float]]:
    """Seconds of the processor and by the clock, of each program."""
    found: dict[str, list[tuple[float, ...]]] = {"firth": [], "gensim": []}
    for _ in range(rounds + 1):
        for name, python, program in (("firth", sys.executable, FIRTH), ("gensim", gensim, GENSIM)):
            script = TIMED.format(program=program)
            done = subprocess.run([python, "-c", script, path], capture_output=True, text=True, check=True)
            found[name].append(tuple(map(float, done.stdout.split())))
    return {
        name: (statistics.median(one for one, _ in each[1:]), statistics.median(other for _, other in each[1:]))
        for name, each in found.items()
    }


def _ratio(found: dict[str, tuple[float, float]]) -> str:
    return f"{found['gensim'][0] / found['firth'][0]:.1f}"


if __name__ == "__main__":
    main()
