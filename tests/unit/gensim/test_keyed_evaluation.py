"""Test sets are judged as gensim judges them."""

import itertools

import numpy as np
import pytest

from firth.errors import ArgumentError
from firth.gensim.models import KeyedVectors

WORDS = [f"w{number}" for number in range(30)]


def filled(cls):
    random = np.random.default_rng(8)
    keys = cls(6)
    rows = random.normal(size=(32, 6)).astype(np.float32)
    for at in range(0, 28, 4):  # some analogies hold
        rows[at + 3] = rows[at + 2] + rows[at + 1] - rows[at]
    keys.add_vectors([*WORDS, "W5", "É"], rows)
    return keys


@pytest.fixture
def both():
    return filled(KeyedVectors), filled(pytest.importorskip("gensim.models").KeyedVectors)


@pytest.fixture
def analogies(tmp_path):
    path = tmp_path / "analogies.txt"
    lines = [": one", *(" ".join(WORDS[at : at + 4]) for at in range(0, 28, 4)), "too few", "w0 w1 w2 none"]
    lines += [": two: more", "W0 W1 W2 W3", "w1 w2 w1 w2", "w5 w6 w7 w8", *(f"w{a} w3 w4 w{a}" for a in range(9))]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("upper", [True, False])
@pytest.mark.parametrize("dummy", [True, False])
@pytest.mark.parametrize("limit", [300_000, 20])
def test_analogies_have_the_score_and_the_lists_of_gensim(both, analogies, upper, dummy, limit):
    ours, theirs = (
        keys.evaluate_word_analogies(str(analogies), restrict_vocab=limit, case_insensitive=upper, dummy4unknown=dummy)
        for keys in both
    )
    assert ours == theirs
    assert ours[1][-1]["correct"]


@pytest.mark.parametrize("options", list(itertools.product([True, False], repeat=2)))
def test_pairs_have_the_correlations_of_gensim(both, tmp_path, options):
    random = np.random.default_rng(2)
    lines = [f"w{a}\tw{b}\t{score:.2f}" for a, b, score in zip(range(20), range(5, 25), random.random(20), strict=True)]
    (tmp_path / "pairs.tsv").write_text("# a comment\nonly two\tfields\n" + "\n".join([*lines, "w1\tnone\t3"]) + "\n")
    ours, theirs = (
        keys.evaluate_word_pairs(str(tmp_path / "pairs.tsv"), case_insensitive=options[0], dummy4unknown=options[1])
        for keys in both
    )
    for found, expected in zip(ours[:2], theirs[:2], strict=True):
        assert tuple(found) == pytest.approx(tuple(expected), abs=1e-6)
    assert ours[2] == pytest.approx(theirs[2] if not options[1] else 100 / 21)


def test_a_file_without_questions_is_refused(tmp_path):
    keys = filled(KeyedVectors)
    (tmp_path / "f").write_text("w1 w2 w3 w4\n")
    with pytest.raises(ArgumentError, match="Missing section header before line 1"):
        keys.evaluate_word_analogies(tmp_path / "f")
    (tmp_path / "f").write_text(": one\n")
    with pytest.raises(ArgumentError, match="no questions"):
        keys.evaluate_word_analogies(tmp_path / "f")
    (tmp_path / "f").write_text("x\ty\t1\n")
    with pytest.raises(ArgumentError, match="No valid similarity"):
        keys.evaluate_word_pairs(tmp_path / "f")


def test_sections_are_told_to_the_log(analogies, caplog):
    with caplog.at_level("INFO"):
        filled(KeyedVectors).evaluate_word_analogies(analogies)
    assert "Total accuracy: " in caplog.text
