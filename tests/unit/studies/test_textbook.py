import numpy as np
import pytest

from firth.errors import ArgumentError, FormatError
from firth.studies.demo.textbook import ASKED, QUESTION, SENTENCE, SETTINGS, WORDS, study

OTHERS = [word for word in WORDS if word not in QUESTION]


def vectors_that_answer(word: str) -> np.ndarray:
    """Rows whose analogy has one clear answer: an axis for each word, and the answer along b - a + c."""
    rows = np.eye(len(WORDS), SETTINGS.vector_size)
    a, b, c = (rows[WORDS.index(name)] for name in QUESTION)
    rows[WORDS.index(word)] = b - a + c
    return rows


def test_the_words_stand_in_the_order_of_a_vocabulary():
    assert WORDS == ("喜欢", "城堡", "足球", "国王", "女人", "女王", "男人")
    assert [SENTENCE.count(word) for word in WORDS] == [4, 2, 2, 1, 1, 1, 1]


def test_shares_count_the_answers_of_all_runs_largest_first():
    given = ["女王", "城堡", "女王", "喜欢", "女王", "城堡", "女王", "女王"]
    report = study(lambda seed: vectors_that_answer(given[seed]), range(len(given)))
    assert report.runs == 8
    assert report.answers == (("女王", 0.625), ("城堡", 0.25), ("喜欢", 0.125), ("足球", 0.0))


def test_the_analogy_adds_raw_vectors():
    rows = vectors_that_answer("女王")
    c = WORDS.index("女人")
    rows[c] *= 100  # now the sum points along c, and so does 足球; unit vectors would still answer 女王
    rows[WORDS.index("足球")] = rows[c]
    assert study(lambda _seed: rows, [1]).answers[0] == ("足球", 1.0)


def test_neighbours_carry_mean_deviation_and_the_share_of_being_nearest():
    def run(seed: int) -> np.ndarray:
        rows = np.eye(len(WORDS), SETTINGS.vector_size)
        turned = rows[WORDS.index("国王")] if seed == 0 else rows[WORDS.index("男人")]
        rows[WORDS.index("女王")] = 3 * turned
        return rows

    report = study(run, [0, 1])
    king = dict(zip(ASKED, report.neighbours, strict=True))["国王"]
    assert king[0].word == "女王"
    assert king[0].cosine == pytest.approx((0.5, 0.5))
    assert king[0].nearest == 0.5
    assert report.pair == king[0].cosine
    assert {neighbour.word for neighbour in king} == set(WORDS) - {"国王"}


def test_the_order_of_seeds_changes_no_count():
    def run(seed: int) -> np.ndarray:
        return np.random.default_rng(seed).normal(size=(len(WORDS), SETTINGS.vector_size))

    forward, backward = study(run, range(20)), study(run, reversed(range(20)))
    assert dict(forward.answers) == dict(backward.answers)
    assert sum(answer.share for answer in forward.answers) == pytest.approx(1.0)
    assert forward.pair == pytest.approx(backward.pair)


def test_rows_of_zeros_have_cosine_zero_and_not_nan():
    report = study(lambda _seed: np.zeros((len(WORDS), 4)), [1])
    assert report.pair == (0.0, 0.0)


def test_no_seed_is_an_error():
    with pytest.raises(ArgumentError, match="give at least one"):
        study(lambda _seed: np.zeros((len(WORDS), 4)), [])


def test_vectors_that_are_not_finite_are_an_error():
    with pytest.raises(FormatError):
        study(lambda _seed: np.full((len(WORDS), 4), np.nan), [1])
