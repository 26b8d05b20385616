"""What makes several words of one: punctuation, capitals, wide letters, what is invisible. As ``word_checks``."""

from unicodedata import is_normalized, normalize

import numpy as np

from firth.studies.doctor.findings import Finding, Words

__all__ = [
    "attached_punctuation",
    "decomposed",
    "full_width",
    "invisible_marks",
    "mixed_case",
    "zero_width_spaces",
]

MOST_ATTACHED = 0.03
"""Words with punctuation stuck to them. Raw English has 0.11 to 0.14, with abbreviations alone it has 0.01."""

MOST_CASE = 0.02
"""Tokens that begin with a capital and also occur in small letters. Raw English has 0.05."""

MOST_FULL_WIDTH = 0.005
"""Words with full-width letters or digits: enough to split the common ones in two."""

MOST_INVISIBLE = 0.001
"""Words with invisible characters. English has none, Chinese articles have 0.0005, mostly in names."""

MOST_DECOMPOSED = 0.001
"""Words not in Unicode's form NFC, which nearly all text is in: no word of an encyclopedia is not."""

_COMMONEST = 20_000
"""Words whose form is looked at: most of the tokens."""


def attached_punctuation(words: Words) -> Finding | None:
    """Words that differ in the punctuation stuck to them."""
    attached = words.share(words.forms.attached)
    if attached < MOST_ATTACHED:
        return None
    examples = words.examples(words.forms.attached)
    return Finding(
        "attached_punctuation",
        "warning",
        f"punctuation stuck to words: {attached:.0%} of the tokens, such as {examples}, count as words of "
        "their own, apart from the same words without it",
        "--tokenizer words",
    )


def mixed_case(words: Words) -> Finding | None:
    """Words that differ in their capitals."""
    capitals = np.flatnonzero(words.forms.capital)
    known = set(words.words)
    twice = np.zeros(len(words.words), bool)
    twice[[row for row in capitals.tolist() if words.words[row].lower() in known]] = True
    share = words.share(twice)
    if share < MOST_CASE:
        return None
    return Finding(
        "mixed_case",
        "note",
        f"capitals: {share:.0%} of the tokens, such as {words.examples(twice)}, also occur in small letters, as "
        "words of their own",
        "--lowercase, unless capitals matter to you",
    )


def full_width(words: Words) -> Finding | None:
    """Letters as wide as Chinese characters."""
    share = words.share(words.forms.full_width > 0)
    if share < MOST_FULL_WIDTH:
        return None
    return Finding(
        "full_width",
        "note",
        f"full-width letters or digits: {share:.1%} of the tokens, such as "
        f"{words.examples(words.forms.full_width > 0)}, which differ from the plain ones",
        "--nfkc",
    )


def invisible_marks(words: Words) -> Finding | None:
    """Words that differ in invisible characters."""
    share = words.share(words.forms.invisible)
    if share < MOST_INVISIBLE:
        return None
    return Finding(
        "invisible_marks",
        "warning",
        f"invisible characters: {share:.1%} of the tokens, such as {words.examples(words.forms.invisible)}, count "
        "as words of their own, apart from those that look the same",
        "--tokenizer words, which leaves them out, as the segmenters of Chinese do",
    )


def zero_width_spaces(words: Words) -> Finding | None:
    """Several words taken for one, with invisible spaces between them."""
    forms = words.forms
    share = words.share(forms.zero_width)
    if share < MOST_INVISIBLE:
        return None
    unspaced = words.share(forms.zero_width & (forms.unspaced > 0))
    remedy = "--tokenizer words, which ends words there"
    if unspaced > share / 2:  # that tokenizer would make single letters of them
        remedy = "put blanks in their place: perl -CSD -pe 's/\\x{200b}/ /g' TEXT > spaced.txt"
    return Finding(
        "zero_width_spaces",
        "warning",
        f"zero-width spaces: {share:.1%} of the tokens, such as {words.examples(forms.zero_width)}, have these "
        "between their words",
        remedy,
    )


def decomposed(words: Words) -> Finding | None:
    """Words whose accents are characters of their own (NFD), often beside the same words in one piece (NFC)."""
    parted = np.zeros(len(words.words), bool)
    commonest = enumerate(words.words[:_COMMONEST])
    parted[[row for row, word in commonest if not (word.isascii() or is_normalized("NFC", word))]] = True
    share = words.share(parted)
    if share < MOST_DECOMPOSED:
        return None
    known = set(words.words)
    rows = [row for row in np.flatnonzero(parted).tolist() if normalize("NFC", words.words[row]) in known]
    beside = float(words.counts[rows].sum()) / float(words.counts.sum())
    also = f"; {beside:.1%} also occur composed (NFC), as words of their own" if rows else ""
    return Finding(
        "decomposed",
        "warning" if rows else "note",
        f"decomposed letters (NFD): {share:.1%} of the tokens, such as {words.examples(parted, show=ascii)}{also}",
        "--nfkc",
    )
