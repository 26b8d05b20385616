"""The option of `similar` and `analogy` that asks the runs of a model, too."""

import argparse
import math
from typing import TYPE_CHECKING, Any

from firth.cli.query_options import Form, scored
from firth.errors import ArgumentError, counted
from firth.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from firth.runs.runs import Runs, StableAnswer

__all__ = ["add_stability_option", "whom_to_ask"]


def add_stability_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(
        "--stability",
        action="store_true",
        help="show in how many runs of `firth stability` an answer is among the first, and its cosine there",
    )


def whom_to_ask(vectors: WordVectors, args: argparse.Namespace) -> "tuple[WordVectors | Runs, Form[Any]]":
    """The model, or with --stability the model and its runs, which take the same questions; and how answers are shown.

    Args:
        vectors: the model.
        args: model, limit, view and stability are read.

    Raises:
        ArgumentError: another view than that of the runs.
        SourceError: there are no runs.
        FormatError: they are of another model.
    """
    if not args.stability:
        return vectors, scored()
    if args.view is not None:
        raise ArgumentError("view", args.view, "the runs keep the input rows alone; leave out --view or --stability")
    from firth.runs.folder import vectors_of_runs  # noqa: PLC0415 - only this option needs it
    from firth.runs.runs import Runs  # noqa: PLC0415 - the same

    by, runs = vectors_of_runs(vectors, args.model, limit=args.limit)
    return Runs(vectors, runs, by), _stable(len(runs))


def _stable(runs: int) -> "Form[StableAnswer]":
    """Answers with what the runs make of them."""
    return Form(
        ("cosine", f"of {counted(runs, 'run')}", "their cosine"),
        lambda answer: (f"{answer.score:z.4f}", f"{answer.share * runs:.0f}", _spread(answer)),
        lambda answer: {**answer._asdict(), "deviation": None if runs == 1 else answer.deviation},
    )


def _spread(answer: "StableAnswer") -> str:
    """Mean and standard deviation, which a single run does not have."""
    return f"{answer.mean:z.3f}" + ("" if math.isnan(answer.deviation) else f" ± {answer.deviation:.3f}")
