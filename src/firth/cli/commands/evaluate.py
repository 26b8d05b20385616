"""How good vectors are on sets of questions, and how sure that is.

SET is a file of analogies or of similarities, in any of the usual formats, which
is recognised by its content, or a folder of pairs. Each score comes with a 95 %
interval, and with how many of the questions could be asked.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from firth.cli import streams
from firth.cli.evaluation_options import add_asking_options, check_outputs, protocols_of, write_csv
from firth.cli.model_files import load_model
from firth.cli.tables import number, table
from firth.errors import counted
from firth.evaluation.findings import Coverage, Score
from firth.evaluation.judge import evaluate
from firth.evaluation.report import Report

__all__ = ["add_arguments", "run"]

SHOWN = 3  # missing words

EPILOG = """\
examples:
  firth evaluate vectors.safetensors
  firth evaluate vectors.safetensors questions-words.txt wordsim353.tsv
  firth evaluate vectors.bin questions-words.txt --candidates 30000 --candidates all --sections
  firth evaluate vectors.safetensors BATS_3.0 --solver 3CosAdd --solver 3CosMul --csv scores.csv
  firth evaluate vectors.safetensors --html scores.html

how to read it:
  asked     questions whose words are all among the candidates; the others are skipped
  95 %      the interval of the score: other pairs of the same relations would give a score within it.
            `firth compare` tells whether two models differ
  protocol  the same model has other scores with other candidates, so compare only what was asked alike
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth evaluate``."""
    parser.epilog = EPILOG
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument(
        "sets",
        metavar="SET",
        nargs="*",
        help="a file or folder of questions, or english, chinese, outliers_english, outliers_chinese, which come with "
        "Firth; without any, those in the language of the model",
    )
    add_asking_options(parser)
    parser.add_argument(
        "--compose",
        action="store_true",
        help="ask similarity and outliers also of words that the model does not hold, composed of their n-grams",
    )
    parser.add_argument("--sections", action="store_true", help="also show the scores of each section")
    parser.add_argument("--csv", metavar="FILE", help="also write all scores to a CSV file")
    parser.add_argument("--html", metavar="FILE", help="also write a page with figures, for any browser, in one file")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--json", action="store_true", help="print all scores as one JSON document")


def run(args: argparse.Namespace) -> int:
    """Ask, and print the scores; 1 where nothing could be asked."""
    check_outputs({"csv": args.csv, "html": args.html}, [args.model, *args.sets])
    report = _asked(args)
    if args.csv is not None:  # files first: whoever reads the output may close it
        write_csv(args.csv, [{"model": report.model, **row} for row in report.as_dict()["scores"]])
    if args.html is not None:
        report.save_html(args.html)
    if args.json:
        streams.write_json(report.as_dict())
    else:
        streams.write("\n".join(_lines(report, sections=args.sections)))
    for skipped in report.skipped:
        more = " ..." if skipped.lines > 1 else ""
        lines = counted(skipped.lines, "line")
        streams.say(f"note: {lines} of {skipped.set} could not be used: {skipped.first}{more}")
    for note in report.notes:
        streams.say(f"note: {note}")
    return 0 if any(score.asked for score in report.scores) else 1


def _asked(args: argparse.Namespace) -> Report:
    from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use

    vectors = load_model(args)
    with bar(disable=True if args.quiet else None) as show:
        return evaluate(
            vectors.composing() if args.compose else vectors,
            args.sets or None,
            solvers=args.solvers or ["3CosAdd"],
            protocols=protocols_of(args),
            strict=args.strict,
            name=Path(args.model).name,
            progress=show,
        )


def _table(scores: Sequence[Score]) -> str:
    rows = [("set", "measure", "protocol", "score", "95 %", "asked", "people")]
    rows += [
        (s.set, s.measure, s.protocol, number(s.value), _interval(s), f"{s.asked:,} of {s.of:,}", number(s.ceiling))
        for s in scores
    ]
    if not any(score.ceiling is not None for score in scores):
        rows = [row[:-1] for row in rows]  # type: ignore[misc]
    return table(rows, right=(3, 4, 5, 6))


def _lines(report: Report, *, sections: bool) -> Iterator[str]:
    yield _table(report.totals())
    missing = [each for each in report.coverage if each.missing]
    if missing:
        rows = [(each.set, each.protocol, f"{each.missing:,} of {each.words:,}", _examples(each)) for each in missing]
        yield "\n" + table([("set", "candidates", "words missing", "such as"), *rows], right=(2,))
    if sections:
        for heading in dict.fromkeys((score.set, score.measure, score.protocol) for score in report.scores):
            scores = [score for score in report.scores if (score.set, score.measure, score.protocol) == heading]
            if len(scores) > 1:
                yield f"\n{', '.join(heading)}\n{_sections(scores)}"


def _examples(coverage: Coverage) -> str:
    return ", ".join(word for word, _ in coverage.commonest[:SHOWN])


def _sections(scores: Sequence[Score]) -> str:
    rows = [("", "kind", "score", "95 %", "asked")]
    rows += [(s.section, s.kind, number(s.value), _interval(s), f"{s.asked:,} of {s.of:,}") for s in scores]
    return table(rows, right=(2, 3, 4))


def _interval(score: Score) -> str:
    return "" if number(score.low) == "-" else f"{score.low:.3f} to {score.high:.3f}"
