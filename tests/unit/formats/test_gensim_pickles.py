"""Models that gensim saved are read, and a pickle is never run."""

import gzip
import os
import pickle
import struct

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, FormatError
from firth.formats import for_reading, write
from firth.formats.record import Record
from firth.gensim.models import KeyedVectors, Word2Vec

SENTENCES = [["tea", "cup", "国王"], ["tea", "pot"], ["cup", "pot", "tea"]] * 20


@pytest.fixture(scope="module")
def gensim_models():
    return pytest.importorskip("gensim.models")


@pytest.fixture(scope="module")
def word2vec(gensim_models):
    return gensim_models.Word2Vec(SENTENCES, vector_size=6, min_count=1, epochs=1, seed=3, workers=1)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("apart", [[], ["vectors"]])
def test_vectors_of_every_protocol_with_arrays_within_or_beside(word2vec, tmp_path, protocol, apart):
    path = tmp_path / "model.kv"
    word2vec.wv.save(str(path), separately=apart, pickle_protocol=protocol)
    assert (tmp_path / "model.kv.vectors.npy").exists() == bool(apart)
    vectors = firth.load(path)
    assert for_reading(path).name == "gensim"
    assert list(vectors.words) == word2vec.wv.index_to_key
    assert np.array_equal(vectors.vectors, word2vec.wv.vectors)
    assert vectors.counts.tolist() == [word2vec.wv.get_vecattr(word, "count") for word in vectors.words]


def test_a_model_has_contexts_and_its_settings(word2vec, tmp_path):
    word2vec.save(str(tmp_path / "model"), sep_limit=0)
    vectors = firth.load(tmp_path / "model")
    assert np.array_equal(vectors.contexts, word2vec.syn1neg)
    about = vectors.info["gensim"]
    assert (about["class"], about["settings"]["window"], about["settings"]["epochs"]) == ("Word2Vec", 5, 1)
    assert len(firth.load(tmp_path / "model", limit=2)) == 2


def test_a_packed_model_is_read(word2vec, tmp_path):
    word2vec.wv.save(str(tmp_path / "model.gz"), separately=["vectors"])
    assert np.array_equal(firth.load(tmp_path / "model.gz").vectors, word2vec.wv.vectors)


def test_a_missing_array_is_named(word2vec, tmp_path):
    word2vec.wv.save(str(tmp_path / "model"), separately=["vectors"])
    (tmp_path / "model.vectors.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(FormatError, match=r"model\.vectors\.npy.*damaged"):
        firth.load(tmp_path / "model")
    (tmp_path / "model.vectors.npy").unlink()
    with pytest.raises(FormatError, match=r"model\.vectors\.npy, which is not there"):
        firth.load(tmp_path / "model")


def test_fasttext_composes_what_gensim_composes(gensim_models, tmp_path):
    model = gensim_models.FastText(SENTENCES, vector_size=6, min_count=1, bucket=50, epochs=1, workers=1)
    model.save(str(tmp_path / "model"))
    vectors = firth.load(tmp_path / "model").composing()
    for word in ("tea", "teacup", "国王们"):
        np.testing.assert_allclose(vectors[word], model.wv[word], atol=1e-6)


def test_whole_numbers_are_kept_as_keys(gensim_models, tmp_path):
    keys = gensim_models.KeyedVectors(2)
    keys.add_vectors([5, 7], [[1, 0], [0, 1]])
    keys.save(str(tmp_path / "model"))
    assert KeyedVectors.load(tmp_path / "model").index_to_key == [5, 7]


def test_what_holds_no_vectors_is_called_what_it_is(gensim_models, tmp_path):
    gensim_models.Phrases(SENTENCES).save(str(tmp_path / "model"))
    with pytest.raises(FormatError, match=r"gensim's Phrases, which holds no word vectors\. Open it with firth"):
        firth.load(tmp_path / "model")


def test_gensims_files_are_not_written(tmp_path):
    with pytest.raises(ArgumentError, match="is only read"):
        write(Record(("a",), np.ones((1, 1), np.float32)), tmp_path / "m", "gensim")


RAN = []


def ran(*args):
    RAN.append(args)


class Evil:
    """A class of a stranger, whose pickle calls a function."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def disguised(state, protocol=4):
    """A pickle of KeyedVectors with this state."""
    begins = {0: 0, 1: 0, 2: 2, 3: 2}.get(protocol, 11)  # behind the protocol, and the length of a frame
    body = pickle.dumps(state, protocol)[begins:-1]
    return b"\x80\x02cgensim.models.keyedvectors\nKeyedVectors\n)\x81" + body + b"b."


GOOD = {"vectors": np.ones((1, 2), np.float32), "index_to_key": ["a"], "key_to_index": {"a": 0}}


def test_the_disguise_of_these_tests_is_read(tmp_path):
    (tmp_path / "m").write_bytes(disguised(GOOD))
    assert firth.load(tmp_path / "m")["a"].tolist() == [1, 1]


HOSTILE = {
    "a call beside": {**GOOD, "x": Evil(ran, 1)},
    "a call nested": {**GOOD, "expandos": {"count": [{"deep": (Evil(ran, 1),)}]}},
    "the system": {**GOOD, "x": Evil(os.system, "echo ran > ran")},
    "eval": {**GOOD, "x": Evil(eval, "RAN.append(1)")},
    "an import": {**GOOD, "x": Evil(__import__, "antigravity")},
    "an attribute": {**GOOD, "x": Evil(getattr, "", "join")},
    "a class of ours": {**GOOD, "x": Evil(firth.WordVectors, ["a"], [[1]])},
    "a memory map": {**GOOD, "x": Evil(np.load, "x")},
    "a type of numpy": {**GOOD, "x": Evil(np.fromfile, "x")},
}


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
@pytest.mark.parametrize("state", HOSTILE)
def test_any_other_name_is_refused_and_nothing_runs(tmp_path, monkeypatch, state, protocol):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m").write_bytes(disguised(HOSTILE[state], protocol))
    with pytest.raises(FormatError, match=r"names [\w.]+, which no word vectors need|a Python pickle"):
        firth.load(tmp_path / "m")
    assert RAN == []
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


WHOLE = disguised(GOOD)


@pytest.mark.parametrize("length", [*range(30, len(WHOLE) - 1, 7), len(WHOLE) - 1])
def test_a_truncated_pickle_is_an_error_of_ours(tmp_path, length):
    (tmp_path / "m").write_bytes(WHOLE[:length])
    with pytest.raises(FormatError):
        firth.load(tmp_path / "m")


BEGIN = b"\x80\x04cgensim.models.keyedvectors\nKeyedVectors\n"
CLAIMS = {
    "bytes": BEGIN + b"B" + struct.pack("<I", 2**31 - 1),
    "many bytes": BEGIN + b"\x8e" + struct.pack("<Q", 2**62),
    "text": BEGIN + b"X" + struct.pack("<I", 2**31 - 1),
    "a number": BEGIN + b"\x8b" + struct.pack("<i", 2**31 - 1),
    "a frame": BEGIN + b"\x95" + struct.pack("<Q", 2**40),
    "an array of bytes": BEGIN + b"\x96" + struct.pack("<Q", 2**40),
    "a place in the memory": BEGIN + b"r" + struct.pack("<I", 2**32 - 1) + b".",
    "nothing": BEGIN + b"0.",
    "no such operation": BEGIN + b"\xff",
    "a registered extension": BEGIN + b"\x82\x01.",
    "something kept elsewhere": BEGIN + b"Pid\n.",
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_of_more_than_there_is_takes_no_memory(tmp_path, claim):
    resource = pytest.importorskip("resource")
    (tmp_path / "m").write_bytes(CLAIMS[claim])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FormatError):
        firth.load(tmp_path / "m")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


WRONG = {
    "keys": {**GOOD, "index_to_key": ["a", "b"]},
    "no keys": {"vectors": GOOD["vectors"]},
    "odd keys": {**GOOD, "index_to_key": [("a",)]},
    "an empty key": {**GOOD, "index_to_key": [""]},
    "twins": {"vectors": np.ones((2, 2), np.float32), "index_to_key": ["1", 1]},
    "no vectors": {"index_to_key": ["a"]},
    "words for vectors": {**GOOD, "vectors": [["a"]]},
    "objects": {**GOOD, "vectors": np.array([[None, 1]], object)},
    "a line": {**GOOD, "vectors": np.ones(3, np.float32)},
    "a path for an array": {**GOOD, "__numpys": ["../../etc/passwd"]},
    "an array of paths": {**GOOD, "__numpys": [7]},
}


@pytest.mark.parametrize("state", WRONG)
def test_a_model_that_contradicts_itself_is_refused(tmp_path, state):
    (tmp_path / "m").write_bytes(disguised(WRONG[state]))
    with pytest.raises(FormatError):
        firth.load(tmp_path / "m")


def test_a_packed_hostile_one_is_refused_as_well(tmp_path):
    (tmp_path / "m.gz").write_bytes(gzip.compress(disguised(HOSTILE["the system"])))
    with pytest.raises(FormatError, match=r"(posix|nt)\.system"):
        firth.load(tmp_path / "m.gz")


def test_inner_nodes_of_gensim_are_said_to_begin_anew(gensim_models, tmp_path):
    gensim_models.Word2Vec([["tea", "cup", "pot"]] * 20, vector_size=4, min_count=1, hs=1, negative=0).save(
        str(tmp_path / "hs.model")
    )
    with pytest.warns(UserWarning, match="no inner nodes of hierarchical softmax that can be read"):
        Word2Vec.load(tmp_path / "hs.model")
