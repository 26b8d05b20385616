"""The senses of a word, by the company that each of its occurrences keeps.

Each sense is shown with its share of the occurrences, the words whose vectors
are nearest to it, its typical contexts, and three lines of the text. With --all,
a model is written in which words that have several senses have a row for each:
bank|1, bank|2, beside bank. Every command takes it.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from firth.cli import streams
from firth.cli.making import keep_partial, save_and_tell
from firth.cli.model_files import add_loading_options, load_model
from firth.cli.output_options import check_output
from firth.cli.parser import Parser
from firth.cli.query_options import argument_word
from firth.cli.setting_options import add_encoder_settings, whole_number
from firth.cli.signals import terminable
from firth.cli.tables import printable, share, table, wrapped
from firth.cli.text_options import opened
from firth.errors import ArgumentError, counted
from firth.formats import for_writing
from firth.studies.senses.report import Sense, WordSenses
from firth.vectors.word_vectors import WordVectors

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth senses vectors.safetensors plant --corpus corpus.firth
  firth senses vectors.safetensors bank --corpus corpus.firth --senses 2 --figure bank.png
  firth senses vectors.safetensors --all --corpus corpus.firth -o senses.safetensors
  firth similar senses.safetensors plant

how to read it:
  agreement  how far the words beside a word and its wider context agree which sense
             it has, in sentences from which nothing was learned; by chance, 0
  likeness   the cosine between the two senses that are most alike
  x          how many times as often as in the text at large a context is there

A word that is also the name of an option comes after --, as in: -- --corpus"""


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth senses``."""
    parser.epilog = EPILOG
    parser.usage = "%(prog)s MODEL (WORD | --all -o SENSES) --corpus TEXT [options]"
    parser.takes_words = True
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument("word", metavar="WORD", nargs="?", help="a word of the model")
    parser.add_argument(
        "--corpus",
        metavar="TEXT",
        required=True,
        help="the text that the model was trained on, best as `firth encode` wrote it; - is standard input",
    )
    parser.add_argument("--all", action="store_true", help="try all words, and write a model with rows for senses")
    parser.add_argument("-o", "--output", metavar="SENSES", help="with --all: the file to write")
    parser.add_argument(
        "--senses",
        dest="number",
        type=whole_number(1),
        metavar="K",
        help="how many senses to tell apart [default: as many as the text bears out, up to 5]",
    )
    parser.add_argument(
        "--occurrences",
        type=whole_number(20),
        metavar="N",
        help="of a word to look at, spread evenly over the text [default 2000; with --all 500]",
    )
    parser.add_argument(
        "--min-count", type=whole_number(20), metavar="N", help="with --all: occurrences a word needs [default 100]"
    )
    parser.add_argument(
        "--restrict-vocab", type=whole_number(1), metavar="N", help="with --all: try only the first N words"
    )
    parser.add_argument(
        "--topn", type=whole_number(1), default=8, metavar="N", help="neighbours and contexts of each [default 8]"
    )
    parser.add_argument("--figure", metavar="FILE", help="draw the occurrences there, a colour for each sense: .png")
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="N", help="of the first guess [default 1]")
    parser.add_argument(
        "--encoder",
        metavar="ENCODER",
        help="let an encoder read the occurrences, too: a folder, an .onnx file, or a name, as `firth distil` takes it",
    )
    add_encoder_settings(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no summary")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Find senses, and print or write them."""
    _check(args)
    return _split(args) if args.all else _show(args)


_OF_ALL = ("output", "min_count", "restrict_vocab")
_OF_ONE = ("number", "figure", "encoder", "layer", "device")


def _check(args: argparse.Namespace) -> None:
    if args.all == (args.word is not None):
        raise ArgumentError("word", args.word, "give one word, or --all to try all of them")
    for name in _OF_ONE if args.all else _OF_ALL:
        value = getattr(args, name)
        if value is not None:
            raise ArgumentError(name, value, "is for one word" if args.all else "is for --all")
    if args.all and args.output is None:
        raise ArgumentError("output", None, "name the file to write: -o SENSES")
    if args.all:
        check_output(args.output, [args.model, *([] if args.corpus == "-" else [args.corpus])])
        if "info" not in for_writing(Path(args.output)).keeps:
            raise ArgumentError(
                "output", args.output, "its format does not hold which words have senses; end it in .safetensors"
            )
    if args.figure is not None:
        from firth.figures import check_figure  # noqa: PLC0415 - only a figure needs it

        check_figure(args.figure)


def _split(args: argparse.Namespace) -> int:
    files = opened([args.corpus])
    from firth.progress.bar import bar  # noqa: PLC0415 - only a text needs what reads it
    from firth.recipes.senses import split_senses  # noqa: PLC0415 - the same

    given = {name: getattr(args, name) for name in ("min_count", "occurrences")}
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    fields |= {"restrict_vocab": args.restrict_vocab, "seed": args.seed}
    vectors = load_model(args)
    with terminable() as pending:
        try:
            with bar(disable=args.quiet or None) as show:
                made = split_senses(vectors, files=files, progress=pending.before(show), **fields)
        except KeyboardInterrupt as interrupt:
            found = getattr(interrupt, "vectors", None)
            keep_partial(found, args.output, _progress, again=pending.times > 1, of="words")
            return 128 + pending.number
    facts = made.info["senses"]
    if not facts["words"]:
        streams.say("note: no word passes the test, so the model has the same words as before")
    save_and_tell(made, args, {"tried": facts["tried"], "split": len(facts["words"]), "senses": sum(facts["numbers"])})
    return 0


def _progress(made: WordVectors) -> tuple[int, int]:
    return made.info["senses"]["tried"], made.info["senses"]["candidates"]


def _show(args: argparse.Namespace) -> int:
    word, vectors = argument_word(args.word), load_model(args)
    vectors.index(word)
    files = opened([args.corpus])
    from firth.progress.bar import bar  # noqa: PLC0415 - only a text needs what reads it
    from firth.recipes.senses import senses  # noqa: PLC0415 - the same

    fields = {name: getattr(args, name) for name in ("number", "topn", "seed", "encoder", "layer", "device")}
    if args.occurrences is not None:
        fields["occurrences"] = args.occurrences
    with bar(disable=args.quiet or None) as show:
        found = senses(vectors, word, files=files, progress=show, **fields)
    if args.figure is not None:
        found.save_figure(args.figure)
    if args.json:
        streams.write_json({**found.as_dict(), "figure": args.figure})
    else:
        streams.write("\n\n".join(_as_text(found)))
        if args.figure is not None and not args.quiet:
            streams.tell(f"the occurrences are drawn in {args.figure}")
    return 0


def _as_text(found: WordSenses) -> Iterator[str]:
    of = "" if found.used == found.count else f", {found.used:,} of which were looked at"
    number = "one sense" if len(found) == 1 else f"{len(found)} senses"
    how = "as asked for" if found.given else "that the text bears out"
    by = "" if found.encoder is None else f"; with the encoder {printable(found.encoder['name'])}"
    yield f"{printable(found.word)}: {number} {how}; {counted(found.count, 'occurrence')}{of}{by}"
    if found.judgements:
        rows = [
            (str(each.number), f"{each.agreement:z.2f}", f"{each.likeness:z.2f}", "yes" if each.holds else "no")
            for each in found.judgements
        ]
        yield table([("senses", "agreement", "likeness", "holds"), *rows], right=(0, 1, 2))
    for sense in found.senses:
        yield _of_sense(sense)
    yield "note: rare words are not in the model, and are missing in these lines"
    if found.same_text is False:
        yield "note: the word occurs more or less often here than in the text that the model was trained on"


def _of_sense(sense: Sense) -> str:
    near = wrapped("near    ", [word for word, _ in sense.neighbours])
    beside = wrapped("beside  ", [f"{each.word} {each.ratio:.0f}x" for each in sense.contexts] or ["-"])
    lines = table([(line.left, line.word, line.right) for line in sense.lines], right=(0,))
    return "\n".join([f"{printable(sense.name)}  {share(sense.share)}", near, beside, lines])
