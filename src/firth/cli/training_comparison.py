"""`firth compare --train`: settings and curves from the command line, and what the trainings showed."""

import argparse
import difflib
import math
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firth.cli import streams
from firth.cli.evaluation_options import check_outputs, write_csv
from firth.cli.setting_options import GROUPS, add_settings, given_settings, whole_number
from firth.cli.signals import PendingSignal, terminable
from firth.cli.tables import number, table
from firth.cli.text_options import say_troubles
from firth.config import TrainConfig
from firth.errors import (
    ArgumentError,
    CorpusError,
    DamagedArchiveError,
    TextEncodingError,
    TrainingInterrupted,
    counted,
)

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
    """Train, ask, and print what the trainings showed; 1 where nothing could be measured but time."""
    settings = [_setting(each) for each in args.settings or USUAL]
    curves = dict(_curve(each) for each in args.curves or ())
    check_outputs({"csv": args.csv, "figure": args.figure}, [args.train, *args.files])
    with terminable() as pending:
        report = _trained(args, settings, curves, pending)
    if report is None:
        streams.say("interrupted before a training was done; nothing was written")
        return 128 + pending.number
    _write_files(report, args)
    if args.json:
        streams.write_json(report.as_dict())
    else:
        streams.write("\n\n".join(_parts(report)))
    for note in report.notes:
        streams.say(f"note: {note}")
    if report.done < report.meant:
        streams.say(f"interrupted: {report.done} of {report.meant} trainings were done, and this is what they show")
        return 128 + pending.number
    return 0 if any(not math.isnan(point.score) for point in report.points) else 1


def _trained(
    args: argparse.Namespace,
    settings: Sequence[Mapping[str, Any]],
    curves: Mapping[str, Sequence[Any]],
    pending: PendingSignal,
) -> "TrainingComparison | None":
    """What the trainings showed, after Ctrl-C those that were done; None if none was."""
    from firth.progress.bar import bar  # noqa: PLC0415 - --help need not wait for the compiler
    from firth.recipes.compare_training import compare_training  # noqa: PLC0415 - the same
    from firth.studies.claims.figure import check_curves  # noqa: PLC0415 - the same
    from firth.studies.claims.trials import jobs_for  # noqa: PLC0415 - the same

    if args.figure is not None:
        check_curves(args.figure, list(curves))
    seeds = args.seeds or 3
    least = min(job.config.min_count for job in jobs_for(settings, seeds, curves))
    try:
        with bar() as show:
            heard = pending.before(show)
            corpus = _read(args.train, least, heard)
            return compare_training(
                corpus, settings, seeds=seeds, curves=curves, sets=args.files or None, progress=heard
            )
    except TrainingInterrupted as interrupt:
        found: TrainingComparison | None = interrupt.report
        return found


def _write_files(report: "TrainingComparison", args: argparse.Namespace) -> None:
    from firth.studies.claims.figure import draw_curves  # noqa: PLC0415 - --help need not load it

    if args.csv is not None:
        write_csv(args.csv, report.as_dict()["points"])
    if args.figure is not None and any(point.parameter for point in report.points):
        draw_curves(report, args.figure)
    elif args.figure is not None:
        streams.say(f"no training of a curve was done, so {args.figure} was not drawn")


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


NAMES = tuple(name for names in GROUPS.values() for name in names if name not in {"seed", "workers"})
NOT_OF_A_SETTING = {
    "seed": "the seeds are the same for all settings: say with --seeds how many",
    "workers": "all trainings use all cores, and their number does not change the vectors",
}


def _setting(text: str, option: str = "setting") -> dict[str, Any]:
    """Settings as `firth train` has them: "architecture=cbow,window=10".

    Raises:
        ArgumentError: one has no value or a wrong one, or there is none of this name.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    add_settings(parser, NAMES)
    try:
        return given_settings(parser.parse_args([_option(part) for part in text.split(",")]))
    except argparse.ArgumentError as error:
        raise ArgumentError(option, text, error.message) from None


def _option(part: str) -> str:
    """The option of `firth train` for a setting and its value."""
    name, _, value = (each.strip() for each in part.lstrip("- ").partition("="))
    name = name.replace("-", "_")
    if name in NOT_OF_A_SETTING:
        raise argparse.ArgumentError(None, NOT_OF_A_SETTING[name])
    if name not in NAMES:
        close = difflib.get_close_matches(name, NAMES, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise argparse.ArgumentError(None, f"there is no setting {name}.{hint} Possible are {', '.join(NAMES)}")
    if not value:
        raise argparse.ArgumentError(None, f"a value is missing: {name}=VALUE")
    option = name.replace("_", "-")
    if not isinstance(getattr(TrainConfig(), name), bool):
        return f"--{option}={value}"
    if value.lower() not in _TRUE | _FALSE:
        raise argparse.ArgumentError(None, f"{name} is true or false, not {value!r}")
    return f"--{option}" if value.lower() in _TRUE else f"--no-{option}"


_TRUE, _FALSE = {"true", "yes"}, {"false", "no"}


def _curve(text: str) -> tuple[str, list[Any]]:
    name, _, values = text.partition("=")
    found = [_setting(f"{name}={value}", "curve") for value in values.split(",")]
    return next(iter(found[0])), [next(iter(each.values())) for each in found]


def _parts(report: "TrainingComparison") -> Iterator[str]:
    main = [point for point in report.points if not point.parameter]
    seeds = counted(len({point.seed for point in main}), "seed")
    yield f"{counted(report.tokens, 'token')}, {counted(report.words, 'word')}; the mean of {seeds}"
    yield "\n".join(_in_effect(*each) for each in report.in_effect.items())
    yield _table({setting: [point for point in main if point.setting == setting] for setting in report.settings})
    if report.speeds:
        yield "\n".join(report.in_words())
    curves = [point for point in report.points if point.parameter]
    for parameter, setting in dict.fromkeys((point.parameter, point.setting) for point in curves):
        heading = _without(parameter, setting)
        columns: dict[str, list[Point]] = {}
        for point in curves:
            if (point.parameter, point.setting) == (parameter, setting):
                columns.setdefault(_shown(point.value), []).append(point)
        yield f"{heading}, {parameter}\n{_table(columns)}"


SHOWN = "vector_size", "window", "negative", "sample", "epochs", "alpha"


def _in_effect(setting: str, values: "Mapping[str, Any]") -> str:
    """The settings that people ask for first; the last two suit the text where none are given."""
    shown = (f"{name} {_shown(values[name])}" for name in SHOWN if values[name] is not None)
    return f"{setting}: {', '.join(shown)}"


def _without(parameter: str, setting: str) -> str:
    """The name of a setting without what the curve changes."""
    changed = ("skipgram", "cbow") if parameter == "architecture" else f"{parameter}="
    return " ".join(part for part in setting.split() if not part.startswith(changed)) or "defaults"


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
