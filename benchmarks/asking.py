"""Questions to vectors: Firth and gensim, beside the bare matrix product that each question contains.

The vectors are random, as many and as wide as one likes. Each program answers in a process of its own, in which its
questions and NumPy's product of the same numbers take turns; the median counts, also of the ratio. Then whole models:
how long ``firth.load`` and ``firth similar`` (a new process each time) take, with the file in the page cache.

With ``--model`` and ``--questions``, a set of analogies is evaluated among all words of a model, beside a blocked
product of as many rows as there are questions with all its vectors.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from processes import measure
from report import emit, machine, table

BLOCK = 1024  # rows and columns of the blocked product
ONE_BY_ONE = 50  # of the many questions, by a program that answers them so
SLOW = 10  # seconds: what takes longer is run once
PARTS = ("product_s", "asked_s")

Work = Callable[[], object]
Tasks = dict[str, tuple[Work, Work, float]]
"""A name to the question, the bare product, and how many such questions make the task."""


def measure_here(program: str, folder: Path, many: int, runs: int) -> list[dict]:
    """The median times of each task and of its bare product, which take turns."""
    found = []
    tasks = {"firth": tasks_of_firth, "gensim": tasks_of_gensim}[program](folder, many)
    for name, (ask, bare, times) in tasks.items():
        first = clock(ask)  # loads what is loaded once
        clocked = [(clock(bare), times * clock(ask)) for _ in range(1 if first > SLOW else runs)]
        product, asked = (statistics.median(column) for column in zip(*clocked, strict=True))
        ratio = statistics.median(asked / product for product, asked in clocked)
        found.append({"task": name, "product_s": product, "asked_s": asked, "ratio": ratio})
    return found


def clock(work: Work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def tasks_of_firth(folder: Path, many: int) -> Tasks:
    import firth  # noqa: PLC0415 (in gensim's environment there is none)

    vectors = firth.load(folder / "random.safetensors")
    words, (one, together) = list(vectors.words[:many]), products(vectors.vectors, many)
    triples = list(zip(words, words[1:] + words[:1], words[2:] + words[:2], strict=True))
    tasks: Tasks = {
        "a word, lengths not measured": (lambda: vectors.view("input").most_similar(words[5]), one, 1),
        "a word": (lambda: vectors.most_similar(words[5]), one, 1),
        "a word, centered": (lambda: vectors.most_similar(words[5], center=True), one, 1),
        "an analogy": (lambda: vectors.analogy(*triples[5]), one, 1),
        "many words": (lambda: vectors.most_similar_many(words), together, 1),
        "many words, centered": (lambda: vectors.most_similar_many(words, center=True), together, 1),
        "many analogies": (lambda: vectors.analogy_many(triples), together, 1),
    }
    if (folder / "questions.txt").exists():
        model, everything = firth.load(folder / "model.safetensors"), firth.Protocol(candidates=None)
        evaluate = lambda: firth.evaluate(model, [folder / "questions.txt"], protocols=[everything])  # noqa: E731
        tasks["evaluation"] = (evaluate, blocked(model.vectors, folder), 1)
        for solver in ("3CosMul", "PairDirection", "3CosAvg", "LRCos"):
            evaluate = partial(
                firth.evaluate, model, [folder / "questions.txt"], solvers=[solver], protocols=[everything]
            )
            tasks[f"evaluation, {solver}"] = (evaluate, blocked(model.vectors, folder), 1)
    return tasks


def tasks_of_gensim(folder: Path, many: int) -> Tasks:
    import numpy as np  # noqa: PLC0415 (the measuring process must stay small; only its children import)
    from gensim.models import KeyedVectors  # noqa: PLC0415

    matrix = np.load(folder / "random.npy")
    vectors = KeyedVectors(matrix.shape[1])
    vectors.add_vectors([f"w{row}" for row in range(len(matrix))], matrix)
    one, together = products(vectors.vectors, many)
    some = [f"w{row}" for row in range(min(many, ONE_BY_ONE))]
    tasks: Tasks = {
        "a word": (lambda: vectors.most_similar("w5"), one, 1),
        "an analogy": (lambda: vectors.most_similar(positive=["w6", "w7"], negative=["w5"]), one, 1),
        "many words": (lambda: [vectors.most_similar(word) for word in some], together, many / len(some)),
    }
    if (folder / "questions.txt").exists():
        model, path = (
            KeyedVectors.load_word2vec_format(folder / "model.bin", binary=True),
            str(folder / "questions.txt"),
        )
        evaluate = lambda: model.evaluate_word_analogies(path, restrict_vocab=len(model))  # noqa: E731
        tasks["evaluation"] = (evaluate, blocked(model.vectors, folder), 1)
    return tasks


def products(matrix: Any, many: int) -> tuple[Work, Work]:
    """The bare products of one question and of many."""
    queries = matrix[:many].copy()
    return lambda: matrix @ queries[0], lambda: queries @ matrix.T


def blocked(matrix: Any, folder: Path) -> Work:
    """The product of as many queries as there are questions with all rows, a block at a time."""
    import numpy as np  # noqa: PLC0415

    lines = (folder / "questions.txt").read_text(encoding="utf-8").splitlines()
    queries = np.resize(matrix, (sum(not line.startswith(":") for line in lines), matrix.shape[1]))

    def multiply() -> None:
        for first in range(0, len(queries), BLOCK):
            for row in range(0, len(matrix), BLOCK):
                queries[first : first + BLOCK] @ matrix[row : row + BLOCK].T

    return multiply


def write_random(folder: Path, name: str, words: int, width: int, *, plain: bool) -> Path:
    """A model of random vectors; and the matrix alone, if it is wanted."""
    import numpy as np  # noqa: PLC0415

    import firth  # noqa: PLC0415

    matrix = np.random.default_rng(1).standard_normal((words, width), dtype=np.float32)
    firth.WordVectors([f"w{row}" for row in range(words)], matrix).save(folder / f"{name}.safetensors")
    if plain:
        np.save(folder / f"{name}.npy", matrix)
    return folder / f"{name}.safetensors"


def whole(path: Path, runs: int) -> list[dict]:
    """Opening a model, and one question on the command line, as the median of some runs."""
    import firth  # noqa: PLC0415

    opened = [clock(lambda: firth.load(path)) for _ in range(runs)]
    command = [sys.executable, "-m", "firth", "similar", str(path), "w5"]
    asked = [measure(command, path.with_suffix(".log")) for _ in range(runs + 1)][1:]
    return [
        {"task": "firth.load", "seconds": statistics.median(opened)},
        {"task": "firth similar", "seconds": statistics.median(run.wall_s for run in asked)},
    ]


def compare(args: argparse.Namespace, folder: Path) -> dict:
    """All figures."""
    write_random(folder, "random", args.words, args.dimensions, plain=True)
    if args.questions:
        import firth  # noqa: PLC0415

        model = firth.load(args.model)
        model.save(folder / "model.safetensors")
        model.save(folder / "model.bin")
        (folder / "questions.txt").write_bytes(args.questions.read_bytes())
    programs = {"firth": sys.executable} | ({"gensim": args.gensim_python} if args.gensim_python else {})
    answers = {name: measure_there(args, python, name, folder) for name, python in programs.items()}
    large = write_random(folder, "large", args.large, args.dimensions, plain=False)
    return {"machine": machine(), "answers": answers, "whole": whole(large, args.runs)}


def measure_there(args: argparse.Namespace, python: str, program: str, folder: Path) -> list[dict]:
    command = [python, __file__, "--inside", program, str(folder), "--many", str(args.many), "--runs", str(args.runs)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise ValueError(f"{program} failed:\n{ended.stderr[-1500:]}")
    return json.loads(ended.stdout.splitlines()[-1])


def as_text(document: dict) -> str:
    rows = [
        [task["task"], program, *(f"{1000 * task[part]:,.1f}" for part in PARTS), f"{task['ratio']:.2f}"]
        for program, tasks in document["answers"].items()
        for task in tasks
    ]
    opened = [[task["task"], f"{1000 * task['seconds']:,.1f}"] for task in document["whole"]]
    first = table(["question", "program", "product, ms", "asked, ms", "ratio"], rows)
    return f"{first}\n\n{table(['large model', 'ms'], opened)}"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=400_000, help="of the model that is asked [default 400,000]")
    parser.add_argument("--dimensions", type=int, default=300)
    parser.add_argument("--many", type=int, default=1000, help="questions asked together [default 1,000]")
    parser.add_argument("--large", type=int, default=1_900_000, help="words of the model that is opened")
    parser.add_argument("--model", type=Path, help="a trained model, for --questions")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="analogies, as in questions-words.txt")
    parser.add_argument("--gensim-python", metavar="PYTHON", help="a Python that has gensim")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args(given)


def main() -> None:
    args = arguments()
    if args.inside:
        print(json.dumps(measure_here(args.inside[0], Path(args.inside[1]), args.many, args.runs)))
        return
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        try:
            document = compare(args, Path(folder))
        except (OSError, ValueError) as error:
            sys.exit(f"asking: {error}")
    emit(document, as_json=args.json, text=as_text(document))


if __name__ == "__main__":
    main()
