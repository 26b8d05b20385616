import numpy as np
import pytest

from firth.errors import ArgumentError, ArgumentTypeError, FormatError, MissingPartError, UnknownWordError
from firth.vectors.word_vectors import WordVectors, load

WORDS = ["bank", "river", "money", "bank|1", "bank|2", "a|1"]
ROWS = np.array([[1, 1], [2, 0], [0, 2], [2, 0], [0, 2], [1, 0]], np.float32)
FACTS = {"words": ["bank"], "numbers": [2], "mark": "|"}


def split(**parts):
    return WordVectors(WORDS, ROWS, info={"senses": FACTS}, **parts)


@pytest.mark.parametrize("parts", [{}, {"contexts": ROWS}, {"contexts": ROWS, "counts": [10, 4, 4, 5, 5, 1]}])
def test_the_words_beside_a_word_tell_its_sense(parts):
    vectors = split(**parts)
    (first, high), (second, low) = vectors.sense("bank", ["river", "bank", "no such word"])
    assert (first, second) == ("bank|1", "bank|2")
    assert 1 > high > 0.5 > low
    assert high + low == pytest.approx(1)
    assert vectors.sense("bank", ["money"])[0][0] == "bank|2"
    assert vectors.sense("bank", ["river", "river"])[0][1] > high


def test_of_two_senses_that_fit_alike_the_more_frequent_one_is_likelier():
    vectors = split(contexts=ROWS, counts=[10, 4, 4, 9, 1, 1])
    assert vectors.sense("bank", ["river", "money"]) == [("bank|1", pytest.approx(0.9)), ("bank|2", pytest.approx(0.1))]


def test_what_was_split_is_a_fact_and_not_guessed_from_names():
    vectors = split()
    assert vectors.senses_of("bank") == ["bank|1", "bank|2"]
    assert vectors.senses_of("a") == vectors.senses_of("a|1") == vectors.senses_of("bank|1") == []
    assert (vectors.word_of("bank|2"), vectors.word_of("a|1")) == ("bank", "a|1")
    assert vectors.sense("a|1", ["river"]) == [("a|1", 1.0)]
    plain = WordVectors(WORDS, ROWS)
    assert plain.senses_of("bank") == []
    with pytest.raises(MissingPartError, match="firth senses --all"):
        plain.sense("bank", ["river"])


def test_senses_are_saved_with_the_model_and_left_out_where_it_is_read_in_part(tmp_path):
    split(contexts=ROWS).save(tmp_path / "m.safetensors")
    vectors = load(tmp_path / "m.safetensors")
    assert vectors.senses_of("bank") == ["bank|1", "bank|2"]
    assert load(tmp_path / "m.safetensors", limit=4).sense("bank", ["river"]) == [("bank", 1.0)]


CLAIM = {"words": ["bank"], "numbers": [10**12]}


@pytest.mark.parametrize(
    "facts", ["bank", {"words": "bank"}, {"words": 3, "numbers": 4}, {"words": ["bank"], "numbers": ["2"]}, CLAIM]
)
def test_facts_that_are_damaged_are_no_senses(facts):
    made = WordVectors(WORDS, ROWS, info={"senses": facts})
    assert made.senses_of("bank") == []
    assert made.word_of("bank|1") == "bank|1"


@pytest.mark.parametrize(
    ("word", "context", "error"),
    [
        ("no such", ["river"], UnknownWordError),
        ("bank", [], ArgumentError),
        ("bank", ["bank", "no such"], ArgumentError),
        ("bank", "river", ArgumentTypeError),
    ],
)
def test_a_question_without_sense_is_refused(word, context, error):
    with pytest.raises(error):
        split().sense(word, context)


def test_vectors_that_are_not_finite_are_refused():
    rows = ROWS.copy()
    rows[1] = np.nan
    with pytest.raises(FormatError):
        WordVectors(WORDS, rows, info={"senses": FACTS}).sense("bank", ["river"])
    with pytest.raises(FormatError):
        WordVectors(WORDS, ROWS, contexts=rows, info={"senses": FACTS}).sense("bank", ["river"])
