"""Whatever words and numbers: what is saved is what is loaded."""

import tempfile
import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from firth.errors import FirthError
from firth.formats import FORMATS, Record, VectorFileWarning, read, write

ANY_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
TEXT_WORDS = ANY_WORDS.filter(lambda word: not set(word) & set(" \t\n\r\v\f"))
BINARY_WORDS = ANY_WORDS.filter(lambda word: not set(word) & set(" \n"))
FINITE = st.floats(width=32, allow_nan=False, allow_infinity=False)
JSON = st.dictionaries(
    st.text(max_size=5),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5),
)


@st.composite
def records(draw, words):
    held = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    shape = (len(held), draw(st.integers(1, 5)))
    matrix = arrays(np.float32, shape, elements=FINITE)
    counts = arrays(np.int64, shape[:1], elements=st.integers(0, 2**63 - 1))
    nodes = arrays(np.float32, (shape[0] - 1, shape[1]), elements=FINITE)
    second = draw(st.sampled_from([{}, {"contexts": draw(matrix)}, {"nodes": draw(nodes)}]))
    return Record(tuple(held), draw(matrix), counts=draw(st.none() | counts), info=draw(JSON), **second)


def through_a_file(record, name):
    with tempfile.TemporaryDirectory() as folder:
        write(record, Path(folder) / "vectors", name)
        return read(Path(folder) / "vectors", name)


@given(records(ANY_WORDS))
@settings(deadline=None)  # a busy disk is no failure
def test_a_model_comes_back_whole(record):
    found = through_a_file(record, "safetensors")
    assert found.words == record.words
    assert found.info == record.info
    for name in ("vectors", "contexts", "nodes", "counts"):
        before, after = getattr(record, name), getattr(found, name)
        assert (before is None) == (after is None)
        if before is not None:
            assert before.tobytes() == after.tobytes()


@given(records(TEXT_WORDS))
@settings(deadline=None)
def test_words_and_vectors_come_back_from_word2vec_text(record):
    found = through_a_file(record, "word2vec-text")
    assert found.words == record.words
    assert found.vectors.tobytes() == record.vectors.tobytes()


@given(records(BINARY_WORDS))
@settings(deadline=None)
def test_words_and_vectors_come_back_from_word2vec_binary(record):
    found = through_a_file(record, "word2vec-binary")
    assert found.words == record.words
    assert found.vectors.tobytes() == record.vectors.tobytes()


@given(st.binary(max_size=200), st.sampled_from([None, *(row.name for row in FORMATS)]))
@settings(max_examples=300, deadline=None)
def test_no_bytes_end_in_an_error_that_is_not_ours(content, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        path.write_bytes(content)
        with suppress(FirthError), warnings.catch_warnings():
            warnings.simplefilter("ignore", VectorFileWarning)
            assert read(path, name).words
