"""The words found near a word more often than by chance.

The score is the inner product of the word's input row with the context rows: for a skip-gram model trained by
negative sampling about the pointwise mutual information, less the log of the number of noise words. Each word
is a question of its own. Without words, each line of standard input is one.
"""

import argparse

from firth.cli.model_files import load_model
from firth.cli.parser import Parser
from firth.cli.query_options import (
    Question,
    add_compose_option,
    add_options,
    answer,
    asked,
    question,
    ready_to_compose,
    scored,
    short,
)
from firth.vectors.word_vectors import Answers

__all__ = ["add_arguments", "run"]


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth contexts``."""
    parser.epilog = "example:\n  firth contexts vectors.safetensors tea king --topn 5"
    parser.add_argument("model", metavar="MODEL", help="a model with contexts, as `firth train` saves it")
    parser.add_argument(
        "words", metavar="WORD", nargs="*", default=[], help="default: lines of standard input, a word each"
    )
    add_options(parser)
    add_compose_option(parser)


def run(args: argparse.Namespace) -> int:
    """Answer the words of the command line, or the lines of standard input."""
    vectors = ready_to_compose(load_model(args), args)

    def ask(asked_for: Question) -> Answers:
        return vectors.typical_contexts(asked_for.words[0], topn=args.topn, restrict_vocab=args.restrict_vocab)

    words = asked(args.words, vectors, "one word a line")
    questions = (question(vectors, [word], short(word), composes=args.compose) for word in words)
    return answer(questions, ask, scored("score"), as_json=args.json)
