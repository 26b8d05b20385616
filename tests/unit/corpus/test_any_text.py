import io

import numpy as np
import pytest

from firth.config import ReadConfig
from firth.corpus.build.any_text import encode
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ConfigError, CorpusError

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


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"text": None}, TypeError, "one of the two"),
        ({"text": "a", "files": ["b"]}, TypeError, "one of the two"),
        ({"text": None, "files": "b"}, ConfigError, "must be a list of files"),
        ({"text": "a b a"}, CorpusError, r"neither a file nor a list of texts.*text\.split"),
        ({"text": 5}, CorpusError, r"5 \(int\) is no text"),
        ({"text": b"a b"}, CorpusError, "is no text"),
        ({"text": [["a"]], "reading": ReadConfig(lowercase=True)}, ConfigError, "no effect on token lists"),
        ({"text": (x for x in [])}, CorpusError, "consumed"),
    ],
)
def test_what_is_no_text_is_refused_with_the_remedy(given, error, message):
    with pytest.raises(error, match=message):
        encode(**given)
