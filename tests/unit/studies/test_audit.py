import json
from collections import Counter

import numpy as np
import pytest

from firth.config import TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.corpus.vocabulary import Vocabulary
from firth.counting.cooccurrence import count_sampled
from firth.errors import ConfigError, CorpusError, FormatError, MissingPartError
from firth.kernels.arrays import StepOptions, tokens_of
from firth.kernels.random_streams import WINDOWS, key
from firth.kernels.reference import windows
from firth.sampling import as_threshold, keep_chance, noise_distribution
from firth.studies.audit import report as report_module
from firth.studies.audit import theory
from firth.studies.audit.audit import audit, audited_config
from firth.studies.audit.theory import compared
from firth.vectors.word_vectors import WordVectors

WORDS = tuple("abcdefghijklmnop")
WAYS = [{"noise_collisions": "skip"}, {"noise_collisions": "train", "ns_exponent": 1.0}, {"objective": "softmax"}]


def sentences(random, number=60, length=12):
    chance = 1 / np.arange(1, len(WORDS) + 1)
    return random.choice(WORDS, (number, length), p=chance / chance.sum()).tolist()


def settings(**given):
    given = {"vector_size": 5, "window": 2, "min_count": 1, "sample": 0, "workers": 1, **given}
    return TrainConfig(**given).resolved()


def untrained(text, config, random, **info):
    """A model of a corpus whose matrices are random: what is tested is what the audit says of them."""
    size = (len(text.vocabulary), config.vector_size)
    vectors, contexts = random.normal(size=(2, *size)).astype(np.float32)
    words, counts = text.vocabulary.words, text.vocabulary.counts
    return WordVectors(words, vectors, contexts, counts, {"config": config.as_dict(), **info})


def but(model, **other):
    """The same model with some parts changed."""
    parts = {name: getattr(model, name) for name in ("words", "vectors", "contexts", "counts", "info")}
    return WordVectors(**{**parts, **other})


@pytest.fixture
def corpus(random):
    return encode_sentences(sentences(random), min_count=1)


@pytest.fixture
def model(corpus, random):
    return untrained(corpus, settings(), random)


def counted_plainly(corpus, config, passes):
    """n(w, c), w the context, c the center, from the specification of the sampler."""
    choices = StepOptions(config.window, config.shrink_windows, 1, pool=0, train_collisions=False, divide=False)
    keep = as_threshold(keep_chance(corpus.vocabulary.counts, config.sample))
    text = tokens_of(corpus.ids, corpus.starts)
    return Counter(
        (context, window.center)
        for epoch in range(passes)
        for window in windows(text, keep, int(key(config.seed, WINDOWS, epoch)), choices)
        for context in window.contexts
    )


def theory_plainly(pairs, corpus, config):
    """The formulas, pair by pair."""
    totals = Counter()
    for (w, _), n in pairs.items():
        totals[w] += n
    if config.objective == "softmax":
        return {(w, c): np.log(n / totals[w]) for (w, c), n in pairs.items()}
    noise = noise_distribution(corpus.vocabulary.counts, config.ns_exponent)
    skipped = config.noise_collisions == "skip"
    return {
        (w, c): np.log(n / ((totals[w] - skipped * n) * noise[c])) - np.log(config.negative)
        for (w, c), n in pairs.items()
    }


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_theory_and_inner_products_are_those_of_a_plain_count(random, corpus, way):
    config = settings(sample=0.05, **way)
    model = untrained(corpus, config, random)
    pairs = counted_plainly(corpus, config, passes=3)
    theory = theory_plainly(pairs, corpus, config)
    frequent = {pair for pair, n in pairs.items() if n >= 4}
    assert 20 < len(frequent) < len(pairs)

    found = {}
    for block in compared(model, config, count_sampled(corpus, config, passes=3), 4):
        assert block.left_out == 0
        for w, c, *values in zip(*block[:-1], strict=True):
            found[int(w), int(c)] = values
    assert found.keys() == frequent
    for (w, c), (n, expected, product) in found.items():
        assert n == pairs[w, c]
        assert expected == pytest.approx(theory[w, c], rel=1e-12)
        exact = model.vectors[w].astype(np.float64) @ model.contexts[c].astype(np.float64)
        assert product == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_size_of_blocks_changes_nothing(random, corpus, way, monkeypatch):
    config = settings(**way)
    model = untrained(corpus, config, random)
    at_once = audit(model, corpus, min_pair_count=2)
    monkeypatch.setattr(theory, "_PAIRS", 7)
    monkeypatch.setattr(theory, "_NUMBERS", 11)
    in_blocks = audit(model, corpus, min_pair_count=2)
    for one, other in ((at_once.whole, in_blocks.whole), *zip(at_once.bands, in_blocks.bands, strict=True)):
        assert (one.pairs, one.token_share) == (other.pairs, pytest.approx(other.token_share))
        for fit, same in ((one.plain, other.plain), (one.weighted, other.weighted)):
            assert [getattr(fit, name) for name in FIT] == pytest.approx([getattr(same, name) for name in FIT])
    np.testing.assert_allclose(at_once.theory, in_blocks.theory)


FIT = ("correlation", "slope", "intercept", "rmse", "residual_mean", "residual_deviation")


def test_a_models_own_optimum_fits_perfectly_under_softmax_whatever_the_constants(random, corpus):
    config = settings(objective="softmax")
    counts = count_sampled(corpus, config, passes=1)
    words = len(corpus.vocabulary)
    inputs = np.zeros((words, words), np.float32)
    rows = np.repeat(np.arange(words), np.diff(counts.starts))
    inputs[rows, counts.columns] = np.log(counts.counts) + random.normal(size=words)[rows]
    optimum = untrained(corpus, config, random)
    report = audit(but(optimum, vectors=inputs, contexts=np.eye(words)), corpus, passes=1, min_pair_count=3)
    for fit in (report.whole.plain, report.whole.weighted):
        assert fit.slope == pytest.approx(1, abs=1e-5)
        assert fit.correlation == pytest.approx(1, abs=1e-5)
        assert fit.rmse == pytest.approx(0, abs=1e-5)


def test_a_pair_to_which_theory_gives_no_value_is_left_out_and_counted(random):
    corpus = encode_sentences([["a", "b"]] * 30 + [["c", "d", "c"]] * 20 + [["c", "e"]] * 20, min_count=1)
    for way, alone in (
        ({"noise_collisions": "skip"}, {"ab", "ba", "dc", "ec"}),
        ({"noise_collisions": "train"}, set()),
        ({"objective": "softmax"}, {"ab", "ba", "dc", "ec"}),
    ):
        config = settings(shrink_windows=False, **way)
        report = audit(untrained(corpus, config, random), corpus, passes=1)
        assert report.left_out == len(alone)
        assert report.whole.pairs == report.distinct_pairs - len(alone)
        assert np.isfinite(report.theory).all()


def test_bands_go_by_the_rank_of_the_rarer_word_and_make_up_the_whole(random, monkeypatch):
    corpus = encode_sentences(sentences(random), min_count=1)
    monkeypatch.setattr(report_module, "_BANDS", ((1, 3), (4, 9), (10, None), (17, None)))
    config = settings()
    report = audit(untrained(corpus, config, random), corpus, passes=1, min_pair_count=2)
    pairs = {pair: n for pair, n in counted_plainly(corpus, config, 1).items() if n >= 2}
    assert [(band.first_rank, band.last_rank) for band in report.bands] == [(1, 3), (4, 9), (10, None)]
    assert report.bands[0].pairs == sum(max(pair) < 3 for pair in pairs)
    assert report.bands[1].pairs == sum(3 <= max(pair) < 9 for pair in pairs)
    assert sum(band.pairs for band in report.bands) == report.whole.pairs == len(pairs)
    assert report.whole.token_share == pytest.approx(sum(pairs.values()) / report.pair_tokens)
    assert sum(band.token_share for band in report.bands) == pytest.approx(report.whole.token_share)
    assert [band.ranks for band in report.bands] == ["1 to 3", "4 to 9", "10 and beyond"]


def test_points_for_drawing_are_few_and_evenly_spaced_over_blocks(model, corpus, monkeypatch):
    whole = audit(model, corpus, min_pair_count=1)
    assert whole.theory.size == whole.whole.pairs
    monkeypatch.setattr(report_module, "_POINTS", 50)
    monkeypatch.setattr(theory, "_PAIRS", 7)
    few = audit(model, corpus, min_pair_count=1)
    stride = -(-whole.whole.pairs // 50)
    np.testing.assert_allclose(few.theory, whole.theory[::stride])
    np.testing.assert_allclose(few.product, whole.product[::stride])


def test_a_report_becomes_json_without_the_points(model, corpus):
    report = audit(model, corpus)
    document = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert document["objective"] == "negative_sampling"
    assert document["whole"]["plain"]["slope"] == report.whole.plain.slope
    assert document["bands"][0]["pairs"] == report.bands[0].pairs
    assert not document.keys() & {"theory", "product"}


def test_notes_say_what_binds_the_model(random, corpus):
    narrow = untrained(corpus, settings(), random, training={"complete": False})
    notes = " ".join(audit(narrow, corpus).notes)
    assert "5 dimensions cannot represent every matrix of 16 x 16 words" in notes
    assert "change neither the expected gradient" in notes
    assert "stopped early" in notes
    wide = settings(vector_size=16, objective="softmax")
    assert audit(untrained(corpus, wide, random, training={"complete": True}), corpus).notes == ()


def test_progress_of_the_counting_is_reported(model, corpus):
    seen = []
    audit(model, corpus, passes=2, on_progress=seen.append)
    assert seen[-1].words == seen[-1].words_total == 2 * corpus.ids.size


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"architecture": "cbow"}, "predicts from the mean of a window"),
        ({"objective": "hierarchical_softmax"}, "inner nodes of the Huffman tree"),
        ({"architecture": "cbow", "objective": "hierarchical_softmax"}, "predicts from the mean"),
    ],
)
def test_what_theory_does_not_cover_is_refused_with_the_reason(random, corpus, given, reason):
    with pytest.raises(ConfigError, match=reason):
        audit(untrained(corpus, settings(**given), random), corpus)


@pytest.mark.parametrize("info", [{}, {"source_format": "word2vec-text"}, {"config": {"window": 5, "shift": 1.6}}])
def test_vectors_that_were_not_trained_here_are_refused(model, info):
    with pytest.raises(MissingPartError, match="do not record how Firth trained them"):
        audited_config(but(model, info=info))


def test_a_model_that_kept_the_number_of_threads_is_replayed_as_any_other(model, corpus):
    """As the first version wrote it."""
    old = but(model, info={**model.info, "config": {**model.info["config"], "workers": 32}})
    np.testing.assert_array_equal(audit(old, corpus).theory, audit(model, corpus).theory)


def test_settings_of_another_version_are_refused(model):
    config = {**model.info["config"], "tomorrow": 1}
    with pytest.raises(MissingPartError, match=r"cannot be read.*tomorrow"):
        audited_config(but(model, info={"config": config}))


@pytest.mark.parametrize("part", ["contexts", "counts"])
def test_a_model_without_a_part_is_refused(model, corpus, part):
    with pytest.raises(MissingPartError, match=f"have no {part}"):
        audit(but(model, **{part: None}), corpus)


def test_another_text_is_refused_with_the_words_that_differ(model):
    vocabulary = Vocabulary(model.words, model.counts)
    other = encode_sentences([["a", "b", "unheard-of"]] * 3, vocabulary=vocabulary)
    named = rf"16 of 16 words differ in their counts: 'a' occurs 3 times here and {model.count('a'):,} times there; 'b'"
    with pytest.raises(CorpusError, match=named):
        audit(model, other)


def test_the_same_words_in_other_sentences_are_refused(random):
    text = sentences(random)
    corpus = encode_sentences(text, min_count=1)
    model = untrained(corpus, settings(), random, corpus={"sentences": len(text)})
    audit(model, corpus)
    joined = encode_sentences(
        [[word for sentence in text for word in sentence]], vocabulary=Vocabulary(model.words, model.counts)
    )
    with pytest.raises(CorpusError, match="it has 1 sentences, that text has 60"):
        audit(model, joined)


@pytest.mark.parametrize("name", ["passes", "min_pair_count"])
def test_numbers_below_one_are_refused(model, corpus, name):
    with pytest.raises(ConfigError, match=f"{name}=0: must be at least 1"):
        audit(model, corpus, **{name: 0})


def test_a_bar_no_pair_reaches_is_refused_with_the_highest_count(model, corpus):
    with pytest.raises(ConfigError, match=r"the most frequent occurs \d+ times in 2 passes"):
        audit(model, corpus, passes=2, min_pair_count=10**6)


def test_a_text_without_pairs_is_refused(random):
    corpus = encode_sentences([["a"], ["b"], ["a"]], min_count=1)
    with pytest.raises(ConfigError, match="the text has no pairs"):
        audit(untrained(corpus, settings(), random), corpus)


def test_a_text_whose_every_pair_is_infinite_is_refused(random):
    corpus = encode_sentences([["a", "b"]] * 9, min_count=1)
    with pytest.raises(ConfigError, match="theory has a value for no pair"):
        audit(untrained(corpus, settings(), random), corpus)


def test_weights_that_are_not_finite_are_refused(model, corpus):
    with pytest.raises(FormatError, match="not finite"):
        audit(but(model, contexts=np.full_like(model.contexts, np.nan)), corpus)
