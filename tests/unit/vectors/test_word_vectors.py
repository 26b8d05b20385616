"""The waist: lookup, questions in words, and what nonsense gets."""

import copy
import dataclasses
import pickle

import numpy as np
import pytest

from firth.errors import ArgumentError, FormatError, MissingPartError, SourceError, UnknownWordError
from firth.vectors.word_vectors import WordVectors, load

ROWS = {  # royalty, sex, fruit
    "king": (5.0, 1.0, 0.0),
    "queen": (5.0, -1.0, 0.0),
    "man": (0.0, 1.0, 0.1),
    "woman": (0.0, -2.0, 0.2),
    "apple": (0.1, 0.0, 3.0),
    "pear": (0.0, 0.1, 1.0),
    "colour": (1.0, 1.0, 1.0),
    "collar": (-1.0, 1.0, 1.0),
}


@pytest.fixture
def vectors():
    matrix = np.array(list(ROWS.values()), np.float32)
    return WordVectors(list(ROWS), matrix, matrix[::-1], np.arange(80, 0, -10), {"epochs": 5})


def test_it_is_a_read_only_mapping_from_word_to_vector(vectors):
    assert len(vectors) == 8
    assert list(vectors) == list(ROWS)
    assert "king" in vectors
    assert "kings" not in vectors
    assert 3 not in vectors
    assert vectors["pear"].tolist() == [0.0, np.float32(0.1), 1.0]
    assert vectors.index("pear") == 5
    assert vectors.count("pear") == 30


def test_nothing_in_it_can_be_written_to(vectors):
    for array in (vectors.vectors, vectors.contexts, vectors.counts, vectors["king"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(TypeError):
        vectors.info["epochs"] = 6
    with pytest.raises(AttributeError):
        vectors.words = ()


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_copy_is_as_whole_and_as_read_only(vectors, clone):
    other = clone(vectors)
    assert other.words == vectors.words
    assert dict(other.info) == {"epochs": 5}
    assert other.most_similar("king") == vectors.most_similar("king")
    assert not other.vectors.flags.writeable
    np.testing.assert_array_equal(other.contexts, vectors.contexts)
    tree = WordVectors(["a", "b"], np.ones((2, 2)), nodes=np.full((1, 2), 3))
    assert clone(tree).nodes.tolist() == [[3, 3]]
    assert not clone(tree).nodes.flags.writeable


def test_a_part_can_be_replaced_as_in_any_dataclass(vectors):
    other = dataclasses.replace(vectors, info={"epochs": 6}, counts=None)
    assert (other.words, other.info["epochs"], other.counts) == (vectors.words, 6, None)


def test_a_model_of_a_file_decodes_its_words_when_they_are_asked_for(vectors, tmp_path):
    vectors.save(tmp_path / "v.safetensors")
    opened = load(tmp_path / "v.safetensors")
    view = opened.view("context")
    assert repr(opened) == repr(vectors)
    assert opened.most_similar("king", topn=3) == vectors.most_similar("king", topn=3)
    assert view.analogy("man", "king", "woman") == vectors.view("context").analogy("man", "king", "woman")
    assert "colour" in view
    assert not {"rows", "all"} & opened._words.__dict__.keys()
    assert isinstance(opened.words, tuple)
    assert opened == vectors
    assert pickle.loads(pickle.dumps(load(tmp_path / "v.safetensors"))) == vectors


def test_lengths_are_kept_but_belong_to_the_value(vectors):
    assert vectors.most_similar("king", center=True) == vectors.most_similar("king", center=True)
    first = vectors.most_similar("king")
    assert vectors.most_similar("king") == first
    assert copy.deepcopy(vectors).most_similar("king") == first
    doubled = dataclasses.replace(vectors, vectors=vectors.vectors * np.array([[2], [1]] * 4))
    assert [word for word, _ in doubled.most_similar("king")] == [word for word, _ in first]
    assert vectors == copy.deepcopy(vectors)


def test_float32_arrays_are_not_copied():
    matrix = np.zeros((2, 4), np.float32)
    assert np.shares_memory(WordVectors(["a", "b"], matrix[:, :3]).vectors, matrix)


def test_its_repr_is_short_and_says_what_it_carries(vectors):
    assert repr(vectors) == "<WordVectors: 8 words, 3 dimensions, contexts, counts>"
    assert repr(WordVectors(["a"], np.ones((1, 2)), nodes=np.ones((0, 2)))) == (
        "<WordVectors: 1 word, 2 dimensions, nodes>"
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"words": ["a", "a"]}, "'a': appears twice"),
        ({"words": ["a"]}, "one word for each of the 2 rows"),
        ({"words": ["a", ""]}, "non-empty string"),
        ({"words": ["a", 7]}, "non-empty string"),
        ({"words": "ab"}, "sequence of words"),
        ({"vectors": np.zeros(2)}, "shape"),
        ({"vectors": np.zeros((0, 3)), "words": []}, "neither of them 0"),
        ({"contexts": np.zeros((2, 4))}, "contexts="),
        ({"counts": np.zeros(3, int)}, "counts="),
        ({"nodes": np.zeros((2, 3))}, r"nodes=\(2, 3\): must have the shape \(1, 3\)"),
        ({"nodes": np.zeros((1, 3)), "contexts": np.zeros((2, 3))}, "contexts or, .*, nodes; leave one out"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changed, message):
    with pytest.raises(ArgumentError, match=message):
        WordVectors(**{"words": ["a", "b"], "vectors": np.zeros((2, 3)), **changed})


def test_similarity_is_the_cosine(vectors):
    assert vectors.similarity("king", "queen") == pytest.approx(24 / 26)
    assert isinstance(vectors.similarity("king", "queen"), float)


def test_most_similar_ranks_by_cosine_and_leaves_the_word_out(vectors):
    answers = vectors.most_similar("apple", topn=2)
    assert [word for word, _ in answers] == ["pear", "colour"]
    assert answers[1][1] == pytest.approx(vectors.similarity("apple", "colour"), abs=1e-6)
    assert len(vectors.most_similar("apple", topn=100)) == 7


def test_positive_and_negative_words_are_averaged_at_unit_length(vectors):
    unit = {word: np.array(row) / np.linalg.norm(row) for word, row in ROWS.items()}
    query = (unit["king"] + unit["woman"] - unit["man"]) / 3
    cosines = {word: unit[word] @ query / np.linalg.norm(query) for word in ROWS}
    expected = sorted(set(ROWS) - {"king", "woman", "man"}, key=lambda word: -cosines[word])
    answers = vectors.most_similar(positive=["king", "woman"], negative=["man"])
    assert [word for word, _ in answers] == expected
    assert answers[0][1] == pytest.approx(cosines["queen"], abs=1e-6)
    assert vectors.most_similar(positive=["king", "woman"], negative="man") == answers


def test_a_plain_vector_can_be_asked_and_excludes_nothing(vectors):
    plain = vectors["king"] * 100
    assert vectors.most_similar(plain, topn=1)[0][0] == "king"
    assert vectors.most_similar([plain, "king"], topn=1)[0][0] == "queen"
    assert vectors.most_similar(negative=[-plain], topn=1)[0][0] == "king"


def test_restrict_vocab_limits_the_answers_but_not_the_mean(vectors):
    among = vectors.most_similar("king", restrict_vocab=4, center=True)
    everywhere = dict(vectors.most_similar("king", center=True))
    assert {word for word, _ in among} == {"queen", "man", "woman"}
    assert all(score == pytest.approx(everywhere[word], abs=1e-6) for word, score in among)
    assert len(vectors.most_similar("pear", restrict_vocab=1_000_000, topn=50)) == 7


def test_center_subtracts_the_mean_before_lengths_are_taken(vectors):
    rows = np.array(list(ROWS.values())) - np.mean(list(ROWS.values()), axis=0)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    answers = dict(vectors.most_similar("king", center=True))
    assert answers["queen"] == pytest.approx(unit[0] @ unit[1], abs=1e-6)
    plain = dict(vectors.most_similar(vectors["king"], center=True))
    assert plain["queen"] == pytest.approx(unit[0] @ unit[1], abs=1e-6)


def test_many_words_get_what_each_would_get(vectors):
    words = ["king", "apple", vectors["pear"]]
    for kwargs in ({}, {"topn": 2}, {"center": True}, {"restrict_vocab": 5}):
        for one, many in zip(words, vectors.most_similar_many(words, **kwargs), strict=True):
            alone = vectors.most_similar(one, **kwargs)
            assert [word for word, _ in many] == [word for word, _ in alone]
            assert [score for _, score in many] == pytest.approx([score for _, score in alone], abs=1e-6)
    assert vectors.most_similar_many([]) == []


def test_analogy_reads_a_is_to_b_as_c_is_to_what(vectors):
    assert vectors.analogy("man", "king", "woman", topn=1)[0][0] == "queen"
    assert vectors.analogy("man", "king", "woman", topn=1, normalize=False)[0][0] == "queen"
    assert not {"man", "king", "woman"} & {word for word, _ in vectors.analogy("man", "king", "woman")}


def test_many_analogies_get_what_each_would_get(vectors):
    triples = [("man", "king", "woman"), ("king", "queen", "apple")]
    for kwargs in ({}, {"topn": 2, "center": True}, {"normalize": False, "restrict_vocab": 6}):
        for triple, many in zip(triples, vectors.analogy_many(triples, **kwargs), strict=True):
            one = vectors.analogy(*triple, **kwargs)
            assert [word for word, _ in many] == [word for word, _ in one]
            assert [score for _, score in many] == pytest.approx([score for _, score in one], abs=1e-6)
    assert vectors.analogy_many([]) == []


def products(vectors, query, words=None):
    """Words and inner products with the context rows, best first, one word at a time."""
    rows = vectors.contexts.astype(float)
    scores = [(word, rows[row] @ query) for row, word in enumerate(words or vectors.words)]
    return sorted(scores, key=lambda pair: -pair[1])


def test_typical_contexts_are_ranked_by_inner_product_with_the_second_matrix(vectors):
    expected = products(vectors, np.array(ROWS["king"]))
    answers = vectors.typical_contexts("king", topn=3)
    assert [word for word, _ in answers] == [word for word, _ in expected[:3]]
    assert [score for _, score in answers] == pytest.approx([score for _, score in expected[:3]], rel=1e-6)
    assert len(vectors.typical_contexts("king", topn=100)) == 8  # the word itself among them


def test_the_center_is_scored_with_the_mean_of_its_contexts_whatever_their_order(vectors):
    mean = np.mean([ROWS["king"], ROWS["apple"], ROWS["apple"]], axis=0)
    expected = products(vectors, mean)
    answers = vectors.predict_center(["king", "apple", "apple"])
    assert [word for word, _ in answers] == [word for word, _ in expected]
    assert [score for _, score in answers] == pytest.approx([score for _, score in expected], rel=1e-5)
    assert vectors.predict_center(("apple", "king", "apple")) == answers
    assert vectors.predict_center(["king"]) == vectors.typical_contexts("king")


def test_restrict_vocab_limits_first_order_answers(vectors):
    answers = vectors.typical_contexts("king", restrict_vocab=2)
    assert [word for word, _ in answers] == [word for word, _ in products(vectors, ROWS["king"], ["king", "queen"])]
    assert vectors.predict_center(["king"], restrict_vocab=2) == answers


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("matrix", ["vectors", "contexts"])
def test_first_order_questions_refuse_rows_that_are_not_finite(bad, matrix):
    rows = {"vectors": np.ones((3, 2), np.float32), "contexts": np.ones((3, 2), np.float32)}
    rows[matrix][1] = bad, -bad
    vectors = WordVectors(["a", "bad", "c"], **rows)
    with pytest.raises(FormatError, match="no inner product"):
        vectors.predict_center(["a", "bad"])


def test_doesnt_match_names_the_odd_one(vectors):
    assert vectors.doesnt_match(["apple", "king", "pear", "colour"]) == "king"


def test_an_unknown_word_comes_with_close_ones(vectors):
    with pytest.raises(UnknownWordError, match=r"'collour' is not among the 8 words\. Close: 'colour', 'collar'\."):
        vectors["collour"]
    with pytest.raises(KeyError):
        vectors.analogy("man", "king", "womman")
    with pytest.raises(UnknownWordError) as caught:
        vectors.most_similar("")
    assert caught.value.close == ()
    with pytest.raises(UnknownWordError, match="Close: 'queen'"):
        vectors.similarity("xqueen", "king")
    with pytest.raises(UnknownWordError, match="Close: 'queen'"):
        vectors.predict_center(["king", "xqueen"])


def test_a_word_that_differs_only_in_case_is_the_closest():
    vectors = WordVectors(["wing", "ring", "king", "tea", "Tee"], np.ones((5, 1), np.float32))
    for asked, close in (("King", "king"), ("KING", "king"), ("Tea", "tea"), ("TEA", "tea"), ("tee", "Tee")):
        with pytest.raises(UnknownWordError) as caught:
            vectors.index(asked)
        assert caught.value.close[0] == close


def test_all_words_that_are_missing_are_named(vectors):
    with pytest.raises(UnknownWordError, match=r"^'zzzz' is not among the 8 words\. Also missing: 'qqqqx', 'vvvv'\.$"):
        vectors[["king", "zzzz", "qqqqx", "zzzz", "vvvv"]]


def test_close_words_are_found_quickly_among_many():
    import time  # noqa: PLC0415 - only this test takes the time

    words = [f"{i:06x}" for i in range(120_000)]
    vectors = WordVectors(words, np.ones((120_000, 1), np.float32))
    start = time.process_time()
    with pytest.raises(UnknownWordError, match="Close: '"):
        vectors.index("00a1bz")
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda v: v.most_similar("king", topn=0), "topn=0"),
        (lambda v: v.most_similar("king", topn=2.5), "topn=2.5"),
        (lambda v: v.most_similar("king", topn=True), "topn=True"),
        (lambda v: v.most_similar("king", topn=None), "topn=None"),
        (lambda v: v.most_similar_many(["king"], restrict_vocab=0), "restrict_vocab=0"),
        (lambda v: v.analogy("man", "king", "woman", topn=-1), "topn=-1"),
        (lambda v: v.most_similar(), "at least one word"),
        (lambda v: v.most_similar("king", negative="king"), "positive='king': the terms cancel each other out"),
        (lambda v: v.most_similar(["king", -v["king"]]), "the terms cancel each other out"),
        (lambda v: v.most_similar(np.zeros(3)), "the terms are zero vectors, which leaves no direction"),
        (lambda v: v.most_similar_many(["king", np.zeros(3)]), "queries=.*zero vector, which has no direction"),
        (lambda v: v.most_similar_many({"king", "queen"}), "a set has no order"),
        (lambda v: v[{"king", "queen"}], "a set has no order"),
        (lambda v: v.predict_center(frozenset({"king", "queen"})), "a set has no order"),
        (lambda v: v.most_similar(7), "word=7: must be a string"),
        (lambda v: v.most_similar(7.0), "must be a word, a vector"),
        (lambda v: v.most_similar([1.0, 2.0, 3.0]), "a NumPy array"),
        (lambda v: v.most_similar(np.zeros(4)), r"vector=\(4,\)"),
        (lambda v: v.most_similar(np.array([1.0, np.nan, 0])), "must be finite"),
        (lambda v: v.most_similar_many("king"), "use most_similar"),
        (lambda v: v.analogy_many(["abc"]), "three words"),
        (lambda v: v.analogy_many([("man", "king")]), "three words"),
        (lambda v: v.doesnt_match("king queen"), "must be a list of words"),
        (lambda v: v.doesnt_match(["king", "queen"]), "at least three"),
        (lambda v: v[3], "must be a string"),
        (lambda v: v.typical_contexts("king", topn=0), "topn=0"),
        (lambda v: v.typical_contexts(["king"]), "must be a string"),
        (lambda v: v.predict_center("king"), "contexts='king': must be a list of words"),
        (lambda v: v.predict_center([]), "at least one word"),
        (lambda v: v.predict_center(["king"], restrict_vocab=-1), "restrict_vocab=-1"),
    ],
)
def test_a_nonsensical_question_is_answered_with_what_to_do(vectors, ask, message):
    with pytest.raises(ArgumentError, match=message):
        ask(vectors)


def test_without_counts_a_count_is_an_error_not_a_guess():
    with pytest.raises(MissingPartError, match="no counts"):
        WordVectors(["a"], np.ones((1, 2))).count("a")


def test_a_vector_that_is_not_finite_is_refused_where_it_is_met(tmp_path):
    matrix = np.ones((3, 2), np.float32)
    matrix[1, 0] = np.nan
    vectors = WordVectors(["a", "bad", "c"], matrix)
    with pytest.raises(FormatError, match="NaN or infinity"):
        vectors.most_similar("a")
    with pytest.raises(FormatError, match="'bad'"):
        vectors.save(tmp_path / "x.bin")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bits", [0x7F800001, 0x7FC00000, 0x7F800000, 0xFF800000])
@pytest.mark.parametrize("center", [False, True])
def test_no_kind_of_nan_or_infinity_causes_more_than_an_error(bits, center):
    matrix = np.ones((4, 2), np.float32)
    matrix.view(np.uint32)[1:3, 0] = bits, bits ^ (1 << 31)
    vectors = WordVectors(["a", "bad", "worse", "c"], matrix)
    for ask in (
        lambda: vectors.most_similar("bad", center=center),
        lambda: vectors.most_similar("a", center=center),
        lambda: vectors.analogy("a", "bad", "worse", center=center),
        lambda: vectors.analogy("a", "bad", "worse", center=center, normalize=False),
        lambda: vectors.similarity("a", "bad"),
        lambda: vectors.doesnt_match(["a", "bad", "worse"]),
    ):
        with pytest.raises(FormatError, match="NaN or infinity"):
            ask()


def test_what_is_saved_is_what_is_loaded(vectors, tmp_path):
    vectors.save(tmp_path / "model.safetensors")
    other = load(str(tmp_path / "model.safetensors"))
    assert other.words == vectors.words
    assert dict(other.info) == dict(vectors.info)
    for name in ("vectors", "contexts", "counts"):
        np.testing.assert_array_equal(getattr(other, name), getattr(vectors, name))
        assert not getattr(other, name).flags.writeable
    assert other.analogy("man", "king", "woman") == vectors.analogy("man", "king", "woman")


def test_a_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(SourceError, match=r"nothing\.bin.*no such file"):
        load(tmp_path / "nothing.bin")


@pytest.fixture
def read_with_settings():
    reading = {"nfkc": True, "lowercase": True, "chinese_script": "simplified", "digits": "zero", "phrases": 1}
    words = ["电脑", "computer", "new_york", "机器学习", "0000", "IBM"]
    return WordVectors(words, np.eye(6, 3, dtype=np.float32) + 1, info={"reading": {"tokenizer": "words", **reading}})


@pytest.mark.parametrize(
    ("asked", "row"),
    [("電腦", 0), ("ＣＯＭＰＵＴＥＲ", 1), ("New York", 2), ("機器 學習", 3), ("1984", 4), ("IBM", 5), ("电脑", 0)],
)
def test_a_word_is_found_as_the_text_was_read(read_with_settings, asked, row):
    assert read_with_settings.index(asked) == row
    assert (asked in read_with_settings) == (asked in list(read_with_settings))
    assert read_with_settings[asked].tolist() == read_with_settings.vectors[row].tolist()
    assert read_with_settings.view("input").index(asked) == row


def test_a_word_is_no_answer_to_itself_in_whatever_spelling(read_with_settings):
    assert read_with_settings.most_similar("電腦") == read_with_settings.most_similar("电脑")
    assert "电脑" not in dict(read_with_settings.most_similar("電腦"))
    assert not {"电脑", "computer", "new_york"} & set(dict(read_with_settings.analogy("電腦", "Computer", "New York")))


def test_words_close_to_an_unknown_one_are_sought_in_the_spelling_of_the_text(read_with_settings):
    assert "ibm" not in read_with_settings
    with pytest.raises(UnknownWordError, match=r"'COMPUTRE' is not among the 6 words\. Close: 'computer'\."):
        read_with_settings.index("COMPUTRE")


def test_of_what_a_tokenizer_may_have_cut_it_is_said(read_with_settings):
    with pytest.raises(UnknownWordError, match=r"'c\+\+' is not among the 6 words.*cut by tokenizer='.*', which may"):
        read_with_settings.index("c++")


def test_without_settings_or_with_garbage_for_them_words_are_what_they_are(vectors):
    for info in ({}, {"reading": None}, {"reading": [1]}, {"reading": {"lowercase": "?", "chinese": {}}}):
        assert "KING" not in WordVectors(vectors.words, vectors.vectors, info=info)
