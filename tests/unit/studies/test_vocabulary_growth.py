import numpy as np
import pytest

from firth.studies.doctor.vocabulary_growth import growth_of


def zipf_counts(tokens, seed):
    """Counts of words drawn by a power law whose vocabulary does not end."""
    random = np.random.default_rng(seed)
    drawn = random.zipf(1.6, tokens)
    return np.unique(drawn, return_counts=True)[1]


def test_a_whole_text_is_counted_and_not_estimated():
    growth = growth_of(np.array([9, 7, 5, 4, 1]), 1.0, min_count=5)
    assert (growth.words, growth.low, growth.high, growth.distinct) == (3, 3, 3, 5)
    assert growth.kept_share == 21 / 26
    assert growth_of(np.array([9, 7, 5]), 1.0, min_count=5, max_vocab=2).words == 2


@pytest.mark.parametrize("min_count", [1, 5, 40])
@pytest.mark.parametrize("ratio", [2, 16])
def test_a_sample_foretells_the_vocabulary_of_its_text(min_count, ratio):
    whole = zipf_counts(800_000, 1)
    sample = zipf_counts(800_000 // ratio, 2)
    growth = growth_of(sample, ratio, min_count=min_count)
    kept = whole[whole >= min_count]
    assert growth.words == pytest.approx(kept.size, rel=0.1)
    assert growth.low < growth.words < growth.high
    assert growth.distinct == pytest.approx(whole.size, rel=0.1)
    assert growth.kept_share == pytest.approx(kept.sum() / whole.sum(), abs=0.02)


def test_what_half_of_a_sample_misses_is_added():
    counts = zipf_counts(50_000, 1)
    plain = growth_of(counts, 8, min_count=5)
    assert growth_of(counts, 8, min_count=5, half=zipf_counts(25_000, 2)).words == pytest.approx(plain.words, rel=0.1)
    poorer = counts[counts > 2]  # half a sample in which the rare words are missing
    assert growth_of(counts, 8, min_count=5, half=poorer // 2).words > plain.words


def test_a_cap_holds_and_lowers_the_share_that_is_kept():
    counts = zipf_counts(50_000, 1)
    growth = growth_of(counts, 4, min_count=5, max_vocab=100)
    assert (growth.words, growth.high) == (100, 100)
    assert growth.kept_share == pytest.approx(np.sort(counts)[-100:].sum() / 50_000)
    assert growth_of(counts, 4, min_count=5).kept_share > growth.kept_share


def test_a_min_count_above_all_of_the_sample_is_scaled_to_it():
    assert growth_of(np.array([50, 30, 3]), 10, min_count=200).words >= 2
