import sys

import numpy as np
import pytest

from firth.corpus.whitespace import dictionary, end_of_last_whitespace, split

EMPTY = dictionary([""])


def words_of(part):
    every = [None] * part.known + part.new_words
    return [every[i] for i in part.indices]


def test_the_whitespace_is_the_whitespace_of_python():
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    text = "".join(f"{c}a" for c in characters if c != "a") + " "
    # One split of all characters: "a", then whitespace or not, then "a".
    assert words_of(split(text.encode(), EMPTY, "strict")) == text.split()


def test_nul_is_an_ordinary_character():
    assert words_of(split(b"a\0b \0 ", EMPTY, "strict")) == ["a\0b", "\0"]


def test_known_words_keep_their_place_and_are_not_given_back():
    part = split(b"b new a b ", dictionary(["", "a", "b"]), "strict")
    assert part.known == 3
    assert part.new_words == ["new"]
    assert part.indices.tolist() == [2, 3, 1, 2]
    assert part.counts.tolist() == [0, 1, 2, 1]


def test_breaks_count_the_words_before_each_newline():
    part = split(b"a b\r\n\n  \n c d\ne ", EMPTY, "strict")
    assert part.breaks.tolist() == [2, 2, 2, 4]


def test_whitespace_alone_holds_no_words():
    part = split(" \n\t\u3000\n ".encode(), EMPTY, "strict")
    assert len(part.indices) == 0
    assert not np.any(part.counts)


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe2\x80"])
def test_invalid_utf8_fails_or_is_replaced_as_python_replaces_it(bad):
    data = b"good " + bad + b" x" + bad + b"y "
    with pytest.raises(UnicodeDecodeError):
        split(data, EMPTY, "strict")
    assert words_of(split(data, EMPTY, "replace")) == data.decode(errors="replace").split()


@pytest.mark.parametrize(
    ("data", "end"),
    [(b"ab cd", 3), (b"ab\ncd ef\n", 9), (b"abc", 0), (b"", 0), (b"a\tb", 2), ("a\u3000b".encode(), 4)],
)
def test_the_last_whitespace_is_found_from_behind(data, end):
    assert end_of_last_whitespace(data) == end
