import gzip
import io
import re

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ConfigError, CorpusError

SENTENCES = [["the", "cat", "sat", "on", "the", "mat"], ["the", "dog", "sat", "on", "the", "log"]] * 50
TEXT = "\n".join(" ".join(sentence) for sentence in SENTENCES) + "\n"


def train(text=None, **given):
    return firth.train(text, **({"min_count": 1, "vector_size": 8, "workers": 1, "epochs": 2} | given))


def test_every_way_to_give_the_same_text_learns_the_same(tmp_path):
    plain, packed = tmp_path / "t.txt", tmp_path / "t.txt.gz"
    plain.write_text(TEXT)
    packed.write_bytes(gzip.compress(TEXT.encode()))
    half = tmp_path / "half.txt"
    half.write_text(TEXT[: len(TEXT) // 2])
    expected = train(SENTENCES)
    for vectors in (
        train(plain),
        train(str(plain)),
        train(packed),
        train(io.BytesIO(TEXT.encode())),
        train(sentence for sentence in SENTENCES),
        train(files=[half, half]),
    ):
        assert vectors.words == expected.words
        np.testing.assert_array_equal(vectors.vectors, expected.vectors)


@pytest.mark.parametrize("text", ["the cat sat", 5])
def test_what_is_no_text_names_both_remedies(text):
    with pytest.raises(CorpusError) as caught:
        train(text)
    assert "split" in str(caught.value)
    assert "files=" in str(caught.value) or "file" in str(caught.value)


def test_exactly_one_of_text_and_files_is_given(tmp_path):
    for given in ({}, {"text": SENTENCES, "files": [tmp_path / "t.txt"]}):
        with pytest.raises(TypeError, match="one of the two"):
            train(**given)


@pytest.mark.parametrize(
    ("call", "given", "says"),
    [
        (firth.train, {"vectorsize": 8}, "'vectorsize'. Did you mean vector_size?"),
        (firth.train, {"size": 8}, "'size'. Did you mean vector_size?"),
        (firth.train, {"sg": 1}, "'sg'. Did you mean architecture='skipgram' (or 'cbow')?"),
        (firth.train, {"frobnicate": 1}, "'frobnicate'. docs/settings.md lists"),
        (firth.train, {"sentences": SENTENCES}, "'sentences'. The text itself is the first argument: train(sentences)"),
        (firth.train, {"sentences": "punctuation"}, "'sentences'. The text itself is the first argument"),
        (firth.encode, {"corpus_file": "t"}, "'corpus_file'. Did you mean files?"),
        (firth.encode, {"field": "body"}, "'field'. Did you mean text_field?"),
        (firth.encode, {"memory": 10**9}, "'memory'. Did you mean memory_limit?"),
        (firth.train, {"chinese": "simplified"}, "'chinese'. Did you mean chinese_script?"),
        (firth.diagnose, {"field": "body"}, "'field'. Did you mean text_field?"),
        (firth.plan, {"size": 8}, "'size'. Did you mean vector_size?"),
        (firth.phrases, {"phrase_treshold": 8}, "'phrase_treshold'. Did you mean phrase_threshold?"),
        (firth.encode, {"tokeniser": "words"}, "'tokeniser'. Did you mean tokenizer?"),
        (firth.factorize, {"shifts": 1}, "'shifts'. Did you mean shift?"),
    ],
)
def test_a_misspelt_setting_fails_at_the_call_and_says_what_could_be_meant(call, given, says):
    with pytest.raises(TypeError, match=re.escape(f"there is no setting {says}")):
        call(SENTENCES, **given)


def test_progress_can_be_a_function_which_hears_of_reading_and_training():
    heard = []
    train(SENTENCES, progress=heard.append)
    assert {type(event) for event in heard} == {firth.ReadProgress, firth.TrainProgress}


def test_a_bar_is_silent_where_standard_error_is_no_terminal(capsys):
    train(SENTENCES, progress=True)
    assert capsys.readouterr() == ("", "")


def test_training_can_start_from_other_vectors_word_by_word():
    known = firth.WordVectors(["cat", "unicorn"], np.full((2, 8), 5, np.float32))
    vectors = train(SENTENCES, initial=known, alpha=1e-6, epochs=1)
    np.testing.assert_allclose(vectors["cat"], 5, atol=1e-2)
    assert np.abs(vectors["dog"]).max() <= 0.5 / 8 + 1e-3


def test_vectors_to_start_from_must_have_the_same_dimensions():
    with pytest.raises(ConfigError, match="must be that of initial: 3"):
        train(SENTENCES, alpha=0.01, initial=firth.WordVectors(["cat"], np.ones((1, 3), np.float32)))


def test_small_corpora_below_min_count_say_which_would_do():
    with pytest.raises(CorpusError, match="min_count"):
        train([["a", "b"]], min_count=5)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": SENTENCES, "initial": "model.safetensors"}, "firth.load"),
        ({"text": SENTENCES, "errors": "x"}, "errors='x': must be one of strict, replace"),
        ({"files": "corpus.txt"}, "must be a list of files"),
    ],
)
def test_an_argument_of_the_wrong_kind_is_refused_with_the_right_one(given, message):
    with pytest.raises((ConfigError, ArgumentError), match=message):
        train(**given)


def test_a_corpus_is_trained_on_as_its_text_would_be_also_from_a_file(tmp_path):
    expected = train(SENTENCES, min_count=2)
    corpus = firth.encode(SENTENCES, min_count=1)
    path = tmp_path / "c.firth"
    corpus.save(path)
    for given in (corpus, path, str(path), firth.load_corpus(path)):
        vectors = train(given, min_count=2)
        assert vectors.words == expected.words
        np.testing.assert_array_equal(vectors.vectors, expected.vectors)
        assert vectors.info["config"]["min_count"] == 2


def test_without_a_min_count_of_its_own_a_training_takes_the_usual_one_of_what_the_corpus_holds():
    corpus = firth.encode([["a", "b"]] * 9 + [["c", "d"]] * 7 + [["e", "f"]] * 3, min_count=1)
    assert set(firth.train(corpus, vector_size=4, epochs=1, sample=0).words) == set("abcd")
    deeper = firth.encode([["a", "b"]] * 9 + [["c", "d"]] * 7, min_count=8)
    vectors = firth.train(deeper, vector_size=4, epochs=1, sample=0)
    assert vectors.info["config"]["min_count"] == 8
    with pytest.raises(firth.ConfigError, match="min_count=8"):
        firth.train(deeper, vector_size=4, min_count=5)


def test_a_corpus_is_not_read_in_another_way(tmp_path):
    corpus = firth.encode(["A b a", "b a"], min_count=1, lowercase=True)
    firth.train(corpus, vector_size=4, epochs=1, min_count=1, sample=0, lowercase=True)
    with pytest.raises(firth.ConfigError, match="encode again"):
        firth.train(corpus, vector_size=4, nfkc=True)
    path = tmp_path / "c.firth"
    corpus.save(path)
    with pytest.raises(firth.ArgumentError, match="by itself"):
        firth.train(files=[path, path])


def test_a_corpus_accepts_the_settings_that_it_was_read_with_also_where_they_are_spelt_otherwise():
    corpus = firth.encode(["a-b c", "a-b c"], min_count=1, tokenizer=str.split, encoding="utf8")
    vectors = firth.train(corpus, vector_size=4, min_count=1, sample=0, tokenizer=str.split, encoding="UTF-8")
    assert set(vectors.words) == {"a-b", "c"}


def test_texts_are_cut_by_a_tokenizer_and_the_model_knows_how():
    fields = {"vector_size": 4, "sample": 0}
    vectors = firth.train(["The cat sat.", "the CAT, sitting"] * 3, tokenizer="words", lowercase=True, **fields)
    assert set(vectors.words) == {"the", "cat"}
    assert vectors.index("CAT") == vectors.index("cat")
    assert vectors.info["reading"]["tokenizer"] == "words"
    own = firth.train(["a-b c", "a-b c"], tokenizer=lambda line: line.split("-"), min_count=1, **fields)
    assert set(own.words) == {"a", "b c"}


def test_words_to_keep_are_kept_however_rare():
    vectors = train(SENTENCES, min_count=1_000, sample=0, keep=[SENTENCES[0][0], SENTENCES[0][1]])
    assert set(vectors.words) == {SENTENCES[0][0], SENTENCES[0][1]}


def test_held_out_text_is_read_as_the_text_was():
    text = ["The cat sat on the mat"] * 40
    held_out = ["THE CAT SAT"] * 5
    vectors = firth.train(text, tokenizer="words", lowercase=True, validation=held_out, vector_size=4, sample=0)
    assert vectors.info["training"]["validation_loss"] > 0


def test_words_to_keep_may_be_spelt_as_in_a_query():
    text = ["New York is big. Paris is not."] * 3 + ["and so on and on"] * 20
    vectors = firth.train(text, tokenizer="words", lowercase=True, vector_size=4, keep=["PARIS", "York"])
    assert {"paris", "york"} < set(vectors.words)
    assert "big" not in vectors


@pytest.mark.parametrize("keep", ["tea", [1], 5])
def test_what_is_no_list_of_words_to_keep_is_refused(keep):
    with pytest.raises(firth.ArgumentTypeError, match="must be a list of words"):
        firth.encode(SENTENCES, keep=keep)


def test_a_text_in_the_place_of_a_name_is_recognised_whatever_its_length():
    with pytest.raises(CorpusError, match="neither a file"):
        firth.train("the cat sat " * 1_000)


def test_a_corpus_says_what_it_is_in_a_line():
    assert repr(firth.encode([["a", "b"]] * 5)) == "EncodedCorpus(2 words, 10 tokens in 5 sentences)"


def test_held_out_text_and_phrases_are_refused_before_anything_is_read():
    text = iter(["a b", "a b"])
    with pytest.raises(firth.ConfigError, match="validation_share"):
        firth.train(text, phrases=1, validation=["a b"])
    assert next(text) == "a b"
