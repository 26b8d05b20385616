import base64
import json

import numpy as np
import pytest

from firth.errors import ArgumentError, FirthError, FormatError
from firth.explorer.answering import Answering
from firth.explorer.payload import as_text
from firth.runs.runs import Runs
from firth.sampling import huffman_tree
from firth.vectors.word_vectors import WordVectors


@pytest.fixture
def ask(crowd, explore):
    """Asks a model of 500 words, of which 50 are on the map, and a second one of six words without contexts."""
    few = WordVectors(
        ("king", "queen", "King", "tea", "coffee", "kin"), [[1, 0], [1, 0.2], [0.9, 0], [0, 1], [0.1, 1], [-1, 0]]
    )
    answering = Answering([explore(crowd, words=50), explore(few)])

    def answer(kind, model=0, **question):
        return json.loads(as_text(answering({"question": kind, "model": model} | question)))

    return answer


def pairs(answer):
    return [(each["word"], each["cosine"]) for each in answer["neighbours"]]


def test_neighbours_are_those_of_all_words_in_the_view_that_is_asked(ask, crowd):
    for name, view in (("input", "input"), ("output", "context"), ("mean", "mean"), ("concatenated", "concat")):
        expected = crowd.view(view).most_similar(["a000", "b001"], negative=["a002"], topn=20)
        answer = ask("neighbours", view=name, add=["a000", "b001"], subtract=["a002"], limit=20)
        assert pairs(answer) == expected
        assert answer["unknown"] == []
    first = answer["neighbours"][0]
    assert first["row"] == crowd.index(first["word"])
    assert first["count"] == crowd.count(first["word"])


def test_a_view_is_made_once(crowd, explore):
    answering = Answering([explore(crowd)])
    question = {"question": "neighbours", "model": 0, "view": "mean", "add": ["a000"]}
    answering(question)
    (made,) = answering._views.values()
    answering(question)
    assert answering._views == {(0, "mean"): made}


def test_without_counts_and_contexts_there_is_one_view_and_no_count(ask):
    assert ask("neighbours", model=1, add=["king"], limit=1)["neighbours"] == [
        {"word": "King", "cosine": 1.0, "count": None, "row": 2}
    ]
    with pytest.raises(ArgumentError, match="must be one that the model has: input"):
        ask("neighbours", model=1, view="mean", add=["king"])


def test_an_unknown_word_is_named_with_those_that_are_spelt_like_it(ask):
    expected = {"neighbours": [], "unknown": ["kinng", ""], "close": {"kinng": ["king", "King", "kin"], "": []}}
    assert ask("neighbours", model=1, add=["kinng", "king"], subtract=[""]) == expected
    assert ask("odd", model=1, words=["kinng", "king", ""]) == expected
    assert ask("axis", model=1, **{"from": "kinng", "to": ""}) == expected


def test_a_word_is_spelt_as_the_text_was_read(explore):
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0.6, 0.8]], info={"reading": {"lowercase": True}})
    answer = Answering([explore(vectors)])({"question": "neighbours", "model": 0, "add": ["TEA"]})
    assert [each["word"] for each in answer["neighbours"]] == ["cup"]


def test_an_answer_tells_in_how_many_runs_it_holds(crowd, explore):
    turned = WordVectors(crowd.words, np.roll(crowd.vectors, 1, axis=0))
    answering = Answering([explore(crowd, runs=Runs(crowd, [crowd, turned], "seeds"))])
    question = {"question": "neighbours", "model": 0, "add": ["a000"], "limit": 5}
    shares = {each["runs"] for each in answering(question)["neighbours"]}
    assert shares <= {0.5, 1.0}
    assert 0.5 in shares
    assert "runs" not in answering(question | {"view": "mean"})["neighbours"][0]  # the runs keep the vectors alone


def test_the_odd_one_out_has_the_least_cosine(ask, crowd):
    words = ["a000", "b001", "a002", "b003"]
    answer = ask("odd", words=words)
    assert answer["odd"] == crowd.doesnt_match(words) == words[int(np.argmin(answer["cosines"]))]
    with pytest.raises(ArgumentError, match="at least three"):
        ask("odd", words=words[:2])


def test_an_axis_scores_the_words_of_the_map_by_their_cosine_with_it(ask, crowd, explore):
    answer = ask("axis", **{"from": "a000", "to": "b001"}, limit=3)
    unit = crowd.vectors / np.linalg.norm(crowd.vectors, axis=1, keepdims=True)
    axis = unit[1] - unit[0]
    cosines = unit @ axis / np.linalg.norm(axis)
    scores = np.frombuffer(base64.b64decode(answer["scores"]), "<f4")
    np.testing.assert_allclose(scores, cosines[explore(crowd, words=50).map.rows], atol=1e-5)
    order = np.argsort(cosines)
    assert [each["word"] for each in answer["low"]] == [crowd.words[row] for row in order[:3]]
    assert [each["word"] for each in answer["high"]] == [crowd.words[row] for row in order[:-4:-1]]
    np.testing.assert_allclose([each["score"] for each in answer["low"]], cosines[order[:3]], atol=1e-5)


def test_an_axis_needs_two_directions(ask):
    with pytest.raises(ArgumentError, match="must have another direction"):
        ask("axis", model=1, **{"from": "king", "to": "King"})


def test_contexts_are_words_that_are_expected_next_to_one(ask, crowd):
    found = ask(crowd, question="contexts", word="a002", limit=3)["contexts"]
    assert [(each["word"], each["score"]) for each in found] == crowd.typical_contexts("a002", topn=3)


def test_the_path_of_a_word_is_its_code_among_all_words(ask, crowd):
    tree = huffman_tree(crowd.counts)
    code = tree.codes[tree.starts[5] : tree.starts[6]]
    assert ask("path", word=crowd.words[5]) == {"code": "".join(map(str, code)), "unknown": []}
    assert ask("path", model=1, word="tea") == {"code": None, "unknown": []}
    assert ask("path", word="zzz")["unknown"] == ["zzz"]


def test_words_are_completed_by_those_of_either_case_the_first_rows_first(ask):
    words = [each["word"] for each in ask("complete", model=1, prefix="KIN", limit=3)["words"]]
    assert words == ["king", "King", "kin"]
    assert ask("complete", prefix="b49", limit=2)["words"] == [
        {"word": "b491", "count": 492},
        {"word": "b493", "count": 494},
    ]
    assert ask("complete", model=1, prefix="zzz")["words"] == []


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ([], "must be a JSON object"),
        (None, "must be a JSON object"),
        ({}, "question=None: must be a string"),
        ({"question": "__init__"}, "must be one of neighbours, odd, axis"),
        ({"question": "neighbours", "model": 2}, "must be a whole number from 0 to 1"),
        ({"question": "neighbours", "model": True}, "must be a whole number"),
        ({"question": "neighbours", "model": "0"}, "must be a whole number"),
        ({"question": "neighbours"}, "at least one word"),
        ({"question": "neighbours", "add": "a000"}, "must be a list of at most 100 words"),
        ({"question": "neighbours", "add": [["a000"]]}, "must be a list of at most 100 words"),
        ({"question": "neighbours", "add": ["a000"] * 101}, "must be a list of at most 100 words"),
        ({"question": "neighbours", "add": ["a000"], "subtract": ["a000"]}, "cancel each other out"),
        ({"question": "neighbours", "add": ["a000"], "limit": 0}, "from 1 to 1,000"),
        ({"question": "neighbours", "add": ["a000"], "limit": 1e3}, "must be a whole number"),
        ({"question": "neighbours", "add": ["a000"], "view": "concat"}, "must be one that the model has"),
        ({"question": "axis", "from": "a000"}, "to=None: must be a string"),
        ({"question": "axis", "from": 1, "to": "a000"}, "from=1: must be a string"),
        ({"question": "complete"}, "prefix=None: must be a string"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_why(crowd, explore, question, message):
    answering = Answering([explore(crowd, words=5), explore(crowd, words=5)])
    with pytest.raises(FirthError, match=message):
        answering(question)


def test_any_word_can_be_asked_and_answered(hostile, explore):
    answering = Answering([explore(hostile)])
    for word in hostile.words:
        answer = answering({"question": "neighbours", "model": 0, "add": [word], "limit": 20})
        assert {each["word"] for each in json.loads(as_text(answer))["neighbours"]} == set(hostile.words) - {word}


def test_a_lone_word_has_no_neighbours(explore):
    answering = Answering([explore(WordVectors(["tea"], [[1, 0]]))])
    assert answering({"question": "neighbours", "model": 0, "add": ["tea"]})["neighbours"] == []


def test_a_vector_that_is_not_finite_is_an_error_when_it_is_met(crowd, explore):
    """The map is of the commonest words alone, and the damaged one is rare."""
    matrix = np.array(crowd.vectors)
    matrix[0] = np.nan
    answering = Answering([explore(WordVectors(crowd.words, matrix, counts=crowd.counts), words=50)])
    with pytest.raises(FormatError, match="NaN or infinity"):
        answering({"question": "neighbours", "model": 0, "add": ["a002"]})
