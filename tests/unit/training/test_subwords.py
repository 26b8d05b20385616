"""Training words that are made of pieces, by way of the front door."""

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ConfigError

TEXT = [["the", "teapot", "and", "the", "cups", "teacups"], ["a", "cup", "of", "tea", "in", "teapots"]] * 200
SETTINGS = {"min_count": 1, "vector_size": 12, "epochs": 3, "sample": 0}
WAYS = [
    {},
    {"architecture": "cbow"},
    {"architecture": "cbow", "cbow_gradient": "exact"},
    {"noise_sharing": "pair"},
    {"objective": "hierarchical_softmax"},
    {"objective": "softmax"},
    {"whole_word": False},
    {"buckets": 11},
]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_vectors_are_the_means_of_their_pieces(way):
    vectors = firth.train(TEXT, subwords="2-3", **SETTINGS, **way)
    subwords = vectors.subwords
    own = subwords.own_rows(vectors.words, vectors.vectors) if subwords.whole_word else None
    np.testing.assert_allclose(subwords.composed(vectors.words, own), vectors.vectors, atol=1e-6)
    assert np.abs(subwords.rows).max() > 0.05  # they were trained: at first they are within 0.5 / 12


@pytest.mark.parametrize("way", [{}, {"architecture": "cbow"}, {"objective": "hierarchical_softmax"}], ids=str)
def test_any_number_of_threads_gives_the_same_bytes(way):
    one, three = (firth.train(TEXT, subwords="2-3", workers=n, **SETTINGS, **way) for n in (1, 3))
    assert one == three


def test_a_training_that_was_interrupted_goes_on_to_the_same_bytes(tmp_path):
    whole = firth.train(TEXT, subwords="2-3", **SETTINGS)
    stop = lambda pause: pause.stop() if pause.words < 2 * pause.words_total / 3 else None  # noqa: E731
    part = firth.train(TEXT, subwords="2-3", **SETTINGS, checkpoint=tmp_path / "run", on_pause=stop)
    assert not part.info["training"]["complete"]
    assert firth.resume(tmp_path / "run") == whole


def test_a_training_with_patience_goes_on_to_the_same_bytes(tmp_path):
    held_out = {"validation_share": 0.2, "patience": 5}
    whole = firth.train(TEXT, subwords="2-3", **SETTINGS, **held_out)
    stop = lambda pause: pause.stop() if pause.words < 2 * pause.words_total / 3 else None  # noqa: E731
    firth.train(TEXT, subwords="2-3", **SETTINGS, **held_out, checkpoint=tmp_path / "run", on_pause=stop)
    assert firth.resume(tmp_path / "run") == whole


def test_a_training_by_a_function_goes_on_with_the_function(tmp_path):
    whole = firth.train(TEXT, parts=list, **SETTINGS)
    stop = lambda pause: pause.stop() if pause.words < 2 * pause.words_total / 3 else None  # noqa: E731
    firth.train(TEXT, parts=list, **SETTINGS, checkpoint=tmp_path / "run", on_pause=stop)
    with pytest.raises(ConfigError, match="give the function that cuts words"):
        firth.resume(tmp_path / "run")
    assert firth.resume(tmp_path / "run", parts=list) == whole


@pytest.mark.filterwarnings("ignore:the words of initial are cut in another way")
@pytest.mark.parametrize("subwords", [None, "2-3", "3-4"])
def test_a_training_can_start_from_vectors_with_and_without_pieces(subwords):
    first = firth.train(TEXT, subwords=subwords, **SETTINGS)
    again = firth.train(TEXT, subwords="2-3", initial=first, alpha=1e-9, **SETTINGS)
    np.testing.assert_allclose(again.vectors, first.vectors, atol=1e-6)
    if subwords == "2-3":
        np.testing.assert_allclose(again.subwords.rows, first.subwords.rows, atol=1e-5)


def test_words_that_are_made_of_pieces_cannot_be_frozen():
    first = firth.train(TEXT, subwords="2-3", **SETTINGS)
    with pytest.raises(ArgumentError, match="none can stay"):
        firth.train(TEXT, subwords="2-3", initial=first, alpha=0.01, freeze="all", **SETTINGS)


def test_each_ngram_has_a_row_of_its_own_as_long_as_there_are_few(monkeypatch):
    vectors = firth.train(TEXT, subwords="2-3", **SETTINGS)
    ngrams = {text for word in vectors.words for text in vectors.subwords.cut.cut(word)}
    assert len(vectors.subwords.rows) == len(ngrams)
    monkeypatch.setattr("firth.training.pieces.MOST_EXACT", 20)
    hashed = firth.train(TEXT, subwords="2-3", **SETTINGS)
    assert hashed.subwords.cut.buckets == 20
    assert len(hashed.subwords.rows) <= 20


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"subwords": "6-3"}, "try '3-6'"),
        ({"subwords": "0-3"}, "from 1 to 32"),
        ({"subwords": "3-33"}, "from 1 to 32"),
        ({"subwords": "three"}, 'such as "3-6"'),
        ({"subwords": True}, 'such as "3-6"'),
        ({"subwords": "3-6", "buckets": 0}, "must be from 1"),
        ({"buckets": 10}, "no effect without subwords"),
        ({"whole_word": False}, "no effect without subwords"),
        ({"subwords": "function"}, "parts="),
        ({"subwords": "3", "parts": list}, "leave it out"),
        ({"buckets": 10, "parts": list}, "where a function cuts words"),
        ({"parts": 3}, "must be a function"),
        ({"parts": lambda _: [1]}, "a list of strings"),
    ],
)
def test_settings_without_sense_are_refused(wrong, message):
    with pytest.raises((ConfigError, TypeError), match=message):
        firth.train(TEXT, **SETTINGS, **wrong)


@pytest.mark.parametrize(
    ("given", "kept"), [("3-6", "3-6"), ("4", "4-4"), (4, "4-4"), ((3, 6), "3-6"), (" 2 - 5 ", "2-5")]
)
def test_lengths_can_be_written_in_several_ways(given, kept):
    assert firth.TrainConfig(subwords=given).subwords == kept


def test_a_word_as_long_as_a_book_is_trained():
    vectors = firth.train([["a", "b" * 100_000]] * 20, subwords="3-6", **SETTINGS)
    assert len(vectors.subwords.rows) < 20


def test_a_vocabulary_of_one_letter_words_has_pieces_only_by_their_marks():
    vectors = firth.train([["a", "b"]] * 20, subwords="3-6", **SETTINGS)
    assert len(vectors.subwords.rows) == 2  # <a> and <b>


def test_words_that_share_nearly_all_their_pieces_do_not_diverge():
    text = [[f"{stem}{ending}" for stem in ("tea", "cup", "pot") for ending in ("ing", "ed", "less", "ness")]] * 300
    for lengths in ("1", "1-3", "3-6"):
        vectors = firth.train(text, subwords=lengths, epochs=2, alpha=0.1)
        assert vectors.info["training"]["mean_loss"] < 4  # of untrained vectors: log 64


@pytest.mark.parametrize(
    ("again", "message"), [({}, "left behind"), ({"subwords": "2-4"}, "begin anew"), ({"subwords": "2-3"}, None)]
)
def test_ngrams_that_do_not_go_on_are_told(again, message, recwarn):
    first = firth.train(TEXT, subwords="2-3", **SETTINGS)
    firth.train(TEXT, initial=first, alpha=0.01, **SETTINGS, **again)
    told = [str(warning.message) for warning in recwarn]
    assert any(message in each for each in told) if message else not told


def test_words_that_stay_zero_are_told():
    text = [["the", "teapots", "a", "teacups", "of"]] * 50
    with pytest.warns(UserWarning, match=r"3 words, such as .*'of'.* stay zero"):
        vectors = firth.train(text, subwords="6-7", whole_word=False, **SETTINGS)
    assert not vectors["of"].any()
