"""The page: one HTML document that holds all it runs, and asks nobody, or only the server that it comes from.

Its code is in ``page/``, as small modules. A browser does not load modules from files on a disk, so `_joined` makes one of
them. deck.gl, which draws the points, is read from the installed package pydeck.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from firth.errors import MissingExtraError
from firth.explorer.payload import as_text

__all__ = ["page"]

FOLDER = Path(__file__).with_name("page")
IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function |class |const )", re.MULTILINE)


def page(payload: Mapping[str, Any]) -> str:
    """The whole page.

    The policy in it names the scripts and styles that are in it by their hashes, so that nothing else runs, whatever a
    word may be; and it lets the page connect to nothing, or only to its server.

    Args:
        payload: see `firth.explorer.payload`; of a page that is served, one without models, which the page fetches.

    Raises:
        MissingExtraError: pydeck is not installed.

    Example:
        >>> page({"version": 1, "firth": "", "served": True, "models": [], "differences": None})[:15]
        '<!doctype html>'
    """
    parts = {
        "title": escape(" / ".join(model["name"] for model in payload["models"]) or "Firth"),
        "style": (FOLDER / "style.css").read_text(encoding="utf-8"),
        "payload": as_text(payload).decode().replace("<", "\\u003c"),  # so that no word ends the element
        "deck": _deck(),
        "modules": "".join(_joined(FOLDER / "main.js", set())),
    }
    parts["policy"] = escape(_policy(parts, served=payload["served"]))
    template = (FOLDER / "template.html").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], template)


def _policy(parts: Mapping[str, str], *, served: bool) -> str:
    source = "'self'" if served else "'none'"
    hashes = {name: b64encode(sha256(parts[name].encode()).digest()).decode() for name in ("style", "deck", "modules")}
    return (
        f"default-src 'none'; script-src 'sha256-{hashes['deck']}' 'sha256-{hashes['modules']}'; "
        f"style-src 'sha256-{hashes['style']}'; connect-src {source}; "
        "img-src blob: data:; base-uri 'none'; form-action 'none'"
    )


def _deck() -> str:
    """deck.gl, without the line that names the map of its source, which browsers would fetch."""
    spec = find_spec("pydeck")
    if spec is None or spec.origin is None:
        raise MissingExtraError("pydeck", "explore", "The page")
    bundle = Path(spec.origin).with_name("nbextension") / "static" / "index.js"
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", bundle.read_text(encoding="utf-8"))


def _joined(module: Path, seen: set[Path]) -> Iterator[str]:
    """A module after those that it imports, without imports and exports: all in the one scope of a single module.

    So a name may stand at the top of one module only. A browser refuses a module that declares a name twice, and so
    does the test that parses what comes out here.
    """
    seen.add(module)
    code = module.read_text(encoding="utf-8")
    for name in IMPORT.findall(code):
        other = (module.parent / name).resolve()
        if other not in seen:
            yield from _joined(other, seen)
    yield EXPORT.sub("", IMPORT.sub("", code))
