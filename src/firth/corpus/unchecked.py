"""Values made from parts that are known to fit, without the checks of their constructors.

The constructors of `Vocabulary` and `EncodedCorpus` look at every word and every id, because anyone may call them.
What our own code has just numbered needs no second pass over a billion ids.
"""

import dataclasses
from typing import Any, TypeVar

__all__ = ["changed", "unchecked"]

Value = TypeVar("Value")


def unchecked(kind: type[Value], **fields: Any) -> Value:
    """A frozen dataclass with these fields; those that are left out have their defaults."""
    value = object.__new__(kind)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]  # every `kind` here is a dataclass
        if field.name in fields:
            part = fields[field.name]
        else:
            part = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
        object.__setattr__(value, field.name, part)
    return value


def changed(value: Value, **fields: Any) -> Value:
    """The same value with some fields changed; `dataclasses.replace` with its checks left out."""
    kept = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}  # type: ignore[arg-type]
    return unchecked(type(value), **(kept | fields))
