import subprocess
import sys
import textwrap

import pytest

from firth.kernels import compiling

TRAIN = """
    from firth.kernels import windows
    from firth.kernels import negative_sampling
    import firth
    firth.train([["a", "b"]] * 10, min_count=1, vector_size=5, workers=2, architecture="{}")
    stats = [kernel.stats for kernel in (windows.lay_out_windows, negative_sampling.{})]
    print(sum(sum(s.cache_hits.values()) for s in stats), sum(sum(s.cache_misses.values()) for s in stats))
"""

COUNT = """
    from firth.config import TrainConfig
    from firth.counting.cooccurrence import count_sampled, count_weighted
    from firth.corpus.build.encode import encode_sentences
    from firth.kernels import windows
    from firth.kernels.text import cooccurrence
    corpus = encode_sentences([["a", "b", "c"]] * 10_000, min_count=1)
    for memory in (10**6, 10**9):
        count_weighted(corpus, window=2, shrink_windows=True, memory_limit=memory)
    count_sampled(corpus, TrainConfig(), passes=2)
    names = ("list_pairs", "reduce_pairs", "merge_runs", "unpack_run")
    stats = [kernel.stats for kernel in (windows.lay_out_windows, *(getattr(cooccurrence, name) for name in names))]
    print(sum(sum(s.cache_hits.values()) for s in stats), sum(sum(s.cache_misses.values()) for s in stats))
"""

JOIN = """
    from firth.config import ReadConfig
    from firth.corpus.build.encode import encode_sentences
    from firth.corpus.phrases import find_phrases
    from firth.kernels.text import cooccurrence, phrase_pairs
    corpus = encode_sentences([["a", "b", "c", "d"]] * 10 + [["e"]] * 50, min_count=1)
    reading = ReadConfig(phrases=2, phrase_threshold=1)
    assert find_phrases(corpus, reading, least=1).words[-1] == "a_b_c_d"
    kernels = (phrase_pairs.list_neighbours, phrase_pairs.join_neighbours, cooccurrence.reduce_pairs)
    stats = [kernel.stats for kernel in kernels]
    print(sum(sum(s.cache_hits.values()) for s in stats), sum(sum(s.cache_misses.values()) for s in stats))
"""

ENCODE = """
    import io
    from firth.config import ReadConfig
    from firth.corpus.build.encode import encode_files, encode_sentences
    from firth.kernels.text import number_words
    encode_sentences([["a", "b", "c\\n"]] * 10, min_count=1, keep=["a"])
    encode_files([io.BytesIO(" ".join(map(str, range(50_000))).encode())], min_count=1)
    encode_files([io.BytesIO(b"a b")], min_count=1, reading=ReadConfig(tokenizer="words"))
    names = ("number_text", "number_strings", "fill_slots", "order_by_shard", "count_words")
    stats = [getattr(number_words, name).stats for name in names]
    print(sum(sum(s.cache_hits.values()) for s in stats), sum(sum(s.cache_misses.values()) for s in stats))
"""


def run(architecture, cache):
    return hits_and_misses(TRAIN.format(architecture, architecture), cache)


def hits_and_misses(code, cache):
    script = textwrap.dedent(code)
    command = [sys.executable, "-W", "error", "-c", script]
    environment = {"NUMBA_CACHE_DIR": str(cache), "PATH": "", "HOME": str(cache)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return [int(n) for n in done.stdout.split()]


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_a_second_process_compiles_nothing(tmp_path, architecture):
    assert run(architecture, tmp_path) == [0, 2]
    files = sorted(tmp_path.rglob("*.nb?"))
    assert run(architecture, tmp_path) == [2, 0]
    assert sorted(tmp_path.rglob("*.nb?")) == files


def test_a_second_process_that_counts_compiles_nothing(tmp_path):
    assert hits_and_misses(COUNT, tmp_path) == [0, 5]
    assert hits_and_misses(COUNT, tmp_path) == [5, 0]


def test_a_second_process_that_joins_phrases_compiles_nothing(tmp_path):
    assert hits_and_misses(JOIN, tmp_path) == [0, 3]
    assert hits_and_misses(JOIN, tmp_path) == [3, 0]


def test_reading_compiles_each_kernel_for_one_kind_of_arrays_and_but_once(tmp_path):
    assert hits_and_misses(ENCODE, tmp_path) == [0, 5]
    assert hits_and_misses(ENCODE, tmp_path) == [5, 0]


def test_the_cache_is_keyed_by_every_file_of_the_room(tmp_path, monkeypatch):
    for name in ("compiling.py", "other.py"):
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(compiling, "__file__", str(tmp_path / "compiling.py"))
    before = compiling._stamp.__wrapped__()
    (tmp_path / "other.py").write_text("2")
    assert compiling._stamp.__wrapped__() != before


def test_without_a_writable_folder_kernels_still_compile_and_say_so_once(monkeypatch):
    monkeypatch.setattr(compiling._KernelCacheImpl, "_locator_classes", [])
    compiling._warn_uncached.cache_clear()
    with pytest.warns(RuntimeWarning, match="NUMBA_CACHE_DIR") as caught:
        kernels = [compiling.kernel(lambda x: x + 1) for _ in range(2)]
    assert len(caught) == 1
    assert kernels[0](1) == 2


def test_a_cache_that_another_version_left_is_begun_anew(tmp_path):
    run("skipgram", tmp_path)
    (index,) = tmp_path.rglob("negative_sampling.skipgram-*.nbi")
    whole = index.read_bytes()
    for damaged in (whole.replace(b"Weights", b"Gewicht"), whole[:-20]):
        assert damaged != whole
        index.write_bytes(damaged)
        assert run("skipgram", tmp_path) == [1, 1]
        assert run("skipgram", tmp_path) == [2, 0]
