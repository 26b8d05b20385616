"""The words nearest to a word, by the cosine of the angle between their vectors.

Each word is a question of its own. Without words, each line of standard input is one.
"""

import argparse
from collections.abc import Sequence
from typing import Any

from firth.cli.model_files import load_model
from firth.cli.parser import Parser
from firth.cli.query_options import Question, add_cosine_options, add_options, answer, asked
from firth.cli.stability_option import add_stability_option, whom_to_ask

__all__ = ["add_arguments", "run"]


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth similar``."""
    parser.epilog = (
        "examples:\n  firth similar vectors.safetensors king tea --topn 5\n"
        "  firth similar vectors.safetensors king --stability"
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument(
        "words", metavar="WORD", nargs="*", default=[], help="default: lines of standard input, a word each"
    )
    add_options(parser)
    add_cosine_options(parser)
    add_stability_option(parser)


def run(args: argparse.Namespace) -> int:
    """Answer the words of the command line, or the lines of standard input."""
    vectors = load_model(args)
    source, form = whom_to_ask(vectors, args)

    def ask(question: Question) -> Sequence[Any]:
        return source.most_similar(
            question.words[0], topn=args.topn, restrict_vocab=args.restrict_vocab, center=args.center
        )

    words = asked(args.words, vectors, "one word a line")
    return answer((Question((word,), word) for word in words), ask, form, as_json=args.json)
