"""What can be wrong with a text before it is cut into words. As ``word_checks``, on counts of characters."""

from collections.abc import Iterable

from firth.config import ReadConfig
from firth.detect_encoding import guessed_encodings
from firth.errors import DamagedArchiveError
from firth.studies.doctor.findings import Finding
from firth.studies.doctor.text_counts import TextFacts

__all__ = ["damaged_archives", "text_findings"]

MOST_MARKUP = 0.002
"""Marks of HTML or wiki text for each byte, one in 500. Prose about HTML has 0.0001, a page as it is served 0.05."""

MOST_REPEATED = 0.1
"""Of the bytes of all lines, those in lines that occurred before. Raw encyclopedia text has 0.01."""

MOST_BLANK = 0.3
"""Lines without a word. Paragraphs with a blank line between them have up to 0.5, which is harmless: a note."""

LEAST_BLANK = 10
"""Fewer are not mentioned."""

LEAST_RETURNS = 10
"""Carriage returns from which lines may be meant by them."""

MOST_BROKEN = 1e-5
"""Broken characters for each byte. Any large crawl has a few, which do no harm."""

MOST_NUL = 0.001
"""Bytes of value 0: none is in text, a third or more is in UTF-16 and in programs."""

MIXED_CHINESE = 0.05
"""The rarer script's share of the characters that only one of the two has. Quotations stay below."""

LEAST_CHINESE = 100
"""Characters from which such a share says something."""


def text_findings(facts: TextFacts, reading: ReadConfig) -> list[Finding | None]:
    """What is wrong with a text's characters and lines.

    Args:
        facts: what was counted.
        reading: how it is read.
    """
    return [
        _binary(facts, reading),
        _wrong_encoding(facts, reading),
        _mojibake(facts),
        _markup(facts),
        _wiki(facts),
        _duplicates(facts),
        _blank(facts),
        _returns(facts),
        _mixed_chinese(facts, reading),
    ]


def damaged_archives(damage: Iterable[DamagedArchiveError], reading: ReadConfig) -> list[Finding]:
    """The archives that can be read only up to their damage.

    Args:
        damage: what reading met; of an archive that is read twice, twice.
        reading: how the text is read.
    """
    stops = reading.errors == "strict"
    known = {each.source: each for each in damage}
    return [
        Finding(
            "damaged_archive",
            "error" if stops else "warning",
            f"damaged archive: {each.source}: {each.what}, noticed at about byte {each.offset:,} of the file",
            "fetch or make it again" + ("; or --errors replace, which reads the text up to there" if stops else ""),
        )
        for each in known.values()
    ]


def _binary(facts: TextFacts, reading: ReadConfig) -> Finding | None:
    if not facts.nul or reading.encoding.startswith(("utf-16", "utf-32")):
        return None
    share = facts.nul / facts.size
    seen = f"bytes of value 0: {facts.nul:,}, one in {facts.size / facts.nul:,.0f}"
    if share < MOST_NUL:
        stops = reading.errors == "strict"
        remedy = "--errors replace, which reads a blank for each" if stops else "nothing"
        return Finding("nul_bytes", "error" if stops else "note", seen, remedy)
    one_sided = max(facts.nul_at_odd, facts.nul - facts.nul_at_odd) > 0.95 * facts.nul
    if one_sided and share > 0.02:  # UTF-16: the upper byte of each Latin character; even Chinese has blanks
        encoding = "utf-16-le" if facts.nul_at_odd > facts.nul / 2 else "utf-16-be"
        return Finding("wrong_encoding", "error", f"{seen}, as UTF-16 has them", f"--encoding {encoding}")
    return Finding("binary", "error", f"{seen}: this is not text", "name text files only")


def _wrong_encoding(facts: TextFacts, reading: ReadConfig) -> Finding | None:
    if not facts.invalid:
        return None
    share = facts.invalid / facts.size
    seen = f"not {reading.encoding}: {facts.invalid:,} places that are not characters, one in {1 / share:,.0f} bytes"
    stops = reading.errors == "strict"
    if share < MOST_BROKEN:
        return Finding("invalid_bytes", "error" if stops else "note", seen, "--errors replace" if stops else "nothing")
    guesses = guessed_encodings(facts.suspect)
    remedy = "--encoding " + " or ".join(guesses) if guesses else "find out its encoding, and name it: --encoding"
    return Finding("wrong_encoding", "error", seen, remedy)


def _mojibake(facts: TextFacts) -> Finding | None:
    broken = facts.mojibake + facts.replacement
    if broken < MOST_BROKEN * facts.size or not broken:
        return None
    kind = "U+FFFD" if facts.replacement > facts.mojibake else "such as Ã© for é, or 锟斤拷"
    return Finding(
        "mojibake",
        "warning",
        f"broken characters ({kind}): {broken:,}, one in {facts.size / broken:,.0f} bytes. They were decoded wrongly "
        "before this text was written",
        "make the text again from its source, with the right encoding; the Python package ftfy repairs Ã©, and nothing "
        "repairs U+FFFD or 锟斤拷",
    )


def _markup(facts: TextFacts) -> Finding | None:
    if facts.html < MOST_MARKUP * facts.size or not facts.html:
        return None
    return Finding(
        "html",
        "warning",
        f"HTML or XML: {facts.html:,} tags and entities, one in {facts.size / facts.html:,.0f} bytes",
        "take the text out of it: pandoc -f html -t plain page.html, or the Python package trafilatura",
    )


def _wiki(facts: TextFacts) -> Finding | None:
    if facts.wiki < MOST_MARKUP * facts.size or not facts.wiki:
        return None
    return Finding(
        "wiki_markup",
        "warning",
        f"wiki markup: {facts.wiki:,} brackets, braces and headings, one in {facts.size / facts.wiki:,.0f} bytes",
        "take the text out of it with the Python package wikiextractor",
    )


def _duplicates(facts: TextFacts) -> Finding | None:
    share = facts.repeated_bytes / facts.line_bytes if facts.line_bytes else 0
    if share < MOST_REPEATED:
        return None
    return Finding(
        "duplicate_lines",
        "warning",
        f"repeated lines: {share:.0%} of the text are lines that occurred before. What is repeated is learned by rote",
        "keep each once: awk '!seen[$0]++' TEXT > once.txt",
    )


def _blank(facts: TextFacts) -> Finding | None:
    if facts.blank_lines < max(MOST_BLANK * facts.lines, LEAST_BLANK):
        return None
    return Finding(
        "blank_lines", "note", f"empty lines: {facts.blank_lines / facts.lines:.0%} of all", "nothing: they are skipped"
    )


def _returns(facts: TextFacts) -> Finding | None:
    if facts.returns <= max(facts.newlines, LEAST_RETURNS):
        return None
    return Finding(
        "carriage_returns",
        "warning",
        f"lines that end with a carriage return alone: {facts.returns:,}, which does not end a sentence; "
        f"{facts.newlines:,} end with a newline",
        "put newlines in their place: tr '\\r' '\\n' < TEXT > lines.txt",
    )


def _mixed_chinese(facts: TextFacts, reading: ReadConfig) -> Finding | None:
    both = facts.traditional + facts.simplified
    if reading.chinese_script != "as_written" or both < LEAST_CHINESE:
        return None
    rarer = min(facts.traditional, facts.simplified) / both
    if rarer < MIXED_CHINESE:
        return None
    name = "traditional" if facts.traditional < facts.simplified else "simplified"
    return Finding(
        "mixed_chinese",
        "note",
        f"two Chinese scripts: {rarer:.0%} of the characters that differ between the scripts are {name}, so "
        "many words occur in two spellings",
        "--chinese-script simplified, or traditional",
    )
