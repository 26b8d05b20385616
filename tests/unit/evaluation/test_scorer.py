import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError
from firth.evaluation.questions.sets import AnalogySet, Group, OutlierSet, Pair, Relation, SimilaritySet, all_questions
from firth.vectors.word_vectors import WordVectors

PAGE = Path(__file__).parents[3] / "docs" / "evaluation.md"
PEOPLE = SimilaritySet("people", (("a", "b"), ("a", "c"), ("b", "c")), np.array([9.0, 1.0, 2.0]))


@pytest.fixture
def model():
    return WordVectors(["a", "b", "c"], np.array([[1, 0], [0.9, 0.1], [-0.2, 1]]))


def test_a_score_is_the_one_of_the_report_and_the_mean_of_several_sets(model):
    value = firth.evaluate(model, PEOPLE).totals()[0].value
    assert firth.scorer(PEOPLE, "spearman")(model) == value == 1
    opposite = PEOPLE._replace(scores=-PEOPLE.scores)
    assert firth.scorer([PEOPLE, opposite], "spearman")(model) == 0


def test_where_there_is_no_score_the_error_says_why():
    with pytest.raises(ArgumentError, match=r"has no score\. people: nothing could be asked"):
        firth.scorer(PEOPLE, "spearman")(WordVectors(["x", "y"], np.eye(2)))


def test_without_a_measure_that_of_the_sets_is_taken():
    pairs = (Pair("a", ("b",)), Pair("c", ("d",)))
    analogies = AnalogySet("analogies", (Relation("r", "", pairs, all_questions(pairs)),))
    outliers = OutlierSet("outliers", (Group("g", ("a", "b"), ("c",)),))
    assert firth.scorer([PEOPLE, outliers, analogies]).measure == "3CosAdd"
    assert firth.scorer([outliers, PEOPLE]).measure == "spearman"
    assert firth.scorer(outliers).measure == "outlier position"
    assert repr(firth.scorer([outliers, PEOPLE])) == "<Scorer: spearman of people; 30,000 words>"


def test_sets_are_read_once_and_a_scorer_can_be_sent_to_other_processes(tmp_path, model):
    path = tmp_path / "people.tsv"
    path.write_text("a b 9\na c 1\nb c 2\n")
    score = firth.scorer(path, measure="pearson")
    path.unlink()
    assert pickle.loads(pickle.dumps(score))(model) == score(model)


def test_wrong_use_is_said(model):
    for measure in ("accuracy", "LRCos"):
        with pytest.raises(ArgumentError, match=f"measure='{measure}': none of the sets has it; they have spearman"):
            firth.scorer(PEOPLE, measure)
    with pytest.raises(ArgumentError, match="give one set or more"):
        firth.scorer([])
    with pytest.raises(ArgumentTypeError, match="attribute vectors_"):
        firth.scorer(PEOPLE, "spearman")(model.vectors)


def test_the_search_of_the_docs_runs_as_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wordsim353.tsv").write_text("king queen 9\nking tea 1\nqueen tea 2\ncup tea 5\n", encoding="utf-8")
    sentences = [["the", "king", "and", "the", "queen", "drink", "tea", "from", "a", "cup"]] * 60
    (block,) = re.findall(
        r"^```python\n(from sklearn.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    names = {"firth": firth, "sentences": sentences}
    exec(block, names)
    search = names["search"]
    assert set(search.best_params_) == {"window", "alpha"}
    assert search.score(sentences) == firth.scorer("wordsim353.tsv", "spearman")(search.best_estimator_.vectors_)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
