"""Measure Firth beside other programs: the same text, settings and threads, whole processes, in turn.

Rounds alternate (A B C A B C), so that a machine that warms up or is disturbed disturbs all alike. Before
the first round every program trains once on the first two megabytes: that compiles Firth's kernels into
their cache, brings libraries into memory, and finds a program that does not run before hours are spent. For
a cold cache, add ``--program 'firth-cold=env NUMBA_CACHE_DIR={scratch} python -m firth train ...'``.

Words/s are the text's in-vocabulary tokens times the epochs, over the wall time of the whole process:
starting, reading and writing included. The runs' seeds are the first seed, the next one and so on, where a
program takes a seed; accuracy is the mean over the runs.
"""

import argparse
import contextlib
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import programs
from processes import measure
from programs import PEERS, PLACEHOLDERS, Program
from report import emit, machine, table

_SETTINGS = {"vector_size": 100, "window": 5, "min_count": 5, "negative": 5, "sample": 1e-3, "epochs": 5}
_ALPHA = {"skipgram": 0.025, "cbow": 0.05}  # the first programs' documented rates; Firth has its own default
_WARM_UP_BYTES = 2_000_000
_PATH_LIMIT = 99  # word2vec.c and its descendants copy a file's name into a hundred bytes, unchecked


def settings_of(args: argparse.Namespace) -> dict[str, object]:
    """The values of all placeholders that do not change from run to run, but for the number of threads."""
    shared = {name: getattr(args, name) for name in ("architecture", "objective", *_SETTINGS)}
    hierarchical = args.objective == "hierarchical_softmax"
    return {
        **shared,
        "cbow": int(args.architecture == "cbow"),
        "hs": int(hierarchical),
        "negative": 0 if hierarchical else args.negative,
        "alpha": _ALPHA[args.architecture],
    }


def chosen_programs(args: argparse.Namespace) -> list[Program]:
    """Firth first, then the peers, then the programs given as commands."""
    builders = {
        "gensim": lambda: programs.gensim(args.gensim_python),
        "word2vec.c": lambda: programs.word2vec_c(args.word2vec_c, args.gensim_python),
    }
    peers = [name.strip() for name in args.peers.split(",") if name.strip()]
    unknown = [name for name in peers if name not in builders]
    if unknown:
        raise ValueError(f"--peers {args.peers}: {unknown[0]!r} is none of {', '.join(PEERS)}; use --program")
    chosen = [
        programs.firth(sys.executable, hierarchical=args.objective == "hierarchical_softmax"),
        *(builders[name]() for name in peers),
        *map(programs.parse_program, args.program),
    ]
    twice = [name for name, times in Counter(program.name for program in chosen).items() if times > 1]
    if twice:
        raise ValueError(f"two programs are called {twice[0]!r}: give each its own name")
    return chosen


@dataclass(frozen=True, slots=True)
class Task:
    """What every program is given: a text, the settings, and a folder for its vectors."""

    text: Path
    settings: Mapping[str, object]
    folder: Path


@contextlib.contextmanager
def work_folder(keep: Path | None) -> Iterator[Path]:
    """A folder for the vectors: the one to keep, or one that is removed at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        yield Path(folder)


def warm_up(chosen: Sequence[Program], task: Task) -> None:
    """Train each program once on the head of the text; a program that fails here ends the benchmark."""
    head = task.folder / "head"
    with task.text.open("rb") as source:
        head.write_bytes(source.read(_WARM_UP_BYTES).rpartition(b" ")[0] + b"\n")
    small = Task(head, {**task.settings, "epochs": 1}, task.folder)
    for program in chosen:
        result = run(program, small, label="warm")
        if "error" in result:
            raise ValueError(f"{program.name} fails on the head of the text:\n{result['error']}")
        Path(result["vectors"]).unlink()
    head.unlink()


def run(program: Program, task: Task, *, label: str, seed: int = 1) -> dict:
    """One process of one program, measured; the result names its vector file, or holds an error."""
    out = task.folder / f"{program.name}-{label}"
    if len(os.fsencode(out)) > _PATH_LIMIT:
        raise ValueError(f"{out}: this path is too long for word2vec.c; choose a shorter folder")
    log = out.with_name(f"{out.name}.log")
    while stale := programs.vector_file(out):  # of an earlier benchmark that kept its folder
        stale.unlink()
    with tempfile.TemporaryDirectory(prefix="firth-scratch-") as scratch:
        own = {"text": task.text, "out": out, "seed": seed, "scratch": scratch}
        measured = measure(program.command({**task.settings, **own}), log)
    found = programs.vector_file(out)
    result = {"program": program.name, "seed": seed, "command": shlex.join(program.arguments)}
    if measured.status or found is None:
        printed = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        reason = f"exit status {measured.status}, vectors {'written' if found else 'missing'}"
        return {**result, "error": "\n".join([reason, *printed])}
    return {**result, **asdict(measured), "vectors": str(found)}


def accuracy(vectors: str, evalsets: Path) -> dict[str, dict]:
    """Scores by set, from ``accuracy.py`` in a process of its own: this one must stay small (processes)."""
    script = Path(__file__).with_name("accuracy.py")
    command = [sys.executable, str(script), vectors, "--evalsets", str(evalsets), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        say(f"  no accuracy for {Path(vectors).name}: {done.stderr.strip()[-600:]}")
        return {}
    results = json.loads(done.stdout)["results"]
    return {each["set"]: {name: each[name] for name in ("score", "asked", "of")} for each in results}


def rounds(chosen: Sequence[Program], task: Task, args: argparse.Namespace) -> list[dict]:
    """All runs, programs in turn; each model is scored outside the measured time."""
    results = []
    for number in range(1, args.runs + 1):
        for program in chosen:
            result = run(program, task, label=str(number), seed=args.seed + number - 1)
            if "error" in result:
                say(f"run {number}  {program.name} FAILED: {result['error']}")
            else:
                vectors = result.pop("vectors")
                result["accuracy"] = accuracy(vectors, args.evalsets) if args.evalsets else {}
                if args.keep is None:
                    Path(vectors).unlink()
                scores = "  ".join(f"{name} {_score(s['score'])}" for name, s in result["accuracy"].items())
                say(f"run {number}  {program.name}  {result['wall_s']:.1f} s  {scores}")
            results.append(result)
    return results


def say(message: str) -> None:
    """Tell the person who waits; standard output is for the result."""
    print(message, file=sys.stderr, flush=True)


def tokens_in_vocabulary(text: Path, min_count: int) -> int:
    """Tokens of the words that occur at least ``min_count`` times, counted without any of the programs."""
    counts: Counter[str] = Counter()
    rest = ""
    with text.open(encoding="utf-8", errors="replace", newline="\n") as source:
        while block := source.read(1 << 24):
            words = (rest + block).split()
            rest = words.pop() if words and not block[-1].isspace() else ""
            counts.update(words)
    counts.update(rest.split())
    return sum(count for count in counts.values() if count >= min_count)


def summarise(name: str, results: Sequence[dict], words: int) -> dict:
    """Median and range of one program's costs, mean of its scores; ``words`` is tokens times epochs."""
    good = [result for result in results if result["program"] == name and "error" not in result]
    if not good:
        return {"program": name, "runs": 0}
    wall = [result["wall_s"] for result in good]
    anonymous = [result["peak_anon_mb"] for result in good if result["peak_anon_mb"] is not None]
    sets = {title: total for result in good for title, total in result["accuracy"].items()}
    return {
        "program": name,
        "runs": len(good),
        "words_per_s": words / statistics.median(wall),
        "wall_s": {"median": statistics.median(wall), "min": min(wall), "max": max(wall)},
        "cpu_s": statistics.median(result["cpu_s"] for result in good),
        "peak_rss_mb": max(result["peak_rss_mb"] for result in good),
        "peak_anon_mb": max(anonymous, default=None),
        "accuracy": {title: _mean_score([result["accuracy"].get(title, {}) for result in good]) for title in sets},
    }


def _mean_score(scored: Sequence[dict]) -> dict | None:
    scores = [entry["score"] for entry in scored if entry.get("score") is not None]
    if not scores:
        return None
    asked = [entry for entry in scored if entry][-1]
    return {
        "mean": statistics.fmean(scores),
        "min": min(scores),
        "max": max(scores),
        "asked": asked["asked"],
        "of": asked["of"],
    }


def as_table(summaries: Sequence[dict]) -> str:
    """The summary for people: one line a program, and below it how much of each set could be asked."""
    titles = list(dict.fromkeys(title for entry in summaries for title in entry.get("accuracy", ())))
    header = ["program", "words/s", "wall s", "min-max", "CPU s", "peak MB", "anon. MB", *titles]
    rows = [_row(entry, titles) for entry in summaries]
    lines = [table(header, rows), "", "asked (the last run of each program):"]
    for entry in summaries:
        asked = (
            f"{title} {score['asked']:,} of {score['of']:,}"
            for title, score in entry.get("accuracy", {}).items()
            if score
        )
        lines.append(f"  {entry['program']}: {', '.join(asked) or 'nothing'}")
    return "\n".join(lines if titles else lines[:1])


def _row(entry: dict, titles: Sequence[str]) -> list[str]:
    if not entry["runs"]:
        return [entry["program"], "failed", *[""] * (5 + len(titles))]
    wall = entry["wall_s"]
    scores = (entry["accuracy"].get(title) for title in titles)
    return [
        entry["program"],
        f"{entry['words_per_s']:,.0f}",
        f"{wall['median']:.1f}",
        f"{wall['min']:.1f}-{wall['max']:.1f}",
        f"{entry['cpu_s']:.1f}",
        f"{entry['peak_rss_mb']:.0f}",
        "-" if entry["peak_anon_mb"] is None else f"{entry['peak_anon_mb']:.0f}",
        *(_score(score["mean"]) if score else "-" for score in scores),
    ]


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def add_task(parser: argparse.ArgumentParser) -> None:
    """Declare the text, the settings, and the programs that are given them."""
    parser.add_argument("text", type=Path, metavar="TEXT", help="UTF-8, words separated by spaces")
    parser.add_argument("--architecture", choices=tuple(_ALPHA), default="skipgram")
    parser.add_argument(
        "--objective", choices=("negative_sampling", "hierarchical_softmax"), default="negative_sampling"
    )
    for name, default in _SETTINGS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    parser.add_argument("--peers", default=",".join(PEERS), help="of gensim, word2vec.c; '' for none")
    parser.add_argument("--program", action="append", default=[], metavar="NAME=CMD", help="repeatable")
    parser.add_argument("--gensim-python", default=sys.executable, metavar="PATH")
    parser.add_argument("--word2vec-c", metavar="PATH", help="default: on PATH, or beside --gensim-python")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def arguments() -> argparse.Namespace:
    placeholders = "\n".join(f"  {{{name}}}  {meaning}" for name, meaning in PLACEHOLDERS.items())
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=f"Placeholders of --program:\n{placeholders}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_task(parser)
    parser.add_argument("--evalsets", type=Path, metavar="DIR", help="analogy and similarity sets")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep vectors and logs in this folder")
    return parser.parse_args()


def compare(args: argparse.Namespace) -> dict:
    """Everything measured, as one document."""
    if args.evalsets and not args.evalsets.is_dir():
        raise ValueError(f"--evalsets {args.evalsets}: there is no such folder")
    if args.runs < 1:
        raise ValueError(f"--runs {args.runs}: give at least 1")
    settings = {**settings_of(args), "threads": args.threads}
    chosen = chosen_programs(args)
    with work_folder(args.keep) as folder:
        text = folder / "text"  # a short name for the C programs
        text.unlink(missing_ok=True)
        text.symlink_to(args.text.resolve(strict=True))
        task = Task(text, settings, folder)
        warm_up(chosen, task)
        results = rounds(chosen, task, args)
        text.unlink()
    tokens = tokens_in_vocabulary(args.text, args.min_count)  # now, not before: this process must stay small
    words = tokens * args.epochs
    return {
        "machine": machine(),
        "text": {"name": args.text.name, "bytes": args.text.stat().st_size, "tokens_in_vocabulary": tokens},
        "settings": settings,
        "summary": [summarise(program.name, results, words) for program in chosen],
        "runs": results,
    }


def main() -> None:
    args = arguments()
    try:
        document = compare(args)
    except (OSError, ValueError) as error:
        sys.exit(f"compare: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    facts = document["text"]
    heading = (
        f"{args.architecture}, {args.objective}, {facts['tokens_in_vocabulary']:,} in-vocabulary tokens x "
        f"{args.epochs} epochs, {args.threads} threads, {args.runs} runs; words/s: tokens x epochs over the median "
        f"wall time of the whole process"
    )
    emit(document, as_json=args.json, text=f"{heading}\n\n{as_table(document['summary'])}")


if __name__ == "__main__":
    main()
