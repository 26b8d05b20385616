"""How fast the page of `firth explore` is answered: its server, asked over HTTP from another process.

The vectors are those of a model file, or random ones. Each question is asked several times: the first time, which may
make a view and measure lengths, is shown by itself, beside the median of the others. The map is drawn by principal
components.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import numpy as np
from report import emit, machine, table

import firth


def questions(words: list[str], views: list[str]) -> Iterator[tuple[str, dict]]:
    """Questions about common words, as the page asks them."""
    a, b, c, d = words
    for view in views:
        yield f"neighbours, {view}", {"question": "neighbours", "view": view, "add": [a], "limit": 20}
    yield "analogy", {"question": "neighbours", "add": [a, b], "subtract": [c], "limit": 20}
    yield "odd one out", {"question": "odd", "words": words}
    yield "axis", {"question": "axis", "from": a, "to": d, "limit": 12}
    yield "completion", {"question": "complete", "prefix": a[:2], "limit": 10}
    yield "completion, none", {"question": "complete", "prefix": "\uffff", "limit": 10}
    yield "unknown word", {"question": "neighbours", "add": [f"{a}{b}"], "limit": 20}


def measured(path: Path, runs: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each question, and of what comes before the first."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "firth", "explore", path, "--projection", "pca", "--no-browser", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        address, token = server.stdout.readline().strip().split("#token=")

        def fetched(where: str, question: dict | None = None) -> bytes:
            body = None if question is None else json.dumps({"model": 0} | question).encode()
            with urlopen(Request(address + where, body, {"X-Firth-Token": token})) as reply:
                return reply.read()

        times = {"until it is served": [time.perf_counter() - begun]}
        (model,) = json.loads(fetched("api/payload"))["models"]
        for name, question in questions(model["words"][300:700:100], model["views"]):
            times[name] = []
            for _ in range(runs):
                asked = time.perf_counter()
                fetched("api/ask", question)
                times[name].append(time.perf_counter() - asked)
        server.terminate()
    return {
        name: {"first": 1e3 * seconds[0], "median": 1e3 * statistics.median(seconds[1:] or seconds)}
        for name, seconds in times.items()
    }


def random_model(path: Path, words: int, dimensions: int) -> None:
    """Save random vectors."""
    rows = np.random.default_rng(1).standard_normal((words, dimensions), np.float32)
    firth.WordVectors([f"word{i}" for i in range(words)], rows, rows[::-1], np.arange(words, 0, -1)).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", type=Path, help="a file of vectors")
    parser.add_argument("--random", nargs=2, type=int, metavar=("V", "D"), help="so many random vectors instead")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.model
        if args.random is not None:
            path = Path(folder) / "random.safetensors"
            random_model(path, *args.random)
        found = measured(path, args.runs)
    rows = [(name, f"{times['first']:,.1f}", f"{times['median']:,.1f}") for name, times in found.items()]
    document = {"machine": machine(), "milliseconds": found}
    emit(document, as_json=args.json, text=table(("", "first, ms", "median, ms"), rows))


if __name__ == "__main__":
    main()
