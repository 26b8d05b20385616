"""Words as a linguist would cut them, in several scripts."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from firth.normalizing import without_invisible
from firth.tokenize.unicode_words import WORD, spelt_for_words, visible, words_and_ends

CASES = {
    "Don't stop, he said.": ["Don't", "stop", "he", "said"],
    "don’t O’Neill O'Neill's ‘tis": ["don't", "O'Neill", "O'Neill's", "tis"],
    "'apple.' 'I've “'É.” d'été": ["apple", "I've", "É", "d'été"],
    "the dogs' rock'n'roll l'homme": ["the", "dogs", "rock'n'roll", "l'homme"],
    "a state-of-the-art 19-year-old": ["a", "state-of-the-art", "19-year-old"],
    "COVID-19, F-16, 4-H, x86-64": ["COVID-19", "F-16", "4-H", "x86-64"],
    "Jean‐Luc co\u00adoperates": ["Jean-Luc", "cooperates"],
    "1914-1918, 3.5-4, -5": ["1914", "1918", "3.5", "4", "5"],
    "well--known - a- -b": ["well", "known", "a", "b"],
    "3.14 and 1,000,000 at 12:30": ["3.14", "and", "1,000,000", "at", "12", "30"],
    "The U.S. and the U.S.S.R.'s, i.e.), e.g.": ["The", "U.S.", "and", "the", "U.S.S.R.'s", "i.e.", "e.g."],
    "U.S.-led U.S U.S.军 J. R. R. Tolkien": ["U.S.-led", "U.S", "U.S.", "军", "J", "R", "R", "Tolkien"],
    "Mr. Smith etc.": ["Mr", "Smith", "etc"],
    "_very_ foo_bar __init__ _ __": ["very", "foo_bar", "init"],
    "C++ & AT&T (5%) $3 x² ½ ™ 🙂": ["C", "AT", "T", "5", "3", "x"],
    "https://example.org/a?b=1 me@example.org": ["https", "example.org", "a", "b", "1", "me", "example.org"],
    "café cafe\u0301 naïve-ish Übermaß": ["café", "cafe\u0301", "naïve-ish", "Übermaß"],
    "«Это — кое-что», сказал он.": ["Это", "кое-что", "сказал", "он"],
    "Ὦ ἄνδρες Ἀθηναῖοι·": ["Ὦ", "ἄνδρες", "Ἀθηναῖοι"],
    'שלום צה״ל צה"ל': ["שלום", "צה״ל", 'צה"ל'],
    "مرحبا، كِتَاب می\u200cخواهم": ["مرحبا", "كِتَاب", "می\u200cخواهم"],
    "हिन्दी में। ክብር።": ["हिन्दी", "में", "ክብር"],
    "한국어를 배운다.": ["한국어를", "배운다"],
    "中文，Python3的字。": ["中", "文", "Python3", "的", "字"],
    "葛\U000e0100城": ["葛", "城"],
    "カタカナ-ひら": ["カタカナ", "ひ", "ら"],
    "ภาษาไทย": ["ภ", "า", "ษ", "า", "ไ", "ท", "ย"],
    "\u200fשלום\u200e \u0301élan \u200dé": ["שלום", "élan", "é"],
    "\u202bשלום\u202c \u2067שלום\u2069 \u061cسلام\u061c \u202atea\u202e": ["שלום", "שלום", "سلام", "tea"],
    "می\u200cروم\u200c می\u200cروم \u200dक्\u200dष\u200d": ["می\u200cروم", "می\u200cروم", "क्\u200dष"],
    "word\u200d, word\ufe0f \ufe0fword state\u200d-of\u200d-x": ["word", "word", "word", "state-of-x"],
    "a\u200d🙂 🙂\u200d🙂 ❤\ufe0f a\u200d'b": ["a", "a'b"],
    "ខ្មែរ\u200btea\u200bcup\u200b": ["ខ្", "មែ", "រ", "tea", "cup"],
    "中\u200d国 ア\u200dあ ก\u200dข": ["中", "国", "ア", "あ", "ก", "ข"],
    "\u115f \u3164 \u2800 \ufff9漢\ufffaじ\ufffb \u0600١": ["漢", "じ", "١"],
    "ab\x01cd \x7fab\x9f": ["ab", "cd", "ab"],
    "e\u0300. жару\u0301. Самого\u0301-то": ["e\u0300", "жару\u0301", "Самого\u0301-то"],
    "中-英 T-恤": ["中", "英", "T", "恤"],
    "٣٫١٤ १२३": ["٣٫١٤", "१२३"],
    "…?! — ' \" ()": [],
}


@pytest.mark.parametrize("text", CASES)
def test_words_are_cut_as_a_linguist_would(text):
    assert words_and_ends(spelt_for_words(text)) == CASES[text]


def test_newlines_stand_among_the_words():
    assert words_and_ends("a b\n\n,\nc\n") == ["a", "b", "\n", "\n", "\n", "c", "\n"]


LETTERS = st.text(st.sampled_from("aBé1中のカ.-'’_,:;!\u0301\u00ad\u200d\u2060ไ \u3000א\"“/🙂²Ⓐ々"), max_size=30)


@given(LETTERS)
def test_nothing_reaches_across_whitespace(text):
    pieces = [word for piece in text.split() for word in words_and_ends(piece)]
    assert words_and_ends(" ".join(text.split())) == pieces


@given(LETTERS)
def test_every_word_holds_a_letter_or_a_digit(text):
    assert all(regex.search(r"[\p{Alphabetic}\p{Nd}]", word) for word in words_and_ends(text))


@given(LETTERS)
def test_the_quick_branch_gives_what_the_others_would(text):
    slow = WORD.replace("[a-zA-Z]++ (?! [^,);!?\\n] )", "(?!)")
    assert slow != WORD
    flags = regex.VERBOSE | regex.WORD
    assert regex.findall(WORD, text, flags) == regex.findall(slow, text, flags)


@given(st.text(st.sampled_from("aé中\n\x01\u200b\u200c\u200d\u200e\U000e0100🙂"), max_size=20))
def test_line_by_line_the_same_is_invisible_as_in_one_go(text):
    assert visible(text) == without_invisible(text)
