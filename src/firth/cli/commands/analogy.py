"""A is to B as C is to ?  The words nearest to B - A + C; A, B and C are never answers.

Without words, each line of standard input is a question: three words between blanks, or
between tabs where a word holds blanks. In a model with senses (`firth senses
--all`), all senses of the three are tried, and those of the best answer are asked.
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
    asked_together,
    question,
    ready_to_compose,
)
from firth.cli.stability_option import add_stability_option, whom_to_ask
from firth.errors import ArgumentError
from firth.groups.sense_questions import best_senses, kin_of

__all__ = ["add_arguments", "run"]


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth analogy``."""
    parser.epilog = "example:\n  firth analogy vectors.safetensors man king woman"
    parser.usage = "%(prog)s MODEL [A B C] [options]"
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument(
        "words", metavar="A B C", nargs="*", default=[], help="default: lines of standard input, three words each"
    )
    parser.add_argument(
        "--normalize",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="bring the vectors to unit length before they are added; --no-normalize adds them as they are, as "
        "textbooks do",
    )
    add_options(parser)
    add_cosine_options(parser)
    add_compose_option(parser)
    add_stability_option(parser)


def run(args: argparse.Namespace) -> int:
    """Answer the question of the command line, or the lines of standard input."""
    if args.words:
        _check_three(args.words)
    vectors = ready_to_compose(load_model(args), args)
    source, form = whom_to_ask(vectors, args)

    def ask(asked_for: Question) -> Sequence[Any]:
        _check_three(asked_for.words)
        kin = set() if args.stability else kin_of(vectors, asked_for.words)
        found = source.analogy(
            *asked_for.words,
            topn=args.topn + len(kin),
            restrict_vocab=args.restrict_vocab,
            center=args.center,
            normalize=args.normalize,
        )
        return [each for each in found if each[0] not in kin][: args.topn]

    lines = asked_together(args.words, vectors, "three words a line")
    if not args.stability:
        lines = (best_senses(vectors, words, restrict_vocab=args.restrict_vocab) for words in lines)
    questions = (question(vectors, words, _title(words), composes=args.compose) for words in lines)
    return answer(questions, ask, form, as_json=args.json)


def _title(words: Sequence[str]) -> str:
    return f"{' : '.join(words[:2])} :: {' : '.join(words[2:])} : ?"


def _check_three(words: Sequence[str]) -> None:
    if len(words) != 3:
        raise ArgumentError("words", " ".join(words), "an analogy takes three words, A B C: A is to B as C is to ?")
