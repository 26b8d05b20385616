"""Make word vectors with somebody's encoder, such as BERT, for the words of a text or a model.

ENCODER is a folder with model.onnx and tokenizer.json, or such a file; a folder of
Hugging Face or sentence-transformers; or the name of a model on its hub. Each word is
encoded alone, or with --contexts as it occurs in the text. Ctrl-C keeps what was done
beside the target, and the same command goes on with it.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from firth.cli import streams
from firth.cli.making import make_and_save
from firth.cli.output_options import add_output
from firth.cli.setting_options import add_encoder_settings, add_settings, given_settings, whole_number
from firth.cli.signals import PendingSignal
from firth.cli.text_options import add_reading, check_no_text, opened
from firth.config import ReadConfig, TrainConfig
from firth.encoders.opening import BATCH_SIZE
from firth.errors import counted
from firth.formats import check_target
from firth.text.word_lists import read_word_list
from firth.vectors.word_vectors import WordVectors

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth distil all-MiniLM-L6-v2 corpus.txt -o distilled.safetensors
  firth distil all-MiniLM-L6-v2 corpus.txt -o distilled.safetensors --contexts 16
  firth distil encoder/model.onnx vectors.safetensors -o distilled.safetensors --contexts 16 --corpus corpus.firth
  firth combine distilled.safetensors vectors.safetensors -o both.safetensors --method gcca

An ONNX file needs ONNX Runtime (pip install 'firth[encoders]'), the others PyTorch
(pip install 'firth[transformers]').
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth distil``."""
    parser.usage = "%(prog)s ENCODER TEXT-OR-MODEL -o MODEL [options]"
    parser.epilog = EPILOG
    parser.add_argument("encoder", metavar="ENCODER", help="a folder, an .onnx file, or the name of a model on the hub")
    parser.add_argument(
        "text",
        metavar="TEXT-OR-MODEL",
        help="whose words: a text, as `firth train` takes it; a corpus that `firth encode` wrote; or a file of vectors "
        "(tables, .parquet and .arrow, are read as texts; `firth convert` makes others of them)",
    )
    add_output(parser)
    _add_contexts(parser.add_argument_group("contexts"))
    group = parser.add_argument_group("encoder")
    add_encoder_settings(group)
    group.add_argument(
        "--batch-size",
        type=whole_number(1),
        default=BATCH_SIZE,
        metavar="N",
        help=f"texts that are encoded at once [default {BATCH_SIZE}]",
    )
    group.add_argument(
        "--checkpoint", metavar="FILE", help="for what is done so far [default: beside the target, MODEL.partial]"
    )
    group = parser.add_argument_group("words")
    group.add_argument("--words", metavar="FILE", help="just these words, one a line, whether they occur or not")
    add_settings(group, ("min_count", "max_vocab", "workers"), TrainConfig)
    add_reading(parser, without=("workers",))


def _add_contexts(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--contexts",
        type=whole_number(0),
        default=0,
        metavar="N",
        help="occurrences of each word that are encoded, spread over the text; 0: each word alone [default 0]",
    )
    group.add_argument(
        "--window", type=whole_number(1), metavar="N", help="words on each side of an occurrence [default 12]"
    )
    group.add_argument(
        "--pool",
        choices=("word", "context"),
        help="whose vectors are averaged: those of the word's own pieces, or of all in the window [default word]",
    )
    group.add_argument("--corpus", metavar="TEXT", help="the text in which the words of a MODEL are looked for")


def run(args: argparse.Namespace) -> int:
    """Distil, save, and say what was done."""
    target = Path(args.output)
    checkpoint = target.with_name(f"{target.stem}.partial") if args.checkpoint is None else Path(args.checkpoint)
    check_target(args.output)
    check_no_text(args.output, [args.text, *([] if args.corpus is None else [args.corpus])])
    words = None if args.words is None else read_word_list(args.words)
    return make_and_save(
        args,
        lambda pending: _distilled(args, words, checkpoint, pending),
        _lines,
        lambda interrupt, _made, _again: _keep(interrupt, checkpoint),
    )


def _distilled(
    args: argparse.Namespace, words: tuple[str, ...] | None, checkpoint: Path, pending: PendingSignal
) -> WordVectors:
    reading = given_settings(args, ReadConfig)
    chosen = {name: value for name, value in given_settings(args).items() if name in _OF_WORDS}
    chosen |= {name: vars(args)[name] for name in ("window", "pool") if vars(args)[name] is not None}
    text, corpus = ([None] if each is None else opened([each]) for each in (args.text, args.corpus))
    with pending.loading():
        from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
        from firth.recipes.distil import distil  # noqa: PLC0415 - need not wait for the compiler
    with bar(disable=True if args.quiet else None) as show:
        return distil(
            args.encoder,
            text[0],
            corpus=corpus[0],
            contexts=args.contexts,
            words=words,
            layer=args.layer,
            batch_size=args.batch_size,
            device=args.device,
            checkpoint=checkpoint,
            progress=pending.before(show),
            **chosen,
            **reading,
        )


_OF_WORDS = ("min_count", "max_vocab", "workers")


def _keep(interrupt: KeyboardInterrupt, checkpoint: Path) -> None:
    """Say what is kept of an interrupted run."""
    finished = getattr(interrupt, "finished", None)
    if finished is None:
        kept = f"; {checkpoint} is as it was" if checkpoint.exists() else "; nothing was written"
        streams.say(f"interrupted before anything was encoded{kept}")
    else:
        streams.say(f"interrupted: {finished}; the same command goes on")


def _lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    done = summary["distilled"]
    yield "encoder", f"{done['encoder']['name']}, {counted(summary['dimensions'], 'dimension')}"
    if "contexts" in done:
        yield (
            "contexts",
            f"up to {done['contexts']:,} of each word, with {counted(done['window'], 'word')} on each side",
        )
        yield "alone", f"{counted(done['alone'], 'word')} without contexts"
    if "without_pieces" in done:
        yield "zeros", f"{counted(done['without_pieces'], 'word')} of which the encoder has no piece"
