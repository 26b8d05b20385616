"""Why two words are close, or where the answer to an analogy comes from.

Of two words: their places among each other's neighbours, and the neighbours that
they share. With --corpus, the contexts that carry their similarity, and where
these occur. Of an analogy, A B C or A B C D: what each word of the question
gives to the scores of the answers, and what the answer would be if the words of
the question were allowed. D is the answer that is expected.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from typing import TypeVar

from firth.cli import streams
from firth.cli.model_files import add_loading_options, load_model
from firth.cli.parser import Parser
from firth.cli.query_options import argument_word
from firth.cli.setting_options import whole_number
from firth.cli.tables import share, table
from firth.cli.text_options import opened
from firth.config import MIN_COUNT
from firth.errors import ArgumentError, counted
from firth.studies.explain.analogy import explain_analogy
from firth.studies.explain.pair import explained_pair
from firth.studies.explain.report import AnalogyExplanation, AnswerTerms, PairExplanation, TextEvidence
from firth.vectors.word_vectors import WordVectors

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth explain vectors.safetensors coffee tea --corpus corpus.firth
  firth explain vectors.safetensors man king woman queen

how to read it:
  share   of the cosine of the two words' rows of mutual information, that a context carries
  PMI     how much more often than by chance a context is beside a word, as a logarithm
  e . e'  the model's own score of the pair, which training brings near to PMI - log k
  score   of an answer: its cosine with B - A + C, the sum of the three terms before it

A word that is also the name of an option comes after --, as in: -- --corpus"""

FEW = 20
"""Contexts, of fewer of which a cosine says little."""


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth explain``."""
    parser.epilog = EPILOG
    parser.usage = "%(prog)s MODEL A B [C [D]] [options]"
    parser.takes_words = True
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument("words", metavar="WORD", nargs="*", default=[], help="two, or the three or four of an analogy")
    parser.add_argument(
        "--corpus",
        metavar="TEXT",
        help="the text that the model was trained on, best as `firth encode` wrote it; - is standard input",
    )
    parser.add_argument(
        "--topn", type=whole_number(1), default=10, metavar="N", help="contexts, neighbours or answers [default 10]"
    )
    parser.add_argument(
        "--window", type=whole_number(1), metavar="N", help="words on each side [default: as the model was trained]"
    )
    parser.add_argument(
        "--min-pair-count",
        type=whole_number(1),
        default=MIN_COUNT,
        metavar="N",
        help=f"pass over contexts that occur less often beside one of the words [default {MIN_COUNT}]",
    )
    parser.add_argument("--json", action="store_true", help="print the explanation as one JSON document")
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Explain, and print."""
    words = [argument_word(word) for word in args.words]
    if not 2 <= len(words) <= 4:
        raise ArgumentError("words", " ".join(words), "give two words, or the three or four of an analogy, A B C [D]")
    vectors = load_model(args)
    _check(words, vectors)
    if len(words) == 2:
        _show(_pair(vectors, words, args), _of_pair, args)
        return 0
    if args.corpus is not None:
        raise ArgumentError("corpus", args.corpus, "is for two words; of an analogy, explain C and the answer with it")
    a, b, c, *d = words
    _show(explain_analogy(vectors, a, b, c, *d, topn=args.topn), _of_analogy, args)
    return 0


def _check(words: list[str], vectors: WordVectors) -> None:
    for word in (each for each in words if each not in vectors):
        if not word.strip():
            raise ArgumentError("words", word, "is no word; write one between the quotation marks")
        if os.path.isfile(word):  # noqa: PTH113 - Path fails of a word too long for a name
            raise ArgumentError("words", word, "is a file, not a word of the model; one model is taken, then words")


def _pair(vectors: WordVectors, words: list[str], args: argparse.Namespace) -> PairExplanation:
    a, b = words
    if args.corpus is None:
        return explained_pair(vectors, a, b, topn=args.topn)
    files = opened([args.corpus])
    from firth.progress.bar import bar  # noqa: PLC0415 - only a text needs what reads it
    from firth.recipes.explain import explain  # noqa: PLC0415 - the same

    counting = {"window": args.window, "min_pair_count": args.min_pair_count}
    with bar() as show:
        return explain(vectors, a, b, files=files, topn=args.topn, progress=show, **counting)


Explained = TypeVar("Explained", PairExplanation, AnalogyExplanation)


def _show(found: Explained, as_text: Callable[[Explained], Iterator[str]], args: argparse.Namespace) -> None:
    if args.json:
        streams.write_json(found.as_dict())
    else:
        streams.write("\n\n".join(as_text(found)))


def _of_pair(found: PairExplanation) -> Iterator[str]:
    a, b, text = found.a, found.b, found.text
    facts = [
        ("cosine", f"{found.cosine:z.4f}"),
        ("place", f"{b} is number {found.rank_of_b:,} of the words near {a}, {a} number {found.rank_of_a:,} near {b}"),
        ("neighbours", f"{found.shared:,} of the {found.among:,} nearest of each are the same"),
    ]
    if text is None:
        yield table(facts)
        if found.neighbours:
            rows = [(each.word, f"{each.cosine_a:z.4f}", f"{each.cosine_b:z.4f}") for each in found.neighbours]
            yield table([("near both", a, b), *rows], right=(1, 2))
        yield "--corpus TEXT shows the contexts that they share"
        return
    facts += [
        ("occurrences", f"{text.count_a:,} of {a}, {text.count_b:,} of {b}"),
        ("contexts", f"{_contexts(text)}, more often than by chance"),
        ("of PMI", f"{text.cosine:z.4f} is the cosine of the two rows of mutual information{_doubt(text.shared)}"),
    ]
    yield table(facts)
    yield from _of_text(found, text)


def _contexts(text: TextEvidence) -> str:
    are, times = "is" if text.shared == 1 else "are", counted(text.min_pair_count, "time")
    return f"{counted(text.shared, 'word')} {are} beside each of the two at least {times}"


def _doubt(contexts: int) -> str:
    return "" if contexts >= FEW else f"; of only {counted(contexts, 'context')}, it says little"


def _of_text(found: PairExplanation, text: TextEvidence) -> Iterator[str]:
    a, b = found.a, found.b
    if not text.contexts:
        yield f"no context is beside both so often; a smaller --min-pair-count than {text.min_pair_count:,} finds more"
        return
    heading = ("context", "share", f"beside {a}", "PMI", "e . e'", f"beside {b}", "PMI", "e . e'")
    rows = [
        (
            each.word, share(each.share),
            f"{each.times_a:,}", f"{each.pmi_a:.2f}", _score(each.score_a),
            f"{each.times_b:,}", f"{each.pmi_b:.2f}", _score(each.score_b),
        )
        for each in text.contexts
    ]  # fmt: skip
    yield table([heading, *rows], right=range(1, len(heading)))
    yield table([(line.left, line.word, line.right) for line in text.lines], right=(0,))
    yield "note: rare words are not in the model, and are missing in these lines"
    if text.same_text is False:
        yield "note: some words occur more or less often here than in the text that the model was trained on"


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:z.2f}"


def _of_analogy(found: AnalogyExplanation) -> Iterator[str]:
    a, b, c = found.a, found.b, found.c
    shown = list(found.answers)
    if found.expected is not None and found.expected not in shown:
        shown.append(found.expected)
    yield f"{a} : {b} :: {c} : ?"
    yield table(
        [("", "", f"near {b}", f"not {a}", f"near {c}", "score"), *map(_answer_row, shown)], right=(0, 2, 3, 4, 5)
    )
    yield "\n".join(_remarks(found))


def _answer_row(each: AnswerTerms) -> tuple[str, ...]:
    terms = (each.from_b, each.from_a, each.from_c, each.score)
    return "-" if each.rank is None else f"{each.rank:,}", each.word, *(f"{term:+z.3f}" for term in terms)


def _remarks(found: AnalogyExplanation) -> Iterator[str]:
    first, meant = found.unrestricted, found.expected or found.answer
    if first.rank is None:
        yield f"{first.word}, a word of the question, would be the answer if such words were not excluded (-)"
    else:
        yield f"{first.word} would be the answer even if the words of the question (-) were not excluded"
    if found.expected is not None:
        yield f"{meant.word}, which was expected, is number {meant.rank:,}"
    near_b, near_c = found.rank_near_b, found.rank_near_c
    yield f"{meant.word} is number {near_b:,} near {found.b} alone, and number {near_c:,} near {found.c} alone"
