import contextlib
import threading
from urllib.request import urlopen

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, FormatError, MissingPartError, SourceError, TargetError
from firth.explorer.server import Server


def test_the_page_is_one_file_of_utf8(crowd, tmp_path):
    firth.explore(crowd, html=tmp_path / "page.html", projection="pca")
    written = (tmp_path / "page.html").read_bytes()
    assert written.startswith(b"<!doctype html>")
    assert written.decode() == firth.explore(crowd, projection="pca").to_html()  # and the same another time


def test_the_agreement_is_that_of_the_stored_vectors(crowd):
    exploration = firth.explore(crowd, projection="pca", words=300)
    assert exploration.agreement().keys() == {"input", "output"}
    assert 0.9 < exploration.agreement()["input"] <= 1


def test_words_are_no_markup_in_the_page(hostile, tmp_path):
    firth.explore(hostile, html=tmp_path / "page.html", projection="pca")
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "<script>alert(1)" not in text
    assert "</script><!--" not in text
    assert "alert(1)" in text


def test_the_served_page_fetches_its_words(hostile, monkeypatch):
    """It is looked at without the token, and ended from within."""
    served = []

    class Ended(Server):
        def run(self):
            threading.Thread(target=self.look).start()
            super().run()

        def look(self):
            served.append(urlopen(self.url.partition("#")[0], timeout=20).read().decode())
            self.stop()

    monkeypatch.setattr("firth.explorer.live.Server", Ended)
    firth.explore([hostile, hostile], projection="pca").serve(served.append)
    url, html = served
    assert url.startswith("http://127.0.0.1:")
    assert html.startswith("<!doctype html>")
    assert "alert(1)" not in html


def test_models_have_the_names_that_were_given_or_a_and_b(crowd):
    named = firth.explore({"skip-gram": crowd, "CBOW": crowd}, projection="pca", words=10)
    assert [each.name for each in named.models] == ["skip-gram", "CBOW"]
    assert repr(named) == "<Exploration: 10 of 500 words of skip-gram, 10 of 500 words of CBOW>"
    assert [each.name for each in firth.explore([crowd, crowd], projection="pca").models] == ["A", "B"]
    assert len(named.differences) == 10


def test_a_model_may_come_with_its_runs(crowd):
    runs = firth.Runs(crowd, [crowd], "seeds")
    (explored,) = firth.explore(runs, projection="pca").models
    assert explored.runs is runs


def test_the_map_can_be_that_of_another_view(crowd):
    contexts = firth.explore(crowd, view="context", projection="pca")
    expected = firth.explore(firth.WordVectors(crowd.words, crowd.contexts, counts=crowd.counts), projection="pca")
    np.testing.assert_array_equal(contexts.models[0].map.positions, expected.models[0].map.positions)
    assert contexts.models[0].vectors is crowd


def test_progress_is_told(crowd):
    heard = []
    firth.explore(crowd, progress=heard.append)
    assert heard


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"models": []}, ArgumentError, "give one model, or two"),
        ({"models": "model.bin"}, ArgumentTypeError, "must be WordVectors, such as firth.load"),
        ({"models": [1]}, ArgumentTypeError, "must be WordVectors"),
        ({"models": 1}, ArgumentTypeError, "must be WordVectors"),
        ({"html": "none/page.html"}, TargetError, "there is no folder"),
        ({"html": ""}, ArgumentError, "is empty"),
        ({"columns": "none.tsv"}, SourceError, "none.tsv cannot be read"),
        ({"view": "outer"}, ArgumentError, "must be one of input"),
        ({"words": 0}, firth.ConfigError, "must be from 1"),
        ({"word": 5}, TypeError, "Did you mean words"),
        ({"progress": 5}, ArgumentTypeError, "must be True"),
    ],
)
def test_what_makes_no_sense_is_refused(crowd, tmp_path, arguments, error, message):
    with contextlib.chdir(tmp_path), pytest.raises(error, match=message):
        firth.explore(**({"models": crowd, "projection": "pca"} | arguments))
    assert not [*tmp_path.iterdir()]


def test_more_than_two_models_are_refused(crowd):
    with pytest.raises(ArgumentError, match="give one model, or two"):
        firth.explore([crowd] * 3)


def test_a_view_that_the_model_lacks_is_refused():
    with pytest.raises(MissingPartError):
        firth.explore(firth.WordVectors(["tea", "cup"], np.eye(2)), view="mean")


def test_vectors_that_are_not_finite_are_refused():
    with pytest.raises(FormatError, match="NaN or infinity"):
        firth.explore(firth.WordVectors(["tea", "cup"], [[np.nan, 0], [0, 1]]), projection="pca")


@pytest.mark.parametrize("projection", ["pca", "tsne"])
@pytest.mark.parametrize("words", [1, 2, 3])
def test_a_few_words_are_enough(tmp_path, words, projection):
    vectors = firth.WordVectors([f"w{i}" for i in range(words)], np.eye(words, 4))
    html = firth.explore(vectors, html=tmp_path / "page.html", projection=projection).to_html()
    assert "w0" in html


def test_columns_of_other_words_are_refused(crowd, tmp_path):
    (tmp_path / "words.tsv").write_text("word\tprice\nNOSUCH\t3\n")
    with pytest.raises(ArgumentError, match="none of its words is on the map; look at case and blanks"):
        firth.explore(crowd, projection="pca", columns=tmp_path / "words.tsv")


def test_the_map_tells_the_view_that_it_is_drawn_of(crowd):
    assert firth.explore(crowd, projection="pca").models[0].projection["view"] == "input"
    assert firth.explore(crowd, projection="pca", view="concat").models[0].projection["view"] == "concatenated"


def test_an_audit_is_shown_of_the_model_that_it_is_of():
    sentences = [["a", "cup", "of", "tea"], ["a", "pot", "of", "tea"]] * 50
    vectors = firth.train(sentences, vector_size=5, min_count=1, sample=0, workers=1)
    report = firth.audit(vectors, sentences)
    models = {"mine": vectors, "other": vectors}
    told = firth.explore(models, audits={"mine": report}, projection="pca").payload["models"]
    assert told[0]["audit"]["pairs"] == report.whole.pairs
    assert told[1]["audit"] is None
    with pytest.raises(ArgumentError, match="must be of models that are shown: mine, other"):
        firth.explore(models, audits={"A": report}, projection="pca")
