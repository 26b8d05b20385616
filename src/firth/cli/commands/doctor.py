"""Find out what is wrong with a text before training on it: each finding with what helps, the worst first.

It looks at a sample of many small places, which takes a second or two; with
--all at everything. Give the reading options that you mean to train with:
problems that they solve are not reported. The exit code is 0 whatever is found;
with --strict it is 1 if there are errors or warnings.
"""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from firth.cli import streams
from firth.cli.setting_options import add_settings, given_settings
from firth.cli.tables import file_size, printable, share
from firth.cli.text_options import add_reading, named, opened
from firth.config import ReadConfig, TrainConfig
from firth.errors import counted

if TYPE_CHECKING:
    from firth.studies.doctor.diagnose import Diagnosis

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth doctor corpus.txt
  firth doctor raw.txt --tokenizer words --lowercase
  firth doctor zh.txt.gz --tokenizer jieba --json

how to read it:
  error    nothing useful can be learned from the text as it is read
  warning  less is learned than could be
  note     a choice that you may want to make otherwise
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth doctor``."""
    parser.epilog = EPILOG
    parser.add_argument("texts", metavar="TEXT", nargs="+", help="a text; - is standard input, its beginning")
    parser.add_argument(
        "--all", action="store_true", help="read everything and count exactly; holds all distinct words in memory"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 if there are errors or warnings")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_reading(parser)
    add_settings(parser.add_argument_group("text"), ("min_count",))


def run(args: argparse.Namespace) -> int:
    """Examine texts, and print what was found."""
    reading = given_settings(args, ReadConfig)
    ReadConfig(**reading)  # wrong settings are found before any text is opened
    chosen = given_settings(args, TrainConfig)
    files = opened(args.texts)
    from firth.recipes.diagnose import diagnose  # noqa: PLC0415 - --help need not wait for PyArrow

    diagnosis = diagnose(files=files, everything=args.all, **chosen, **reading)
    if args.json:
        streams.write_json({"texts": named(args.texts), **asdict(diagnosis)})
    else:
        streams.write(_text(diagnosis))
    serious = any(finding.severity != "note" for finding in diagnosis.findings)
    return int(args.strict and serious)


def _text(diagnosis: "Diagnosis") -> str:
    part = "of an unknown size" if diagnosis.share is None else share(diagnosis.share)
    looked = (
        f"looked at an encoded corpus: {counted(diagnosis.tokens, 'token')} read, "
        f"{counted(diagnosis.distinct, 'word')} kept"
        if diagnosis.bytes_read is None
        else f"looked at {file_size(diagnosis.bytes_read)} of text ({part}): {counted(diagnosis.tokens, 'token')}, "
        f"{counted(diagnosis.distinct, 'distinct word')}"
    )
    if not diagnosis.findings:
        return f"{looked}\n\nno problems found"
    told = (
        f"{finding.severity + ':':9}{printable(finding.seen)}\n{'':9}remedy: {printable(finding.remedy)}"
        for finding in diagnosis.findings
    )
    return "\n\n".join((looked, *told))
