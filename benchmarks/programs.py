"""The programs that are compared: each is a name and a command line with placeholders.

Firth, gensim and word2vec.c are written in the same way as a program given on the command line::

    pWord2Vec=./pWord2Vec -train {text} -output {out} -size {vector_size} -threads {threads} ...
"""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "PEERS",
    "PLACEHOLDERS",
    "Program",
    "firth",
    "gensim",
    "parse_program",
    "vector_file",
    "word2vec_c",
]

PEERS = ("gensim", "word2vec.c")
PLACEHOLDERS = {
    "text": "the text to train on",
    "out": "where to write the vectors; OUT.vec, OUT.bin, OUT.txt and OUT.safetensors are found too",
    "architecture": "skipgram or cbow",
    "cbow": "0 or 1",
    "alpha": "the first programs' learning rate: 0.025 for skip-gram, 0.05 for CBOW",
    "threads": "threads to train with",
    "seed": "the seed of this run",
    "vector_size": "dimensions",
    "window": "words on each side",
    "min_count": "rarer words are left out",
    "negative": "noise words; 0 under hierarchical softmax",
    "hs": "1 for hierarchical softmax, else 0",
    "sample": "threshold above which frequent words are thinned",
    "epochs": "passes over the text",
    "scratch": "a folder that is new and empty at each run (for a cold cache)",
}
_SUFFIXES = ("", ".vec", ".bin", ".txt", ".safetensors")  # in this order: fastText's .bin is another thing
_WORD2VEC_C = (
    "-train {text} -output {out} -size {vector_size} -window {window} -negative {negative} -hs {hs} "
    "-sample {sample} -iter {epochs} -min-count {min_count} -threads {threads} -cbow {cbow} -alpha {alpha} "
    "-binary 1 -debug 0"
)
_SHARED = (
    "--architecture {architecture} --vector-size {vector_size} --window {window} --min-count {min_count} "
    "--sample {sample} --epochs {epochs} --workers {threads} --seed {seed}"
)


@dataclass(frozen=True, slots=True)
class Program:
    """A program's name, and its command as arguments that may hold placeholders."""

    name: str
    arguments: tuple[str, ...]

    def command(self, values: Mapping[str, object]) -> list[str]:
        """The command line of one run."""
        return [argument.format_map(values) for argument in self.arguments]


def firth(python: str, *, hierarchical: bool) -> Program:
    """This library, at its documented defaults except for the shared settings."""
    objective = "--objective hierarchical_softmax" if hierarchical else "--negative {negative}"
    command = f"-m firth train {{text}} -o {{out}}.safetensors {_SHARED} {objective}"
    return Program("firth", (python, *command.split()))


def gensim(python: str) -> Program:
    """Gensim by ``corpus_file``, in the environment of the Python given."""
    script = str(Path(__file__).with_name("train_gensim.py"))
    return Program(
        "gensim",
        (python, script, *f"{{text}} {{out}} {_SHARED} --negative {{negative}} --hs {{hs}} --alpha {{alpha}}".split()),
    )


def word2vec_c(binary: str | None, gensim_python: str) -> Program:
    """The first program; PyPI's package ``word2vec`` compiles it and puts it beside its Python.

    Raises:
        ValueError: no binary is given and none is found.
    """
    beside = Path(gensim_python).with_name("word2vec")
    found = binary or shutil.which("word2vec") or (str(beside) if beside.exists() else None)
    if found is None:
        raise ValueError("no word2vec binary found: pip install word2vec, or give --word2vec-c PATH")
    return Program("word2vec.c", (found, *_WORD2VEC_C.split()))


def parse_program(text: str) -> Program:
    """A program from ``NAME=COMMAND``.

    Raises:
        ValueError: there is no name, or a placeholder is unknown or missing.
    """
    name, equals, command = text.partition("=")
    if not (name.strip() and equals and command.strip()) or "/" in name:  # the name becomes a file's name
        raise ValueError(f"{text!r}: expected NAME=COMMAND, without a slash in the name")
    program = Program(name.strip(), tuple(shlex.split(command)))
    try:
        program.command(dict.fromkeys(PLACEHOLDERS, ""))
    except (KeyError, IndexError, ValueError) as error:
        known = ", ".join(f"{{{word}}}" for word in PLACEHOLDERS)
        raise ValueError(f"{text!r}: unknown placeholder {error}; known are {known}") from None
    if "{text}" not in command or "{out}" not in command:
        raise ValueError(f"{text!r}: the command must hold {{text}} and {{out}}")
    return program


def vector_file(out: Path) -> Path | None:
    """The file that a program wrote when it was told to write ``out``."""
    candidates = (out.with_name(out.name + suffix) for suffix in _SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)
