"""The words nearest to a word, by the cosine of the angle between their vectors.

Each word is a question of its own, or all are one with --together. Without words,
each line of standard input is a question. In a model with senses (`firth senses
--all`), those of a word are shown side by side.
"""

import argparse
from collections.abc import Sequence
from functools import partial
from typing import Any

from firth.cli.model_files import load_model
from firth.cli.parser import Parser
from firth.cli.query_options import (
    Form,
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
from firth.groups.sense_questions import SenseRow, near_senses
from firth.vectors.word_vectors import WordVectors

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
        if asked_for.form is not None:
            near = partial(vectors.most_similar, restrict_vocab=args.restrict_vocab, center=args.center)
            return near_senses(vectors, asked_for.words[0], near, args.topn)
        return source.most_similar(
            asked_for.words, topn=args.topn, restrict_vocab=args.restrict_vocab, center=args.center
        )

    if args.together:
        lists = asked_together(args.words, vectors, "the words of a question in one line")
    else:
        lists = ([word] for word in asked(args.words, vectors, "one word a line"))
    plain = (question(vectors, words, ", ".join(map(short, words)), composes=args.compose) for words in lists)
    questions = plain if args.together or args.stability else (_by_senses(vectors, each) for each in plain)
    return answer(questions, ask, form, as_json=args.json)


def _by_senses(vectors: WordVectors, question: Question) -> Question:
    """A question about one word; if that has senses, one whose answers are shown side by side."""
    names = vectors.senses_of(question.words[0])
    if not names:
        return question
    headings = [heading for name in names for heading in (name, "cosine")]

    def cells(row: SenseRow) -> tuple[str, ...]:
        return tuple(part if isinstance(part, str) else f"{part:z.4f}" for part in row[1:])

    def document(row: SenseRow) -> dict[str, Any]:
        pairs = zip(names, row[::2], row[1::2], strict=True)
        return {name: {"word": word, "score": score} for name, word, score in pairs if word}

    form: Form[SenseRow] = Form(tuple(headings[1:]), cells, document, right=tuple(range(1, len(headings), 2)))
    return question._replace(title=headings[0], form=form)
