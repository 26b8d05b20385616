"""Rows and scores: against plain loops, and at the edges where cosines go wrong."""

import numpy as np
import pytest

from firth.errors import FormatError
from firth.search import (
    Directions,
    analogy,
    cosine,
    directions,
    highest_products,
    mean_row,
    nearest,
    odd_one_out,
    ranking,
    unit_rows,
)


def plain_nearest(matrix, query, topn, exclude=()):
    """The slow twin: one row at a time, in float64, best first, equals by the lower row."""

    def cos(row):
        lengths = np.linalg.norm(row) * np.linalg.norm(query)
        return row @ query / lengths if lengths else 0.0

    scores = [(-cos(row.astype(float)), i) for i, row in enumerate(matrix) if i not in exclude]
    return [i for _, i in sorted(scores)[:topn]], [-s for s, _ in sorted(scores)[:topn]]


@pytest.fixture
def matrix():
    return np.random.default_rng(3).normal(size=(700, 24)).astype(np.float32)


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(directions, "VALUES", 64 * 24)
    monkeypatch.setattr(ranking, "SCORES", 64 * 7)
    monkeypatch.setattr(ranking, "QUERIES", 7)


def test_unit_rows_have_length_one_and_a_zero_row_stays_zero(matrix):
    matrix[5] = 0
    lengths = np.linalg.norm(unit_rows(matrix), axis=1)
    assert lengths[5] == 0
    np.testing.assert_allclose(np.delete(lengths, 5), 1, rtol=1e-6)


@pytest.mark.parametrize("scale", [1e-45, 1e-42, 1e-30, 1e-16, 1e16, 1e30, 1e38])
def test_rows_of_any_size_have_a_direction(scale):
    row = (np.array([[3.0, -3.0, 0.0]]) * scale).astype(np.float32)
    np.testing.assert_allclose(unit_rows(row), [[0.5**0.5, -(0.5**0.5), 0]], rtol=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_row_that_is_not_finite_is_refused_rather_than_ranked(matrix, bad):
    matrix[400, 3] = bad
    with pytest.raises(FormatError, match="NaN or infinity"):
        nearest(Directions(matrix), matrix[:1], 3)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_row_that_is_not_finite_is_refused_by_every_question_that_meets_it(matrix, bad):
    matrix[400, 3] = bad
    rows = Directions(matrix)
    for limit, met in ((100, False), (None, True), (400, False), (401, True), (None, True)):
        if met:
            with pytest.raises(FormatError, match="NaN or infinity"):
                nearest(rows, matrix[:1], 3, limit=limit)
        else:
            assert nearest(rows, matrix[:1], 1, limit=limit)[0].item() == 0


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("mean", [None, "of all", "far away"])
def test_later_questions_get_what_the_first_one_got_whose_answers_are_those_of_a_plain_loop(matrix, mean):
    matrix[::7] *= 1e-30
    matrix[3::50] = 0
    matrix[5::60] *= 1e17
    if mean == "far away":
        matrix[:] = matrix / np.abs(matrix).max(axis=1, keepdims=True).clip(1e-3) + 1000
    center = None if mean is None else mean_row(matrix)
    rows, queries = Directions(matrix, center), np.random.default_rng(5).normal(size=(9, 24))
    found = [nearest(rows, queries, 12, limit=limit) for limit in (70, None, 500, None)]
    np.testing.assert_array_equal(found[1][0], found[3][0])
    np.testing.assert_allclose(found[1][1], found[3][1], atol=1e-6)
    centered = (matrix if center is None else matrix - center).astype(float)
    for (_, scores), limit in zip(found, (70, None, 500, None), strict=True):
        for query, got in zip(queries, scores, strict=True):
            np.testing.assert_allclose(got, plain_nearest(centered[:limit], query, 12)[1], atol=1e-6)


def test_a_length_that_was_measured_is_not_measured_again(matrix, monkeypatch):
    rows = Directions(matrix)
    first = nearest(rows, matrix[:2], 5)
    monkeypatch.setattr(directions, "unit_rows", None)
    monkeypatch.setattr(Directions, "_measure", None)
    np.testing.assert_array_equal(rows.cosines(matrix[:2], slice(0, 700)).argmax(axis=1), [0, 1])
    monkeypatch.undo()
    np.testing.assert_array_equal(nearest(rows, matrix[:2], 5)[0], first[0])


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("topn", [1, 5, 100])
def test_answers_are_found_wherever_they_lie_and_however_scores_rise(topn):
    angles = np.linspace(3, 0, 700)
    rising = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    for matrix in (rising, rising[::-1], rising[np.random.default_rng(2).permutation(700)]):
        ids, scores = nearest(Directions(matrix), np.array([[1.0, 0.0]] * 9), topn)
        expected = np.argsort(-(matrix / np.linalg.norm(matrix, axis=1)[:, None])[:, 0], kind="stable")[:topn]
        np.testing.assert_allclose(scores, np.tile(matrix[expected, 0], (9, 1)), atol=1e-6)
        assert (ids == ids[0]).all()


@pytest.mark.usefixtures("small_blocks")
def test_mean_row_is_the_mean_over_all_blocks(matrix):
    np.testing.assert_allclose(mean_row(matrix), matrix.astype(float).mean(axis=0), rtol=1e-5)


def test_cosine_is_never_beyond_one_and_is_zero_with_a_zero_vector():
    row = np.full(7, 0.1, np.float32)
    assert cosine(row, row) <= 1.0
    assert cosine(row, row) == pytest.approx(1)
    assert cosine(row, -row) == pytest.approx(-1)
    assert cosine(row, np.zeros(7, np.float32)) == 0.0


@pytest.mark.parametrize("topn", [1, 2, 10, 65, 699, 700])
@pytest.mark.usefixtures("small_blocks")
def test_nearest_finds_what_a_plain_loop_finds(matrix, topn):
    queries = matrix[20:40] * np.float32(0.01)
    exclude = np.arange(20, 40)[:, None]
    ids, scores = nearest(Directions(matrix), queries, topn, exclude=exclude)
    assert (ids.dtype, scores.dtype) == (np.int64, np.float32)
    for row in range(20):
        want, want_scores = plain_nearest(matrix, queries[row].astype(float), topn, {20 + row})
        assert ids[row, : len(want)].tolist() == want
        np.testing.assert_allclose(scores[row, : len(want)], want_scores, atol=1e-6)


@pytest.mark.parametrize("topn", [1, 3, 65, 700, 800])
@pytest.mark.usefixtures("small_blocks")
def test_highest_products_are_what_a_plain_sort_finds(matrix, topn):
    matrix[::3] *= 4  # lengths count
    queries = matrix[20:40].astype(np.float64)
    for limit in (None, 300):
        ids, scores = highest_products(matrix, queries, topn, limit=limit)
        assert (ids.dtype, scores.dtype) == (np.int64, np.float32)
        expected = queries @ matrix[:limit].astype(np.float64).T
        np.testing.assert_array_equal(ids, np.argsort(-expected, axis=1, kind="stable")[:, :topn])
        np.testing.assert_allclose(scores, -np.sort(-expected, axis=1)[:, :topn], rtol=1e-5, atol=1e-4)


@pytest.mark.usefixtures("small_blocks")
def test_among_equal_products_the_lower_row_comes_first():
    ids, scores = highest_products(np.ones((200, 2)), np.ones((1, 2)), 70)
    assert ids[0].tolist() == list(range(70))
    assert set(scores[0].tolist()) == {2.0}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
def test_an_inner_product_that_is_not_finite_is_refused_rather_than_ranked(matrix, value):
    matrix[400] = value
    with pytest.raises(FormatError, match="it has no inner products"):
        highest_products(matrix, np.full((1, 24), 10.0), 3)
    with pytest.raises(FormatError, match="it has no inner products"):
        highest_products(matrix[:3], np.full((1, 24), value * 10), 3)


@pytest.mark.parametrize("topn", [1, 3, 5, 90, 200])
@pytest.mark.usefixtures("small_blocks")
def test_among_equal_scores_the_lower_row_comes_first(topn):
    matrix = np.zeros((200, 2), np.float32)
    matrix[::3, 0] = 1
    matrix[1::3, 1] = 1  # score 0, as the zero rows have
    ids, _ = nearest(Directions(matrix), np.array([[1.0, 0.0], [0.0, 1.0]], np.float32), topn)
    for query, best in ((0, 0), (1, 1)):
        order = [*range(best, 200, 3), *(i for i in range(200) if i % 3 != best)]
        assert ids[query].tolist() == order[:topn]


def test_more_answers_than_candidates_are_all_candidates_and_excluded_slots_say_so(matrix):
    ids, scores = nearest(Directions(matrix[:4]), matrix[:2], 10, exclude=np.array([[0, 2], [1, -1]]))
    assert ids.shape == (2, 4)
    assert sorted(ids[0].tolist()) == [-1, -1, 1, 3]
    assert sorted(ids[1].tolist()) == [-1, 0, 2, 3]
    assert np.isneginf(scores[ids == -1]).all()


@pytest.mark.usefixtures("small_blocks")
def test_only_the_first_rows_are_candidates_within_a_limit(matrix):
    ids, _ = nearest(Directions(matrix), matrix[600:601], 500, limit=100)
    assert sorted(ids[0].tolist()) == list(range(100))


def test_no_queries_get_no_answers(matrix):
    ids, scores = nearest(Directions(matrix), matrix[:0], 5)
    assert ids.shape == scores.shape == (0, 5)


def test_a_zero_query_has_score_zero_with_everything(matrix):
    ids, scores = nearest(Directions(matrix), np.zeros((1, 24), np.float32), 3)
    assert ids.tolist() == [[0, 1, 2]]
    assert scores.tolist() == [[0, 0, 0]]


@pytest.mark.usefixtures("small_blocks")
def test_nothing_but_a_block_is_allocated():
    import tracemalloc  # noqa: PLC0415 - only this test weighs memory

    matrix = np.random.default_rng(0).normal(size=(50_000, 32)).astype(np.float32)
    tracemalloc.start()
    nearest(Directions(matrix, mean_row(matrix)), matrix[:1], 10)
    highest_products(matrix, matrix[:1], 10)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < matrix.nbytes / 4


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("center", [False, True])
@pytest.mark.usefixtures("small_blocks")
def test_analogy_is_3cosadd_as_written_down(matrix, raw, center):
    matrix[:50] *= 5  # so that unit and raw vectors disagree
    triples = np.random.default_rng(1).integers(0, 100, (30, 3))
    ids, scores = analogy(Directions(matrix, mean_row(matrix) if center else None), triples, 4, normalize=not raw)
    rows = matrix.astype(float) - (matrix.astype(float).mean(axis=0) if center else 0)
    terms = rows if raw else rows / np.linalg.norm(rows, axis=1, keepdims=True)
    for triple, got, got_scores in zip(triples, ids, scores, strict=True):
        a, b, c = triple
        want, want_scores = plain_nearest(rows, terms[b] - terms[a] + terms[c], 4, set(triple.tolist()))
        assert got.tolist() == want
        np.testing.assert_allclose(got_scores, want_scores, atol=1e-6)


def test_raw_and_unit_analogies_differ_when_lengths_do():
    matrix = np.array([[1, 0, 0], [0, 9, 0], [0, 0, 1], [-0.1, 1, 0], [-1, 1, 1]], np.float32)
    assert analogy(Directions(matrix), np.array([[0, 1, 2]]), 1, normalize=False)[0].item() == 3
    assert analogy(Directions(matrix), np.array([[0, 1, 2]]), 1, normalize=True)[0].item() == 4


def test_an_analogy_of_huge_raw_rows_does_not_overflow():
    matrix = np.array([[-3e38, 0], [3e38, 0], [3e38, 1], [3e38, 2]], np.float32)
    ids, scores = analogy(Directions(matrix), np.array([[0, 1, 2]]), 1, normalize=False)
    assert (ids.item(), scores.item()) == (3, 1.0)


def test_the_odd_one_out_points_elsewhere_whatever_its_length():
    rows = np.array([[1, 0.1], [1, 0], [-0.001, 50], [7, 0.3]], np.float32)
    assert odd_one_out(rows) == 2
