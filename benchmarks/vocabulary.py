"""Counting a text's words, beside gensim's ``build_vocab``.

Each measurement is a process of its own, pinned to two cores where the system can do that, Firth and gensim in turn;
the median counts. The clock runs for ``firth.encode`` (which also numbers every token) and for ``build_vocab`` (which
does not, but makes vectors; of one dimension here, so that they cost nothing), libraries loaded and kernels compiled.
The text is read from a file (for gensim ``corpus_file``), and as lists of words that are made before the clock starts.

Whether both find the same words equally often is looked at in every round.
"""

import argparse
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from processes import measure
from report import cores, emit, machine, table

_FORMS = ("file", "lists")
_PROGRAMS = ("firth", "gensim")
_CORES = 2

Counts = Iterable[tuple[str, int]]


def measure_here(args: argparse.Namespace) -> None:
    """Count in this process, pinned; print the figures as JSON and write the counts to a file."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores()[:_CORES])
    count = {"firth": by_firth, "gensim": by_gensim}[args.inside](args)
    computed, started = os.times()[:4], time.perf_counter()
    counts = count()
    seconds = time.perf_counter() - started
    result = {"seconds": seconds, "cpu_s": sum(os.times()[:4]) - sum(computed)}
    lines = sorted(f"{word} {number}\n" for word, number in counts())
    Path(args.counts).write_text("".join(lines), encoding="utf-8", newline="\n")
    print(json.dumps({**result, "words": len(lines)}))


def by_firth(args: argparse.Namespace) -> Callable[[], Callable[[], Counts]]:
    """What counts, and then gives the counts."""
    import io  # noqa: PLC0415 (the measuring process must stay small; only its children import)

    import firth  # noqa: PLC0415 (in gensim's environment there is none)

    firth.encode([["to", "be"], ["or", "not"]], min_count=1)  # compiles, and loads what it takes
    firth.encode(io.BytesIO(b"to be or not to be\n"), min_count=1)  # what files take besides
    text = args.text if args.form == "file" else token_lists(args.text)

    def count() -> Callable[[], Counts]:
        words = firth.encode(text, min_count=args.min_count, workers=_CORES).vocabulary
        return lambda: zip(words.words, words.counts.tolist(), strict=True)

    return count


def by_gensim(args: argparse.Namespace) -> Callable[[], Callable[[], Counts]]:
    """The same by gensim."""
    from gensim.models import Word2Vec  # noqa: PLC0415 (in Firth's environment there need not be one)

    model = Word2Vec(min_count=args.min_count, workers=_CORES, vector_size=1)
    text = {"corpus_file": args.text} if args.form == "file" else {"corpus_iterable": token_lists(args.text)}

    def count() -> Callable[[], Counts]:
        model.build_vocab(**text)
        return lambda: ((word, model.wv.get_vecattr(word, "count")) for word in model.wv.index_to_key)

    return count


def token_lists(text: str) -> list[list[str]]:
    """The lines of a text as lists of words."""
    with Path(text).open(encoding="utf-8", newline="\n") as lines:
        return [line.split() for line in lines]


def measure_there(args: argparse.Namespace, program: str, form: str, counts: Path) -> dict:
    """Count in a new process and measure that."""
    python = args.gensim if program == "gensim" else sys.executable
    command = [python, __file__, args.text, "--gensim", args.gensim, "--min-count", str(args.min_count)]
    log = counts.with_suffix(".log")
    measured = measure([*command, "--inside", program, "--form", form, "--counts", str(counts)], log)
    printed = log.read_text(encoding="utf-8", errors="replace")
    if measured.status:
        raise ValueError(f"{program}, from {form}, failed:\n{printed[-1500:]}")
    return {
        "program": program,
        "form": form,
        **json.loads(printed.splitlines()[-1]),
        "peak_rss_mb": measured.peak_rss_mb,
        "peak_anon_mb": measured.peak_anon_mb,
    }


def difference(ours: Path, theirs: Path) -> str | None:
    """The first place where two files of counts differ, None if there is none."""
    with ours.open(encoding="utf-8", newline="\n") as first, theirs.open(encoding="utf-8", newline="\n") as second:
        pairs = itertools.zip_longest(first, second, fillvalue="nothing")
        return next((f"{one.strip()!r}, gensim {other.strip()!r}" for one, other in pairs if one != other), None)


def compare(args: argparse.Namespace) -> tuple[list[dict], list[str]]:
    """All runs, and the differences found."""
    runs, differences = [], []
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        for _, form in itertools.product(range(args.runs), _FORMS):
            counts = [Path(folder, program) for program in _PROGRAMS]
            runs += [measure_there(args, program, form, to) for program, to in zip(_PROGRAMS, counts, strict=True)]
            if found := difference(*counts):
                differences.append(f"from {form}: Firth {found}")
    return runs, list(dict.fromkeys(differences))


def summarise(runs: Sequence[dict]) -> list[dict]:
    """For each form the medians of both programs, and their ratio."""
    entries = []
    for form in _FORMS:
        seconds = {
            program: [run["seconds"] for run in runs if (run["program"], run["form"]) == (program, form)]
            for program in _PROGRAMS
        }
        medians = {program: statistics.median(times) for program, times in seconds.items()}
        entries.append(
            {"form": form, "seconds": seconds, "median_s": medians, "times": medians["gensim"] / medians["firth"]}
        )
    return entries


def as_text(entries: Sequence[dict], runs: Sequence[dict], differences: Sequence[str]) -> str:
    rows = []
    for entry in entries:
        spans = [
            cell
            for program in _PROGRAMS
            for cell in (
                f"{entry['median_s'][program]:.2f}",
                f"{min(entry['seconds'][program]):.2f}-{max(entry['seconds'][program]):.2f}",
            )
        ]
        rows.append([entry["form"], *spans, f"{entry['times']:.1f}"])
    header = ["from", "Firth s", "min-max", "gensim s", "min-max", "times faster"]
    same = "\n".join(differences) or f"the same {runs[0]['words']:,} words and counts"
    return f"{table(header, rows)}\n\n{same}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT", help="UTF-8, words separated by spaces")
    parser.add_argument("--gensim", metavar="PYTHON", default=sys.executable, help="a Python that has gensim")
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", choices=_PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--form", choices=_FORMS, help=argparse.SUPPRESS)
    parser.add_argument("--counts", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    if args.inside:
        measure_here(args)
        return
    try:
        runs, differences = compare(args)
    except (OSError, ValueError) as error:
        sys.exit(f"vocabulary: {error}")
    entries = summarise(runs)
    document = {"machine": machine(), "summary": entries, "differences": differences, "runs": runs}
    emit(document, as_json=args.json, text=as_text(entries, runs, differences))


if __name__ == "__main__":
    main()
