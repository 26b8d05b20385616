"""Firth's vectors as gensim's own."""

import subprocess
import sys

import numpy as np
import pytest

import firth
from firth.errors import MissingExtraError


def test_gensim_has_the_same_words_rows_and_counts():
    keyed_vectors = pytest.importorskip("gensim.models").KeyedVectors
    vectors = firth.WordVectors(["tea", "cup"], [[1, 0], [0.6, 0.8]], counts=[5, 3])
    keyed = vectors.to_gensim()
    assert isinstance(keyed, keyed_vectors)
    assert keyed.index_to_key == ["tea", "cup"]
    np.testing.assert_array_equal(keyed.vectors, vectors.vectors)
    assert keyed.get_vecattr("cup", "count") == 3
    keyed.vectors[0] = 7  # its own copy
    assert vectors["tea"].tolist() == [1, 0]


def test_without_gensim_the_extra_is_named():
    script = (
        "import sys; sys.modules['gensim'] = None; import firth\n"
        "try:\n    firth.WordVectors(['tea'], [[1.0]]).to_gensim()\n"
        "except firth.MissingExtraError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (
        done.stdout
        == "to_gensim() needs gensim, which is not installed. Install what it takes: pip install 'firth[to-gensim]'\n"
    )
    assert issubclass(MissingExtraError, ImportError)
