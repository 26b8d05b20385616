import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError
from firth.evaluation.asking import Measured, asked, measured
from firth.evaluation.comparing.comparison import compare
from firth.evaluation.comparing.differences import difference, together
from firth.evaluation.comparing.neighbourhoods import nearest_words, neighbourhoods_of, overlaps
from firth.evaluation.comparing.shared_words import with_shared_words
from firth.evaluation.intervals import accuracy_draws, interval_of
from firth.evaluation.questions.sets import AnalogySet, Pair, Relation, SimilaritySet, all_questions
from firth.evaluation.solving import Outcome
from firth.evaluation.space import Protocol
from firth.vectors.word_vectors import WordVectors


def a_model(seed, noise=0.6):
    """Pairs that differ in one direction, more or less."""
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(300, 20))
    matrix[20:40] = matrix[:20] + 2 * matrix[40] + noise * random.normal(size=(20, 20))
    words = [f"s{i}" for i in range(20)] + [f"t{i}" for i in range(20)] + [f"w{i}" for i in range(260)]
    return WordVectors(words, matrix)


@pytest.fixture
def analogies():
    pairs = tuple(Pair(f"s{i}", (f"t{i}",)) for i in range(20))
    halves = (
        Relation(name, "", half, all_questions(half)) for name, half in (("one", pairs[:10]), ("two", pairs[10:]))
    )
    return AnalogySet("planted", tuple(halves))


def test_a_model_beside_itself_differs_in_nothing(analogies):
    report = compare([a_model(1), a_model(1)], [analogies])
    assert {each.difference for each in report.differences} == {0.0}
    assert {each.verdict for each in report.differences} == {"no difference"}
    assert all((each.low, each.high, each.p) == (0, 0, 1) for each in report.differences)
    assert report.neighbourhoods[0].overlap == 1


def test_the_better_model_is_better_whichever_comes_first(analogies):
    good, bad = a_model(1, 0.1), a_model(2, 3.0)
    there, back = compare({"good": good, "bad": bad}, [analogies]), compare({"bad": bad, "good": good}, [analogies])
    assert [each.verdict for each in there.differences] == ["worse"] * 4
    assert [each.verdict for each in back.differences] == ["better"] * 4
    for one, other in zip(there.differences, back.differences, strict=True):
        assert (one.difference, one.low, one.high) == (-other.difference, -other.high, -other.low)
        assert (one.first, one.other) == (other.other, other.first)
    assert next(back.verdicts()).startswith("planted, 3CosAdd, 30,000 words: good is better than bad by ")
    assert next(back.verdicts()).endswith("; of 2 sections, judged together (Holm), 2 better and 0 worse")


def test_progress_is_of_all_models_together(analogies):
    reported = []
    compare([a_model(1), a_model(2)], [analogies], progress=reported.append)
    done = [each.comparisons for each in reported]
    assert done == sorted(done)
    assert done[-1] == reported[-1].comparisons_total == 2 * 180 * 300


def test_scores_are_those_of_each_model_by_itself(analogies):
    models = {str(i): a_model(i) for i in range(3)}
    pairs = SimilaritySet("people", tuple((f"s{i}", f"t{i}") for i in range(20)), np.arange(20.0))
    report = compare(models, [analogies, pairs])
    for each in report.totals():
        scores = firth.evaluate(models[each.model], [analogies, pairs]).totals()
        assert each.other in {score.value for score in scores}
        assert each.baseline == "0"
    assert report.to_pandas().shape == (len(report.differences), 16)
    assert report.as_dict()["verdicts"] == list(report.verdicts())


def test_only_what_all_know_is_asked_among_the_same_candidates(analogies):
    first, rows = a_model(1), np.random.default_rng(5).permutation(300)[:250]
    other = WordVectors([first.words[i].upper() for i in rows], first.vectors[rows] * 3)
    report = compare({"whole": first, "part": other}, [analogies])
    assert report.shared == 250
    assert {each.difference for each in report.differences} == {0.0}
    total, known = report.totals()[0], [first.words[i] for i in rows]
    both = [j for j in range(20) if {f"s{j}", f"t{j}"} <= set(known)]
    assert total.asked == sum(
        i != j for half in (range(10), range(10, 20)) for i in half for j in half if {i, j} <= set(both)
    )
    assert [(each.model, each.known) for each in report.coverage] == [("whole", 180), ("part", total.asked)]


def test_shared_words_are_ordered_by_where_they_are_rarest():
    first = WordVectors(["a", "b", "c", "d"], np.eye(4))
    other = WordVectors(["x", "d", "b", "B", "a"], np.eye(5))
    one, two = with_shared_words({"1": first, "2": other}, fold_case=True)
    assert one.words == two.words == ("b", "d", "a")
    assert one.vectors.argmax(axis=1).tolist() == [1, 3, 0]
    assert two.vectors.argmax(axis=1).tolist() == [2, 1, 4]
    with pytest.raises(ArgumentError, match="share no word"):
        with_shared_words({"1": first, "2": WordVectors(["A"], [[1]])}, fold_case=False)


def test_what_is_in_another_language_is_said(analogies):
    model, rows = a_model(1), np.eye(40)
    foreign = AnalogySet("foreign", (Relation("a", "", pairs := (Pair("国王", ("女王",)), Pair("男", ("女",))),
                                              all_questions(pairs)),))  # fmt: skip
    assert not compare([model, model], [analogies]).notes
    (note,) = compare([model, model], [analogies, foreign]).notes
    assert "foreign: nothing could be asked" in note
    assert "The set is written in Chinese characters, these words in Latin letters." in note
    mixed = WordVectors([*"一二三四五六七八九十", *model.words[:5]], rows[:15])
    notes = compare({"en": model, "zh": mixed}, [analogies]).as_dict()["notes"]
    assert "those of en in Latin letters, those of zh in Chinese characters" in notes[0]


def test_wrong_arguments_are_said():
    model = a_model(1)
    with pytest.raises(ArgumentTypeError, match="must be a list of WordVectors"):
        compare(model)
    with pytest.raises(ArgumentTypeError, match=r"models\['B'\]"):
        compare([model, "model.bin"])
    with pytest.raises(ArgumentError, match="give two models or more"):
        compare([model])


def scored(value, draws, units=30):
    return Measured("set", "section", "", "3CosAdd", "all words", value, draws, 100, 100, units)


def test_few_pairs_that_all_favour_one_model_are_no_proof():
    all_right, all_wrong = scored(1.0, np.ones(100), 5), scored(0.0, np.zeros(100), 5)
    assert difference("A", "B", all_wrong, all_right).verdict == "too few"
    enough = difference("A", "B", all_wrong._replace(units=6), all_right._replace(units=6))
    assert (enough.verdict, enough.p) == ("better", 0)
    (one,) = together([difference("A", "B", all_wrong, all_right)])
    assert one.verdict == "too few"


def test_sections_are_judged_by_holms_method(random):
    """As the steps of the paper: the smallest p times the number of sections, the next times one less."""
    zero, draws = np.zeros(1000), random.normal(0, 0.01, 1000)
    sections = [
        difference("A", "B", scored(0, zero), scored(size, size + draws)) for size in (0.03, 0.025, 0.01, -0.022)
    ]
    ps = [each.p for each in sections]
    found = list(together(sections))
    assert [each.p for each in found] == pytest.approx(
        [4 * ps[0], 3 * ps[1], max(ps[2], 2 * ps[3]), max(2 * ps[3], 3 * ps[1])]
    )
    assert [each.verdict for each in found] == ["better", "better", "no difference", "no difference"]
    assert sections[3].verdict == "worse"  # by itself


def test_intervals_of_differences_cover_the_truth_as_often_as_they_say(random):
    """Two models that find the same pairs hard, one of them a little better."""
    covered, runs = 0, 300
    for _ in range(runs):
        questions = all_questions(tuple(Pair(f"s{i}", (f"t{i}",)) for i in range(30)))
        ease, own = random.beta(2, 2, 30) * 0.9, random.normal(0, 0.1, (2, 30))
        chances = ease[questions].mean(axis=1) + own[:, questions].mean(axis=2) + np.array([[0], [0.05]])
        outcomes = [
            Outcome(
                questions, np.ones(len(questions), np.bool_), random.random(len(questions)) < chance, questions[:, 0]
            )
            for chance in chances
        ]
        rights, number = accuracy_draws(outcomes, random, 400)
        low, high = interval_of((rights[1] - rights[0]) / number)
        covered += low <= 0.05 <= high
    assert 0.91 < covered / runs < 0.99


def test_models_that_know_the_same_are_seldom_called_different(random):
    called = 0
    for _ in range(60):
        relations = []
        for name in "abcde":
            pairs = tuple(Pair(f"{name}s{i}", (f"{name}t{i}",)) for i in range(12))
            relations.append(Relation(name, "", pairs, all_questions(pairs)))
        words = [f"{name}{end}{i}" for name in "abcde" for end in "st" for i in range(12)]
        models = [WordVectors(words, random.normal(size=(120, 4))) for _ in range(2)]
        answers = [
            next(asked(model, [AnalogySet("none", tuple(relations))], ["3CosAdd"], [Protocol()])) for model in models
        ]
        pairs = list(measured(answers))[2:]
        called += any(
            each.verdict in {"better", "worse"} for each in together([difference("A", "B", *pair) for pair in pairs])
        )
    assert called <= 9


def test_overlap_is_the_share_of_common_rows():
    first, other = np.array([[1, 2, 3, 4], [5, 6, -1, -1]]), np.array([[4, 9, 8, 1], [6, 7, -1, -1]])
    assert overlaps(first, other).tolist() == [0.5, 0.5]


def neighbours_in(first, other):
    return neighbourhoods_of(("A", "B"), first.words, nearest_words(first), nearest_words(other))


def test_neighbourhoods_name_the_words_that_moved():
    model = a_model(1)
    rows = model.vectors.copy()
    rows[[250, 260]] = rows[[260, 250]]
    found = neighbours_in(model, WordVectors(model.words, rows))
    assert {each.word for each in found.changed[:2]} == {"w210", "w220"}
    assert found.changed[0].before == tuple(word for word, _ in model.most_similar(found.changed[0].word))
    assert [(band.first_rank, band.last_rank, band.asked) for band in found.bands] == [(1, 100, 100), (101, 300, 200)]
    weighted = sum(band.overlap * band.asked for band in found.bands) / 300
    assert found.overlap == pytest.approx(weighted)
    assert 0.8 < found.overlap < 1


def test_a_single_word_has_no_neighbours():
    lone = WordVectors(["a"], [[1.0, 2.0]])
    assert neighbours_in(lone, lone).overlap == 0
