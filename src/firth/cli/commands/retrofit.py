"""Pull the vectors of words that belong together towards each other.

LEXICON is a text file: a word and those that it belongs with on each line, between
tabs or blanks, such as synonyms. Or it is wordnet:NAME, a wordnet that is installed
(pip install 'firth[wordnet]', python -m wn download NAME): synonyms, and the words
for what is next above. Words that are in no list stay as they are.
"""

import argparse

from firth.cli.making import save_and_tell
from firth.cli.model_files import add_loading_options, add_view_option, load_model
from firth.cli.output_options import add_output, check_output
from firth.refining.retrofit import check_pull, retrofit

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth retrofit``."""
    parser.epilog = (
        "examples:\n"
        "  firth retrofit vectors.safetensors synonyms.txt -o closer.safetensors\n"
        "  firth retrofit vectors.safetensors synonyms.txt -o closer.safetensors --pull 2\n"
        "  firth retrofit vectors.safetensors wordnet:oewn:2025 -o closer.safetensors"
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument(
        "lexicon", metavar="LEXICON", help="a file of words that belong together, a list on each line; or wordnet:NAME"
    )
    add_output(parser)
    parser.add_argument(
        "--pull",
        type=float,
        default=1.0,
        metavar="P",
        help="how strongly words are pulled, in relation to staying where they were [default 1]",
    )
    add_view_option(parser)
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Load, retrofit, save, and say what was done."""
    check_pull(args.pull)
    check_output(args.output, [args.model, args.lexicon])
    made = retrofit(load_model(args), args.lexicon, pull=args.pull)
    save_and_tell(made, args, dict(made.info["retrofitted"][-1]))
    return 0
