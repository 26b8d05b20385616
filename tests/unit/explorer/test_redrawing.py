import json
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

import firth
from firth.config import ExploreConfig
from firth.explorer.live import LivePage
from firth.explorer.redrawing import Redrawing
from firth.vectors.word_vectors import WordVectors


class Shown:
    """A page, and what was shown in it after the beginning."""

    def __init__(self):
        self.page, self.models, self.shares = LivePage("drawing"), [], []

    def show(self, models):
        self.models.append(list(models))

    def draw(self, models, **settings):
        with Redrawing(self.page, models, ExploreConfig(**settings), self.show):
            self.wait(lambda: self.page.progress.get("over"))
        self.page.server.close()
        return self

    def wait(self, until):
        ends = time.monotonic() + 60
        while not until():
            self.shares.append(self.page.progress.get("share"))
            assert time.monotonic() < ends
            time.sleep(0.01)


def test_the_map_that_comes_is_the_one_that_a_file_has(crowd, explore):
    shown = Shown().draw([explore(crowd, words=100)], words=100, workers=2)
    ((drawn,),) = shown.models
    expected = firth.explore(crowd, words=100, workers=1).models[0].map
    np.testing.assert_array_equal(drawn.map.positions, expected.positions)
    np.testing.assert_array_equal(drawn.map.clusters, expected.clusters)
    np.testing.assert_array_equal(drawn.map.label_zooms, expected.label_zooms)
    assert drawn.map.distortion == expected.distortion
    assert shown.page.progress == {"over": True}


def test_how_far_it_is_is_told(crowd, explore):
    shares = [each for each in Shown().draw([explore(crowd, words=100)], words=100).shares if each is not None]
    assert len({*shares}) > 2
    assert all(0 <= each <= 1 for each in shares)


def test_of_two_models_each_map_is_shown_when_it_is_drawn(crowd, explore):
    other = WordVectors(crowd.words, crowd.vectors[:, ::-1] ** 3, counts=crowd.counts)
    first = [explore(crowd, "one", words=100), explore(other, "two", words=100)]
    steps = Shown().draw(first, words=100).models
    assert [[each.projection["method"] for each in step] for step in steps] == [["tsne", "pca"], ["tsne", "tsne"]]
    expected = firth.explore({"one": crowd, "two": other}, words=100).models
    for drawn, each in zip(steps[-1], expected, strict=True):
        np.testing.assert_array_equal(drawn.map.positions, each.map.positions)


def test_the_view_that_was_drawn_is_drawn_again(crowd):
    (first,) = firth.explore(crowd, view="context", projection="pca", words=100).models
    ((drawn,),) = Shown().draw([first], words=100).models
    expected = firth.explore(crowd, view="context", words=100).models[0]
    np.testing.assert_array_equal(drawn.map.positions, expected.map.positions)


def test_leaving_ends_the_work(random, explore):
    many = WordVectors([f"w{i}" for i in range(3_000)], random.normal(size=(3_000, 10)))
    shown = Shown()
    with Redrawing(shown.page, [explore(many)], ExploreConfig(), shown.show):
        shown.wait(lambda: shown.page.progress.get("work") == "places")
    shown.page.server.close()
    assert not [each for each in threading.enumerate() if each.name.startswith("firth-map")]
    assert shown.models == []
    assert "over" not in shown.page.progress


def test_a_drawing_that_fails_is_told_and_the_maps_stay(crowd, explore, monkeypatch):
    def fail(*_, **__):
        raise MemoryError("no room")

    monkeypatch.setattr("firth.explorer.redrawing.map_of", fail)
    shown = Shown().draw([explore(crowd)])
    assert shown.models == []
    assert shown.page.progress == {"over": True, "failed": "no room"}


def test_at_once_there_are_maps_by_principal_components(crowd):
    exploration = firth.explore(crowd, at_once=True, perplexity=12)
    assert exploration.models[0].projection["method"] == "pca"
    assert (exploration.coming.projection, exploration.coming.perplexity) == ("tsne", 12)
    assert firth.explore(crowd, at_once=True, projection="pca").coming is None
    with pytest.raises(firth.ArgumentError, match="at_once=True: has no effect with html"):
        firth.explore(crowd, at_once=True, html="page.html")


def test_the_page_says_that_a_map_is_coming(crowd, explore):
    page = LivePage("drawing")
    page.show([explore(crowd)], answering=lambda question: {"asked": question})
    assert json.loads(page._payload)["follows"] == "drawing"
    page.show([replace(explore(crowd), name="other")], answering=lambda question: {"asked": question})
    page.server.close()
    assert json.loads(page._payload)["models"][0]["name"] == "other"
    assert page._maps == 2
