"""Compare a skip-gram model with the matrix that its objective factorises.

TEXT is the whole text that MODEL was trained on. The pairs that training
samples are counted, and each inner product of an input and an output row is
compared with its value at the optimum: the pointwise mutual information minus
log k for negative sampling, the logarithm of the conditional probability for
full softmax.
"""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from firth.cli import streams
from firth.cli.setting_options import given_settings, memory_size, whole_number
from firth.cli.tables import share, table
from firth.cli.text_options import add_reading_of_model, named, opened
from firth.config import MEMORY_LIMIT, ReadConfig
from firth.errors import counted
from firth.vectors.word_vectors import load

if TYPE_CHECKING:
    from firth.studies.audit.fit import Fit
    from firth.studies.audit.report import AuditReport, Part

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth audit vectors.safetensors corpus.txt
  firth audit vectors.safetensors corpus.txt --figure audit.png --json > audit.json

how to read it:
  r, slope, intercept  of the model's inner product on its value at the optimum; a model at the optimum has
                       r 1, slope 1, intercept 0
  rmse, mean, sd       of the residual, inner product minus value at the optimum, in nats
  rank                 of the rarer word of the pair; 1 is the most frequent word of the text
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth audit``."""
    parser.epilog = EPILOG
    parser.add_argument("model", metavar="MODEL", help="a skip-gram model, a .safetensors file from `firth train`")
    parser.add_argument("texts", metavar="TEXT", nargs="+", help="the text it was trained on; - is standard input")
    parser.add_argument(
        "--passes",
        type=whole_number(1),
        default=5,
        metavar="N",
        help="epochs whose windows and discards are repeated and counted [default 5]",
    )
    parser.add_argument(
        "--min-pair-count",
        type=whole_number(1),
        default=20,
        metavar="N",
        help="compare only pairs counted at least this often, over all passes [default 20]",
    )
    parser.add_argument(
        "--memory-limit",
        type=memory_size,
        default=MEMORY_LIMIT,
        metavar="SIZE",
        help="memory for the counting, such as 2GB [default 1GB]",
    )
    parser.add_argument("--figure", metavar="FILE.png", help="draw the comparison; needs Matplotlib: firth[figures]")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON document")
    add_reading_of_model(parser)


def run(args: argparse.Namespace) -> int:
    """Audit a model, and print the report."""
    reading = given_settings(args, ReadConfig)
    reading.pop("memory_limit", None)  # which is that of the counting here
    files = opened(args.texts)
    vectors = load(args.model)
    from firth.figures import check_figure  # noqa: PLC0415 - --help need not load the compiler
    from firth.progress.bar import bar  # noqa: PLC0415 - the same
    from firth.recipes.audit import audit  # noqa: PLC0415 - the same
    from firth.studies.audit.audit import audited_config  # noqa: PLC0415 - the same
    from firth.studies.audit.figure import draw  # noqa: PLC0415 - the same

    audited_config(vectors)  # a model that cannot be audited, or a picture that cannot be drawn, is found first
    if args.figure is not None:
        check_figure(args.figure)
    with bar() as show:
        report = audit(
            vectors,
            files=files,
            passes=args.passes,
            min_pair_count=args.min_pair_count,
            memory_limit=args.memory_limit,
            progress=show,
            **reading,
        )
    if args.figure is not None:
        draw(report, args.figure)
    if args.json:
        streams.write_json({"model": args.model, "texts": named(args.texts), "figure": args.figure, **report.as_dict()})
    else:
        streams.write(_text(report))
    return 0


def _text(report: "AuditReport") -> str:
    parts = (report.whole, *report.bands)
    return "\n\n".join(
        (
            table(_facts(report)),
            "each pair once\n" + _fits([(part, part.plain) for part in parts]),
            "each pair as often as it was counted\n" + _fits([(part, part.weighted) for part in parts]),
            "\n".join(f"note: {note}" for note in report.notes),
        )
    ).rstrip()


def _facts(report: "AuditReport") -> Iterator[tuple[str, str]]:
    collisions = {"skip": ", collisions skipped", "train": ", collisions trained"}.get(
        report.noise_collisions or "", ""
    )
    yield "objective", report.objective.replace("_", " ") + collisions
    yield "model", f"{counted(report.words, 'word')}, {counted(report.dimensions, 'dimension')}"
    passes = "1 pass" if report.passes == 1 else f"{report.passes:,} passes"
    yield "pairs", f"{report.distinct_pairs:,} distinct, {report.pair_tokens:,} in {passes}"
    of_all = share(report.whole.token_share)
    often = counted(report.min_pair_count, "time")
    yield "compared", f"{report.whole.pairs:,} counted at least {often}, {of_all} of all"
    if report.left_out:
        yield "left out", f"{report.left_out:,} counted as often, of words that have no other such pair"


def _fits(rows: "list[tuple[Part, Fit]]") -> str:
    heading = ("rank", "pairs", "of all", "r", "slope", "intercept", "rmse", "mean", "sd")
    lines = [
        (
            part.ranks if place else "all",
            f"{part.pairs:,}",
            share(part.token_share),
            *map(
                _number,
                (fit.correlation, fit.slope, fit.intercept, fit.rmse, fit.residual_mean, fit.residual_deviation),
            ),
        )
        for place, (part, fit) in enumerate(rows)
    ]
    return table([heading, *lines], right=range(1, len(heading)))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:z.3f}"
