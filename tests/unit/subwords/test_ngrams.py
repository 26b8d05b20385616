"""Which pieces a word has, and their keys."""

import itertools

import numpy as np
import pytest

from firth.subwords.hashing import FASTTEXT, WIDE, hashed
from firth.subwords.ngrams import Ngrams, Parts

WORDS = ["tea", "a", "电脑", "çé", "", "</s>", "aaaa", "naïve", "🎉x", "tea"]


def fasttext_hash(text):
    """FNV-1a of 32 bits over signed bytes, one at a time."""
    value = 2166136261
    for byte in text:
        value = ((value ^ ((byte - 256 if byte > 127 else byte) & 0xFFFFFFFF)) * 16777619) & 0xFFFFFFFF
    return value


def keys_of(cut, words):
    starts, keys = cut.keys(words)
    return [keys[begin:end].tolist() for begin, end in itertools.pairwise(starts)]


def test_a_word_is_cut_between_marks_at_its_ends():
    assert Ngrams(3, 4).cut("her") == ["<he", "<her", "her", "her>", "er>"]


def test_a_length_counts_characters_not_bytes():
    assert Ngrams(2, 2).cut("电脑") == ["<电", "电脑", "脑>"]


def test_a_mark_alone_is_no_piece():
    assert Ngrams(1, 1).cut("ab") == ["a", "b"]


def test_the_word_for_a_sentence_end_has_no_pieces():
    assert Ngrams().cut("</s>") == []


@pytest.mark.parametrize(("shortest", "longest"), [(1, 1), (1, 3), (3, 6), (2, 32), (7, 9)])
@pytest.mark.parametrize(("buckets", "kind"), [(None, WIDE), (2_000_000, FASTTEXT), (7, FASTTEXT)])
def test_keys_are_the_hashes_of_the_pieces_in_their_order(shortest, longest, buckets, kind):
    cut = Ngrams(shortest, longest, buckets)
    expected = [[hashed(piece.encode(), kind) % (buckets or 2**64) for piece in cut.cut(word)] for word in WORDS]
    assert keys_of(cut, WORDS) == expected


def test_the_hash_of_fasttext_takes_bytes_as_signed():
    for text in ("<te", "电脑", "é"):
        assert hashed(text.encode(), FASTTEXT) == fasttext_hash(text.encode())


def test_the_wide_hash_is_fnv_1a():
    assert hashed(b"foobar", WIDE) == 0x85944171F73967E8  # a test vector of its authors


def test_many_words_have_the_keys_of_each_by_itself(monkeypatch):
    monkeypatch.setattr("firth.subwords.ngrams.AT_ONCE", 3)
    assert keys_of(Ngrams(), WORDS) == [keys_of(Ngrams(), [word])[0] for word in WORDS]


def test_no_words_have_no_keys():
    starts, keys = Ngrams().keys([])
    assert starts.tolist() == [0]
    assert keys.size == 0


def test_bytes_that_were_no_utf8_are_what_they_were():
    word = b"caf\xe9".decode("utf-8", "surrogateescape")
    (keys,) = keys_of(Ngrams(6, 6, 1 << 20), [word])
    assert keys == [fasttext_hash(b"<caf\xe9>") % (1 << 20)]


def test_a_function_says_which_parts_a_word_has():
    cut = Parts(lambda word: word.split("-"), "split")
    first, second = keys_of(cut, ["tea-cup", "cup"])
    assert second == [first[1]]
    assert first[0] == hashed(b"tea", WIDE)


def test_keys_of_a_function_are_whole_numbers_even_without_words():
    assert Parts(list, "list").keys([])[1].dtype == np.uint64
