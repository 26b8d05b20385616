"""The words nearest to a word, by the cosine of the angle between their vectors.

Each word is a question of its own, or all are one with --together. Without words,
each line of standard input is a question.
"""

import argparse
from collections.abc import Sequence
from typing import Any

from firth.cli.model_files import load_model
from firth.cli.parser import Parser
from firth.cli.query_options import (
    Question,
    add_compose_option,
    add_cosine_options,
    add_options,
    answer,
    asked,
    asked_together,
    question,
    ready_to_compose,
    short,
)
from firth.cli.stability_option import add_stability_option, whom_to_ask

__all__ = ["add_arguments", "run"]


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth similar``."""
    parser.epilog = (
        "examples:\n  firth similar vectors.safetensors king tea --topn 5\n"
        "  firth similar vectors.safetensors king --stability\n"
        "  firth similar vectors.safetensors unheardness --compose\n"
        "  firth similar vectors.safetensors tea coffee cocoa --together"
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument(
        "words", metavar="WORD", nargs="*", default=[], help="default: lines of standard input, a word each"
    )
    add_options(parser)
    add_cosine_options(parser)
    add_compose_option(parser)
    add_stability_option(parser)
    parser.add_argument(
        "--together", action="store_true", help="one question: the words nearest to the mean of all (of a line)"
    )


def run(args: argparse.Namespace) -> int:
    """Answer the words of the command line, or the lines of standard input."""
    vectors = ready_to_compose(load_model(args), args)
    source, form = whom_to_ask(vectors, args)

    def ask(asked_for: Question) -> Sequence[Any]:
        return source.most_similar(
            asked_for.words, topn=args.topn, restrict_vocab=args.restrict_vocab, center=args.center
        )

    if args.together:
        lists = asked_together(args.words, vectors, "the words of a question in one line")
    else:
        lists = ([word] for word in asked(args.words, vectors, "one word a line"))
    questions = (question(vectors, words, ", ".join(map(short, words)), composes=args.compose) for words in lists)
    return answer(questions, ask, form, as_json=args.json)
