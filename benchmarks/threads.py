"""One training with more and more threads: how fast it is, and whether the vectors are the same bytes.

The text is encoded once. Then each run is a process of its own that trains with a number of threads, the numbers in
turn (1 2 4 1 2 4), so that a machine that is disturbed disturbs all alike. Times are those of training alone, kernels
compiled. Efficiency is the speed-up over one thread, divided by the threads. Firth takes no more threads than cores.
The last column but one is what the cut into batches allows at most: a round has so many batches, and its last ones
leave threads without work.

The second table is of whole processes, Firth's and those of other programs, with the same settings. The programs are
given as `compare.py` takes them.
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

import compare
from report import cores, emit, machine, table


def child(corpus: str, settings: dict[str, object]) -> None:
    """Train once; print words per second, batches of a round, and a digest of all matrices."""
    import firth  # noqa: PLC0415 - only the child needs these
    from firth.training.trainer import reach_for, trainer_for  # noqa: PLC0415

    encoded = firth.load_corpus(corpus)
    vectors = firth.train(encoded, **settings)
    second = vectors.nodes if vectors.contexts is None else vectors.contexts
    config = firth.TrainConfig(**settings).resolved()
    print(
        json.dumps(
            {
                "words_per_second": vectors.info["training"]["words_per_second"],
                "batches": trainer_for(
                    encoded.vocabulary.counts, encoded.ids.size, config, reach_for(config, encoded)
                ).shape.batches,
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
        firth.encode(text, min_count=settings["min_count"]).save(corpus)
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


def whole_processes(chosen: list[compare.Program], args: argparse.Namespace) -> list[dict[str, object]]:
    """Wall times of each program by number of threads, programs and numbers in turn."""
    settings = compare.settings_of(args)
    with compare.work_folder(None) as folder:
        text = folder / "text"  # a short name for the C programs
        text.symlink_to(args.text.resolve(strict=True))
        compare.warm_up(chosen, compare.Task(text, {**settings, "threads": 1}, folder))
        found: dict[tuple[str, int], list[float]] = {}
        for number in range(args.runs):
            for threads in args.threads:
                task = compare.Task(text, {**settings, "threads": threads}, folder)
                for program in chosen:
                    result = compare.run(program, task, label=f"{threads}-{number}")
                    if "error" in result:
                        raise ValueError(f"{program.name} fails with {threads} threads:\n{result['error']}")
                    Path(result["vectors"]).unlink()
                    found.setdefault((program.name, threads), []).append(result["wall_s"])
                    compare.say(f"run {number + 1}  {threads} threads  {program.name}  {result['wall_s']:.1f} s")
    return [{"program": name, "threads": n, "wall_s": times} for (name, n), times in sorted(found.items())]


def process_rows(results: list[dict[str, object]]) -> list[list[str]]:
    lines, first = [], {}
    for entry in results:
        name, threads, wall = entry["program"], entry["threads"], statistics.median(entry["wall_s"])
        least, alone = first.setdefault(name, (threads, wall))
        gain = alone / wall * least
        lines.append([name, str(threads), f"{wall:.1f}", f"{gain:.2f}", f"{gain / threads:.2f}"])
    return lines


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    compare.add_task(parser)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", type=json.loads, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    if args.child is not None:
        child(str(args.text), args.child)
        return
    of_firth = "architecture", "objective", "vector_size", "window", "negative", "sample", "epochs", "min_count"
    settings = {name: getattr(args, name) for name in of_firth}
    try:
        chosen = compare.chosen_programs(args)
        results = measured(args.text, settings, args.threads, args.runs)
        processes = whole_processes(chosen, args) if chosen[1:] else []
    except (OSError, ValueError) as error:
        sys.exit(f"threads: {error}")
    heading = f"{len(cores())} cores; {json.dumps(settings)}; median of {args.runs} runs"
    tables = [table(["threads", "M words/s", "speed-up", "efficiency", "by batches", "digest"], rows(results))]
    if processes:
        tables.append(table(["program", "threads", "wall s", "speed-up", "efficiency"], process_rows(processes)))
    document = {"machine": machine(), "settings": settings, "results": results, "processes": processes}
    emit(document, as_json=args.json, text="\n\n".join([heading, *tables]))


if __name__ == "__main__":
    main()
