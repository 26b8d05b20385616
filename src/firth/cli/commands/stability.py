"""How far the neighbours of a model would be others in another run of its training.

TEXT is the whole text that MODEL was trained on, or the corpus written by
`firth encode`. The training is repeated with other seeds, or on other sentences
drawn from the text. The runs are kept in the folder MODEL.stability: what is there
is not trained again, also after Ctrl-C, and `firth similar MODEL WORD --stability`
shows in how many of them an answer holds. Without TEXT, the report is of the runs
that are kept.
"""

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, get_args

from firth.cli import streams
from firth.cli.setting_options import add_settings, given_settings, whole_number
from firth.cli.tables import table
from firth.cli.text_options import add_reading_of_model, opened
from firth.config import ReadConfig, TrainConfig
from firth.errors import TrainingInterrupted, counted
from firth.runs.folder import By, kept_runs, runs_folder

if TYPE_CHECKING:
    from firth.runs.report import Band, StabilityReport, WordStability

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth stability vectors.safetensors corpus.txt
  firth stability vectors.safetensors corpus.firth --runs 10 --by sentences
  firth similar vectors.safetensors king --stability

how to read it:
  same of 10  how many of a word's 10 nearest words are among its 10 nearest in another run, on average
  rank        of the word; 1 is the most frequent word of the text
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth stability``."""
    parser.epilog = EPILOG
    parser.add_argument("model", metavar="MODEL", help="a .safetensors file from `firth train`")
    parser.add_argument(
        "texts", metavar="TEXT", nargs="*", default=[], help="the text it was trained on; - is standard input"
    )
    parser.add_argument(
        "--runs",
        type=whole_number(1),
        metavar="N",
        help="how many the model is compared with; of more that are kept, the first ones "
        "[default: all that are kept, with TEXT at least 5]",
    )
    parser.add_argument(
        "--by",
        choices=get_args(By),
        help="what differs: the seed; or also the text, its sentences drawn with replacement [default: as in the runs "
        "that are kept, or else seeds]",
    )
    add_settings(parser, ("workers",), TrainConfig)
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON document")
    add_reading_of_model(parser)


def run(args: argparse.Namespace) -> int:
    """Train what is missing, and print the report."""
    files = opened(args.texts) or None
    reading = given_settings(args, ReadConfig)
    from firth.progress.bar import bar  # noqa: PLC0415 - --help need not load the compiler
    from firth.recipes.stability import stability  # noqa: PLC0415 - the same

    folder = runs_folder(args.model)
    try:
        with bar(disable=True if args.quiet else None) as show:
            report = stability(
                args.model,
                files=files,
                runs=args.runs,
                by=args.by,
                workers=getattr(args, "workers", None),
                progress=show,
                **reading,
            )
    except TrainingInterrupted as interrupt:
        streams.say(f"{interrupt.finished}; the same command goes on")
        raise
    if args.json:
        streams.write_json({"folder": str(folder), **report.as_dict()})
    else:
        streams.write(_text(report, len(kept_runs(folder))))
        streams.say(f"the runs are in {folder}; ask them: firth similar {args.model} WORD --stability")
    return 0


def _text(report: "StabilityReport", kept: int) -> str:
    runs = counted(report.runs, "run") if kept == report.runs else f"the first {report.runs:,} of {kept:,} runs"
    by = "other seeds" if report.by == "seeds" else "other seeds and sentences drawn anew"
    facts = [
        ("model", f"{counted(report.vocabulary, 'word')}, {counted(report.dimensions, 'dimension')}"),
        ("beside", f"{runs} with {by}"),
    ]
    most, least = report.most_stable(), report.least_stable()
    return "\n\n".join((table(facts), table(_bands(report.bands), right=(1, 2, 3)), _extremes(most, least)))


def _bands(bands: "Iterable[Band]") -> Iterator[tuple[str, ...]]:
    yield "rank", "words", "same of 5", "same of 10", "which means"
    for band in bands:
        last = "and beyond" if band.last_rank is None else f"to {band.last_rank:,}"
        of_5, of_10 = f"{5 * band.overlap_5:.1f}", f"{10 * band.overlap_10:.1f}"
        yield f"{band.first_rank:,} {last}", f"{band.words:,}", of_5, of_10, _meaning(band.overlap_10)


def _meaning(overlap: float) -> str:
    """An overlap at 10 in words."""
    if overlap >= 0.8:
        return "nearly all neighbours stay"
    if overlap >= 0.6:
        return "most neighbours stay"
    if overlap >= 0.4:
        return "about half of the neighbours change"
    return "most neighbours change: do not build on single ones"


def _extremes(most: "Iterable[WordStability]", least: "Iterable[WordStability]") -> str:
    """The most and the least stable of the frequent words, side by side."""
    rows = [("most stable", "same of 10", "least stable", "same of 10")]
    for one, other in zip(most, least, strict=True):
        overlaps = (f"{10 * each.overlap_10:.1f}" for each in (one, other))
        rows.append((str(one.word), next(overlaps), str(other.word), next(overlaps)))
    title = "frequent words, and how many of the 10 nearest to them are the same in another run"
    return f"{title}\n{table(rows, right=(1, 3))}"
