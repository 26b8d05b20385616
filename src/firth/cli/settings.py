"""The fields of ``TrainConfig`` as command-line options: names, types, choices, ranges and help are the fields' own."""

import argparse
import dataclasses
import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast, get_args

from firth.config import TrainConfig, TrainFields
from firth.errors import quoted

__all__ = ["GROUPS", "add_settings", "given_settings", "whole_number"]

GROUPS: Mapping[str, Collection[str]] = {
    "text": ("min_count", "max_vocab", "sample"),
    "model": ("architecture", "objective", "vector_size", "window", "shrink_windows", "cbow_gradient"),
    "noise": ("negative", "ns_exponent", "noise_sharing", "noise_pool", "noise_collisions"),
    "training": ("alpha", "min_alpha", "epochs", "seed", "workers"),
}
"""Headings of ``firth train --help`` and the fields below them."""

_FIELDS = {field.name: field for field in dataclasses.fields(TrainConfig)}


def add_settings(parser: argparse._ActionsContainer, names: Collection[str], **defaults: object) -> None:
    """Add one option for each field.

    Args:
        parser: a parser, or a group of one.
        names: the fields.
        **defaults: by field, a default other than the field's own, for the help.
    """
    for name in names:
        field = _FIELDS[name]
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            dest=name,
            default=argparse.SUPPRESS,  # what was not given stays away: None means something of its own in a field
            help=_help(field, defaults.get(name, field.default)).replace("%", "%%"),
            **_kind(field),
        )


def given_settings(args: argparse.Namespace) -> TrainFields:
    """The fields that were given on the command line."""
    return cast("TrainFields", {name: value for name, value in vars(args).items() if name in _FIELDS})


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
    return {"type": int, "metavar": "N"} if int in types else {"type": float, "metavar": "X"}


def _help(field: "dataclasses.Field[Any]", default: object) -> str:
    facts = [] if "choices" in field.metadata or isinstance(default, bool) else _range(field.metadata)
    if default is not None:
        shown = {True: "yes", False: "no"}[default] if isinstance(default, bool) else default
        facts.append(f"default {shown}")
    text: str = field.metadata["help"]
    return text + (f" [{'; '.join(facts)}]" if facts else "")


def _range(metadata: Mapping[str, Any]) -> list[str]:
    least, most = metadata["least"], metadata["most"]
    if math.isinf(least):
        return []
    return [f"{least:,} or more" if math.isinf(most) else f"{least:,} to {most:,}"]
