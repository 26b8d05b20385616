"""Show what Firth does, with nothing but the installed package.

Part 1 trains many times on the twelve words of a textbook and counts the
answers, because one run on such a small corpus proves nothing. Part 2 trains on
real text that every machine has: the English prose in Python's own standard
library.
"""

import argparse
import dataclasses
from importlib.util import find_spec
from typing import Any

import numpy as np

from firth.cli import streams
from firth.cli.setting_options import whole_number
from firth.cli.tables import share, table
from firth.errors import ArgumentError, MissingExtraError
from firth.progress.bar import bar

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth demo
  firth demo --runs 2000 --part textbook
  firth demo --part library --save library.safetensors
  firth demo --part textbook --html demo.html
"""

TEXTBOOK_NOTE = """\
CBOW's similarities are strong and steady, but its analogy is drawn to 城堡, which
occurs next to both rulers. Skip-gram finds 女王 more often, but not reliably. The
reason is the textbook's loop, which moves the output row by an input row that has
just moved. With one gradient per pair (third column) nearly every run answers
女王. Firth's defaults learn nothing here: after twenty passes over twelve words,
at a learning rate meant for millions, the vectors are still close to their random
start, so the four possible answers are about equally frequent."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth demo``."""
    parser.epilog = EPILOG
    parser.add_argument("--part", choices=("textbook", "library"), help="only this part")
    parser.add_argument(
        "--runs", type=whole_number(1), default=400, metavar="N", help="trainings on the textbook's corpus [400]"
    )
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="N", help="start of all randomness [1]")
    parser.add_argument("--save", metavar="MODEL", help="save the vectors of part 2 in this file")
    parser.add_argument(
        "--html",
        metavar="FILE",
        help="write a page that shows skip-gram and CBOW of part 1 side by side, those of the first seed, and the "
        "answers with all seeds",
    )
    parser.add_argument("--json", action="store_true", help="print the results as one JSON document")


def run(args: argparse.Namespace) -> int:
    """Run the parts that were asked for."""
    _check_targets(args)
    document: dict[str, Any] = {}
    if args.part != "library":
        document["textbook"] = _textbook(args)
    if args.part != "textbook":
        document["library"] = _library(args)
    if args.json:
        streams.write_json(document)
    return 0


def _check_targets(args: argparse.Namespace) -> None:
    from firth.cli.evaluation_options import check_outputs  # noqa: PLC0415 - as in `_textbook`
    from firth.formats import check_target  # noqa: PLC0415 - the same

    if args.save is not None:
        if args.part == "textbook":
            raise ArgumentError(
                "save", args.save, "keeps the vectors of part 2, which does not run; leave out --part textbook"
            )
        check_target(args.save)
    if args.html is not None:
        if args.part == "library":
            raise ArgumentError("html", args.html, "shows part 1, which does not run; leave out --part library")
        check_outputs({"html": args.html}, [])
        if find_spec("sklearn") is None:
            raise MissingExtraError("scikit-learn", "explore", "A page")


def _textbook(args: argparse.Namespace) -> dict[str, Any]:
    from firth.studies.demo.textbook import PAIR, QUESTION, SENTENCE, study  # noqa: PLC0415 - --help need not
    from firth.studies.demo.textbook_runs import RUNS  # noqa: PLC0415 - wait for the compiler

    if not args.json:
        streams.write(f"1. A textbook's corpus, {args.runs} trainings each\n\n   {' '.join(SENTENCE)}\n")
    reports = {name: study(train, range(args.seed, args.seed + args.runs)) for name, train in RUNS.items()}
    if args.html:
        _write_page(args, reports)
    if args.json:
        return {name: dataclasses.asdict(report) for name, report in reports.items()}
    words = [answer.word for answer in next(iter(reports.values())).answers]
    rows = [(f"{QUESTION[0]} : {QUESTION[1]} :: {QUESTION[2]} : ?", *reports)]
    for word in words:
        shares = ({answer.word: answer.share for answer in report.answers}[word] for report in reports.values())
        rows.append((f"   {word}", *map(share, shares)))
    pairs = (f"{report.pair.mean:.2f} ± {report.pair.deviation:.2f}" for report in reports.values())
    rows.append((f"cos({PAIR[0]}, {PAIR[1]})", *pairs))
    rows += _neighbour_rows(list(reports.values()))
    streams.write(table(rows, right=range(1, len(reports) + 1)) + f"\n\n{TEXTBOOK_NOTE}\n")
    if args.html:
        streams.write(f"   a page of skip-gram and CBOW is in {args.html}\n")
    return {}


def _write_page(args: argparse.Namespace, reports: dict[str, Any]) -> None:
    """The models of the first seed, and among their facts the shares of all seeds."""
    from firth.recipes.explore import explore  # noqa: PLC0415 - as in `_textbook`
    from firth.studies.demo.textbook import QUESTION, SENTENCE, WORDS  # noqa: PLC0415 - the same
    from firth.studies.demo.textbook_runs import RUNS  # noqa: PLC0415 - the same
    from firth.vectors.word_vectors import WordVectors  # noqa: PLC0415 - the same

    counts = np.array([SENTENCE.count(word) for word in WORDS])
    models = {}
    for name in ("skip-gram", "CBOW"):
        answers = ", ".join(f"{word} {share(part)}" for word, part in reports[name].answers)
        info = {"{} : {} :: {} : ?".format(*QUESTION): f"{answers} ({args.runs} trainings)"}
        models[name] = WordVectors(WORDS, RUNS[name](args.seed), counts=counts, info=info)
    explore(models, html=args.html, projection="pca")


def _neighbour_rows(reports: list[Any]) -> list[tuple[str, ...]]:
    """The three nearest words of each asked one, with their mean cosines."""
    from firth.studies.demo.textbook import ASKED  # noqa: PLC0415 - as in `_textbook`

    rows = []
    for number, word in enumerate(ASKED):
        nearest = [report.neighbours[number][:3] for report in reports]
        for rank in range(3):
            cells = (f"{found[rank].word} {found[rank].cosine.mean:.2f}" for found in nearest)
            rows.append((f"near {word}" if rank == 0 else "", *cells))
    return rows


def _library(args: argparse.Namespace) -> dict[str, Any]:
    from firth.studies.demo.stdlib_runs import ask, learn  # noqa: PLC0415 - as in `_textbook`

    if not args.json:
        streams.write("2. The English prose in Python's standard library\n")
    with bar(disable=True if args.json else None) as show:
        vectors = learn(seed=args.seed, on_progress=show)
    report = ask(vectors)
    if args.save:
        vectors.save(args.save)
    if args.json:
        return {"info": dict(vectors.info), **dataclasses.asdict(report), "right": report.right}
    corpus, training = vectors.info["corpus"], vectors.info["training"]
    streams.write(
        f"   {corpus['tokens_read']:,} words, {len(vectors):,} different ones kept; trained in "
        f"{training['seconds']:.1f} s ({training['words_per_second']:,.0f} words/s)\n"
    )
    rows: list[tuple[str, ...]] = [
        ("near", ""),
        *((word, ", ".join(found for found, _ in answers)) for word, answers in report.neighbours),
    ]
    streams.write(table(rows) + "\n")
    rows = [("A is to B", "as C is to", "answer", "expected")]
    for probe, answers in report.analogies:
        hit = "" if answers[0][0] == probe.expected else "missed"
        rows.append((f"{probe.a} : {probe.b}", probe.c, answers[0][0], f"{probe.expected} {hit}"))
    streams.write(table(rows) + f"\n\n   {report.right} of {len(report.analogies)} as expected")
    if args.save:
        streams.write(f"   saved in {args.save}: try `firth similar {args.save} thread`")
    return {}
