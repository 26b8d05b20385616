"""All kinds of word vectors on one text, and the programs that are known for them: how long they take, what they know.

For each seed ``planted.py`` changes the text a little, and all are given that same text.

Every program runs as a process of its own, one after the other. What was measured is written a line at a time to --out,
and what that file already holds is not measured again: a long measurement can be interrupted. The vectors are kept in
--folder until they are judged.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import glove
from processes import measure
from report import emit, machine, table

SHARED = "--min-count 5 --vector-size 100 --quiet"
COMMANDS = {
    "skip-gram": "train TEXT --epochs EPOCHS",
    "CBOW": "train TEXT --epochs EPOCHS --architecture cbow",
    "skip-gram, HS": "train TEXT --epochs EPOCHS --objective hierarchical_softmax",
    "CBOW, HS": "train TEXT --epochs EPOCHS --architecture cbow --objective hierarchical_softmax",
    "n-grams": "train TEXT --epochs EPOCHS --subwords LENGTHS --buckets 2000000",
    "n-grams, fastText's noise": "train TEXT --epochs EPOCHS --subwords LENGTHS --buckets 2000000 --ns-exponent 0.5",
    "PPMI-SVD": "factorize TEXT --memory-limit 4GB",
    "GloVe": "glove TEXT --memory-limit 4GB --window 15 --x-max 100 --iterations 15",
    "GloVe, defaults": "glove TEXT --memory-limit 4GB",
}
PROGRAMS = (*COMMANDS, "fastText", "GloVe's own program")


def run(name: str, args: argparse.Namespace, seed: int) -> dict:
    """One program on the text of one seed: its cost and its scores."""
    for old in args.folder.glob("vectors*"):
        old.unlink()
    if name == "GloVe's own program":
        own = {**glove.USUAL, "glove": args.glove, "threads": args.threads, "seed": seed}
        cost = glove.run_once("GloVe", argparse.Namespace(**own, text=str(args.folder / "text"), vectors=args.folder))
        vectors = args.folder / "glove.txt"
    else:
        command, vectors = _command(name, args, seed)
        done = measure(command, args.folder / "log")
        if done.status:
            raise ValueError(f"{name} failed; see {args.folder / 'log'}")
        cost = {key: getattr(done, key) for key in ("wall_s", "cpu_s", "peak_rss_mb", "peak_anon_mb")}
    view = "mean" if name.startswith("GloVe") and vectors.suffix == ".safetensors" else "input"
    scores = json.loads(_planted(args, "judge", str(vectors), "--view", view))
    return {**cost, "program": name, "seed": seed, "scores": scores}


def _command(name: str, args: argparse.Namespace, seed: int) -> tuple[list[str], Path]:
    """The command of a program, and the file that it writes."""
    text, out = str(args.folder / "text"), args.folder / "vectors"
    low, high = args.ngrams
    if name == "fastText":
        script = str(Path(__file__).with_name("train_fasttext.py"))
        options = "--architecture skipgram --vector-size 100 --window 5 --min-count 5 --negative 5 --sample 1e-3"
        options += f" --epochs {args.epochs} --workers {args.threads} --seed {seed} --ngrams {low} {high}"
        return [args.fasttext, script, text, str(out), *options.split()], out.with_suffix(".bin")
    vectors = out.with_suffix(".safetensors")
    values = {"TEXT": text, "EPOCHS": str(args.epochs), "LENGTHS": f"{low}-{high}"}
    words = f"{COMMANDS[name]} {SHARED} --workers {args.threads} --seed {seed}".split()
    options = [values.get(word, word) for word in words]
    return [sys.executable, "-m", "firth", *options, "-o", str(vectors)], vectors


def _planted(args: argparse.Namespace, *order: str) -> str:
    """What ``planted.py`` prints; a process of its own, because this one must stay small (processes)."""
    script = str(Path(__file__).with_name("planted.py"))
    command = [sys.executable, script, *order, "--evalsets", str(args.evalsets), "--folder", str(args.folder)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def measured(args: argparse.Namespace) -> Iterator[dict]:
    """All results: what the file holds, and then what is measured now and added to it."""
    held = [json.loads(line) for line in args.out.read_text().splitlines()] if args.out.exists() else []
    yield from held
    done = {(each["program"], each["seed"]) for each in held}
    for seed in args.seeds:
        lacking = [name for name in args.programs if (name, seed) not in done]
        if lacking:
            _planted(args, "prepare", args.corpus, "--seed", str(seed))
        for name in lacking:
            result = {**run(name, args, seed), "machine": machine()}
            with args.out.open("a") as out:
                out.write(json.dumps(result) + "\n")
            print(f"seed {seed}  {name}  {result['wall_s']:.1f} s", file=sys.stderr, flush=True)
            yield result


def rows(results: list[dict]) -> Iterator[list[str]]:
    """A line for each program: the time of the first seed, the mean of the scores of all."""
    columns = list(dict.fromkeys(name for each in results for name in each["scores"]))
    yield ["program", "seeds", "wall, s", "CPU, s", *columns]
    for name in PROGRAMS:
        of = [each for each in results if each["program"] == name]
        if not of:
            continue
        scores = [[each["scores"][column] for each in of if column in each["scores"]] for column in columns]
        means = [f"{statistics.fmean(values):.3f}" if values else "-" for values in scores]
        yield [name, str(len(of)), f"{of[0]['wall_s']:.1f}", f"{of[0]['cpu_s']:.1f}", *means]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="encoded with --min-count 1")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--folder", type=Path, required=True, metavar="DIR", help="an existing one, for text and vectors"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a JSON line for each run")
    parser.add_argument("--programs", nargs="+", default=list(PROGRAMS), choices=PROGRAMS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--ngrams", type=int, nargs=2, default=(3, 6))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fasttext", default=sys.executable, metavar="PYTHON", help="one that has fasttext-community")
    parser.add_argument("--glove", type=Path, metavar="DIR", help="where the four commands of GloVe are")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    try:
        results = list(measured(args))
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        sys.exit(f"families: {error}")
    header, *lines = rows(results)
    emit({"results": results}, as_json=args.json, text=table(header, lines))


if __name__ == "__main__":
    main()
