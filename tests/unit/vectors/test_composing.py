"""Words that a model does not hold, made of their pieces."""

import pickle

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, FormatError, MissingPartError, UnknownWordError

TEXT = [["the", "teapot", "and", "the", "cups"], ["a", "cup", "of", "tea", "in", "teapots"]] * 200
SETTINGS = {"min_count": 1, "vector_size": 12, "epochs": 3, "sample": 0}


@pytest.fixture(scope="module")
def vectors():
    return firth.train(TEXT, subwords="2-4", **SETTINGS)


def test_a_word_that_is_not_there_is_refused_unless_it_is_asked_to_be_composed(vectors):
    with pytest.raises(UnknownWordError, match=r"can compose it .* vectors\.composing\(\)"):
        vectors["teacup"]
    assert vectors.composing()["teacup"].shape == (12,)


def test_a_composed_word_is_the_mean_of_its_pieces(vectors):
    places = vectors.subwords.places(["teacup"])[1]
    rows = [vectors.subwords.rows[place] if place >= 0 else np.zeros(12) for place in places]
    np.testing.assert_allclose(vectors.composing()["teacup"], np.mean(rows, axis=0), atol=1e-7)


def test_words_that_are_there_are_as_before_and_in_is_exact(vectors):
    composing = vectors.composing()
    np.testing.assert_array_equal(composing["tea"], vectors["tea"])
    assert "teacup" not in composing
    assert composing.get("teacup") is None
    assert list(composing) == list(vectors)


def test_every_question_by_cosine_takes_composed_words(vectors):
    composing = vectors.composing()
    assert composing.similarity("teapotz", "teapot") > 0.5
    nearest = dict(composing.most_similar("teapotz", topn=3))
    assert nearest == pytest.approx(dict(composing.most_similar(composing["teapotz"], topn=3)), abs=1e-6)
    assert nearest == pytest.approx(dict(composing.most_similar_many(["teapotz"], topn=3)[0]), abs=1e-6)
    assert len(composing.most_similar(["teapotz"], negative=["cupz"], topn=2)) == 2
    assert composing.doesnt_match(["tea", "teapotz", "the"]) in {"tea", "teapotz", "the"}
    assert composing.rows(["tea", "teapotz"])[1].tolist() == composing["teapotz"].tolist()


def test_an_analogy_with_a_composed_word_is_about_its_vector(vectors):
    unit = lambda word: vectors.composing()[word] / np.linalg.norm(vectors.composing()[word])  # noqa: E731
    query = unit("teas") - unit("tea") + unit("cup")
    (best, _), *_ = [each for each in vectors.most_similar(query, topn=5) if each[0] not in {"tea", "cup"}]
    assert vectors.composing().analogy("tea", "teas", "cup", topn=1)[0][0] == best


def test_a_word_without_a_known_piece_is_unknown_even_then(vectors):
    assert not vectors.composable("zzz")
    with pytest.raises(UnknownWordError, match="None of its pieces has a vector"):
        vectors.composing()["zzz"]


def test_all_words_that_are_missing_are_named(vectors):
    with pytest.raises(UnknownWordError, match=r"'zzz'.*Also missing: 'qqq'"):
        vectors.composing().rows(["tea", "zzz", "teapotz", "qqq"])


def test_a_model_of_whole_words_composes_nothing():
    plain = firth.train(TEXT, **SETTINGS)
    assert not plain.composable("teacup")
    with pytest.raises(MissingPartError, match="--subwords 3-6"):
        plain.composing()


def test_a_word_is_composed_as_the_text_was_read():
    lower = firth.train(["Tea teapot CUP"] * 50, lowercase=True, subwords="2-3", **SETTINGS)
    np.testing.assert_array_equal(lower.composing()["TEACUP"], lower.composing()["teacup"])


def test_shares_of_pieces_are_one_together(vectors):
    for word in ("tea", "teapotz"):
        assert sum(piece.share for piece in vectors.pieces(word)) == pytest.approx(1)
    assert [piece.text for piece in vectors.pieces("tea") if piece.whole] == ["tea"]
    assert not any(piece.whole for piece in vectors.pieces("teapotz"))
    assert {piece.text for piece in vectors.pieces("teaz") if not piece.known} >= {"z>"}


def test_the_nearest_pieces_are_those_of_highest_cosine(vectors):
    found = vectors.nearest_pieces("tea", topn=3)
    unit = vectors.subwords.rows / np.linalg.norm(vectors.subwords.rows, axis=1, keepdims=True)
    highest = np.sort(unit @ vectors["tea"] / np.linalg.norm(vectors["tea"]))[::-1][:3]
    np.testing.assert_allclose([score for _, score in found], highest, atol=1e-5)
    for text, _ in found:
        assert any(text in f"<{word}>" for word in vectors.words)


def test_a_copy_by_pickle_composes_as_the_first_one(vectors):
    copied = pickle.loads(pickle.dumps(vectors.composing()))
    np.testing.assert_array_equal(copied["teacup"], vectors.composing()["teacup"])
    assert copied == vectors


def test_parts_of_a_function_are_given_again_when_a_model_is_loaded(tmp_path):
    made = firth.train(TEXT, parts=list, **SETTINGS)
    made.save(tmp_path / "m.safetensors")
    with pytest.raises(MissingPartError, match=r"by a function, 'list'.*parts=function"):
        firth.load(tmp_path / "m.safetensors").composing()
    again = firth.load(tmp_path / "m.safetensors", parts=list)
    np.testing.assert_array_equal(again.composing()["teacup"], made.composing()["teacup"])


def test_a_function_for_a_model_of_ngrams_is_refused(vectors, tmp_path):
    vectors.save(tmp_path / "m.safetensors")
    with pytest.raises(ArgumentError, match="cut into n-grams"):
        firth.load(tmp_path / "m.safetensors", parts=list)


@pytest.mark.parametrize("wrong", ["x", 3, object()])
def test_something_else_as_subwords_is_refused(wrong):
    with pytest.raises(TypeError, match="subwords"):
        firth.WordVectors(["a"], [[1.0]], subwords=wrong)


def test_subwords_of_other_dimensions_are_refused(vectors):
    with pytest.raises(ArgumentError, match="subwords"):
        firth.WordVectors(["a"], [[1.0]], subwords=vectors.subwords)


@pytest.mark.parametrize("ask", ["pieces", "nearest_pieces"])
@pytest.mark.parametrize("wrong", [None, 3, b"tea", ["tea"]])
def test_the_pieces_of_something_else_than_a_word_are_refused(vectors, ask, wrong):
    with pytest.raises(ArgumentTypeError, match="must be a string"):
        getattr(vectors, ask)(wrong)


@pytest.mark.parametrize("wrong", ["teacup", {"teacup"}, [None]])
def test_rows_are_added_for_a_list_of_words_only(vectors, wrong):
    with pytest.raises(ArgumentTypeError):
        vectors.including(wrong)


def test_a_piece_that_is_not_finite_is_refused(vectors):
    broken = np.full_like(vectors.subwords.rows, np.nan)
    damaged = firth.WordVectors(vectors.words, vectors.vectors, subwords=vectors.subwords._replace(rows=broken))
    with pytest.raises(FormatError, match="NaN or infinity"):
        damaged.composing()["teacup"]


def test_the_input_view_composes_and_the_others_say_why_not(vectors):
    np.testing.assert_array_equal(vectors.composing().view("input")["teacup"], vectors.composing()["teacup"])
    with pytest.raises(MissingPartError, match="view 'mean'"):
        vectors.view("mean").composing()


def test_a_function_that_is_none_is_refused_when_a_model_is_loaded(tmp_path):
    firth.train(TEXT, parts=list, **SETTINGS).save(tmp_path / "m.safetensors")
    with pytest.raises(ArgumentTypeError, match="must be a function"):
        firth.load(tmp_path / "m.safetensors", parts=3)


def test_a_composed_word_has_no_row_and_its_error_says_so(vectors):
    for each in (vectors, vectors.composing()):
        with pytest.raises(UnknownWordError, match=r"It has no row, .* vectors.composing\(\)\[word\]"):
            each.index("teapotz")
