import importlib

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError, MissingExtraError, TrainingInterrupted
from firth.evaluation.questions.sets import AnalogySet, Pair, Relation, SimilaritySet, all_questions
from firth.studies.claims.claims import _claim
from firth.studies.claims.figure import check_curves, draw_curves
from firth.studies.claims.report import Speed
from firth.studies.claims.scores import Scored, scored
from firth.studies.claims.trials import ARCHITECTURES, jobs_for, trials
from firth.studies.claims.twins import twinned, twins_found, without_twins
from firth.testing import planted_analogies, planted_clusters
from firth.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def corpus():
    return firth.encode(planted_clusters(words=40, sentences=3_000).sentences)


@pytest.fixture(scope="module")
def sets(corpus):
    words = corpus.vocabulary.words
    inside = [(f"subject0_word{i}", f"subject0_word{i + 1}") for i in range(10)]
    across = [(f"subject0_word{i}", f"subject1_word{i}") for i in range(10)]
    pairs = [Pair(words[i], (words[i + 1],)) for i in range(0, 20, 2)]
    relations = (
        Relation("one", "inflection", tuple(pairs), all_questions(pairs)),
        Relation("two", "facts", tuple(pairs), all_questions(pairs)),
    )
    return [
        AnalogySet("mine", relations),
        SimilaritySet("people", (*inside, *across), np.repeat([1.0, 0.0], 10)),
    ]


def words_of(corpus):
    return [corpus.vocabulary.words[i] for i in corpus.ids]


def test_a_twin_takes_some_occurrences_of_its_word_and_nothing_else_changes(corpus):
    text, twins = twinned(corpus, np.random.default_rng(1))
    assert {twin.seen for twin in twins} == {5, 20}
    assert len({twin.word for twin in twins}) == len(twins) >= 40
    for twin in twins:
        assert text.vocabulary.count(twin.name) == twin.seen
        assert text.vocabulary.count(twin.word) == corpus.vocabulary.count(twin.word) - twin.seen >= 3 * twin.seen
    word_of = {twin.name: twin.word for twin in twins}
    assert [word_of.get(word, word) for word in words_of(text)] == words_of(corpus)
    assert text.starts.tolist() == corpus.starts.tolist()
    assert np.bincount(text.ids).tolist() == text.vocabulary.counts.tolist()
    assert words_of(twinned(corpus, np.random.default_rng(1))[0]) == words_of(text)


def test_a_text_too_small_for_twins_has_none():
    small = firth.encode([["a", "b", "c"]] * 100, min_count=1)
    assert twinned(small, np.random.default_rng(1)) == (small, ())


def test_a_twin_is_found_if_its_nearest_word_is_its_own(corpus):
    _, twins = twinned(corpus, np.random.default_rng(1))
    twins = twins[:3]
    words = [name for twin in twins for name in (twin.word, twin.name)] + ["other"]
    rows = np.array([[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 0.4, 1], [0.5, 0.5, -1], [0.5, 0.4, -1], [0, 0, 1]])
    vectors = WordVectors(words, rows)
    assert twins_found(vectors, twins, twins[0].seen).tolist() == [1, 0, 1]
    bare = without_twins(vectors)
    assert bare.words == (*(twin.word for twin in twins), "other")
    assert np.isnan(twins_found(bare, twins, twins[0].seen)).all()


def test_trainings_take_turns_and_curves_come_last():
    jobs = jobs_for(ARCHITECTURES, 2, {"window": [2, 5]})
    assert [(job.setting, job.config.seed, job.parameter, job.value) for job in jobs] == [
        *(("skipgram", 1, "", None), ("cbow", 1, "", None), ("skipgram", 2, "", None), ("cbow", 2, "", None)),
        *(
            ("skipgram", 1, "window", 2),
            ("cbow", 1, "window", 2),
            ("skipgram", 1, "window", 5),
            ("cbow", 1, "window", 5),
        ),
    ]
    assert jobs[-1].config == jobs[1].config  # which is trained once
    assert jobs_for([{}, {"architecture": "cbow", "window": 3}], 1, {})[1].setting == "cbow window=3"


def test_a_training_that_a_curve_passes_is_not_done_twice(corpus, sets):
    reported = []
    jobs = jobs_for([{"sample": 0, "epochs": 1}], 1, {"window": [5, 2]})
    done = list(trials(corpus, jobs, sets, reported.append))
    assert done[0].seconds == done[1].seconds != done[2].seconds
    assert done[1].job.parameter == "window"
    words = [each.words for each in reported if hasattr(each, "words")]
    assert words == sorted(words)
    assert {each.words_total for each in reported if hasattr(each, "words")} == {3 * corpus.ids.size}
    assert words[-1] == 3 * corpus.ids.size


def test_syntax_and_meaning_are_told_apart_by_kind(corpus, sets):
    (trial,) = trials(corpus, jobs_for([{"sample": 0, "epochs": 1}], 1, {}), sets)
    found = {each.name: each for each in scored([trial])}
    assert list(found) == [
        *("words seen 5 times", "words seen 20 times"),
        *("mine, syntactic", "mine, semantic", "mine, all", "people, spearman"),
    ]
    assert found["mine, syntactic"].values == found["mine, semantic"].values == found["mine, all"].values
    google = AnalogySet(
        "google", tuple(sets[0].relations[i]._replace(name=("gram1", "capital")[i], kind="") for i in (0, 1))
    )
    bats = AnalogySet(
        "bats", tuple(sets[0].relations[i]._replace(kind=("1_Inflectional", "3_Ency")[i]) for i in (0, 1))
    )
    plain = AnalogySet("plain", (sets[0].relations[0]._replace(kind=""),))
    (trial,) = trials(corpus, jobs_for([{"sample": 0, "epochs": 1}], 1, {}), [google, bats, plain])
    names = [each.name for each in scored([trial]) if each.group == "analogies"]
    assert names == [
        *(f"{s}, {part}" for s in ("google", "bats") for part in ("syntactic", "semantic", "all")),
        "plain, all",
    ]


def claim(first, other, draws, units=30):
    each = Scored("analogies", "mine", np.array([*first, *other]), draws, units)
    return _claim(each, "A", "B", {1: 0, 2: 1}, {1: 2, 2: 3})


def test_a_claim_needs_the_questions_and_every_seed():
    noise = np.linspace(-0.02, 0.02, 101)
    draws = np.array([0 * noise, 0 * noise, 0.1 + noise, 0.1 + noise])
    better = claim([0.2, 0.3], [0.3, 0.4], draws)
    assert (better.verdict, better.first, better.other) == ("better", 0.25, pytest.approx(0.35))
    assert better.low == pytest.approx(0.081)
    assert str(better) == "mine: B is better than A: +0.100 [+0.081, +0.119]; by seed +0.100 to +0.100"
    assert claim([0.3, 0.4], [0.2, 0.3], -draws).verdict == "worse"
    assert claim([0.2, 0.3], [0.5, 0.2], draws).verdict == "seeds disagree"
    assert claim([0.2, 0.3], [0.2, 0.3], draws - 0.1 * (draws > 0.05)).verdict == "no difference"
    assert claim([0.2, 0.3], [0.3, 0.4], draws, units=5).verdict == "too few"


def test_a_time_is_called_different_only_if_all_seeds_say_so():
    assert "no difference can be told between B and A: 0.98 times as fast (0.67 to 1.29)" in str(
        Speed("A", "B", 1.0, 1.0, 0.98, 0.67, 1.29)
    )
    assert "B trains 1.20 times as fast as A (1.10 to 1.29)" in str(Speed("A", "B", 1.2, 1.0, 1.2, 1.1, 1.29))


def test_what_could_not_be_measured_is_said(corpus, sets):
    foreign = SimilaritySet("foreign", (("国王", "女王"), ("男", "女")), np.array([1.0, 0.0]))
    settings = [{"sample": 0, "epochs": 1}]
    report = firth.compare_training(corpus, settings, seeds=1, sets=[*sets, foreign], curves={"window": [2, 2]})
    assert report.done == report.meant == 2
    assert report.in_effect["sample=0 epochs=1"]["window"] == 5
    twins, strange = report.as_dict()["notes"]
    assert twins.startswith("words seen 80, 320 times are not measured")
    assert strange.startswith("foreign: nothing could be asked")
    with pytest.raises(ArgumentTypeError, match="must be a list of values"):
        firth.compare_training(corpus, settings, curves={"window": 5})


def test_the_report_is_of_all_trainings_and_the_same_each_time(corpus, sets):
    settings = [{"sample": 0, "epochs": 3}, {"sample": 0, "epochs": 1}]
    report = firth.compare_training(corpus, settings, seeds=2, sets=sets, curves={"negative": [2, 5]})
    assert (report.done, report.meant, report.settings) == (8, 8, ("sample=0 epochs=3", "sample=0 epochs=1"))
    assert report.speeds[0].times > 1
    seen = next(each for each in report.claims if each.measure == "words seen 20 times")
    mains = [point for point in report.points if point.measure == seen.measure and not point.parameter]
    assert seen.first == pytest.approx(np.mean([point.score for point in mains if "=3" in point.setting]))
    assert seen.seeds == tuple(
        after.score - before.score for before, after in zip(mains[::2], mains[1::2], strict=True)
    )
    assert [str(line).split(":")[0] for line in report.in_words()][:2] == ["time", "words seen 5 times"]
    again = firth.compare_training(corpus, settings, seeds=2, sets=sets)
    assert again.claims == report.claims
    assert len(report.to_pandas()) == len(report.points) == len(report.as_dict()["points"]) == 8 * 6


def test_a_text_is_read_with_the_rarest_words_that_are_asked_for(sets):
    sentences = planted_analogies(sentences=300).sentences + [["rare", "word"]] * 3
    settings = [{"min_count": 1, "sample": 0, "epochs": 1}, {"min_count": 4, "sample": 0, "epochs": 1}]
    report = firth.compare_training(sentences, settings, seeds=1, sets=sets)
    assert report.words == len(firth.encode(sentences, min_count=1).vocabulary)


def test_ctrl_c_keeps_what_the_trainings_before_it_showed(corpus, sets):
    settings = [{"sample": 0, "epochs": 1}, {"sample": 0, "epochs": 2}]

    def stop(progress):
        if getattr(progress, "words", 0) > corpus.ids.size:
            raise KeyboardInterrupt

    with pytest.raises(TrainingInterrupted, match="in its attribute report") as caught:
        firth.compare_training(corpus, settings, seeds=1, sets=sets, progress=stop)
    assert (caught.value.report.done, caught.value.report.meant) == (1, 2)
    assert caught.value.report.points
    assert not caught.value.report.claims

    def stop_at_once(_):
        raise KeyboardInterrupt

    with pytest.raises(TrainingInterrupted) as caught:
        firth.compare_training(corpus, settings, seeds=1, sets=sets, progress=stop_at_once)
    assert caught.value.report is None


def test_ctrl_c_while_the_report_is_made_loses_nothing(corpus, sets, monkeypatch):
    module = importlib.import_module("firth.recipes.compare_training")
    report_on, times = module.report_on, []

    def interrupted_once(*args):
        times.append(1)
        if len(times) == 1:
            raise KeyboardInterrupt
        return report_on(*args)

    monkeypatch.setattr(module, "report_on", interrupted_once)
    with pytest.raises(TrainingInterrupted) as caught:
        firth.compare_training(corpus, [{"sample": 0, "epochs": 1}], seeds=1, sets=sets)
    assert (caught.value.report.done, caught.value.report.meant) == (1, 1)


@pytest.mark.parametrize(
    ("settings", "options", "error", "message"),
    [
        ({"window": 3}, {}, ArgumentTypeError, "put a single one in brackets"),
        ([], {}, ArgumentError, "give at least one"),
        ([{}, {}], {}, ArgumentError, "give each setting once"),
        ([{"windw": 3}], {}, TypeError, "Did you mean window"),
        ([{"seed": 3}], {}, ArgumentError, "say how many with seeds"),
        ([{}], {"curves": {"seed": [1, 2]}}, ArgumentError, "say how many with seeds"),
        ([{}], {"seeds": 0}, ArgumentError, "must be 1 or more"),
        ([{}], {"curves": {"window": [0]}}, ConfigError, "window=0"),
        ([{}], {"curves": {"cbow_gradient": ["exact"]}}, ConfigError, "cbow"),
        ([{"min_count": 1}], {}, ConfigError, "encoded with min_count=5"),
    ],
)
def test_wrong_settings_are_said_before_any_training(corpus, settings, options, error, message):
    with pytest.raises(error, match=message):
        firth.compare_training(corpus, settings, progress=pytest.fail, **options)


def test_the_figure_has_a_row_for_each_curve(corpus, sets, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    settings = [{"sample": 0, "epochs": 1}, {"epochs": 1, "architecture": "cbow"}]
    report = firth.compare_training(
        corpus, settings, seeds=1, sets=sets, curves={"window": [2, 5], "sample": [0.001, 0.0]}
    )
    draw_curves(report, tmp_path / "curves.png")
    head = (tmp_path / "curves.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert int.from_bytes(head[20:24]) == 160 * 62 // 10
    with pytest.raises(ConfigError, match="none is asked for"):
        check_curves(tmp_path / "curves.png", [])
    with pytest.raises(ConfigError, match=r"must end in \.png"):
        check_curves(tmp_path / "curves.pdf", ["window"])
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"firth\[figures\]"):
        check_curves(tmp_path / "curves.png", ["window"])
