"""What all pages have in common: one file, its style inside it, that fetches nothing and runs nothing."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

__all__ = ["escaped", "page", "section", "table"]


def page(title: str, introduction: str, sections: Iterable[str]) -> str:
    """A whole page.

    Args:
        title: plain text.
        introduction: HTML.
        sections: made by `section`.
    """
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escaped(title)}</h1>\n{introduction}\n{''.join(sections)}</main>\n</body>\n</html>\n"
    )


def section(name: str, heading: str, content: str) -> str:
    """A part of a page.

    Args:
        name: for links to it.
        heading: plain text.
        content: HTML.
    """
    return f'<section id="{name}">\n<h2>{escaped(heading)}</h2>\n{content}\n</section>\n'


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain text."""
    head = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in heading)
    body = "".join("<tr>" + "".join(f"<td>{escaped(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>'


def escaped(text: str) -> str:
    """Plain text as HTML; control characters, which a page may not hold, as U+FFFD."""
    return escape("".join("\ufffd" if char < " " or char == "\x7f" else char for char in text))
