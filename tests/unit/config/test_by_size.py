import itertools

import pytest

import firth
from firth.config import TrainConfig
from firth.config.by_size import ALPHAS, EPOCHS_BY_SIZE, SMALL, USUAL_EPOCHS, alpha_for, epochs_for

ALL = [(objective, gradient) for objective, kinds in ALPHAS.items() for gradient in kinds]


def test_a_smaller_text_never_gets_fewer_epochs():
    chosen = [epochs_for(tokens) for tokens in range(0, 30_000_000, 100_000)]
    assert chosen == sorted(chosen, reverse=True)
    assert set(chosen) == {USUAL_EPOCHS, *(epochs for _, epochs in EPOCHS_BY_SIZE)}


@pytest.mark.parametrize(("below", "epochs"), EPOCHS_BY_SIZE)
def test_a_step_ends_before_the_number_that_the_help_gives(below, epochs):
    assert epochs_for(below - 1) == epochs > epochs_for(below)


@pytest.mark.parametrize(("objective", "gradient"), ALL)
def test_a_small_text_never_gets_a_higher_rate(objective, gradient):
    small, other = (alpha_for(tokens, objective, gradient) for tokens in (SMALL - 1, SMALL))
    assert small <= other == alpha_for(None, objective, gradient)


@pytest.mark.parametrize("tokens", [1_000, 10**9])
def test_what_is_given_stays_whatever_the_size(tokens):
    chosen = TrainConfig(architecture="cbow", epochs=3, alpha=0.02).suited_to(tokens)
    assert (chosen.epochs, chosen.alpha) == (3, 0.02)


def test_each_of_the_two_is_chosen_without_the_other():
    few, many = (TrainConfig(architecture="cbow", epochs=3).suited_to(tokens) for tokens in (1_000, 10**9))
    assert (few.epochs, many.epochs) == (3, 3)
    assert few.alpha < many.alpha
    assert TrainConfig(alpha=0.02).suited_to(1_000).epochs > USUAL_EPOCHS


def test_a_text_that_is_not_known_counts_as_one_that_is_not_small():
    for architecture in ("skipgram", "cbow"):
        config = TrainConfig(architecture=architecture)
        assert config.resolved() == config.suited_to(10**9).resolved()


def test_a_model_says_what_was_chosen_and_that_it_was_not_given():
    text = [["a", "cup", "of", "tea"]] * 10
    for architecture, given in itertools.product(("skipgram", "cbow"), ({}, {"epochs": 3})):
        fields = {"architecture": architecture, "min_count": 1, "vector_size": 4, "sample": 0}
        chosen = firth.train(text, **fields, **given)
        suited = TrainConfig(**fields, **given).suited_to(40)
        assert chosen.info["config"] == suited.as_dict()
        assert ("epochs" in chosen.info["given"], "alpha" in chosen.info["given"]) == (bool(given), False)
        told = firth.train(text, **fields, epochs=suited.epochs, alpha=suited.alpha)
        assert told == chosen


def test_skipgram_on_long_whole_sentences_has_a_smaller_rate_unless_one_is_given():
    short, long, longer = (TrainConfig(window=None).suited_to(1_000, around).alpha for around in (10, 40, 160))
    assert (long, longer) == (pytest.approx(short / 2), pytest.approx(short / 4))
    assert TrainConfig(window=None, alpha=0.02).suited_to(1_000, 160).alpha == 0.02
    assert TrainConfig(window=None, architecture="cbow").suited_to(1_000, 160).alpha == 0.05


def test_whole_sentences_are_never_shrunk_nor_weighted_by_distance():
    assert TrainConfig().as_dict()["shrink_windows"]
    assert not TrainConfig(window=None).resolved().shrink_windows
    assert not firth.FactorizeConfig(window=None).resolved().shrink_windows
    assert not firth.GloveConfig(window=None).as_dict()["distance_weighting"]
