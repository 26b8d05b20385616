"""Vectors whose words are ids: asked for by whole numbers, answered in whole numbers."""

import pickle

import numpy as np
import pytest

import firth
from firth.cli import main
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError, FormatError, MissingPartError, UnknownWordError

FAR = 10**12
SETTINGS = {"vector_size": 8, "sample": 0, "min_count": 2, "epochs": 2}


def run(*arguments):
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 0


@pytest.fixture(scope="module")
def walks():
    return np.random.default_rng(0).integers(0, 30, (300, 12)) * FAR


@pytest.fixture(scope="module")
def by_ids(walks):
    return firth.train(walks, **SETTINGS)


@pytest.fixture(scope="module")
def by_words(walks):
    return firth.train([[str(i) for i in walk] for walk in walks.tolist()], **SETTINGS)


def test_the_vectors_are_those_of_the_digits(by_ids, by_words):
    assert by_ids.of_ids
    assert not by_words.of_ids
    assert by_ids.as_words() == by_words != by_ids
    assert by_words.as_words() is by_words


def test_it_is_a_mapping_from_ids(by_ids):
    first = by_ids.words[0]
    assert {type(word) for word in by_ids.words} == {int}
    assert list(by_ids) == list(by_ids.keys()) == [word for word, _ in by_ids.items()] == list(by_ids.words)
    assert first in by_ids
    assert np.int32(0) in by_ids
    assert np.uint64(FAR) in by_ids
    assert not any(other in by_ids for other in (str(first), 5, -1, True, 0.0, None, 2**70))
    assert by_ids.get(first) is not None
    assert by_ids.get(str(first), "no") == "no"


def test_questions_take_ids_and_are_answered_in_ids(by_ids, by_words):
    a, b, c = by_ids.words[:3]
    as_ids = lambda answers: [(int(word), score) for word, score in answers]  # noqa: E731
    assert by_ids.most_similar(a) == as_ids(by_words.most_similar(str(a)))
    assert type(by_ids.most_similar(a)[0][0]) is int
    assert by_ids.most_similar([a, np.int64(b)], negative=c) == as_ids(
        by_words.most_similar([str(a), str(b)], negative=str(c))
    )
    assert by_ids.most_similar(np.array([a, b])) == by_ids.most_similar([a, b])
    assert by_ids.most_similar(by_ids[a], topn=1)[0][0] == a
    assert [answers[0][0] for answers in by_ids.most_similar_many(np.array([a, b]))] == [
        by_ids.most_similar(each)[0][0] for each in (a, b)
    ]
    assert by_ids.analogy(a, b, c) == as_ids(by_words.analogy(str(a), str(b), str(c)))
    assert by_ids.typical_contexts(a) == as_ids(by_words.typical_contexts(str(a)))
    assert by_ids.predict_center([a, b]) == as_ids(by_words.predict_center([str(a), str(b)]))
    assert type(by_ids.doesnt_match(np.array([a, b, c]))) is int
    assert by_ids.similarity(a, b) == by_words.similarity(str(a), str(b))
    assert by_ids.count(a) == by_words.count(str(a))
    assert (by_ids.rows(np.array([a, b])) == by_words.rows([str(a), str(b)])).all()
    assert by_ids.view("mean").words == by_ids.words


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda v: v["0"], ArgumentTypeError, "the words of this model are ids: give a whole number, 0"),
        (lambda v: v["tea"], ArgumentTypeError, "the words of this model are ids: give a whole number$"),
        (lambda v: v.most_similar(["0"]), ArgumentTypeError, "are ids"),
        (lambda v: v[True], ArgumentTypeError, "are ids"),
        (lambda v: v[0.0], ArgumentTypeError, "are ids"),
        (lambda v: v[5], UnknownWordError, "5 is not among the 30 words"),
        (lambda v: v.rows([0, 5, 6]), UnknownWordError, "5 is not among the 30 words. Also missing: 6"),
        (lambda v: v.most_similar(-1), UnknownWordError, "-1 is not"),
        (lambda v: v.rows(5), ArgumentTypeError, "must be a list of words"),
        (lambda v: v.composing(), MissingPartError, "whole words"),
        (lambda v: v.as_words()[0], ArgumentTypeError, "must be a string"),
    ],
)
def test_a_question_in_words_to_ids_and_in_ids_to_words_is_refused(by_ids, ask, error, message):
    with pytest.raises(error, match=message):
        ask(by_ids)


def test_vectors_of_ids_can_be_made_by_hand():
    made = firth.WordVectors([5, np.int64(7)], [[1, 0], [0.6, 0.8]])
    assert made.most_similar(5) == [(7, pytest.approx(0.6))]
    assert firth.WordVectors(np.array([5, 7]), [[1, 0], [0.6, 0.8]]) == made
    assert pickle.loads(pickle.dumps(made)) == made
    assert "<th>5</th>" in made._repr_html_()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([5, "a"], ArgumentTypeError),
        (["a", 5], ArgumentTypeError),
        ([5, 5], ArgumentError),
        ([5, -7], ArgumentTypeError),
        ([True, False], ArgumentTypeError),
        ([5, 2**63], ArgumentTypeError),
        ([5.0, 7.0], ArgumentTypeError),
        ([5], ArgumentError),
    ],
)
def test_what_is_neither_ids_nor_words_is_refused(words, error):
    with pytest.raises(error):
        firth.WordVectors(words, [[1, 0], [0, 1]])


def test_a_model_file_keeps_that_they_are_ids_and_others_say_that_they_do_not(by_ids, tmp_path, capsys):
    model = tmp_path / "walks.safetensors"
    by_ids.save(model)
    assert firth.load(model) == by_ids
    assert firth.load(model, limit=3).words == by_ids.words[:3]
    run("convert", str(model), str(tmp_path / "again.safetensors"))
    assert (tmp_path / "again.safetensors").read_bytes() == model.read_bytes()
    assert "ids" not in capsys.readouterr().err
    run("convert", str(model), str(tmp_path / "walks.txt"))
    assert "files do not tell ids from words" in capsys.readouterr().err
    assert firth.load(tmp_path / "walks.txt").words == by_ids.as_words().words


def test_a_file_that_calls_other_words_ids_is_damaged(tmp_path):
    named = firth.WordVectors(["tea", "cup"], [[1, 0], [0, 1]])
    named.save(tmp_path / "tea.safetensors")
    text = (tmp_path / "tea.safetensors").read_bytes()
    length = int.from_bytes(text[:8], "little")
    head = text[8 : 8 + length].rstrip().replace(b'"version":"1"', b'"version":"1","words":"ids"')
    head += b" " * (-len(head) % 8)
    (tmp_path / "wrong.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + text[8 + length :])
    wrong = firth.load(tmp_path / "wrong.safetensors")
    with pytest.raises(FormatError, match="'tea' is not an id"):
        _ = wrong.words


def test_on_the_command_line_ids_are_typed_as_they_are(by_ids, tmp_path, capsys):
    by_ids.save(tmp_path / "walks.safetensors")
    run("similar", str(tmp_path / "walks.safetensors"), str(FAR), "--topn", "1")
    assert str(by_ids.most_similar(FAR, topn=1)[0][0]) in capsys.readouterr().out


def test_all_that_uses_vectors_takes_those_of_ids(by_ids, walks, tmp_path):
    a, b, c = by_ids.words[:3]
    questions = tmp_path / "pairs.txt"
    pairs = zip(by_ids.words[:9], by_ids.words[9:18], strict=True)
    questions.write_text("".join(f"{x} {y} {i}\n" for i, (x, y) in enumerate(pairs)))
    assert firth.evaluate(by_ids, [questions]).totals()[0].asked == 9
    assert firth.compare([by_ids, by_ids.as_words()], [questions]).differences[0].asked == 9
    assert firth.explain(by_ids, a, b, walks).a == a
    assert firth.explain_analogy(by_ids, a, b, c).c == c
    assert firth.audit(by_ids, walks, min_pair_count=1).objective == "negative_sampling"
    assert len(firth.explore(by_ids, words=20, projection="pca").models[0].words) == 20
    by_ids.save(tmp_path / "walks.safetensors")
    assert firth.stability(tmp_path / "walks.safetensors", walks, runs=1).words[0].word == a
    assert type(firth.load_stability(tmp_path / "walks.safetensors").most_similar(a)[0].word) is int
    assert {each.code for each in firth.diagnose(walks, min_count=1).findings} == {"too_little_text"}


def test_training_goes_on_from_ids(by_ids, walks):
    grown = firth.train(walks[:20], initial=by_ids, alpha=0.01, grow=True, **SETTINGS)
    assert set(grown.words) == set(by_ids.words)
    assert grown.count(by_ids.words[0]) > by_ids.count(by_ids.words[0])
    other = firth.WordVectors(["tea"], np.ones((1, 8)))
    with pytest.raises(ArgumentError, match="initial has words, and the text is of ids"):
        firth.train(walks, initial=other, alpha=0.01, grow=True, **SETTINGS)
    with pytest.raises(ConfigError, match="ids have no letters"):
        firth.train(walks, subwords="3-6", **SETTINGS)
    held_out = firth.train(walks, validation=walks[:30], **SETTINGS)
    assert "validation_curve" in held_out.info["training"]


def test_checkpoints_keep_that_they_are_ids(by_ids, walks, tmp_path):
    assert firth.train(walks, checkpoint=tmp_path / "run", **SETTINGS) == by_ids
    assert firth.resume(tmp_path / "run") == by_ids


def test_counting_gives_vectors_of_ids_too(walks):
    assert firth.factorize(walks, vector_size=4).words[0] in {i * FAR for i in range(30)}
    assert firth.glove(walks, vector_size=4, iterations=1).most_similar(0)[0][0] % FAR == 0
    assert firth.pairs(walks[:1, :2], window=None)[0].center == walks[0, 0]
