"""`firth glove` beside the GloVe program: whole pipelines, from a text to vectors, in turn.

The program is four commands of https://github.com/stanfordnlp/GloVe (vocab_count, cooccur, shuffle, glove), built with
make; --glove is the folder that holds them. Both have the same settings, and write their vectors to --vectors:
firth.safetensors, of which firth-mean.safetensors has the directions of the sum that the program writes, and glove.txt.
`accuracy.py` judges them.
"""

import argparse
import shlex
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from processes import Measurement, measure
from report import emit, machine, table

USUAL = {"window": 15, "vector_size": 100, "x_max": 100.0, "iterations": 15, "min_count": 5, "memory": 4.0}


def firth_steps(args: argparse.Namespace, _: Path) -> Iterator[tuple[str, list[str]]]:
    """The one command of Firth."""
    options = f"--window {args.window} --vector-size {args.vector_size} --x-max {args.x_max:g}"
    options += f" --iterations {args.iterations} --min-count {args.min_count} --workers {args.threads}"
    options += f" --memory-limit {args.memory:g}GB --seed {args.seed} --quiet"
    target = str(args.vectors / "firth.safetensors")
    yield "glove", [sys.executable, "-m", "firth", "glove", args.text, "-o", target, *options.split()]


def glove_steps(args: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, list[str]]]:
    """The four commands of the GloVe program."""
    words, pairs, shuffled = (scratch / name for name in ("vocab.txt", "pairs.bin", "shuffled.bin"))
    memory, quiet = f"-memory {args.memory:g}", "-verbose 0"

    def step(name: str, options: str, source: object = None, target: object = None) -> tuple[str, list[str]]:
        command = f"exec {shlex.quote(str(args.glove / name))} {options} {quiet}"
        command += f" < {shlex.quote(str(source))}" if source else ""
        command += f" > {shlex.quote(str(target))}" if target else ""
        return name, ["sh", "-c", command]

    yield step("vocab_count", f"-min-count {args.min_count}", args.text, words)
    yield step("cooccur", f"{memory} -vocab-file {words} -window-size {args.window}", args.text, pairs)
    yield step("shuffle", memory, pairs, shuffled)
    options = f"-input-file {shuffled} -vocab-file {words} -save-file {args.vectors / 'glove'} -threads {args.threads}"
    options += (
        f" -x-max {args.x_max:g} -iter {args.iterations} -vector-size {args.vector_size} -binary 0 -seed {args.seed}"
    )
    yield step("glove", options)


PROGRAMS = {"firth": firth_steps, "GloVe": glove_steps}


def run_once(name: str, args: argparse.Namespace) -> dict:
    """All steps of a program, measured one by one."""
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        done = {step: _measured(name, command, Path(folder)) for step, command in PROGRAMS[name](args, Path(folder))}
    anonymous = [each.peak_anon_mb for each in done.values() if each.peak_anon_mb is not None]
    return {
        "program": name,
        "steps": {step: each.wall_s for step, each in done.items()},
        "wall_s": sum(each.wall_s for each in done.values()),
        "cpu_s": sum(each.cpu_s for each in done.values()),
        "peak_rss_mb": max(each.peak_rss_mb for each in done.values()),
        "peak_anon_mb": max(anonymous, default=None),
    }


def _measured(name: str, command: list[str], folder: Path) -> Measurement:
    log = folder / "log"
    measured = measure(command, log)
    if measured.status:
        printed = log.read_text(encoding="utf-8", errors="replace")
        raise ValueError(f"{name} failed with exit status {measured.status}:\n{printed[-1500:]}")
    return measured


def rows(runs: list[dict]) -> Iterator[list[str]]:
    """Medians of each program, and how many times as long as Firth it takes."""
    of = {name: [run for run in runs if run["program"] == name] for name in PROGRAMS}
    median = {
        name: {key: statistics.median(run[key] for run in of[name]) for key in ("wall_s", "cpu_s")} for name in of
    }
    for name, each in of.items():
        anonymous = [run["peak_anon_mb"] for run in each if run["peak_anon_mb"] is not None]
        yield [
            name,
            f"{median[name]['wall_s']:.1f}",
            f"{max(run['wall_s'] for run in each):.1f}",
            f"{median[name]['wall_s'] / median['firth']['wall_s']:.1f}",
            f"{median[name]['cpu_s']:.1f}",
            f"{median[name]['cpu_s'] / median['firth']['cpu_s']:.1f}",
            f"{max(run['peak_rss_mb'] for run in each):.0f}",
            f"{max(anonymous):.0f}" if anonymous else "-",
        ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--glove", type=Path, required=True, metavar="DIR", help="where the four commands are")
    parser.add_argument(
        "--vectors", type=Path, required=True, metavar="DIR", help="an existing folder, for the vectors"
    )
    for name, value in USUAL.items():
        meaning = "GB that counting may take" if name == "memory" else None
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value, help=meaning)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    try:
        runs = [run_once(name, args) for _ in range(args.runs) for name in PROGRAMS]
    except (OSError, ValueError) as error:
        sys.exit(f"glove: {error}")
    import firth  # noqa: PLC0415 (the measuring process must stay small)

    firth.load(args.vectors / "firth.safetensors").view("mean").save(args.vectors / "firth-mean.safetensors")
    header = ["program", "wall, s", "worst", "times", "CPU, s", "times", "peak MB", "anon. MB"]
    emit({"machine": machine(), "runs": runs}, as_json=args.json, text=table(header, rows(runs)))


if __name__ == "__main__":
    main()
