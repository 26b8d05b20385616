import json
import os
import subprocess
import sys
from typing import NamedTuple

import numba
import numpy as np
import pytest
from numba.core import caching, options

from firth.kernels import compiling, kernel_cache

pytestmark = pytest.mark.skipif(compiling.IN_PYTHON, reason="nothing is compiled")

EVERY_KERNEL_THAT_FIRTH_CALLS = """
import io, json
import firth
from firth.config import ReadConfig, TrainConfig
from firth.corpus.build.encode import encode_files, encode_sentences
from firth.corpus.phrases import find_phrases
from firth.counting.cooccurrence import count_sampled, count_weighted
from firth.formats.word2vec.decimals import parse_many
from firth.kernels import full_softmax, glove, hierarchical_softmax, kernel_cache, negative_sampling, pair_noise, pieces
from firth.kernels import sequential_updates, windows, word_tables
from firth.kernels.text import cooccurrence, decimals, number_words, phrase_pairs
from firth.studies.demo.textbook_runs import textbook_run
from firth.training.samples import windows as windows_of_samples

for fields in (
    {"architecture": "skipgram"},
    {"architecture": "cbow"},
    {"architecture": "skipgram", "noise_sharing": "pair"},
    {"architecture": "skipgram", "objective": "hierarchical_softmax"},
    {"architecture": "cbow", "objective": "hierarchical_softmax"},
    {"architecture": "skipgram", "objective": "softmax"},
    {"architecture": "cbow", "objective": "softmax"},
    {"architecture": "skipgram", "subwords": "3-6"},
    {"architecture": "cbow", "subwords": "3-6", "buckets": 50},
    {"architecture": "skipgram", "objective": "softmax", "subwords": "1-2"},
):
    firth.train([["a", "b"]] * 10, min_count=1, sample=0, vector_size=5, workers=2, **fields)

firth.train([["a", "b"]] * 10, min_count=1, sample=0, vector_size=5, workers=1, validation_share=0.5)
windows_of_samples([["a", "b"]] * 10, window=2)

corpus = encode_sentences([["a", "b", "c"]] * 10_000, min_count=1)
for memory in (10**6, 10**9):
    count_weighted(corpus, window=2, shrink_windows=True, memory_limit=memory)
count_sampled(corpus, TrainConfig(), passes=2)
firth.glove(corpus, vector_size=5, iterations=1)

corpus = encode_sentences([["a", "b", "c", "d"]] * 10 + [["e"]] * 50, min_count=1)
assert find_phrases(corpus, ReadConfig(phrases=2, phrase_threshold=1), least=1).words[-1] == "a_b_c_d"

assert parse_many(b"0.5 1", 2).tolist() == [[0.5, 1]]
encode_sentences([["a", "b", "c\\n"]] * 10, min_count=1, keep=["a"])
encode_files([io.BytesIO(" ".join(map(str, range(50_000))).encode())], min_count=1)
encode_files([io.BytesIO(b"a b")], min_count=1, reading=ReadConfig(tokenizer="words"))

for way in ("skipgram_sequential", "cbow_sequential", "skipgram_at_once"):
    textbook_run(way, 1)

found = {}
for module in (
    windows, negative_sampling, pair_noise, hierarchical_softmax, full_softmax, glove, sequential_updates, word_tables,
    cooccurrence, number_words, phrase_pairs, pieces,
):
    for name, value in vars(module).items():
        if isinstance(getattr(value, "_cache", None), kernel_cache._KernelCache) and value.signatures:
            found[name] = [sum(counts.values()) for counts in (value.stats.cache_hits, value.stats.cache_misses)]
print(json.dumps(found))
"""


def hits_and_misses():
    command = [sys.executable, "-W", "error", "-c", EVERY_KERNEL_THAT_FIRTH_CALLS]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_a_second_process_compiles_nothing_and_each_kernel_is_for_one_kind_of_arrays():
    """The first may find what other tests have compiled."""
    first = hits_and_misses()
    assert len(first) > 18
    assert {hits + misses for hits, misses in first.values()} == {1}
    assert hits_and_misses() == {name: [1, 0] for name in first}


def test_the_cache_is_keyed_by_every_file_of_the_room(tmp_path, monkeypatch):
    for name in ("kernel_cache.py", "other.py"):
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(kernel_cache, "__file__", str(tmp_path / "kernel_cache.py"))
    before = kernel_cache._stamp.__wrapped__()
    (tmp_path / "other.py").write_text("2")
    assert kernel_cache._stamp.__wrapped__() != before


def test_without_a_writable_folder_kernels_still_compile_and_say_so_once(monkeypatch):
    monkeypatch.setattr(kernel_cache._KernelCacheImpl, "_locator_classes", [])
    compiling._warn_uncached.cache_clear()
    two_kernels_warn("NUMBA_CACHE_DIR")


@pytest.fixture
def fresh(monkeypatch):
    """As in a new process: nothing was said yet, and the cache's module is not imported."""
    for said in (compiling._warn_uncached, compiling._without_counting):
        said.cache_clear()
    monkeypatch.delitem(sys.modules, "firth.kernels.kernel_cache", raising=False)
    yield monkeypatch
    for said in (compiling._warn_uncached, compiling._without_counting):
        said.cache_clear()


def two_kernels_warn(match):
    with pytest.warns(RuntimeWarning, match=match) as caught:
        kernels = [compiling.kernel(lambda x: x + 1) for _ in range(2)]
    assert len(caught) == 1
    assert [kernel(1) for kernel in kernels] == [2, 2]


CACHES = ["IndexDataCacheFile", "InTreeCacheLocator", "UserWideCacheLocator", "CompileResultCacheImpl"]


@pytest.mark.parametrize("name", CACHES)
def test_a_numba_without_such_caches_costs_speed_and_says_so_once(fresh, name):
    fresh.delattr(caching, name)
    two_kernels_warn("every process compiles the kernels again.*another version")


def test_a_numba_that_chooses_the_key_elsewhere_is_not_trusted_with_it(fresh):
    fresh.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "InTreeCacheLocator", raising=False)
    two_kernels_warn("caches are NullCache and InTreeCacheLocator")


def test_a_numba_whose_caches_cannot_be_imported_costs_speed(fresh):
    numba.njit(lambda: 0)()  # the first compiling of a process imports them itself
    fresh.setitem(sys.modules, "numba.core.caching", None)
    fresh.delattr(numba.core, "caching")
    two_kernels_warn("every process compiles the kernels again")


def test_a_numba_that_must_count_references_costs_speed_and_says_so_once(fresh):
    fresh.delattr(options.DefaultOptions, "_nrt")
    two_kernels_warn("twice as slow")


def test_a_numba_whose_options_cannot_be_imported_costs_speed(fresh):
    fresh.setitem(sys.modules, "numba.core.options", None)
    two_kernels_warn("twice as slow")


class Weighed(NamedTuple):
    weights: np.ndarray


def first_of(weighed):
    return weighed.weights[0]


def hits_and_misses_of_first(*dtypes):
    """As a new process has them: of a kernel that knows nothing yet."""
    kernel = compiling.kernel(first_of)
    for dtype in dtypes:
        assert kernel(Weighed(np.full(3, 7, dtype))) == 7
    return [sum(counts.values()) for counts in (kernel.stats.cache_hits, kernel.stats.cache_misses)]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def test_a_cache_that_another_version_left_is_begun_anew(cache):
    assert hits_and_misses_of_first(np.float32) == [0, 1]
    assert hits_and_misses_of_first(np.float32) == [1, 0]
    (index,) = cache.rglob("*first_of-*.nbi")
    whole = index.read_bytes()
    for damaged in (whole.replace(b"Weighed", b"Gewogen"), whole[:-20], b""):
        assert damaged != whole
        index.write_bytes(damaged)
        assert hits_and_misses_of_first(np.float32) == [0, 1]
        assert hits_and_misses_of_first(np.float32) == [1, 0]


def test_compiling_for_other_arrays_leaves_alone_what_is_kept(cache):
    """Side by side, neither process loses its entry or is given the other's code."""
    hits_and_misses_of_first(np.float32)
    kept = {path: path.read_bytes() for path in cache.rglob("*.nb?")}
    hits_and_misses_of_first(np.float64)
    assert {path: path.read_bytes() for path in kept} == kept
    assert len(list(cache.rglob("*.nb?"))) == 2 * len(kept) == 4
    assert hits_and_misses_of_first(np.float32, np.float64) == [2, 0]


def test_a_training_that_has_to_compile_says_so_and_the_next_does_not(tmp_path):
    script = """
import firth
events = []
firth.train([["a", "b"]] * 10, min_count=1, sample=0, vector_size=5, workers=1, progress=events.append)
print([event.kernel for event in events if isinstance(event, firth.CompileProgress)])
"""
    told = []
    for _ in range(2):
        command, changed = [sys.executable, "-c", script], {"NUMBA_CACHE_DIR": str(tmp_path)}
        done = subprocess.run(command, env=os.environ | changed, capture_output=True, text=True, check=True)
        told.append(done.stdout.strip())
    assert told == ["['skipgram', 'lay_out_windows']", "[]"]
