"""Turn a file of vectors into another format, to and from other programs.

Formats are recognised by content and chosen by ending; --from and --to override that. With --view the new
file holds that view alone, with the words, counts and facts of the model where the format has room for them.

With --dtype float16 or int8 the new file, a safetensors model, has two bytes or one for each value instead of
four. What that changes is measured and told: how far vectors turned, and how many nearest words are the same.
"""

import argparse
from pathlib import Path

from firth.cli import streams
from firth.cli.model_files import add_loading_options, add_view_option, load_model, losses
from firth.cli.output_options import check_output
from firth.cli.tables import file_size
from firth.errors import counted
from firth.evaluation.rounding import rounding_loss
from firth.formats import FORMATS, for_reading
from firth.formats.safetensors.packing import dtypes
from firth.vectors.word_vectors import load

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth convert``."""
    names = [row.name for row in FORMATS]
    written = [row for row in FORMATS if row.write is not None]
    endings = "; ".join(f"{row.name}: {', '.join(row.suffixes) or 'none, name it with --to'}" for row in written)
    parser.epilog = (
        f"endings:\n  {endings}\n\nexamples:\n"
        "  firth convert vectors.safetensors vectors.bin\n"
        "  firth convert GoogleNews-vectors-negative300.bin google.safetensors\n"
        "  firth convert vectors.safetensors mean.txt --view mean\n"
        "  firth convert cc.en.300.vec.gz english.safetensors --limit 500000\n"
        "  firth convert cc.en.300.bin english.safetensors\n"
        "  firth convert vectors.safetensors vectors.bin --to fasttext-bin\n"
        "  firth convert vectors.safetensors small.safetensors --dtype int8"
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument(
        "output", metavar="OUT", help="file to write; replaced, if it exists, when the new one is whole"
    )
    parser.add_argument("--from", dest="source", choices=names, help="the format of MODEL")
    parser.add_argument("--to", dest="target", choices=[row.name for row in written], help="the format of OUT")
    parser.add_argument(
        "--dtype",
        choices=dtypes,
        default="float32",
        help="how a safetensors model stores its values: float16 halves the file, int8 quarters it [default float32]",
    )
    add_view_option(parser)
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Read one file, write another, and say what was left out."""
    check_output(args.output, [args.model], args.target)
    output = Path(args.output)
    vectors = load_model(args, args.source, keep_ids=True)
    vectors.save(args.output, args.target, dtype=args.dtype)
    dropped = vectors.info.get("words_dropped")  # in a model it tells of an earlier conversion
    if dropped and "info" not in for_reading(args.model, args.source).keeps:
        streams.say(f"note: rows left out because their word stood there before, or was empty: {dropped:,}")
    for loss in losses(vectors, output, args.target):
        streams.say(f"note: {loss}")
    if args.dtype != "float32":
        streams.say(f"note: {args.dtype}: {rounding_loss(vectors, load(output))}")
    rows, width = vectors.vectors.shape
    size = file_size(output.stat().st_size)
    streams.say(f"{counted(rows, 'word')} of {counted(width, 'dimension')} in {args.output} ({size})")
    return 0
