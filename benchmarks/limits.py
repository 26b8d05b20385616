"""What this machine can do at most: the rulers that training is held against.

* sgemm: FLOP/s of a large float32 matrix product in NumPy's BLAS (two per multiply-add).
* triad: a = b + c * s over arrays far larger than the caches, after McCalpin's STREAM: 12 bytes an element,
  the read that a cache makes before it writes not counted.
* rows: reading whole rows of 448 bytes (100 floats, padded to 112) in random order from an array far larger
  than the caches; this, rather than triad, is how training without prefetching reads a large model.
* handover: a number passed from one core to another and back, over a cache line. Some 0.1 us where the two share a
  cache, several times as much where they do not. Threads that train one model exchange rows all the time, and a
  virtual machine may move from one case to the other while it runs.

One process for each number of threads; the best of several repetitions, since a limit is asked for.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from report import emit, machine, table

_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_SGEMM_SIZE = 3072
_TURNS = 200_000
_ROW = 112  # floats: the usual 100 dimensions, padded to a multiple of 16


def limits_here(threads: int, megabytes: int, repetitions: int) -> dict[str, float]:
    """The limits, in this process; BLAS was told its threads before it was loaded."""
    return {
        "sgemm_gflops": sgemm(repetitions),
        "triad_gb_per_s": triad(threads, megabytes, repetitions),
        "rows_gb_per_s": random_rows(threads, megabytes, repetitions),
        **({"handover_ns": handover(repetitions)} if threads > 1 else {}),
    }


def sgemm(repetitions: int) -> float:
    """GFLOP/s of a square float32 matrix product."""
    import numpy as np  # noqa: PLC0415 (the parent sets BLAS's threads before a child imports NumPy)

    random = np.random.default_rng(1)
    a, b = random.random((2, _SGEMM_SIZE, _SGEMM_SIZE), dtype=np.float32)
    product = np.empty_like(a)
    seconds = best(lambda: np.matmul(a, b, out=product), repetitions)
    return 2 * _SGEMM_SIZE**3 / seconds / 1e9


def triad(threads: int, megabytes: int, repetitions: int) -> float:
    """GB/s of STREAM's triad on three float32 arrays of the given size each."""
    import numba  # noqa: PLC0415 (only the children need it)
    import numpy as np  # noqa: PLC0415

    @numba.njit(nogil=True, fastmath=True)
    def add_scaled(target, first, second, scale):
        for i in range(target.size):
            target[i] = first[i] + scale * second[i]

    target, first, second = np.ones((3, megabytes * 1_000_000 // 4), dtype=np.float32)
    bounds = np.linspace(0, target.size, threads + 1).astype(int)
    parts = [slice(low, high) for low, high in itertools.pairwise(bounds)]
    add_scaled(target[:1], first[:1], second[:1], np.float32(2))  # compiles
    work = [lambda p=part: add_scaled(target[p], first[p], second[p], np.float32(2)) for part in parts]
    return 3 * target.nbytes / best(lambda: together(work), repetitions) / 1e9


def random_rows(threads: int, megabytes: int, repetitions: int) -> float:
    """GB/s of reading rows of 448 bytes in random order."""
    import numba  # noqa: PLC0415 (only the children need it)
    import numpy as np  # noqa: PLC0415

    @numba.njit(nogil=True, fastmath=True)
    def sum_rows(matrix, order, total):
        for row in order:
            for column in range(_ROW):
                total[column] += matrix[row, column]

    rows = megabytes * 1_000_000 // (4 * _ROW)
    matrix = np.ones((rows, _ROW), dtype=np.float32)
    order = np.random.default_rng(1).permutation(rows)
    sum_rows(matrix, order[:1], np.zeros(_ROW, np.float32))  # compiles
    work = [
        lambda part=part: sum_rows(matrix, part, np.zeros(_ROW, np.float32)) for part in np.array_split(order, threads)
    ]
    return matrix.nbytes / best(lambda: together(work), repetitions) / 1e9


def handover(repetitions: int) -> float:
    """Nanoseconds from one thread to another and back."""
    import numba  # noqa: PLC0415 (only the children need it)
    import numpy as np  # noqa: PLC0415

    from firth.kernels.atomics import atomic_load, atomic_store  # noqa: PLC0415

    @numba.njit(nogil=True)
    def play(ball, side, turns):
        for turn in range(turns):
            while atomic_load(ball, 0) != 2 * turn + side:
                pass
            atomic_store(ball, 0, 2 * turn + side + 1)

    def game(turns: int) -> None:
        ball = np.zeros(8, np.int64)
        together([lambda side=side: play(ball, side, turns) for side in (0, 1)])

    return best(lambda: game(_TURNS), repetitions) / _TURNS * 1e9


def together(work: list[Callable[[], object]]) -> None:
    """Do all pieces of work at once, one thread each, and wait for the last."""
    threads = [threading.Thread(target=piece) for piece in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def best(action: Callable[[], object], repetitions: int) -> float:
    """Seconds of the fastest repetition, after one that is not counted."""
    action()
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def limits_there(args: argparse.Namespace, threads: int) -> dict[str, float]:
    """The limits, in a new process that may use so many threads."""
    command = [sys.executable, __file__, "--inside", str(threads)]
    command += ["--megabytes", str(args.megabytes), "--repetitions", str(args.repetitions)]
    told = dict.fromkeys(_BLAS_THREADS, str(threads))
    done = subprocess.run(command, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"limits: measuring with {threads} threads failed with exit status {done.returncode}")
    return {"threads": threads, **json.loads(done.stdout)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--megabytes", type=int, default=512, help="size of one array")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    if args.inside:
        print(json.dumps(limits_here(args.inside, args.megabytes, args.repetitions)))
        return
    results = [limits_there(args, threads) for threads in args.threads]
    header = ["threads", "sgemm GFLOP/s", "triad GB/s", "random rows GB/s", "handover ns"]
    rows = [
        [str(result["threads"]), *(f"{value:.1f}" for name, value in result.items() if name != "threads")]
        for result in results
    ]
    rows = [row + [""] * (len(header) - len(row)) for row in rows]
    facts = machine()
    text = table(header, rows)
    if "OPENBLAS_CORETYPE" in facts["environment"]:  # then sgemm may not use all this processor can do
        text += f"\nOPENBLAS_CORETYPE={facts['environment']['OPENBLAS_CORETYPE']} is set: sgemm is not the limit."
    emit({"machine": facts, "limits": results}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
