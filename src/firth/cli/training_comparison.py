"""`firth compare --train`: settings and curves from the command line, and what the trainings showed."""

import argparse
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firth.cli import streams
from firth.cli.evaluation_options import write_csv
from firth.cli.parser import Parser
from firth.cli.setting_options import GROUPS, add_settings, given_settings, whole_number
from firth.cli.signals import terminable
from firth.cli.tables import number, table
from firth.cli.text_options import say_troubles
from firth.errors import CorpusError, DamagedArchiveError, TextEncodingError, TrainingInterrupted, counted
from firth.formats.target import check_target

if TYPE_CHECKING:
    from firth.corpus.encoded_corpus import EncodedCorpus
    from firth.progress.events import Progress
    from firth.studies.claims.report import Point, TrainingComparison

__all__ = ["add_training_options", "compare_trainings"]

USUAL = "architecture=skipgram", "architecture=cbow"


def add_training_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the trainings."""
    group = parser.add_argument_group("trainings on one text, instead of models")
    group.add_argument(
        "--train",
        metavar="TEXT",
        help="train on this text, words between whitespace, or on a corpus from `firth encode`, which reads any text",
    )
    group.add_argument(
        "--setting",
        dest="settings",
        action="append",
        metavar="NAME=VALUE,...",
        help="of a training, by the names of `firth train`; may be repeated, and the first is what the others are "
        "compared with [default architecture=skipgram and architecture=cbow]",
    )
    group.add_argument(
        "--seeds", type=whole_number(1), metavar="N", help="how often each setting is trained [default 3]"
    )
    group.add_argument(
        "--curve",
        dest="curves",
        action="append",
        metavar="NAME=VALUE,...",
        help="also train each setting with these values of another, such as window=2,5,10; may be repeated",
    )
    group.add_argument("--figure", metavar="FILE.png", help="draw the curves; needs Matplotlib: firth[figures]")


def compare_trainings(args: argparse.Namespace) -> int:
    """Train, ask, and print what the trainings showed."""
    settings = [_setting(each) for each in args.settings or USUAL]
    curves = dict(_curve(each) for each in args.curves or ())
    if args.csv is not None:
        check_target(args.csv)
    with terminable() as pending:
        from firth.progress.bar import bar  # noqa: PLC0415 - --help need not wait for the compiler
        from firth.recipes.compare_training import compare_training  # noqa: PLC0415 - the same
        from firth.studies.claims.figure import check_curves, draw_curves  # noqa: PLC0415 - the same
        from firth.studies.claims.trials import jobs_for  # noqa: PLC0415 - the same

        if args.figure is not None:
            check_curves(args.figure, list(curves))
        least = min(job.config.min_count for job in jobs_for(settings, args.seeds or 3, curves))
        try:
            with bar() as show:
                heard = pending.before(show)
                report = compare_training(
                    _read(args.train, least, heard),
                    settings,
                    seeds=args.seeds or 3,
                    curves=curves,
                    sets=args.files or None,
                    progress=heard,
                )
        except TrainingInterrupted as interrupt:
            if interrupt.report is None:
                streams.say("interrupted before a training was done")
                return 128 + pending.number
            report = interrupt.report
    if args.csv is not None:
        write_csv(args.csv, report.as_dict()["points"])
    if args.figure is not None and any(point.parameter for point in report.points):
        draw_curves(report, args.figure)
    if args.json:
        streams.write_json(report.as_dict())
    else:
        streams.write("\n\n".join(_parts(report)))
    if report.done < report.meant:
        streams.say(f"interrupted: {report.done} of {report.meant} trainings were done, and this is what they show")
        return 128 + pending.number
    return 0


def _read(text: str, min_count: int, heard: "Callable[[Progress], None]") -> "EncodedCorpus":
    """The text as numbers. What it shows of itself is told before the time for training is spent."""
    from firth.recipes.encode import encode  # noqa: PLC0415 - --help need not wait for the compiler
    from firth.recipes.options import saved_corpus  # noqa: PLC0415 - the same

    try:
        corpus = saved_corpus(text) or encode(text, min_count=min_count, progress=heard)
    except (TextEncodingError, DamagedArchiveError) as error:
        options = "--errors replace"
        if isinstance(error, TextEncodingError) and not error.is_cut:
            options = f"--encoding {error.looks_like[0] if error.looks_like else 'NAME'}"
        target = f"{Path(text).stem}.firth"
        raise CorpusError(
            f"{error} Options of reading are those of `firth encode`, so begin with it: "
            f"firth encode {shlex.quote(text)} -o {shlex.quote(target)} {options}, and then --train {target}"
        ) from None
    say_troubles(corpus)
    return corpus


def _setting(text: str) -> dict[str, Any]:
    """Settings as `firth train` has them: "architecture=cbow,window=10"."""
    parser = Parser(prog="firth compare", add_help=False)
    for names in GROUPS.values():
        add_settings(parser, [name for name in names if name not in {"seed", "workers"}])
    return given_settings(parser.parse([_option(part) for part in text.split(",")]))


def _option(part: str) -> str:
    name, equals, value = part.strip().lstrip("-").partition("=")
    option = name.strip().replace("_", "-")
    if value in {"true", "yes", "false", "no"}:
        return f"--{option}" if value in {"true", "yes"} else f"--no-{option}"
    return f"--{option}{equals}{value}"


def _curve(text: str) -> tuple[str, list[Any]]:
    name, _, values = text.partition("=")
    found = [_setting(f"{name}={value}") for value in values.split(",")]
    return next(iter(found[0])), [next(iter(each.values())) for each in found]


def _parts(report: "TrainingComparison") -> Iterator[str]:
    main = [point for point in report.points if not point.parameter]
    seeds = counted(len({point.seed for point in main}), "seed")
    yield f"{counted(report.tokens, 'token')}, {counted(report.words, 'word')}; the mean of {seeds}"
    yield _table({setting: [point for point in main if point.setting == setting] for setting in report.settings})
    if report.speeds:
        yield "\n".join(report.in_words())
    curves = [point for point in report.points if point.parameter]
    for parameter, setting in dict.fromkeys((point.parameter, point.setting) for point in curves):
        columns: dict[str, list[Point]] = {}
        for point in curves:
            if (point.parameter, point.setting) == (parameter, setting):
                columns.setdefault(_shown(point.value), []).append(point)
        yield f"{setting}, {parameter}\n{_table(columns)}"


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _table(columns: "Mapping[str, Sequence[Point]]") -> str:
    """A row for each measure, with the mean of the points of each column."""
    rows = [("", *columns), ("seconds", *(_mean([point.seconds for point in each], 1) for each in columns.values()))]
    for measure in dict.fromkeys(point.measure for each in columns.values() for point in each):
        scores = ([point.score for point in each if point.measure == measure] for each in columns.values())
        rows.append((measure, *(_mean(each, 3) for each in scores)))
    return table(rows, right=range(1, len(columns) + 1))


def _mean(values: Sequence[float], places: int) -> str:
    return number(sum(values) / len(values), places=places) if values else "-"
