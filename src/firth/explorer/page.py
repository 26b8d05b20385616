"""The page: one HTML document that holds all it runs, and asks nobody, or only the server that it comes from.

Its code is in ``page/``, as small modules. A browser does not load modules from files on a disk, so `_joined` makes one
of them. All of it is ours: nothing is fetched, and no library is needed.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from firth.explorer.payload import as_text

__all__ = ["page"]

FOLDER = Path(__file__).with_name("page")
IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async function|function|class|const) (\w+))", re.MULTILINE)


def page(payload: Mapping[str, Any]) -> str:
    """The whole page.

    The policy in it names the scripts and styles that are in it by their hashes, so that nothing else runs, whatever a
    word may be; and it lets the page connect to nothing, or only to its server.

    Args:
        payload: see `firth.explorer.payload`; of a page that is served, one without models, which the page fetches.

    Example:
        >>> page({"version": 1, "firth": "", "served": True, "models": [], "differences": None})[:15]
        '<!doctype html>'
    """
    parts = {
        "title": escape(" / ".join(model["name"] for model in payload["models"]) or "Firth"),
        "style": (FOLDER / "style.css").read_text(encoding="utf-8"),
        "payload": as_text(payload).decode().replace("<", "\\u003c"),  # so that no word ends the element
        "modules": "const modules = {};\n" + "".join(_joined((FOLDER / "main.js").resolve(), set())),
    }
    parts["policy"] = escape(_policy(parts, served=payload["served"]))
    template = (FOLDER / "template.html").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], template)


def _policy(parts: Mapping[str, str], *, served: bool) -> str:
    source = "'self'" if served else "'none'"
    hashes = {name: b64encode(sha256(parts[name].encode()).digest()).decode() for name in ("style", "modules")}
    return (
        f"default-src 'none'; script-src 'sha256-{hashes['modules']}'; "
        f"style-src 'sha256-{hashes['style']}'; connect-src {source}; "
        "img-src blob: data:; base-uri 'none'; form-action 'none'"
    )


def _joined(module: Path, done: set[Path]) -> Iterator[str]:
    """A module after those that it imports, each as a block: what it declares is seen only there, as in a module.

    What it exports is put into an object, from which those that import it take it.
    """
    done.add(module)
    code = module.read_text(encoding="utf-8")
    for _, name in IMPORT.findall(code):
        other = (module.parent / name).resolve()
        if other not in done:
            yield from _joined(other, done)

    def taken(match: re.Match[str]) -> str:
        return f"const {{{match[1]}}} = modules[{_name(module.parent / match[2])}];\n"

    exports = ", ".join(name for _, name in EXPORT.findall(code))
    body = EXPORT.sub(r"\1", IMPORT.sub(taken, code))
    yield f"{{\n{body}\nmodules[{_name(module)}] = {{ {exports} }};\n}}\n"


def _name(module: Path) -> str:
    return json.dumps(module.resolve().relative_to(FOLDER.resolve()).as_posix())
