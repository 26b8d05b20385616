"""How near `firth plan` comes: the forecast of each job beside the job itself, one after the other.

A job is a text and options of `firth train`, in one argument: "corpus.txt --architecture cbow --vector-size 300".
Without jobs, the three of benchmarks/README.md are run on the two texts that are given with --texts: a large one
with the defaults, the same with CBOW in 300 dimensions, and a small one with hierarchical softmax.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from report import emit, machine, table

FACTORS = ("seconds", "vocabulary", "memory")


def jobs_of(large: str, small: str) -> list[str]:
    """The three named jobs."""
    large, small = shlex.quote(large), shlex.quote(small)
    return [large, f"{large} --architecture cbow --vector-size 300", f"{small} --objective hierarchical_softmax"]


def measured(job: str, model: Path) -> dict[str, object]:
    """Forecast a job, do it, and compare."""
    forecast = firth("plan", job, model)
    actual = firth("train", job, model, "--quiet")
    pairs = {
        "seconds": (forecast["seconds"]["total"], actual["seconds"]),
        "vocabulary": (forecast["vocabulary"], actual["words"]),
        "memory": (forecast["memory"], actual["peak_memory_bytes"]),
    }
    return {
        "job": job,
        **{name: {**guess, "actual": real, "ratio": guess["likely"] / real} for name, (guess, real) in pairs.items()},
    }


def firth(command: str, job: str, model: Path, *options: str) -> dict:
    """What a command says as JSON."""
    line = [sys.executable, "-m", "firth", command, *shlex.split(job), "-o", str(model), "--json", *options]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False)
    if not done.stdout:
        sys.exit(f"forecast: {shlex.join(line)} failed with exit status {done.returncode}")
    return json.loads(done.stdout)


def row(result: dict) -> list[str]:
    seconds = result["seconds"]
    return [
        " ".join(Path(word).name if "/" in word else word for word in shlex.split(result["job"])),
        f"{seconds['likely']:.1f}",
        f"{seconds['low']:.1f} to {seconds['high']:.1f}",
        f"{seconds['actual']:.1f}",
        *(f"{result[name]['ratio']:.2f}" for name in FACTORS),
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("jobs", nargs="*", metavar="JOB")
    parser.add_argument("--texts", nargs=2, metavar=("LARGE", "SMALL"), help="for the three named jobs")
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    args.jobs += jobs_of(*args.texts) if args.texts else []
    if not args.jobs:
        parser.error("give jobs, or --texts LARGE SMALL")
    return args


def main() -> None:
    args = arguments()
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.safetensors"
        results = [measured(job, model) for _ in range(args.repetitions) for job in args.jobs]
    header = ["job", "forecast s", "range s", "actual s", "ratio", "vocabulary", "peak memory"]
    text = table(header, map(row, results)) + "\nratios are forecast / actual"
    emit({"machine": machine(), "jobs": results}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
