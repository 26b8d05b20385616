import sys
from itertools import pairwise

import numpy as np
import pytest

from firth.corpus.build.string_table import (
    NOTHING,
    SHARDS,
    Strings,
    Table,
    by_shard,
    decoded,
    from_buffers,
    from_words,
)


def table_of(words):
    strings = from_words(words)
    table = Table(int(strings.lengths.sum()), slots=2)
    return table, table.number(strings, NOTHING, 0)


def cut(text):
    """Words in the order of the text, whether a newline stands before each, and whether one stands behind the last."""
    table = Table(len(text), slots=2)
    ids, ends_broken = table.number_text(text, NOTHING, 0)
    distinct = decoded(table.strings)
    return [distinct[max(i, ~i)] for i in ids.tolist()], (ids < 0).tolist(), ends_broken


def test_the_whitespace_is_the_whitespace_of_python():
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    text = "".join(f"{c}a" for c in characters if c != "a") + " "
    # One cut of all characters: "a", then whitespace or not, then "a".
    assert cut(text.encode())[0] == text.split()


def test_words_are_numbered_in_order_of_first_appearance_behind_the_known_ones():
    known, _ = table_of(["b", "never"])
    table = Table(4)
    assert table.number(from_words(["a", "b", "c", "a"]), known, known.count).tolist() == [2, 0, 3, 2]
    assert decoded(table.strings) == ["a", "c"]


def test_words_learnt_since_the_reading_began_are_not_known():
    known, _ = table_of(["b", "late"])
    table = Table(8)
    assert table.number(from_words(["late", "b"]), known, 1).tolist() == [1, 0]
    assert decoded(table.strings) == ["late"]


def test_words_behind_newlines_are_told():
    words, broken, ends_broken = cut(b"a b\r\n\n  \n c d\ne")
    assert words == ["a", "b", "c", "d", "e"]
    assert broken == [False, False, True, False, True]
    assert not ends_broken
    assert cut(b"a \n ")[2]
    assert cut(b"\na")[1] == [True]


@pytest.mark.parametrize("text", ["", "\n", " \n\t\u3000\n "])
def test_whitespace_alone_holds_no_words(text):
    assert cut(text.encode()) == ([], [], "\n" in text)


@pytest.mark.parametrize("length", range(1, 20))
def test_a_text_may_end_with_a_word_of_any_length(length):
    words = ["x" * length, "é" * length, "y" * length]
    assert cut(" ".join(words).encode())[0] == words


def test_lines_are_words_with_all_their_blanks():
    table = Table(40)
    ids = table.number_lines("a b\n\u3000\na b\na".encode(), 4, NOTHING, 0)
    assert ids.tolist() == [0, 1, 0, 2]
    assert decoded(table.strings) == ["a b", "\u3000", "a"]
    assert table.number_lines(b"", 0, NOTHING, 0).tolist() == []


@pytest.mark.parametrize("words", [["a\n"], ["a\n", "b"], ["a", "", "b"], ["", "a"], ["\na", "b"], [""], ["a\nb"]])
def test_empty_words_and_words_with_a_newline_are_no_lines(words):
    assert Table(40).number_lines("\n".join(words).encode(), len(words), NOTHING, 0) is None


def test_a_table_grows_as_it_must_and_finds_what_it_holds():
    words = [str(i) for i in range(10_000)]
    table, ids = table_of(words + words[::-1])
    assert ids.tolist() == [*range(10_000), *range(9_999, -1, -1)]
    assert table.find(from_words(["9999", "x", ""])).tolist() == [9_999, -1, -1]


def test_words_of_the_same_hash_slot_are_told_apart():
    long = ["x" * n + last for n in (6, 7, 8, 15, 16, 23) for last in "ab"]
    words = ["a", "b", "ab", "ba", "a\0", "", *long, *(word + "\0" for word in long), *("y" + word for word in long)]
    table, ids = table_of(words)
    assert ids.tolist() == list(range(len(words)))
    assert decoded(table.strings) == words


@pytest.mark.parametrize("words", [[], [""], ["a"], ["a\nb", "c"], ["\n"], ["", ""], ["é", "国王", "\U0001f600"]])
def test_words_become_arrays_and_words_again(words):
    assert decoded(from_words(words)) == words


def test_any_of_them_may_be_taken():
    strings = from_words(["国王", "a", "bb"])
    assert decoded(strings.take(np.array([2, 0]))) == ["bb", "国王"]


def test_half_a_surrogate_pair_is_kept_until_it_is_decoded():
    strings = from_words(["\udcff"])
    with pytest.raises(UnicodeDecodeError):
        decoded(strings)


def test_shards_hold_each_word_once_and_agree_between_tables():
    words = [f"w{i}" for i in range(1_000)]
    one, sizes, places = by_shard(table_of(words)[0])
    other, other_sizes, _ = by_shard(table_of(words[::-1])[0])
    assert sizes.sum() == len(words)
    assert sizes.size == SHARDS
    assert sizes.max() < 4 * sizes.mean()
    assert [decoded(one)[place] for place in places] == words
    bounds = np.append(0, np.cumsum(sizes))
    assert other_sizes.tolist() == sizes.tolist()
    for first, behind in pairwise(bounds.tolist()):
        assert set(decoded(one)[first:behind]) == set(decoded(other)[first:behind])


def test_strings_are_made_of_their_bytes_and_lengths():
    strings = from_buffers(np.frombuffer(b"abbccc", dtype=np.uint8), np.array([1, 2, 3], dtype=np.int32))
    assert decoded(strings) == ["a", "bb", "ccc"]
    assert isinstance(strings, Strings)
