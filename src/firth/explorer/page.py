"""A stand-in for the page."""

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["page"]


def page(payload: Mapping[str, Any], *, token: str | None = None) -> str:
    """HTML with the payload in it."""
    text = json.dumps(payload).replace("<", "\\u003c")
    return f'<!doctype html>\n<meta charset="utf-8"><script type="application/json" id="payload">{text}</script>'
