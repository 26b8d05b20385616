"""The word mover's distance of two texts: what it costs to move the words of one to those of the other.

0 is for texts of the same words. Words that the model does not hold are passed
over, and named.
"""

import argparse

from firth.cli import streams
from firth.cli.model_files import add_loading_options, add_view_option, load_model
from firth.cli.parser import Parser
from firth.cli.query_options import argument_word, typed_words
from firth.errors import listed
from firth.groups.movers_distance import movers_distance
from firth.vectors.word_vectors import WordVectors

__all__ = ["add_arguments", "run"]


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth distance``."""
    parser.epilog = (
        'examples:\n  firth distance vectors.safetensors "obama speaks in illinois" "the president talks in chicago"'
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument("text", metavar="TEXT", help="the words of a text, with blanks between them")
    parser.add_argument("other", metavar="TEXT", help="those of another")
    parser.add_argument(
        "--no-normalize",
        dest="normalize",
        action="store_false",
        help="take the vectors as they are, not at unit length",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_view_option(parser)
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Compare the two texts."""
    vectors = load_model(args)
    sides = [typed_words(argument_word(text), vectors) for text in (args.text, args.other)]
    distance = movers_distance(vectors, *sides, normalize=args.normalize)
    missing = _missing(vectors, sides)
    if args.json:
        streams.write_json({"texts": sides, "distance": distance, "missing": missing})
        return 0
    if missing:
        streams.say(f"note: passed over, for the model does not hold them: {listed(missing)}")
    streams.write(f"{distance:.4f}")
    return 0


def _missing(vectors: WordVectors, sides: list[list[str]]) -> list[str]:
    return list(dict.fromkeys(word for words in sides for word in words if not vectors.holds(word)))
