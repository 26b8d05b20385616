"""Each question of `KeyedVectors` beside plain NumPy, and beside gensim where it is installed."""

import pickle
import re
import subprocess
import sys
import warnings

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, FormatError
from firth.gensim.models import KeyedVectors

ROWS = np.random.default_rng(3).normal(size=(40, 7)).astype(np.float32)
ROWS[7] = ROWS[11]  # ties
ROWS[20] = 2 * ROWS[11]
KEYS = [f"w{number}" for number in range(40)]
BARE = np.linalg.norm(ROWS, axis=1)
COSINES = (ROWS @ ROWS.T) / np.outer(BARE, BARE)


def filled(cls=KeyedVectors):
    keys = cls(7)
    keys.add_vectors(KEYS, ROWS)
    for number, key in enumerate(KEYS):
        keys.set_vecattr(key, "count", 100 - number)
    return keys


@pytest.fixture
def keys():
    return filled()


@pytest.fixture
def theirs():
    return filled(pytest.importorskip("gensim.models").KeyedVectors)


def alike(ours, expected):
    """The same answers: scores to 1e-6, and the same keys but among those whose scores are equal."""
    assert [score for _, score in ours] == pytest.approx([score for _, score in expected], rel=1e-6, abs=1e-6)
    last = min(score for _, score in ours) + 1e-6
    assert {key for key, score in ours if score > last} == {key for key, score in expected if score > last}


def test_neighbours_are_those_of_the_highest_cosine_and_equals_come_by_row(keys):
    order = sorted((row for row in range(40) if row != 3), key=lambda row: (-np.float32(COSINES[3, row]), row))
    found = keys.most_similar("w3", topn=39)
    assert [score for _, score in found] == pytest.approx([COSINES[3, row] for row in order], abs=1e-6)
    assert [key for key, _ in keys.most_similar("w11", topn=2)] == ["w7", "w20"]


QUESTIONS = {
    "a key": lambda kv: kv.most_similar("w3"),
    "all terms": lambda kv: kv.most_similar(["w3", "w4"], ["w5"], topn=12),
    "weights": lambda kv: kv.most_similar([("w3", 0.4), ("w4", 2.0)], [("w5", -1.5)]),
    "a vector": lambda kv: kv.most_similar([ROWS[1]]),
    "a matrix": lambda kv: kv.most_similar(positive=ROWS[:3]),
    "numbers of rows": lambda kv: kv.most_similar([3, np.int64(4)], [5]),
    "clipped": lambda kv: kv.most_similar("w3", clip_start=5, clip_end=15),
    "restricted": lambda kv: kv.most_similar("w3", topn=50, restrict_vocab=15),
    "by key": lambda kv: kv.similar_by_key("w3", 4, 20),
    "by word": lambda kv: kv.similar_by_word("w3"),
    "by vector": lambda kv: kv.similar_by_vector(ROWS[9], topn=5),
    "cosmul": lambda kv: kv.most_similar_cosmul(["w3", "w4"], ["w5"]),
    "cosmul of one": lambda kv: kv.most_similar_cosmul("w3", topn=8),
    "cosmul of a vector": lambda kv: kv.most_similar_cosmul([ROWS[2] / BARE[2]], ["w5"]),
}


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`")  # by gensim itself
@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_those_of_gensim(keys, theirs, question):
    alike(QUESTIONS[question](keys), QUESTIONS[question](theirs))


NUMBERS = {
    "all scores": lambda kv: kv.most_similar("w3", topn=None),
    "all scores, clipped": lambda kv: kv.most_similar("w3", topn=None, clip_start=3, clip_end=9),
    "all products": lambda kv: kv.most_similar_cosmul(["w3"], ["w4"], topn=None),
    "similarity": lambda kv: kv.similarity("w3", "w4"),
    "distance": lambda kv: kv.distance("w3", "w4"),
    "distances": lambda kv: kv.distances("w3", ["w1", "w2"]),
    "distances of a vector": lambda kv: kv.distances(ROWS[5]),
    "cosines": lambda kv: kv.cosine_similarities(ROWS[1], ROWS[2:6]),
    "n_similarity": lambda kv: kv.n_similarity(["w3", "w4", "w4"], ["w9"]),
    "relative": lambda kv: kv.relative_cosine_similarity("w3", "w4", 5),
    "mean": lambda kv: kv.get_mean_vector(["w3", "w4", "none"]),
    "mean by weight": lambda kv: kv.get_mean_vector(["w3", ROWS[4]], weights=[1, -3], pre_normalize=False),
    "mean of length 1": lambda kv: kv.get_mean_vector(["w3", "w4"], post_normalize=True),
    "normed": lambda kv: kv.get_normed_vectors(),
    "unit row": lambda kv: kv.get_vector("w3", norm=True),
    "several": lambda kv: kv[["w3", "w1"]],
    "rank": lambda kv: kv.rank("w3", "w4"),
    "centrality": lambda kv: [float(score) for score, _ in kv.rank_by_centrality(["w3", "w4", "w9"])],
    "movers": lambda kv: kv.wmdistance(["w3", "w4", "w4", "x"], ["w9", "w1"]),
    "movers, as they are": lambda kv: kv.wmdistance(["w3", "w4"], ["w9", "w4"], norm=False),
    "movers of nothing": lambda kv: kv.wmdistance(["w3"], ["x"]),
}


def test_a_product_of_cosines_does_not_depend_on_the_length_of_a_vector(keys):
    """In gensim it does."""
    alike(keys.most_similar_cosmul([100 * ROWS[2]], ["w5"]), keys.most_similar_cosmul([ROWS[2]], ["w5"]))


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`")
@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_those_of_gensim(keys, theirs, number):
    if number.startswith("movers"):
        pytest.importorskip("ot")
    np.testing.assert_allclose(NUMBERS[number](keys), NUMBERS[number](theirs), atol=2e-6)


WORDS = {
    "closer": lambda kv: kv.closer_than("w3", "w4"),
    "odd one": lambda kv: kv.doesnt_match(["w3", "w4", "w9", "w11"]),
    "nearest of some": lambda kv: kv.most_similar_to_given("w3", ["w4", "w9", "w11"]),
    "centrality": lambda kv: [key for _, key in kv.rank_by_centrality(["w3", "w4", "w9"])],
    "for all": lambda kv: kv.vectors_for_all(["w4", "none", "w3", "w4"], copy_vecattrs=True).index_to_key,
}


@pytest.mark.parametrize("words", WORDS)
def test_keys_are_those_of_gensim(keys, theirs, words):
    assert WORDS[words](keys) == WORDS[words](theirs)


def test_what_is_not_there_is_a_key_error_and_nothing_to_ask_is_one_of_values(keys):
    for ask in (keys.most_similar, keys.get_vector, keys.get_index, keys.similar_by_key, keys.most_similar_cosmul):
        with pytest.raises(KeyError):
            ask("none")
    for ask in (keys.most_similar, keys.most_similar_cosmul, lambda: keys.get_mean_vector([]), lambda: keys[[]]):
        with pytest.raises(ValueError, match=r"key|no input"):
            ask()
    with pytest.raises(ZeroDivisionError):
        keys.n_similarity([], ["w1"])
    assert keys.most_similar("w3", topn=0) == []
    assert keys.get_index("none", 5) == 5


def test_keys_are_added_replaced_and_numbered(keys):
    keys.add_vectors(["new", "w1", "new"], [np.ones(7), np.zeros(7), np.zeros(7)])
    assert keys["new"].tolist() == [1] * 7
    assert np.array_equal(keys["w1"], ROWS[1])  # kept
    keys[["w1", "other"]] = [np.zeros(7), np.ones(7)]
    assert not keys["w1"].any()
    keys["one"] = np.full(7, 2.0)
    assert (len(keys), keys.get_index("one"), keys.index_to_key[-1]) == (43, 42, "one")
    assert len(keys.most_similar("one", topn=100)) == 42  # lengths are measured again
    assert keys.get_vecattr("one", "count") == 0
    with pytest.raises(ValueError, match=r"the shape \(1, 7\): a row"):
        keys.add_vectors(["a"], [[1, 2]])


def test_rows_that_were_made_ready_are_filled_first():
    keys = KeyedVectors(2, count=2)
    assert [keys.add_vector("a", [1, 0]), keys.add_vector("b", [0, 1])] == [0, 1]
    with pytest.warns(UserWarning, match="grows by one"):
        assert keys.add_vector("c", [1, 1]) == 2
    assert keys.key_to_index == {"a": 0, "b": 1, "c": 2}


def test_extra_values_come_with_keys_and_keep_their_type(keys):
    keys.add_vectors(["x", "w1"], np.ones((2, 7)), extras={"count": np.array([7, 8])}, replace=True)
    assert (keys.get_vecattr("x", "count"), keys.get_vecattr("w1", "count")) == (7, 8)
    with pytest.raises(TypeError, match="conflicts"):
        keys.set_vecattr("x", "count", 0.5)


def test_whole_numbers_are_keys_or_else_rows():
    keys = KeyedVectors(2)
    keys.add_vectors([10, 20, 1], [[1, 0], [0, 1], [1, 1]])
    assert keys[10].tolist() == [1, 0]
    assert keys[1].tolist() == [1, 1]  # the key goes before the row
    assert keys[0].tolist() == [1, 0]  # a row
    assert keys.most_similar(10, topn=1)[0][0] == 1
    assert 30 not in keys


def test_vectors_are_read_only_where_a_change_would_leave_wrong_lengths(keys):
    with pytest.raises(ValueError, match="read-only"):
        keys["w1"][0] = 1
    keys.vectors[0] = 5
    keys.fill_norms(force=True)
    assert keys.norms[0] == pytest.approx(5 * np.sqrt(7))


def test_lengths_are_measured_again_where_the_rows_are_replaced(keys):
    keys.most_similar("w3")
    keys.vectors = keys.vectors[:, ::-1] * np.arange(1, 41, dtype=np.float32)[:, None]
    assert keys.most_similar("w3", topn=1)[0][1] == pytest.approx(keys.similarity("w3", keys.most_similar("w3")[0][0]))
    keys.vectors *= 3
    assert keys.most_similar("w3", topn=1)[0][1] <= 1 + 1e-6


def test_a_vector_of_another_width_is_told(keys):
    for wrong in (np.ones(3), np.full(7, np.nan)):
        with pytest.raises(ArgumentError, match="vector"):
            keys.most_similar(positive=[wrong])


def test_a_row_of_zeros_has_no_direction_and_one_that_is_not_finite_is_named(keys):
    keys["zero"] = np.zeros(7)
    assert keys.similarity("zero", "w1") == 0
    assert {score for _, score in keys.most_similar("zero")} == {0.0}
    assert not keys.get_normed_vectors()[-1].any()
    keys["bad"] = np.full(7, np.nan)
    with pytest.raises(FormatError, match="'bad'"):
        keys.most_similar("w1")


def test_one_key_or_none_has_no_neighbours():
    keys = KeyedVectors(2)
    assert len(keys) == 0
    assert keys.most_similar([np.array([1.0, 0.0])]) == []
    keys.sort_by_descending_frequency()
    keys["a"] = np.array([1.0, 2.0])
    assert keys.most_similar("a") == []
    assert keys.doesnt_match(["a"]) == "a"


def test_keys_are_sorted_by_their_counts(keys, theirs):
    for some in (keys, theirs):
        some.set_vecattr("w30", "count", 1000)
        some.set_vecattr("w31", "count", 1000)
        some.sort_by_descending_frequency()
    assert keys.index_to_key == theirs.index_to_key
    assert np.array_equal(keys["w30"], theirs["w30"])


def test_unit_lengths_replace_the_rows(keys):
    keys.unit_normalize_all()
    assert np.linalg.norm(keys.vectors, axis=1) == pytest.approx(np.ones(40))
    assert keys.similarity("w3", "w4") == pytest.approx(COSINES[3, 4], abs=1e-6)


def test_rows_are_made_for_keys_that_have_none_as_gensim_makes_them(keys, theirs):
    for some in (keys, theirs):
        some.index_to_key.append("more")
        some.key_to_index["more"] = 40
        some.resize_vectors(seed=5)
    np.testing.assert_allclose(keys.vectors, theirs.vectors, atol=1e-7)
    assert keys.get_vecattr("more", "count") == 0


@pytest.mark.parametrize("name", ["vocab", "index2word", "index2entity", "vectors_norm", "syn0", "wv"])
def test_names_that_gensim_4_dropped_say_what_to_write(keys, name):
    with pytest.raises(AttributeError, match=r"Use \.|leave \.wv out"):
        getattr(keys, name)
    assert not hasattr(keys, name)


def test_older_names_that_still_work_warn(keys):
    for ask in (lambda: keys.word_vec("w1"), lambda: keys.words_closer_than("w3", "w4"), keys.init_sims):
        with pytest.warns(DeprecationWarning, match="Use"):
            ask()


def test_an_indexer_answers_in_place_of_the_search(keys):
    class Indexer:
        def most_similar(self, vector, topn):
            return [(vector.shape, topn)]

    assert keys.most_similar("w3", topn=4, indexer=Indexer()) == [((7,), 4)]


def test_pickles_of_ours_bring_back_the_same(keys):
    again = pickle.loads(pickle.dumps(keys))
    assert again.most_similar("w3") == keys.most_similar("w3")
    assert again.get_vecattr("w3", "count") == 97


def test_firth_has_the_same_vectors_and_changes_stay_apart(keys):
    vectors = keys.to_firth()
    assert isinstance(vectors, firth.WordVectors)
    assert vectors.count("w3") == 97
    alike(keys.most_similar("w3"), vectors.most_similar("w3"))
    again = KeyedVectors.from_firth(vectors)
    again["w3"] = np.zeros(7)
    assert np.array_equal(vectors["w3"], ROWS[3])
    assert again.key_to_index == keys.key_to_index


def test_words_that_are_not_there_are_left_out_with_a_note(keys, caplog):
    assert keys.doesnt_match(["w3", "w4", "none"]) in {"w3", "w4"}
    assert "none" in caplog.text
    with pytest.raises(ArgumentError, match="empty"):
        keys.doesnt_match(["none"])


def test_importing_it_loads_no_compiler_and_firth_does_not_load_it():
    script = "import {}, sys; print(*{{name.split('.')[0] for name in sys.modules}}, 'firth.gensim' in sys.modules)"
    shown = [
        subprocess.run([sys.executable, "-c", script.format(name)], capture_output=True, text=True, check=True).stdout
        for name in ("firth", "firth.gensim.models.keyedvectors")
    ]
    assert shown[0].strip().endswith("False")
    assert not set(shown[1].split()) & {"numba", "scipy", "sklearn", "gensim", "pyarrow"}


def test_nothing_warns_that_gensim_leaves_alone(keys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        keys.add_vectors(["a", "b"], np.ones((2, 7)))
        keys.most_similar("a")


@pytest.mark.parametrize("shape", [(3, 4), (3, 2), (2, 3), (4,)])
def test_the_shape_of_rows_that_do_not_fit_is_named(shape):
    with pytest.raises(ArgumentError, match=re.escape(f"weights={shape}: must have the shape (2, 4)")):
        KeyedVectors(4).add_vectors(["p", "q"], np.ones(shape))
