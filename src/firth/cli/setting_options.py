"""The fields of a configuration as command-line options: names, types, choices, ranges and help are the fields' own."""

import argparse
import dataclasses
import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, get_args

from firth.cli.tables import file_size
from firth.config import TrainConfig, condition_of, default_of
from firth.errors import quoted

__all__ = [
    "GROUPS",
    "add_encoder_settings",
    "add_settings",
    "duration",
    "given_settings",
    "memory_size",
    "whole_number",
]

GROUPS: Mapping[str, Collection[str]] = {
    "text": ("min_count", "max_vocab", "sample"),
    "model": ("architecture", "objective", "vector_size", "window", "shrink_windows", "cbow_gradient"),
    "subwords": ("subwords", "buckets", "whole_word"),
    "noise": ("negative", "ns_exponent", "noise_sharing", "noise_pool", "noise_collisions"),
    "training": ("alpha", "min_alpha", "epochs", "seed", "workers"),
    "held-out text": ("validation_share", "validation_every", "patience"),
}
"""Headings of ``firth train --help`` and the fields below them."""

_SECONDS = {"": 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600}
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


def add_settings(
    parser: argparse._ActionsContainer, names: Collection[str], config: type[Any] = TrainConfig, **defaults: object
) -> None:
    """Add one option for each field.

    Args:
        parser: a parser, or a group of one.
        names: the fields.
        config: the dataclass whose fields they are.
        **defaults: by field, a default other than the field's own, for the help.
    """
    fields = {field.name: field for field in dataclasses.fields(config)}
    for name in names:
        field = fields[name]
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            dest=name,
            default=argparse.SUPPRESS,  # what was not given stays away: None means something of its own in a field
            help=_help(field, defaults.get(name, default_of(field))).replace("%", "%%"),
            **_kind(field),
        )


def add_encoder_settings(parser: argparse._ActionsContainer) -> None:
    """Add what `firth.encoders.opening.open_encoder` is told of an encoder."""
    parser.add_argument(
        "--layer",
        type=_layer,
        metavar="L",
        help="an output of an .onnx file, by name or number; otherwise a hidden state, 0 before the first layer "
        "[default: the last, -1]",
    )
    parser.add_argument("--device", metavar="NAME", help="cpu, cuda, ... [default: a GPU if there is one]")


def _layer(given: str) -> int | str:
    """A number, where it is one."""
    return int(given) if given.lstrip("-").isdecimal() else given


def given_settings(args: argparse.Namespace, config: type[Any] = TrainConfig) -> dict[str, Any]:
    """The fields of a configuration that were given on the command line."""
    names = {field.name for field in dataclasses.fields(config)}
    return {name: value for name, value in vars(args).items() if name in names}


def memory_size(text: str) -> int:
    """What turns an argument such as "500MB", "2GB", "1.5g" or "1000000" into bytes; a kB has 1,000."""
    parts = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)b?", text.strip().lower())
    if parts is None:
        raise argparse.ArgumentTypeError(f"must be a size such as 500MB or 2GB, not {quoted(text)}")
    return round(float(parts[1]) * _UNITS[parts[2]])


def duration(text: str) -> float:
    """What turns an argument such as "10min", "90s", "1.5h" or "600" into seconds."""
    parts = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|)", text.strip().lower())
    seconds = float(parts[1]) * _SECONDS[parts[2]] if parts else 0.0
    if not seconds:
        raise argparse.ArgumentTypeError(f"must be a time such as 10min, 90s or 1h, not {quoted(text)}")
    return seconds


def whole_number(least: int) -> Callable[[str], int]:
    """What turns an argument into a number that is not below ``least``."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"must be a whole number of at least {least}, not {quoted(text)}")
        return number

    return parse


def _kind(field: "dataclasses.Field[Any]") -> dict[str, Any]:
    """What argparse has to know of the field's type."""
    types = get_args(field.type) or (field.type,)
    if "choices" in field.metadata:
        return {"choices": get_args(field.metadata["choices"])}
    if bool in types:
        return {"action": argparse.BooleanOptionalAction}
    if str in types:
        return {"metavar": "LENGTHS" if "checked" in field.metadata else "NAME"}
    if field.metadata.get("unit") == "bytes":
        return {"type": memory_size, "metavar": "SIZE"}
    if word := field.metadata.get("word_for_none"):
        return {"type": _whole_or(word), "metavar": f"N|{word}"}
    return {"type": _whole, "metavar": "N"} if int in types else {"type": _number, "metavar": "X"}


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, not {quoted(text)}") from None


def _whole_or(word: str) -> Callable[[str], int | None]:
    """What turns an argument into a number, or one word into None."""

    def parse(text: str) -> int | None:
        try:
            return None if text == word else int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"must be a whole number, not {quoted(text)}, or the word {word}"
            ) from None

    return parse


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number such as 0.025, not {quoted(text)}") from None


def _help(field: "dataclasses.Field[Any]", default: object) -> str:
    rules = field.metadata
    facts = [] if "choices" in rules or isinstance(default, bool) else _range(rules)
    if default is not None:
        facts.append(f"default {_shown(default, rules)}")
    if condition := condition_of(field):
        facts.append(condition)
    text: str = rules["help"]
    return text + (f" [{'; '.join(facts)}]" if facts else "")


def _range(rules: Mapping[str, Any]) -> list[str]:
    least, most = rules["least"], rules["most"]
    if math.isinf(least):
        return []
    return [f"{_shown(least, rules)} {'or more' if most > 1e15 else f'to {_shown(most, rules)}'}"]


def _shown(value: Any, rules: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if rules.get("unit") == "bytes":
        return file_size(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)
