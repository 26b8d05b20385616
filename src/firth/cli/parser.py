"""The command line's parser: options anywhere among words, words that begin with a dash, and advice on what is unknown.

argparse allows options before or after the words, but not among them, and takes each word that begins with a dash for
an option. So the arguments are put in order first, the options last, and words are marked while it parses.
"""

import argparse
import difflib
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from firth.cli import streams

__all__ = ["Parser"]

_MARK = "\0"
"""Put before an argument that is not an option; no argument of a process can contain it."""

_OTHER_NAMES = {
    "binary": "a MODEL that ends in .bin",
    "cbow": "--architecture cbow",
    "chinese": "--chinese-script",
    "dim": "--vector-size",
    "epoch": "--epochs",
    "field": "--text-field",
    "hs": "--objective hierarchical_softmax",
    "input": "the text by itself, without an option",
    "iter": "--epochs",
    "lr": "--alpha",
    "memory": "--memory-limit",
    "mincount": "--min-count",
    "neg": "--negative",
    "raw": "--no-normalize",
    "sentences": "--sentence-ends",
    "sg": "--architecture skipgram",
    "size": "--vector-size",
    "thread": "--workers",
    "threads": "--workers",
    "train": "the text by itself, without an option",
    "ws": "--window",
}
"""The names of options in word2vec.c, fastText and gensim, and earlier names in Firth."""


class Parser(argparse.ArgumentParser):
    """argparse with options among words, and with words that begin with a dash.

    Attributes:
        takes_words: whether the arguments without a name are words, so that one which begins with a dash is a word
            unless an option has that name. Where they are files it is an option that is misspelt.
    """

    takes_words = False

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,  # an abbreviation in a script breaks when an option is added
            **settings,
        )

    def parse(self, args: Sequence[str]) -> argparse.Namespace:
        """Parse the arguments after the command's name.

        Raises:
            SystemExit: wrong use, or a wish for help, which was answered.
        """
        options, words, unknown = self._sorted(list(args))
        if "--help" in options:
            self.parse_args(["--help"])
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self._advice(unknown[0])}")
        parsed = self.parse_args([*(_MARK + word for word in words), *options])
        for name, value in vars(parsed).items():
            setattr(parsed, name, _unmarked(value))
        return parsed

    def shorten_usage(self) -> None:
        """Name in the usage what has to be given, and not each option, of which some commands have forty."""
        if self.usage is None:
            self.usage = " ".join(["%(prog)s", *filter(None, map(_in_usage, self._actions)), "[options]"])

    def print_help(self, file: Any = None) -> None:  # noqa: ARG002 - argparse's signature
        """Print the help by way of our streams: argparse passes over a full disk in silence."""
        streams.write(self.format_help().rstrip("\n"))

    def error(self, message: str) -> NoReturn:
        """End with what is wrong alone: forty options above it would hide it."""
        if "--help" not in message:
            end = "" if message.endswith("?") else "."
            message = f"{message.removesuffix('.')}{end} `{self.prog} --help` explains all there is"
        self.exit(2, f"{self.prog}: error: {message.replace(_MARK, '')}.\n")

    def _sorted(self, args: list[str]) -> tuple[list[str], list[str], list[str]]:
        """Options, each with its value in one piece; other arguments; and options that do not exist."""
        options: list[str] = []
        words: list[str] = []
        unknown: list[str] = []
        while args:
            argument = args.pop(0)
            if argument == "--":
                return options, words + args, unknown
            name, value = self._split(argument)
            action = self._option_string_actions.get(name)
            if action is not None:
                if value is None and action.nargs is None and args and args[0] not in self._option_string_actions:
                    value = args.pop(0)
                if value is not None and action.nargs == 0:
                    self.error(_needs_no_value(action, value))
                if not name.startswith("--"):
                    name = action.option_strings[-1]
                options.append(name if value is None else f"{name}={value}")
            elif self._is_word(argument):
                words.append(argument)
            else:
                unknown.append(argument)
        return options, words, unknown

    def _split(self, argument: str) -> tuple[str, str | None]:
        """The name of an option and its value, where they are in one piece: --output=FILE, -oFILE."""
        known = self._option_string_actions
        if argument in known:
            return argument, None
        name, equals, value = argument.partition("=")
        if equals and name in known:
            return name, value
        takes_value = argument[:2] in known and known[argument[:2]].nargs is None
        if takes_value and f"-{name}" not in known:  # else -output were the file "utput"
            return argument[:2], argument[2:]
        return argument, None

    def _is_word(self, argument: str) -> bool:
        if not argument.startswith("-") or argument == "-":
            return True
        return self.takes_words and not re.match(r"--[A-Za-z]", argument)

    def _advice(self, unknown: str) -> str:
        name = unknown.lstrip("-").split("=")[0]
        known = [option for option in self._option_string_actions if option.startswith("--")]
        close = f"--{name}" if f"--{name}" in known else _OTHER_NAMES.get(name.lower().replace("-", ""))
        if close is None or (close.startswith("--") and close.split()[0] not in known):
            close = next(iter(difflib.get_close_matches(f"--{name}", known, n=1)), None)
        hint = f". Did you mean {close}?" if close else ""
        if self.takes_words:
            hint = f"{hint or '.'} Words that begin with dashes come after --"
        return hint


def _needs_no_value(action: argparse.Action, value: str) -> str:
    names = [name for name in action.option_strings if name.startswith("--")]
    return f"{names[0]} takes no value, and was given {value!r}: " + " or ".join(f"{name} alone" for name in names)


def _in_usage(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    if action.option_strings:
        return f"{action.option_strings[0]} {name}" if action.required else ""
    return {"+": f"{name} ...", "*": f"[{name} ...]"}.get(str(action.nargs), name)


def _unmarked(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_MARK)
    return list(map(_unmarked, value)) if isinstance(value, list) else value
