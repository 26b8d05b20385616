"""Corpora whose answer is known: it must be found."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency
from textbook_twin import analogy_answers
from textbook_twin import train as twin

import firth
from firth.studies.demo.textbook import study
from firth.studies.demo.textbook_runs import RUNS
from firth.testing import planted_analogies, planted_clusters

WAYS = [
    {},
    {"noise_pool": 0},
    {"noise_sharing": "pair"},
    {"architecture": "cbow"},
    {"architecture": "cbow", "cbow_gradient": "exact"},
]


@pytest.mark.parametrize("given", WAYS, ids=str)
def test_words_of_a_subject_find_each_other(given):
    planted = planted_clusters()
    vectors = firth.train(planted.sentences, vector_size=32, workers=2, epochs=10, sample=0, **given)
    for cluster in planted.clusters:
        for neighbours in vectors.most_similar_many(cluster, topn=3):
            assert {word for word, _ in neighbours} <= set(cluster)


@pytest.mark.parametrize("given", WAYS, ids=str)
def test_analogies_of_kind_and_place_are_solved(given):
    planted = planted_analogies()
    vectors = firth.train(planted.sentences, vector_size=32, workers=2, epochs=10, sample=0, **given)
    answers = vectors.analogy_many([question[:3] for question in planted.questions], topn=1)
    right = [answer[0][0] == question[3] for answer, question in zip(answers, planted.questions, strict=True)]
    assert np.mean(right) > 0.9


# answers that another plain program, pair by pair, gave over 2,000 seeds
ELSEWHERE = {
    "skipgram": {"女王": 1040, "喜欢": 720, "足球": 140, "城堡": 100},
    "cbow": {"女王": 160, "喜欢": 0, "足球": 100, "城堡": 1740},
}
SEEDS = range(1957, 2357)


def same_shares(first, second):
    """The p-value that two counts of answers come from the same shares; words that are near none are left out."""
    words = [word for word in first if first[word] + second[word] >= 5]
    return chi2_contingency([[counts[word] for word in words] for counts in (first, second)]).pvalue


@pytest.mark.parametrize(("architecture", "column"), [("skipgram", "skip-gram"), ("cbow", "CBOW")])
def test_kernels_and_a_plain_program_agree_on_the_textbooks_answers(architecture, column):
    report = study(RUNS[column], SEEDS)
    ours = {answer.word: round(answer.share * len(SEEDS)) for answer in report.answers}
    plain = analogy_answers(twin(architecture, len(SEEDS), seed=1).inputs)
    theirs = {word: plain.count(word) for word in ours}

    assert same_shares(ours, theirs) > 1e-3
    assert same_shares(ours, ELSEWHERE[architecture]) > 1e-3
    assert same_shares(theirs, ELSEWHERE[architecture]) > 1e-3


def test_the_order_of_updates_decides_skipgrams_answer():
    at_once = study(RUNS["skip-gram, one gradient a pair"], SEEDS)
    assert at_once.answers[0].word == "女王"
    assert at_once.answers[0].share > 0.95


def test_the_textbooks_point_is_visible():
    skipgram, cbow = (study(RUNS[column], SEEDS) for column in ("skip-gram", "CBOW"))
    shares = [{a.word: a.share for a in report.answers} for report in (skipgram, cbow)]
    assert cbow.answers[0].word == "城堡"
    assert skipgram.answers[0].word == "女王"
    assert shares[0]["女王"] > shares[1]["女王"] + 0.2
    assert cbow.pair.mean > skipgram.pair.mean
    assert cbow.pair.deviation < skipgram.pair.deviation / 3
