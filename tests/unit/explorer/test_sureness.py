import numpy as np
import pytest

from firth.explorer.sureness import neighbours_in_runs
from firth.runs.runs import Runs
from firth.vectors.word_vectors import WordVectors


@pytest.mark.parametrize("workers", [1, 2])
def test_they_are_those_of_models_that_have_the_words_of_the_map_alone(random, workers):
    rows = np.array([7, 3, 90, 55, *range(20, 50)], np.int32)
    matrices = [random.normal(size=(100, 6)) for _ in range(4)]
    matrices[1:] = [matrices[0] + 0.5 * each for each in matrices[1:]]
    words = [f"w{i}" for i in range(100)]
    model, *others = (WordVectors(words, each) for each in matrices)
    small, *smalls = (WordVectors([words[row] for row in rows], each[rows]) for each in matrices)
    found, holds = neighbours_in_runs(Runs(model, others, "seeds"), rows, workers)
    assert found.shape == holds.shape == (34, 20)
    for place, word in enumerate(small.words):
        expected = Runs(small, smalls, "seeds").most_similar(word, topn=20)
        assert [small.words[other] for other in found[place]] == [each.word for each in expected]
        assert [number / 3 for number in holds[place]] == [each.share for each in expected]


def test_two_words_have_one_neighbour_each():
    pair = WordVectors(["a", "b"], [[1, 0], [0, 1]])
    found, holds = neighbours_in_runs(Runs(pair, [pair], "seeds"), np.array([1, 0], np.int32), 1)
    assert (found.tolist(), holds.tolist()) == ([[1], [0]], [[1], [1]])
