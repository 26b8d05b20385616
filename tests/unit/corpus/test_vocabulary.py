import pickle
import subprocess
import sys

import numpy as np
import pytest

from firth.corpus.vocabulary import Vocabulary, rows_of, select
from firth.errors import ArgumentError, ArgumentTypeError, CorpusError, UnknownWordError


def select_from(counts, *, min_count=1, max_vocab=None, keep=()):
    numbers = np.array(list(counts.values()), dtype=np.int64)
    return select(list(counts), numbers, min_count=min_count, max_vocab=max_vocab, keep=keep)


def test_the_commonest_word_comes_first():
    vocabulary, _ = select_from({"rare": 1, "common": 9, "some": 4})
    assert vocabulary.words == ("common", "some", "rare")
    assert vocabulary.counts.tolist() == [9, 4, 1]


def test_words_of_equal_frequency_are_ordered_by_the_word():
    vocabulary, _ = select_from({"b": 2, "国": 2, "a": 2, "B": 2, "\U0001f600": 2, "\uffee": 2})
    assert vocabulary.words == ("B", "a", "b", "国", "\uffee", "\U0001f600")


def test_each_provisional_id_gets_its_final_id_and_dropped_words_get_minus_one():
    _, final = select_from({"rare": 1, "common": 9, "some": 4}, min_count=2)
    assert final.tolist() == [-1, 0, 1]
    assert final.dtype == np.int32


def test_max_vocab_keeps_the_commonest_words():
    vocabulary, final = select_from({"c": 3, "b": 3, "a": 1, "d": 5}, max_vocab=2)
    assert vocabulary.words == ("d", "b")
    assert final.tolist() == [-1, 1, -1, 0]


def test_words_asked_for_are_kept_however_rare_if_they_were_read():
    vocabulary, final = select_from({"rare": 1, "common": 9, "absent": 0}, min_count=5, keep=["absent", "rare", "?"])
    assert vocabulary.words == ("common", "rare")
    assert final.tolist() == [1, 0, -1]


@pytest.mark.parametrize(
    ("most", "words"), [(1, ("a", "b")), (2, ("a", "b")), (3, ("d", "a", "b")), (4, ("d", "c", "a", "b"))]
)
def test_words_asked_for_are_the_first_to_get_a_place(most, words):
    vocabulary, _ = select_from({"a": 2, "b": 1, "c": 3, "d": 4}, max_vocab=most, keep=("a", "b"))
    assert vocabulary.words == words


def test_the_counts_cannot_be_written_to():
    vocabulary, _ = select_from({"a": 1})
    with pytest.raises(ValueError, match="read-only"):
        vocabulary.counts[0] = 2


def test_the_length_is_the_number_of_words():
    assert len(select_from({"a": 3, "b": 2, "c": 1}, min_count=2)[0]) == 2


def test_nothing_kept_is_an_error_that_says_which_min_count_would_keep_something():
    with pytest.raises(CorpusError) as caught:
        select_from({"": 0, "the": 3, "cat": 1}, min_count=5)
    message = str(caught.value)
    assert "4 tokens of 2 distinct words" in message
    assert "'the'" in message
    assert "min_count of 3 or less" in message


def test_nothing_kept_of_words_that_occur_once_is_said_shortly():
    with pytest.raises(CorpusError, match=r"occurs once\. A min_count of 1 keeps it all") as caught:
        select_from({"a" * 1_000_000: 1}, min_count=5)
    assert len(str(caught.value)) < 400


def test_a_given_vocabulary_numbers_the_words_by_its_rows():
    given = Vocabulary(("tea", "cup", "pot"), np.array([3, 2, 1]))
    final = rows_of(["pot", "tea"], given, ["text"], "mug")
    assert final.tolist() == [2, 0]
    assert final.dtype == np.int32


def test_a_text_of_no_known_word_is_an_error_that_shows_its_commonest():
    given = Vocabulary(("tea", "cup"), np.array([2, 1]))
    with pytest.raises(CorpusError, match=r"commonest is 'Tea'\) is among the 2 words given\. Give a text"):
        rows_of([], given, ["text"], "Tea")


def test_the_vocabulary_is_imported_without_pyarrow():
    code = "import sys, firth.corpus.vocabulary; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_vocabulary_is_asked_like_a_tuple_of_words():
    given = Vocabulary(["tea", "cup"], [3, 2])
    assert (list(given), len(given), given.words) == (["tea", "cup"], 2, ("tea", "cup"))
    assert [given.index(word) for word in given] == [0, 1]
    assert [given.count(word) for word in given] == [3, 2]
    assert "tea" in given
    assert repr(given) == "Vocabulary(2 words, 5 tokens)"
    assert given == Vocabulary(["tea", "cup"], [3, 2])
    assert given not in (Vocabulary(["tea", "cup"], [3, 1]), Vocabulary(["tea", "pot"], [3, 2]), ("tea", "cup"))


@pytest.mark.parametrize("unknown", ["pot", "", 0, None, ["tea"]])
def test_what_is_not_among_the_words_is_said_and_never_breaks_in(unknown):
    given = Vocabulary(["tea", "cup"], [3, 2])
    assert unknown not in given
    for ask in (given.index, given.count):
        with pytest.raises(UnknownWordError, match="not among the 2 words"):
            ask(unknown)


@pytest.mark.parametrize(
    ("words", "counts", "error", "message"),
    [
        (["a", "a"], [1, 1], ArgumentError, "words='a': appears 2 times"),
        (["a", ""], [1, 1], ArgumentError, r"words\[1\]='': a word must not be empty"),
        ("ab", [1, 1], ArgumentTypeError, "must be a list of words"),
        (["a", 7], [1, 1], ArgumentTypeError, r"words\[1\]=7: is not a string"),
        (["a", "b"], [1], ArgumentError, r"one number for each of the 2 words"),
        (["a", "b"], 1, ArgumentError, r"one number for each of the 2 words"),
        (["a", "b"], [1.0, 2.0], ArgumentTypeError, "must be whole numbers"),
        (["a", "b"], [1, -2], ArgumentError, "counts=-2: must not be negative"),
    ],
)
def test_a_vocabulary_that_cannot_be_is_refused(words, counts, error, message):
    with pytest.raises(error, match=message):
        Vocabulary(words, counts)


def test_a_vocabulary_is_its_own_and_comes_whole_out_of_a_pickle():
    counts = np.array([3, 2])
    given = Vocabulary(np.array(["tea", "cup"]), counts)
    counts[0] = 9
    found = pickle.loads(pickle.dumps(given))
    assert (found.words, found.counts.tolist()) == (("tea", "cup"), [3, 2])
    assert type(found.words[0]) is str
    assert not found.counts.flags.writeable
