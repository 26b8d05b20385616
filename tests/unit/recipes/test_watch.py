import json
import urllib.request
from urllib.error import URLError

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError
from firth.testing import planted_clusters

SETTINGS = {"vector_size": 10, "epochs": 4, "sample": 0, "min_count": 1, "workers": 1}


@pytest.fixture
def sentences():
    return planted_clusters(sentences=1_000).sentences


def fetched(url, path, question=None):
    address, token = url.split("#token=")
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(address + path, body, {"X-Firth-Token": token})
    with urllib.request.urlopen(request, timeout=20) as reply:
        return json.load(reply)


@pytest.fixture
def each_time(monkeypatch):
    """A map at the end of each epoch, however short it is."""
    monkeypatch.setattr("firth.recipes.watch.SHARE", np.inf)


@pytest.mark.usefixtures("each_time")
def test_the_page_follows_the_training(sentences):
    urls, seen = [], []

    def look(pause):
        watch.pause(pause)
        (model,) = fetched(urls[0], "api/payload")["models"]
        word = model["words"][0]
        answer = fetched(urls[0], "api/ask", {"question": "neighbours", "model": 0, "add": [word], "limit": 3})
        seen.append((fetched(urls[0], "api/progress"), model["positions"]))
        assert [(each["word"], each["cosine"]) for each in answer["neighbours"]] == pause.vectors.most_similar(
            word, topn=3
        )

    with firth.Watch(urls.append, name="mine") as watch:
        firth.train(sentences, on_pause=look, progress=watch.hear, **SETTINGS)
        payload = fetched(urls[0], "api/payload")
    assert (payload["served"], payload["follows"], payload["models"][0]["name"]) == (True, "training", "mine")
    assert [progress["maps"] for progress, _ in seen] == [1, 2, 3, 4]
    assert [progress["words"] for progress, _ in seen] == sorted({progress["words"] for progress, _ in seen})
    assert seen[-1][0]["loss"] > 0
    assert len({positions for _, positions in seen}) == 4
    with pytest.raises(URLError):
        fetched(urls[0], "api/payload")


@pytest.mark.usefixtures("each_time")
def test_watching_changes_nothing(sentences):
    with firth.Watch(lambda _: None) as watch:
        watched = firth.train(sentences, on_pause=watch.pause, progress=watch.hear, **SETTINGS)
    assert watched == firth.train(sentences, **SETTINGS)


def test_maps_take_a_small_share_of_the_time(sentences, monkeypatch):
    """The clock stands still but for a second that each map takes: 50 pauses of a second bring two."""
    now, maps = [1_000.0], []
    monkeypatch.setattr("firth.recipes.watch.time.monotonic", lambda: now[0])

    def show(_, vectors):
        maps.append(vectors)
        now[0] += 1

    monkeypatch.setattr(firth.Watch, "_show", show)

    def look(pause):
        watch.pause(pause)
        now[0] += 1

    with firth.Watch(lambda _: None) as watch:
        firth.train(sentences, on_pause=look, **(SETTINGS | {"epochs": 60}))
    assert len(maps) == 2


def test_a_training_that_never_pauses_has_no_page(sentences):
    with firth.Watch(lambda _: pytest.fail("opened")) as watch:
        firth.train(sentences, progress=watch.hear, **SETTINGS)


def test_a_port_in_use_is_known_before_the_training():
    with firth.Watch(print) as first:
        port = first._page.server._socket.getsockname()[1]
        with pytest.raises(ArgumentError, match="cannot be used"):
            firth.Watch(print, port=port)
