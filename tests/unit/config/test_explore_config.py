import dataclasses

import pytest

from firth.config import ExploreConfig, ExploreFields
from firth.errors import ConfigError


def test_the_keyword_arguments_are_the_fields_of_a_map():
    assert list(ExploreFields.__annotations__) == [field.name for field in dataclasses.fields(ExploreConfig)]


def test_only_tsne_has_a_perplexity():
    assert ExploreConfig(projection="tsne").resolved().perplexity == 30
    assert ExploreConfig(projection="tsne", perplexity=5).resolved().perplexity == 5
    assert ExploreConfig(projection="pca").resolved().perplexity is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"words": 0}, "words=0: must be from 1 to 100,000"),
        ({"words": 100_001}, "must be from 1 to 100,000"),
        ({"projection": "umap"}, "must be one of pca, tsne"),
        ({"projection": "pca", "perplexity": 5}, "has no effect with projection='pca'"),
        ({"clusters": 256}, "must be from 1 to 255"),
        ({"seed": -1}, "must be from 0"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused(fields, message):
    with pytest.raises(ConfigError, match=message):
        ExploreConfig(**fields)
