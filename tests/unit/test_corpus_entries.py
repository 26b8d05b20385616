import sys
from itertools import pairwise

import numpy as np
import pytest

from firth.corpus.entries import NOTHING, SHARDS, Strings, Table, by_shard, decoded, from_buffers, from_words


def table_of(words):
    strings = from_words(words)
    table = Table(len(words), int(strings.lengths.sum()), slots=2)
    return table, table.number_strings(strings, NOTHING, 0)


def cut(data, known=NOTHING):
    table = Table(len(data) // 2, len(data))
    ids, broken = table.number_text(data, known, known.count)
    return decoded(known.strings) + decoded(table.strings), ids, broken


def words_of(data):
    words, ids, _ = cut(data)
    return [words[~i if i < 0 else i] for i in ids]


def test_the_whitespace_is_the_whitespace_of_python():
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    text = "".join(f"{c}a" for c in characters if c != "a") + " "
    # One cut of all characters: "a", then whitespace or not, then "a".
    assert words_of(text.encode()) == text.split()


def test_words_are_numbered_in_order_of_first_appearance_behind_the_known_ones():
    known, _ = table_of(["b", "never"])
    words, ids, _ = cut(b"a b c a ", known)
    assert words == ["b", "never", "a", "c"]
    assert ids.tolist() == [2, 0, 3, 2]


def test_words_learnt_since_the_reading_began_are_not_known():
    known, _ = table_of(["b", "late"])
    data = b"late b "
    table = Table(4, 8)
    assert table.number_text(data, known, 1).ids.tolist() == [1, 0]
    assert decoded(table.strings) == ["late"]


def test_a_word_behind_a_newline_is_marked_by_its_complement():
    _, ids, broken = cut(b"a b\r\n\n  \n c d\ne ")
    assert ids.tolist() == [0, 1, ~2, 3, ~4]
    assert not broken
    assert cut(b"a \n ")[2]


def test_whitespace_alone_holds_no_words():
    assert words_of(" \n\t\u3000\n ".encode()) == []


def test_a_table_grows_as_it_must_and_finds_what_it_holds():
    words = [str(i) for i in range(10_000)]
    table, ids = table_of(words + words[::-1])
    assert ids.tolist() == [*range(10_000), *range(9_999, -1, -1)]
    assert table.find(from_words(["9999", "x", ""])).tolist() == [9_999, -1, -1]


def test_words_of_the_same_hash_slot_are_told_apart():
    words = ["a", "b", "ab", "ba", "a\0", ""]
    table, ids = table_of(words)
    assert ids.tolist() == [0, 1, 2, 3, 4, 5]
    assert decoded(table.strings) == words


@pytest.mark.parametrize("words", [[], [""], ["a"], ["a\nb", "c"], ["\n"], ["", ""], ["é", "国王", "\U0001f600"]])
def test_words_become_arrays_and_words_again(words):
    assert decoded(from_words(words)) == words


def test_half_a_surrogate_pair_is_kept_until_it_is_decoded():
    strings = from_words(["\udcff"])
    with pytest.raises(UnicodeDecodeError):
        decoded(strings)


def test_what_is_no_string_is_no_word():
    with pytest.raises(TypeError):
        from_words(["a", 7])


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
