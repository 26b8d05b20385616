"""What can be wrong with a text, and what helps: one function a finding, each with its threshold and the reason.

Each takes what is known and gives a finding or None. A threshold lies between what sound text was measured to have
and what the fault makes of it.
"""

from firth.errors import counted
from firth.studies.doctor.findings import Finding, Words
from firth.studies.doctor.spelling_checks import (
    attached_punctuation,
    decomposed,
    full_width,
    invisible_marks,
    mixed_case,
    zero_width_spaces,
)

__all__ = ["WORD_CHECKS"]


MOST_UNSEGMENTED = 0.2
"""Of the characters of a script without blanks, the share in long runs. Segmented Chinese has 0.01 to 0.02."""

LONG_RUN = 10
"""Han characters and kana, beyond which it is not one word: the longest names of people and places have about nine."""

LONG_UNSPACED_RUN = 25
"""The same in Thai, Lao, Burmese and Khmer, whose vowels and tones are characters too."""

MOST_UNKNOWN = 0.5
"""Of the tokens of a Chinese or Japanese text, those that are too rare to be kept. Segmented text has 0.02 to 0.1."""

MOST_KANA = 0.3
"""Of Han characters and kana, the kana: a page of Japanese has half, of Chinese none."""

LEAST_SCRIPT = 0.05
"""The share of a text's characters from which a script matters to it."""

ENDLESS = 200
"""Characters, beyond which it is not a word of any language; addresses are hardly longer."""

MOST_ENDLESS = 0.2
"""Of a text's characters, those in such words. Prose has none."""

MOST_LETTERS = 0.5
"""Words of one letter. English has 0.03, without its apostrophes 0.05; text cut into letters has 1."""

LONG_SENTENCE = 10_000
"""Tokens of a sentence on average. Whole articles on a line have a thousand; from here on other programs cut."""

SHORT_SENTENCE = 1.2
"""The same at the least: below, nearly every word is alone on its line, and no word has a neighbour."""

MOST_NUMBERS = 0.08
"""Tokens with a digit. An encyclopedia has 0.02 to 0.05, logs and tables have 0.2 and more."""

MOST_IDS = 0.2
"""Distinct words that are addresses or mixed letters and digits. An encyclopedia has 0.01, its references 0.05."""

MOST_DISCARDED = 0.15
"""Tokens whose words are too rare to be kept. 20 MB of raw English has 0.08, 100 MB of clean English 0.015."""

LEAST_TOKENS = 1_000_000
"""Below, a word of average rank is seen so seldom that its neighbours change with the seed."""


def unsegmented(words: Words) -> Finding | None:
    """Chinese or Japanese whose words are not separated."""
    forms, counts = words.forms, words.counts
    characters = forms.han + forms.kana
    here = float(characters @ counts)
    if here < LEAST_SCRIPT * float(forms.length @ counts):
        return None
    long = float((characters * (characters > LONG_RUN)) @ counts) / here
    lost = 1 - words.kept_share  # unsegmented sentences are words that occur once: those that are left out
    if long >= MOST_UNSEGMENTED:
        of_kept = " of the words that are kept" if words.min_count is None else ""
        seen = f"{long:.0%} of the characters{of_kept} are in runs of more than {LONG_RUN}"
    elif lost >= MOST_UNKNOWN:
        seen = f"{lost:.0%} of the tokens are left out, as sentences are that were taken for words"
    else:
        return None
    if float(forms.kana @ counts) > MOST_KANA * here:
        name, remedy = "Japanese", "segment it first (mecab -O wakati TEXT > words.txt); or --tokenizer characters"
    else:
        name, remedy = "Chinese", "--tokenizer jieba (or rjieba; pip install 'firth[chinese]')"
    points = ", with punctuation inside" if (forms.cjk_points @ counts) > 0 else ""
    return Finding("unsegmented", "error", f"unsegmented {name}: {seen}{points}", remedy)


def unspaced(words: Words) -> Finding | None:
    """Thai and its neighbours without blanks between the words."""
    characters, counts = words.forms.unspaced, words.counts
    here = float(characters @ counts)
    if here < LEAST_SCRIPT * float(words.forms.length @ counts):
        return None
    runs = characters * (characters > LONG_UNSPACED_RUN) * ~words.forms.zero_width  # which are a finding of their own
    long = float(runs @ counts) / here
    if long < MOST_UNSEGMENTED:
        return None
    return Finding(
        "unsegmented",
        "error",
        f"unsegmented Thai, Lao, Burmese or Khmer: {long:.0%} of the characters are in runs of more than "
        f"{LONG_UNSPACED_RUN}",
        "segment it first, with blanks between the words (Thai: the Python package pythainlp)",
    )


def endless_words(words: Words) -> Finding | None:
    """Text without blanks in a script that is written with blanks."""
    characters = words.forms.length * words.counts
    share = float(characters[words.forms.length > ENDLESS].sum()) / max(float(characters.sum()), 1.0)
    if share < MOST_ENDLESS:
        return None
    return Finding(
        "endless_words",
        "error",
        f"endless words: {share:.0%} of the characters are in words of more than {ENDLESS}",
        "give text with blanks between the words; --tokenizer words, if there is punctuation instead; or "
        "--tokenizer characters",
    )


def letters_as_words(words: Words) -> Finding | None:
    """Text that was cut into letters."""
    letters = words.share((words.forms.length == 1) & (words.forms.letters == 1))
    if letters < MOST_LETTERS or words.tokenizer == "characters":
        return None
    return Finding(
        "letters_as_words",
        "error",
        f"letters as words: {letters:.0%} of the tokens are single letters",
        "give whole words: in Python lists of words such as [text.split()], not strings; in files blanks between "
        "words, not between letters",
    )


def long_sentences(words: Words) -> Finding | None:
    """Text that hardly has line ends."""
    if words.sentence_tokens < LONG_SENTENCE:
        return None
    return Finding(
        "long_sentences",
        "note",
        f"giant lines: {words.sentence_tokens:,.0f} tokens in a sentence on average. Firth reads them whole, but "
        "windows reach across the ends of sentences",
        "--sentence-ends punctuation, if there is punctuation; otherwise nothing",
    )


def lonely_words(words: Words) -> Finding | None:
    """Lines of a single word each."""
    if words.sentence_tokens >= SHORT_SENTENCE:
        return None
    return Finding(
        "lonely_words",
        "error",
        f"a word a line: {words.sentence_tokens:.2f} tokens in a sentence on average, and windows do not cross the "
        "ends of sentences, so words have no neighbours",
        "put each sentence on one line; for running text with a word a line: tr '\\n' ' ' < TEXT > joined.txt",
    )


def many_numbers(words: Words) -> Finding | None:
    """Figures that take the place of words."""
    share = words.share(words.forms.nonzero > 0)
    if share < MOST_NUMBERS:
        return None
    return Finding(
        "many_numbers", "note", f"numbers: {share:.0%} of the tokens have digits", "--digits zero, or --digits drop"
    )


def identifiers(words: Words) -> Finding | None:
    """A vocabulary of addresses and codes."""
    forms = words.forms
    codes = (forms.length >= 8) & (forms.digits >= 2) & (forms.letters >= 2)
    numbers = (forms.length >= 8) & (forms.digits == forms.length)
    ids = forms.address | codes | numbers
    share = float(ids.mean())
    if share < MOST_IDS:
        return None
    return Finding(
        "identifiers",
        "warning",
        f"ids and addresses: {share:.0%} of the distinct words, such as {words.examples(ids)}",
        "take them out of the text, or replace each kind by one word: sed -E 's#https?://[^ ]+#URL#g'; a larger "
        "--min-count drops those that occur once",
    )


def discarded(words: Words) -> Finding | None:
    """Text that training sees little of."""
    lost = 1 - words.kept_share
    if lost < MOST_DISCARDED:
        return None
    rare = "too rarely" if words.min_count is None else f"fewer than {words.min_count:,} times"
    return Finding(
        "discarded",
        "warning",
        f"rare words: {lost:.0%} of the tokens will be left out, whose words occur {rare}",
        "a smaller --min-count, or more text; first see to the other findings, which make words rarer than they are",
    )


def too_little(words: Words) -> Finding | None:
    """Text from which little can be learned."""
    if words.tokens_read >= LEAST_TOKENS:
        return None
    return Finding(
        "too_little_text",
        "warning",
        f"little text: {counted(words.tokens_read, 'token')}. Below a million, answers are mostly chance",
        "more text; `firth stability` shows which answers hold",
    )


WORD_CHECKS = (
    unsegmented,
    unspaced,
    endless_words,
    letters_as_words,
    lonely_words,
    attached_punctuation,
    identifiers,
    discarded,
    too_little,
    long_sentences,
    mixed_case,
    many_numbers,
    full_width,
    invisible_marks,
    zero_width_spaces,
    decomposed,
)
