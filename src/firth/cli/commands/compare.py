"""Whether one model is better than another, and how sure that is.

MODEL is a file of vectors, SET a file or folder of questions; they are told
apart by what they hold. All models are asked the same questions, with the words
that they share, and are compared with the first.

With --train, skip-gram and CBOW, or any settings, are trained on one text, with
several seeds, and compared: time, words seen rarely and often, syntax and meaning,
similarity and analogy.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from firth.cli import streams
from firth.cli.evaluation_options import add_asking_options, check_outputs, protocols_of, write_csv
from firth.cli.model_files import load_model, names_of
from firth.cli.tables import number, table
from firth.cli.training_comparison import add_training_options, compare_trainings
from firth.errors import ArgumentError, listed
from firth.evaluation.comparing.comparison import compare
from firth.evaluation.comparing.differences import Difference
from firth.evaluation.comparing.neighbourhoods import Neighbourhoods
from firth.evaluation.comparing.report import Comparison
from firth.evaluation.questions.reading import OWN
from firth.formats import FORMATS, is_model_file

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth compare a.safetensors b.safetensors
  firth compare a.safetensors b.safetensors questions-words.txt wordsim353.tsv --sections
  firth compare old.bin new.safetensors newer.safetensors BATS_3.0 --solver LRCos --csv differences.csv
  firth compare --train corpus.firth
  firth compare --train corpus.firth --setting architecture=cbow --setting architecture=cbow,window=10 --seeds 5
  firth compare --train corpus.txt --curve window=2,5,10 --curve sample=1e-3,1e-5,0 --figure curves.png

how to read it:
  better, worse  beyond chance: the 95 % interval of the difference is on one side of 0. Sections are judged
                 together (Holm's method), since of many some differ by chance
  asked          questions whose words all models have; note says where a model by itself could be asked more
  in common      share of the ten nearest words of a word that both models have
  words seen n times  --train gives some occurrences of a frequent word, n of them, another name. The score is the
                 share of such words whose nearest word is the one that they are made of
"""
SHOWN_WORDS, SHOWN_NEAREST = 10, 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth compare``."""
    parser.usage = (
        "%(prog)s MODEL MODEL [MODEL ...] [SET ...] [options]\n       %(prog)s --train TEXT [SET ...] [options]"
    )
    parser.epilog = EPILOG
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="two files of vectors or more, and files or folders of questions, or english, chinese, "
        "outliers_english, outliers_chinese, which come with Firth; without any, those in the language of the model",
    )
    add_asking_options(parser)
    parser.add_argument("--sections", action="store_true", help="also show the differences of each section")
    parser.add_argument("--csv", metavar="FILE", help="also write all differences to a CSV file")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON document")
    add_training_options(parser)


def run(args: argparse.Namespace) -> int:
    """Compare, and print what differs; 1 where nothing could be asked."""
    _check_form(args)
    if args.train is not None:
        return compare_trainings(args)
    check_outputs({"csv": args.csv}, args.files)
    models = [file for file in args.files if _is_model(file)]
    if len({Path(file).resolve() for file in models}) < len(models):
        raise ArgumentError("files", None, f"the same file is given twice: {listed(models)}")
    if len(models) < 2:
        found = f"only {models[0]} is one" if models else "none is given"
        raise ArgumentError("files", None, f"give two files of vectors or more ({found}), or --train TEXT")
    sets = [file for file in args.files if file not in models]
    report = _compared(args, models, sets)
    if args.csv is not None:
        write_csv(args.csv, report.as_dict()["differences"])
    if args.json:
        streams.write_json(report.as_dict())
    else:
        streams.write("\n\n".join(_parts(report, sections=args.sections)))
    for note in (*_notes(report), *report.notes):
        streams.say(f"note: {note}")
    return 0 if any(each.asked for each in report.differences) else 1


def _compared(args: argparse.Namespace, models: Sequence[str], sets: Sequence[str]) -> Comparison:
    from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use

    named = {name: load_model(args, path=path) for name, path in zip(names_of(models), models, strict=True)}
    with bar() as show:
        return compare(
            named,
            sets or None,
            solvers=args.solvers or ["3CosAdd"],
            protocols=protocols_of(args),
            strict=args.strict,
            progress=show,
        )


_OF_MODELS = "solvers", "candidates", "keep_case", "transforms", "view", "limit", "sections", "strict"
_OF_TRAININGS = "settings", "seeds", "curves", "figure"


def _check_form(args: argparse.Namespace) -> None:
    """Refuse options of the other form of the command."""
    others, why = (
        (_OF_TRAININGS, "has no effect without --train TEXT")
        if args.train is None
        else (_OF_MODELS, "has no effect with --train")
    )
    if args.train is not None and args.encoding != "utf-8":
        why_not = "is that of words in files of vectors; read a text in another encoding with `firth encode`"
        raise ArgumentError("encoding", args.encoding, why_not)
    if args.train is not None and (models := [file for file in args.files if Path(file).is_file() and _is_model(file)]):
        why_not = "holds vectors, and --train trains its own; beside the text, only sets of questions are given"
        raise ArgumentError("files", models[0], why_not)
    for name in others:
        if getattr(args, name):
            raise ArgumentError(name.removesuffix("s") if name != "seeds" else name, getattr(args, name), why)


def _is_model(file: str) -> bool:
    """Whether a file holds vectors and no questions. What is no plain file, such as a pipe, is taken for a model."""
    path = Path(file)
    if path.is_dir() or (file in OWN and not path.exists()):
        return False
    if not path.is_file():
        return True
    return is_model_file(path) or path.suffix.lower() in _ENDINGS


_ENDINGS = {suffix for row in FORMATS if row.beside is None for suffix in row.suffixes} - {".txt"}
"""Of damaged files of vectors, whose reader says what is wrong with them."""


def _parts(report: Comparison, *, sections: bool) -> Iterator[str]:
    yield _scores(report)
    yield "\n".join(report.verdicts())
    if sections:
        for total in report.totals():
            found = report.sections(total)
            if found:
                yield f"{total.set}, {total.measure}, {total.protocol}\n{_sections(total, found)}"
    for each in report.neighbourhoods:
        yield _neighbourhoods(each)


def _scores(report: Comparison) -> str:
    names = [name for name, _ in report.models]
    rows: dict[tuple[str, ...], list[str]] = {}
    for each in report.totals():
        heading = each.set, each.measure, each.protocol, f"{each.asked:,} of {each.of:,}"
        rows.setdefault(heading, [number(each.first)]).append(number(each.other))
    cells = [(*heading[:3], *scores, heading[3]) for heading, scores in rows.items()]
    return table([("set", "measure", "protocol", *names, "asked"), *cells], right=range(3, 4 + len(names)))


def _sections(total: Difference, sections: Sequence[Difference]) -> str:
    rows = [("", "kind", total.baseline, total.model, "difference", "95 %", "verdict", "asked")]
    rows += [
        (
            each.section,
            each.kind,
            number(each.first),
            number(each.other),
            number(each.difference, "+"),
            "" if number(each.low) == "-" else f"{each.low:+.3f} to {each.high:+.3f}",
            "" if each.verdict == "no difference" else each.verdict,
            f"{each.asked:,} of {each.of:,}",
        )
        for each in sections
    ]
    return table(rows, right=(2, 3, 4, 5, 7))


def _neighbourhoods(each: Neighbourhoods) -> str:
    bands = [
        (f"{band.first_rank:,} to {band.last_rank:,}", number(band.overlap), f"{band.asked:,}") for band in each.bands
    ]
    rows = [
        (change.word, f"{change.rank:,}", number(change.overlap), *map(_nearest, (change.before, change.after)))
        for change in each.changed[:SHOWN_WORDS]
    ]
    return "\n\n".join(
        (
            f"the ten nearest words in {each.baseline} and in {each.model}: {number(each.overlap)} in common",
            table([("rank of the word", "in common", "words asked"), *bands], right=(1, 2)),
            table([("changed most", "rank", "in common", each.baseline, each.model), *rows], right=(1, 2)),
        )
    )


def _nearest(words: Sequence[str]) -> str:
    return ", ".join(words[:SHOWN_NEAREST])


def _notes(report: Comparison) -> Iterator[str]:
    if any(words != report.shared for _, words in report.models):
        sizes = ", ".join(f"{words:,} in {name}" for name, words in report.models)
        yield f"{report.shared:,} words are shared and were asked; {sizes}"
        counted = {(each.set, each.protocol): each.asked for each in report.differences if each.is_whole}
        for each in report.coverage:
            if each.known > counted.get((each.set, each.protocol), each.known):
                yield f"{each.set}, {each.protocol}: {each.model} by itself knows {each.known:,} of {each.of:,}"
    for name, lines in report.skipped:
        yield f"{lines:,} line(s) of {name} could not be used and were skipped; --strict shows the first"
