import itertools

import pytest

import firth
from firth.corpus.reach import Reach, reach_in, whole_sentence_pairs

TEXT = [["a", "b", "c"], ["a"], ["b", "c"], list("abcabcabc")]


def corpus_of(text):
    return firth.encode(text, min_count=1)


def test_a_number_is_the_reach_of_every_text():
    assert reach_in(5, corpus_of(TEXT)) == Reach(5)


def test_whole_sentences_reach_as_far_as_the_longest_of_all_texts():
    corpus, longer = corpus_of(TEXT), corpus_of([["a"] * 12])
    assert reach_in(None, corpus).window == 8
    assert reach_in(None, corpus, longer).window == 11
    assert reach_in(None, corpus_of([["a"]])).window == 1


def test_the_pairs_are_those_that_one_would_list():
    expected = sum(len(list(itertools.permutations(sentence, 2))) for sentence in TEXT)
    assert whole_sentence_pairs(corpus_of(TEXT)) == expected == len(firth.pairs(TEXT, window=None))


def test_a_sentence_too_long_to_pair_is_refused_with_what_it_would_cost():
    with pytest.raises(firth.CorpusError, match=r"a sentence has 10,001 words.*100,010,000 pairs.*cut longer ones"):
        firth.train([["a", "b"] * 5000 + ["a"]], window=None)
    with pytest.raises(firth.CorpusError, match=r"up to 1,000 words"):
        firth.train([["a", "b"] * 501], window=None, noise_sharing="pair")
    with pytest.raises(firth.CorpusError, match=r"10,001 words"):
        firth.glove([["a", "b"] * 5000 + ["a"]], window=None, vector_size=1)


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_the_longest_sentence_there_may_be_is_trained(architecture):
    text = [[f"w{i % 50}" for i in range(10_000)], ["w1", "w2"]]
    vectors = firth.train(text, window=None, sample=0, epochs=1, vector_size=8, architecture=architecture, min_count=1)
    assert vectors.info["training"]["complete"]
