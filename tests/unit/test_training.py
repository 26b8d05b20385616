import _thread
import threading
import time

import numpy as np
import pytest

import firth.training as training  # noqa: PLR0402 (the root is for users)
from firth.config import TrainConfig
from firth.corpus.encoding import encode_sentences
from firth.errors import ConfigError, DivergedError, TrainingInterrupted
from firth.training import Initial, train


def corpus_of(random, tokens=60_000, words=300):
    text = [[f"w{w}" for w in line] for line in (random.zipf(1.3, (tokens // 20, 20)) % words)]
    return encode_sentences(text, min_count=1, max_vocab=None, on_progress=None)


@pytest.fixture
def corpus(random):
    return corpus_of(random)


def small(**given):
    return TrainConfig(**({"vector_size": 12, "min_count": 1, "workers": 1, "epochs": 2} | given))


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_one_thread_gives_the_same_bits_again(corpus, architecture):
    first, second = (train(corpus, small(architecture=architecture)) for _ in range(2))
    np.testing.assert_array_equal(first.vectors, second.vectors)
    np.testing.assert_array_equal(first.contexts, second.contexts)


def test_another_seed_gives_other_vectors(corpus):
    assert (train(corpus, small()).vectors != train(corpus, small(seed=2)).vectors).all(axis=1).any()


def test_progress_begins_moves_and_ends(corpus):
    events = []
    train(corpus, small(workers=2), on_progress=events.append)
    last = events[-1]
    assert [e.words for e in events] == sorted(e.words for e in events)
    assert last.words == last.words_total == 2 * corpus.ids.size
    assert last.seconds_left == 0
    assert 0 < last.alpha < small().alpha
    assert 0.5 < last.loss < 6 * np.log(2) + 0.5  # at the start each of six labels has probability 1/2


def test_the_learning_rate_falls_in_a_straight_line(monkeypatch):
    monkeypatch.setattr(training, "TICK", 0.01)
    corpus, seen = corpus_of(np.random.default_rng(0), 400_000), []
    train(corpus, small(epochs=20), on_progress=lambda event: seen.append((event.words, event.alpha)))
    words, alphas = np.array(seen[1:]).T
    assert len(alphas) >= 5
    np.testing.assert_allclose(alphas, small().alpha * (1 - words / 8_000_000), atol=0.02 * small().alpha)


def test_facts_of_the_run_are_kept(corpus):
    vectors = train(corpus, small())
    assert vectors.info["config"] == small().as_dict()
    assert vectors.info["training"]["complete"]
    assert vectors.info["training"]["words"] == 2 * corpus.ids.size
    assert vectors.info["corpus"]["tokens"] == corpus.ids.size
    assert 0 <= vectors.info["corpus"]["discarded_by_subsampling"] < 1
    assert vectors.counts.sum() == corpus.ids.size


def test_training_can_start_from_given_matrices(corpus, random):
    given = random.normal(size=(len(corpus.vocabulary), 12)).astype(np.float32)
    config = small(alpha=1e-9, min_alpha=1e-9, epochs=1)
    vectors = train(corpus, config, initial=Initial(given, -given))
    np.testing.assert_allclose(vectors.vectors, given, atol=1e-4)
    np.testing.assert_allclose(vectors.contexts, -given, atol=1e-4)


def test_matrices_of_another_shape_are_refused(corpus):
    with pytest.raises(ConfigError, match=r"\(300, 12\)|\(\d+, 12\)"):
        train(corpus, small(), initial=Initial(np.zeros((5, 12))))


def test_weights_that_stop_being_finite_are_an_error_and_not_a_result(corpus, random):
    given = random.normal(0, 1e30, (len(corpus.vocabulary), 12))
    with pytest.raises(DivergedError, match="smaller alpha"):
        train(corpus, small(), initial=Initial(given, given))


def test_large_windows_and_rates_stay_finite(corpus):
    vectors = train(corpus, small(window=20, alpha=0.05, negative=15, workers=2))
    assert np.isfinite(vectors.vectors).all()


def test_ctrl_c_stops_within_a_second_and_keeps_what_was_learned():
    corpus = corpus_of(np.random.default_rng(0), 200_000)
    pressed = []

    def press():
        pressed.append(time.perf_counter())
        _thread.interrupt_main()

    train(corpus, small(epochs=1))  # compiled
    timer = threading.Timer(0.5, press)
    timer.start()
    with pytest.raises(TrainingInterrupted) as caught:
        train(corpus, small(epochs=100_000, workers=2))
    assert time.perf_counter() - pressed[0] < 1
    vectors = caught.value.vectors
    assert not vectors.info["training"]["complete"]
    assert vectors.info["training"]["words"] > 0
    assert np.isfinite(vectors.vectors).all()


def test_an_error_in_the_progress_function_stops_the_threads_and_arrives(corpus):
    def fail(_event):
        raise ZeroDivisionError

    threads = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        train(corpus, small(epochs=100_000, workers=2), on_progress=fail)
    assert threading.active_count() == threads
