"""What a configuration is made of: fields that know their help, range and meaning, and the checks on them.

Everything that shows settings (flags, docs) reads what is kept here with each field.
"""

import dataclasses
import math
from collections.abc import Callable, Collection
from numbers import Integral, Real
from typing import Any, get_args

from firth.errors import ConfigError

__all__ = [
    "MEMORY_LIMIT",
    "MIN_COUNT",
    "WHOLE_SENTENCE",
    "Configuration",
    "check_fields",
    "condition_of",
    "default_of",
    "number_type",
    "setting",
    "values_with_defaults",
]

MIN_COUNT = 5
"""The default of every `min_count`."""

WHOLE_SENTENCE = "; None (--window sentence): every pair of a sentence, each counted alike, for baskets and other sets"
"""What the help of a `window` says of None."""

MEMORY_LIMIT = 10**9
"""The default of every `memory_limit`: bytes."""


def setting(  # noqa: PLR0913 - the facts of a field, by name
    default: Any,
    text: str,
    *,
    least: float = -math.inf,
    most: float = math.inf,
    choices: Any = None,
    checked: Callable[[str, Any], Any] | None = None,
    usual: Any = None,
    only: dict[str, str] | None = None,
    unit: str = "",
    word_for_none: str = "",
) -> Any:
    """A field and what is known of it.

    Args:
        default: None where the value depends on other fields.
        text: the help.
        least: smallest number allowed.
        most: largest number allowed.
        choices: a Literal of the words allowed.
        checked: from the field's name and what was given to its value, for what is no number and no choice.
        usual: the value in effect where None is given.
        only: other fields, and the values they must have for this one to have an effect. Where they have others it
            must be None.
        unit: "bytes" for a number that the command line also takes as "2GB".
        word_for_none: what the command line calls None, where None is a value of its own beside numbers.
    """
    facts = {"help": text, "least": least, "most": most, "usual": usual, "only": only or {}, "unit": unit}
    others = {"choices": choices, "checked": checked, "word_for_none": word_for_none or None}
    facts |= {name: value for name, value in others.items() if value is not None}
    return dataclasses.field(default=default, metadata=facts)


class Configuration:
    """What all configurations share. The fields hold what was given; None means "not given"."""

    __slots__ = ()

    def given(self) -> dict[str, Any]:
        """Names and values of the fields that differ from their defaults.

        Example:
            >>> firth.TrainConfig(window=3, seed=1).given()
            {'window': 3}
        """
        fields = dataclasses.fields(self)  # type: ignore[arg-type] # its subclasses are dataclasses
        values = {field.name: (getattr(self, field.name), field.default) for field in fields}
        return {name: value for name, (value, default) in values.items() if value != default}


def check_fields(config: Any, *, but: Collection[str] = ()) -> None:
    """Check the fields, and make plain Python numbers of numbers.

    Args:
        config: a new frozen dataclass. Written.
        but: fields that are left as they are.

    Raises:
        ConfigError: a value of the wrong type, out of range, or without effect beside the others.
    """
    for field in dataclasses.fields(config):
        if field.name not in but:
            object.__setattr__(config, field.name, _checked(field, getattr(config, field.name)))
    for field in dataclasses.fields(config):
        value, against = getattr(config, field.name), _against(config, field)
        if value is not None and against:
            raise ConfigError(field.name, value, f"has no effect with {' and '.join(against)}; leave it out")


def values_with_defaults(config: Any) -> dict[str, Any]:
    """Names and values, with the usual value where none was given and the field has an effect."""
    values = {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}
    for field in dataclasses.fields(config):
        if values[field.name] is None and not _against(config, field):
            values[field.name] = field.metadata["usual"]
    return values


def _against(config: Any, field: "dataclasses.Field[Any]") -> list[str]:
    """The settings because of which a field has no effect."""
    only = field.metadata["only"].items()
    return [f"{other}={getattr(config, other)!r}" for other, value in only if getattr(config, other) != value]


def _checked(field: "dataclasses.Field[Any]", value: Any) -> Any:
    """The value as a plain Python number or word."""
    name, rules = field.name, field.metadata
    if value is None and type(None) in get_args(field.type):
        return value
    if "checked" in rules:
        return rules["checked"](name, value)
    if "choices" in rules:
        names = get_args(rules["choices"])
        if value not in names:
            raise ConfigError(name, value, f"must be one of {', '.join(names)}")
        return value
    kind = number_type(field)
    if isinstance(value, bool) != (kind is bool) or not isinstance(value, Real if kind is float else Integral):
        raise ConfigError(name, value, f"must be {_NAMES[kind]}")
    if not rules["least"] <= value <= rules["most"]:  # also refuses NaN
        raise ConfigError(name, value, _range(rules["least"], rules["most"]))
    return kind(value)


def default_of(field: "dataclasses.Field[Any]") -> Any:
    """The value in effect where a field is not given, if that is always the same; else None."""
    return field.metadata["usual"] if field.default is None else field.default


def condition_of(field: "dataclasses.Field[Any]") -> str:
    """What other fields must be for a field to have an effect, in words; empty if it always has one."""
    only = [f"{other} {value}" for other, value in field.metadata["only"].items()]
    return f"only with {' and '.join(only)}" if only else ""


def number_type(field: "dataclasses.Field[Any]") -> type:
    """The type of a field that is not a choice of words: bool, int or float."""
    kinds = get_args(field.type) or (field.type,)
    return next(kind for kind in (bool, int, float) if kind in kinds)


_NAMES = {int: "a whole number", float: "a number", bool: "true or false"}


def _range(least: float, most: float) -> str:
    if math.isinf(most):
        return f"must be at least {least:,}"
    return f"must be from {least:,} to {most:,}"
