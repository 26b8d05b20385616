import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

import firth
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import ArgumentError, ArgumentTypeError, CorpusError, MissingExtraError, UnknownWordError
from firth.studies.senses.division import SHRINKAGE, _Pupil, divided
from firth.studies.senses.judgement import agreement, likeness
from firth.studies.senses.occurrences import around, evenly, places_of
from firth.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def told():
    """Vectors, a text, and the subject of each sentence. "bank" has two, "tree" has one, and "rare" occurs thrice."""
    random = np.random.default_rng(3)
    subjects = [[f"{name}{number}" for number in range(60)] for name in "ab"]
    middle = np.zeros((2, 24))
    middle[0, 0] = middle[1, 1] = 2
    text, known = [], []
    for at in range(1200):
        subject = int(random.integers(2))
        words = random.choice(subjects[subject], 14).tolist()
        words.insert(int(random.integers(3, 11)), "bank" if random.random() < 0.5 else "other")
        if not subject:
            words.insert(int(random.integers(0, 14)), "tree")
        if at in {5, 500, 1100}:
            words.append("rare")
        text.append(words)
        known.append(subject)
    words = [*subjects[0], *subjects[1], "bank", "other", "tree", "rare"]
    rows = [middle[0]] * 60 + [middle[1]] * 60 + [middle.mean(axis=0)] * 2 + [middle[0], middle[1]]
    rows = np.array(rows) + random.normal(scale=0.5, size=(len(rows), 24))
    return WordVectors(words, rows.astype(np.float32)), text, np.array(known)


def test_the_senses_of_a_word_are_the_subjects_it_is_used_of(told):
    vectors, text, known = told
    found = firth.senses(vectors, "bank", text)
    assert (len(found), found.given) == (2, False)
    assert [sense.name for sense in found.senses] == ["bank|1", "bank|2"]
    truth = known[["bank" in words for words in text]]
    right = np.mean(found.assigned == truth)
    assert max(right, 1 - right) > 0.97
    for sense in found.senses:
        letters = {word[0] for word, _ in sense.neighbours} - {"t"}
        assert len(letters) == 1
        assert {each.word[0] for each in sense.contexts} - {"t"} == letters
        assert len(sense.lines) == 3
        assert all(line.word == "bank" for line in sense.lines)
    assert sum(sense.share for sense in found.senses) == pytest.approx(1)


def test_a_word_of_one_subject_has_one_sense_and_keeps_its_name(told):
    vectors, text, _ = told
    found = firth.senses(vectors, "tree", text)
    assert [sense.name for sense in found.senses] == ["tree"]
    assert np.array_equal(found.senses[0].vector, vectors["tree"])
    assert not found.judgements[0].holds


def test_the_number_of_senses_can_be_given(told):
    vectors, text, _ = told
    assert len(firth.senses(vectors, "bank", text, number=3)) == 3
    found = firth.senses(vectors, "bank", text, number=1)
    assert (len(found), found.given, found.judgements) == (1, True, ())


def test_the_mean_of_the_senses_by_their_shares_is_the_word(told):
    vectors, text, _ = told
    found = firth.senses(vectors, "bank", text, number=3)
    mean = sum(sense.share * sense.vector for sense in found.senses)
    assert np.allclose(mean, vectors["bank"], atol=1e-4)


def test_the_same_seed_gives_the_same_senses_and_all_is_json(told):
    vectors, text, _ = told
    first, second = (firth.senses(vectors, "bank", text, occurrences=100).as_dict() for _ in range(2))
    assert first == second
    assert first["used"] == 100 < first["count"]
    assert first["tried"][0]["holds"]


def test_all_words_at_once_give_the_same_rows_each_time(told):
    vectors, text, _ = told
    first, second = (firth.split_senses(vectors, text, restrict_vocab=30) for _ in range(2))
    assert first == second
    assert first.info == second.info


def test_contexts_that_were_shuffled_bear_out_no_senses(random):
    shuffled = [random.normal(size=(400, 10)).astype(np.float32) for _ in range(3)]
    assert abs(agreement(shuffled, np.arange(400), 2, 1)) < 0.3
    sense = random.integers(2, size=400)
    agreeing = [view + 4 * sense[:, None].astype(np.float32) for view in shuffled]
    assert agreement(agreeing, np.arange(400), 2, 1) > 0.8


def test_a_text_of_one_sentence_has_no_other_half_to_agree_in(random):
    views = [random.normal(size=(50, 4)).astype(np.float32) for _ in range(3)]
    assert np.isnan(agreement(views, np.zeros(50, np.int64), 2, 1))


def test_a_view_learns_from_the_others_as_linear_discriminant_analysis_says(random):
    """The inverse is computed once; scikit-learn's own analysis is the slow twin."""
    view = random.normal(size=(300, 5)) @ random.normal(size=(5, 5)) + 1
    senses = random.integers(3, size=300)
    view[:, 0] += senses
    judge = _Pupil.of(view.astype(np.float32)).taught(senses, 3)
    centered = view - view.mean(axis=0)
    even = np.trace(centered.T @ centered) / 300 / 5 * np.eye(5)
    means = np.stack([view[senses == sense].mean(axis=0) for sense in range(3)])
    within = centered - (means - view.mean(axis=0))[senses]
    covariance = (1 - SHRINKAGE) * within.T @ within / 300 + SHRINKAGE * even
    twin = LinearDiscriminantAnalysis(priors=[1 / 3] * 3, solver="lsqr", covariance_estimator=_Fixed(covariance))
    assert np.allclose(judge.opinion(view), twin.fit(view, senses).predict_log_proba(view), atol=1e-3)


class _Fixed:
    """What scikit-learn takes for an estimator of a covariance, and knows it already."""

    def __init__(self, covariance):
        self.covariance_ = covariance

    def fit(self, _):
        return self


def test_likeness_is_the_highest_cosine_of_two_senses():
    assert likeness(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])) == pytest.approx(0.5**0.5)


def test_occurrences_that_do_not_differ_are_not_divided():
    same = [np.zeros((30, 4), np.float32)] * 3
    assert divided(same, 2, 1) is None


def test_contexts_end_with_the_sentence():
    corpus = EncodedCorpus.from_ids([[0, 1, 2], [1, 0]], words=["x", "y", "z"])
    rows = {word: row for row, word in enumerate(corpus.vocabulary.words)}
    found = around(corpus, places_of(corpus, rows["y"]), 2)
    assert found.tolist() == [[-1, rows["x"], rows["z"], -1], [-1, -1, rows["x"], -1]]


def test_a_sample_is_spread_evenly():
    assert evenly(np.arange(100), 4).tolist() == [0, 25, 50, 75]
    assert evenly(np.arange(3), 4).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("word", "fields", "error", "says"),
    [
        ("rare", {}, CorpusError, "occurs 3 times"),
        ("no such", {}, UnknownWordError, "no such"),
        ("bank", {"number": 0}, ArgumentError, "at least 1"),
        ("bank", {"occurrences": "many"}, ArgumentTypeError, "whole number"),
        ("bank", {"text": None}, ArgumentError, "found in a text"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_reason(told, word, fields, error, says):
    vectors, text, _ = told
    with pytest.raises(error, match=says):
        firth.senses(vectors, word, **{"text": text, **fields})


def test_a_word_that_the_text_does_not_have_is_refused(told):
    vectors, text, _ = told
    with pytest.raises(CorpusError, match="does not occur in this text"):
        firth.senses(vectors, "tree", [words for words in text if "tree" not in words])


def test_without_scikit_learn_the_extra_is_named(told, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn", None)
    vectors, text, _ = told
    with pytest.raises(MissingExtraError, match=r"firth\[senses\]"):
        firth.senses(vectors, "bank", text)


def test_all_words_are_tried_and_those_that_differ_have_rows_for_their_senses(told):
    vectors, text, _ = told
    made = firth.split_senses(vectors, text)
    facts = made.info["senses"]
    assert "bank" in facts["words"]
    assert "tree" not in facts["words"]
    assert made.words[: len(vectors)] == vectors.words
    assert np.array_equal(made.vectors[: len(vectors)], vectors.vectors)
    names = made.senses_of("bank")
    assert names == ["bank|1", "bank|2"]
    assert {made.sense("bank", [word])[0][0] for word in ("a3", "b7")} == set(names)
    with pytest.raises(ArgumentError, match="has rows of senses already"):
        firth.split_senses(made, text)
    with pytest.raises(CorpusError, match="occurs 99,999 times"):
        firth.split_senses(vectors, text, min_count=99_999)


def test_senses_are_marked_otherwise_where_a_word_is_called_so_already(told):
    vectors, text, _ = told
    taken = WordVectors([*vectors.words, "bank|1"], np.concatenate([vectors.vectors, vectors.vectors[:1]]))
    made = firth.split_senses(taken, text)
    assert made.senses_of("bank") == ["bank||1", "bank||2"]
    assert made.word_of("bank|1") == "bank|1"


def test_the_figure_is_a_picture(told, tmp_path):
    vectors, text, _ = told
    for number in (1, 2, 3):
        path = tmp_path / f"{number}.png"
        firth.senses(vectors, "bank", text, number=number).save_figure(path)
        assert path.read_bytes()[:4] == b"\x89PNG"
