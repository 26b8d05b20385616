"""The word to expect among others, in any order, as CBOW guesses the center of a window.

The score is the inner product of the mean of the words' input rows with the context rows; it is not a probability.
All words together are one question. Without words, each line of standard input is one.
"""

import argparse

from firth.cli.model_files import load_model
from firth.cli.parser import Parser
from firth.cli.query_options import (
    Question,
    add_compose_option,
    add_options,
    answer,
    asked_together,
    question,
    ready_to_compose,
    scored,
)
from firth.vectors.word_vectors import Answers

__all__ = ["add_arguments", "run"]


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth predict``."""
    parser.epilog = "example:\n  firth predict vectors.safetensors a cup of hot"
    parser.add_argument("model", metavar="MODEL", help="a model with contexts, as `firth train` saves it")
    parser.add_argument(
        "words", metavar="WORD", nargs="*", default=[], help="default: lines of standard input, words between blanks"
    )
    add_options(parser)
    add_compose_option(parser)


def run(args: argparse.Namespace) -> int:
    """Answer the question of the command line, or the lines of standard input."""
    vectors = ready_to_compose(load_model(args), args)

    def ask(asked_for: Question) -> Answers:
        return vectors.predict_center(asked_for.words, topn=args.topn, restrict_vocab=args.restrict_vocab)

    lines = asked_together(args.words, vectors, "the words around another, a line each")
    questions = (question(vectors, words, " ".join(words), composes=args.compose) for words in lines)
    return answer(questions, ask, scored("score"), as_json=args.json)
