import dataclasses

import pytest

from firth.config import MEMORY_LIMIT, FactorizeConfig, FactorizeFields, ReadConfig
from firth.counting import cooccurrence
from firth.errors import ConfigError


def test_the_keyword_arguments_are_the_fields():
    assert list(FactorizeFields.__annotations__) == [field.name for field in dataclasses.fields(FactorizeConfig)]


def test_every_field_explains_itself():
    assert all(field.metadata["help"] for field in dataclasses.fields(FactorizeConfig))


def test_the_memory_is_that_of_the_counting():
    assert FactorizeConfig().memory_limit == ReadConfig().memory_limit == MEMORY_LIMIT
    assert FactorizeConfig(memory_limit=cooccurrence.LEAST_MEMORY)


def test_values_become_plain_numbers_and_workers_are_counted():
    config = FactorizeConfig(shift=5)
    assert type(config.shift) is float
    assert config.resolved().workers >= 1
    assert config.as_dict()["shift"] == 5.0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"vector_size": 0}, "vector_size=0: must be from 1"),
        ({"window": 1_001}, "must be from 1 to 1,000"),
        ({"window": 2.5}, "must be a whole number"),
        ({"shift": 0}, "shift=0: must be from 0.001"),
        ({"smoothing": float("nan")}, "must be from -4 to 4"),
        ({"eigenvalue_weight": 1.5}, "must be from 0 to 1"),
        ({"shrink_windows": 1}, "must be true or false"),
        ({"memory_limit": 999_999}, "memory_limit=999999: must be at least 1,000,000"),
    ],
)
def test_a_value_without_meaning_is_refused(fields, message):
    with pytest.raises(ConfigError, match=message):
        FactorizeConfig(**fields)
