"""Settings as earlier versions wrote them into their files, under the names they have now."""

from typing import Any

__all__ = ["with_new_names"]

_READING = {
    "sentences": "sentence_ends",
    "chinese": "chinese_script",
    "field": "text_field",
    "memory": "memory_limit",
}


def with_new_names(info: dict[str, Any]) -> dict[str, Any]:
    """The same facts of a model or a corpus; anything but a mapping of settings is left as it is."""
    reading = info.get("reading")
    if not isinstance(reading, dict):
        return info
    return {**info, "reading": {_READING.get(name, name): value for name, value in reading.items()}}
