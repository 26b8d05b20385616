import numpy as np
import pytest

from firth.config import FactorizeConfig
from firth.corpus.build.any_text import encode
from firth.counting.cooccurrence import count_weighted
from firth.counting.factorize import shifted_ppmi
from firth.errors import ArgumentError, ArgumentTypeError, CorpusError, FormatError, UnknownWordError
from firth.recipes.explain import explain
from firth.recipes.train import train
from firth.studies.explain.analogy import explain_analogy
from firth.studies.explain.contexts import Windows, counted_contexts, information, pair_totals
from firth.testing import planted_clusters
from firth.vectors.word_vectors import WordVectors

SENTENCES = planted_clusters(sentences=300).sentences


@pytest.fixture(scope="module")
def vectors():
    return train(SENTENCES, vector_size=16, epochs=2, min_count=1, window=4)


@pytest.fixture
def space(random):
    return WordVectors([f"w{number}" for number in range(200)], random.normal(size=(200, 6)))


@pytest.mark.parametrize("shrink", [False, True])
@pytest.mark.parametrize("window", [1, 3, 40])
def test_rows_and_totals_are_those_of_the_whole_matrix(window, shrink):
    """Also where sentences are shorter than the window, and of one word."""
    corpus = encode([*SENTENCES[:100], ["common0"], ["common0", "common1"]], min_count=1)
    windows = Windows(window, shrink)
    pairs = count_weighted(corpus, window=window, shrink_windows=shrink)
    ppmi = shifted_ppmi(pairs, shift=1, smoothing=FactorizeConfig().smoothing)
    size = len(corpus.vocabulary)
    totals = pair_totals(corpus, np.bincount(corpus.ids, minlength=size), windows)
    assert totals == pytest.approx(np.bincount(pairs.columns, pairs.counts, size), abs=1e-9)
    for row in range(0, size, 9):
        span = slice(pairs.starts[row], pairs.starts[row + 1])
        expected, positive = np.zeros(size), np.zeros(size)
        expected[pairs.columns[span]] = pairs.counts[span]
        found = counted_contexts(corpus, row, windows)
        assert found.pairs == pytest.approx(expected)
        assert found.positions.size == corpus.vocabulary.counts[row]
        span = slice(ppmi.starts[row], ppmi.starts[row + 1])
        positive[ppmi.columns[span]] = ppmi.values[span]
        assert np.maximum(information(found.pairs, totals), 0) == pytest.approx(positive, abs=1e-9)


def test_the_shares_of_all_contexts_make_up_the_cosine(vectors):
    a, b = vectors.words[5:7]
    text = explain(vectors, a, b, SENTENCES, topn=1_000, min_pair_count=1).text
    assert (text.window, text.shrink_windows, text.same_text) == (4, True, True)
    assert len(text.contexts) == text.shared
    assert sum(context.share for context in text.contexts) == pytest.approx(1)
    assert [context.share for context in text.contexts] == sorted((c.share for c in text.contexts), reverse=True)
    corpus = encode(SENTENCES, min_count=1)
    pairs = count_weighted(corpus, window=4, shrink_windows=True)
    ppmi = shifted_ppmi(pairs, shift=1, smoothing=FactorizeConfig().smoothing)
    rows = np.zeros((2, len(vectors)))
    for place, row in enumerate((5, 6)):
        span = slice(ppmi.starts[row], ppmi.starts[row + 1])
        rows[place, ppmi.columns[span]] = ppmi.values[span]
    assert text.cosine == pytest.approx(rows[0] @ rows[1] / np.linalg.norm(rows[0]) / np.linalg.norm(rows[1]))


def test_a_shared_context_has_its_counts_and_the_scores_of_the_model():
    sentences = [["red", "wine", "glass"], ["white", "wine", "glass"], ["some", "bread"]] * 30
    vectors = train(sentences, sample=0, vector_size=8, window=1, epochs=1)
    text = explain(vectors, "red", "white", sentences).text
    (context,) = text.contexts
    assert (context.word, context.times_a, context.times_b, context.share) == ("wine", 30, 30, 1)
    wine = vectors.contexts[vectors.index("wine")].astype(float)
    assert context.score_a == pytest.approx(wine @ vectors["red"].astype(float))
    assert context.score_b == pytest.approx(wine @ vectors["white"].astype(float))
    assert [(line.left, line.word, line.right, line.context) for line in text.lines] == [
        ("", "red", "wine glass", "wine"),
        ("", "white", "wine glass", "wine"),
    ]


def test_lines_stay_within_their_sentence_and_show_the_context():
    sentences = [["x", "y"], ["milk", "in", "tea"], ["sugar"], ["milk", "in", "coffee", "now"], ["z"]] * 10
    vectors = train(sentences, sample=0, vector_size=4, window=2, epochs=1)
    lines = explain(vectors, "tea", "coffee", sentences, topn=1).text.lines
    assert {(line.left, line.word, line.right) for line in lines} == {
        ("milk in", "tea", ""),
        ("milk in", "coffee", "now"),
    }


def test_pairs_that_are_too_rare_count_as_none(vectors):
    a, b = vectors.words[5:7]
    few, many = (explain(vectors, a, b, SENTENCES, min_pair_count=least, topn=99).text for least in (9, 1))
    assert few.shared < many.shared
    assert all(min(context.times_a, context.times_b) >= 9 for context in few.contexts)
    none = explain(vectors, a, b, SENTENCES, min_pair_count=10**6).text
    assert (none.shared, none.cosine, none.contexts, none.lines) == (0, 0, (), ())


def test_any_corpus_of_the_same_words_will_do_and_it_is_said_whether_it_is_the_same(vectors, tmp_path):
    a, b = vectors.words[5:7]
    encode([*SENTENCES, ["new", "words", a]], min_count=1).save(tmp_path / "other.firth")
    encode(SENTENCES, min_count=1).save(tmp_path / "same.firth")
    whole = explain(vectors, a, b, SENTENCES)
    assert explain(vectors, a, b, tmp_path / "same.firth") == whole
    other = explain(vectors, a, b, tmp_path / "other.firth").text
    assert (other.same_text, other.count_a) == (False, whole.text.count_a + 1)


def test_a_model_of_another_program_is_explained_with_the_usual_window(space):
    sentences = [["w1", "w3"], ["w2", "w3"]] * 9
    text = explain(space, "w1", "w2", sentences).text
    assert (text.window, text.same_text) == (5, None)
    assert [(context.word, context.score_a) for context in text.contexts] == [("w3", None)]


def test_places_and_shared_neighbours_are_those_of_most_similar(space):
    found = explain(space, "w10", "w20")
    assert found.cosine == pytest.approx(space.similarity("w10", "w20"), abs=1e-6)
    near = [[word for word, _ in space.most_similar(word, topn=199)] for word in ("w10", "w20")]
    assert (found.rank_of_b, found.rank_of_a) == (near[0].index("w20") + 1, near[1].index("w10") + 1)
    assert found.shared == len(set(near[0][:100]) & set(near[1][:100]))
    assert found.neighbours[0].cosine_a == pytest.approx(space.similarity("w10", found.neighbours[0].word), abs=1e-6)
    assert found.to_pandas().shape == (10, 3)


def test_the_answers_are_those_of_analogy_and_their_terms_add_up(space):
    found = explain_analogy(space, "w1", "w2", "w3", "w90", topn=7)
    expected = space.analogy("w1", "w2", "w3", topn=199)
    mine = [each for each in found.answers if each.rank is not None]
    assert [each.word for each in mine] == [word for word, _ in expected[:7]]
    assert [each.score for each in mine] == pytest.approx([score for _, score in expected[:7]], abs=1e-6)
    for each in (*found.answers, found.expected):
        assert each.from_a + each.from_b + each.from_c == pytest.approx(each.score, abs=1e-6)
    assert found.expected.rank == [word for word, _ in expected].index("w90") + 1
    near = [word for word, _ in space.most_similar("w3", topn=199) if word not in {"w1", "w2"}]
    assert found.rank_near_c == near.index("w90") + 1


def test_a_word_of_the_question_is_named_where_it_would_be_the_answer():
    rows = [[1, 0.1, 0], [1, 0, 0.1], [0.1, 1, 0], [0.1, 0.9, 0.4]]
    found = explain_analogy(WordVectors(["a", "b", "c", "d"], rows), "a", "b", "c")
    assert (found.unrestricted.word, found.unrestricted.rank) == ("c", None)
    assert (found.answer.word, found.answer.rank, found.expected) == ("d", 1, None)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (("w1", "w1"), ArgumentError, "is the same word"),
        (("w1", "nothing"), UnknownWordError, "nothing"),
        (("w1", "w2", ["x y"]), CorpusError, "none of its words"),
        (("w1", "w2", ["w1 w3", "w4 w5"]), CorpusError, "'w2' has no neighbours in this text"),
    ],
)
def test_a_pair_without_an_explanation_says_why(space, wrong, error, message):
    with pytest.raises(error, match=message):
        explain(space, *wrong)


@pytest.mark.parametrize("number", ["topn", "window", "min_pair_count"])
def test_numbers_below_one_are_refused(space, number):
    with pytest.raises(ArgumentError, match=number):
        explain(space, "w1", "w2", **{number: 0})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"vectors": "m.safetensors"}, r"firth\.load"),
        ({"a": 1}, "word=1"),
        ({"b": None}, "word=None"),
        ({"topn": "3"}, "topn='3'"),
    ],
)
def test_what_is_of_a_wrong_type_is_named(space, wrong, named):
    question = {"vectors": space, "a": "w1", "b": "w2"}
    with pytest.raises(ArgumentTypeError, match=named):
        explain(**question | wrong)
    with pytest.raises(ArgumentTypeError, match=named):
        explain_analogy(**question | {"c": "w3"} | wrong)


@pytest.mark.parametrize("number", ["window", "min_pair_count"])
def test_numbers_that_are_not_whole_are_refused(space, number):
    with pytest.raises(ArgumentTypeError, match=f"{number}=2.5"):
        explain(space, "w1", "w2", **{number: 2.5})


@pytest.mark.parametrize(
    ("rows", "question", "message"),
    [
        ([[1, 0], [0, 1]], ("a", "b", "a"), "no other words"),
        ([[1, 0], [0.5, 0.5], [0, 1]], ("a", "b", "c", "b"), "is a word of the question"),
        ([[0, 0], [0, 0], [0, 0], [1, 1]], ("a", "b", "c"), "cancel each other out"),
    ],
)
def test_an_analogy_without_an_answer_says_why(rows, question, message):
    with pytest.raises(ArgumentError, match=message):
        explain_analogy(WordVectors(list("abcd")[: len(rows)], rows), *question)


def test_a_vector_that_is_not_finite_is_named(space):
    rows = space.vectors.copy()
    rows[150] = np.nan
    broken = WordVectors(space.words, rows)
    for ask in (lambda: explain(broken, "w1", "w2"), lambda: explain_analogy(broken, "w1", "w2", "w3")):
        with pytest.raises(FormatError, match="NaN"):
            ask()
