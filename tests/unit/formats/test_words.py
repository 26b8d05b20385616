"""Words: packed ones are the same words as held ones, and damaged ones never have the row of another."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.errors import FormatError
from firth.formats.words import SEARCHES, PackedWords, Words, pack_words

WORDS = ("the", "国王", "größe", "a", "th", "thee", "王国", "𝔸", "t\0", "no space")


def packed(words=WORDS):
    blob, offsets = pack_words(words, "model.safetensors")
    return PackedWords(np.frombuffer(blob, np.uint8), offsets, "model.safetensors")


@pytest.fixture(params=["held", "packed", "decoded"])
def words(request):
    if request.param == "held":
        return Words({word: row for row, word in enumerate(WORDS)})
    found = packed()
    if request.param == "decoded":
        assert found.all == WORDS
    return found


def test_words_are_found_by_row_and_by_spelling(words):
    assert len(words) == len(WORDS)
    assert [words[row] for row in range(len(WORDS))] == list(WORDS)
    assert [words.row(word) for word in WORDS] == list(range(len(WORDS)))
    assert (words[-1], words[1:5:2], words[8:99]) == (WORDS[-1], WORDS[1:5:2], WORDS[8:])
    assert tuple(words) == words.all == WORDS
    with pytest.raises(IndexError):
        words[len(WORDS)]


@pytest.mark.parametrize("word", ["", "t", "he", "thet", "国", "王国王", "THE", "\ud800", "x" * 100_000])
def test_what_is_no_word_has_no_row(words, word):
    assert words.row(word) is None
    assert word not in words
    assert None not in words


def test_a_question_decodes_nothing_but_its_answer():
    words = packed([f"w{number}" for number in range(1000)])
    assert words[words.row("w12")] == "w12"
    assert not {"rows", "all"} & words.__dict__.keys()


def test_after_many_questions_words_are_found_in_a_dictionary():
    words = packed()
    rows = [words.row("thee") for _ in range(SEARCHES + 1)]
    assert rows == [5] * (SEARCHES + 1)
    assert "rows" in words.__dict__


@pytest.mark.parametrize("ask", [tuple, lambda words: words.all, lambda words: words.row("a"), lambda words: words[2]])
@pytest.mark.parametrize(
    "offsets", [[0, 3, 9, 15], [1, 3, 9, 16], [0, 9, 3, 16], [0, 3, 3, 16], [0, -(2**63), 2**63 - 1, 16]]
)
def test_whatever_is_asked_the_offsets_are_checked(offsets, ask):
    words = PackedWords(np.frombuffer("the国王größe".encode(), np.uint8), np.array(offsets), "model.safetensors")
    with pytest.raises(FormatError, match=r"model\.safetensors: word_offsets do not cut the words"):
        ask(words)


def test_a_word_that_is_there_twice_is_refused_when_it_is_looked_for():
    words = PackedWords(np.frombuffer(b"abcab", np.uint8), np.array([0, 2, 3, 5]), "model.safetensors")
    assert words.row("c") == 1
    for ask in (lambda: words.row("ab"), lambda: words.all, lambda: words.rows):
        with pytest.raises(FormatError, match=r"model\.safetensors: the word 'ab' appears 2 times"):
            ask()


def test_a_word_that_is_no_utf8_is_refused_when_it_is_decoded():
    words = PackedWords(np.frombuffer(b"a\xed\xa0\x80b", np.uint8), np.array([0, 1, 4, 5]), "model.safetensors")
    assert (words[0], words.row("b"), words.row("\ud800")) == ("a", 2, None)
    for ask in (lambda: words[1], lambda: words[:2], lambda: words.all):
        with pytest.raises(FormatError, match=r"model\.safetensors: a word is not valid UTF-8"):
            ask()


@settings(max_examples=300, deadline=None)
@given(st.text("ab", max_size=12), st.lists(st.integers(-1, 13), min_size=2, max_size=8), st.text("ab", max_size=3))
def test_damaged_words_never_give_a_wrong_row(text, offsets, word):
    words = PackedWords(np.frombuffer(text.encode(), np.uint8), np.array(offsets), "model.safetensors")
    with contextlib.suppress(FormatError):
        row = words.row(word)
        assert (row is None) == (word not in (pieces := list(words[:])))
        assert row is None or pieces[row] == word
