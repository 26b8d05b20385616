"""Joining words to phrases, beside word2phrase and gensim: whole processes, text to text, in turn.

`firth phrases` scores as word2phrase does, so the threshold means the same for both; gensim multiplies by the number of
distinct words and pairs in the place of tokens, so its threshold is its own, and its default. It reads with
`LineSentence`, which cuts lines at 10,000 words, counts with `Phrases`, and joins with `FrozenPhrases`, its fast one.
word2phrase and gensim use one core; Firth as many threads as --workers says. The words in each output tell how many
times two were joined.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from processes import measure
from report import emit, machine, table

_BLOCK_BYTES = 1 << 20


def commands(args: argparse.Namespace) -> dict[str, Callable[[str], list[str]]]:
    """For each program the command that writes to a path."""
    least, threshold = str(args.min_count), str(args.threshold)
    firth = [sys.executable, "-m", "firth", "phrases", args.text, "--min-count", least, "--quiet"]
    firth += ["--phrase-threshold", threshold, "--workers", str(args.workers)]
    found = {"firth": lambda output: [*firth, "-o", output]}
    if args.word2phrase:
        options = ["-min-count", least, "-threshold", threshold, "-debug", "0"]
        found["word2phrase"] = lambda output: [args.word2phrase, "-train", args.text, "-output", output, *options]
    if args.gensim:
        gensim = [args.gensim, __file__, args.text, "--min-count", least]
        found["gensim"] = lambda output: [*gensim, "--gensim-threshold", str(args.gensim_threshold), "--inside", output]
    return found


def join_by_gensim(args: argparse.Namespace) -> None:
    """The process that is measured as gensim's."""
    from gensim.models.phrases import Phrases  # noqa: PLC0415 (only that process needs it)
    from gensim.models.word2vec import LineSentence  # noqa: PLC0415

    sentences = LineSentence(args.text)
    phrases = Phrases(sentences, min_count=args.min_count, threshold=args.gensim_threshold).freeze()
    with Path(args.inside).open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(" ".join(phrases[sentence]) + "\n" for sentence in sentences)


def measured_runs(args: argparse.Namespace) -> list[dict]:
    """All runs, programs in turn, after one of each on the head of the text, which compiles and finds mistakes."""
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        head = Path(folder, "head")
        with Path(args.text).open("rb") as source:
            head.write_bytes(source.read(_BLOCK_BYTES).rpartition(b" ")[0] + b"\n")
        small = argparse.Namespace(**{**vars(args), "text": str(head)})
        for name, command in commands(small).items():
            measure_there(name, command, Path(folder))
        tokens = words_in(Path(args.text))
        return [
            {**measure_there(name, command, Path(folder)), "tokens": tokens}
            for _ in range(args.runs)
            for name, command in commands(args).items()
        ]


def measure_there(name: str, command: Callable[[str], list[str]], folder: Path) -> dict:
    """One process of a program, measured; its output is counted and removed."""
    output, log = folder / "joined.txt", folder / "log"
    measured = measure(command(str(output)), log)
    if measured.status or not output.exists():
        printed = log.read_text(encoding="utf-8", errors="replace")
        raise ValueError(f"{name} failed with exit status {measured.status}:\n{printed[-1500:]}")
    words = words_in(output)
    output.unlink()
    return {
        "program": name,
        "wall_s": measured.wall_s,
        "cpu_s": measured.cpu_s,
        "peak_rss_mb": measured.peak_rss_mb,
        "peak_anon_mb": measured.peak_anon_mb,
        "words_written": words,
    }


def words_in(path: Path) -> int:
    """The number of words, counted in little memory, for this process must stay small."""
    number, inside = 0, False
    with path.open("rb") as source:
        while block := source.read(_BLOCK_BYTES):
            number += len(block.split()) - (inside and not block[:1].isspace())
            inside = not block[-1:].isspace()
    return number


def rows(runs: Sequence[dict]) -> Iterator[list[str]]:
    """Median and range of each program; Firth's is the first."""
    ours = None
    for name in dict.fromkeys(run["program"] for run in runs):
        of = [run for run in runs if run["program"] == name]
        wall = [run["wall_s"] for run in of]
        median = statistics.median(wall)
        ours = ours or median
        anonymous = [run["peak_anon_mb"] for run in of if run["peak_anon_mb"] is not None]
        yield [
            name,
            f"{median:.1f}",
            f"{min(wall):.1f}-{max(wall):.1f}",
            f"{median / ours:.1f}",
            f"{statistics.median(run['cpu_s'] for run in of):.1f}",
            f"{max(anonymous):.0f}" if anonymous else "-",
            f"{of[0]['tokens'] - of[0]['words_written']:,}",
        ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT", help="UTF-8, words separated by spaces")
    parser.add_argument("--word2phrase", metavar="BINARY", help="leave it out, and it is not run")
    parser.add_argument("--gensim", metavar="PYTHON", help="a Python that has gensim; the same")
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--threshold", type=float, default=100.0)
    parser.add_argument("--gensim-threshold", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    if args.inside:
        join_by_gensim(args)
        return
    try:
        runs = measured_runs(args)
    except (OSError, ValueError) as error:
        sys.exit(f"phrases: {error}")
    header = ["program", "wall s", "min-max", "times Firth's", "CPU s", "anon. MB", "joined"]
    emit({"machine": machine(), "runs": runs}, as_json=args.json, text=table(header, rows(runs)))


if __name__ == "__main__":
    main()
