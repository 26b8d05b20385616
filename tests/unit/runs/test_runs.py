import math

import numpy as np
import pytest

from firth.errors import ArgumentTypeError, FormatError, SourceError
from firth.runs.folder import digest, run_path, runs_folder
from firth.runs.overlap import ASKED, stability_of
from firth.runs.runs import Runs, load_stability
from firth.vectors.word_vectors import WordVectors

WORDS = [f"w{number}" for number in range(60)]


@pytest.fixture
def runs(random):
    """A model and four runs that resemble it."""
    base = random.normal(size=(60, 8))
    model, *others = (
        WordVectors(WORDS, base + random.normal(size=base.shape) * 0.3, info={"training": {"complete": True}})
        for _ in range(5)
    )
    return Runs(model, others, "seeds")


@pytest.mark.parametrize("center", [False, True])
def test_the_share_of_an_answer_is_that_of_the_runs_which_give_it_too(runs, center):
    found = runs.most_similar("w3", negative="w9", topn=7, center=center)
    asked = {"negative": "w9", "center": center}
    assert [answer[:2] for answer in found] == runs.model.most_similar("w3", topn=7, **asked)
    for answer in found:
        holding = [answer.word in dict(run.most_similar("w3", topn=7, **asked)) for run in runs.runs]
        assert answer.share == sum(holding) / 4
    assert 0 < sum(answer.share for answer in found) < 7


@pytest.mark.parametrize(("center", "normalize"), [(False, True), (True, True), (False, False)])
def test_the_cosines_of_an_answer_are_those_that_the_runs_would_give(runs, center, normalize):
    how = {"center": center, "normalize": normalize}
    for answer in runs.analogy("w1", "w2", "w3", topn=5, **how):
        cosines = [dict(run.analogy("w1", "w2", "w3", topn=60, **how))[answer.word] for run in runs.runs]
        assert answer.mean == pytest.approx(np.mean(cosines), abs=1e-6)
        assert answer.deviation == pytest.approx(np.std(cosines, ddof=1), abs=1e-6)


def test_a_single_run_has_no_deviation(runs):
    assert math.isnan(Runs(runs.model, runs.runs[:1], "seeds").most_similar("w1")[0].deviation)


def test_a_vector_is_no_question_to_runs(runs):
    with pytest.raises(ArgumentTypeError, match="a vector of one run means nothing in another"):
        runs.most_similar([runs.model["w1"]])


def test_the_overlap_of_a_word_is_the_mean_of_the_shares_of_its_neighbours(runs):
    report = stability_of(runs, "model")
    assert [word.word for word in report.words] == WORDS
    for word in report.words[::7]:
        for k, overlap in ((5, word.overlap_5), (10, word.overlap_10)):
            assert overlap == pytest.approx(np.mean([one.share for one in runs.most_similar(word.word, topn=k)]))
    (band,) = report.bands
    assert band.overlap_10 == pytest.approx(np.mean([word.overlap_10 for word in report.words]))


def test_runs_that_are_the_model_overlap_in_full(runs):
    report = stability_of(Runs(runs.model, [runs.model] * 2, "seeds"), "model")
    assert {(word.overlap_5, word.overlap_10) for word in report.words} == {(1, 1)}


def test_of_a_large_band_some_words_are_asked_the_same_ones_each_time(random):
    rows = random.normal(size=(3_000, 2)).astype(np.float32)
    model = WordVectors([str(number) for number in range(3_000)], rows)
    one, other = (stability_of(Runs(model, [model], "seeds"), "model") for _ in range(2))
    assert [band.words for band in one.bands] == [100, ASKED, ASKED]
    assert one == other


def test_the_report_names_the_frequent_words_at_both_ends(runs):
    report = stability_of(runs, "model")
    overlaps = sorted(word.overlap_10 for word in report.words)
    assert [word.overlap_10 for word in report.least_stable(3)] == overlaps[:3]
    assert [word.overlap_10 for word in report.most_stable(3)] == overlaps[:-4:-1]
    assert report.to_pandas().shape == (60, 5)


def test_two_words_have_one_neighbour_and_one_word_has_none(random):
    two = WordVectors(["a", "b"], random.normal(size=(2, 3)))
    assert stability_of(Runs(two, [two], "seeds"), "two").bands[0].overlap_10 == 1
    one = WordVectors(["a"], [[1, 2]])
    with pytest.raises(FormatError, match="single word"):
        stability_of(Runs(one, [one], "seeds"), "one")


@pytest.fixture
def saved(runs, tmp_path):
    """The path of the model, whose runs are beside it."""
    path = tmp_path / "model.safetensors"
    runs.model.save(path)
    runs_folder(path).mkdir()
    for number, run in enumerate(runs.runs, 1):
        facts = {"model": digest(runs.model), "by": "seeds", "number": number}
        WordVectors(run.words, run.vectors, info={"stability": facts}).save(run_path(runs_folder(path), number))
    return path


@pytest.mark.parametrize("limit", [None, 20])
def test_runs_are_opened_with_their_model_also_in_part(saved, runs, limit):
    loaded = load_stability(saved, limit=limit)
    assert (len(loaded), loaded.by, len(loaded.model)) == (4, "seeds", limit or 60)
    if limit is None:
        assert loaded.most_similar("w5") == runs.most_similar("w5")


def test_runs_of_a_model_that_was_trained_anew_are_refused(saved, runs):
    runs.runs[0].save(saved)
    with pytest.raises(FormatError, match=r"of this one before it was trained anew\. Train them: firth stability"):
        load_stability(saved)


def test_a_model_without_runs_says_how_to_get_them(runs, tmp_path):
    runs.model.save(tmp_path / "alone.safetensors")
    with pytest.raises(SourceError, match=r"Train them: firth stability .*alone\.safetensors TEXT"):
        load_stability(tmp_path / "alone.safetensors")


def test_vectors_that_firth_did_not_train_cannot_have_runs(runs, tmp_path):
    runs.model.save(tmp_path / "alone.bin")
    with pytest.raises(SourceError, match=r"Only a \.safetensors model that `firth train` wrote can have runs"):
        load_stability(tmp_path / "alone.bin")


def test_a_damaged_run_says_how_it_is_trained_again(saved):
    path = run_path(runs_folder(saved), 2)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(FormatError, match=r"run-002.* Train this run again: firth stability .*model\.safetensors TEXT"):
        load_stability(saved)
