"""The value that kernels are given without further checks: nobody can make one whose ids lead elsewhere."""

import copy
import pickle
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import polars as pl
import pytest

import firth
from firth import EncodedCorpus, Vocabulary
from firth.corpus.hold_out import hold_out
from firth.corpus.restrict import restricted
from firth.corpus.unchecked import unchecked
from firth.errors import ArgumentError, ArgumentTypeError

NAMES = ["tea", "cup", "pot", "never"]
WALKS = [[0, 2, 1], [2, 1], [2, 0, 2, 2]]
TOKENS = [[NAMES[i] for i in walk] for walk in WALKS]


def corpus(**changes):
    parts = {
        "vocabulary": Vocabulary(("pot", "tea", "cup"), [5, 2, 2]),
        "ids": np.array([0, 1, 2, 0], np.int32),
        "starts": np.array([0, 2, 4]),
        "tokens_read": 4,
        "sentences_read": 2,
        "sources": ("text",),
    }
    return EncodedCorpus(**(parts | changes))


def test_what_fits_is_taken_and_cannot_be_written_to_afterwards():
    ids, starts = np.array([0, 1, 2, 0], np.int32), np.array([0, 2, 4])
    made = corpus(ids=ids, starts=starts)
    ids[0] = starts[1] = 99
    assert (made.ids.tolist(), made.starts.tolist()) == ([0, 1, 2, 0], [0, 2, 4])
    for array in (made.ids, made.starts, made.vocabulary.counts):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_read_only_arrays_are_not_copied():
    ids = np.array([0, 1, 2, 0], np.int32)
    view = ids.view()
    view.flags.writeable = False
    assert corpus(ids=view).ids is not view  # whoever has `ids` can still write to it
    ids.flags.writeable = False
    assert corpus(ids=ids).ids is ids


WRONG = [
    ({"ids": np.array([0, 1, 3, 0], np.int32)}, ArgumentError, r"ids\[2\]=3: the 3 words have the ids 0 to 2"),
    ({"ids": np.array([0, -1, 2, 0], np.int32)}, ArgumentError, r"ids\[1\]=-1: ids count from 0"),
    ({"ids": np.array([0, 1, 2, 0])}, ArgumentTypeError, "an array of int32.*from_ids"),
    ({"ids": [0, 1, 2, 0]}, ArgumentTypeError, "an array of int32"),
    ({"ids": np.zeros((2, 2), np.int32)}, ArgumentTypeError, "one dimension"),
    ({"ids": np.zeros(0, np.int32), "starts": np.array([0])}, ArgumentError, "holds no id"),
    ({"starts": np.array([0, 2, 4], np.int32)}, ArgumentTypeError, "an array of int64"),
    ({"starts": np.array([0, 3, 2, 4])}, ArgumentError, "must ascend, and does not after place 1"),
    ({"starts": np.array([0, 2, 2, 4])}, ArgumentError, "an empty sentence"),
    ({"starts": np.array([0, 2, 5])}, ArgumentError, "must end with 4"),
    ({"starts": np.array([1, 4])}, ArgumentError, "the first of them 0"),
    ({"starts": np.array([0, -(2**63), 4])}, ArgumentError, "must ascend"),
    ({"vocabulary": ("pot", "tea", "cup")}, ArgumentTypeError, r"must be a firth\.Vocabulary"),
    ({"vocabulary": Vocabulary(("a", "b", "c"), [1, 2, 3])}, ArgumentError, "counts must descend"),
    ({"vocabulary": Vocabulary(("a", "b", "c"), [2, 1, 0])}, ArgumentError, "counts must descend to 1"),
    ({"vocabulary": Vocabulary((), [])}, ArgumentError, "counts must descend"),
]


@pytest.mark.parametrize(("changes", "error", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_parts_that_do_not_fit_are_refused_by_every_door(changes, error, message):
    with pytest.raises(error, match=message):
        corpus(**changes)
    with pytest.raises(error, match=message):
        replace(corpus(), **changes)
    parts = {field.name: getattr(corpus(), field.name) for field in fields(EncodedCorpus)}
    bad = unchecked(EncodedCorpus, **(parts | changes))
    if isinstance(bad.ids, np.ndarray):
        with pytest.raises(error, match=message):
            pickle.loads(pickle.dumps(bad))
        with pytest.raises(error, match=message):
            copy.deepcopy(bad)


def test_a_pickled_corpus_comes_back_whole_and_read_only():
    found = pickle.loads(pickle.dumps(corpus(reading={"lowercase": True}, min_count=2)))
    assert (found.ids.tolist(), found.starts.tolist()) == ([0, 1, 2, 0], [0, 2, 4])
    assert (found.vocabulary.words, found.reading, found.min_count) == (("pot", "tea", "cup"), {"lowercase": True}, 2)
    assert not found.ids.flags.writeable
    assert not found.starts.flags.writeable
    assert not found.vocabulary.counts.flags.writeable


def test_what_our_own_code_makes_is_not_read_a_second_time(tmp_path, monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr("firth.corpus.encoded_corpus.check_range", never)
    made = firth.encode(TOKENS * 20, min_count=1)
    made.save(tmp_path / "c.firth")
    found = firth.load_corpus(tmp_path / "c.firth")
    restricted(found, max_vocab=2)
    hold_out(found, 0.5, np.random.default_rng(0))
    firth.encode(TOKENS * 20, min_count=1, phrases=1)


FORMS = {
    "lists": (WALKS, None),
    "tuples": (tuple(map(tuple, WALKS)), None),
    "a generator of generators": (((i for i in walk) for walk in WALKS), None),
    "arrays": ([np.array(walk, np.uint8) for walk in WALKS], None),
    "mixed types": ([np.array(WALKS[0], np.uint64), WALKS[1], np.array(WALKS[2], np.int8)], None),
    "an array of objects": (pd.Series(WALKS), None),
    "a column of lists": (pl.Series(WALKS), None),
    "empty sentences": ([[], *WALKS, []], None),
    "flat with starts": ([0, 2, 1, 2, 1, 2, 0, 2, 2], [0, 3, 5, 9]),
    "rows of a sparse matrix": (np.array([0, 2, 1, 2, 1, 2, 0, 2, 2], np.uint64), np.array([0, 0, 3, 5, 5, 9], "i4")),
    "a column": (pd.Series([0, 2, 1, 2, 1, 2, 0, 2, 2]), pl.Series([0, 3, 5, 9])),
}


@pytest.mark.parametrize("form", FORMS)
def test_ids_in_any_form_are_the_corpus_of_the_token_lists(form):
    ids, starts = FORMS[form]
    if form.startswith("a generator"):
        ids = ((i for i in walk) for walk in WALKS)
    found, expected = EncodedCorpus.from_ids(ids, starts, NAMES), firth.encode(TOKENS, min_count=1)
    assert found.vocabulary.words == expected.vocabulary.words == ("pot", "cup", "tea")
    assert found.vocabulary.counts.tolist() == expected.vocabulary.counts.tolist()
    assert (found.ids.tolist(), found.starts.tolist()) == (expected.ids.tolist(), expected.starts.tolist())
    assert (found.ids.dtype, found.starts.dtype) == (np.int32, np.int64)
    assert (found.tokens_read, found.sentences_read) == (9, 3)
    replace(found)  # passes the checks of the constructor


def test_rows_of_a_matrix_are_sentences_and_a_flat_list_is_one():
    assert EncodedCorpus.from_ids(np.array([[0, 1], [1, 0]]), words=NAMES).starts.tolist() == [0, 2, 4]
    assert EncodedCorpus.from_ids([0, 1, 1, 0], words=NAMES).starts.tolist() == [0, 4]


def test_without_words_an_id_is_called_by_its_digits_however_large():
    found = EncodedCorpus.from_ids([[7, 10**12], [7, 7]])
    assert found.vocabulary.words == ("7", "1000000000000")
    assert found.ids.tolist() == [0, 1, 0, 0]


def test_training_on_ids_gives_the_vectors_of_the_token_lists():
    settings = {"min_count": 2, "vector_size": 8, "workers": 1, "seed": 3}
    by_ids = firth.train(EncodedCorpus.from_ids(WALKS * 50, words=NAMES), **settings)
    by_words = firth.train(TOKENS * 50, **settings)
    assert by_ids.words == by_words.words
    np.testing.assert_array_equal(by_ids.vectors, by_words.vectors)
    np.testing.assert_array_equal(by_ids.contexts, by_words.contexts)


def test_a_corpus_of_ids_can_be_saved_and_loaded(tmp_path):
    EncodedCorpus.from_ids(WALKS, words=NAMES).save(tmp_path / "walks.firth")
    assert firth.load_corpus(tmp_path / "walks.firth").vocabulary.words == ("pot", "cup", "tea")


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (([[0, 4]], None, NAMES), ArgumentError, r"ids\[1\]=4: the 4 words have the ids 0 to 3; give a word for each"),
        (([[0, 1, -1]], None, NAMES), ArgumentError, r"ids\[2\]=-1: ids count from 0; leave padding out"),
        (([[0, -1]], None, None), ArgumentError, "ids count from 0"),
        (([], None, NAMES), ArgumentError, "holds no id"),
        (([[], []], None, NAMES), ArgumentError, "holds no id"),
        ((np.zeros((0, 5), int), None, NAMES), ArgumentError, "holds no id"),
        (([[0.0, 1.5]], None, NAMES), ArgumentTypeError, r"ids\[0\]=\[0\.0, 1\.5\]: must be whole numbers"),
        ((np.ma.array([[0, 1], [1, 0]], mask=[[0, 0], [0, 1]]), None, NAMES), ArgumentError, "leave padding out"),
        (([0, 1, 1], [2, 1], NAMES), ArgumentError, r"of lengths: np\.append\(0, np\.cumsum\(lengths\)\)"),
        ((pd.DataFrame([[0, 1], [1, None]]), None, NAMES), ArgumentTypeError, r"leave missing ones \(NaN\) out"),
        (([0, 1], NAMES, None), ArgumentTypeError, r"starts=.*names of ids are given as words="),
        (([[True, False]], None, NAMES), ArgumentTypeError, "must be whole numbers"),
        (([["tea", "cup"]], None, NAMES), ArgumentTypeError, r"must be whole numbers; give words to firth\.encode"),
        ((["tea", "cup"], None, NAMES), ArgumentTypeError, "must be a sequence of whole numbers"),
        (("tea", None, NAMES), ArgumentTypeError, "must be whole numbers"),
        ((7, None, NAMES), ArgumentTypeError, "must be a list of ids"),
        (([[[0, 1], [1, 0]]], None, NAMES), ArgumentError, "nested once too deep"),
        (([[[0, 1], [1]]], None, NAMES), ArgumentError, "nested once too deep"),
        ((np.zeros((2, 2, 2), int), None, NAMES), ArgumentError, "one dimension, or two"),
        (([[0, 1], 1], None, NAMES), ArgumentTypeError, r"ids\[1\]=1: must be a sequence"),
        (([[2**64 - 1]], None, None), ArgumentError, "too large"),
        (([0, 1, 2], [0, 2], NAMES), ArgumentError, "must end with 3, the number of ids"),
        (([0, 1, 2], [1, 3], NAMES), ArgumentError, "the first of them 0"),
        (([0, 1, 2], [], NAMES), ArgumentError, "the first of them 0"),
        (([0, 1, 2], [0, 3, 2, 3], NAMES), ArgumentError, "must ascend"),
        (([0, 1, 2], [0, 1.5, 3], NAMES), ArgumentTypeError, "starts=.*must be whole numbers"),
        (([[0, 1, 2]], [0, 3], NAMES), ArgumentError, "cut into sentences already; leave starts out"),
        (([[0, 1]], None, ["tea", "tea"]), ArgumentError, "words='tea': appears 2 times"),
        (([[0, 1]], None, ["tea", ""]), ArgumentError, r"words\[1\]='': a word must not be empty"),
        (([[0, 1]], None, [7, 8]), ArgumentTypeError, r"words\[0\]=7: is not a string; .*list\(map\(str, words\)\)"),
        (([[0, 1]], None, {0: "tea", 1: "cup"}), ArgumentTypeError, "must be a list, the word of id 0 first"),
        (([[0, 1]], None, "tea"), ArgumentTypeError, "must be a list of words"),
    ],
)
def test_ids_that_cannot_be_are_refused_with_the_remedy(given, error, message):
    with pytest.raises(error, match=message):
        EncodedCorpus.from_ids(*given)
