"""What the lesson of the page shows, beside what training does."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import firth
from firth.explorer.payload import payload_of
from firth.kernels import reference
from firth.kernels.arrays import Weights
from firth.sampling import huffman_tree, noise_distribution
from firth.training.samples import cbow_samples, skipgram_pairs

SCRIPT = Path(__file__).with_name("page") / "lesson.js"
TEXT = "the king and the queen and the king the 国王 👑 the"


@pytest.fixture
def computed(tmp_path, needed):
    """What the page's code makes of something, under Node."""

    def answer(part, of):
        asked = tmp_path / "asked.json"
        asked.write_text(json.dumps({"part": part, "of": of}), encoding="utf-8")
        return json.loads(subprocess.run([needed("node"), SCRIPT, asked], capture_output=True, check=True).stdout)

    return answer


@pytest.mark.parametrize("text", [TEXT, "alone", "two words"])
@pytest.mark.parametrize("reach", [1, 2, 10])
def test_the_samples_are_those_of_firth_pairs(computed, text, reach):
    windows = firth.windows(text, window=reach)
    assert computed("samples", {"text": text, "reach": reach}) == {
        "skipgram": [{"inputs": [center], "target": context} for center, context in skipgram_pairs(windows)],
        "cbow": [{"inputs": list(context), "target": center} for context, center in cbow_samples(windows)],
    }


@pytest.fixture
def counted(explore):
    """What the payload says of the counts of a model, and the words of its map."""

    def of(vectors, words=20_000):
        shown = explore(vectors, words=words)
        (model,) = payload_of([shown], served=False)["models"]
        return model["noise"], model["huffman"], shown.map.rows

    return of


@pytest.mark.parametrize(("key", "n"), [(0, 0), (1, 0), (1, 1), (2**64 - 1, 12_345), (20_1957, 7)])
def test_the_random_bits_are_those_of_training(computed, key, n):
    assert computed("bits", {"key": str(key), "n": str(n)}) == str(reference.bits(key, n))


@pytest.mark.parametrize("power", [0.75, 1.0, 0.0, -0.5])
def test_noise_words_have_the_chances_of_training(computed, counted, crowd, power):
    vectors = firth.WordVectors(crowd.words, crowd.vectors, None, crowd.counts, {"config": {"ns_exponent": power}})
    noise, _, rows = counted(vectors, words=400)
    counts, chances = crowd.counts[rows], noise_distribution(crowd.counts, power)[rows]
    answer = computed("noise", {"counts": counts.tolist(), "noise": noise, "draws": 300})
    np.testing.assert_allclose(answer["chances"], chances, rtol=1e-12)
    np.testing.assert_allclose(answer["shares"], counts / crowd.counts.sum(), rtol=1e-12)
    points = [(reference.bits(1, n) >> 11) / 2**53 for n in range(300)]
    places = np.searchsorted(np.cumsum(chances), points, side="right").tolist()
    assert answer["draws"] == [place if place < 400 else None for place in places]
    assert None in answer["draws"], "some words are not on the map"


@pytest.fixture
def stepped(computed):
    """A step of the page, from rows of E and E'."""

    def step(words, inputs, outputs, labels, rates):
        rows = {"inputs": inputs, "outputs": outputs, "labels": labels, "rates": rates}
        numbers = computed("step", {"words": words} | {name: values.tolist() for name, values in rows.items()})
        return {name: [each[name] for each in numbers] for name in numbers[0]}

    return step


def test_a_step_of_skipgram_is_that_of_the_reference(stepped, random):
    x, y = random.normal(size=(1, 9)), random.normal(size=(4, 9))
    labels, rates = np.array([1, 0, 0, 0]), np.array([0.3, 0.3, 0.6, 0.3])
    to_x, to_y = reference.gradients(x, y, labels, rates)
    scores = (x @ y.T)[0]
    expected = {
        "score": scores,
        "sigmoid": reference.sigmoid(scores),
        "error": labels - reference.sigmoid(scores),
        "after": ((x + to_x) @ (y + to_y).T)[0],
    }
    for name, values in stepped(["tea"], x, y, labels, rates).items():
        np.testing.assert_allclose(values, expected.pop(name), rtol=1e-12)
    assert not expected


def test_a_step_of_cbow_is_that_of_the_reference_also_with_a_word_that_is_twice_in_the_window(stepped, random):
    inputs, outputs = random.normal(size=(3, 9)), random.normal(size=(4, 9))
    window, labels, rates = [0, 2, 1, 2, 2], np.array([1, 0, 0, 0]), np.array([0.3, 0.3, 0.6, 0.3])
    found = stepped([f"word {row}" for row in window], inputs[window], outputs, labels, rates)
    np.testing.assert_allclose(found["score"], outputs @ inputs[window].mean(axis=0), rtol=1e-12)
    weights = Weights(inputs, outputs, np.empty((0, 9)))
    reference.cbow_sequential(weights, window, range(4), labels, rates, divide=False)
    np.testing.assert_allclose(found["after"], outputs @ inputs[window].mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_the_loss_of_a_step_is_that_of_the_reference(computed, random, scale):
    scores = random.normal(size=4) * scale
    labels, times = np.array([1, 0, 0, 0]), np.array([1, 1, 2, 1])
    asked = {"scores": scores, "labels": labels, "times": times}
    loss = computed("loss", {name: values.tolist() for name, values in asked.items()})
    assert loss == pytest.approx(reference.loss(np.ones((1, 1)), scores[:, None], labels, times), rel=1e-12)


def test_codes_lead_through_the_tree_of_all_words(counted, crowd):
    _, codes, rows = counted(crowd, words=50)
    tree = huffman_tree(crowd.counts)
    ways = [tree.codes[tree.starts[row] : tree.starts[row + 1]] for row in rows]
    assert codes == ["".join(map(str, way)) for way in ways]


def test_no_code_begins_another_and_the_commonest_word_has_the_shortest(counted, crowd):
    _, codes, _ = counted(crowd)
    assert len(codes[0]) == min(map(len, codes))
    assert not any(after.startswith(before) for before, after in pairwise(sorted(codes)))


@pytest.mark.parametrize("config", [None, "0.5", {}, {"ns_exponent": None}, {"ns_exponent": "1"}, {"ns_exponent": 400}])
def test_a_model_that_does_not_tell_its_power_has_the_usual_one(counted, crowd, config):
    noise, _, _ = counted(firth.WordVectors(crowd.words, crowd.vectors, None, crowd.counts, {"config": config}))
    assert noise == {"power": 0.75, "total": pytest.approx((crowd.counts**0.75).sum()), "tokens": 125_250}


@pytest.mark.parametrize("counts", [None, [3, 0]])
def test_without_a_count_for_every_word_there_are_neither_chances_nor_codes(counted, counts):
    noise, codes, _ = counted(firth.WordVectors(["tea", "cup"], [[1.0, 0.0], [0.0, 1.0]], counts=counts))
    assert noise is None
    assert codes is None
