"""Ids instead of words, in every form in which libraries hold them."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse

import firth
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError, CorpusError

WALKS = [[5, 7, 10**12], [7, 5, 5], [], [7, 9]]
FORMS = {
    "lists": WALKS,
    "tuples": [tuple(walk) for walk in WALKS],
    "a generator": (walk for walk in WALKS),
    "arrays": [np.array(walk, np.int64) for walk in WALKS],
    "an array of arrays": np.array([np.array(walk, np.int64) for walk in WALKS], object),
    "pandas": pd.Series(WALKS),
    "pandas with a missing walk": pd.Series([None, *WALKS, None]),
    "polars": pl.Series(WALKS),
    "arrow": pa.array(WALKS),
    "arrow chunks": pa.chunked_array([pa.array(WALKS[:2]), pa.array([*WALKS[2:], None])]),
    "arrow slice": pa.array([[1, 2], *WALKS])[1:],
    "large lists": pa.array(WALKS, pa.large_list(pa.int64())),
    "a column of a frame": pd.DataFrame({"shop": [1, 2, 3, 4], "walk": WALKS}),
    "a column of a table": pa.table({"walk": WALKS}),
}


def same_corpus(one, other):
    return (one.vocabulary, one.ids.tolist(), one.starts.tolist(), one.tokens_read, one.sentences_read) == (
        other.vocabulary,
        other.ids.tolist(),
        other.starts.tolist(),
        other.tokens_read,
        other.sentences_read,
    )


@pytest.mark.parametrize("form", FORMS)
def test_ids_of_every_form_are_the_corpus_of_their_digits(form):
    found = firth.encode(FORMS[form], min_count=1)
    assert found.of_ids
    assert same_corpus(found, firth.encode([[str(i) for i in walk] for walk in WALKS], min_count=1))


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint32, np.int64, np.uint64])
def test_arrays_may_be_of_any_whole_numbers_and_of_any_strides(dtype):
    walks = np.array([[3, 1, 2, 1], [2, 2, 100, 3]], dtype)
    expected = firth.encode([[str(i) for i in walk] for walk in walks.tolist()], min_count=1)
    assert same_corpus(firth.encode(walks, min_count=1), expected)
    assert same_corpus(firth.encode(np.asfortranarray(walks), min_count=1), expected)
    assert same_corpus(firth.encode(np.repeat(walks, 2, axis=1)[:, ::2], min_count=1), expected)
    assert same_corpus(firth.encode(walks.reshape(-1), starts=[0, 4, 8], min_count=1), expected)
    assert walks.flags.writeable


def test_rows_of_a_sparse_matrix_are_the_columns_that_are_not_zero():
    dense = np.array([[0, 1, 2, 0], [0, 0, 0, 0], [3, 0, 1, 0]])
    for made in (scipy.sparse.csr_matrix, scipy.sparse.csc_array, scipy.sparse.coo_matrix, scipy.sparse.lil_matrix):
        corpus = firth.encode(made(dense), min_count=1)
        assert [corpus.vocabulary.words[i] for i in corpus.ids] == ["1", "2", "0", "2"]
        assert corpus.starts.tolist() == [0, 2, 4]
    stored = scipy.sparse.csr_matrix(([1, 0, 1, -1], [0, 1, 2, 2], [0, 3, 4]), shape=(2, 3))
    assert firth.encode(stored, min_count=1).ids.size == 3
    assert (stored.nnz, stored.indices.flags.writeable, stored.indptr.flags.writeable) == (4, True, True)


def test_sets_have_no_order_so_their_ids_ascend():
    corpus = firth.encode([{9, 2, 10**9}, {2, 9}], min_count=1)
    assert [corpus.vocabulary.words[i] for i in corpus.ids] == ["2", "9", "1000000000", "2", "9"]


def test_ids_far_apart_are_numbered_as_those_close_together(random):
    walks = random.integers(0, 70_000, (3000, 40))
    close, apart = firth.encode(walks, min_count=2), firth.encode(walks * (1 << 46) + 3, min_count=2)
    assert len(apart.vocabulary) > 1 << 15  # the table of ids has grown
    assert close.vocabulary.counts.tolist() == apart.vocabulary.counts.tolist()
    ids = np.array(list(map(int, close.vocabulary.words)))[close.ids]
    assert (np.array(list(map(int, apart.vocabulary.words)))[apart.ids] == ids * (1 << 46) + 3).all()


def test_rare_ids_are_left_out_unless_they_are_to_be_kept():
    walks = [[1, 1, 2], [3], [1, 4, 4], [5]]
    assert firth.encode(walks, min_count=2).vocabulary.words == ("1", "4")
    assert firth.encode(walks, min_count=2).starts.tolist() == [0, 2, 5]
    assert firth.encode(walks, min_count=2, keep=[3, np.int64(5), 99]).vocabulary.words == ("1", "4", "3", "5")
    assert firth.encode(walks, min_count=1, max_vocab=2, keep=[5]).vocabulary.words == ("1", "5")
    assert firth.encode(walks, min_count=1).vocabulary.words == ("1", "4", "2", "3", "5")


def test_names_of_ids_make_words_of_them():
    corpus = firth.EncodedCorpus.from_ids([[0, 2, 2], [2, 1]], words=["a", "b", "c"], min_count=2)
    assert (corpus.vocabulary.words, corpus.ids.tolist(), corpus.of_ids) == (("c",), [0, 0, 0], False)


def test_a_corpus_of_ids_is_one_when_it_is_opened_again(tmp_path):
    corpus = firth.encode(WALKS, min_count=1)
    corpus.save(tmp_path / "walks.firth")
    again = firth.load_corpus(tmp_path / "walks.firth")
    assert again.of_ids
    assert same_corpus(again, corpus)
    assert firth.train(again, min_count=1, max_vocab=3, keep=[9], sample=0, vector_size=4).words == (5, 7, 9)


WRONG = {
    "fractions": (np.array([[1.0, 2.0]]), ArgumentTypeError, "must be whole numbers"),
    "negative": ([[1, -1]], ArgumentError, r"ids\[1\]=-1: ids count from 0; leave padding out.*among all ids"),
    "padding of an array": (np.array([[1, 2], [3, -1]]), ArgumentError, r"ids\[3\]=-1.*leave padding out"),
    "missing": ([[1, float("nan")]], ArgumentTypeError, r"leave missing ones \(NaN\) out"),
    "None": ([[1, None]], ArgumentTypeError, "must be whole numbers"),
    "truth values": (np.array([[True, False]]), ArgumentTypeError, "must be whole numbers"),
    "lists of truth values": ([[True, False]], ArgumentTypeError, "True and False are none"),
    "three dimensions": (np.zeros((2, 2, 2), int), ArgumentError, "one dimension, or two"),
    "nested too deep": ([[[1]]], CorpusError, "nested once too deep"),
    "no walk": (np.zeros((0, 3), int), ArgumentError, "holds no id"),
    "an empty matrix": (scipy.sparse.csr_matrix((3, 4)), ArgumentError, "holds no id"),
    "nothing": ([], CorpusError, "gave nothing"),
    "empty walks": ([[], []], CorpusError, "no sentence holds a token"),
    "beyond 63 bits": ([[2**63]], ArgumentError, "ids go up to 9,223,372,036,854,775,807"),
    "beyond 63 bits, unsigned": (np.array([[2**63]], np.uint64), ArgumentError, "ids go up to"),
    "beyond 63 bits, beside others": ([[0, 2**63]], ArgumentError, "ids go up to"),
    "a fraction first": ([[0.5, 1]], CorpusError, "Ids are whole numbers; leave missing ones out"),
    "a frame of ids": (pd.DataFrame([[1, 2]]), ConfigError, r"If these are ids, .*give frame.to_numpy\(\)"),
    "ids and words": ([[1, "a"]], ArgumentTypeError, "give words to firth.encode, or number them first"),
    "words and ids": ([["a", 1]], CorpusError, r"token 2 of sentence 1 is 1 \(int\) where a string is meant"),
    "a column of ids": (pd.Series([1, 2]), CorpusError, r"groupby\('session'\)\['item'\]\.agg\(list\)"),
    "a column of fractions": (pd.Series([[1.0, None]]), CorpusError, "missing ones made fractions of them"),
    "missing ids in arrow": (pa.array([[1, None]]), ArgumentTypeError, "holds missing ids; leave them out"),
    "all too rare": ([[1, 2]] * 2, CorpusError, "no word occurs 3 times"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_ids_is_refused_with_what_to_do(wrong):
    ids, error, message = WRONG[wrong]
    with pytest.raises(error, match=message):
        firth.encode(ids, min_count=3 if wrong == "all too rare" else 1)


@pytest.mark.parametrize(
    ("setting", "error", "message"),
    [
        ({"lowercase": True}, ConfigError, "has no effect on ids"),
        ({"phrases": 1}, ConfigError, "has no effect on ids"),
        ({"keep": [1.5]}, ArgumentTypeError, "must be a list of ids"),
        ({"keep": 5}, ArgumentTypeError, "must be a list of ids"),
        ({"min_count": 0}, ConfigError, "at least 1"),
        ({"starts": [0, 1], "lowercase": True}, ConfigError, "has no effect on ids"),
        ({"starts": [0, 1]}, ArgumentError, "the ids are cut into sentences already"),
    ],
)
def test_settings_that_ids_do_not_have_are_refused(setting, error, message):
    with pytest.raises(error, match=message):
        firth.encode(WALKS, **setting)


def test_ids_in_the_vocabulary_of_words_are_refused():
    words = firth.encode([["tea", "cup"]], min_count=1)
    with pytest.raises(CorpusError, match="none of the 4 ids is among the 2 words given, such as"):
        firth.train(words, min_count=1, sample=0, vector_size=4, validation=WALKS)
