"""Vectors as a mapping, as a matrix, and as a value."""

import copy
import html
import pickle
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

import firth.normalizing
from firth.errors import ArgumentError, ArgumentTypeError, MissingExtraError, UnknownWordError
from firth.vectors.word_vectors import WordVectors, load

WORDS = ["tea", "cup", "<b>oak</b>", "电脑"]
READING = {"reading": {"tokenizer": "words", "lowercase": True, "chinese_script": "simplified"}}


@pytest.fixture
def matrix(random):
    return random.normal(size=(4, 3)).astype(np.float32)


@pytest.fixture
def vectors(matrix):
    return WordVectors(WORDS, matrix, -matrix, [4, 3, 2, 1], READING)


def test_it_is_a_mapping_of_which_all_parts_agree(vectors, matrix):
    assert isinstance(vectors, Mapping)
    assert list(vectors) == list(vectors.keys()) == [word for word, _ in vectors.items()] == WORDS
    assert len(vectors.values()) == len(vectors.items()) == 4
    np.testing.assert_array_equal(list(vectors.values()), matrix)
    as_dict = dict(vectors)
    assert list(as_dict) == WORDS
    assert all(as_dict[word].tolist() == vectors[word].tolist() for word in WORDS)
    assert vectors["tea"] in vectors.values()
    assert ("tea", vectors["tea"]) in vectors.items()
    for item in (("tea", 1), ("coffee", vectors["tea"]), ("tea",), "tea", ([], 1)):
        assert item not in vectors.items()
    assert vectors.keys() & {"tea", "coffee"} == {"tea"}


def test_get_has_a_default(vectors):
    assert vectors.get("tea").tolist() == vectors["tea"].tolist()
    assert vectors.get("coffee") is None
    assert vectors.get("coffee", 7) == 7
    assert vectors.get([]) is None


@pytest.mark.parametrize(
    "thing", [3, None, [], {}, ["tea"], b"tea", np.array(["tea"]), np.array([[1, 2]]), ("tea",), slice(1)], ids=repr
)
def test_in_never_raises(vectors, thing):
    assert thing not in vectors


def test_a_string_of_numpy_is_a_string(vectors):
    assert np.str_("tea") in vectors
    assert vectors.index(np.str_("tea")) == 0


def test_what_is_in_is_what_iteration_gives_and_questions_go_further(vectors):
    for word in ("TEA", "電腦"):
        assert (word in vectors) == (word in list(vectors)) == (word in vectors.keys()) is False  # noqa: SIM118
        assert vectors.get(word) is None
        assert vectors[word].tolist() == vectors.rows([word])[0].tolist() == vectors[[word]][0].tolist()


def test_in_needs_no_converter_of_characters_where_a_question_does(vectors, monkeypatch):
    def missing(_):
        raise MissingExtraError("OpenCC", "chinese", "converting Chinese characters")

    monkeypatch.setattr(firth.normalizing, "_converter", missing)
    assert "電腦" not in vectors
    assert vectors.get("電腦") is None
    with pytest.raises(MissingExtraError):
        vectors.index("電腦")


@pytest.mark.parametrize(
    "words",
    [["cup", "tea"], ("cup", "tea"), np.array(["cup", "tea"]), pd.Series(["cup", "tea"]), {"cup": 1, "tea": 2}],
    ids=lambda words: type(words).__name__,
)
def test_several_words_give_a_matrix(vectors, matrix, words):
    for found in (vectors.rows(words), vectors[words]):
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, matrix[[1, 0]])
        found[0] = 9  # it is new
    assert vectors[[]].shape == (0, 3)
    assert vectors.rows(word for word in words).shape == (2, 3)
    with pytest.raises(UnknownWordError, match="'coffee'"):
        vectors[["tea", "coffee"]]


def test_to_numpy_it_is_the_matrix(vectors, matrix):
    assert np.shares_memory(np.asarray(vectors), matrix)
    assert not np.asarray(vectors).flags.writeable
    assert np.asarray(vectors, dtype=np.float64).dtype == np.float64
    copied = np.array(vectors)
    assert copied.flags.writeable
    assert not np.shares_memory(copied, matrix)
    with pytest.raises(ValueError, match="copy"):
        np.array(vectors, dtype=np.float64, copy=False)
    np.testing.assert_allclose(np.mean(vectors, axis=0), matrix.mean(axis=0))


def test_two_are_equal_if_words_and_arrays_are(vectors, matrix, tmp_path):
    same = WordVectors(WORDS, matrix.copy(), -matrix, [4, 3, 2, 1], {"other": 1})
    assert vectors == same
    assert not vectors != same  # noqa: SIM202 - both operators
    vectors.save(tmp_path / "v.safetensors")
    assert load(tmp_path / "v.safetensors") == vectors
    for other in (
        WordVectors(WORDS[::-1], matrix, -matrix, [4, 3, 2, 1]),
        WordVectors(WORDS, matrix, -matrix),
        WordVectors(WORDS, matrix, matrix, [4, 3, 2, 1]),
        WordVectors(WORDS, matrix * 2, -matrix, [4, 3, 2, 1]),
        {},
        None,
        dict.fromkeys(WORDS),
    ):
        assert vectors != other
    damaged = np.full((1, 2), np.nan)
    assert WordVectors(["a"], damaged) == WordVectors(["a"], damaged)
    with pytest.raises(TypeError, match="unhashable"):
        hash(vectors)


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_are_equal(vectors, clone):
    assert clone(vectors) == vectors
    assert clone(vectors).info == vectors.info
    assert clone(vectors.info) == READING


def test_a_notebook_shows_a_table_in_which_words_are_text(vectors):
    shown = vectors._repr_html_()
    assert "<th>tea</th>" in shown
    assert html.escape("<b>oak</b>") in shown
    assert "<b>" not in shown
    wide = WordVectors(map(str, range(50)), np.ones((50, 40)))._repr_html_()
    assert wide.count("<tr>") == 10
    assert "&hellip;" in wide
    assert "x" * 41 not in WordVectors(["x" * 10_000], [[1]])._repr_html_()


def test_a_notebook_shows_how_vectors_were_trained(matrix):
    info = {"config": {"window": 5, "architecture": "skipgram", "seed": 0, "negative": None, "epochs": "<b>"}}
    shown = WordVectors(WORDS, matrix, info=info)._repr_html_()
    assert "<p>architecture skipgram, window 5, epochs &lt;b&gt;, seed 0</p>" in shown
    assert WordVectors(WORDS, matrix, info={"config": 3})._repr_html_().count("<p>") == 1


CHANGES = {
    "item": lambda info: info.__setitem__("x", 1),
    "inner item": lambda info: info["reading"].__setitem__("lowercase", False),
    "delete": lambda info: info.__delitem__("reading"),
    "update": lambda info: info.update(x=1),
    "or": lambda info: info.__ior__({"x": 1}),
    "pop": lambda info: info.pop("reading"),
    "popitem": lambda info: info.popitem(),
    "clear": lambda info: info.clear(),
    "default": lambda info: info.setdefault("x", 1),
    "list item": lambda info: info["curve"].__setitem__(0, 1),
    "deep list item": lambda info: info["curve"][1]["at"].append(1),
    "extend": lambda info: info["curve"].extend([1]),
    "add": lambda info: info["curve"].__iadd__([1]),
    "sort": lambda info: info["curve"].sort(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_facts_cannot_be_changed_at_any_depth(matrix, change):
    given = {"reading": {"lowercase": True}, "curve": [1, {"at": [2.5, None]}], "sizes": (1, 2)}
    expected = {"reading": {"lowercase": True}, "curve": [1, {"at": [2.5, None]}], "sizes": [1, 2]}
    vectors = WordVectors(WORDS, matrix, info=given)
    with pytest.raises(TypeError, match="cannot be changed"):
        CHANGES[change](vectors.info)
    given["reading"]["lowercase"] = False
    given["curve"][1]["at"].append(3)
    assert vectors.info == expected


@pytest.mark.parametrize(
    "parts",
    [
        {"words": None},
        {"words": 5},
        {"words": b"ab"},
        {"words": [b"a", b"b"]},
        {"words": [["a"], ["b"]]},
        {"vectors": None},
        {"vectors": "ab"},
        {"vectors": [["1", "2"], ["3", "4"]]},
        {"vectors": [[1], [2, 3]]},
        {"vectors": np.ones((2, 3), complex)},
        {"contexts": "ab"},
        {"counts": [1.5, 2.0]},
        {"counts": ["1", "2"]},
        {"info": 5},
        {"info": {"x": {1, 2}}},
        {"info": {"x": [object()]}},
        {"info": {"x": np.float32(1)}},
    ],
)
def test_parts_of_a_wrong_type_are_type_errors(parts):
    with pytest.raises(ArgumentTypeError, match=next(iter(parts))):
        WordVectors(**{"words": ["a", "b"], "vectors": np.ones((2, 3)), **parts})


def test_counts_below_zero_are_refused():
    with pytest.raises(ArgumentError, match="counts=-1: counts must be 0 or more"):
        WordVectors(["a", "b"], np.ones((2, 3)), counts=[-1, 2])


ASKED = {
    "index": lambda v: v.index(7),
    "row": lambda v: v[0],
    "slice": lambda v: v[1:],
    "none": lambda v: v[None],
    "bytes": lambda v: v[b"tea"],
    "mixed": lambda v: v[["tea", 5]],
    "lone": lambda v: v.rows("tea"),
    "rows": lambda v: v.rows(None),
    "similar": lambda v: v.most_similar(None),
    "similar bytes": lambda v: v.most_similar(b"tea"),
    "similar floats": lambda v: v.most_similar([0.5, 1.0, 2.0]),
    "similar inner": lambda v: v.most_similar(["tea", None]),
    "negative": lambda v: v.most_similar("tea", negative=5),
    "topn text": lambda v: v.most_similar("tea", topn="5"),
    "topn bool": lambda v: v.most_similar("tea", topn=True),
    "topn none": lambda v: v.analogy("tea", "cup", "tea", topn=None),
    "restrict": lambda v: v.most_similar("tea", restrict_vocab=2.5),
    "restrict text": lambda v: v.typical_contexts("tea", restrict_vocab="2"),
    "many": lambda v: v.most_similar_many(None),
    "many lone": lambda v: v.most_similar_many("tea"),
    "triples": lambda v: v.analogy_many(None),
    "triple": lambda v: v.analogy_many([None]),
    "analogy": lambda v: v.analogy("tea", "cup", 5),
    "odd": lambda v: v.doesnt_match(None),
    "contexts": lambda v: v.predict_center(5),
    "view": lambda v: v.view(np.ones(3)),
    "similarity": lambda v: v.similarity("tea", None),
}


@pytest.mark.parametrize("question", ASKED)
def test_a_question_of_a_wrong_type_is_a_type_error(vectors, question):
    with pytest.raises(ArgumentTypeError):
        ASKED[question](vectors)


def test_words_of_a_question_come_in_whatever_holds_several(vectors):
    asked = vectors.most_similar(["tea", "cup"])
    for words in (("tea", "cup"), np.array(["tea", "cup"]), pd.Series(["tea", "cup"]), iter(["tea", "cup"])):
        assert vectors.most_similar(words) == asked
    assert vectors.doesnt_match(iter(WORDS)) == vectors.doesnt_match(np.array(WORDS))
    assert vectors.predict_center(iter(["tea"])) == vectors.predict_center(["tea"])
