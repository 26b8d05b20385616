"""Sentence ends in raw text, and that they do not depend on how it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firth.text.split_points import at_clause_end, at_line_end, at_settled_place
from firth.tokenize.sentence_ends import mark_sentence_ends

CASES = {  # | stands for the newline that is put in
    "It rains. We stay.| Do you?| Yes!| 5 of us.": "It rains.| We stay.| Do you?| Yes!| 5 of us.",
    "He said: “Go!”| “Why?” (She did.)| Then he went.": "He said: “Go!”| “Why?”| (She did.)| Then he went.",
    "Well...| So?!| Да.| Он": "Well...| So?!| Да.| Он",
    "J. R. Firth taught in the U.S. Navy with Mr. and Mrs. É. Zola.": None,
    "Dr. Smith vs. Prof. Jones, e.g. Rome, i.e. Italy, cf. Cato": None,
    "No. 5, vol. 3, pp. 12, Fig. 2, Jan. 5, approx. 10": None,
    "He said no.| Then he ate pears, etc.| The end": "He said no.| Then he ate pears, etc.| The end",
    "at 3.14 p.m. we met. and then. élan": None,
    "www.example.org is.What": None,
    "他说“走。”|我们走了！|真的？？！|是……|好的。": "他说“走。”|我们走了！|真的？？！|是……|好的。|",
    "（完。）|他买了iPhone。|Then he left.| 好": "（完。）|他买了iPhone。|Then he left.| 好",
    "A. B. c": None,
    "一…二": None,
}


@pytest.mark.parametrize("marked", CASES)
def test_sentences_end_where_a_reader_sees_them_end(marked):
    expected = (CASES[marked] or marked).replace("|", "\n")
    assert mark_sentence_ends(marked.replace("|", "").encode()).decode() == expected


def test_what_is_no_utf_8_is_left_to_those_who_check_it():
    assert mark_sentence_ends(b"\xff\xfe. B\xe4") == b"\xff\xfe.\n B\xe4"


PARTS = [
    *"aB1. !?。！？…，\n\t\"'”）(«é中Я",
    "Mr.",
    "No.",
    " J.",
    "etc.",
    "U.S.",
    "ab cd",
    "字字",
    "。字",
    "？字",
    "\u3000",
    " ",
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


def cut_up(data, cut, size):
    """As sources are read: blocks of bytes, each cut where it can be."""
    carried = b""
    for start in range(0, len(data), size):
        block = data[start : start + size]
        end = cut(block)
        if end:
            yield carried + block[:end]
            carried = b""
        carried += block[end:]
    yield carried


@given(TEXTS, st.integers(1, 40))
def test_the_sentences_do_not_depend_on_the_cuts(text, size):
    data = text.encode()
    parts = list(cut_up(data, at_settled_place, size))
    assert b"".join(parts) == data
    assert b"".join(map(mark_sentence_ends, parts)) == mark_sentence_ends(data)


def test_a_cut_is_found_in_one_giant_line():
    english = b"the cat sat on the mat. " * 10_000
    assert len(english) - at_settled_place(english + b"x" * 2000) == 1 + len("mat. ") - 1
    chinese = "他来了，我走了。".encode() * 10_000
    assert at_settled_place(chinese) == len(chinese) - len("他来了，我走了。".encode())
    assert at_clause_end(chinese) == len(chinese) - len("我走了。".encode())
    assert at_clause_end(b"x " + chinese) == len(chinese) + 2 - len("我走了。".encode())
    assert at_line_end(chinese) == 0


def test_nothing_is_cut_where_nothing_is_settled():
    for text in ["Mr. Smith", "a. ", "？", "（。）", "x", "", "...... "]:
        assert at_settled_place(text.encode()) == 0, text
