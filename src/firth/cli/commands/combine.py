"""Make one model of several: trained on other texts, or in other ways.

Vectors are brought to unit length first. `firth compare A B OUT` tells whether
the result is better than each.
"""

import argparse
from typing import get_args

from firth.cli.making import save_and_tell
from firth.cli.model_files import add_loading_options, add_view_option, load_model
from firth.cli.output_options import add_output, check_output
from firth.cli.setting_options import whole_number
from firth.errors import ArgumentError
from firth.refining.combine import Method, combine
from firth.refining.joining import Whose

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth combine``."""
    parser.usage = "%(prog)s MODEL MODEL [MODEL ...] -o OUT [options]"
    parser.epilog = (
        "examples:\n"
        "  firth combine skipgram.safetensors glove.safetensors -o both.safetensors\n"
        "  firth combine a.safetensors b.safetensors -o both.safetensors --words all --method svd --dimensions 200\n"
        "  firth combine a.safetensors b.safetensors -o both.safetensors --weight 2 --weight 1"
    )
    parser.add_argument("models", metavar="MODEL", nargs="+", help="two files of vectors or more")
    add_output(parser)
    parser.add_argument(
        "--method",
        choices=get_args(Method),
        default="concat",
        help="concat: vectors side by side; mean: their mean; svd: side by side, reduced to the directions of greatest "
        "variance; gcca: generalised canonical correlation analysis, what the models agree on [default concat]",
    )
    parser.add_argument(
        "--dimensions",
        type=whole_number(1),
        metavar="N",
        help="of the result of svd and gcca [default: those of the model that has most]",
    )
    parser.add_argument(
        "--words",
        choices=get_args(Whose),
        default="shared",
        help="shared: those that all models have; all: those that any has, guessed from the others where one lacks "
        "them [default shared]",
    )
    parser.add_argument(
        "--weight",
        dest="weights",
        action="append",
        type=float,
        metavar="W",
        help="how much a model counts: once for each, in their order [default: all alike]",
    )
    add_view_option(parser)
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Load, combine, save, and say what was done."""
    if len(args.models) < 2:
        raise ArgumentError("models", args.models, "give two files of vectors or more")
    check_output(args.output, args.models)
    models = [load_model(args, path=path, keep_ids=True) for path in args.models]
    made = combine(models, method=args.method, dimensions=args.dimensions, words=args.words, weights=args.weights)
    save_and_tell(made, args, {"models": args.models, "method": args.method, "whose": args.words})
    return 0
