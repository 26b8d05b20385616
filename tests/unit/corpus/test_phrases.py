import math

import numpy as np
import pytest

from firth.config import ReadConfig
from firth.corpus.build.encode import encode_sentences
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.phrases import find_phrases, join_phrases, phrase_scores, spelt_together
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import Vocabulary
from firth.errors import CorpusError

NEW_YORK = [["in", "new", "york", "city"]] * 6 + [["a", "new", "city", "in", "york"]] * 2 + [["a", "b"]] * 40


def found(sentences, *, least=1, **fields):
    reading = ReadConfig(**{"phrases": 1, "phrase_threshold": 4.0, "phrase_discount": 1, **fields})
    return find_phrases(encode_sentences(sentences, min_count=1), reading, least=least)


def sentence(text, number):
    return [text.words[i] for i in text.ids[text.starts[number] : text.starts[number + 1]]]


@pytest.mark.parametrize(
    ("first", "second", "phrase"),
    [
        ("new", "york", "new_york"),
        ("new_york", "times", "new_york_times"),
        ("国", "家", "国家"),
        ("中华", "人民", "中华人民"),
        ("人々", "たち", "人々_たち"),  # 々 is Han, た is not
        ("卡拉", "OK", "卡拉_OK"),
        ("T", "恤", "T_恤"),
        ("一九九", "〇", "一九九〇"),
        ("𠮷", "野", "𠮷野"),  # beyond the basic plane
    ],
)
def test_words_are_linked_by_a_line_unless_han_meets_han(first, second, phrase):
    assert spelt_together(first, second) == phrase


def test_the_score_of_word2phrase_is_the_program_s():
    # by hand: (10 - 5) / 20 / 40 * 1000
    reading = ReadConfig(phrases=1, phrase_discount=5)
    assert phrase_scores(*map(np.array, ([10], [20], [40])), 1000, reading) == pytest.approx([6.25])


def test_npmi_is_one_for_words_never_apart_and_zero_for_chance():
    reading = ReadConfig(phrases=1, phrase_score="npmi")
    scores = phrase_scores(np.array([7, 2, 5]), np.array([7, 20, 10]), np.array([7, 100, 20]), 1000, reading)
    assert scores == pytest.approx([1, 0, math.log(25) / math.log(200)])


def test_counts_are_large_without_overflow():
    n = np.array([3 * 10**9])
    assert phrase_scores(n, n, n, 10**12, ReadConfig(phrases=1, phrase_discount=0)) == pytest.approx([1e12 / 3e9])


def test_each_pass_joins_what_the_one_before_has_joined():
    once, twice = (found(NEW_YORK, least=3, phrases=passes) for passes in (1, 2))
    assert sentence(once, 0) == ["in_new", "york_city"]
    assert sentence(twice, 0) == ["in_new_york_city"]
    assert [(p.word, p.times, p.length, p.found_in) for p in twice.phrases] == [
        ("in_new_york_city", 6, 4, 2),
        ("in_new", 6, 2, 1),
        ("york_city", 6, 2, 1),
    ]


def test_more_passes_than_there_are_phrases_change_nothing():
    few, many = (found(NEW_YORK, phrases=passes) for passes in (3, 16))
    np.testing.assert_array_equal(few.ids, many.ids)
    assert few.phrases == many.phrases


def test_the_best_phrase_comes_first_and_of_equals_the_commonest_and_then_by_the_word():
    sentences = [["x", "y"], ["c", "d"]] * 3 + [["p", "q"]] * 6 + [["z"]] * 60
    by_program = found(sentences, phrase_threshold=0.1).phrases  # (n - 1) / n / n falls with n
    by_npmi = found(sentences, phrase_score="npmi", phrase_discount=None, phrase_threshold=0.1).phrases  # always 1
    assert [phrase.word for phrase in by_program] == ["c_d", "x_y", "p_q"]
    assert [phrase.word for phrase in by_npmi] == ["p_q", "c_d", "x_y"]


def test_a_phrase_that_is_a_word_already_becomes_that_word():
    text = found([["国", "家"]] * 4 + [["国家"]] * 3 + [["z"]] * 60, phrase_threshold=0.1)
    assert text.counts[text.words.index("国家")] == 7
    assert text.words.count("国家") == 1
    assert sentence(text, 0) == sentence(text, 4) == ["国家"]


def test_the_discount_keeps_rare_pairs_apart():
    sentences = [["x", "y"]] * 4 + [["z"]] * 100
    assert [phrase.word for phrase in found(sentences, phrase_discount=3).phrases] == ["x_y"]
    assert not found(sentences, phrase_discount=4).phrases


def test_pairs_rarer_than_the_least_are_not_joined():
    sentences = [["x", "y"]] * 4 + [["z"]] * 100
    assert found(sentences, least=4).phrases
    assert not found(sentences, least=5).phrases


def test_a_text_without_phrases_is_left_as_it_is():
    text = found([["a", "b", "c"], ["c", "b", "a"]], phrase_threshold=100.0)
    assert (text.phrases, text.starts.tolist()) == ([], [0, 3, 6])
    assert sentence(text, 1) == ["c", "b", "a"]


def gapped():
    """x y | x _ y | _ , where _ is a word that was dropped."""
    ids, starts = np.array([0, 1, 0, -1, 1, -1], np.int32), np.array([0, 2, 5, 6])
    facts = {"tokens_read": 6, "sentences_read": 3, "sources": ("text",), "reading": {"phrases": 1}, "min_count": 2}
    vocabulary = Vocabulary(("x", "y"), np.array([2, 2]))
    return unchecked(EncodedCorpus, vocabulary=vocabulary, ids=ids, starts=starts, **facts)


def test_words_around_a_gap_are_no_neighbours_and_the_gap_is_closed_afterwards():
    reading = ReadConfig(phrases=1, phrase_threshold=0.1, phrase_discount=0)
    corpus, phrases = join_phrases(gapped(), reading, min_count=1, max_vocab=None)
    assert corpus.vocabulary.words == ("x", "x_y", "y")
    assert corpus.vocabulary.counts.tolist() == [1, 1, 1]
    assert (corpus.ids.tolist(), corpus.starts.tolist()) == ([1, 0, 2], [0, 1, 3])
    assert [(p.word, p.times) for p in phrases] == [("x_y", 1)]
    assert (corpus.tokens_read, corpus.sources, corpus.reading) == (6, ("text",), {"phrases": 1})
    assert (corpus.min_count, corpus.max_vocab) == (1, None)


def test_what_is_given_back_cannot_be_written_to():
    corpus, _ = join_phrases(gapped(), ReadConfig(phrases=1), min_count=1, max_vocab=None)
    for array in (corpus.ids, corpus.starts, corpus.vocabulary.counts):
        assert not array.flags.writeable


def test_words_asked_for_are_kept_however_rare_they_have_become():
    reading = ReadConfig(phrases=1, phrase_threshold=4.0, phrase_discount=1)
    encoded = encode_sentences(NEW_YORK, min_count=1)
    corpus, _ = join_phrases(encoded, reading, min_count=5, max_vocab=None, keep=("york", "absent"))
    assert corpus.vocabulary.words == ("a", "b", "in_new", "york_city", "york")
    assert corpus.vocabulary.counts.tolist() == [42, 40, 6, 6, 2]


def test_words_that_joining_leaves_too_rare_are_dropped_and_an_empty_rest_is_an_error():
    reading = ReadConfig(phrases=1, phrase_threshold=0.1, phrase_discount=0)
    encoded = encode_sentences([["a", "a", "a"]], min_count=2)  # a pair twice, joined once: a_a and a
    with pytest.raises(CorpusError, match="no word occurs 2 times"):
        join_phrases(encoded, reading, min_count=2, max_vocab=None)


def test_renumbering_drops_gaps_words_and_sentences_without_a_word():
    final = np.array([-1, 0, 1], np.int32)
    ids, starts = renumbered(np.array([0, 0, 1, 2, -1, 2], np.int32), np.array([0, 1, 4, 5, 6]), final)
    assert (ids.tolist(), starts.tolist()) == ([0, 1, 1], [0, 2, 3])
