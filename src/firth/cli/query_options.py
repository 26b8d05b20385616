"""What the commands that ask words share: options, reading questions, printing answers."""

import argparse
import os
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from firth.cli import streams
from firth.cli.model_files import add_loading_options, add_view_option
from firth.cli.parser import Parser
from firth.cli.setting_options import whole_number
from firth.cli.tables import table
from firth.errors import ArgumentError, FirthError, MissingPartError
from firth.vectors.word_vectors import WordVectors

__all__ = [
    "Form",
    "Question",
    "add_compose_option",
    "add_cosine_options",
    "add_options",
    "answer",
    "argument_word",
    "asked",
    "asked_together",
    "question",
    "ready_to_compose",
    "scored",
    "short",
    "typed_word",
    "typed_words",
]

Found = TypeVar("Found", bound=tuple[Any, ...])
"""An answer, whose first part is its word."""

LONG = 60
"""Characters of a word that a title shows."""

BLANKS = " \t\r\v\f"
"""What is stripped of a typed word first. Other blanks of Unicode can belong to a word of other programs' files."""

_DASHES = "A word that is also the name of an option comes after --, as in: -- --topn"


class Question(NamedTuple):
    """One question.

    Attributes:
        words: what was asked for.
        title: shown above the answers.
        composed: those of the words that the model does not hold and composes.
        form: how its answers are shown, if otherwise than those to other questions.
    """

    words: tuple[str, ...]
    title: str
    composed: tuple[str, ...] = ()
    form: "Form[Any] | None" = None


def argument_word(argument: str) -> str:
    """An argument in UTF-8, also where the system's encoding is too small for it."""
    return os.fsencode(argument).decode("utf-8", "surrogateescape") if not argument.isprintable() else argument


def typed_word(line: str, known: Container[str]) -> str:
    """The word of a line: as it was typed, if that is known; else without blanks at its ends."""
    return next((word for word in (line, line.strip(BLANKS)) if word in known), line.strip())


def typed_words(line: str, known: Container[str]) -> list[str]:
    """The words of a line, between tabs if there are any, else between blanks.

    A wide or a no-break blank belongs to the word, where such a word is known, and else divides words too.
    """
    if "\t" in line:
        return [typed_word(word, known) for word in line.split("\t") if word.strip()]
    pieces = ([word] if word in known else word.split() for word in line.split(" "))
    return [word for piece in pieces for word in piece]


def asked(words: Sequence[str], known: Container[str], hint: str) -> Iterator[str]:
    """The words of the command line, or if there are none those of standard input, a word each line.

    Args:
        words: of the command line.
        known: the vectors' words.
        hint: what a person at a terminal is told to type.
    """
    if words:
        yield from map(argument_word, words)
    else:
        lines = (typed_word(line, known) for line in streams.input_lines(hint))
        yield from (word for word in lines if word)


def asked_together(words: Sequence[str], known: Container[str], hint: str) -> Iterator[list[str]]:
    """The words of the command line, or if there are none those of each line of standard input."""
    if words:
        yield list(map(argument_word, words))
    else:
        lines = (typed_words(line, known) for line in streams.input_lines(hint))
        yield from (line for line in lines if line)


class Form(NamedTuple, Generic[Found]):
    """How answers are shown: the headings and cells of a table beside their words, and what JSON has of them.

    Attributes:
        headings: of the columns after the word.
        cells: what an answer has in them.
        document: an answer as JSON values.
        right: the columns that are aligned on the right; none: all but the first.
    """

    headings: tuple[str, ...]
    cells: Callable[[Found], tuple[str, ...]]
    document: Callable[[Found], dict[str, Any]]
    right: tuple[int, ...] = ()


def scored(heading: str = "cosine") -> "Form[tuple[str, float]]":
    """Answers that have a score, under this heading."""
    return Form(
        (heading,), lambda answer: (f"{answer[1]:z.4f}",), lambda answer: {"word": answer[0], "score": answer[1]}
    )


def add_options(parser: Parser) -> None:
    """Declare the options that any question has."""
    parser.takes_words = True
    parser.epilog = f"{parser.epilog}\n\n{_DASHES}"
    parser.add_argument(
        "--topn", type=whole_number(1), default=10, metavar="N", help="answers to each question [default 10]"
    )
    parser.add_argument(
        "--restrict-vocab", type=whole_number(1), metavar="N", help="only the first N words are candidates"
    )
    parser.add_argument("--json", action="store_true", help="print the answers as one JSON document")
    add_loading_options(parser)


def add_compose_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option that lets unseen words be asked."""
    parser.add_argument(
        "--compose",
        action="store_true",
        help="compose a word that the model does not hold of its n-grams; the answers say so",
    )


def ready_to_compose(vectors: WordVectors, args: argparse.Namespace) -> WordVectors:
    """The vectors, which with --compose compose what they do not hold.

    Raises:
        ArgumentError: the runs of --stability are asked, too, which hold no n-grams.
        MissingPartError: the model has no subwords.
    """
    if not args.compose:
        return vectors
    if getattr(args, "stability", False):
        raise ArgumentError("compose", True, "the runs hold no n-grams; leave out --compose or --stability")
    return vectors.composing()


def short(word: str) -> str:
    """A word as a title shows it: of a very long one the beginning."""
    return word if len(word) <= LONG else f"{word[:LONG]}..."


def question(vectors: WordVectors, words: Sequence[str], title: str, *, composes: bool) -> Question:
    """A question, whose title says which of its words are composed, and of how many of their pieces."""
    composed = [word for word in words if composes and not vectors.holds(word) and vectors.composable(word)]
    for word in composed:
        known = [piece.known for piece in vectors.pieces(word)]
        of = f"{sum(known)} of its {len(known)}" if sum(known) < len(known) else f"its {len(known)}"
        title += f" ({short(word)}: composed of {of} pieces)"
    return Question(tuple(words), title, tuple(composed))


def add_cosine_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say which vectors the cosine is taken of."""
    add_view_option(parser)
    parser.add_argument(
        "--center",
        action="store_true",
        help="subtract the mean of all vectors first, then bring them to unit length",
    )


def answer(
    questions: Iterable[Question],
    ask: Callable[[Question], Sequence[Found]],
    form: Form[Found],
    *,
    as_json: bool,
) -> int:
    """Answer each question as it comes. One that cannot be answered is reported, and the others are still answered.

    Args:
        questions: read one at a time.
        ask: finds the answers.
        form: how they are shown; the first part of each is its word.
        as_json: print a JSON list instead of tables.

    Returns:
        The exit code: 1 if any question could not be answered.

    Raises:
        MissingPartError: the model has no answer to any such question.
    """
    failed = False
    with _as_json(form) if as_json else _as_tables(form) as show:
        for question in questions:
            try:
                answers = ask(question)
            except MissingPartError:
                raise
            except FirthError as error:
                failed = True
                streams.say(f"error: {error}")
            else:
                show(question, answers)
    return int(failed)


@contextmanager
def _as_json(form: Form[Found]) -> Iterator[Callable[[Question, Sequence[Found]], None]]:
    with streams.json_list() as add:
        yield lambda question, answers: add(
            {
                "question": question.words,
                **({"composed": question.composed} if question.composed else {}),
                "answers": [(question.form or form).document(answer) for answer in answers],
            }
        )


@contextmanager
def _as_tables(form: Form[Found]) -> Iterator[Callable[[Question, Sequence[Found]], None]]:
    above = ""  # a blank line between two tables

    def show(question: Question, answers: Sequence[Found]) -> None:
        nonlocal above
        shape = question.form or form
        none = ("(no other word)", *("" for _ in shape.headings))
        rows = [(answer[0], *shape.cells(answer)) for answer in answers] or [none]
        right = shape.right or range(1, len(none))
        streams.write(above + table([(question.title, *shape.headings), *rows], right=right))
        above = "\n"

    yield show
