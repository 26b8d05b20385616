"""How fast pairs of words are counted on one core, and in how much memory.

Each measurement is a process of its own, pinned to one core where the system can do that. `weighted` is the
count that `firth factorize` starts from, `sampled` one pass of the pairs that training samples. Pairs/s are all
pairs that are listed, whatever they weigh, over the time of the count alone, its kernels compiled before; memory
is that of the whole process, which also reads the text.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from processes import measure
from report import cores, emit, machine, table

KINDS = ("weighted", "sampled")


def count_here(args: argparse.Namespace) -> None:
    """Count once in this process, pinned, and print the figures as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores()[:1])
    from firth.config import TrainConfig  # noqa: PLC0415 (the measuring process must stay small)
    from firth.corpus.build.encode import encode_files, encode_sentences  # noqa: PLC0415
    from firth.counting.cooccurrence import count_sampled, count_weighted  # noqa: PLC0415

    def count(corpus):
        if args.inside == "weighted":
            return count_weighted(corpus, window=args.window, shrink_windows=True, memory_limit=args.memory_limit)
        return count_sampled(corpus, TrainConfig(window=args.window), passes=1, memory_limit=args.memory_limit)

    count(encode_sentences([["a", "b"]] * 10, min_count=1))  # compiles
    corpus = encode_files([args.text], min_count=args.min_count)
    start = time.perf_counter()
    pairs = count(corpus)
    seconds = time.perf_counter() - start
    listed = float(pairs.counts.sum())
    if args.inside == "weighted":
        lengths = np.diff(corpus.starts)
        listed = float(sum(2 * (lengths - d).clip(0).sum() for d in range(1, args.window + 1)))
    print(json.dumps({"seconds": seconds, "pairs": listed, "distinct": pairs.columns.size}))


def count_there(args: argparse.Namespace, kind: str) -> dict:
    """Count in a new process and measure that."""
    command = [sys.executable, __file__, args.text, "--inside", kind, "--window", str(args.window)]
    command += ["--min-count", str(args.min_count), "--memory-limit", str(args.memory_limit)]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        measured = measure(command, log)
        printed = log.read_text(encoding="utf-8", errors="replace")
    if measured.status:
        raise ValueError(f"the {kind} count failed:\n{printed[-1500:]}")
    result = json.loads(printed.splitlines()[-1])
    return {
        "kind": kind,
        **result,
        "pairs_per_s": result["pairs"] / result["seconds"],
        "wall_s": measured.wall_s,
        "peak_rss_mb": measured.peak_rss_mb,
        "peak_anon_mb": measured.peak_anon_mb,
    }


def row(kind: str, runs: list[dict]) -> list[str]:
    """Median and range of one kind's runs."""
    speeds = [run["pairs_per_s"] for run in runs]
    anonymous = [run["peak_anon_mb"] for run in runs if run["peak_anon_mb"] is not None]
    return [
        kind,
        f"{runs[0]['pairs'] / 1e6:.1f}",
        f"{runs[0]['distinct'] / 1e6:.1f}",
        f"{statistics.median(run['seconds'] for run in runs):.2f}",
        f"{statistics.median(speeds) / 1e6:.1f}",
        f"{min(speeds) / 1e6:.1f}-{max(speeds) / 1e6:.1f}",
        f"{max(run['peak_rss_mb'] for run in runs):.0f}",
        f"{max(anonymous):.0f}" if anonymous else "-",
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--window", type=int, default=5)
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--memory-limit", type=int, default=10**9, help="bytes for the count")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", choices=KINDS, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    if args.inside:
        count_here(args)
        return
    try:
        runs = [count_there(args, kind) for _ in range(args.runs) for kind in KINDS]
    except (OSError, ValueError) as error:
        sys.exit(f"cooccurrence: {error}")
    header = ["count", "M pairs", "M distinct", "s", "M pairs/s", "min-max", "peak MB", "anon. MB"]
    text = table(header, [row(kind, [run for run in runs if run["kind"] == kind]) for kind in KINDS])
    emit({"machine": machine(), "runs": runs}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
