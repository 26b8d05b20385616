"""gensim's `FastText`: n-grams, continued training, and its files."""

from contextlib import nullcontext

import numpy as np
import pytest

import firth
from firth.errors import ConfigError, FormatError
from firth.gensim.models import FastText, Word2Vec
from firth.gensim.models.callbacks import CallbackAny2Vec
from firth.gensim.models.fasttext import (
    FastTextKeyedVectors,
    ft_ngram_hashes,
    load_facebook_model,
    load_facebook_vectors,
    save_facebook_model,
)

STEMS = [[f"{stem}{ending}" for ending in ("", "ing", "ed", "er")] for stem in ("walk", "talk", "bak", "cook")]
SMALL = {"vector_size": 16, "min_count": 1, "sample": 0, "epochs": 5, "bucket": 2000}


def planted(sentences=400, seed=3):
    """Sentences of forms of walk and talk, and of bake and cook."""
    random = np.random.default_rng(seed)
    groups = [STEMS[0] + STEMS[1], STEMS[2] + STEMS[3]]
    return [random.choice(groups[number % 2], 8).tolist() for number in range(sentences)]


def is_composed(wv):
    """Whether the vectors are the means of their rows."""
    before = wv.vectors.copy()
    wv.adjust_vectors()
    np.testing.assert_allclose(wv.vectors, before, atol=1e-6)
    return True


@pytest.mark.parametrize("way", [{"sg": 1}, {"alpha": 0.05}, {"sg": 1, "hs": 1, "negative": 0}])
def test_unknown_words_are_composed_of_what_their_pieces_learned(way):
    model = FastText(planted(), **SMALL, **way)
    assert "walker" in model.wv.key_to_index
    assert "walks" in model.wv
    assert "walks" not in model.wv.key_to_index
    assert model.wv.similarity("walks", "talking") > 0.3 + model.wv.similarity("walks", "baking")
    assert is_composed(model.wv)
    expected = model.wv.vectors_ngrams[ft_ngram_hashes("walks", 3, 6, 2000)].mean(axis=0)
    np.testing.assert_allclose(model.wv["walks"], expected, atol=1e-6)
    assert model.wv.most_similar("walks", topn=1)[0][0] in STEMS[0] + STEMS[1]
    with pytest.raises(AttributeError, match="class"):
        model.load("x")


def test_without_ngrams_it_is_word2vec():
    model = FastText(planted(), max_n=0, **SMALL)
    assert model.wv.bucket == 0
    np.testing.assert_array_equal(
        model.wv.vectors, Word2Vec(planted(), vector_size=16, min_count=1, sample=0, epochs=5).wv.vectors
    )
    assert "walks" not in model.wv
    with pytest.raises(KeyError, match="without ngrams"):
        model.wv.get_vector("walks")


def test_training_goes_on_from_all_rows():
    model = FastText(planted(), **SMALL)
    ngrams = model.wv.vectors_ngrams.copy()
    model.build_vocab([["sings", "singing"]] * 9, update=True)
    np.testing.assert_array_equal(model.wv.vectors_ngrams[ngrams.any(axis=1)], ngrams[ngrams.any(axis=1)])
    assert len(model.wv) == len(model.wv.vectors_vocab) == 18
    model.train([["sings", "singing", "walk"]] * 99, total_examples=99, epochs=5)
    assert not np.array_equal(model.wv.vectors_ngrams[ngrams.any(axis=1)], ngrams[ngrams.any(axis=1)])
    assert is_composed(model.wv)


def test_a_callback_sees_whole_vectors():
    class Looks(CallbackAny2Vec):
        def on_epoch_end(self, model):
            assert is_composed(model.wv)

    FastText(planted(), callbacks=[Looks()], **SMALL)


@pytest.mark.parametrize("way", [{}, {"hs": 1, "negative": 0}, {"max_n": 0}])
def test_a_saved_model_goes_on(tmp_path, way):
    model = FastText(planted(), **SMALL, **way)
    model.save(tmp_path / "m")
    again = FastText.load(tmp_path / "m")
    np.testing.assert_array_equal(again.wv.vectors, model.wv.vectors)
    if model.wv.bucket:
        np.testing.assert_array_equal(again.wv.vectors_ngrams, model.wv.vectors_ngrams)
        np.testing.assert_allclose(firth.load(tmp_path / "m").composing()["walks"], model.wv["walks"], atol=1e-6)
    assert type(Word2Vec.load(tmp_path / "m")) is FastText
    again.train(planted(), total_examples=400, epochs=1)
    model.wv.save(tmp_path / "wv")
    vectors = FastTextKeyedVectors.load(tmp_path / "wv")
    np.testing.assert_array_equal(vectors.vectors, model.wv.vectors)
    assert vectors.bucket == model.wv.bucket


@pytest.mark.parametrize("way", [{"sg": 1}, {}, {"hs": 1, "negative": 0}])
def test_fasttext_files_are_written_and_read_without_loss(tmp_path, way):
    model = FastText(planted(), **SMALL, **way)
    save_facebook_model(model, tmp_path / "m.bin")
    told = pytest.warns(UserWarning, match="no inner nodes") if way.get("hs") else nullcontext()
    with told:  # fastText's tree is another one
        again = load_facebook_model(tmp_path / "m.bin")
    for name in ("sg", "hs", "negative", "window", "epochs", "min_count", "vector_size"):
        assert getattr(again, name) == getattr(model, name), name
    np.testing.assert_array_equal(again.wv.vectors, model.wv.vectors)
    np.testing.assert_array_equal(again.wv.vectors_ngrams, model.wv.vectors_ngrams)
    np.testing.assert_array_equal(load_facebook_vectors(tmp_path / "m.bin")["walks"], model.wv["walks"])
    again.train(planted(), total_examples=400, epochs=1)
    assert is_composed(again.wv)


def test_models_without_buckets_are_left_to_firth(tmp_path):
    firth.train(planted(), vector_size=8, min_count=1, sample=0, subwords="3-6").save(tmp_path / "m.safetensors")
    with pytest.raises(FormatError, match=r"firth\.load"):
        FastText.load(tmp_path / "m.safetensors")
    with pytest.raises(FormatError, match=r"FastText\.load"):
        Word2Vec.load(tmp_path / "m.safetensors")


def test_what_is_refused_says_why(tmp_path):
    with pytest.raises(NotImplementedError, match="word_ngrams"):
        FastText(word_ngrams=2)
    model = FastText(planted(), **SMALL)
    model.wv.vectors_ngrams_lockf = np.zeros(1)
    with pytest.raises(ConfigError, match="share n-grams"):
        model.train(planted(), total_examples=400, epochs=1)
    with pytest.raises(ConfigError, match="UTF-8"):
        save_facebook_model(model, tmp_path / "m.bin", encoding="cp852")


def test_rows_of_ngrams_that_no_word_has_are_zero():
    model = FastText(vector_size=8, min_count=1)
    model.build_vocab([["tea", "cup"]] * 5)
    assert model.wv.vectors_ngrams.shape == (2_000_000, 8)
    used = sorted(set(ft_ngram_hashes("tea", 3, 6, 2_000_000) + ft_ngram_hashes("cup", 3, 6, 2_000_000)))
    assert np.flatnonzero(model.wv.vectors_ngrams.any(axis=1)).tolist() == used
    assert not model.wv["xyz"].any()
    assert list(map(len, model.wv.buckets_word)) == [6, 6]
