import dataclasses
import math
from typing import get_type_hints

import numpy as np
import pytest

from firth.config import TrainConfig, TrainFields, usable_cores
from firth.errors import ConfigError, FirthError


def test_the_typed_keywords_are_the_fields():
    fields = {field.name: field.type for field in dataclasses.fields(TrainConfig)}
    assert get_type_hints(TrainFields) == fields


def test_every_field_explains_itself():
    for field in dataclasses.fields(TrainConfig):
        assert len(field.metadata["help"]) > 10


def test_what_is_not_given_is_settled_by_the_other_fields():
    plain, cbow, exact = TrainConfig(), TrainConfig(architecture="cbow"), None
    exact = TrainConfig(architecture="cbow", cbow_gradient="exact")
    assert (plain.noise_sharing, plain.cbow_gradient) == ("window", None)
    assert (cbow.noise_sharing, cbow.cbow_gradient) == (None, "classic")
    assert plain.alpha < cbow.alpha < exact.alpha
    for config in (plain, cbow, exact):
        assert config.min_alpha == pytest.approx(config.alpha / 10_000)
        assert config.workers == usable_cores() >= 1


def test_a_settled_configuration_can_be_built_again_from_its_own_values():
    for given in ({}, {"architecture": "cbow"}, {"noise_sharing": "pair", "alpha": 0.1}, {"objective": "softmax"}):
        config = TrainConfig(**given)
        assert TrainConfig(**config.as_dict()) == config


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
        ("epochs", 0, "at least 1"),
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
    assert getattr(TrainConfig(objective=objective), field) is None
    with pytest.raises(ConfigError, match=f"no effect with objective='{objective}'") as caught:
        TrainConfig(objective=objective, **{field: value})
    assert caught.value.field == field


def test_numbers_of_numpy_are_numbers():
    config = TrainConfig(window=np.int64(3), alpha=np.float32(0.25))
    assert (type(config.window), type(config.alpha)) == (int, float)


def test_a_misspelt_field_fails_at_the_call():
    with pytest.raises(TypeError, match="vector_sise"):
        TrainConfig(vector_sise=5)
