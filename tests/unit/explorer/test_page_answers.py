"""The answers that the page gives by itself, beside those of Python to the same vectors."""

import base64
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from firth.explorer.answering import Answering
from firth.explorer.codes import codes_of
from firth.explorer.payload import as_text, payload_of, views_of
from firth.runs.runs import Runs
from firth.vectors.word_vectors import WordVectors

SCRIPT = Path(__file__).with_name("page") / "ask.js"
QUESTIONS = [
    {"question": "neighbours", "add": ["a000"], "limit": 7},
    {"question": "neighbours", "add": ["a000", "b001"], "subtract": ["a002"], "limit": 20},
    {"question": "odd", "words": ["a000", "b001", "a002", "b003"]},
    {"question": "axis", "from": "a000", "to": "b001", "limit": 5},
    {"question": "rows", "words": ["a000", "b499"]},
    {"question": "contexts", "word": "b003", "limit": 6},
    {"question": "path", "word": "b003"},
    {"question": "complete", "prefix": "B00", "limit": 3},
]


@pytest.fixture(scope="module")
def ask(tmp_path_factory, needed):
    """The answers of the page's code under Node."""

    def answers(payload, questions):
        folder = tmp_path_factory.mktemp("asked")
        (folder / "payload.json").write_bytes(as_text(payload))
        (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
        command = [needed("node"), SCRIPT, folder / "payload.json", folder / "questions.json"]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    return answers


@pytest.fixture
def rounded(crowd):
    """Vectors that codes keep as they are, the commonest word first, as on a map."""
    order = np.argsort(-crowd.counts, kind="stable")
    words = [crowd.words[row] for row in order]
    inputs, contexts = (codes_of(matrix[order]).rows() for matrix in (crowd.vectors, crowd.contexts))
    return WordVectors(words, inputs, contexts, crowd.counts[order])


def without_scores(answer):
    return {name: value for name, value in answer.items() if name != "scores"}


def flat(value, name=""):
    """The values inside an answer, each with the way to it."""
    if isinstance(value, dict):
        return [each for key in sorted(value) for each in flat(value[key], f"{name}.{key}")]
    if isinstance(value, list):
        return [each for i, inner in enumerate(value) for each in flat(inner, f"{name}.{i}")]
    return [(name, value)]


def assert_alike(found, expected):
    for (place, one), (other_place, other) in zip(flat(found), flat(expected), strict=True):
        assert place == other_place
        assert one == (pytest.approx(other, abs=2e-6) if isinstance(other, float) else other), place


def test_the_page_answers_as_python_does_in_every_view(ask, explore, rounded):
    shown = explore(rounded)
    questions = [{**each, "model": 0, "view": view} for view in views_of(rounded) for each in QUESTIONS]
    found = ask(payload_of([shown], served=False), questions)
    answering = Answering([shown])
    for question, answer in zip(questions, found, strict=True):
        expected = answering(question)
        answer.pop("close", None)
        if "scores" in expected:
            scores = np.frombuffer(base64.b64decode(expected["scores"]), "<f4")
            np.testing.assert_allclose(answer["scores"], scores, atol=2e-6)
        assert_alike(without_scores(answer), without_scores(expected))


def test_words_that_cancel_each_other_out_are_refused_in_words(ask, explore, rounded):
    question = {
        "question": "neighbours",
        "model": 0,
        "view": "input",
        "add": ["a000"],
        "subtract": ["a000"],
        "limit": 1,
    }
    (answer,) = ask(payload_of([explore(rounded)], served=False), [question])
    assert "cancel each other out" in answer["error"]


def test_an_unknown_word_has_close_ones(ask, explore, rounded):
    question = {"question": "odd", "model": 0, "view": "input", "words": ["a000", "a00", "zebra"]}
    (answer,) = ask(payload_of([explore(rounded)], served=False), [question])
    assert answer["unknown"] == ["a00", "zebra"]
    assert answer["close"]["a00"] == ["a400", "a300", "a200"], "the commonest"
    assert answer["close"]["zebra"] == []


def test_a_file_tells_in_how_many_runs_a_neighbour_holds(ask, explore, rounded, random):
    """Where all words are on the map, as the server does; of words that are not stored it does not know."""
    others = [rounded.vectors + 0.3 * random.normal(size=(500, 8)) for _ in range(3)]
    runs = Runs(rounded, [WordVectors(rounded.words, each) for each in others], "seeds")
    shown = explore(rounded, runs=runs)
    question = {"question": "neighbours", "model": 0, "view": "input", "add": ["a000"], "limit": 20}
    more = [question | {"limit": 22}, question | {"view": "mean"}, question | {"add": ["a000", "b001"]}]
    answer, longer, *without = ask(payload_of([shown], served=False), [question, *more])
    assert_alike(answer["neighbours"], Answering([shown])(question)["neighbours"])
    assert len({each["runs"] for each in answer["neighbours"]}) > 1
    assert [each["runs"] for each in longer["neighbours"]][20:] == [None, None]
    assert not [each for other in without for each in other["neighbours"] if "runs" in each]
