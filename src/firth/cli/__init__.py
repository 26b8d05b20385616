"""The command ``firth``: parse, call one function, print.

Each command is a module of this folder with ``add_arguments(parser)`` and ``run(args)``, which returns the
exit code. Only the module of the command that was asked for is imported, so that a question to a model never
waits for a compiler. Exit codes: 0 done, 1 a failed job, 2 wrong use, 130 Ctrl-C, 143 a request
to terminate, 129 a terminal that closed, 141 the reader of the output has gone.
"""

import argparse
import atexit
import difflib
import importlib
import re
import signal
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import NamedTuple, NoReturn

from firth.cli import streams
from firth.cli.parser import Parser
from firth.cli.signals import exit_code
from firth.errors import ArgumentError, ConfigError, FirthError
from firth.versions import __version__

__all__ = ["COMMANDS", "Command", "main", "parser_of"]


class Command(NamedTuple):
    """One row of the table of commands.

    Attributes:
        module: where ``add_arguments`` and ``run`` are.
        summary: one line for ``firth --help``.
        example: what a person types after ``firth``.
    """

    module: str
    summary: str
    example: str


COMMANDS = {
    "doctor": Command("firth.cli.commands.doctor", "find problems in a text, and what helps", "doctor corpus.txt"),
    "plan": Command("firth.cli.commands.plan", "forecast the time and memory of a training", "plan corpus.txt"),
    "train": Command(
        "firth.cli.commands.train", "learn word vectors from text", "train corpus.txt -o vectors.safetensors"
    ),
    "encode": Command(
        "firth.cli.commands.encode", "read a text once, to train on it many times", "encode corpus.txt -o corpus.firth"
    ),
    "vocab": Command("firth.cli.commands.vocab", "the words of a text and their counts", "vocab corpus.txt"),
    "phrases": Command(
        "firth.cli.commands.phrases", "find phrases, and join their words", "phrases corpus.txt -o joined.txt"
    ),
    "factorize": Command(
        "firth.cli.commands.factorize",
        "word vectors by counting, without training",
        "factorize corpus.txt -o counted.safetensors",
    ),
    "glove": Command("firth.cli.commands.glove", "word vectors by GloVe", "glove corpus.txt -o glove.safetensors"),
    "similar": Command("firth.cli.commands.similar", "the words nearest to a word", "similar vectors.safetensors king"),
    "analogy": Command(
        "firth.cli.commands.analogy", "A is to B as C is to ?", "analogy vectors.safetensors man king woman"
    ),
    "contexts": Command(
        "firth.cli.commands.contexts", "the words found near a word", "contexts vectors.safetensors tea"
    ),
    "predict": Command(
        "firth.cli.commands.predict", "the word to expect among others", "predict vectors.safetensors cup of"
    ),
    "classes": Command(
        "firth.cli.commands.classes", "words in classes, by k-means", "classes vectors.safetensors -k 100"
    ),
    "distance": Command(
        "firth.cli.commands.distance",
        "how far two texts are apart, by their words",
        'distance vectors.safetensors "tea in a cup" "a pot of coffee"',
    ),
    "evaluate": Command(
        "firth.cli.commands.evaluate",
        "how good vectors are, and how sure that is",
        "evaluate vectors.safetensors questions-words.txt",
    ),
    "compare": Command(
        "firth.cli.commands.compare",
        "whether one model is better than another",
        "compare a.safetensors b.safetensors questions-words.txt",
    ),
    "audit": Command(
        "firth.cli.commands.audit",
        "compare a model with the theory behind it",
        "audit vectors.safetensors corpus.txt",
    ),
    "stability": Command(
        "firth.cli.commands.stability",
        "would another run give the same neighbours",
        "stability vectors.safetensors corpus.txt",
    ),
    "explain": Command(
        "firth.cli.commands.explain",
        "why two words are close",
        "explain vectors.safetensors coffee tea --corpus corpus.firth",
    ),
    "senses": Command(
        "firth.cli.commands.senses",
        "the senses of a word, by its contexts",
        "senses vectors.safetensors plant --corpus corpus.firth",
    ),
    "explore": Command(
        "firth.cli.commands.explore", "see a model in a browser: a map, and answers", "explore vectors.safetensors"
    ),
    "info": Command("firth.cli.commands.info", "what a file of vectors holds", "info vectors.safetensors"),
    "refine": Command(
        "firth.cli.commands.refine",
        "take away what all words have in common",
        "refine vectors.safetensors -o refined.safetensors --center --remove 2",
    ),
    "combine": Command(
        "firth.cli.commands.combine",
        "make one model of several",
        "combine a.safetensors b.safetensors -o both.safetensors",
    ),
    "retrofit": Command(
        "firth.cli.commands.retrofit",
        "pull synonyms together",
        "retrofit vectors.safetensors synonyms.txt -o closer.safetensors",
    ),
    "distil": Command(
        "firth.cli.commands.distil",
        "word vectors from an encoder, such as BERT",
        "distil encoder/ corpus.txt -o distilled.safetensors --contexts 16",
    ),
    "convert": Command(
        "firth.cli.commands.convert",
        "convert from and to other formats",
        "convert vectors.safetensors vectors.bin",
    ),
    "demo": Command("firth.cli.commands.demo", "see what Firth does, without any files of yours", "demo"),
    "pairs": Command(
        "firth.cli.commands.pairs", "the training samples of a text, one by one", 'pairs "A B C D" --window 1'
    ),
}


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit.

    Args:
        argv: the arguments after the program's name; None takes them from the command line.

    Raises:
        SystemExit: always, with the exit code.
    """
    streams.prepare()
    warnings.showwarning = _show_warning
    code = _guarded(sys.argv[1:] if argv is None else list(argv))
    if code > 128:  # interrupted: one more Ctrl-C on the way out would change the exit code
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def _guarded(argv: list[str]) -> int:
    """Run the command; whatever goes wrong becomes one message and an exit code."""
    try:
        code = _dispatch(argv)
        streams.finish_output()
    except BrokenPipeError:  # `firth ... | head` stops reading, which is not an error
        streams.abandon_output()
        return 141
    except KeyboardInterrupt as interrupt:
        streams.say("interrupted")
        return exit_code(interrupt)
    except FirthError as error:
        streams.say(f"error: {_by_option(error, argv)}")
        return 2 if isinstance(error, ConfigError | ArgumentError) else 1
    except OSError as error:
        streams.abandon_output()
        streams.say(f"error: {_plain(error)}")
        return 1
    except (MemoryError, ImportError) as error:
        streams.say(f"error: {_lacking(error)}")
        return 1
    return code


def _plain(error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and error.filename is None:  # what the system says of the present folder
        return "the folder that this command runs in has been removed. Change to another (cd)."
    return str(error)


def _lacking(error: MemoryError | ImportError) -> str:
    if isinstance(error, MemoryError):
        return f"not enough memory ({error}). Close other programs, or ask for less."
    return f"{error}. A library cannot be loaded: there is too little memory for it, or it must be installed again."


def _dispatch(argv: list[str]) -> int:
    if argv[:1] == ["help"] and argv[1:2] and argv[1] in COMMANDS:
        argv = [argv[1], "--help"]
    if not argv or argv[0] not in COMMANDS:
        return _without_command(argv)
    code: int = importlib.import_module(COMMANDS[argv[0]].module).run(parser_of(argv[0]).parse(argv[1:]))
    return code


def _by_option(error: FirthError, argv: Sequence[str]) -> str:
    """The error in the words of the command line, where it is about an option that was given there."""
    if not isinstance(error, ConfigError | ArgumentError):
        return str(error)
    name = error.field if isinstance(error, ConfigError) else error.name
    by_place = isinstance(error, ArgumentError) and name in _BY_PLACE
    if by_place and error.value is None:  # it was not given
        return error.remedy
    if by_place:
        return f"{_typed(error.value) or repr('')}: {error.remedy}"
    option = _option_of(name, argv[0])
    if error.value is None:  # it is what was not given that is missed
        return f"{option}: {error.remedy}" if option in _options(argv[0]) else error.remedy
    negated = option.replace("--", "--no-", 1)
    given = {argument.split("=")[0] for argument in argv} & {option, negated}
    if not given:
        return str(error)
    shown = {True: option, False: negated}.get(error.value) if isinstance(error.value, bool) else None
    return f"{shown or f'{option} {_typed(error.value)}'}: {_with_options(error.remedy, argv[0])}"


def _with_options(remedy: str, command: str) -> str:
    """The remedy with options in place of settings: --architecture skipgram, not architecture='skipgram'."""
    options = _options(command)

    def as_option(setting: "re.Match[str]") -> str:
        option = f"--{setting[1].replace('_', '-')}"
        return {"True": option}.get(setting[3], f"{option} {setting[3]}") if option in options else setting[0]

    named = re.sub(r"\b([a-z_]+)=('?)([\w.-]*\w)\2", as_option, remedy)
    return re.sub(r"(--[^\s()]+(?: [^\s()]+)?) \(\1\)", r"\1", named)  # where the remedy gave both


def _typed(value: object) -> object:
    """A value as it is typed: several one after another."""
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _option_of(name: str, command: str) -> str:
    """The option of an argument of Python's functions, which may be called otherwise, such as --weight for weights."""
    usual = f"--{name.replace('_', '-')}"
    options = _options(command)
    return usual if usual in options else next((each for each in options if options[each].dest == name), usual)


def _options(command: str) -> Mapping[str, argparse.Action]:
    return parser_of(command)._option_string_actions  # noqa: SLF001 - argparse has no public list


_BY_PLACE = {"path", "files", "text", "output", "words", "models", "lexicon"}
"""Arguments of Python's functions that the command line takes by their place, or that -o names."""


def parser_of(name: str) -> Parser:
    """The parser of a command's arguments; also what the docs' page of commands is made from."""
    module = importlib.import_module(COMMANDS[name].module)
    parser = Parser(prog=f"firth {name}", description=module.__doc__)
    module.add_arguments(parser)
    parser.shorten_usage()
    return parser


def _without_command(argv: list[str]) -> int:
    parser = Parser(
        prog="firth",
        usage="firth COMMAND ...",
        description="Word vectors from text.\n\ncommands:\n"
        + "\n".join(f"  {name:<11}{command.summary}" for name, command in COMMANDS.items()),
        epilog="examples:\n"
        + "\n".join(f"  firth {command.example}" for command in COMMANDS.values())
        + "\n\n`firth COMMAND --help` explains one.",
    )
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    if not argv or argv[0] in {"-h", "--help", "help"}:
        parser.print_help()
    elif argv[0] in {"--version", "-V"}:
        streams.write(f"firth {__version__}")
    elif argv[0].startswith("-"):
        parser.error(f"a command comes before {argv[0]}. `firth --help` lists them")
    else:
        close = difflib.get_close_matches(argv[0], COMMANDS, n=1)
        hint = f" Did you mean `firth {close[0]}`?" if close else ""
        parser.error(f"there is no command {argv[0]!r}.{hint} `firth --help` lists them")
    return 0


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Warnings are for the person who typed the command: without a file name and a line of code."""
    streams.say(f"warning: {message}")
