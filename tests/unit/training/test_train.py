import _thread
import os
import signal
import subprocess
import sys
import threading
import time
from importlib import metadata

import numpy as np
import pytest

import firth
import firth.concurrency.worker_threads as threads
import firth.training.train as training
from firth.config import TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.corpus.reach import Reach
from firth.errors import ArgumentError, ConfigError, CorpusError, DivergedError, SlowTrainingError, TrainingInterrupted
from firth.kernels.phases import ENDED, GROUP, KIND, PLAN, ROUND, SLOT, STOP, open_phase
from firth.kernels.rounds import _next_round
from firth.training.initial import Initial
from firth.training.train import train
from firth.training.trainer import Trainer, trainer_for


def corpus_of(random, tokens=60_000, words=300):
    text = [[f"w{w}" for w in line] for line in (random.zipf(1.3, (tokens // 20, 20)) % words)]
    return encode_sentences(text, min_count=1, max_vocab=None, on_progress=None)


THREADS = Trainer.threads


@pytest.fixture(autouse=True)
def every_thread(monkeypatch):
    """The texts here are so short that one thread would do: let all take part."""
    monkeypatch.setattr(Trainer, "threads", lambda _trainer, workers: workers)


def test_there_are_no_more_threads_than_cores_nor_than_batches_of_a_round(corpus, monkeypatch):
    monkeypatch.setattr("firth.training.trainer.usable_cores", lambda: 500)
    trainer = trainer_for(corpus.vocabulary.counts, corpus.ids.size, small().resolved(), Reach(5))
    assert THREADS(trainer, 16) == trainer.shape.batches == 2
    longer = trainer_for(np.full(1000, 1000), 10**9, small().resolved(), Reach(5))
    assert [THREADS(longer, n) for n in (1, 16, 1000)] == [1, 16, longer.shape.batches]
    of_softmax = small(objective="softmax").resolved()
    softmax = trainer_for(corpus.vocabulary.counts, corpus.ids.size, of_softmax, Reach(5))
    assert THREADS(softmax, 16) == 16
    monkeypatch.setattr("firth.training.trainer.usable_cores", lambda: 3)
    assert [THREADS(each, 16) for each in (trainer, longer, softmax)] == [2, 3, 3]


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_a_long_text_of_few_words_has_short_rounds_and_does_not_diverge(random, architecture):
    """A walk around a ring of thirty nodes. With ten times as many centers in a round, it diverges."""
    walk = np.cumsum(random.choice([-1, 1], 1_000_000)) % 30
    corpus = firth.EncodedCorpus.from_ids(walk)
    config = TrainConfig(architecture=architecture, vector_size=20, sample=0, epochs=2)
    assert trainer_for(corpus.vocabulary.counts, corpus.ids.size, config.resolved(), Reach(5)).shape.round <= 2 * 30
    first, *_, last = train(corpus, config).info["training"]["loss_curve"]
    assert last[1] < first[1]


@pytest.fixture
def corpus(random):
    return corpus_of(random)


def small(**given):
    return TrainConfig(**({"vector_size": 12, "min_count": 1, "workers": 1, "epochs": 2} | given))


OBJECTIVES = ["negative_sampling", "hierarchical_softmax", "softmax"]
WAYS = [
    *({"architecture": each, "objective": objective} for each in ("skipgram", "cbow") for objective in OBJECTIVES),
    {"noise_sharing": "pair"},
    {"noise_pool": 0},
]


def facts_but_time(vectors):
    return {name: fact for name, fact in vectors.info["training"].items() if "second" not in name}


def same(first, second):
    """Whether two trainings gave the same bytes, and measured the same."""
    return facts_but_time(first) == facts_but_time(second) and all(
        one is other is None or one.tobytes() == other.tobytes()
        for one, other in (
            (first.vectors, second.vectors),
            (first.contexts, second.contexts),
            (first.nodes, second.nodes),
        )
    )


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_any_number_of_threads_gives_the_same_bytes_and_losses(random, way):
    text = random.zipf(1.3, (1_750, 20)) % 200  # two blocks and a bit
    one, *others = (
        firth.train(text.astype(str).tolist(), vector_size=12, min_count=1, epochs=2, workers=workers, **way)
        for workers in (1, 1, 2, 3, 16)
    )
    assert [same(one, other) for other in others] == [True] * 4
    assert len(one.info["training"]["loss_curve"]) == 6


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_any_number_of_threads_measures_the_same_and_finds_the_same_best(way):
    learned, other = learned_by_heart()
    fields = {"alpha": 0.1, "epochs": 12, "patience": 2, "window": 2, "sample": 0} | way
    one, *others = (train(learned, small(workers=workers, **fields), validation=other) for workers in (1, 2, 3, 16))
    assert [same(one, other) for other in others] == [True] * 3
    losses = [loss for _, loss in one.info["training"]["validation_curve"]]
    assert len(losses) > 2
    assert one.info["training"]["validation_loss"] == min(losses)


def learned_by_heart():
    """Sentences to learn by heart, and others of the same words in another order: learning them makes these worse."""
    random = np.random.default_rng(0)
    return [
        encode_sentences(
            [[f"w{w}" for w in random.permutation(60)[:20]] for _ in range(80)],
            min_count=1,
            max_vocab=None,
            on_progress=None,
        )
        for _ in range(2)
    ]


def test_another_seed_gives_other_vectors(corpus):
    assert (train(corpus, small()).vectors != train(corpus, small(seed=2)).vectors).all(axis=1).any()


def test_progress_begins_moves_and_ends(corpus):
    events = []
    train(corpus, small(workers=2), on_progress=events.append)
    last = events[-1]
    assert [e.words for e in events] == sorted(e.words for e in events)
    assert last.words == last.words_total == 2 * corpus.ids.size
    assert last.seconds_left == 0
    assert 0 < last.alpha < small().resolved().alpha
    assert 0.5 < last.loss < 6 * np.log(2) + 0.5  # at the start each of six labels has probability 1/2
    assert last.validation_loss is None


def test_the_learning_rate_falls_in_a_straight_line(monkeypatch):
    monkeypatch.setattr(threads, "TICK", 0.01)
    corpus, seen = corpus_of(np.random.default_rng(0), 400_000), []
    train(corpus, small(epochs=20), on_progress=lambda event: seen.append((event.words, event.alpha)))
    words, alphas = np.array(seen[1:]).T
    assert len(alphas) >= 5
    first = small().resolved().alpha
    np.testing.assert_allclose(alphas, first * (1 - words / 8_000_000), atol=0.02 * first)


def test_facts_of_the_run_are_kept(corpus):
    vectors = train(corpus, small())
    assert vectors.info["config"] == small().as_dict()
    assert vectors.info["given"] == {"vector_size": 12, "min_count": 1, "epochs": 2}
    assert TrainConfig(**vectors.info["config"]).as_dict() == TrainConfig(**vectors.info["given"]).as_dict()
    assert vectors.info["training"]["complete"]
    assert vectors.info["training"]["reproducible"]
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
    with pytest.raises(ArgumentError, match=r"\(\d+, 12\)"):
        train(corpus, small(), initial=Initial(np.zeros((5, 12))))


def test_weights_that_stop_being_finite_are_an_error_and_not_a_result(corpus, random):
    given = random.normal(0, 1e30, (len(corpus.vocabulary), 12))
    with pytest.raises(DivergedError, match="smaller alpha"):
        train(corpus, small(), initial=Initial(given, given))


def test_softmax_that_diverges_says_so_and_nothing_else(corpus):
    with pytest.raises(DivergedError, match=r"smaller alpha or window\.$"):
        train(corpus, small(objective="softmax", alpha=10.0, epochs=20))


def test_large_windows_and_rates_stay_finite(corpus):
    vectors = train(corpus, small(window=20, alpha=0.05, negative=15, workers=2))
    assert np.isfinite(vectors.vectors).all()


@pytest.mark.parametrize("changed", [{"window": 50}, {"window": 10, "negative": 20}], ids=str)
def test_wide_windows_and_much_noise_do_not_carry_rows_away(changed):
    """One word after another, without an end of sentence: every word is in as many windows as there can be."""
    ids = np.random.default_rng(0).zipf(1.2, 300_000) % 5000
    vectors = firth.train(firth.EncodedCorpus.from_ids([ids]), vector_size=50, epochs=2, **changed)
    assert np.abs(vectors.vectors).max() < 1.5
    assert np.abs(vectors.contexts).max() < 4


def test_ctrl_c_stops_soon_and_keeps_what_was_learned():
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
    assert time.perf_counter() - pressed[0] < 20  # promised is one second; the machine may be busy
    vectors = caught.value.vectors
    assert not vectors.info["training"]["complete"]
    assert not vectors.info["training"]["reproducible"]
    assert vectors.info["training"]["words"] > 0
    assert np.isfinite(vectors.vectors).all()


@pytest.fixture
def runs(monkeypatch):
    """The runs of a training, and the second argument of their kernels."""
    taken, take_part = {}, Trainer.take_part

    def noted(trainer, run, outputs, memory):
        taken[id(run)] = trainer, run, outputs
        take_part(trainer, run, outputs, memory)

    monkeypatch.setattr(Trainer, "take_part", noted)
    monkeypatch.setattr(threads, "TICK", 0.002)
    return taken


def go_on(trainer, run, outputs):
    """Train what a run that was stopped had left."""
    state = run.state
    assert state[KIND] == ENDED
    state[STOP] = 0
    if state[SLOT] == state[ROUND] == 0:  # the group is not yet planned, or its plan is not yet used
        open_phase(state, PLAN, min(run.plan.centers.shape[0], run.job.alphas.size - state[GROUP]))
    else:
        _next_round(run)
    trainer.take_part(run, outputs, trainer.memory(run.weights))


@pytest.mark.parametrize("way", [way for way in WAYS if way.get("objective") != "softmax"], ids=str)
@pytest.mark.parametrize("workers", [1, 3])
def test_ctrl_c_leaves_whole_rounds_and_no_thread(runs, workers, way):
    """What is left when the rest is trained afterwards is, to the byte, what training gives that nobody disturbs."""
    corpus, config = corpus_of(np.random.default_rng(0), 4_000_000), small(epochs=1, workers=workers, **way)
    expected, before = train(corpus, config), threading.active_count()

    def press(event):
        if event.words > 0:
            raise KeyboardInterrupt

    runs.clear()
    with pytest.raises(TrainingInterrupted) as caught:
        train(corpus, config, on_progress=press)
    assert threading.active_count() == before
    vectors = caught.value.vectors
    assert not vectors.info["training"]["complete"]
    assert 0 < vectors.info["training"]["words"] < corpus.ids.size
    trainer, run, outputs = next(each for each in runs.values() if each[1].job.alphas.size)
    np.testing.assert_array_equal(vectors.vectors, run.weights.inputs[:, :12])
    time.sleep(0.05)
    np.testing.assert_array_equal(vectors.vectors, run.weights.inputs[:, :12])

    go_on(trainer, run, outputs)
    np.testing.assert_array_equal(run.weights.inputs[:, :12], expected.vectors)
    second = expected.nodes if expected.contexts is None else expected.contexts
    np.testing.assert_array_equal(run.weights.outputs[:, :12], second)


@pytest.mark.parametrize("failing", [1, 2])
def test_an_error_in_one_thread_is_raised_and_leaves_no_thread(corpus, monkeypatch, failing):
    memory, asked = Trainer.memory, []

    def fail(trainer, weights, thread=0):
        if threading.current_thread() is not threading.main_thread():
            asked.append(1)
            if len(asked) == failing:
                raise MemoryError
        return memory(trainer, weights, thread)

    monkeypatch.setattr(Trainer, "memory", fail)
    before = threading.active_count()
    with pytest.raises(MemoryError):
        train(corpus, small(epochs=100_000, workers=3))
    assert threading.active_count() == before


def test_an_error_in_the_progress_function_stops_the_threads_and_arrives(corpus):
    def fail(_event):
        raise ZeroDivisionError

    threads = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        train(corpus, small(epochs=100_000, workers=2), on_progress=fail)
    assert threading.active_count() == threads


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_objective_learns(corpus, way):
    curve = train(corpus, small(**way)).info["training"]["loss_curve"]
    assert curve[-1][1] < curve[0][1]


def test_untrained_softmax_has_the_perplexity_of_a_guess(corpus):
    still = small(alpha=1e-12, min_alpha=0.0, objective="softmax")
    assert train(corpus, still).info["training"]["perplexity"] == pytest.approx(len(corpus.vocabulary), rel=1e-5)


def test_untrained_hierarchical_softmax_costs_a_bit_a_turn(corpus):
    config = small(alpha=1e-12, min_alpha=0.0, objective="hierarchical_softmax", sample=0)
    found = train(corpus, config).info["training"]["mean_loss"] / np.log(2)
    counts = corpus.vocabulary.counts
    entropy = -(counts / counts.sum()) @ np.log2(counts / counts.sum())
    assert entropy - 0.05 < found < entropy + 1  # centers are a little commoner in full windows than in the text


def test_the_second_matrix_of_hierarchical_softmax_is_not_of_words(corpus):
    vectors = train(corpus, small(objective="hierarchical_softmax"))
    assert vectors.contexts is None
    assert vectors.nodes.shape == (len(vectors) - 1, 12)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_three_tokens_are_enough_for_many_threads(way):
    corpus = encode_sentences([["tea", "cup", "tea"]], min_count=1, max_vocab=None, on_progress=None)
    vectors = [train(corpus, small(sample=0, workers=workers, **way)) for workers in (1, 16)]
    assert vectors[0].info["training"]["mean_loss"] > 0
    np.testing.assert_array_equal(vectors[0].vectors, vectors[1].vectors)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_trains_as_its_parent_does():
    """Threads do not survive a fork; whoever forks after a training can train again."""
    script = """
import os, sys, firth
def digest():
    words = ["tea cup tea pot".split()] * 300
    return firth.train(words, min_count=1, sample=0, vector_size=8, workers=2, epochs=3).vectors.tobytes()
before = digest()
child = os.fork()
if child == 0:
    os._exit(0 if digest() == before else 1)
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) or digest() != before)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], check=False, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_single_word_can_be_trained(objective):
    for text in ([["one", "one"]], [["one", "one", "one"]]):
        corpus = encode_sentences(text, min_count=1, max_vocab=None, on_progress=None)
        assert np.isfinite(train(corpus, small(objective=objective, sample=0)).vectors).all()


def test_hopelessly_slow_softmax_is_refused_unless_it_is_meant(corpus, monkeypatch):
    monkeypatch.setattr(training, "PATIENT_SECONDS", 1e-9)
    with pytest.raises(SlowTrainingError, match="hierarchical_softmax") as caught:
        train(corpus, small(objective="softmax"))
    assert 0 < caught.value.seconds < 60
    train(corpus, small(objective="softmax", epochs=1), allow_slow=True)
    train(corpus, small(epochs=1))  # the others are not asked


def test_the_estimate_of_softmax_is_of_the_right_size(monkeypatch):
    corpus = corpus_of(np.random.default_rng(0), 200_000, 2_000)
    config = small(objective="softmax", epochs=1)
    monkeypatch.setattr(training, "PATIENT_SECONDS", 0.0)
    with pytest.raises(SlowTrainingError) as caught:
        train(corpus, config)
    actual = train(corpus, config, allow_slow=True).info["training"]["seconds"]
    assert actual / 4 < caught.value.seconds < actual * 4  # other processes may disturb either


def test_held_out_loss_is_measured_each_epoch_on_text_that_is_not_trained(random):
    corpus = corpus_of(random)
    vectors = train(corpus, small(validation_share=0.1, epochs=3, workers=2))
    info = vectors.info
    assert len(info["training"]["validation_curve"]) == 3
    assert info["training"]["validation_loss"] == info["training"]["validation_curve"][-1][1]
    held_out = info["corpus"]["tokens_held_out"]
    assert held_out == pytest.approx(0.1 * corpus.ids.size, rel=0.2)
    assert info["corpus"]["tokens"] + held_out == corpus.ids.size
    assert "perplexity" not in info["training"]


def test_measuring_changes_nothing_about_the_training(corpus):
    plain = train(corpus, small())
    measured = train(corpus, small(validation_every=20_000), validation=corpus)
    np.testing.assert_array_equal(plain.vectors, measured.vectors)
    blocks = -(-corpus.ids.size // 16_384)
    assert [words for words, _ in measured.info["training"]["validation_curve"]][-1] == 2 * corpus.ids.size
    assert len(measured.info["training"]["validation_curve"]) == 2 * blocks  # 20,000 words are a block and a bit


def test_patience_ends_training_and_keeps_the_best_weights():
    learned, other = learned_by_heart()
    config = small(alpha=0.1, epochs=50, objective="softmax", patience=2, window=2, sample=0)
    vectors = train(learned, config, validation=other)
    facts = vectors.info["training"]
    losses = [loss for _, loss in facts["validation_curve"]]
    assert facts["stopped_early"]
    assert facts["complete"]
    assert len(losses) == np.argmin(losses) + 3 < 50
    assert facts["validation_loss"] == min(losses)
    assert facts["validation_perplexity"] == pytest.approx(np.exp(min(losses)))
    again = train(
        learned, small(**(STILL | {"epochs": 1})), validation=other, initial=Initial(vectors.vectors, vectors.contexts)
    )
    assert again.info["training"]["validation_loss"] == pytest.approx(min(losses), rel=1e-5)


def test_an_interruption_keeps_the_best_weights_or_before_the_first_measurement_the_last():
    corpus = corpus_of(np.random.default_rng(0), 200_000)
    config = small(epochs=100_000, patience=100_000, validation_every=10**9)

    def press_before(event):
        if event.words:
            raise KeyboardInterrupt

    with pytest.raises(TrainingInterrupted) as caught:
        train(corpus, config, validation=corpus, on_progress=press_before)
    assert "validation_loss" not in caught.value.vectors.info["training"]

    def press_after(event):
        if event.validation_loss is not None:
            raise KeyboardInterrupt

    with pytest.raises(TrainingInterrupted) as caught:
        train(corpus, small(epochs=100_000, patience=9), validation=corpus, on_progress=press_after)
    training = caught.value.vectors.info["training"]
    assert training["words_of_result"] == training["validation_curve"][0][0] > 0
    assert not training["complete"]


STILL = {"alpha": 1e-12, "min_alpha": 0.0, "objective": "softmax", "window": 2, "sample": 0}


@pytest.mark.parametrize("field", ["patience", "validation_every"])
def test_patience_without_held_out_text_is_refused(corpus, field):
    with pytest.raises(ConfigError, match="--validation FILE"):
        train(corpus, small(**{field: 3}))


def test_two_held_out_texts_are_refused(corpus):
    with pytest.raises(ConfigError, match="leave one of them out"):
        train(corpus, small(validation_share=0.1), validation=corpus)


def test_a_share_of_one_sentence_is_refused():
    corpus = encode_sentences([["a", "b"] * 20], min_count=1, max_vocab=None, on_progress=None)
    with pytest.raises(ConfigError, match="1 sentence"):
        train(corpus, small(validation_share=0.1))


def test_held_out_text_without_a_pair_is_refused(corpus):
    lonely = encode_sentences([["w1"], ["w2"]], vocabulary=corpus.vocabulary)
    with pytest.raises(CorpusError, match="Hold out more"):
        train(corpus, small(), validation=lonely)


def press_at(monkeypatch, module, name):
    """Let Ctrl-C come just before a function is called, once."""
    before, pressed = getattr(module, name), []

    def press(*args, **kwargs):
        if not pressed:
            pressed.append(1)
            signal.raise_signal(signal.SIGINT)
        return before(*args, **kwargs)

    monkeypatch.setattr(module, name, press)


@pytest.mark.parametrize("place", ["check_finite", "facts_of", "of_record"])
def test_ctrl_c_after_the_last_epoch_loses_nothing(corpus, monkeypatch, place):
    expected = train(corpus, small())
    press_at(monkeypatch, training, place)
    with pytest.raises(TrainingInterrupted) as caught:
        train(corpus, small())
    np.testing.assert_array_equal(caught.value.vectors.vectors, expected.vectors)
    assert caught.value.vectors.info["training"]["complete"]


def test_ctrl_c_pressed_again_while_the_result_is_put_away_loses_nothing(corpus, monkeypatch):
    press_at(monkeypatch, training, "facts_of")

    def press(event):
        if event.words:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(TrainingInterrupted) as caught:
        train(corpus, small(epochs=100_000), on_progress=press)
    assert caught.value.vectors.info["training"]["words"] > 0
    with pytest.raises(KeyboardInterrupt):  # it is heard again
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_before_anything_is_learned_says_so(corpus, monkeypatch):
    press_at(monkeypatch, training, "Team")
    with pytest.raises(TrainingInterrupted) as caught:
        train(corpus, small())
    assert caught.value.vectors is None


def test_a_result_needs_no_package_metadata(corpus, monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert set(train(corpus, small()).info["versions"]) == {"firth", "numpy", "numba"}


def test_held_out_text_that_cannot_be_measured_is_refused_before_training(corpus):
    lonely, events = encode_sentences([["w1"], ["w2"]], vocabulary=corpus.vocabulary), []
    with pytest.raises(CorpusError, match="Hold out more"):
        train(corpus, small(), validation=lonely, on_progress=events.append)
    assert events == []


def test_a_training_in_which_every_pair_was_discarded_says_that_nothing_was_learned():
    text = [["tea", "cup", "pot"], ["pot", "tea", "cup"]]
    fields = {"min_count": 1, "vector_size": 4, "workers": 1}
    with pytest.warns(UserWarning, match="nothing was learned: sample=0.001 .* needs sample=0") as caught:
        firth.train(text, sample=0.001, **fields)
    assert caught[0].filename == __file__
    assert firth.train(text, sample=0, **fields).info["training"]["mean_loss"] > 0
