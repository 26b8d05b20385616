import numpy as np
import pytest
from scipy.stats import t as student_t

import firth
from firth.errors import ArgumentError, ArgumentTypeError, FormatError
from firth.evaluation.agreement import average_ranks, one_against_the_others, pearson, spearman
from firth.evaluation.intervals import (
    accuracy_draws,
    accuracy_interval,
    correlation_draws,
    correlation_interval,
    student,
)
from firth.evaluation.judge import evaluate, own_sets
from firth.evaluation.outliers import detected
from firth.evaluation.questions.sets import AnalogySet, Group, OutlierSet, Pair, Relation, SimilaritySet, all_questions
from firth.evaluation.set_solvers import _regression
from firth.evaluation.solving import SOLVERS, Outcome, solved
from firth.evaluation.space import Protocol, Space
from firth.vectors.word_vectors import WordVectors


@pytest.fixture
def model(random):
    """A thousand words, of which the first are pairs that differ in one direction, more or less."""
    matrix = random.normal(size=(5_000, 20)).astype(np.float32)
    matrix[20:40] = matrix[:20] + 2 * matrix[40] + 0.6 * random.normal(size=(20, 20))
    words = [f"s{i}" for i in range(20)] + [f"t{i}" for i in range(20)] + [f"w{i}" for i in range(4_960)]
    return WordVectors(words, matrix)


@pytest.fixture
def relation():
    pairs = tuple(Pair(f"s{i}", (f"t{i}",)) for i in range(20))
    return Relation("planted", "", pairs, all_questions(pairs))


def slowly(model, relation, solver, limit, *, centered=False):
    """The answers by the formula, one word after the other."""
    matrix = model.vectors.astype(np.float64)
    matrix = matrix - matrix.mean(axis=0) if centered else matrix
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    answers = []
    for example, asked in relation.questions:
        a, b, c = (model.index(word) for word in (*_words(relation, example), relation.pairs[asked].source))
        with np.errstate(all="ignore"):
            scores = {
                "3CosAdd": unit @ (unit[b] - unit[a] + unit[c]),
                "3CosMul": (unit @ unit[b] + 1) / 2 * (unit @ unit[c] + 1) / 2 / ((unit @ unit[a] + 1) / 2 + 1e-3),
                "PairDirection": (unit - unit[c]) @ (unit[b] - unit[a]) / np.linalg.norm(unit - unit[c], axis=1),
            }[solver][:limit]
        scores[[a, b, c]] = -np.inf
        answers.append(int(scores.argmax()))
    return answers


def _words(relation, pair):
    return relation.pairs[pair].source, relation.pairs[pair].targets[0]


@pytest.mark.parametrize("solver", ["3CosAdd", "3CosMul", "PairDirection"])
@pytest.mark.parametrize(("limit", "transform"), [(None, "none"), (300, "none"), (None, "center")])
def test_solvers_answer_as_their_formulas_do(model, relation, solver, limit, transform):
    space = Space(model, Protocol(limit, transform=transform))
    (found,) = solved(space, (relation,), solver)
    assert found.answers.tolist() == slowly(model, relation, solver, limit, centered=transform == "center")
    expected = [
        model.words[i] == relation.pairs[j].targets[0]
        for i, (_, j) in zip(found.answers, relation.questions, strict=True)
    ]
    assert found.right.tolist() == expected
    assert found.right.any()


def test_the_average_of_all_other_pairs_answers_as_its_formula_does(model, relation):
    space = Space(model, Protocol(None))
    (found,) = solved(space, (relation,), "3CosAvg")
    unit = model.vectors.astype(np.float64)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    for c in range(20):
        others = [i for i in range(20) if i != c]
        query = unit[c] + unit[20:40][others].mean(axis=0) - unit[:20][others].mean(axis=0)
        scores = unit @ query
        scores[c] = -np.inf
        assert found.answers[c] == scores.argmax()
    assert found.questions.tolist() == [[-1, i] for i in range(20)]
    assert found.right.mean() > 0.5


def test_a_regression_is_at_its_optimum_and_finds_the_class(random):
    yes, no = random.normal(0.5, 1, (40, 6)).astype(np.float32), random.normal(-0.5, 1, (60, 6)).astype(np.float32)
    plane = _regression(yes, no)
    rows = np.concatenate([yes, no]).astype(np.float64)
    chance = 1 / (1 + np.exp(-(rows @ plane[:-1] + plane[-1])))
    missing = np.repeat([1.0, 0.0], [40, 60]) - chance
    np.testing.assert_allclose(rows.T @ missing, plane[:-1], atol=1e-6)  # the gradient of the penalty
    assert abs(missing.sum()) < 1e-6  # the shift is not penalised
    assert chance[:40].mean() > 0.7
    assert chance[40:].mean() < 0.3


def test_regression_answers_planted_relations_and_bars_the_word_itself(model, relation):
    (found,) = solved(Space(model, Protocol(None)), (relation,), "LRCos")
    assert found.right.mean() > 0.5
    assert (found.answers != np.arange(20)).all()
    assert solved(Space(model, Protocol(None)), (relation,), "LRCos")[0].answers.tolist() == found.answers.tolist()


def test_a_single_known_pair_is_no_example_for_itself(model):
    pairs = (Pair("s0", ("t0",)), Pair("x", ("y",)))
    for solver in ("3CosAvg", "LRCos"):
        (found,) = solved(Space(model, Protocol(None)), (Relation("r", "", pairs, all_questions(pairs)),), solver)
        assert not found.asked.any()


def test_without_the_top_directions_vectors_vary_least_in_them(random):
    matrix = random.normal(size=(500, 200)) + 5
    matrix[:, 3] *= 30
    model = WordVectors([f"w{i}" for i in range(500)], matrix.astype(np.float32))
    unit = Space(model, Protocol(None, transform="top")).unit(slice(None))
    assert np.abs(unit[:, 3]).max() < 0.05
    assert np.linalg.norm(unit.mean(axis=0)) < 0.1


def test_words_in_other_case_are_the_same_word_unless_case_is_kept():
    words = ["Paris", "PARIS", "france", "Rome", "italy", "x"]
    matrix = np.array([[1, 0, 0.1], [1, 0, 0.2], [0, 1, 0], [1, 0.1, 0.9], [0, 1, 0.8], [-1, -1, 0]])
    model = WordVectors(words, matrix)
    pairs = (Pair("FRANCE", ("paris",)), Pair("Italy", ("rome",)))
    relation = Relation("capital", "", pairs, all_questions(pairs))
    (folded,) = solved(Space(model, Protocol(None)), (relation,), "3CosAdd")
    assert folded.asked.all()
    assert [words[i] for i in folded.answers] == ["Rome", "PARIS"] or folded.right.all()
    assert 1 not in folded.answers[:1]  # where Paris is given, PARIS is no answer
    (kept,) = solved(Space(model, Protocol(None, fold_case=False)), (relation,), "3CosAdd")
    assert not kept.asked.any()
    assert (kept.answers == -1).all()


def test_any_of_several_targets_is_right_and_unknown_words_are_not_asked(model):
    pairs = (*(Pair(f"s{i}", (f"t{i}", f"n{i}")) for i in range(5)), Pair("s6", ("none", "t6")), Pair("gone", ("t7",)))
    relation = Relation("r", "", pairs, all_questions(pairs))
    (found,) = solved(Space(model, Protocol(None)), (relation,), "3CosAdd")
    asked = {(int(i), int(j)) for (i, j), there in zip(relation.questions, found.asked, strict=True) if there}
    assert {(0, 5), (5, 0)} <= asked  # of several targets, the first that is known is the example
    assert not any(6 in question for question in asked)


def test_pairs_that_share_an_answer_are_not_asked_by_each_other():
    pairs = (Pair("a", ("x", "y")), Pair("b", ("y",)), Pair("c", ("z",)), Pair("a", ("w",)))
    assert all_questions(pairs).tolist() == [[0, 2], [1, 2], [1, 3], [2, 0], [2, 1], [2, 3], [3, 1], [3, 2]]


def test_outliers_are_found_by_compactness():
    words = [*"abcdefgh", "far", "near"]
    matrix = np.eye(10)[:, :4] * 0.1 + np.array([1.0, 0, 0, 0])
    matrix[8] = [0, 0, 0, 1]
    matrix[9] = [1, 0.05, 0, 0]
    model = WordVectors(words, matrix)
    questions = OutlierSet(
        "o", (Group("g", tuple("abcdefgh"), ("far", "near", "gone")), Group("none", ("x", "y"), ("far",)))
    )
    found = detected(Space(model, Protocol(None)), questions)
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    for outlier, position in ((8, found.positions[0]), (9, found.positions[1])):
        rows = [*range(8), outlier]
        compact = [np.mean([unit[i] @ unit[j] for i in rows for j in rows if i != j and w not in {i, j}]) for w in rows]
        assert position == np.mean([score < compact[-1] for score in compact[:-1]])
    assert found.positions[0] == 1
    assert np.isnan(found.positions[2:]).all()
    report = evaluate(model, [questions])
    assert [(score.measure, score.asked, score.of) for score in report.scores] == [
        ("outlier found", 2, 4),
        ("outlier position", 2, 4),
    ]


def test_without_sets_those_of_firth_are_asked_in_the_language_of_the_model():
    assert own_sets(("the", "of", "国王")) == ("english", "outliers_english")
    assert own_sets(("国王", "女王", "of")) == ("chinese", "outliers_chinese")
    model = WordVectors(["france", "paris", "germany", "berlin", "tea"], np.random.default_rng(1).normal(size=(5, 8)))
    report = evaluate(model)
    assert {score.set for score in report.scores} == {"english", "outliers_english"}
    assert next(score for score in report.scores if score.section == "capital of a country").asked == 2


def test_a_report_says_what_was_asked_and_how_sure_it_is(model, relation, random):
    pairs = (*((f"s{i}", f"t{i}") for i in range(20)), ("s1", "gone"))
    similarity = SimilaritySet("people", pairs, random.random(21), 0.8)
    report = evaluate(model, [AnalogySet("mine", (relation,)), similarity], solvers=SOLVERS, name="m")
    totals = report.totals()
    assert [score.measure for score in totals] == [*SOLVERS, "spearman", "pearson"]
    for score, questions in zip(totals[:5], [380, 380, 380, 20, 20], strict=True):
        assert score.low <= score.value == score.right / score.asked <= score.high
        assert (score.asked, score.of) == (questions, questions)
    assert (totals[5].asked, totals[5].of, totals[5].ceiling) == (20, 21, 0.8)
    assert evaluate(model, [AnalogySet("mine", (relation,)), similarity], solvers=SOLVERS, name="m") == report
    assert list(report.to_pandas()["set"].unique()) == ["mine", "people"]
    assert report.as_dict()["scores"][0]["set"] == "mine"


def test_a_set_without_a_known_word_has_no_score(model):
    pairs = (Pair("x", ("y",)), Pair("u", ("v",)))
    report = evaluate(model, [AnalogySet("foreign", (Relation("r", "", pairs, all_questions(pairs)),))])
    assert [score.asked for score in report.scores] == [0, 0, 0]
    assert all(np.isnan(score.value) for score in report.scores)
    assert report.as_dict()["scores"][0]["value"] is None
    (note,) = report.notes
    assert "foreign: nothing could be asked" in note
    assert "words like 'x', 'y', 'u'; the model has 's0', 's1', 's2'." in note


def test_a_set_of_which_little_can_be_asked_is_noted_with_words_of_both(model):
    pairs = (("s0", "t0"), *((f"老{i}", "虎") for i in range(30)))
    notes = evaluate(model, SimilaritySet("foreign", pairs, np.arange(31.0))).notes
    assert "foreign: little could be asked, for only 1 of 31 questions have all words among the candidates" in notes[0]
    assert notes[0].endswith("is written in Chinese characters, these words in Latin letters.")


def test_a_correlation_of_few_pairs_has_no_interval_and_that_is_said(model, random):
    pairs = tuple((f"s{i}", f"t{i}") for i in range(15))
    few, enough = (evaluate(model, SimilaritySet("s", pairs[:n], random.normal(size=n))) for n in (14, 15))
    assert np.isnan([few.scores[0].low, few.scores[0].high]).all()
    assert few.notes == ("s: 14 pairs are too few for an interval, which takes 15 or more.",)
    assert -1 < enough.scores[0].low < enough.scores[0].high < 1
    assert enough.notes == ()


def test_words_that_are_missing_are_counted_and_those_of_most_questions_come_first(model):
    pairs = (Pair("s0", ("t0",)), Pair("s1", ("none", "t1")), Pair("gone", ("t2",)), Pair("s3", ("lost", "away")))
    relation = Relation("r", "", pairs, np.array([[0, 2], [1, 2], [3, 0]], np.int32))
    similarity = SimilaritySet("people", (("s0", "t0"), ("gone", "t1")), np.array([1.0, 2.0]))
    report = evaluate(model, [AnalogySet("mine", (relation,)), similarity])
    analogies, people = report.coverage
    assert (analogies.set, analogies.words, analogies.missing) == ("mine", 8, 2)
    assert analogies.commonest == (("gone", 2), ("lost", 1))
    assert (people.words, people.missing, people.commonest) == (4, 1, (("gone", 1),))
    assert report.as_dict()["coverage"][0]["commonest"] == (("gone", 2), ("lost", 1))


def test_sets_of_one_name_are_told_apart_and_one_set_needs_no_list(model, relation):
    mine = AnalogySet("mine", (relation,))
    assert [score.set for score in evaluate(model, [mine, mine]).totals()] == ["mine", "mine (2)"]
    assert evaluate(model, mine) == evaluate(model, [mine])


def test_scores_that_are_all_alike_have_no_correlation_and_that_is_said(model):
    pairs = (("s0", "t0"), ("s1", "t1"), ("s2", "t2"))
    report = evaluate(model, SimilaritySet("flat", pairs, np.ones(3)))
    assert all(np.isnan(score.value) for score in report.scores)
    assert "flat: no spearman or pearson correlation is defined" in report.notes[0]


def test_progress_rises_to_the_whole(model, relation):
    partly = relation._replace(pairs=(*relation.pairs, Pair("gone", ("away",))), questions=relation.questions)
    seen = []
    protocols = [Protocol(300), Protocol(None)]
    evaluate(
        model, AnalogySet("a", (partly,)), solvers=["3CosAdd", "3CosAvg"], protocols=protocols, progress=seen.append
    )
    done = [progress.comparisons for progress in seen]
    assert done == sorted(done)
    assert seen[0].comparisons_total == (380 + 21) * (300 + 5_000)
    assert 0.9 < done[-1] / seen[0].comparisons_total <= 1


def test_wrong_names_and_damaged_vectors_are_said(model, relation):
    with pytest.raises(ArgumentError, match="solver='4CosAdd': must be one of 3CosAdd"):
        solved(Space(model, Protocol()), (relation,), "4CosAdd")
    with pytest.raises(ArgumentError, match="transform='white'"):
        Space(model, Protocol(transform="white"))
    broken = WordVectors(["a", "b"], np.array([[1, 2], [np.nan, 1]]))
    with pytest.raises(FormatError, match="NaN or infinity"):
        evaluate(broken, [SimilaritySet("s", (("a", "b"), ("b", "a")), np.array([1.0, 2.0]))])


@pytest.mark.parametrize("wrong", [{"candidates": n} for n in (-1, 0, 3, 2.5, True, "all")] + [{"transform": "xx"}])
def test_a_protocol_that_cannot_be_asked_is_refused(model, wrong):
    people, protocol = SimilaritySet("s", (("s0", "t0"), ("s1", "t1")), np.array([1.0, 2.0])), Protocol(**wrong)
    for attempt in (
        lambda: evaluate(model, people, protocols=protocol),
        lambda: firth.compare([model, model], people, protocols=[protocol]),
        lambda: firth.scorer(people, "spearman", protocol=protocol),
    ):
        with pytest.raises(ArgumentError, match=f"{next(iter(wrong))}=.*must be"):
            attempt()


def test_what_is_no_model_no_set_and_no_protocol_is_refused_by_its_name(model):
    for wrong in ("en.safetensors", model.vectors, {"a": model}, None):
        with pytest.raises(ArgumentTypeError, match="must be WordVectors, such as"):
            evaluate(wrong, "english")
    for sets in (5, [5], [None]):
        with pytest.raises(ArgumentTypeError, match=r"sets=.*must be the name of a file or folder"):
            evaluate(model, sets)
    with pytest.raises(ArgumentTypeError, match="protocol='center': must be a Protocol"):
        evaluate(model, "english", protocols=["center"])


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_intervals_cover_the_truth_as_often_as_they_say(random, share):
    """Each pair of a relation has an ease of its own, as real ones have. benchmarks/intervals.py has more worlds."""
    pairs = tuple(Pair(f"s{i}", (f"t{i}",)) for i in range(30))
    questions = all_questions(pairs)
    covered, runs = 0, 300
    for _ in range(runs):
        ease = random.beta(4 * share, 4 * (1 - share), 30)
        right = random.random(len(questions)) < (ease[questions[:, 0]] + ease[questions[:, 1]]) / 2
        outcome = Outcome(questions, np.ones(len(questions), np.bool_), right, np.zeros(len(questions), np.int64))
        (rights,), asked = accuracy_draws([outcome], random, 400)
        low, high = accuracy_interval(float(right.mean()), rights / asked, 30)
        covered += low <= share <= high
    assert 0.92 < covered / runs < 0.99


def test_an_interval_is_open_to_errors_that_were_not_made():
    """Where all is right, so is each draw; that says nothing of what thirty other pairs would do."""
    low, high = accuracy_interval(1.0, np.ones(1000), 30)
    assert high == 1
    assert low == pytest.approx(0.873, abs=0.005)  # Wilson's, with Student's t
    assert accuracy_interval(0.0, np.zeros(1000), 30) == pytest.approx((0, 1 - low))
    assert np.isnan(accuracy_interval(float("nan"), np.full(10, np.nan), 0)).all()


@pytest.mark.parametrize("freedom", [3, 4, 10, 100])
def test_the_limits_of_student_are_those_of_scipy(freedom):
    assert student(freedom) == pytest.approx(student_t.ppf(0.975, freedom), rel=0.008)


def test_intervals_of_correlations_cover_the_truth(random):
    covered, runs = 0, 200
    for _ in range(runs):
        first = random.normal(size=50)
        second = first + random.normal(size=50)
        (draws,) = correlation_draws(pearson, [first], second, random, 200)
        low, high = correlation_interval(pearson(first, second), draws, 50)
        covered += low <= np.sqrt(0.5) <= high
    assert 0.92 < covered / runs < 0.99
    assert np.isnan(correlation_interval(0.5, np.full(9, 0.4), 14)).all()


def test_draws_of_a_part_of_many_pairs_vary_as_draws_of_all_would(random):
    first = random.normal(size=40_000)
    second = first + random.normal(size=40_000)
    (draws,) = correlation_draws(pearson, [first], second, random, 400)
    value = pearson(first, second)
    assert draws.mean() == pytest.approx(value, abs=0.001)
    assert draws.std() == pytest.approx((1 - value**2) / np.sqrt(40_000), rel=0.15)  # that of normal values


def test_correlations_are_those_of_the_books():
    first, second = np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([5.0, 6.0, 7.0, 8.0, 7.0])
    assert spearman(first, second) == pytest.approx(0.8207826816681233)
    assert pearson(first, second) == pytest.approx(0.8320502943378437)
    assert average_ranks(np.array([10.0, 20.0, 10.0])).tolist() == [1.5, 3.0, 1.5]
    assert np.isnan(spearman(np.array([1.0, 1.0]), np.array([1.0, 2.0])))
    assert np.isnan(spearman(np.zeros(1), np.zeros(1)))
    assert one_against_the_others(np.ones((5, 3))) is None


def test_the_front_door_reads_files(tmp_path, model):
    (tmp_path / "set.txt").write_text(": r\ns0 t0 s1 t1\n")
    assert firth.evaluate(model, [tmp_path / "set.txt"]).totals()[0].asked == 1


def test_words_that_are_not_there_are_asked_if_the_vectors_compose(tmp_path):
    text = [["the", "teapot", "cups"], ["a", "cup", "of", "tea"]] * 100
    vectors = firth.train(text, subwords="2-4", min_count=1, sample=0, vector_size=8)
    (tmp_path / "s.txt").write_text("tea\tteapotz\t9\ncup\tCUPZ\t8\ntea\tcup\t3\nof\txyxy\t1\n", encoding="utf-8")
    plain, composing = (evaluate(each, [tmp_path / "s.txt"]) for each in (vectors, vectors.composing()))
    assert [report.totals()[0].asked for report in (plain, composing)] == [1, 3]
    assert composing.coverage[0].missing == 1
    assert (
        "2 words that the model does not hold are composed of their pieces, such as 'teapotz', 'cupz'"
        in (composing.notes[0])
    )


def test_a_model_is_made_of_words_that_were_composed():
    vectors = firth.train([["tea", "teapot"]] * 20, min_count=1, sample=0, subwords="3", vector_size=4)
    more = vectors.including(["teapots", "tea", "xyz", "teapots"])
    assert more.words == ("tea", "teapot", "teapots")
    assert more["teapots"].tolist() == vectors.composing()["teapots"].tolist()
    assert more.subwords is None
