"""The file of an encoded corpus: what it holds, that it is mapped, and that no garbled one gets through."""

import hashlib
import io
import json
import mmap
import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import safetensors
import safetensors.numpy

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.saved_corpus import is_corpus_file, load_corpus, stale_sources, verify
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentError, ArgumentTypeError, FormatError, SourceError, TargetError
from firth.formats import encoded_corpus
from firth.formats.safetensors.header import read_header
from firth.vectors.word_vectors import WordVectors, load

WORDS = ("the", "国王", "größe")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "corpus.firth"


@pytest.fixture
def corpus():
    return EncodedCorpus(
        Vocabulary(WORDS, np.array([3, 2, 1])),
        np.array([0, 1, 0, 2, 0, 1], np.int32),
        np.array([0, 2, 3, 6]),
        tokens_read=9,
        sentences_read=4,
        sources=("a.txt", "<stdin>"),
        reading={"lowercase": True, "phrase_threshold": 0.5},
        min_count=1,
        max_vocab=7,
        stamps=((12, 1_700_000_000_000_000_001), None),
    )


def same(found, corpus):
    assert found.vocabulary.words == corpus.vocabulary.words
    np.testing.assert_array_equal(found.vocabulary.counts, corpus.vocabulary.counts)
    for name, dtype in (("ids", np.int32), ("starts", np.int64)):
        np.testing.assert_array_equal(getattr(found, name), getattr(corpus, name))
        assert getattr(found, name).dtype == dtype
    for name in ("tokens_read", "sentences_read", "sources", "reading", "min_count", "max_vocab", "stamps"):
        assert getattr(found, name) == getattr(corpus, name)


def test_everything_comes_back_and_the_fingerprint_with_it(corpus, path):
    written = corpus.save(path)
    found = load_corpus(path)
    same(found, corpus)
    assert found.fingerprint == written
    verify(found, path)


def test_arrays_are_read_only_aligned_views_of_the_mapped_file(corpus, path):
    corpus.save(path)
    found = load_corpus(path)
    for array in (found.ids, found.starts, found.vocabulary.counts):
        assert not array.flags.writeable
        assert array.flags.aligned
        base = array
        while isinstance(base, np.ndarray):
            base = base.base
        assert isinstance(base.obj if isinstance(base, memoryview) else base, mmap.mmap)


def test_blocks_of_any_size_give_the_same_bytes(corpus, path, monkeypatch):
    written = corpus.save(path)
    whole = path.read_bytes()
    monkeypatch.setattr(encoded_corpus, "_BLOCK", 2)
    assert corpus.save(path) == written
    assert path.read_bytes() == whole
    same(load_corpus(path), corpus)


def test_the_fingerprint_is_the_blake2b_of_what_stands_behind_the_header(corpus, path):
    written = corpus.save(path)
    content = path.read_bytes()
    data = content[8 + int.from_bytes(content[:8], "little") :]
    assert written == hashlib.blake2b(data, digest_size=16).hexdigest()


def test_the_fingerprint_is_of_the_text_and_not_of_its_files(corpus, path):
    written = corpus.save(path)
    assert replace(corpus, sources=("b.txt",), stamps=(None,)).save(path) == written
    other = corpus.ids.copy()
    other[0] = 1
    assert replace(corpus, ids=other).save(path) != written


def test_the_library_reads_what_we_write(corpus, path):
    corpus.save(path)
    with safetensors.safe_open(path, "np") as file:
        assert file.metadata()["format"] == "firth-corpus"
        assert file.metadata()["version"] == "1"
        assert json.loads(file.metadata()["info"])["sources"] == ["a.txt", "<stdin>"]
        np.testing.assert_array_equal(file.get_tensor("ids"), corpus.ids)
        assert file.get_tensor("ids").dtype == np.int32
        assert bytes(file.get_tensor("words")).decode() == "".join(WORDS)


def test_we_read_what_the_library_writes(corpus, path):
    written = corpus.save(path)
    with safetensors.safe_open(path, "np") as file:
        metadata = file.metadata()
    safetensors.numpy.save_file(safetensors.numpy.load_file(path), path, metadata=metadata)
    found = load_corpus(path)
    same(found, corpus)
    verify(found, path)
    assert found.fingerprint == written
    assert is_corpus_file(path)


def test_a_corpus_can_be_saved_over_the_file_it_is_mapped_from(corpus, path):
    corpus.save(path)
    mapped = load_corpus(path)
    mapped.save(path)
    same(mapped, corpus)
    same(load_corpus(path), corpus)


def test_a_file_cut_anywhere_is_refused(corpus, path):
    corpus.save(path)
    whole = path.read_bytes()
    for length in {*range(0, len(whole), 64), 1, 7, 8, 9, len(whole) - 1}:
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError, match=f"truncated.*file has {length:,}"):
            load_corpus(path)


def test_a_flipped_byte_is_refused_on_opening_or_on_verifying(corpus, path):
    corpus.save(path)
    whole = path.read_bytes()
    data = 8 + int.from_bytes(whole[:8], "little")
    for place in range(data, len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(FormatError, match=r"corpus\.firth"):
            verify(load_corpus(path), path)


def changed(path, **tensors):
    """Save the file anew with other tensors; None leaves one out."""
    with safetensors.safe_open(path, "np") as file:
        metadata = file.metadata()
    held = {name: value for name, value in (safetensors.numpy.load_file(path) | tensors).items() if value is not None}
    safetensors.numpy.save_file(held, path, metadata=metadata)


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({"ids": None}, "tensors ids are missing"),
        ({"ids": np.zeros(6, np.int64)}, "'ids' is I64"),
        ({"ids": np.zeros((2, 3), np.int32)}, "'ids' is I32 of shape"),
        ({"ids": np.array([0, 1, 0, 3, 0, 1], np.int32)}, "an id is not among its 3 words"),
        ({"ids": np.array([0, 1, 0, -1, 0, 1], np.int32)}, "an id is not among its 3 words"),
        ({"ids": np.zeros(0, np.int32)}, "holds no text"),
        ({"starts": np.array([0, 2, 2, 6])}, "starts do not cut"),
        ({"starts": np.array([0, 3, 2, 6])}, "starts do not cut"),
        ({"starts": np.array([1, 2, 3, 6])}, "starts do not cut"),
        ({"starts": np.array([0, 2, 3, 5])}, "starts do not cut"),
        ({"starts": np.array([0, 2, 3, 7])}, "starts do not cut"),
        ({"starts": np.array([0, 2, -(2**63), 6])}, "starts do not cut"),
        ({"counts": np.array([3, 2])}, "'word_offsets' is I64 of shape"),
        ({"counts": np.array([1, 2, 3])}, "counts of its words do not descend"),
        ({"counts": np.array([1, 0, -1])}, "counts of its words do not descend"),
        ({"word_offsets": np.array([0, 3, 3, 16])}, "word_offsets do not cut"),
        ({"words": np.frombuffer(b"the" * 5 + b"t", np.uint8)}, None),
        ({"words": np.full(16, 255, np.uint8)}, "not valid UTF-8"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(corpus, path, tensors, message):
    corpus.save(path)
    changed(path, **tensors)
    if message is None:  # other words, of the same lengths: only the fingerprint knows
        with pytest.raises(FormatError, match=r"fingerprint [0-9a-f]{32}; [0-9a-f]{32} was written.*encode the text"):
            verify(load_corpus(path), path)
        return
    with pytest.raises(FormatError, match=message):
        load_corpus(path)


def with_metadata(path, **changes):
    with safetensors.safe_open(path, "np") as file:
        metadata = file.metadata() | changes
    safetensors.numpy.save_file(safetensors.numpy.load_file(path), path, metadata=metadata)


def test_a_newer_version_asks_for_an_upgrade(corpus, path):
    corpus.save(path)
    with_metadata(path, version="2")
    with pytest.raises(FormatError, match=r"written by a newer Firth.*version 2.*Upgrade"):
        load_corpus(path)
    with_metadata(path, version="one")
    with pytest.raises(FormatError, match=r"version 'one'; '1' was expected"):
        load_corpus(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sources", "a.txt"),
        ("sources", ["a\0b"]),
        ("sources", ["\ud800"]),
        ("stamps", [[1]]),
        ("stamps", [[1, True]]),
        ("reading", None),
        ("min_count", 0),
        ("max_vocab", "all"),
        ("tokens_read", 5),
        ("tokens_read", 2**63),
        ("min_count", 10**400),
        ("sentences_read", 2),
        ("fingerprint", "abc"),
        ("firth", None),
    ],
)
def test_info_that_cannot_be_is_refused_by_name(corpus, path, name, value):
    corpus.save(path)
    with safetensors.safe_open(path, "np") as file:
        info = json.loads(file.metadata()["info"])
    with_metadata(path, info=json.dumps(info | {name: value}))
    with pytest.raises(FormatError, match=f"its info says {name} = "):
        load_corpus(path)


def test_a_tensor_at_an_odd_address_is_refused(corpus, path):
    corpus.save(path)
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    path.write_bytes((length + 1).to_bytes(8, "little") + content[8 : 8 + length] + b" " + content[8 + length :])
    with path.open("rb") as file:
        read_header(file, path)  # sound in itself
    with pytest.raises(FormatError, match="does not lie at a multiple of its item size"):
        load_corpus(path)


def test_what_is_something_else_is_told_what_it_is(corpus, path, tmp_path):
    model = tmp_path / "model.safetensors"
    WordVectors(["a", "b"], np.eye(2, dtype=np.float32)).save(model)
    with pytest.raises(FormatError, match=r"is a model, not an encoded corpus.*firth encode TEXT"):
        load_corpus(model)
    path.write_text("once upon a time")
    with pytest.raises(FormatError, match=r"begins with b'once upon a time'.*firth encode TEXT"):
        load_corpus(path)
    safetensors.numpy.save_file({"x": np.zeros(1)}, path)
    with pytest.raises(FormatError, match=r"not an encoded corpus \(it holds x\)"):
        load_corpus(path)
    corpus.save(path)
    with pytest.raises(FormatError, match=r"is an encoded corpus, not a model.*firth train .*corpus\.firth"):
        load(path)


def test_what_cannot_be_read_is_a_source_error(tmp_path):
    os.mkfifo(tmp_path / "pipe.firth")
    for name, message in (("none.firth", "no such encoded corpus"), ("pipe.firth", "a pipe"), (".", "a folder")):
        with pytest.raises(SourceError, match=message):
            load_corpus(tmp_path / name)


def test_a_file_is_known_by_its_ending_or_its_metadata(corpus, path, tmp_path):
    corpus.save(path)
    path.rename(tmp_path / "renamed.bin")
    assert is_corpus_file(str(tmp_path / "renamed.bin"))
    assert is_corpus_file("not there.firth")
    (tmp_path / "text.txt").write_text("12345678{not json")
    (tmp_path / "head.txt").write_bytes((100).to_bytes(8, "little") + b'{"__metadata__": 7}')
    os.mkfifo(tmp_path / "pipe")
    for other in ("text.txt", "head.txt", "pipe", "none", ""):
        assert not is_corpus_file(tmp_path / other)
    assert not is_corpus_file([["a", "list"]])


@pytest.mark.parametrize("name", [None, 3, ["a.firth"], io.BytesIO()])
def test_what_is_not_a_name_is_a_type_error(corpus, name):
    for ask in (corpus.save, load_corpus):
        with pytest.raises(ArgumentTypeError, match="must be the name of a file"):
            ask(name)


def test_an_empty_name_is_refused(corpus):
    with pytest.raises(ArgumentError, match="is empty"):
        corpus.save("")
    with pytest.raises(SourceError, match="is empty"):
        load_corpus("")


def test_a_target_must_end_in_firth_and_its_folder_must_be(corpus, tmp_path):
    with pytest.raises(ArgumentError, match=r"ends in \.firth"):
        corpus.save(tmp_path / "corpus.safetensors")
    with pytest.raises(TargetError, match="there is no folder"):
        corpus.save(tmp_path / "none" / "corpus.firth")


def test_a_disk_that_fills_up_leaves_the_old_file_and_nothing_beside_it(corpus, path, monkeypatch):
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(encoded_corpus, "_blocks", full)
    with pytest.raises(TargetError, match=r"No space left on device.*untouched"):
        corpus.save(path)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_disk_without_room_is_known_before_anything_is_written(corpus, path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=100))
    with pytest.raises(TargetError, match=r"needs [0-9,]+ bytes and .* has 100 free"):
        corpus.save(path)
    assert not path.exists()


def test_words_that_are_no_unicode_cannot_be_saved(corpus, path):
    bad = replace(corpus, vocabulary=Vocabulary(("a", "b", "\ud800"), corpus.vocabulary.counts))
    with pytest.raises(FormatError, match="not valid Unicode"):
        bad.save(path)


def test_reading_that_json_cannot_hold_is_refused_by_name(corpus, path):
    with pytest.raises(ArgumentError, match="must hold JSON values only"):
        replace(corpus, reading={"tokenizer": len}).save(path)


def test_a_source_that_changed_since_is_stale(corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("same.txt", "longer.txt", "newer.txt"):
        Path(name).write_text("text")
    names = ("same.txt", "longer.txt", "newer.txt", "gone.txt", "<stdin>")
    stamps = [(Path(name).stat().st_size, Path(name).stat().st_mtime_ns) for name in names[:3]]
    made = replace(corpus, sources=names, stamps=(*stamps, (4, 5), None))
    assert stale_sources(made) == []
    with Path("longer.txt").open("a") as file:
        file.write("!")
    os.utime("longer.txt", ns=(0, stamps[1][1]))
    os.utime("newer.txt", ns=(0, stamps[2][1] + 1))
    assert stale_sources(made) == ["longer.txt", "newer.txt"]
    assert stale_sources(replace(made, stamps=())) == []


def test_a_corpus_that_says_nothing_of_max_vocab_was_made_without(corpus, path):
    corpus.save(path)
    with safetensors.safe_open(path, "np") as file:
        info = json.loads(file.metadata()["info"])
    del info["max_vocab"]
    with_metadata(path, info=json.dumps(info))
    assert load_corpus(path).max_vocab is None


def test_names_of_sources_in_any_bytes_come_back(corpus, path):
    replace(corpus, sources=("\udcff.txt",)).save(path)
    assert load_corpus(path).sources == ("\udcff.txt",)
