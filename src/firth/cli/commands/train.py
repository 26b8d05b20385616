"""Learn word vectors from text and keep them in one file.

TEXT is UTF-8, plain or compressed: words between whitespace, one sentence a
line; the reading options describe other text. It is read once, so a pipe works.
Ctrl-C ends the training within a second and keeps what was learned so far. With
--checkpoint, a training that was interrupted or killed goes on with --resume.
"""

import argparse
import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from firth.cli import streams
from firth.cli.making import keep_partial, make_and_save
from firth.cli.output_options import add_text_arguments, check_files
from firth.cli.setting_options import GROUPS, add_settings, duration, given_settings
from firth.cli.signals import PendingSignal
from firth.cli.tables import share
from firth.cli.text_options import add_reading, opened, say_troubles
from firth.config import ReadConfig, TrainConfig
from firth.errors import ArgumentError, counted, listed
from firth.formats.checkpoint import existing_checkpoints
from firth.formats.strict_json import shallow_json
from firth.formats.target import replacing
from firth.text.word_lists import read_word_list
from firth.vectors.word_vectors import WordVectors, load

if TYPE_CHECKING:
    from firth.recipes.watch import Watch

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth train corpus.txt -o vectors.safetensors
  firth train news.txt.gz books.txt -o vectors.bin --architecture cbow --window 8
  firth train raw.txt.xz -o vectors.safetensors --tokenizer words --lowercase --phrases 2
  firth train zh.txt -o vectors.safetensors --tokenizer rjieba --chinese-script simplified
  curl -L URL | firth train - -o vectors.safetensors --vector-size 300 --sample 1e-5
  firth train large.txt -o vectors.safetensors --checkpoint run --every 10min
  firth train large.txt -o vectors.safetensors --watch
  firth train --resume run
  firth train new.txt -o newer.safetensors --initial vectors.safetensors --grow --alpha 0.01

the usual advice:
  window       2 to 5 leans to syntax, 5 to 10 and more to meaning
  vector size  100 to 300; more pays only on large text
  negative     5 to 20 noise words on small text, 2 to 5 on large
  sample       1e-3 on small text, near 1e-5 on large: the smaller, the more common words are skipped
  min count    5; more on large text, less on small: a word seen twice has no good vector
  architecture skipgram or cbow: they take about the same time. On the texts of docs/comparing.md cbow finds rare words
               far more often; in the English one, skipgram is better at semantic analogies and outliers. On your
               own text, `firth compare --train TEXT` tells
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth train``."""
    parser.usage = "%(prog)s TEXT ... -o MODEL [options]\n       %(prog)s --resume DIR [options]"
    parser.epilog = EPILOG
    add_text_arguments(parser, required=False)
    parser.add_argument("--initial", metavar="MODEL", help="vectors to start from, at the rate given with --alpha")
    parser.add_argument("--grow", action="store_true", help="keep all words of --initial, and add those of TEXT")
    parser.add_argument(
        "--freeze",
        metavar="WHAT",
        help="what stays as it is of the words of --initial: vectors, contexts, all, or a file of words, one a line",
    )
    parser.add_argument("--keep", metavar="FILE", help="words to keep however rare, one a line")
    parser.add_argument(
        "--validation", metavar="TEXT", help="held-out text, read as TEXT is, to measure the loss on; see --patience"
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help="open a page whose map and answers follow the training, from the end of the first epoch on",
    )
    parser.add_argument("--yes", action="store_true", help="train with full softmax even if it takes hours")
    group = parser.add_argument_group("checkpoints")
    group.add_argument(
        "--checkpoint",
        metavar="DIR",
        help="a folder for the text as numbers and the last two checkpoints, so that nothing is lost",
    )
    group.add_argument(
        "--every",
        type=duration,
        metavar="TIME",
        help="between two checkpoints, such as 90s, 10min or 1h; a number alone is seconds. It is longer where "
        "writing one takes more than 2%% of it [default 10min]",
    )
    group.add_argument(
        "--resume", metavar="DIR", help="go on from the last checkpoint in this folder, to the same vectors"
    )
    add_reading(parser, without=("workers",))
    for title, names in GROUPS.items():
        add_settings(parser.add_argument_group(title), names)


class _Job(NamedTuple):
    """What was asked for, checked."""

    fields: dict[str, Any]
    reading: dict[str, Any]
    initial: WordVectors | None
    freeze: str | tuple[str, ...] | None
    keep: tuple[str, ...]
    files: list[str | BinaryIO]


def run(args: argparse.Namespace) -> int:
    """Train, save, and say what was done."""
    job = _checked(args) if args.resume is None else _checked_resume(args)
    return make_and_save(
        args,
        lambda pending: _learned(args, job, pending),
        _lines,
        lambda interrupt, learned, again: _keep(interrupt, learned, args, again=again),
    )


def _checked(args: argparse.Namespace) -> _Job:
    """Find wrong settings and targets before any text is opened."""
    if not args.texts or args.output is None:
        missing = "TEXT" if not args.texts else "-o MODEL"
        use = "firth train TEXT -o MODEL, or firth train --resume DIR"
        raise ArgumentError("text", None, f"{missing} is missing: {use}")
    fields, reading = given_settings(args), given_settings(args, ReadConfig)
    initial = None if args.initial is None else load(args.initial)
    if initial is not None:
        fields.setdefault("vector_size", initial.vectors.shape[1])
    TrainConfig(**fields).check_validation(given=args.validation is not None)
    how = ReadConfig(**reading)
    if args.validation is not None:
        how.check_without_phrases()
    keep = () if args.keep is None else read_word_list(args.keep)
    check_files(args)
    if args.checkpoint is not None:
        _check_apart(args.output, args.checkpoint)
    elif args.every is not None:
        raise ArgumentError("every", args.every, "has no effect without --checkpoint")
    return _Job(fields, reading, initial, _frozen(args.freeze), keep, opened(args.texts))


def _frozen(what: str | None) -> str | tuple[str, ...] | None:
    return what if what is None or what in {"vectors", "contexts", "all"} else read_word_list(what)


def _check_apart(output: str, folder: str) -> None:
    if Path(output).absolute().parent == Path(folder).absolute():
        raise ArgumentError("output", output, f"{folder} is for checkpoints; write the vectors to another folder")


_OF_BEGINNING = "initial", "grow", "freeze", "keep", "validation", "checkpoint"


def _checked_resume(args: argparse.Namespace) -> _Job:
    """The same for a training that goes on."""
    fields, reading = given_settings(args), given_settings(args, ReadConfig)
    options = [f"--{name.replace('_', '-')}" for name in [*fields, *reading] if name != "workers"]
    options += [f"--{name}" for name in _OF_BEGINNING if getattr(args, name)]
    if args.texts or options:
        raise ArgumentError(
            "resume",
            args.resume,
            f"goes on with the text and the settings that it began with; leave out {listed([*args.texts, *options])}",
        )
    existing_checkpoints(Path(args.resume))
    if args.output is None:
        args.output = _kept_target(Path(args.resume))
    check_files(args)
    _check_apart(args.output, args.resume)
    return _Job(fields, reading, None, None, (), [])


def _learned(args: argparse.Namespace, job: _Job, pending: PendingSignal) -> WordVectors:
    """Read the text, say what it shows of itself, and train."""
    with pending.loading():
        from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
        from firth.recipes.encode import encode  # noqa: PLC0415 - need not wait for the compiler
        from firth.recipes.options import saved_corpus, settings_of  # noqa: PLC0415 - the same
        from firth.recipes.resume import resume  # noqa: PLC0415 - the same
        from firth.recipes.train import check_initial, train  # noqa: PLC0415 - the same
        from firth.training.checkpoints.folder import check_folder  # noqa: PLC0415 - the same
        from firth.training.checkpoints.pauses import EVERY  # noqa: PLC0415 - the same
    with bar(disable=True if args.quiet else None) as show, _watched(args) as watch:
        heard = pending.before(show if watch is None else watch.before(show))
        paused: dict[str, Any] = {
            "checkpoint_every": args.every or EVERY,
            "on_pause": None if watch is None else watch.pause,
        }
        if args.resume is not None:
            return _resumed(resume, args, heard, paused | job.fields)
        check_initial(job.initial, settings_of(job.fields, TrainConfig), grow=args.grow, freeze=job.freeze)
        if args.checkpoint is not None:
            check_folder(Path(args.checkpoint))
        corpus = saved_corpus(None, job.files)
        if corpus is None:
            chosen = {name: job.fields[name] for name in ("min_count", "max_vocab", "workers") if name in job.fields}
            keep = {*job.keep, *job.initial.as_words().words} if job.initial is not None and args.grow else job.keep
            corpus = encode(files=job.files, keep=keep, progress=heard, **chosen, **job.reading)
        say_troubles(corpus, quiet=args.quiet)
        if args.checkpoint is not None:
            _keep_target(Path(args.checkpoint), Path(args.output))
        return train(
            corpus,
            keep=job.keep,
            validation=args.validation,
            initial=job.initial,
            grow=args.grow,
            freeze=job.freeze,
            checkpoint=args.checkpoint,
            **paused,
            allow_slow=args.yes,
            progress=heard,
            **job.fields,
            **job.reading,
        )


@contextmanager
def _watched(args: argparse.Namespace) -> "Iterator[Watch | None]":
    """The page that follows the training, if one is wanted."""
    if not args.watch:
        yield None
        return
    from firth.recipes.watch import Watch  # noqa: PLC0415 - only this option needs it

    with Watch(_open, name=Path(args.output).stem) as watch:
        yield watch
    streams.say(f"the page has ended with the training; to see the vectors: firth explore {shlex.quote(args.output)}")


def _open(url: str) -> None:
    """Say where the page is, and open it."""
    from firth.explorer.server import open_page  # noqa: PLC0415 - an extra

    streams.say(f"the training is shown at {url}")
    if not open_page(url):
        streams.say("note: there is no browser on this machine that could show it; open the URL yourself")


TARGET = "target.json"


def _resumed(
    resume: Callable[..., WordVectors], args: argparse.Namespace, heard: Callable[[Any], None], fields: dict[str, Any]
) -> WordVectors:
    """Go on with a training, and say so if there was nothing left to do."""
    folder, trained = Path(args.resume), []

    def hear(progress: Any) -> None:
        trained.append(hasattr(progress, "words"))
        heard(progress)

    if _target_of(folder) != (target := str(Path(args.output).absolute())):
        _keep_target(folder, Path(target))
    vectors = resume(folder, progress=hear, **fields)
    if not any(trained):
        streams.say(
            f"note: the training in {folder} was finished already; these are its vectors. To train anew, remove it"
        )
    return vectors


def _keep_target(folder: Path, target: Path) -> None:
    """Write down where the vectors go, for `--resume`."""
    with replacing(folder / TARGET) as out:
        out.write(json.dumps({"output": str(target.absolute())}).encode())


def _kept_target(folder: Path) -> str:
    target = _target_of(folder)
    if target is None:
        raise ArgumentError("resume", str(folder), f"its {TARGET} does not say where the vectors go; give -o MODEL")
    return target


def _target_of(folder: Path) -> str | None:
    try:
        return str(shallow_json((folder / TARGET).read_bytes())["output"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _keep(interrupt: KeyboardInterrupt, learned: WordVectors | None, args: argparse.Namespace, *, again: bool) -> None:
    """Save what an interrupted training has learned, and say where it is."""
    checkpoint = getattr(interrupt, "checkpoint", None)
    if checkpoint is not None or args.resume is not None:
        folder = args.resume if checkpoint is None else checkpoint.parent
        done = "" if learned is None else f" after {share(*_progress(learned))} of the training"
        streams.say(f"interrupted{done}; it goes on with: firth train --resume {shlex.quote(str(folder))}")
        return
    keep_partial(learned, args.output, _progress, again=again)


def _progress(vectors: WordVectors) -> tuple[int, int]:
    """Tokens trained, and tokens to train, over all epochs."""
    info = vectors.info
    return info["training"]["words"], info["corpus"]["tokens"] * info["config"]["epochs"]


def _lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    corpus, training = summary["corpus"], summary["training"]
    known = corpus["tokens"] + corpus["tokens_held_out"]
    rare = share(corpus["tokens_read"] - known, corpus["tokens_read"])
    yield "left out", f"{rare} of the tokens, whose words are not in the vocabulary"
    yield "discarded", f"{share(corpus['discarded_by_subsampling'])} of the rest in each epoch, of common words"
    if chosen := [name for name in ("epochs", "alpha") if name not in summary["given"]]:
        values = " and ".join(f"{name} {summary['config'][name]:g}" for name in chosen)
        yield "chosen", f"{values}, which {'suits' if len(chosen) == 1 else 'suit'} a text of {counted(known, 'token')}"
    yield "trained", f"{counted(training['words'], 'word')} in {training['seconds']:.1f} s"
    yield "speed", f"{training['words_per_second']:,.0f} words/s"
    yield from _losses(training)


def _losses(training: dict[str, Any]) -> Iterator[tuple[str, str]]:
    curve = training["loss_curve"]
    if curve:
        at_end = _with_perplexity(curve[-1][1], training.get("perplexity"))
        yield "loss", f"{curve[0][1]:.4f} at the beginning, {at_end} at the end"
        if curve[-1][1] > 1.1 * curve[0][1]:
            yield "warning", "the loss has grown: nothing was learned. Train with a smaller alpha or window"
    if "validation_loss" in training:
        yield "held out", "loss " + _with_perplexity(training["validation_loss"], training.get("validation_perplexity"))
    if training.get("stopped_early"):
        yield "stopped", f"early; these are the vectors after {training['words_of_result']:,} words"


def _with_perplexity(loss: float, perplexity: float | None) -> str:
    if perplexity is None:
        return f"{loss:.4f}"
    return f"{loss:.4f} (perplexity {perplexity:{',.1f' if perplexity < 1e6 else '.2g'}})"
