"""`Phrases` finds what gensim's finds, and its files are data."""

import itertools
import json
import pickle
import sys

import numpy as np
import pytest

from firth.errors import FormatError, SourceError
from firth.gensim.models.phrases import (
    ENGLISH_CONNECTOR_WORDS,
    FrozenPhrases,
    Phraser,
    Phrases,
    npmi_scorer,
    original_scorer,
)

RANDOM = np.random.default_rng(4)
SENTENCES = [
    [("new york", "bank of america", "a cup of the tea", "rare")[kind] for kind in RANDOM.integers(0, 4, 6)]
    for _ in range(60)
]
SENTENCES = [" ".join(sentence).split() for sentence in SENTENCES] + [[], ["of"], ["tea"]]

OPTIONS = [
    {"scoring": scoring, "threshold": threshold, "min_count": least, "connector_words": words, **more}
    for (scoring, threshold), least, words, more in itertools.product(
        [("default", 0.5), ("npmi", 0.3)],
        [1, 5],
        [frozenset(), frozenset({"of", "the", "a"})],
        [{}, {"delimiter": " "}, {"max_vocab_size": 12}],
    )
]


@pytest.fixture
def theirs():
    return pytest.importorskip("gensim.models.phrases")


@pytest.mark.parametrize("options", OPTIONS)
def test_counts_and_phrases_are_those_of_gensim(theirs, options):
    found, expected = Phrases(SENTENCES, **options), theirs.Phrases(SENTENCES, **options)
    for some in (found, expected):
        some.add_vocab(SENTENCES[:20])
    assert found.vocab == expected.vocab
    assert (found.corpus_word_count, found.min_reduce) == (expected.corpus_word_count, expected.min_reduce)
    assert found.export_phrases() == pytest.approx(expected.export_phrases())
    assert found.find_phrases(SENTENCES) == pytest.approx(expected.find_phrases(SENTENCES))
    assert list(found[SENTENCES]) == list(expected[SENTENCES])
    frozen = found.freeze()
    assert list(frozen[SENTENCES]) == list(expected.freeze()[SENTENCES])
    assert str(found) == str(expected)
    assert str(frozen) == str(expected.freeze())


def test_the_connector_words_are_those_of_gensim(theirs):
    assert theirs.ENGLISH_CONNECTOR_WORDS == ENGLISH_CONNECTOR_WORDS
    assert Phraser is FrozenPhrases


def test_scores_are_those_of_the_formulas():
    counts = {"worda_count": 10, "wordb_count": 20, "bigram_count": 8, "len_vocab": 100, "min_count": 5}
    assert original_scorer(**counts, corpus_word_count=1) == pytest.approx(3 / 200 * 100)
    expected = np.log(8 / 1000 / (10 / 1000 * 20 / 1000)) / -np.log(8 / 1000)
    assert npmi_scorer(**counts, corpus_word_count=1000) == pytest.approx(expected)
    assert npmi_scorer(**{**counts, "bigram_count": 4}, corpus_word_count=1000) == -np.inf
    assert npmi_scorer(**counts, corpus_word_count=0) == -np.inf
    assert original_scorer(**{**counts, "worda_count": 0}, corpus_word_count=1) == -np.inf


def test_sentences_can_be_read_again_as_often_as_their_source():
    phrases = Phrases(SENTENCES, min_count=1, threshold=0.1)
    joined = phrases[SENTENCES]
    assert list(joined) == list(joined)
    assert len(joined) == len(SENTENCES)
    assert list(phrases[iter(SENTENCES[:1])]) == [phrases[SENTENCES[0]]]
    assert phrases[[]] == []
    assert phrases[np.array(["new", "york"])] == phrases[["new", "york"]]


def score(worda_count, wordb_count, bigram_count, len_vocab, min_count, corpus_word_count):  # noqa: ARG001, PLR0917
    return bigram_count


def test_a_scoring_function_of_ones_own_is_given_all_counts():
    phrases = Phrases(SENTENCES, min_count=1, threshold=20, scoring=score)
    assert set(phrases.export_phrases()) >= {"new_york"}
    with pytest.raises(ValueError, match=r"missing expected parameters \['wordb_count'"):
        Phrases(scoring=lambda worda_count: worda_count)
    with pytest.raises(ValueError, match="'default', 'npmi'"):
        Phrases(scoring="best")
    with pytest.raises(TypeError, match="function"):
        Phrases(scoring=3)


@pytest.mark.parametrize("wrong", [{"min_count": 0}, {"threshold": 0}, {"scoring": "npmi", "threshold": 2}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="should be"):
        Phrases(SENTENCES, **wrong)


def test_a_string_for_a_sentence_is_told():
    with pytest.warns(UserWarning, match="list of words"):
        Phrases(["new york"])


@pytest.mark.parametrize("scoring", ["default", "npmi", score])
def test_a_file_brings_back_the_same(tmp_path, scoring):
    phrases = Phrases(SENTENCES, min_count=1, threshold=0.2, scoring=scoring, connector_words={"of"})
    for some in (phrases, phrases.freeze()):
        some.save(tmp_path / "p.pkl")
        again = type(some).load(tmp_path / "p.pkl")
        assert again.__dict__ == some.__dict__
        assert list(again[SENTENCES]) == list(some[SENTENCES])
    phrases.save(tmp_path / "p.pkl")
    more = Phrases.load(tmp_path / "p.pkl")
    more.add_vocab([["old", "york"]])
    assert more.vocab["old_york"] == 1
    assert pickle.loads(pickle.dumps(phrases)).__dict__ == phrases.__dict__


def test_a_function_that_a_file_names_is_given_or_found_and_never_imported(tmp_path, monkeypatch):
    Phrases(SENTENCES, scoring=score).save(tmp_path / "p")
    monkeypatch.delitem(sys.modules, __name__)
    with pytest.raises(FormatError, match=r"\.score, and nothing is imported"):
        Phrases.load(tmp_path / "p")
    assert Phrases.load(tmp_path / "p", scoring=score).scoring is score
    for name, module in (("system", "os"), ("eval", "builtins"), ("__loader__", "os"), ("Phrases", "firth")):
        state = json.loads((tmp_path / "p").read_text())
        state["scoring"] = {"module": module, "name": name}
        (tmp_path / "q").write_text(json.dumps(state))
        with pytest.raises((ValueError, TypeError), match=r"missing expected|nothing is imported|function"):
            Phrases.load(tmp_path / "q")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": "firth-phrases", "version": 1}', "[" * 9999])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    (tmp_path / "p").write_text(content)
    with pytest.raises(FormatError, match=r"phrases|damaged"):
        Phrases.load(tmp_path / "p")
    with pytest.raises(SourceError):
        Phrases.load(tmp_path / "none")


def test_phrases_and_frozen_ones_are_not_mistaken(tmp_path):
    Phrases(SENTENCES).save(tmp_path / "p")
    with pytest.raises(FormatError, match=r"holds Phrases\. Open it with Phrases\.load"):
        FrozenPhrases.load(tmp_path / "p")


def test_gensims_own_files_are_read_without_running_them(theirs, tmp_path):
    saved = theirs.Phrases(SENTENCES, min_count=1, threshold=0.2, scoring="npmi", connector_words={"of"})
    saved.save(str(tmp_path / "p"))
    saved.freeze().save(str(tmp_path / "f"))
    ours = Phrases.load(tmp_path / "p")
    assert (ours.vocab, ours.scoring, ours.connector_words) == (saved.vocab, npmi_scorer, {"of"})
    assert list(FrozenPhrases.load(tmp_path / "f")[SENTENCES]) == list(saved[SENTENCES])
    theirs.Phrases(SENTENCES, scoring=score).save(str(tmp_path / "own"))
    with pytest.raises(FormatError, match=r"names [\w.]*score, which no word vectors need"):
        Phrases.load(tmp_path / "own")
