from dataclasses import replace

import pytest

from firth.corpus.build.encode import encode_sentences
from firth.corpus.restrict import kept_rows, restricted
from firth.errors import ConfigError, CorpusError

TEXT = [list("aaaabbbccd"), list("dx")]  # a 4, b 3, c 2, d 2, x 1


@pytest.fixture
def corpus():
    return replace(encode_sentences(TEXT, min_count=2), min_count=2, fingerprint="f" * 32)


def test_nothing_to_change_gives_the_same_object(corpus):
    assert restricted(corpus) is corpus
    assert restricted(corpus, 2, None) is corpus
    assert restricted(corpus, None, None, ["a"]) is corpus


def test_the_settings_are_those_asked_for_even_if_every_word_stays(corpus):
    found = restricted(corpus, max_vocab=9)
    assert found.ids is corpus.ids
    assert found.max_vocab == 9
    assert found.min_count == 2


def test_the_text_as_it_was_read_and_the_fingerprint_of_its_file_stay(corpus):
    found = restricted(corpus, 3)
    assert found.vocabulary.words == ("a", "b")
    assert found.starts.tolist() == [0, 7]
    assert (found.tokens_read, found.sentences_read, found.min_count) == (12, 2, 3)
    assert found.fingerprint == corpus.fingerprint
    assert not found.ids.flags.writeable
    assert not found.vocabulary.counts.flags.writeable


def test_words_that_are_no_longer_there_cannot_come_back(corpus):
    with pytest.raises(ConfigError, match=r"min_count=1: .* encoded with min_count=2.*encode the text again"):
        restricted(corpus, 1)
    with pytest.raises(ConfigError, match=r"max_vocab=5: .* encoded with max_vocab=4"):
        restricted(replace(corpus, max_vocab=4), None, 5)


def test_a_limit_that_was_never_reached_can_be_raised(corpus):
    assert restricted(replace(corpus, max_vocab=10), None, 20).max_vocab == 20


def test_no_word_left_is_an_error_that_says_what_would_leave_one(corpus):
    with pytest.raises(CorpusError, match=r"occurs 9 times: the commonest of 4, 'a', occurs 4 times"):
        restricted(corpus, 9)


def test_words_the_file_kept_though_rare_stay_until_a_setting_cuts_deeper():
    everything = encode_sentences(TEXT, min_count=1)
    kept = restricted(everything, 3, None, ["x"])
    assert kept.vocabulary.words == ("a", "b", "x")
    assert restricted(kept, 3) is kept
    assert restricted(kept, 4).vocabulary.words == ("a",)
    assert restricted(kept, 4, None, ["x"]).vocabulary.words == ("a", "x")
    assert restricted(kept, 3, 2).vocabulary.words == ("a", "b")


def test_words_to_keep_are_the_first_to_get_a_place():
    vocabulary = encode_sentences(TEXT, min_count=1).vocabulary  # a b c d x
    assert kept_rows(vocabulary, min_count=1, max_vocab=2, keep=["x"]).tolist() == [0, 4]
    assert kept_rows(vocabulary, min_count=1, max_vocab=1, keep=["x", "d", "no"]).tolist() == [3, 4]
    assert kept_rows(vocabulary, min_count=2, max_vocab=None).tolist() == [0, 1, 2, 3]
