"""Models to look at, with maps that take no time."""

import numpy as np
import pytest

from firth.config import ExploreConfig
from firth.explorer.maps.mapping import map_of
from firth.explorer.payload import Explored
from firth.vectors.word_vectors import WordVectors

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><!--",
    "quo'te\"&amp;",
    "\u202eright-to-left",
    "line\u2028separator",
    "nul\0",
    "lone\ud800surrogate",
    "long" * 2_500,
    "国王",
    "👑",
]
"""Words that would break a page which took them for markup."""


def explored_of(vectors, name="model", words=20_000, **parts):
    return Explored(name, vectors, map_of(vectors, ExploreConfig(projection="pca", words=words)), **parts)


@pytest.fixture
def explore():
    """What is shown of vectors."""
    return explored_of


@pytest.fixture
def hostile():
    """Vectors of words that are also markup, escapes and directions."""
    random = np.random.default_rng(7)
    matrix = random.normal(size=(len(HOSTILE), 5)).astype(np.float32)
    return WordVectors(HOSTILE, matrix, matrix, np.arange(len(HOSTILE), 0, -1))


@pytest.fixture
def crowd():
    """500 words of 8 dimensions, with contexts and counts; the commonest is not the first."""
    random = np.random.default_rng(3)
    words = [f"{'ab'[i % 2]}{i:03}" for i in range(500)]
    counts = np.arange(1, 501)
    return WordVectors(words, random.normal(size=(500, 8)), random.normal(size=(500, 8)), counts)
