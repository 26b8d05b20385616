import re

import numpy as np
import pytest

import firth
from firth.distillation import partial
from firth.distillation.work import Alone, InContext
from firth.errors import ArgumentError, ArgumentTypeError, CorpusError, FormatError, SourceError, TrainingInterrupted
from small_encoders import small_encoder, states, with_padding

SENTENCES = [
    ["the", "river", "bank"],
    ["a", "cup", "of", "tea"],
    ["the", "bank"],
    ["tea", "of", "the", "river"],
    ["cup"],
]


@pytest.fixture
def folder(tmp_path):
    return small_encoder(tmp_path / "small")


def own(*words, at):
    """The state of a word in a text that has a piece for each word."""
    return states("[CLS]", *words, "[SEP]")[at + 1]


def test_each_word_is_encoded_alone_unless_contexts_are_asked_for(folder):
    vectors = firth.distil(folder, SENTENCES, min_count=2)
    assert vectors.words == ("the", "bank", "cup", "of", "river", "tea")
    assert vectors.counts.tolist() == [3, 2, 2, 2, 2, 2]
    np.testing.assert_allclose(vectors["tea"], own("tea", at=0), rtol=1e-5)
    facts = vectors.info["distilled"]
    assert facts == {"encoder": {"name": "small", "kind": "onnx", "layer": "last_hidden_state"}, "alone": 6}
    assert vectors.info["reading"]["tokenizer"] == "whitespace"


def test_in_context_a_word_is_the_mean_of_its_own_pieces_where_it_occurs(folder):
    vectors = firth.distil(folder, SENTENCES, contexts=5, min_count=1)
    expected = (own("the", "river", "bank", at=2) + own("the", "bank", at=1)) / 2
    np.testing.assert_allclose(vectors["bank"], expected, rtol=1e-5)
    expected = (own("a", "cup", "of", "tea", at=3) + own("tea", "of", "the", "river", at=0)) / 2
    np.testing.assert_allclose(vectors["tea"], expected, rtol=1e-5)
    assert vectors.info["distilled"]["alone"] == 0
    assert vectors.info["distilled"]["contexts"] == 5


def test_windows_have_so_many_words_on_each_side_and_rare_words_among_them(folder):
    vectors = firth.distil(folder, [["a", "cup", "of", "tea", "the"]] * 2, contexts=1, window=1, words=["of"])
    np.testing.assert_allclose(vectors["of"], own("cup", "of", "tea", at=1), rtol=1e-5)
    text = [["tea", "river", "tea"]]  # the river is too rare to be distilled
    vectors = firth.distil(folder, text, contexts=2, min_count=2)
    assert vectors.words == ("tea",)
    np.testing.assert_allclose(vectors["tea"], states("[CLS]", "tea", "river", "tea", "[SEP]")[[1, 3]].mean(axis=0))


def test_whole_windows_can_be_pooled_which_a_function_can_give(folder):
    vectors = firth.distil(folder, SENTENCES, contexts=5, pool="context", words=["bank"])
    first = states("[CLS]", "the", "river", "bank", "[SEP]")[1:4].mean(axis=0)
    second = states("[CLS]", "the", "bank", "[SEP]")[1:3].mean(axis=0)
    np.testing.assert_allclose(vectors["bank"], (first + second) / 2, rtol=1e-5)
    asked = []

    def lengths(texts):
        asked.extend(texts)
        return [[len(text)] for text in texts]

    vectors = firth.distil(lengths, SENTENCES, contexts=5, pool="context", words=["bank"])
    assert vectors["bank"].tolist() == [(len("the river bank") + len("the bank")) / 2]
    with pytest.raises(ArgumentError, match="pool='context'"):
        firth.distil(lengths, SENTENCES, contexts=5)
    assert "the bank" in asked


def test_words_that_do_not_occur_or_are_cut_off_are_encoded_alone_and_counted(folder):
    with_padding(folder, 4)  # room for two words
    vectors = firth.distil(folder, [["a", "cup", "of", "tea"]], contexts=3, words=["tea", "teapot", "cup"])
    assert (vectors.words, vectors.counts.tolist()) == (("cup", "tea", "teapot"), [1, 1, 0])
    assert vectors.info["distilled"]["alone"] == 2
    np.testing.assert_allclose(vectors["tea"], own("tea", at=0), rtol=1e-5)
    np.testing.assert_allclose(vectors["cup"], own("a", "cup", at=1), rtol=1e-5)


def test_a_word_without_pieces_has_zeros_and_is_counted(folder):
    vectors = firth.distil(folder, words=["tea", "\u200b"])
    assert vectors.counts is None
    assert vectors["\u200b"].tolist() == [0, 0, 0, 0]
    assert vectors.info["distilled"]["without_pieces"] == 1


@pytest.mark.parametrize("given", [{}, {"contexts": 2}, {"contexts": 2, "pool": "context"}])
def test_a_word_that_the_encoder_does_not_know_has_zeros_and_is_counted(folder, given):
    vectors = firth.distil(folder, [["tea"], ["Ж"], ["q", "q"]], min_count=1, **given)
    assert not vectors[["Ж", "q"]].any()
    assert vectors["tea"].any()
    assert vectors.info["distilled"]["without_pieces"] == 2


def test_an_encoder_that_fails_leaves_what_was_done(tmp_path, monkeypatch):
    in_blocks_of(monkeypatch, 2)
    path, left = tmp_path / "kept", 3

    def encoder(texts):
        nonlocal left
        left -= 1
        if not left:
            raise OSError("no network")
        return [[len(text)] for text in texts]

    words = ["tea", "a", "of", "bank", "river"]
    with pytest.raises(OSError, match="no network"):
        firth.distil(encoder, words=words, batch_size=2, checkpoint=path)
    assert firth.load(path, "safetensors").counts.sum() == 2
    assert firth.distil(encoder, words=words, checkpoint=path)["river"].tolist() == [5]
    left = 2
    with pytest.raises(OSError, match="no network"):
        firth.distil(encoder, words=words, checkpoint=path)
    assert not path.exists()  # nothing was done


def test_the_words_of_a_model_keep_their_order_and_counts(folder, tmp_path):
    model = firth.WordVectors(["tea", "cup", "river"], np.eye(3), counts=[9, 5, 2])
    model.save(tmp_path / "model.safetensors")
    for given in (model, tmp_path / "model.safetensors", str(tmp_path / "model.safetensors")):
        vectors = firth.distil(folder, given)
        assert (vectors.words, vectors.counts.tolist()) == (model.words, [9, 5, 2])
    vectors = firth.distil(folder, model, corpus=SENTENCES, contexts=4, window=1)
    expected = (own("of", "tea", at=1) + own("tea", "of", at=0)) / 2
    np.testing.assert_allclose(vectors["tea"], expected, rtol=1e-5)
    assert vectors.counts.tolist() == [9, 5, 2]


def test_the_words_of_a_model_are_as_many_and_as_frequent_as_is_asked_for(folder):
    model = firth.WordVectors(["tea", "cup", "river"], np.eye(3), counts=[9, 2, 5])
    assert firth.distil(folder, model, max_vocab=2).words == ("tea", "cup")
    found = firth.distil(folder, model, min_count=3, corpus=SENTENCES, contexts=2)
    assert (found.words, found.counts.tolist()) == (("tea", "river"), [9, 5])
    assert firth.distil(folder, model, min_count=3, max_vocab=1).words == ("tea",)
    assert firth.distil(folder, model, words=["river", "cup"], max_vocab=1).words == ("cup", "river")
    with pytest.raises(CorpusError, match="no word occurs 10 times"):
        firth.distil(folder, model, min_count=10)
    bare = firth.WordVectors(["tea", "cup"], np.eye(2))
    assert firth.distil(folder, bare, max_vocab=1).words == ("tea",)
    assert firth.distil(folder, bare, words=["cup"]).words == ("cup",)
    with pytest.raises(ArgumentError, match="min_count=3: has no effect on a model without counts"):
        firth.distil(folder, bare, min_count=3)


def test_senses_of_words_are_not_distilled(folder):
    facts = {"words": ["bank"], "numbers": [2], "mark": "|"}
    names = ["bank", "river", "bank|1", "bank|2", "tea|1"]  # the last is a word
    model = firth.WordVectors(names, np.eye(5), counts=[5, 4, 3, 2, 1], info={"senses": facts})
    found = firth.distil(folder, model)
    assert (found.words, found.counts.tolist()) == (("bank", "river", "tea|1"), [5, 4, 1])


def test_a_word_is_distilled_once_however_often_it_is_named(folder):
    assert firth.distil(folder, SENTENCES, words=["cup", "tea", "cup"]).words == ("cup", "tea")


def test_a_text_that_is_not_the_models_own_is_told(folder):
    model = firth.WordVectors(["tea", "Kaffee", "Tasse"], np.eye(3), counts=[9, 5, 2])
    with pytest.warns(UserWarning, match="of the model's 3 words, 1 occur in <iterable>"):
        vectors = firth.distil(folder, model, corpus=SENTENCES, contexts=4)
    assert vectors.info["distilled"]["alone"] == 2
    with pytest.raises(CorpusError, match="none of the 3 words of the model is there"):
        firth.distil(folder, model, corpus=[["Bier"]], contexts=4)


def test_a_saved_corpus_is_used_as_it_is_and_its_rare_words_are_read(folder, tmp_path):
    firth.encode(SENTENCES, min_count=1).save(tmp_path / "text.firth")
    saved = firth.distil(folder, tmp_path / "text.firth", contexts=3, min_count=2)
    assert saved == firth.distil(folder, SENTENCES, contexts=3, min_count=2)
    assert "a" not in saved
    assert len(firth.distil(folder, tmp_path / "text.firth", max_vocab=2, min_count=1)) == 2
    with pytest.raises(CorpusError, match="no word occurs 9 times"):
        firth.distil(folder, tmp_path / "text.firth", min_count=9)


def test_numbers_without_names_are_no_words(folder):
    ids = firth.EncodedCorpus.from_ids([[3, 4, 3], [4, 5]])
    for given in (ids, firth.WordVectors([3, 4], np.eye(2))):
        with pytest.raises(ArgumentError, match=r"numbers without names\. Give the corpus names"):
            firth.distil(folder, given, min_count=1)
    named = firth.EncodedCorpus.from_ids([[0, 1, 0]], words=["tea", "cup"])
    assert firth.distil(folder, named, min_count=1).words == ("tea", "cup")


def in_blocks_of(monkeypatch, texts):
    for work in (Alone, InContext):
        monkeypatch.setattr(work, "block", texts)


def interrupted_after(calls):
    """A report that is interrupted at the last of so many calls."""

    def report(progress):
        nonlocal calls
        if isinstance(progress, firth.DistilProgress):
            calls -= 1
            if not calls:
                raise KeyboardInterrupt

    return report


@pytest.mark.parametrize("contexts", [0, 3])
def test_an_interrupted_run_keeps_what_it_did_and_goes_on_to_the_same_vectors(folder, tmp_path, monkeypatch, contexts):
    in_blocks_of(monkeypatch, 2)
    given = {
        "contexts": contexts,
        "words": ["tea", "cup", "bank", "river", "teapot", "teapots", "cups"],
        "batch_size": 2,
    }
    expected = firth.distil(folder, SENTENCES, **given)
    path, told = tmp_path / "kept.partial", []
    for calls in (2, 1):
        with pytest.raises(TrainingInterrupted) as interrupt:
            firth.distil(folder, SENTENCES, checkpoint=path, progress=interrupted_after(calls), **given)
        assert f"are encoded, and kept in {path}" in interrupt.value.finished
        assert str(interrupt.value).startswith("the work was interrupted. ")
        told.append([int(number) for number in re.findall(r"\d+", interrupt.value.finished)[:2]])
        assert firth.load(path, "safetensors").counts.sum() > 0
    (first, total), (second, again) = told
    assert total == again  # of both runs together
    assert 4 == first < second < total
    seen = []
    found = firth.distil(folder, SENTENCES, checkpoint=path, progress=seen.append, **given)
    assert found == expected
    assert found.info == expected.info
    assert not path.exists()
    last = [each for each in seen if isinstance(each, firth.DistilProgress)][-1]
    assert 0 < last.texts == last.texts_total < 13  # not all of them again
    assert last.seconds_left == 0


def test_words_without_pieces_are_not_tried_again_by_a_run_that_goes_on(folder, tmp_path, monkeypatch):
    in_blocks_of(monkeypatch, 2)
    given = {"words": ["tea", "Ж", "q", "bank", "cups"], "batch_size": 2, "checkpoint": tmp_path / "kept"}
    with pytest.raises(TrainingInterrupted, match="4 texts of 5"):
        firth.distil(folder, progress=interrupted_after(2), **given)
    seen = []
    found = firth.distil(folder, progress=seen.append, **given)
    assert [(each.texts, each.texts_total) for each in seen] == [(1, 1)]
    assert found.info["distilled"]["without_pieces"] == 2
    assert found == firth.distil(folder, words=given["words"])


def test_the_first_texts_are_kept_soon(folder, monkeypatch):
    in_blocks_of(monkeypatch, 2)
    seen = []
    text = [[word, "the"] for word in ("tea", "cup", "bank", "river", "of", "a")]
    firth.distil(folder, text, min_count=1, contexts=1, batch_size=1, progress=seen.append)
    assert [each.texts for each in seen if isinstance(each, firth.DistilProgress)] == [1, 2, 4, 6]
    seen.clear()
    firth.distil(folder, words=["tea", "cup", "bank", "river", "of", "a"], batch_size=1, progress=seen.append)
    assert [each.texts for each in seen] == [1, 2, 4, 6]


def test_without_a_checkpoint_nothing_is_written(folder, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        firth.distil(folder, SENTENCES, min_count=1, progress=interrupted_after(1))
    assert sorted(tmp_path.rglob("*")) == before


def test_what_was_done_is_written_now_and_then(folder, tmp_path, monkeypatch):
    in_blocks_of(monkeypatch, 1)
    monkeypatch.setattr(partial, "EVERY", 0.0)
    path, sizes = tmp_path / "kept", []

    def report(_):
        sizes.append(firth.load(path, "safetensors").counts.sum() if path.exists() else 0)

    firth.distil(folder, words=["tea", "cup", "bank"], batch_size=1, checkpoint=path, progress=report)
    assert sizes[0] == 0
    assert sizes[1] == 1


def test_a_checkpoint_of_something_else_is_refused_and_left_alone(folder, tmp_path, monkeypatch):
    in_blocks_of(monkeypatch, 1)
    path = tmp_path / "kept"
    with pytest.raises(TrainingInterrupted):
        firth.distil(folder, words=["tea", "cup"], batch_size=1, checkpoint=path, progress=interrupted_after(1))
    before = path.read_bytes()
    for given in ({"words": ["tea", "bank"]}, {"words": ["tea", "cup", "a"]}, {"text": SENTENCES * 5, "contexts": 2}):
        with pytest.raises(
            ArgumentError, match=r"is not what an interrupted run .* left \(differs in: .*the words or the text"
        ):
            firth.distil(folder, checkpoint=path, **given)
    assert path.read_bytes() == before
    firth.WordVectors(["tea"], [[1, 0]]).save(tmp_path / "model.safetensors")
    with pytest.raises(ArgumentError, match="is not what an interrupted run"):
        firth.distil(folder, words=["tea"], checkpoint=tmp_path / "model.safetensors")
    (tmp_path / "text").write_text("a cup of tea")
    with pytest.raises(FormatError, match=r"checkpoint .*text: .* remove it, or name another file"):
        firth.distil(folder, words=["tea"], checkpoint=tmp_path / "text")


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"contexts": -1}, ArgumentError, "contexts=-1"),
        ({"contexts": 1.5}, ArgumentTypeError, "contexts=1.5"),
        ({"contexts": True}, ArgumentTypeError, "contexts=True"),
        ({"contexts": 1, "window": 0}, ArgumentError, "window=0"),
        ({"pool": "mean"}, ArgumentError, "must be one of word, context"),
        ({"window": 5}, ArgumentError, "window=5: has no effect without contexts"),
        ({"pool": "word"}, ArgumentError, "pool='word': has no effect without contexts"),
        ({"min_count": 0}, ValueError, "min_count=0"),
        ({"corpus": SENTENCES}, ArgumentError, "corpus='list': is for the words of a model"),
        ({"words": []}, ArgumentError, "there is no word to distil"),
        ({"words": ["tea", ""]}, ArgumentError, "must not be empty"),
        ({"words": "tea"}, ArgumentTypeError, "must be a list of words"),
        ({"words": [["tea"]]}, ArgumentTypeError, "is not a string"),
        ({"text": None}, ArgumentError, "there is no word to distil"),
        ({"text": "missing.txt"}, SourceError, "missing.txt"),
        ({"lower": True}, TypeError, "there is no setting 'lower'"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(folder, given, error, message):
    text = given.pop("text", SENTENCES)
    with pytest.raises(error, match=message):
        firth.distil(folder, text, **given)


def test_a_model_needs_a_text_for_contexts_and_only_for_them(folder):
    model = firth.WordVectors(["tea", "cup"], np.eye(2))
    with pytest.raises(ArgumentError, match="give one in which contexts are looked for"):
        firth.distil(folder, model, contexts=3)
    with pytest.raises(ArgumentError, match="has no effect without contexts"):
        firth.distil(folder, model, corpus=SENTENCES)
