"""One training with more and more threads: how fast it is, and whether the vectors are the same bytes.

The text is encoded once. Then each run is a process of its own that trains with a number of threads, the numbers in
turn (1 2 4 1 2 4), so that a machine that is disturbed disturbs all alike. Times are those of training alone, kernels
compiled. Efficiency is the speed-up over one thread, divided by the threads. Firth takes no more threads than cores.
The last column but one is what the cut into batches allows at most: a round has so many batches, and its last ones
leave threads without work.
"""

import argparse
import hashlib
import json
import math
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from report import cores, emit, machine, table


def child(corpus: str, settings: dict[str, object]) -> None:
    """Train once; print words per second, batches of a round, and a digest of all matrices."""
    import firth  # noqa: PLC0415 - only the child needs these
    from firth.training.trainer import trainer_for  # noqa: PLC0415

    encoded = firth.load_corpus(corpus)
    vectors = firth.train(encoded, **settings)
    second = vectors.nodes if vectors.contexts is None else vectors.contexts
    config = firth.TrainConfig(**settings).resolved()
    print(
        json.dumps(
            {
                "words_per_second": vectors.info["training"]["words_per_second"],
                "batches": trainer_for(encoded.vocabulary.counts, encoded.ids.size, config).shape.batches,
                "digest": hashlib.sha256(vectors.vectors.tobytes() + second.tobytes()).hexdigest()[:16],
            }
        )
    )


def one(corpus: Path, settings: dict[str, object], threads: int) -> dict[str, object]:
    command = [sys.executable, __file__, str(corpus), "--child", json.dumps({**settings, "workers": threads})]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measured(text: Path, settings: dict[str, object], threads: list[int], runs: int) -> list[dict[str, object]]:
    """Runs by number of threads."""
    import firth  # noqa: PLC0415 - the child must not pay for it

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "text.firth"
        firth.encode(text).save(corpus)
        one(corpus, {**settings, "epochs": 1}, 1)  # compiles
        results = [[one(corpus, settings, n) for n in threads] for _ in range(runs)]
    return [{"threads": n, "runs": [run[i] for run in results]} for i, n in enumerate(threads)]


def rows(results: list[dict[str, object]]) -> list[list[str]]:
    speeds = [statistics.median(run["words_per_second"] for run in entry["runs"]) for entry in results]
    lines = []
    for entry, speed in zip(results, speeds, strict=True):
        n, batches = entry["threads"], entry["runs"][0]["batches"]
        gain = speed / speeds[0] * results[0]["threads"]
        digests = {run["digest"] for run in entry["runs"]}
        lines.append(
            [
                str(n),
                f"{speed / 1e6:.2f}",
                f"{gain:.2f}",
                f"{gain / n:.2f}",
                f"{batches / (math.ceil(batches / n) * n):.2f}",
                ", ".join(sorted(digests)),
            ]
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, metavar="TEXT")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--settings", type=json.loads, default={}, metavar="JSON", help="of TrainConfig")
    parser.add_argument("--child", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.child is not None:
        child(str(args.text), args.child)
        return
    results = measured(args.text, args.settings, args.threads, args.runs)
    header = ["threads", "M words/s", "speed-up", "efficiency", "by batches", "digest"]
    heading = f"{len(cores())} cores; settings {json.dumps(args.settings)}; median of {args.runs} runs"
    document = {"machine": machine(), "settings": args.settings, "results": results}
    emit(document, as_json=args.json, text=f"{heading}\n\n{table(header, rows(results))}")


if __name__ == "__main__":
    main()
