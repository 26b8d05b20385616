"""To frames and modules of other libraries, and back."""

import importlib
import sys
import types

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, MissingExtraError


@pytest.fixture
def vectors(random):
    matrix = random.normal(size=(4, 3)).astype(np.float32)
    return firth.WordVectors(["the", "国王", "😀 x", "line\nend"], matrix, contexts=matrix * 2, counts=[4, 3, 2, 1])


def test_tables_of_arrow_and_polars_come_back_as_they_were(vectors):
    assert firth.WordVectors.from_frame(vectors.to_arrow()) == vectors
    assert firth.WordVectors.from_frame(vectors.to_polars()) == vectors


def test_a_frame_of_pandas_has_the_words_as_index_and_comes_back(vectors):
    frame = vectors.to_pandas()
    np.testing.assert_array_equal(frame.loc["国王"].to_numpy(), vectors["国王"])
    for back in (frame, frame.reset_index(), frame.rename_axis(None)):
        found = firth.WordVectors.from_frame(back)
        assert found.words == vectors.words
        np.testing.assert_array_equal(found.vectors, vectors.vectors)


def test_what_is_changed_in_a_frame_does_not_change_the_vectors(vectors):
    before = vectors.vectors.copy()
    frame = vectors.to_pandas()
    frame.iloc[0, 0] = 99
    np.testing.assert_array_equal(vectors.vectors, before)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"word": ["a", "b"], "vector": [[1, 3], [2, 4]]}),
        pd.DataFrame({"word": ["a", "b"], "vector": [np.array([1.0, 3.0]), np.array([2.0, 4.0])]}),
        pl.DataFrame({"token": ["a", "b"], "x": [1, 2], "y": [3, 4]}),
        pl.DataFrame(
            {"w": ["a", "b"], "v": [[1.0, 3.0], [2.0, 4.0]]}, schema={"w": pl.String, "v": pl.Array(pl.Float64, 2)}
        ),
        pa.table({"word": ["a", "b"], "x": [1.0, 2.0], "y": [3.0, 4.0]}),
    ],
)
def test_frames_as_people_have_them_become_vectors(frame):
    found = firth.WordVectors.from_frame(frame)
    assert found.words == ("a", "b")
    assert found.vectors.tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"word": ["a", "b"]}), "has no numbers"),
        (pd.DataFrame([[1.0, 2.0]]), "no column of words"),
        (pd.DataFrame(), "no rows"),
        (pd.DataFrame({"word": ["a"], "thing": [object()]}), "Arrow cannot take its columns"),
        (pd.Series([1.0]), "Arrow cannot take its columns"),
    ],
)
def test_a_frame_that_holds_no_vectors_is_refused(frame, message):
    with pytest.raises(ArgumentError, match=message):
        firth.WordVectors.from_frame(frame)


@pytest.mark.parametrize("value", [[1, 2], np.eye(2), {"a": [1]}, None, "table.parquet"])
def test_what_is_no_frame_is_refused(value):
    with pytest.raises(ArgumentTypeError, match="must be a table of pandas, Polars or Arrow"):
        firth.WordVectors.from_frame(value)


@pytest.mark.parametrize(("call", "package"), [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_torch", "torch")])
def test_a_library_that_is_not_installed_is_named_with_its_extra(vectors, monkeypatch, call, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'firth\[{package}\]'"):
        getattr(vectors, call)()


class Embedding:
    """Of `torch.nn`, as far as it is called."""

    @classmethod
    def from_pretrained(cls, weights, *, freeze, padding_idx):
        made = cls()
        made.weight, made.freeze, made.padding_idx = weights, freeze, padding_idx
        return made


@pytest.fixture
def torch(monkeypatch):
    """PyTorch, or where it is not installed what is called of it."""
    try:
        return importlib.import_module("torch")
    except ImportError:
        double = types.SimpleNamespace(from_numpy=np.asarray, nn=types.SimpleNamespace(Embedding=Embedding))
        monkeypatch.setitem(sys.modules, "torch", double)
        return double


@pytest.mark.usefixtures("torch")
def test_an_embedding_has_the_row_of_each_word_and_those_that_are_asked_for_after_them(vectors):
    plain = vectors.to_torch()
    np.testing.assert_array_equal(np.asarray(plain.weight), vectors.vectors)
    assert plain.padding_idx is None
    more = vectors.to_torch(freeze=False, padding=True, unknown=True)
    rows = np.asarray(more.weight.detach() if hasattr(more.weight, "detach") else more.weight)
    np.testing.assert_array_equal(rows[:4], vectors.vectors)
    assert more.padding_idx == 4
    assert not rows[4].any()
    np.testing.assert_allclose(rows[5], vectors.vectors.mean(axis=0), rtol=1e-6)
    assert len(vectors.to_torch(unknown=True).weight) == 5


@pytest.mark.parametrize("through", ["to_pandas", "to_polars", "to_arrow"])
def test_ids_come_back_as_ids_from_every_frame(through):
    ids = firth.WordVectors([7, 2**40, 0], [[1, 2], [3, 4], [5, 6]])
    back = firth.WordVectors.from_frame(getattr(ids, through)())
    assert back.of_ids
    assert back == ids


def test_the_index_of_pandas_is_ids_only_where_no_column_is_of_words():
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]}, index=[5, 7])
    assert firth.WordVectors.from_frame(frame).words == (5, 7)
    named = firth.WordVectors.from_frame(frame.assign(word=["a", "b"]))
    assert (named.words, named.vectors.tolist()) == (("a", "b"), [[1, 3], [2, 4]])


@pytest.mark.parametrize(("ids", "message"), [([1, -1], "-1 is not an id"), ([1, None], "1 row without an id")])
def test_numbers_that_are_no_ids_are_refused(ids, message):
    with pytest.raises(ArgumentError, match=message):
        firth.WordVectors.from_frame(pa.table({"word": pa.array(ids, pa.int64()), "x": [1.0, 2.0]}))


def test_a_dimension_of_whole_numbers_is_kept_beside_others():
    frame = pd.DataFrame({"word": ["a", "b"], "x": [1, 2], "y": [1.5, 2], "count": [9, 8]})
    found = firth.WordVectors.from_frame(frame)
    assert found.vectors.tolist() == [[1, 1.5], [2, 2]]
    assert found.counts.tolist() == [9, 8]
