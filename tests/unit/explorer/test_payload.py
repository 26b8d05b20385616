import base64
import json
import subprocess
import sys

import numpy as np
import pytest

from firth.errors import FormatError
from firth.explorer.codes import codes_of
from firth.explorer.payload import as_text, payload_of
from firth.runs.runs import Runs
from firth.vectors.word_vectors import WordVectors


def array(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype)


def the_model(explored, *, served=False):
    (model,) = json.loads(as_text(payload_of([explored], served=served)))["models"]
    return model


def test_words_and_arrays_are_those_of_the_map(crowd, explore):
    explored = explore(crowd, words=40)
    model = the_model(explored)
    assert model["words"] == [crowd.words[row] for row in explored.map.rows] == list(crowd.words[:459:-1])
    assert model["counts"] == list(range(500, 460, -1))
    assert (model["name"], model["total"], model["dimensions"]) == ("model", 500, 8)
    for name, dtype, expected in (
        ("rows", "<i4", explored.map.rows),
        ("positions", "<f4", explored.map.positions.ravel()),
        ("label_zoom", "<f4", explored.map.label_zooms),
        ("clusters", "u1", explored.map.clusters),
    ):
        np.testing.assert_array_equal(array(model[name], dtype), expected)
    assert model["projection"]["method"] == "pca"
    assert 0 < model["projection"]["trustworthiness"] < 1


def test_the_single_file_holds_the_codes_of_both_matrices(crowd, explore):
    explored = explore(crowd, words=40)
    codes = the_model(explored)["codes"]
    assert codes.keys() == {"input", "output"}
    for name, matrix in (("input", crowd.vectors), ("output", crowd.contexts)):
        expected = codes_of(matrix[explored.map.rows])
        np.testing.assert_array_equal(array(codes[name]["bytes"], "i1").reshape(40, 8), expected.codes)
        np.testing.assert_array_equal(array(codes[name]["scales"], "<f4"), expected.scales)
        assert 0.9 < codes[name]["agreement"] <= 1


def test_a_served_page_needs_no_codes(crowd, explore):
    assert the_model(explore(crowd), served=True)["codes"] is None


def test_a_model_without_contexts_and_counts_says_so(explore):
    model = the_model(explore(WordVectors(["tea", "cup"], [[1, 0], [0, 1]])))
    assert model["views"] == ["input"]
    assert model["codes"].keys() == {"input"}
    assert model["counts"] is model["losses"] is model["stability"] is None
    assert model["facts"] == []


def test_facts_and_losses_come_from_what_the_model_says_of_itself(explore):
    info = {
        "source_format": "word2vec-text",
        "config": {"architecture": "cbow", "window": 5, "alpha": 0.035, "patience": None, "shrink_windows": True},
        "corpus": {"tokens": 16_652_760, "sources": ["a.txt"]},
        "training": {"loss_curve": [[1_000, 3.5], [2_000, 2.5]]},
    }
    model = the_model(explore(WordVectors(["tea", "cup"], [[1, 0], [0, 1]], info=info)))
    assert model["facts"] == [
        ["source_format", "word2vec-text"],
        ["architecture", "cbow"],
        ["window", "5"],
        ["alpha", "0.035"],
        ["shrink_windows", "yes"],
        ["tokens", "16,652,760"],
    ]
    assert model["losses"] == [[1_000, 3.5], [2_000, 2.5]]


@pytest.mark.parametrize("curve", [5, "curve", [], [5], [[1]], [[1, "2"]], [[1, 2, 3]], [[1, np.nan]], {"1": 2}])
def test_what_is_no_curve_of_losses_is_left_out(explore, curve):
    info = {"training": {"loss_curve": curve}}
    model = the_model(explore(WordVectors(["tea", "cup"], [[1, 0], [0, 1]], info=info)))
    assert model["losses"] is None


def test_columns_are_in_the_order_of_the_words(crowd, explore):
    model = the_model(explore(crowd, words=3, columns={"kind": {"a498": "even", "b001": "rare"}}))
    assert model["words"] == ["b499", "a498", "b497"]
    assert model["columns"] == {"kind": [None, "even", None]}


def test_runs_are_told(crowd, explore):
    model = the_model(explore(crowd, runs=Runs(crowd, [crowd, crowd], "seeds")), served=True)
    assert model["stability"] == {"runs": 2, "by": "seeds", "neighbours": None, "holds": None}


def test_words_of_any_kind_come_through_whole(hostile, explore):
    text = as_text(payload_of([explore(hostile)], served=False))
    (model,) = json.loads(text)["models"]
    assert tuple(model["words"]) == hostile.words


def test_vectors_of_unlike_lengths_are_not_mixed_up_with_other_words(crowd, explore):
    """The rows of the map are not the first ones, and the codes are those of its rows."""
    explored = explore(crowd, words=5)
    first = array(the_model(explored)["codes"]["input"]["bytes"], "i1")[:8]
    cosines = np.asarray(crowd.vectors) @ first / np.linalg.norm(crowd.vectors, axis=1)
    assert cosines.argmax() == 499


def test_vectors_that_are_not_finite_are_refused(explore):
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0, 1]], contexts=[[np.nan, 0], [0, 1]])
    with pytest.raises(FormatError, match="NaN or infinity"):
        payload_of([explore(vectors)], served=False)


def test_a_page_that_is_served_begins_without_the_compiler():
    """The Huffman codes need it, and they are asked for one by one."""
    script = """
import sys
import firth
vectors = firth.WordVectors(["tea", "cup", "pot"], [[1, 0], [0, 1], [1, 1]], counts=[3, 2, 1])
from firth.explorer.payload import payload_of
model = payload_of(firth.explore(vectors, projection="pca").models, served=True)["models"][0]
assert model["noise"] and model["huffman"] is None
assert "numba" not in sys.modules, "the compiler was loaded"
"""
    subprocess.run([sys.executable, "-c", script], check=True)
