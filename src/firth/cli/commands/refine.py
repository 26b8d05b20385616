"""Take away what all words have in common, reduce the dimensions, weigh words.

The steps are done in the order of the options below, each only if it is asked for.
`firth compare MODEL OUT` tells whether they helped.
"""

import argparse

from firth.cli.making import save_and_tell
from firth.cli.model_files import add_loading_options, add_view_option, load_model
from firth.cli.output_options import add_output, check_output
from firth.cli.setting_options import whole_number
from firth.refining.refine import check_steps, refine

__all__ = ["add_arguments", "run"]

STEPS = ("center", "remove", "dimensions", "normalize", "sif")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth refine``."""
    parser.epilog = (
        "examples:\n"
        "  firth refine vectors.safetensors -o refined.safetensors --center --remove 2\n"
        "  firth refine cc.en.300.bin -o small.safetensors --center --dimensions 64\n"
        "  firth refine vectors.safetensors -o sentences.safetensors --center --sif 1e-3"
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    add_output(parser)
    steps = parser.add_argument_group("steps")
    steps.add_argument("--center", action="store_true", help="subtract the mean of all vectors")
    steps.add_argument(
        "--remove",
        type=whole_number(0),
        default=0,
        metavar="N",
        help="take away the parts in the N directions of greatest variance; a hundredth of the dimensions is usual",
    )
    steps.add_argument(
        "--dimensions", type=whole_number(1), metavar="N", help="keep the N directions of greatest variance (PCA)"
    )
    steps.add_argument("--normalize", action="store_true", help="bring vectors to unit length")
    steps.add_argument(
        "--sif",
        type=float,
        metavar="A",
        help="multiply by A / (A + the word's share of the text): the mean of a sentence's vectors is then a weighted "
        "one (SIF); 1e-3 is usual",
    )
    add_view_option(parser)
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Load, refine, save, and say what was done."""
    steps = {name: getattr(args, name) for name in STEPS}
    check_steps(steps)
    check_output(args.output, [args.model])
    save_and_tell(refine(load_model(args), **steps), args, steps)
    return 0
