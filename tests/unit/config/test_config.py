import dataclasses
import math
import pickle
from typing import get_type_hints

import numpy as np
import pytest

from firth.config import FactorizeConfig, ReadConfig, TrainConfig, TrainFields, usable_cores
from firth.errors import ConfigError, FirthError


def test_the_typed_keywords_are_the_fields():
    fields = {field.name: field.type for field in dataclasses.fields(TrainConfig)}
    assert get_type_hints(TrainFields) == fields


def test_every_field_explains_itself():
    for field in dataclasses.fields(TrainConfig):
        assert len(field.metadata["help"]) > 10


def test_what_is_not_given_is_settled_by_the_other_fields():
    plain, cbow = TrainConfig().resolved(), TrainConfig(architecture="cbow").resolved()
    exact = TrainConfig(architecture="cbow", cbow_gradient="exact").resolved()
    assert (plain.noise_sharing, plain.cbow_gradient) == ("window", None)
    assert (cbow.noise_sharing, cbow.cbow_gradient) == (None, "classic")
    assert plain.alpha < cbow.alpha < exact.alpha
    for config in (plain, cbow, exact):
        assert config.min_alpha == pytest.approx(config.alpha / 10_000)
        assert config.workers == usable_cores() >= 1


GIVEN = [
    {},
    {"architecture": "cbow"},
    {"noise_sharing": "pair", "alpha": 0.1},
    {"objective": "softmax", "min_alpha": 1e-3},
    {"window": 3, "workers": 3},
]


@pytest.mark.parametrize("given", GIVEN)
def test_a_configuration_holds_what_was_given_and_nothing_else(given):
    config = TrainConfig(**given)
    assert config.given() == given
    assert TrainConfig(**config.given()) == config


@pytest.mark.parametrize("given", GIVEN)
def test_what_is_in_effect_can_be_given_and_has_the_same_effect(given):
    config = TrainConfig(**given)
    assert TrainConfig(**config.as_dict()).as_dict() == config.as_dict() == config.resolved().as_dict()
    assert config.resolved().resolved() == config.resolved() != config


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("change", [{"architecture": "cbow"}, {"alpha": 0.3}, {"objective": "hierarchical_softmax"}])
def test_replacing_a_field_is_as_giving_it_at_once(given, change):
    if "noise_sharing" in given and "alpha" not in change:
        with pytest.raises(ConfigError, match="noise_sharing='pair': has no effect"):
            dataclasses.replace(TrainConfig(**given), **change)
    else:
        changed, at_once = dataclasses.replace(TrainConfig(**given), **change), TrainConfig(**{**given, **change})
        assert changed == at_once
        assert changed.as_dict() == at_once.as_dict()


def test_the_last_rate_follows_the_first_unless_it_was_given():
    assert dataclasses.replace(TrainConfig(), alpha=0.3).resolved().min_alpha == pytest.approx(3e-5)
    assert dataclasses.replace(TrainConfig(min_alpha=0.01), alpha=0.3).resolved().min_alpha == 0.01


@pytest.mark.parametrize("config", [TrainConfig(workers=7), FactorizeConfig(workers=7)])
def test_the_number_of_threads_is_a_matter_of_one_machine(config):
    assert config.workers == config.resolved().workers == 7
    assert "workers" not in config.as_dict()
    assert dataclasses.replace(config, workers=None).resolved().workers == usable_cores()


def test_configurations_survive_pickle():
    for config in (TrainConfig(alpha=0.1), TrainConfig(alpha=0.1).resolved(), ReadConfig(phrases=1), FactorizeConfig()):
        assert pickle.loads(pickle.dumps(config)) == config


def test_settings_of_phrases_are_resolved_when_they_are_used():
    config = ReadConfig(phrases=1)
    effective = {"phrase_score": "word2phrase", "phrase_threshold": 100.0, "phrase_discount": 5}
    assert config.given() == {"phrases": 1}
    assert effective.items() <= config.as_dict().items()
    other = dataclasses.replace(config, phrase_score="npmi").resolved()
    assert (other.phrase_score, other.phrase_threshold, other.phrase_discount) == ("npmi", 0.5, None)
    assert dataclasses.replace(config, phrases=0) == ReadConfig()
    assert ReadConfig(**config.as_dict()).as_dict() == config.as_dict()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("negative", 0, "from 1 to 1,000"),
        ("window", 0, "from 1"),
        ("vector_size", 2.5, "whole number"),
        ("vector_size", True, "whole number"),
        ("vector_size", None, "whole number"),
        ("sample", math.nan, "from 0 to 1"),
        ("sample", "1e-3", "a number"),
        ("alpha", 0.0, "above 0"),
        ("alpha", -1, "from 0"),
        ("alpha", math.inf, "from 0"),
        ("min_alpha", 0.5, "not be above alpha"),
        ("epochs", 0, "from 1 to 2,147,483,647"),
        ("seed", -1, "from 0"),
        ("shrink_windows", 1, "true or false"),
        ("architecture", "sg", "skipgram, cbow"),
        ("cbow_gradient", "exact", "no effect"),
        ("workers", 0, "from 1"),
        ("objective", "hs", "hierarchical_softmax"),
        ("validation_share", 0, "from 1e-09 to 0.5"),
        ("patience", 0, "at least 1"),
    ],
)
def test_a_value_without_meaning_is_refused_with_the_way_out(field, value, words):
    with pytest.raises(ConfigError, match=words) as caught:
        TrainConfig(**{field: value})
    assert caught.value.field == field
    assert repr(value) in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, FirthError)


def test_noise_sharing_has_no_effect_with_cbow():
    with pytest.raises(ConfigError, match="leave it out"):
        TrainConfig(architecture="cbow", noise_sharing="pair")


@pytest.mark.parametrize("objective", ["softmax", "hierarchical_softmax"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("negative", 5),
        ("ns_exponent", 0.75),
        ("noise_sharing", "window"),
        ("noise_pool", 0),
        ("noise_collisions", "skip"),
    ],
)
def test_noise_has_no_effect_without_negative_sampling(objective, field, value):
    assert getattr(TrainConfig(objective=objective).resolved(), field) is None
    with pytest.raises(ConfigError, match=f"no effect with objective='{objective}'") as caught:
        TrainConfig(objective=objective, **{field: value})
    assert caught.value.field == field


def test_numbers_of_numpy_are_numbers():
    config = TrainConfig(window=np.int64(3), alpha=np.float32(0.25))
    assert (type(config.window), type(config.alpha)) == (int, float)


def test_a_misspelt_field_fails_at_the_call():
    with pytest.raises(TypeError, match="vector_sise"):
        TrainConfig(vector_sise=5)


@pytest.mark.parametrize("encoding", ["idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"])
def test_a_codec_that_text_files_are_not_in_is_refused(encoding):
    with pytest.raises(ConfigError, match="is not a character encoding; try utf-8"):
        ReadConfig(encoding=encoding)
