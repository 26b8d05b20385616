import dataclasses

import pytest

from firth.config import GloveConfig, GloveFields
from firth.errors import ConfigError


def test_the_keyword_arguments_are_the_fields():
    assert list(GloveFields.__annotations__) == [field.name for field in dataclasses.fields(GloveConfig)]


def test_every_field_explains_itself():
    assert all(field.metadata["help"] for field in dataclasses.fields(GloveConfig))


def test_values_become_plain_numbers_and_workers_are_counted():
    config = GloveConfig(x_max=5)
    assert type(config.x_max) is float
    assert config.resolved().workers >= 1
    assert "workers" not in config.as_dict()


def test_x_max_suits_the_text_unless_it_is_given():
    suited = [GloveConfig().suited_to(tokens).x_max for tokens in (100, 10**9 - 1, 10**9)]
    assert suited == [10, 10, 100]
    assert GloveConfig(x_max=33).suited_to(100).x_max == 33


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"vector_size": 0}, "vector_size=0: must be from 1"),
        ({"window": 1_001}, "must be from 1 to 1,000"),
        ({"x_max": 0}, "x_max=0: must be from 0.001"),
        ({"weighting_exponent": -1}, "must be from 0 to 4"),
        ({"learning_rate": float("nan")}, "learning_rate=nan: must be from 1e-06 to 10"),
        ({"iterations": 0}, "iterations=0: must be from 1"),
        ({"symmetric": 1}, "must be true or false"),
        ({"memory_limit": 999_999}, "memory_limit=999999: must be at least 1,000,000"),
    ],
)
def test_a_value_without_meaning_is_refused(fields, message):
    with pytest.raises(ConfigError, match=message):
        GloveConfig(**fields)
