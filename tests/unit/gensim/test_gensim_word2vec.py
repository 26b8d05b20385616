"""gensim's `Word2Vec`: its arguments, continued training, callbacks and files."""

import logging
import warnings

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ConfigError, CorpusError
from firth.gensim.learning.saving import WrongClassError
from firth.gensim.models import KeyedVectors, Word2Vec
from firth.gensim.models.callbacks import CallbackAny2Vec
from firth.gensim.models.word2vec import LineSentence, PathLineSentences, Text8Corpus
from firth.gensim.utils import RULE_DEFAULT, RULE_DISCARD

GROUPS = [[f"{name}{number}" for number in range(8)] for name in "ab"]
WAYS = {
    "sg": {"sg": 1},
    "cbow": {"alpha": 0.05},
    "sg-hs": {"sg": 1, "hs": 1, "negative": 0},
    "cbow-hs": {"hs": 1, "negative": 0, "alpha": 0.05},
}
SMALL = {"vector_size": 16, "min_count": 1, "sample": 0, "epochs": 5}


def planted(sentences=600, groups=GROUPS, seed=3):
    """Sentences whose words are all of one group."""
    random = np.random.default_rng(seed)
    return [random.choice(groups[number % len(groups)], 8).tolist() for number in range(sentences)]


def is_found(wv, groups=GROUPS):
    near = [wv.n_similarity(group[:4], group[4:]) for group in groups]
    return min(near) > 0.3 + wv.n_similarity(groups[0], groups[1])


@pytest.mark.parametrize("way", WAYS)
def test_words_that_stand_together_are_near(way):
    model = Word2Vec(planted(), **SMALL, **WAYS[way])
    assert is_found(model.wv)
    assert model.wv.vectors.dtype == np.float32
    assert model.corpus_count == 600
    assert model.corpus_total_words == 4800


def test_one_call_and_three_give_the_same_and_so_does_a_file(tmp_path):
    text = planted()
    once = Word2Vec(text, **SMALL)
    steps = Word2Vec(**SMALL)
    steps.build_vocab(iter(text))
    done, read = steps.train(text, total_examples=steps.corpus_count, epochs=steps.epochs)
    assert (done, read) == (24_000, 24_000)
    (tmp_path / "text.txt").write_text("\n".join(map(" ".join, text)))
    of_file = Word2Vec(corpus_file=str(tmp_path / "text.txt"), workers=1, **SMALL)
    of_lines = Word2Vec(LineSentence(tmp_path / "text.txt"), **SMALL)
    of_folder = Word2Vec(PathLineSentences(tmp_path), **SMALL)
    for other in (steps, of_file, of_lines, of_folder, Word2Vec((words for words in text), **SMALL)):
        assert other.wv.index_to_key == once.wv.index_to_key
        np.testing.assert_array_equal(other.wv.vectors, once.wv.vectors)


def test_the_order_of_words_may_be_that_of_the_text():
    text = planted()
    model = Word2Vec(text, sorted_vocab=0, **SMALL)
    assert model.wv.index_to_key == list(dict.fromkeys(word for words in text for word in words))
    counts = [sum(words.count(word) for words in text) for word in model.wv.index_to_key]
    assert [model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key] == counts
    assert is_found(model.wv)


@pytest.mark.parametrize("way", WAYS)
def test_training_goes_on_and_learns_new_words(way):
    model = Word2Vec(planted(), **SMALL, **WAYS[way])
    before = model.wv.vectors.copy()
    new = [[f"c{number}" for number in range(8)], GROUPS[1]]
    model.build_vocab(planted(groups=new), update=True)
    assert model.wv.index_to_key[:16] == Word2Vec(planted(), **SMALL).wv.index_to_key
    np.testing.assert_array_equal(model.wv.vectors[:16], before)
    model.train(planted(groups=new), total_examples=600, epochs=5)
    assert is_found(model.wv, new)
    assert not np.array_equal(model.wv.vectors[:16], before)
    assert is_found(model.wv)


def test_inner_nodes_go_on_where_they_part_the_same_words():
    text = [["often"] * 8 + ["b", "c"]] * 40
    model = Word2Vec(text, hs=1, negative=0, **SMALL)
    root = model.syn1[0].copy()
    assert root.any()
    model.build_vocab([["d", "c", "often"]], update=True)
    np.testing.assert_array_equal(np.abs(model.syn1[0]), np.abs(root))
    assert model.syn1.shape == (4, 16)


def test_weights_that_a_program_sets_are_where_training_begins():
    model = Word2Vec(**SMALL)
    model.build_vocab(planted())
    model.wv.vectors[:] = Word2Vec(planted(), **SMALL).wv.vectors
    model.syn1neg = Word2Vec(planted(), **SMALL).syn1neg
    model.train(planted(60), total_examples=60, epochs=1, start_alpha=1e-6, end_alpha=1e-6)
    assert is_found(model.wv)


def test_locked_vectors_stay():
    model = Word2Vec(**SMALL)
    model.build_vocab(planted())
    model.wv.vectors_lockf = np.ones(16, np.float32)
    model.wv.vectors_lockf[3] = 0
    before = model.wv.vectors.copy()
    model.train(planted(), total_examples=600, epochs=1)
    assert (model.wv.vectors == before).all(axis=1).tolist() == [row == 3 for row in range(16)]
    model.wv.vectors_lockf[3] = 0.5
    with pytest.raises(ArgumentError, match="nothing in between"):
        model.train(planted(), total_examples=600, epochs=1)


class Noted(CallbackAny2Vec):
    def __init__(self):
        self.calls, self.losses, self.vectors = [], [], []

    def on_train_begin(self, model):  # noqa: ARG002
        self.calls.append("train")

    def on_epoch_begin(self, model):  # noqa: ARG002
        self.calls.append("begin")

    def on_epoch_end(self, model):
        self.calls.append("end")
        self.losses.append(model.get_latest_training_loss())
        self.vectors.append(model.wv.vectors.copy())

    def on_train_end(self, model):  # noqa: ARG002
        self.calls.append("done")


def test_callbacks_see_each_epoch_and_change_nothing():
    noted = Noted()
    model = Word2Vec(planted(), callbacks=[noted], compute_loss=True, **SMALL)
    assert noted.calls == ["train", *["begin", "end"] * 5, "done"]
    np.testing.assert_array_equal(noted.vectors[-1], model.wv.vectors)
    assert not np.array_equal(noted.vectors[0], model.wv.vectors)
    np.testing.assert_array_equal(model.wv.vectors, Word2Vec(planted(), **SMALL).wv.vectors)
    each = np.diff([0, *noted.losses])
    assert (np.diff(each) < 0).all()  # the loss of an epoch falls
    assert model.get_latest_training_loss() == pytest.approx(noted.losses[-1])


def test_the_loss_is_that_of_all_pairs():
    model = Word2Vec(
        planted(), sg=1, shrink_windows=False, window=10, **SMALL | {"epochs": 1, "alpha": 1e-6, "min_alpha": 1e-6}
    )
    # 600 sentences of 8 words, each with 7 others; 6 terms of log 2 each before anything is learned, but for collisions
    assert model.get_latest_training_loss() == pytest.approx(600 * 8 * 7 * 6 * np.log(2), rel=0.1)


def test_a_callback_that_sets_the_loss_to_0_has_that_of_an_epoch():
    class Reset(Noted):
        def on_epoch_end(self, model):
            super().on_epoch_end(model)
            model.running_training_loss = 0.0

    summed, reset = Noted(), Reset()
    for noted in (summed, reset):
        Word2Vec(planted(), callbacks=[noted], **SMALL)
    np.testing.assert_allclose(reset.losses, np.diff([0, *summed.losses]))


def test_a_callback_ends_a_training_by_an_exception():
    class Enough(Noted):
        def on_epoch_end(self, model):
            super().on_epoch_end(model)
            if len(self.losses) == 2:
                raise StopIteration

    model, enough = Word2Vec(**SMALL), Enough()
    model.build_vocab(planted())
    with pytest.raises(StopIteration):
        model.train(planted(), total_examples=600, epochs=5, callbacks=[enough])
    np.testing.assert_array_equal(model.wv.vectors, enough.vectors[-1])


@pytest.mark.parametrize("way", WAYS)
def test_a_saved_model_is_a_firth_model_and_goes_on(tmp_path, way):
    model = Word2Vec(planted(), comment="mine", **SMALL, **WAYS[way])
    model.save(str(tmp_path / "word2vec.model"))
    again = Word2Vec.load(str(tmp_path / "word2vec.model"))
    assert again.wv.index_to_key == model.wv.index_to_key
    assert (again.comment, again.alpha, again.corpus_count) == ("mine", model.alpha, 600)
    for one in (model, again):
        one.build_vocab([["new", "a1", "a2"]] * 20, update=True)
        one.train(planted(60, seed=4), total_examples=60, epochs=2)
    np.testing.assert_array_equal(again.wv.vectors, model.wv.vectors)
    model.save(tmp_path / "grown.model")
    grown = Word2Vec.load(tmp_path / "grown.model")
    assert grown.wv.index_to_key == model.wv.index_to_key
    np.testing.assert_array_equal(grown.syn1 if model.hs else grown.syn1neg, model.syn1 if model.hs else model.syn1neg)
    vectors = firth.load(tmp_path / "grown.model")
    np.testing.assert_array_equal(vectors["a1"], model.wv["a1"])
    assert vectors.count("a1") == model.wv.get_vecattr("a1", "count")


def test_a_model_that_firth_trained_goes_on(tmp_path):
    vectors = firth.train(planted(), vector_size=16, min_count=1, sample=0, epochs=5, window=3)
    vectors.save(tmp_path / "m.safetensors")
    model = Word2Vec.load(tmp_path / "m.safetensors")
    assert (model.window, model.sg, model.vector_size) == (3, 1, 16)
    np.testing.assert_array_equal(model.syn1neg, vectors.contexts)
    model.train(planted(), total_examples=600, epochs=1)
    assert is_found(model.wv)


def test_a_file_of_vectors_alone_is_no_model(tmp_path):
    Word2Vec(planted(), **SMALL).wv.save(tmp_path / "wv")
    assert len(KeyedVectors.load(tmp_path / "wv")) == 16
    with pytest.raises(WrongClassError, match=r"KeyedVectors\.load") as caught:
        Word2Vec.load(tmp_path / "wv")
    assert isinstance(caught.value, AttributeError)
    with pytest.raises(AttributeError, match="on a class"):
        Word2Vec(planted(), **SMALL).load(tmp_path / "wv")


def test_words_may_be_whole_numbers(tmp_path):
    text = [[int(word[1]) + 8 * (word[0] == "b") for word in words] for words in planted()]
    model = Word2Vec(text, **SMALL)
    assert set(model.wv.index_to_key) == set(range(16))
    assert is_found(model.wv, [list(range(8)), list(range(8, 16))])
    model.train(np.array(text), total_examples=600, epochs=1)
    model.save(tmp_path / "ids")
    assert Word2Vec.load(tmp_path / "ids").wv.index_to_key == model.wv.index_to_key


def test_max_vocab_size_forgets_as_gensim_does():
    text = [["graph", "system"]] * 2 + [["system", "eps"], ["graph", "system"], ["minors", "survey"] * 2 + ["minors"]]
    model = Word2Vec(text, vector_size=4, min_count=0, max_vocab_size=2, sample=0)
    counts = {word: model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key}
    assert counts == {"system": 4, "graph": 3, "minors": 3}


def test_vocabularies_by_size_rule_and_frequency():
    text = [["a"] * 5 + ["b"] * 4 + ["c"] * 3 + ["d"] * 3]
    assert Word2Vec(text, **SMALL, max_final_vocab=3).wv.index_to_key == ["a", "b"]

    def rule(word, _count, _min_count):
        return RULE_DISCARD if word == "a" else RULE_DEFAULT

    assert Word2Vec(text, **SMALL | {"min_count": 4}, trim_rule=rule).wv.index_to_key == ["b"]
    model = Word2Vec(vector_size=4, min_count=2)
    model.build_vocab_from_freq({"x": 2, "y": 7, "z": 1}, corpus_count=9)
    assert (model.wv.index_to_key, model.corpus_count) == (["y", "x"], 9)


def test_what_is_refused_says_what_to_do():
    with pytest.raises(ConfigError, match=r"cbow_mean=1, or sg=1"):
        Word2Vec(cbow_mean=0)
    Word2Vec(cbow_mean=0, sg=1)
    with pytest.raises(ConfigError, match="no padding word"):
        Word2Vec(null_word=1)
    with pytest.raises(ConfigError, match="either 'hs' or 'negative'"):
        Word2Vec(planted(), hs=0, negative=0, **SMALL)
    with pytest.raises(ConfigError, match="passes over the corpus"):
        Word2Vec(planted(), **SMALL).train(planted(), total_examples=1)
    with pytest.raises(ConfigError, match="total_words"):
        Word2Vec(planted(), **SMALL).train(planted(), epochs=1)
    with pytest.raises(ConfigError, match="must not be above alpha"):
        Word2Vec(planted(), **SMALL).train(planted(), total_examples=1, epochs=1, start_alpha=1e-5)

    class Walks(Word2Vec):
        def _do_train_job(self, *_):
            pass

    with pytest.raises(ArgumentError, match="Firth never calls"):
        Walks()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ([], RuntimeError, "build vocabulary"),
        ([[]], RuntimeError, "build vocabulary"),
        ([["once"]], RuntimeError, "build vocabulary"),
        (7, TypeError, "iterable"),
        ((iter(["a"]),), TypeError, "list of words"),
        ((None, "x"), TypeError, "list of words"),
        ([["a", ""]], CorpusError, "empty string"),
        ([["a", None]], CorpusError, "where a string"),
        ([["a", 1.5]], CorpusError, "where a string"),
        ([[1, -2]], ArgumentError, "-2"),
    ],
)
def test_what_is_no_corpus_is_said(text, error, message):
    with pytest.raises(error, match=message):
        Word2Vec(text)


def test_a_corpus_is_one_of_two(tmp_path):
    for both in ({}, {"corpus_iterable": [["a"]], "corpus_file": __file__}, {"corpus_file": tmp_path / "none"}):
        with pytest.raises(TypeError, match="corpus"):
            Word2Vec(vector_size=4).build_vocab(**both)
    (tmp_path / "empty").touch()
    with pytest.raises(RuntimeError, match="build vocabulary"):
        Word2Vec(corpus_file=str(tmp_path / "empty"))


def test_a_corpus_that_was_used_up_is_an_error():
    model, text = Word2Vec(**SMALL), iter(planted())
    model.build_vocab(text)
    with pytest.raises(CorpusError, match="consumed before"):
        model.train(text, total_examples=600, epochs=1)


def test_a_corpus_without_known_words_changes_nothing():
    model = Word2Vec(planted(), **SMALL)
    before = model.wv.vectors.copy()
    with pytest.warns(UserWarning, match="nothing is learned"):
        assert model.train([["x", "y"]], total_examples=1, epochs=2) == (0, 4)
    np.testing.assert_array_equal(model.wv.vectors, before)


def test_strings_are_taken_as_lists_of_letters_and_it_is_logged(caplog):
    with caplog.at_level(logging.WARNING):
        model = Word2Vec(["abab", "ab"] * 9, **SMALL)
    assert model.wv.index_to_key == ["a", "b"]
    assert "Each 'sentences' item should be a list of words" in caplog.text


def test_how_far_a_training_is_is_logged(caplog):
    with caplog.at_level(logging.INFO):
        Word2Vec(planted(), **SMALL)
    assert "PROGRESS: at 100.00% of 24000 words" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        Word2Vec(planted(), **SMALL)
    assert not caplog.text


def test_both_objectives_are_one_and_a_warning_says_which():
    with pytest.warns(UserWarning, match=r"hierarchical\s+softmax\. Set negative=0"):
        model = Word2Vec(planted(), hs=1, **SMALL)
    np.testing.assert_array_equal(model.wv.vectors, Word2Vec(planted(), hs=1, negative=0, **SMALL).wv.vectors)
    with pytest.raises(RuntimeError, match="negative sampling"):
        model.predict_output_word(["a1"])


def test_the_words_of_a_group_predict_one_another():
    model = Word2Vec(planted(), **SMALL | {"epochs": 20})
    found = model.predict_output_word(["a1", "a2", "unknown", model.wv.get_index("a3")], topn=8)
    assert {word for word, _ in found} == set(GROUPS[0])
    every = model.predict_output_word(["a1", "b1"], topn=16)
    assert sum(chance for _, chance in every) == pytest.approx(1)
    assert model.predict_output_word(["unknown"]) is None


def test_a_sentence_of_the_corpus_scores_more_than_a_mixed_one():
    model = Word2Vec(planted(), sg=1, hs=1, negative=0, **SMALL | {"epochs": 20})
    usual, mixed = model.score([["a1", "a2", "a3", "a4"], ["a1", "b2", "a3", "b4"]])
    assert usual > mixed
    assert usual < 0
    assert model.score([[]]).tolist() == [0]


def test_a_corpus_without_sentence_marks_is_cut(tmp_path):
    (tmp_path / "text8").write_text(" ".join(f"w{number}" for number in range(25_000)))
    assert list(map(len, Text8Corpus(tmp_path / "text8"))) == [10_000, 10_000, 5_000]
    assert [word for words in Text8Corpus(tmp_path / "text8", 7) for word in words][-1] == "w24999"


def test_sample_from_1_on_is_a_count():
    text = planted()
    share = 500 * (3 + 5**0.5) / 2
    one = Word2Vec(text, **SMALL | {"sample": 500})
    other = Word2Vec(text, **SMALL | {"sample": int(share) / 4800})
    np.testing.assert_array_equal(one.wv.vectors, other.wv.vectors)


def test_nothing_is_warned_of_in_the_usual_case():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Word2Vec(planted(), **SMALL)


def test_another_model_lends_its_words():
    other = Word2Vec(planted(), **SMALL)
    model = Word2Vec(vector_size=5)
    model.reset_from(other)
    assert model.wv.key_to_index == other.wv.key_to_index
    assert model.wv.vectors.shape == (16, 5)
    assert str(model) == "Word2Vec<vocab=16, vector_size=5, alpha=0.025>"
    assert model.estimate_memory()["total"] == 16 * 500 + 2 * 16 * 5 * 4


def test_attributes_of_a_program_are_saved_with_the_model_and_its_vectors(tmp_path):
    model = Word2Vec(planted(20), **SMALL)
    model.labels, model.wv.labels = {"tea": ["hot"]}, ["a"]
    model.save(str(tmp_path / "kept.model"))
    again = Word2Vec.load(str(tmp_path / "kept.model"))
    assert (again.labels, again.wv.labels) == ({"tea": ["hot"]}, ["a"])
    again.rule, again.wv.table = len, np.ones(2)
    with pytest.warns(UserWarning, match=r"not saved: rule, wv\.table\."):
        again.save(str(tmp_path / "kept.model"))


@pytest.mark.parametrize(("way", "part"), [("sg-hs", "inner nodes"), ("sg", "contexts")])
def test_a_file_without_the_second_matrix_is_warned_of(tmp_path, way, part):
    model = Word2Vec(planted(20), **SMALL, **WAYS[way])
    delattr(model, "syn1neg" if way == "sg" else "syn1")
    model.save(tmp_path / "half.model")
    with pytest.warns(UserWarning, match=f"no {part}.* begins anew"):
        Word2Vec.load(tmp_path / "half.model")
