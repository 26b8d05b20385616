import itertools
from collections import Counter, defaultdict

import numpy as np
import pytest

import firth
from firth.config import TrainConfig
from firth.corpus.build.encode import EncodedCorpus, encode_sentences
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import Vocabulary
from firth.counting import cooccurrence
from firth.counting.cooccurrence import LEAST_MEMORY, count_before, count_sampled, count_weighted
from firth.errors import ConfigError, CorpusError
from firth.kernels import reference
from firth.kernels.arrays import StepOptions, tokens_of
from firth.kernels.random_streams import WINDOWS, key
from firth.sampling import as_threshold, keep_chance


def random_corpus(random, *, tokens=2_000, words=50, sentences=40):
    """A corpus of made-up words, not all of which occur."""
    ids = (random.zipf(1.3, tokens) % words).astype(np.int32)
    cuts = np.sort(random.choice(np.arange(1, tokens), sentences - 1, replace=False))
    counts = np.sort(np.bincount(ids, minlength=words))[::-1] + 1
    vocabulary = Vocabulary(tuple(f"w{i}" for i in range(words)), counts)
    return EncodedCorpus(vocabulary, ids, np.r_[0, cuts, tokens].astype(np.int64), tokens, sentences, ("made up",))


def as_dict(pairs):
    rows = np.repeat(np.arange(pairs.starts.size - 1), np.diff(pairs.starts))
    return dict(zip(zip(rows.tolist(), pairs.columns.tolist(), strict=True), pairs.counts.tolist(), strict=True))


def counted_by_hand(corpus, window, *, shrink):
    """The plain double loop."""
    sums = Counter()
    for begin, end in zip(corpus.starts[:-1].tolist(), corpus.starts[1:].tolist(), strict=True):
        sentence = corpus.ids[begin:end].tolist()
        for i, output in enumerate(sentence):
            for j in range(max(0, i - window), min(len(sentence), i + window + 1)):
                if j != i:
                    sums[sentence[j], output] += window - abs(i - j) + 1 if shrink else 1
    return {pair: total / window if shrink else total for pair, total in sums.items()}


def counted_by_distance(corpus, window):
    """How often each word stood before each other, at each distance."""
    times = defaultdict(Counter)
    for begin, end in zip(corpus.starts[:-1].tolist(), corpus.starts[1:].tolist(), strict=True):
        sentence = corpus.ids[begin:end].tolist()
        for i, word in enumerate(sentence):
            for j in range(max(0, i - window), i):
                times[sentence[j], word][i - j] += 1
    return times


@pytest.fixture
def tiny(monkeypatch):
    """Buffers of 60 pairs, runs in files at once, blocks of 7 pairs and of 100 tokens."""
    monkeypatch.setattr(cooccurrence, "LEAST_MEMORY", 0)
    monkeypatch.setattr(cooccurrence, "_BLOCK_PAIRS", 7)
    monkeypatch.setattr(cooccurrence, "BLOCK", 100)
    return 60 * 4 * 8


@pytest.mark.parametrize("shrink", [True, False])
@pytest.mark.parametrize("window", [1, 2, 7, 1_000])
def test_every_pair_counts_as_a_plain_double_loop_says(random, window, shrink):
    corpus = random_corpus(random, tokens=500)
    pairs = count_weighted(corpus, window=window, shrink_windows=shrink)
    assert as_dict(pairs) == counted_by_hand(corpus, window, shrink=shrink)


def test_columns_ascend_in_each_row_and_words_without_pairs_have_empty_rows():
    vocabulary = Vocabulary(("c", "b", "never", "a"), np.array([3, 2, 2, 1]))
    corpus = encode_sentences([["a", "b", "c"], ["c"], ["c"]], vocabulary=vocabulary)
    pairs = count_weighted(corpus, window=2, shrink_windows=False)
    assert pairs.starts.tolist() == [0, 2, 4, 4, 6]
    assert pairs.columns.tolist() == [1, 3, 0, 3, 0, 1]
    assert (pairs.starts.dtype, pairs.columns.dtype, pairs.counts.dtype) == (np.int64, np.int32, np.float64)
    for array in (pairs.starts, pairs.columns, pairs.counts):
        assert not array.flags.writeable


def test_a_text_of_lone_words_has_no_pairs():
    pairs = count_weighted(encode_sentences([["a"], ["b"]], min_count=1), window=5, shrink_windows=True)
    assert (pairs.starts.tolist(), pairs.columns.size, pairs.counts.size) == ([0, 0, 0], 0, 0)


def test_words_before_a_word_count_one_over_their_distance():
    corpus = encode_sentences([["a", "b", "a", "c"], ["c", "a"]], min_count=1)  # rows: a, c, b
    ordered = count_before(corpus, window=2, distance_weighting=True, symmetric=False)
    assert as_dict(ordered) == {(0, 2): 1, (0, 0): 0.5, (2, 0): 1, (0, 1): 1, (2, 1): 0.5, (1, 0): 1}
    either = count_before(corpus, window=3, distance_weighting=True, symmetric=True)
    assert as_dict(either) == {
        (0, 0): 0.5,
        (0, 1): pytest.approx(1 + 1 / 3 + 1, abs=2**-32),
        (0, 2): 2,
        (1, 2): 0.5,
    }


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("window", [1, 7, 1_000])
def test_pairs_before_a_word_are_half_of_all_pairs(random, window, weighted):
    corpus = random_corpus(random, tokens=500)
    expected = Counter()
    for (a, b), times in counted_by_distance(corpus, window).items():
        expected[min(a, b), max(a, b)] += sum(n / d if weighted else n for d, n in times.items())
    found = as_dict(count_before(corpus, window=window, distance_weighting=weighted, symmetric=True))
    assert found == pytest.approx(expected, rel=1e-6)
    half = as_dict(count_before(corpus, window=window, distance_weighting=weighted, symmetric=False))
    assert sum(half.values()) == pytest.approx(sum(found.values()))
    if not weighted:
        assert half == {pair: sum(times.values()) for pair, times in counted_by_distance(corpus, window).items()}


@pytest.mark.parametrize("shrink", [True, False])
def test_pairs_are_sampled_as_training_samples_them(random, shrink):
    corpus = random_corpus(random)
    config = TrainConfig(window=4, shrink_windows=shrink, sample=0.05, seed=7)
    text = tokens_of(corpus.ids, corpus.starts)
    keep = as_threshold(keep_chance(corpus.vocabulary.counts, config.sample))
    choices = StepOptions(4, shrink, negative=5, pool=0, train_collisions=False, divide=False)
    expected = Counter(
        (context, window.center)
        for epoch in range(3)
        for window in reference.windows(text, keep, int(key(7, WINDOWS, epoch)), choices)
        for context in window.contexts
    )
    assert as_dict(count_sampled(corpus, config, passes=3)) == expected


def test_the_result_does_not_depend_on_the_bound(random, tiny):
    corpus = random_corpus(random)
    for count in (
        lambda memory: count_weighted(corpus, window=6, shrink_windows=True, memory_limit=memory),
        lambda memory: count_sampled(corpus, TrainConfig(sample=0.05), passes=2, memory_limit=memory),
        lambda memory: count_before(corpus, window=6, distance_weighting=True, symmetric=True, memory_limit=memory),
    ):
        wide, narrow = count(10**9), count(tiny)
        for name in ("starts", "columns", "counts"):
            assert getattr(wide, name).tolist() == getattr(narrow, name).tolist()


def test_the_least_memory_is_enough_and_runs_that_do_not_fit_lie_in_files(random, monkeypatch):
    places = []

    class Watched(cooccurrence.GrowingArray):
        def seal(self, length):
            places.append("memory" if self.in_memory else "file")
            return super().seal(length)

    monkeypatch.setattr(cooccurrence, "GrowingArray", Watched)
    corpus = random_corpus(random, tokens=30_000, words=5_000)
    narrow = count_weighted(corpus, window=10, shrink_windows=True, memory_limit=LEAST_MEMORY)
    assert {"memory", "file"} == set(places)
    wide = count_weighted(corpus, window=10, shrink_windows=True)
    assert as_dict(narrow) == as_dict(wide)


def test_too_little_memory_names_the_least_that_works(random):
    with pytest.raises(ConfigError, match=r"memory_limit=999999: is too little .* at least 1,000,000 bytes"):
        count_weighted(random_corpus(random), window=5, shrink_windows=True, memory_limit=LEAST_MEMORY - 1)


def test_no_pass_is_an_error(random):
    with pytest.raises(ConfigError, match="passes=0: must be at least 1"):
        count_sampled(random_corpus(random), TrainConfig(), passes=0)


def test_pairs_of_sixteen_million_words_are_told_apart_in_the_widest_window():
    words = [0, 2**24 - 1, 2**23, 1]
    vocabulary = unchecked(Vocabulary, words=range(2**24), counts=np.ones(2**24, np.int64))  # a range takes no memory
    starts = np.array([0, 4])
    corpus = unchecked(EncodedCorpus, vocabulary=vocabulary, ids=np.array(words, np.int32), starts=starts)
    pairs = count_weighted(corpus, window=1_000, shrink_windows=True)
    places = {(a, b): (1_001 - abs(i - j)) / 1_000 for i, a in enumerate(words) for j, b in enumerate(words) if i != j}
    assert as_dict(pairs) == places


@pytest.mark.parametrize(
    ("words", "window", "shrink", "most"),
    [(2**27, 1_000, True, 2**27), (2**30, 15, True, 2**30), (2**31 - 1, 1_000, False, 2**31)],
)
def test_a_vocabulary_that_64_bits_cannot_number_is_refused(words, window, shrink, most):
    def layout(size):
        vocabulary = unchecked(Vocabulary, words=range(size), counts=np.ones(1, np.int64))
        corpus = unchecked(EncodedCorpus, vocabulary=vocabulary)
        keep, luck = np.zeros(0, np.uint32), ()
        weights = cooccurrence._Weights(np.zeros(window + 1), window) if shrink else cooccurrence._ALIKE
        return cooccurrence._Counting(corpus, keep, luck, window, shrink=False, weights=weights).layout

    fits = layout(words)
    assert 2 * fits.word_bits + fits.distance_bits <= 64
    with pytest.raises(CorpusError, match=f"at most {most:,} words can.* max_vocab"):
        layout(most + 1)


def test_progress_ends_at_the_total_of_all_passes(random):
    seen = []
    count_sampled(random_corpus(random), TrainConfig(), passes=3, on_progress=seen.append)
    assert seen[-1].words == seen[-1].words_total == 6_000
    assert [p.words for p in seen] == sorted(p.words for p in seen)


@pytest.mark.parametrize("before", [False, True])
def test_whole_sentences_count_every_pair_alike(before):
    baskets = [list("abcd"), list("ab"), ["c"], list("dacbb")]
    corpus = firth.encode(baskets, min_count=1)
    if before:
        found = count_before(corpus, window=None, distance_weighting=True, symmetric=True)
    else:
        found = count_weighted(corpus, window=None, shrink_windows=True)
    expected = Counter(
        tuple(sorted(pair)) if before else pair
        for start, end in itertools.pairwise(corpus.starts.tolist())
        for pair in (itertools.combinations if before else itertools.permutations)(corpus.ids[start:end].tolist(), 2)
    )
    inputs = np.repeat(np.arange(len(corpus.vocabulary)), np.diff(found.starts)).tolist()
    assert dict(zip(zip(inputs, found.columns.tolist(), strict=True), found.counts.tolist(), strict=True)) == expected
