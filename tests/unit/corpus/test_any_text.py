import io

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from firth.config import ReadConfig
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentTypeError, ConfigError, CorpusError
from firth.vectors.word_vectors import WordVectors

LINES = ["a b a", "b c"]


def test_paths_open_files_and_token_lists_give_the_same_corpus(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    for given in (
        {"text": str(path)},
        {"text": path},
        {"text": io.BytesIO(path.read_bytes())},
        {"text": [line.split() for line in LINES]},
        {"text": LINES},
        {"text": (line for line in LINES)},
        {"text": [{"text": line} for line in LINES], "reading": ReadConfig(text_field="text")},
        {"text": None, "files": [path]},
    ):
        corpus = encode(**given, min_count=2, workers=2)
        assert corpus.vocabulary.words == ("a", "b")
        assert corpus.ids.tolist() == [0, 1, 0, 1]


def test_a_vocabulary_serves_files_and_token_lists_alike(tmp_path):
    given = Vocabulary(("c", "a"), np.array([2, 1]))
    path = tmp_path / "text.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    for text in (path, [line.split() for line in LINES]):
        assert encode(text, vocabulary=given).ids.tolist() == [1, 1, 0]


MISSING = {"None": None, "NaN": float("nan"), "float32": np.float32("nan"), "NA": pd.NA, "NaT": pd.NaT}


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize(
    "kind",
    [list, iter, tuple, lambda items: pd.Series(items, dtype=object), lambda items: np.array([*items, 0], object)[:-1]],
    ids=["list", "iterator", "tuple", "pandas", "numpy"],
)
def test_missing_items_at_the_beginning_do_not_decide_what_a_text_is(kind, missing):
    gap = MISSING[missing]
    mappings = [{"body": gap, "id": 1}, {"body": LINES[0], "id": 2}, {"body": LINES[1], "id": 3}]
    for items in ([gap, gap, *LINES, gap], [gap, *(line.split() for line in LINES), gap], [gap, *mappings]):
        assert encode(kind(items), min_count=1).tokens_read == 5


@pytest.mark.parametrize("frame", [pd.Series, pl.Series, pa.array])
def test_missing_rows_at_the_beginning_of_a_column_are_passed_over(frame):
    assert encode(frame([None, *LINES]), min_count=1).tokens_read == 5
    assert encode(frame([None, *(line.split() for line in LINES)]), min_count=1).tokens_read == 5


@pytest.mark.parametrize(
    "items",
    [
        [None, float("nan")],
        iter([None, None]),
        [{"text": None}, {"text": float("nan")}],
        pd.Series([None, None], dtype="string"),
        pl.Series([None, None]),
        pa.array([None, None], pa.string()),
        pa.array([None, None], pa.list_(pa.string())),
    ],
    ids=["list", "iterator", "mappings", "pandas", "polars", "arrow", "arrow lists"],
)
def test_a_text_of_nothing_but_missing_items_is_said_to_be_one(items):
    with pytest.raises(CorpusError, match=r"missing \(None or NaN\), 2 in all"):
        encode(items, min_count=1)


def test_a_field_that_is_missing_in_the_first_mapping_may_still_be_the_text():
    with pytest.raises(ConfigError, match="say which field holds the text; document 1 has: title, body"):
        encode([{"title": "x", "body": None}, {"title": "y", "body": "a b"}])
    assert encode([{"body": "a b", "parent": None}], min_count=1).tokens_read == 2


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"text": None}, TypeError, "one of the two"),
        ({"text": "a", "files": ["b"]}, TypeError, "one of the two"),
        ({"text": None, "files": "b"}, ArgumentTypeError, "must be a list of files"),
        ({"text": "a b a"}, CorpusError, r"neither a file nor a list of texts.*text\.split"),
        ({"text": 5}, CorpusError, r"5 \(int\) is not text"),
        ({"text": b"a b"}, CorpusError, "is not text"),
        ({"text": [["a"]], "reading": ReadConfig(lowercase=True)}, ConfigError, "no effect on token lists"),
        ({"text": (x for x in [])}, CorpusError, "consumed"),
        ({"text": [__file__, "b"]}, CorpusError, r"the first text is .*, which is a file|the name of a file"),
        ({"text": {"a": ["x", "y"]}}, CorpusError, r"keys \['a'\].*list\(text\.values\(\)\).*text\['a'\]"),
        ({"text": {1: ["x", "y"]}}, CorpusError, r"keys \[1\].*list\(text\.values\(\)\)"),
        ({"text": EncodedCorpus.from_ids([[0, 0]])}, ArgumentTypeError, "is encoded already"),
        ({"text": WordVectors(["a"], [[1.0]])}, ArgumentTypeError, "initial=vectors"),
    ],
)
def test_what_is_no_text_is_refused_with_the_remedy(given, error, message):
    with pytest.raises(error, match=message):
        encode(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"text": ["a b", ["c", "d"]]},
        {"text": [{"title": "x", "parts": ["a b", "c"]}], "reading": ReadConfig(text_field="parts")},
    ],
)
def test_lists_where_strings_are_meant_are_not_told_str(given):
    with pytest.raises(CorpusError, match=r"document \d is \[.*\(list\).*either strings or lists of words"):
        encode(**given)
