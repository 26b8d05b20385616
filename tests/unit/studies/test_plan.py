import gzip
import re
import signal
import threading

import numpy as np
import pytest

from firth.config import ReadConfig, TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.errors import ArgumentError, CorpusError, SourceError
from firth.studies.doctor.vocabulary_growth import Growth
from firth.studies.plan.forecast import Measured, Range, Speed, forecast
from firth.studies.plan.machine import Machine, this_machine
from firth.studies.plan.plan import plan, plan_corpus
from firth.studies.plan.trial import WARM_SECONDS, stand_in, trial
from firth.testing import planted_clusters


def measured(**changes):
    facts = {
        "tokens_read": 10_000_000,
        "sentences": 500_000,
        "growth": Growth(50_000, 40_000, 60_000, 200_000, 0.9),
        "word_bytes": 8.0,
        "read_seconds": 2.0,
        "speed": Speed(Range(0.5e6, 1e6, 2e6), 0.5),
        "start_seconds": 1.0,
    }
    return Measured(**{**facts, **changes})


def test_the_time_is_that_of_all_epochs_and_what_comes_before_and_after():
    seconds = forecast(measured(), TrainConfig(epochs=4)).seconds
    assert seconds["training"].likely == 9e6 * 4 / 1e6
    assert seconds["start"].likely + seconds["reading"].likely + seconds["preparing"].likely == 3.5
    assert seconds["total"].likely == pytest.approx(sum(seconds[stage].likely for stage in seconds if stage != "total"))
    for each in seconds.values():
        assert each.low <= each.likely <= each.high
    assert seconds["training"].high / seconds["training"].low >= 4


def test_matrices_and_model_are_as_large_as_their_numbers():
    made = forecast(measured(), TrainConfig(vector_size=300))
    assert made.matrices.likely == 2 * 50_000 * 304 * 4
    assert made.model.likely == pytest.approx(2 * 50_000 * 300 * 4, rel=0.02)
    assert made.temporary == 4 * 10_000_000 + 8 * 500_000
    assert made.tokens == 9_000_000
    assert made.memory.low < made.memory.likely < made.memory.high


def test_patience_keeps_the_matrices_twice():
    given = {"validation_share": 0.1, "patience": 2}
    made, plain = (forecast(measured(), TrainConfig(**fields)) for fields in (given, {}))
    assert made.matrices.likely == 2 * plain.matrices.likely


def test_held_out_text_is_measured_in_each_epoch():
    plain = forecast(measured(), TrainConfig()).seconds["training"].likely
    own = forecast(measured(held_out_tokens=900_000), TrainConfig()).seconds["training"].likely
    assert own == pytest.approx(plain * 1.1)
    share = forecast(measured(), TrainConfig(validation_share=0.1)).seconds["training"].likely
    assert share == pytest.approx(plain)  # a tenth less to train, a tenth to measure


def test_the_dictionary_stays_within_the_memory_asked_for():
    huge = measured(growth=Growth(50_000, 40_000, 60_000, 10**9, 0.9))
    assert forecast(huge, TrainConfig(), ReadConfig(memory_limit=10**8)).dictionary == 10**8


def test_a_corpus_that_is_encoded_already_needs_neither_dictionary_nor_temporary_file():
    made = forecast(measured(encoded=True), TrainConfig())
    assert (made.dictionary, made.temporary) == (0, 0)


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        (Machine(10**8, 10**12, 10**12, shared=False), "of memory, and 100.0 MB are left"),
        (Machine(10**12, 10**6, 10**12, shared=False), "of disk for temporary files"),
        (Machine(10**12, 10**12, 10**6, shared=False), "of disk for the model"),
        (Machine(10**12, 80 * 10**6, 80 * 10**6, shared=True), "of disk for the model"),
    ],
)
def test_what_the_machine_lacks_is_said_with_what_helps(machine, said):
    troubles = forecast(measured(), TrainConfig(), machine=machine).troubles
    assert len(troubles) == 1
    assert said in troubles[0]
    assert "--" in troubles[0] or "TMPDIR" in troubles[0]


def test_a_machine_that_has_all_has_no_troubles():
    enough = Machine(10**12, 10**12, 10**12, shared=True)
    unknown = Machine(None, None, None, shared=False)
    assert forecast(measured(), TrainConfig(), machine=enough).troubles == ()
    assert forecast(measured(), TrainConfig(), machine=unknown).troubles == ()


def test_this_machine_has_memory_and_disk(tmp_path):
    machine = this_machine(tmp_path)
    assert machine.memory is None or machine.memory > 10**7
    assert machine.target
    assert this_machine(tmp_path / "missing").target is None


@pytest.fixture(scope="module")
def sample():
    return encode_sentences(planted_clusters(sentences=2_000).sentences, min_count=1)


def test_the_trial_has_as_many_rows_as_the_text_will_have(sample):
    corpus = stand_in(sample, 5_000, 10.0, TrainConfig())
    counts = corpus.vocabulary.counts
    assert counts.size == len(corpus.vocabulary) == 5_000
    assert (np.diff(counts) <= 0).all()
    assert counts[0] == 10 * sample.vocabulary.counts[0]
    assert corpus.ids.size == sample.ids.size


def test_the_trial_drops_what_the_text_will_drop(sample):
    corpus = stand_in(sample, 10, 1.0, TrainConfig())
    assert corpus.ids.max() == 9
    assert corpus.starts[-1] == corpus.ids.size == np.count_nonzero(sample.ids < 10)
    assert (np.diff(corpus.starts) > 0).all()


def test_a_text_without_frequent_words_is_found_out_before_the_trial(sample):
    with pytest.raises(CorpusError, match="no word occurs 100,000 times"):
        stand_in(sample, 1, 1.0, TrainConfig(min_count=100_000))


@pytest.mark.parametrize("fields", [{}, {"objective": "softmax"}, {"objective": "hierarchical_softmax"}])
def test_a_trial_ends_and_tells_a_speed(sample, monkeypatch, fields):
    monkeypatch.setattr("firth.studies.plan.trial.TRIAL_SECONDS", 0.5)
    monkeypatch.setattr("firth.studies.plan.trial.LEAST_STEPS", 2)
    monkeypatch.setattr("firth.training.trainer._TRIAL_SECONDS", 0.2)
    config = TrainConfig(workers=1, validation_share=0.1, patience=1, **fields)
    speed = trial(stand_in(sample, 200, 2.0, config), config)
    low, likely, high = speed.words_per_second
    assert 1_000 < low <= likely <= high
    assert 0 <= speed.prepare_seconds < 30


def test_a_plan_of_a_small_text_knows_it_exactly(tmp_path, monkeypatch):
    monkeypatch.setattr("firth.studies.plan.trial.TRIAL_SECONDS", 0.5)
    monkeypatch.setattr("firth.studies.plan.trial.LEAST_STEPS", 2)
    path = tmp_path / "text.txt"
    text = planted_clusters(sentences=500).sentences
    path.write_text("".join(" ".join(sentence) + "\n" for sentence in text), encoding="utf-8")
    made = plan([path], TrainConfig(workers=1), target=tmp_path)
    assert (made.share, made.tokens_read) == (1.0, 5_000)
    assert made.vocabulary == (72, 72, 72)
    assert made.troubles == ()


def test_an_interrupted_trial_is_interrupted(sample):
    def interrupt(*_):
        raise KeyboardInterrupt

    config = TrainConfig(workers=1)
    corpus = stand_in(sample, 200, 2.0, config)
    timer = threading.Timer(WARM_SECONDS, signal.raise_signal, [signal.SIGINT])
    before = signal.signal(signal.SIGINT, interrupt)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            trial(corpus, config)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, before)


CHINESE = "我们的国家有很多人，他们说这是一个好地方。"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (CHINESE.encode("gb18030") * 50, r"t\.txt: not utf-8: .*stop at these\. Remedy: --encoding gb18030"),
        (b"a b " * 100_000 + b"\xff", r"t\.txt: not utf-8: .*Remedy: --errors replace"),
        (b"a b " * 100_000 + b"\0", r"t\.txt: bytes of value 0: 1, .*Remedy: --errors replace"),
        (gzip.compress(b"a b " * 1000, mtime=0)[:-9], r"t\.txt: the gzip data is cut short"),
        (b" \n", r"t\.txt: no words were found in it"),
        (b"\x89PNG\r\n\x1a\n", r"t\.txt is a PNG picture"),
    ],
)
def test_what_training_would_refuse_is_not_planned(tmp_path, data, says):
    path = tmp_path / "t.txt"
    path.write_bytes(data)
    with pytest.raises((CorpusError, SourceError), match=says):
        plan([path], TrainConfig(workers=1))


def test_a_stream_cannot_be_planned():
    class Pipe:
        name = "<stdin>"

        def read(self, _=-1):
            return b""

        def fileno(self):
            raise OSError

    with pytest.raises(ArgumentError, match="no sample of it can be taken"):
        plan([Pipe()], TrainConfig())


def test_of_an_encoded_corpus_all_is_known_but_the_speed(sample, tmp_path, monkeypatch):
    monkeypatch.setattr("firth.studies.plan.trial.TRIAL_SECONDS", 0.5)
    monkeypatch.setattr("firth.studies.plan.trial.LEAST_STEPS", 2)
    made = plan_corpus(sample, TrainConfig(workers=1, max_vocab=50), target=tmp_path)
    assert made.vocabulary == (50, 50, 50)
    assert (made.tokens_read, made.temporary, made.dictionary) == (20_000, 0, 0)
    assert made.tokens < 20_000


def test_a_forecast_says_in_one_line_what_is_likely():
    made = forecast(measured(), TrainConfig(workers=1))
    assert re.fullmatch(r"[\d,.]+ s and [\d.]+ GB of memory for [\d,]+ tokens and [\d,]+ words", str(made))
