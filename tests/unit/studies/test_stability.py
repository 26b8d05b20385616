import dataclasses

import numpy as np
import pytest

from firth.corpus.build.any_text import encode
from firth.errors import (
    ArgumentError,
    ArgumentTypeError,
    ConfigError,
    CorpusError,
    MissingPartError,
    TrainingInterrupted,
)
from firth.recipes.stability import stability
from firth.recipes.train import train
from firth.runs.folder import kept_runs, runs_folder
from firth.runs.runs import load_stability
from firth.studies.stability.resample import resampled
from firth.testing import planted_clusters
from firth.vectors.word_vectors import WordVectors, load

SENTENCES = planted_clusters(sentences=400).sentences
SETTINGS = {"vector_size": 16, "epochs": 2, "workers": 1}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The bytes of a model of `SENTENCES`."""
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    train(SENTENCES, **SETTINGS).save(path)
    return path.read_bytes()


@pytest.fixture
def model(trained, tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(trained)
    return path


def bytes_of(model):
    return [path.read_bytes() for path in kept_runs(runs_folder(model))]


def test_a_draw_has_whole_sentences_some_of_them_several_times(random):
    corpus = encode([[f"w{number}"] * (number % 5 + 1) for number in range(3_000)], min_count=1)
    drawn = resampled(corpus, random)
    lengths = np.diff(drawn.starts)
    ids = drawn.ids[drawn.starts[:-1]]
    assert drawn.starts[-1] == drawn.ids.size
    assert all((drawn.ids[a:b] == drawn.ids[a]).all() for a, b in zip(drawn.starts, drawn.starts[1:], strict=False))
    assert (lengths == corpus.vocabulary.counts[ids]).all()
    assert abs(np.unique(ids).size / 3_000 - (1 - np.exp(-1))) < 0.03


def test_runs_have_the_settings_of_the_model_and_seeds_of_their_own(model):
    report = stability(model, SENTENCES, runs=2)
    assert (report.runs, report.by, report.vocabulary) == (2, "seeds", len(load(model)))
    runs = load_stability(model)
    settings = [dict(each.info["config"]) for each in (runs.model, *runs.runs)]
    assert len({each.pop("seed") for each in settings}) == 3
    assert settings[0] == settings[1] == settings[2]
    assert all(run.contexts is None for run in runs.runs)
    again = train(SENTENCES, **SETTINGS, seed=runs.runs[1].info["config"]["seed"])
    assert (again.vectors == runs.runs[1].vectors).all()


def test_more_runs_are_added_to_those_that_are_there_and_without_a_text_these_are_reported_on(model):
    stability(model, SENTENCES, runs=1)
    (first,) = bytes_of(model)
    report = stability(model, SENTENCES, runs=3)
    assert bytes_of(model)[0] == first
    assert report.runs == 3
    assert stability(model) == report
    assert stability(model, ["no word of the model is read"], runs=3) == report


def test_of_more_runs_than_are_asked_for_the_first_are_compared_and_of_fewer_the_text_is_missed(model):
    one, two = (stability(model, SENTENCES, runs=number) for number in (1, 2))
    assert (stability(model, runs=1), stability(model, runs=2), stability(model)) == (one, two, two)
    with pytest.raises(ArgumentError, match=r"2 runs of this model are kept in .*\. Give TEXT, what it was trained on"):
        stability(model, runs=3)


def test_ctrl_c_keeps_what_is_finished_and_the_next_call_goes_on(model):
    seen = []

    def interrupt(progress):
        words = getattr(progress, "words", 0)
        seen.append(words)
        if words > progress.words_total / 2 > 0:
            raise KeyboardInterrupt

    corpus = encode(SENTENCES, min_count=5)
    with pytest.raises(
        TrainingInterrupted, match=r"1 of 2 runs are finished, in .*; the same call goes on\.$"
    ) as caught:
        stability(model, corpus, runs=2, progress=interrupt)
    assert caught.value.vectors is None
    assert len(bytes_of(model)) == 1
    assert seen == sorted(seen)
    stability(model, corpus, runs=2)
    whole = bytes_of(model)
    for path in kept_runs(runs_folder(model)):
        path.unlink()
    stability(model, SENTENCES, runs=2)
    assert [load_stability(model).runs[number].vectors.tobytes() in whole[number] for number in (0, 1)] == [True, True]


def test_other_sentences_are_drawn_for_each_run(model):
    stability(model, SENTENCES, runs=2, by="sentences")
    runs = load_stability(model)
    assert runs.by == "sentences"
    assert runs.runs[0] != runs.runs[1]
    assert stability(model, SENTENCES, runs=3).by == "sentences"
    for text in (SENTENCES, None):
        with pytest.raises(ArgumentError, match="holds runs by sentences; rename that folder"):
            stability(model, text, by="seeds")


def test_runs_of_a_model_that_was_trained_anew_are_trained_anew(model):
    stability(model, SENTENCES, runs=3)
    train(SENTENCES, **SETTINGS, window=2).save(model)
    report = stability(model, SENTENCES, runs=2)
    assert report.runs == 2
    assert {run.info["config"]["window"] for run in load_stability(model).runs} == {2}


def test_a_damaged_run_is_trained_again(model):
    stability(model, SENTENCES, runs=1)
    (path,) = kept_runs(runs_folder(model))
    before = load(path).vectors.copy()
    path.write_bytes(path.read_bytes()[:1_000])
    stability(model, SENTENCES, runs=1)
    assert (load(path).vectors == before).all()


def test_another_text_is_refused(model):
    with pytest.raises(CorpusError, match="not the text that the model was trained on"):
        stability(model, SENTENCES[:-1])
    with pytest.raises(CorpusError, match="none of its words"):
        stability(model, ["nothing of it"] * 100)
    assert not runs_folder(model).exists()


def test_a_corpus_of_more_words_serves_as_well_as_the_text(model, tmp_path):
    encode([*SENTENCES, ["rare"]], min_count=1).save(tmp_path / "all.firth")
    stability(model, tmp_path / "all.firth", runs=1)


def test_a_text_of_few_sentences_cannot_be_drawn_from(tmp_path):
    path = tmp_path / "model.safetensors"
    lines = [" ".join(word for sentence in SENTENCES[at::5] for word in sentence) for at in range(5)]
    train(lines, **SETTINGS).save(path)
    with pytest.raises(ConfigError, match="the text has 5 sentences, too few to draw other texts from"):
        stability(path, lines, by="sentences")


def test_models_whose_training_cannot_be_repeated_are_refused(model, tmp_path):
    path = tmp_path / "other.safetensors"
    first = load(model)
    cases = {
        "do not record how Firth trained them": WordVectors(first.words, first.vectors, counts=first.counts),
        "have no counts": WordVectors(first.words, first.vectors, info=first.info),
        "began with the vectors of another one": train(SENTENCES, initial=first, alpha=0.01, epochs=1),
        "until a held-out text said so": train(SENTENCES, validation=SENTENCES[:50], patience=1, **SETTINGS),
    }
    for message, vectors in cases.items():
        vectors.save(path)
        with pytest.raises(MissingPartError, match=message):
            stability(path, SENTENCES)


def test_a_model_with_held_out_sentences_is_repeated_with_others(tmp_path):
    path = tmp_path / "model.safetensors"
    train(SENTENCES, validation_share=0.1, **SETTINGS).save(path)
    assert stability(path, SENTENCES, runs=1).runs == 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"runs": 0}, ArgumentError), ({"runs": True}, ArgumentTypeError), ({"by": "magic"}, ArgumentError)],
)
def test_nonsense_is_refused_before_anything_is_done(model, wrong, error):
    with pytest.raises(error):
        stability(model, SENTENCES, **wrong)
    assert not runs_folder(model).exists()


def test_vectors_in_memory_have_no_place_beside_them(model):
    with pytest.raises(ArgumentTypeError, match="its runs are kept beside it"):
        stability(load(model), SENTENCES)


def test_reports_do_not_change(model):
    report = stability(model, SENTENCES, runs=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.runs = 2
