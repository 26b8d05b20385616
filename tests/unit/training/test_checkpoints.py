import json
import os
import re
import shutil
import signal
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import firth
import firth.concurrency.worker_threads as threads
from firth.formats.checkpoint import CheckpointRecord, checkpoint_files, read_checkpoint, write_checkpoint
from firth.formats.safetensors.header import read_header
from firth.training.checkpoints import pauses
from firth.training.checkpoints.folder import claimed
from firth.training.trainer import Trainer

FIELDS = {"vector_size": 12, "min_count": 1, "epochs": 2}
WAYS = [
    {},
    {"architecture": "cbow"},
    {"architecture": "cbow", "objective": "hierarchical_softmax"},
    {"objective": "hierarchical_softmax"},
    {"objective": "softmax", "epochs": 1},
    {"objective": "softmax", "epochs": 1, "architecture": "cbow"},
    {"noise_sharing": "pair"},
    {"validation_share": 0.1, "validation_every": 20_000, "patience": 20},
]


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Look at the clock every millisecond, and write checkpoints as often as asked."""
    monkeypatch.setattr(threads, "TICK", 0.001)
    monkeypatch.setattr(pauses, "SHARE", 1e9)
    monkeypatch.setattr(Trainer, "threads", lambda _trainer, workers: workers)


@pytest.fixture
def text(random):
    return (random.zipf(1.3, (10_000, 20)) % 200).astype(str).tolist()  # twelve blocks and a bit


def facts(vectors):
    """What the model says of itself, but for the time it took."""
    info = {name: fact for name, fact in vectors.info.items() if name != "training"}
    training = {name: fact for name, fact in vectors.info["training"].items() if "second" not in name}
    return info | training | {"corpus": {**info["corpus"], "fingerprint": None}}


def same(one, other):
    return one == other and facts(one) == facts(other)


def interrupt(pause):
    if pause.checkpoint is not None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("workers", [1, 3])
def test_a_training_that_is_interrupted_again_and_again_gives_the_same_bytes(text, tmp_path, way, workers):
    fields = {**FIELDS, "workers": workers, **way}
    whole, places, vectors = firth.train(text, **fields), [], None
    with pytest.raises(firth.TrainingInterrupted):
        firth.train(text, checkpoint=tmp_path, checkpoint_every=0.001, on_pause=interrupt, **fields)
    while vectors is None:
        places.append(read_checkpoint(checkpoint_files(tmp_path)[0]).model.info["checkpoint"])
        every = 0.002 if len(places) < 60 else 60
        try:
            vectors = firth.resume(tmp_path, checkpoint_every=every, on_pause=interrupt, workers=1 + len(places) % 3)
        except firth.TrainingInterrupted:
            continue
    assert same(vectors, whole)
    if way == {"noise_sharing": "pair"}:  # the slowest
        assert any(place["rounds"][0] for place in places), "none was in the middle of a block"
    assert [place["words"] + place["words_beyond"] for place in places] == sorted(
        place["words"] + place["words_beyond"] for place in places
    )


@pytest.mark.parametrize("when", [1, 3, 7])
def test_ctrl_c_writes_a_checkpoint_of_the_round_that_it_came_in(text, tmp_path, when):
    heard = []

    def press(event):
        if isinstance(event, firth.TrainProgress) and event.words:
            heard.append(event)
            if len(heard) == when:
                raise KeyboardInterrupt

    whole = firth.train(text, **FIELDS)
    with pytest.raises(firth.TrainingInterrupted, match=re.escape(f"firth.resume({str(tmp_path)!r})")) as caught:
        firth.train(text, checkpoint=tmp_path, progress=press, **FIELDS)
    kept = read_checkpoint(caught.value.checkpoint).model
    assert kept.info["training"]["words"] == caught.value.vectors.info["training"]["words"] > 0
    np.testing.assert_array_equal(kept.vectors, caught.value.vectors.vectors)
    assert same(firth.resume(tmp_path), whole)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="starts its processes by forking")
def test_a_process_that_is_killed_at_any_moment_loses_no_more_than_the_last_checkpoint(random, tmp_path):
    corpus = firth.EncodedCorpus.from_ids(random.zipf(1.3, (100_000, 20)) % 200)
    fields = {**FIELDS, "epochs": 10}
    whole = firth.train(corpus, **fields)
    folder, killed, finished = tmp_path / "run", 0, 0
    while killed < 50:
        begun = folder.exists() and checkpoint_files(folder)
        child = os.fork()
        if child == 0:
            if begun:
                firth.resume(folder, checkpoint_every=0.003, workers=1 + killed % 2)
            else:
                firth.train(corpus, checkpoint=folder, checkpoint_every=0.003, **fields)
            os._exit(0)
        time.sleep(random.uniform(0.005, 0.1) * (1 if begun else 1 + killed))  # a busy machine begins slowly
        os.kill(child, signal.SIGKILL)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            killed += 1
        else:
            finished += 1
            assert firth.resume(folder) == whole
            shutil.rmtree(folder)
    if not finished:
        assert firth.resume(folder) == whole


def test_a_checkpoint_is_a_model(text, tmp_path):
    vectors = firth.train(text, checkpoint=tmp_path, **FIELDS)
    newest = checkpoint_files(tmp_path)[0]
    assert firth.load(newest) == vectors
    with newest.open("rb") as file:
        assert {"part_losses", "noise_means", "noise_rates"} <= read_header(file, newest).tensors.keys()


def test_what_the_settings_cannot_be_told_from_is_kept_too(text, tmp_path):
    """Vectors to start from, held-out text, and words that were kept."""
    first = firth.train(text, seed=5, **FIELDS)
    given = {**FIELDS, "patience": 3, "alpha": 0.02}
    whole = firth.train(text, initial=first, validation=text[:100], keep=["7"], **given)
    with pytest.raises(firth.TrainingInterrupted):
        firth.train(
            text, initial=first, validation=text[:100], keep=["7"], checkpoint=tmp_path, checkpoint_every=0.001,
            on_pause=interrupt, **given,
        )  # fmt: skip
    resumed = firth.resume(tmp_path)
    assert same(resumed, whole)
    assert resumed.info["training"]["initial"] == ["vectors", "contexts"]


def test_pauses_come_after_each_epoch_and_each_checkpoint_with_the_vectors_so_far(text, tmp_path):
    seen = []

    def look(pause):
        seen.append((pause.words, pause.words_total, pause.checkpoint, pause.vectors))
        assert pause.vectors is pause.vectors

    vectors = firth.train(text, checkpoint=tmp_path, checkpoint_every=0.003, on_pause=look, **FIELDS)
    ends = [(words, model) for words, _, checkpoint, model in seen if checkpoint is None]
    assert [words for words, _ in ends] == [200_000, 400_000]
    assert {total for _, total, *_ in seen} == {400_000}
    assert ends[0][1] != vectors == ends[1][1]
    assert len(seen) > 2
    assert not ends[0][1].info["training"]["complete"]


def test_a_pause_can_end_the_training_which_can_still_go_on(text, tmp_path):
    whole = firth.train(text, **FIELDS)
    vectors = firth.train(text, checkpoint=tmp_path, on_pause=firth.TrainingPause.stop, **FIELDS)
    assert vectors.info["training"]["words"] == 200_000
    assert not vectors.info["training"]["complete"]
    assert firth.train(text, on_pause=firth.TrainingPause.stop, **FIELDS) == vectors
    assert same(firth.resume(tmp_path), whole)


def test_an_error_in_the_function_that_looks_arrives(text):
    with pytest.raises(ZeroDivisionError):
        firth.train(text, on_pause=lambda _pause: 1 / 0, **FIELDS)


def test_writing_checkpoints_takes_a_small_share_of_the_time(monkeypatch, tmp_path):
    monkeypatch.setattr(pauses, "SHARE", 0.02)
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def slow(_record, _folder):
        now[0] += 3

    monkeypatch.setattr(pauses, "write_checkpoint", slow)
    kept = pauses.Pauses(tmp_path, every=10)
    due = []
    kept.write(None)
    for _ in range(300):
        now[0] += 1
        due.append(kept.due)
    assert due.index(True) == 149  # 150 seconds are 50 times what the last took


def test_a_folder_with_a_training_that_is_not_finished_is_not_overwritten(text, tmp_path):
    with pytest.raises(firth.TrainingInterrupted):
        firth.train(text, checkpoint=tmp_path, checkpoint_every=0.001, on_pause=interrupt, **FIELDS)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(firth.ArgumentError, match="holds a training; go on with it"):
        firth.train("there-is-no-such-text", checkpoint=tmp_path, **FIELDS)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_finished_training_is_not_overwritten_either(text, tmp_path):
    vectors = firth.train(text, checkpoint=tmp_path / "run", **FIELDS)
    before = {path: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    with pytest.raises(firth.ArgumentError, match="holds a training; go on with it, or get its vectors again"):
        firth.train("there-is-no-such-text", checkpoint=tmp_path / "run", **FIELDS)
    assert firth.resume(tmp_path / "run") == vectors
    assert {path: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


def test_a_folder_of_something_else_is_not_used(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(firth.ArgumentError, match=r"holds other files, such as notes.txt"):
        firth.train("there-is-no-such-text", checkpoint=tmp_path)
    for name in ("", "."):
        with pytest.raises(firth.ArgumentError, match="name a folder"):
            firth.train("there-is-no-such-text", checkpoint=name)
        with pytest.raises(firth.ArgumentError, match="name the folder"):
            firth.resume(name)


def test_a_checkpoint_that_cannot_be_written_does_not_end_the_training(text, tmp_path, monkeypatch):
    whole, write, asked = firth.train(text, **FIELDS), pauses.write_checkpoint, []

    def full(record, folder):
        asked.append(1)
        if len(asked) > 1:
            raise firth.TargetError(f"{folder} could not be written: No space left on device.")
        return write(record, folder)

    monkeypatch.setattr(pauses, "write_checkpoint", full)
    with pytest.warns(UserWarning, match=r"No space left on device. The training is not lost"):
        assert firth.train(text, checkpoint=tmp_path, checkpoint_every=0.002, **FIELDS) == whole
    assert len(asked) > 2


@pytest.fixture
def begun(text, tmp_path):
    """A folder with two checkpoints of a training that is not finished, and the vectors that it is to give."""
    folder = tmp_path / "run"
    with pytest.raises(firth.TrainingInterrupted):
        firth.train(text, checkpoint=folder, checkpoint_every=0.001, on_pause=interrupt, **FIELDS)
    assert len(checkpoint_files(folder)) == 2
    return folder, firth.train(text, **FIELDS)


@pytest.mark.parametrize("left", [0, 7, 100, -1])
def test_where_the_last_checkpoint_is_damaged_training_goes_on_from_the_one_before(begun, left):
    folder, whole = begun
    newest = checkpoint_files(folder)[0]
    newest.write_bytes(newest.read_bytes()[:left])
    with pytest.warns(UserWarning, match=r"Training goes on from checkpoint-000000"):
        assert firth.resume(folder) == whole


def test_a_checkpoint_with_a_bit_turned_is_not_used(begun):
    folder, whole = begun
    newest = checkpoint_files(folder)[0]
    data = bytearray(newest.read_bytes())
    data[-2_000] ^= 1
    newest.write_bytes(data)
    with pytest.warns(UserWarning, match=r"is damaged: what it holds has the digest"):
        assert firth.resume(folder) == whole


def test_without_a_whole_checkpoint_or_a_text_there_is_an_error_that_says_so(begun, tmp_path):
    folder, _ = begun
    with pytest.raises(firth.SourceError, match="no such folder"):
        firth.resume(tmp_path / "other")
    (tmp_path / "empty").mkdir()
    with pytest.raises(firth.SourceError, match=r"holds no checkpoint.*Begin again"):
        firth.resume(tmp_path / "empty")
    corpus = (folder / "corpus.firth").read_bytes()
    firth.encode([["a", "b"]], min_count=1).save(folder / "corpus.firth")
    with pytest.raises(firth.FormatError, match="is not the text that"):
        firth.resume(folder)
    (folder / "corpus.firth").unlink()
    with pytest.raises(firth.SourceError, match=r"corpus\.firth is missing, so the training cannot go on"):
        firth.resume(folder)
    (folder / "corpus.firth").write_bytes(corpus)
    for path in checkpoint_files(folder):
        path.write_bytes(b"")
    with pytest.raises(firth.FormatError, match=r"all checkpoints in .* are damaged.*Remove the folder"):
        firth.resume(folder)


def changed(path: Path, change):
    """Rewrite the info of a checkpoint, as if it had been written so."""
    record = read_checkpoint(path)
    info = json.loads(change(json.dumps(record.model.info)))
    rewrite(path, CheckpointRecord(replace(record.model, info=info), record.arrays))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (r'"shape": \[16384', '"shape": [16383', "another version of Firth"),
        (r'"blocks": \d+', '"blocks": -3', "is damaged"),
        (r'"rounds"', '"roundz"', "is damaged"),
        (r'"rounds": \[\d+, \d+', '"rounds": [9, 8', "is damaged"),
        (r'"shape"', '"shapE"', "another version of Firth"),
        (r'"words": \d+, "words_b', '"words": -1, "words_b', "is damaged"),
        (r'"measured": \[\]', '"measured": 77', "is damaged"),
        (r'"vector_size": 12', '"vector_size": 13', "is damaged"),
        (r'"vector_size": 12', '"vector_sice": 12', "settings cannot be used"),
        (r'"patience": null', '"patience": 3', "settings cannot be used"),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused(begun, old, new, message):
    folder, _ = begun
    for path in checkpoint_files(folder):
        changed(path, lambda info: re.sub(old, new, info))
    with pytest.raises(firth.FormatError, match=message):
        firth.resume(folder)


def test_a_model_is_no_checkpoint_and_a_changed_setting_is_damage(begun):
    folder, _ = begun
    newest, older = checkpoint_files(folder)
    older.unlink()
    newest.write_bytes(newest.read_bytes().replace(b'\\"seed\\": 1', b'\\"seed\\": 7'))
    with pytest.raises(firth.FormatError, match="is damaged: what it holds has the digest"):
        firth.resume(folder)
    model = firth.load(newest)
    firth.WordVectors(model.words, model.vectors).save(newest)
    with pytest.raises(firth.FormatError, match="is a model, not a checkpoint"):
        firth.resume(folder)


def test_another_version_is_warned_of(begun):
    folder, whole = begun
    for path in checkpoint_files(folder):
        changed(path, lambda info: info.replace('"firth": "0.1.0"', '"firth": "0.0.9"'))
    with pytest.warns(UserWarning, match="was written with firth 0.0.9"):
        assert firth.resume(folder) == whole


def test_arguments_are_checked_before_any_text_is_read(tmp_path):
    for given, error, message in [
        ({"checkpoint_every": 0}, firth.ArgumentError, "above 0"),
        ({"checkpoint_every": "10min"}, firth.ArgumentTypeError, "number of seconds"),
        ({"on_pause": 5}, firth.ArgumentTypeError, "a function of a TrainingPause"),
        ({"checkpoint": 5}, firth.ArgumentTypeError, "must be the name of a folder"),
    ]:
        with pytest.raises(error, match=message):
            firth.train("no-such-text", **({"checkpoint": tmp_path / "run"} | given))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(firth.TargetError, match="not a folder"):
        firth.train("no-such-text", checkpoint=tmp_path / "file")
    with pytest.raises(firth.TargetError):
        firth.train("no-such-text", checkpoint=tmp_path / "file" / "run")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="locks of POSIX")
def test_a_folder_belongs_to_one_training_at_a_time(begun, text, tmp_path):
    folder, whole = begun
    with claimed(folder):
        with pytest.raises(firth.TargetError, match="another training writes to"):
            firth.resume(folder)
        (tmp_path / "other").mkdir()
        firth.train(text, checkpoint=tmp_path / "other", **FIELDS)
    assert firth.resume(folder) == whole


def test_what_a_killed_process_left_is_removed(begun):
    folder, whole = begun
    (folder / ".firth-0123456789abcdef.tmp").write_bytes(b"half")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert firth.resume(folder) == whole
    assert not list(folder.glob(".firth-*"))


def rewrite(path, record):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(write_checkpoint(record, Path(folder)), path)


@pytest.mark.parametrize("value", [None, [], "x", 7])
@pytest.mark.parametrize("name", ["corpus", "versions", "training"])
def test_what_a_checkpoint_says_of_itself_may_be_missing_or_of_any_kind(begun, name, value):
    folder, whole = begun
    for path in checkpoint_files(folder):
        record = read_checkpoint(path)
        model = replace(record.model, info={**record.model.info, name: value})
        rewrite(path, CheckpointRecord(model, record.arrays))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of other versions
        assert firth.resume(folder) == whole


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seconds", 10**400),
        ("seconds", "1"),
        ("words", 2**63),
        ("rounds", [2**63, 2**63]),
        ("measured", [["a", 1]]),
        ("measured", [[1, 10**400]]),
        ("measured", [None]),
        ("blocks", True),
        ("shape", 5),
    ],
    ids=lambda value: str(value)[:20],
)
def test_where_a_checkpoint_says_it_is_must_be_numbers_that_can_be(begun, name, value):
    folder, _ = begun
    for path in checkpoint_files(folder):
        record = read_checkpoint(path)
        place = {**record.model.info["checkpoint"], name: value}
        model = replace(record.model, info={**record.model.info, "checkpoint": place})
        rewrite(path, CheckpointRecord(model, record.arrays))
    with pytest.raises(firth.FormatError, match=r"checkpoint-0.*(is damaged|another version)"):
        firth.resume(folder)
