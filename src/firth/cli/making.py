"""What commands that make vectors do around it: keep what was made, whatever happens, and say what it is."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from firth.cli import streams
from firth.cli.model_files import losses, rescue
from firth.cli.signals import PendingSignal, terminable
from firth.cli.tables import file_size, share, table
from firth.concurrency.interrupts import unheard_interrupts
from firth.errors import FirthError, TargetError, counted
from firth.vectors.word_vectors import WordVectors

__all__ = ["keep_partial", "make_and_save", "peak_memory", "save_and_tell"]

Lines = Callable[[dict[str, Any]], Iterator[tuple[str, str]]]
Keep = Callable[[KeyboardInterrupt, WordVectors | None, bool], None]


def make_and_save(
    args: argparse.Namespace, make: Callable[[PendingSignal], WordVectors], lines: Lines, keep: Keep
) -> int:
    """Make vectors, save them, and say what was done.

    Args:
        args: output, quiet and json are read.
        make: makes the vectors; hears of a signal to end.
        lines: the middle of the summary.
        keep: called after Ctrl-C with what was made, if anything was, and whether it was pressed again.

    Returns:
        The exit code.

    Raises:
        FirthError: of `make`, or the target failed; the vectors were then saved elsewhere, where that was possible.
    """
    started = time.perf_counter()
    vectors = None
    with terminable() as pending:
        try:
            vectors = make(pending)
            vectors.save(args.output)
        except KeyboardInterrupt as interrupt:
            made = vectors if vectors is not None else getattr(interrupt, "vectors", None)
            keep(interrupt, made, pending.times > 1)
            return 128 + pending.number
        except FirthError:
            if vectors is not None and (kept := rescue(vectors, Path(args.output).stem)):
                streams.say(f"the complete vectors were saved in {kept} instead")
            raise
    _report(vectors, args, time.perf_counter() - started, lines)
    return 0


def keep_partial(
    learned: WordVectors | None,
    output: str,
    progress: Callable[[WordVectors], tuple[int, int]],
    *,
    again: bool,
    of: str = "training",
) -> None:
    """Save what an interrupted command has learned beside its target, and say where, and how far it came, of what."""
    if learned is None:
        streams.say(
            "interrupted again, and ended at once"
            if again
            else "interrupted before anything was learned; nothing was written"
        )
        return
    target = Path(output)
    with unheard_interrupts():
        kept = rescue(learned, f"{target.stem}.partial", beside=target)
    streams.say(
        f"interrupted after {share(*progress(learned))} of the {of}; what was learned so far is in {kept}"
        if kept
        else "interrupted; what was learned so far could be written nowhere"
    )


def _report(vectors: WordVectors, args: argparse.Namespace, seconds: float, lines: Lines) -> None:
    """Say what was made."""
    summary = {
        "output": args.output,
        "bytes": Path(args.output).stat().st_size,
        "words": len(vectors),
        "dimensions": vectors.vectors.shape[1],
        **({} if vectors.subwords is None else {"ngrams": len(vectors.subwords.rows)}),
        "seconds": seconds,
        "peak_memory_bytes": peak_memory(),
        **vectors.info,
    }
    if not args.quiet:
        for loss in losses(vectors, Path(args.output)):
            streams.say(f"note: {loss}")
    if args.json:
        try:
            streams.write_json(summary)
        except TargetError:
            streams.say(f"the complete vectors are in {args.output}")
            raise
    elif not args.quiet:
        streams.tell(table([*_first_lines(summary), *lines(summary), *_last_lines(summary)]))


def _first_lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    corpus = summary.get("corpus")
    if corpus is None:
        yield "vocabulary", counted(summary["words"], "word")
        return
    yield "read", f"{counted(corpus['tokens_read'], 'token')} in {counted(corpus['sentences_read'], 'sentence')}"
    yield (
        "vocabulary",
        f"{counted(summary['words'], 'word')} of at least {counted(summary['config']['min_count'], 'occurrence')}",
    )
    if "ngrams" in summary:
        yield "subwords", f"{counted(summary['ngrams'], 'row')} of n-grams"


def _last_lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "whole time", f"{summary['seconds']:.1f} s"
    if summary["peak_memory_bytes"] is not None:
        yield "peak memory", file_size(summary["peak_memory_bytes"])
    yield "written", f"{summary['output']} ({file_size(summary['bytes'])})"


def peak_memory() -> int | None:
    """The most memory this process had at any time, in bytes; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def save_and_tell(vectors: WordVectors, args: argparse.Namespace, facts: dict[str, Any]) -> None:
    """Save vectors, and say what was done.

    Args:
        vectors: what was made.
        args: output, quiet and json are read.
        facts: what was done, for the summary.

    Raises:
        FirthError: the target cannot be written, or a vector is not finite.
    """
    vectors.save(args.output)
    size = Path(args.output).stat().st_size
    rows, width = vectors.vectors.shape
    if args.json:
        streams.write_json({**facts, "output": args.output, "bytes": size, "words": rows, "dimensions": width})
    elif not args.quiet:
        for loss in losses(vectors, Path(args.output)):
            streams.say(f"note: {loss}")
        shape = f"{counted(rows, 'word')} of {counted(width, 'dimension')}"
        streams.tell(
            table([*_fact_lines(facts), ("vectors", shape), ("written", f"{args.output} ({file_size(size)})")])
        )


def _fact_lines(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        if value is True:
            yield name, "yes"
        elif isinstance(value, list):
            yield name, ", ".join(map(str, value))
        elif value:
            yield name, f"{value:,}" if isinstance(value, int) else str(value)
