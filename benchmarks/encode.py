"""How fast text becomes an encoded corpus, with one worker on one core and with two on two.

Each measurement is a process of its own, pinned to as many cores as it has workers where the system can do
that. Tokens/s are all tokens read (also those below min_count) over the time of ``encode_files`` alone; wall
time and memory are those of the whole process.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from processes import measure
from report import cores, emit, machine, table


def encode_here(text: str, workers: int, min_count: int) -> None:
    """Encode once in this process, pinned, and print the figures as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores()[:workers])
    from firth.corpus.encoding import encode_files  # noqa: PLC0415 (the measuring process must stay small)

    start = time.perf_counter()
    corpus = encode_files([text], min_count=min_count, workers=workers)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "tokens": corpus.tokens_read, "in_vocabulary": int(corpus.starts[-1])}))


def encode_there(args: argparse.Namespace, workers: int) -> dict:
    """Encode in a new process and measure that."""
    command = [sys.executable, __file__, args.text]
    command += ["--inside", str(workers), "--min-count", str(args.min_count)]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        measured = measure(command, log)
        printed = log.read_text(encoding="utf-8", errors="replace")
    if measured.status:
        raise ValueError(f"encoding with {workers} workers failed:\n{printed[-1500:]}")
    result = json.loads(printed.splitlines()[-1])
    return {
        "workers": workers,
        **result,
        "tokens_per_s": result["tokens"] / result["seconds"],
        "wall_s": measured.wall_s,
        "cpu_s": measured.cpu_s,
        "peak_rss_mb": measured.peak_rss_mb,
        "peak_anon_mb": measured.peak_anon_mb,
    }


def row(workers: int, runs: list[dict], single: float) -> list[str]:
    """Median and range of the runs with so many workers; ``single`` is the median speed of the first row."""
    speeds = [run["tokens_per_s"] for run in runs]
    speed = statistics.median(speeds)
    anonymous = [run["peak_anon_mb"] for run in runs if run["peak_anon_mb"] is not None]
    return [
        str(workers),
        f"{speed / 1e6:.2f}",
        f"{min(speeds) / 1e6:.2f}-{max(speeds) / 1e6:.2f}",
        f"{speed / single:.2f}",
        f"{statistics.median(run['wall_s'] for run in runs):.2f}",
        f"{max(run['peak_rss_mb'] for run in runs):.0f}",
        f"{max(anonymous):.0f}" if anonymous else "-",
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    if args.inside:
        encode_here(args.text, args.inside, args.min_count)
        return
    try:
        runs = [encode_there(args, workers) for _ in range(args.runs) for workers in args.workers]
    except (OSError, ValueError) as error:
        sys.exit(f"encode: {error}")
    by_workers = {workers: [run for run in runs if run["workers"] == workers] for workers in args.workers}
    single = statistics.median(run["tokens_per_s"] for run in by_workers[args.workers[0]])
    header = ["workers", "M tokens/s", "min-max", "speed-up", "wall s", "peak MB", "anon. MB"]
    text = table(header, [row(workers, of, single) for workers, of in by_workers.items()])
    emit({"machine": machine(), "runs": runs}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
