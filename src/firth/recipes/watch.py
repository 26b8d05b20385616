"""A training to look at while it goes on."""

import threading
import time
from collections.abc import Callable
from typing import Self

import numpy as np

from firth.config import ExploreConfig
from firth.explorer.answering import Answering
from firth.explorer.maps.aligning import turned_like
from firth.explorer.maps.distortion import Distortion
from firth.explorer.maps.labels import label_zooms
from firth.explorer.maps.mapping import Map, commonest
from firth.explorer.maps.projecting import project
from firth.explorer.payload import Explored
from firth.progress.events import Progress, TrainProgress
from firth.search import unit_rows
from firth.training.checkpoints.pauses import TrainingPause
from firth.vectors.word_vectors import WordVectors

__all__ = ["Watch"]

SHARE = 0.02
"""Of the time of a training, that showing it may take: where a map takes long, there are fewer of them."""


class Watch:
    """A page that follows a training, in a ``with`` block: its map and answers are those of the vectors as they are.

    The page can be opened from the end of the first epoch on. A map is drawn at the end of an epoch, by principal
    components, and turned so that words move as little as possible; with short epochs, not of each.

    Args:
        on_url: called once with the page's URL, when it can be opened.
        name: of the model, in the page.
        words: on the map, the commonest.
        port: where to listen; 0: any that is free.

    Raises:
        ArgumentError: the port is in use.
        ConfigError: a number of words that is out of range.
        MissingExtraError: a library of ``firth[explore]`` is not installed.

    Example:
        >>> with firth.Watch(lambda url: print(url[:17])) as watch:
        ...     vectors = firth.train("corpus.txt", vector_size=10, on_pause=watch.pause, progress=watch.hear)
        http://127.0.0.1:
    """

    def __init__(
        self, on_url: Callable[[str], object], *, name: str = "training", words: int = 5_000, port: int = 0
    ) -> None:

        from firth.explorer.live import LivePage  # noqa: PLC0415 - an extra

        self._on_url, self._name, self._config = on_url, name, ExploreConfig(words=words, projection="pca")
        self._map: Map | None = None
        self._shown, self._next = False, 0.0
        self._page = LivePage("training", port=port)
        label_zooms(["", ""], np.zeros((2, 2), np.float32))  # loads what the first map would have to wait for
        self._thread = threading.Thread(target=self._page.server.run, daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the server. The page goes on showing what it has."""
        if not self._shown:
            self._page.server.close()
            return
        self._page.server.stop()
        self._thread.join()

    def hear(self, progress: Progress) -> None:
        """Tell the page how far the training is; for ``progress`` of `firth.train`.

        Args:
            progress: any; only `TrainProgress` is told.

        Example:
            >>> with firth.Watch(print) as watch:
            ...     watch.hear(firth.TrainProgress(words=5, words_total=10, seconds=1, alpha=0.02, loss=3.1))
        """
        if isinstance(progress, TrainProgress):
            names = "words", "words_total", "loss", "words_per_second"
            self._page.progress = {name: getattr(progress, name) for name in names}

    def before(self, report: Callable[[Progress], None]) -> Callable[[Progress], None]:
        """A report that tells the page, too.

        Args:
            report: hears of progress.

        Example:
            >>> heard = []
            >>> with firth.Watch(print) as watch:
            ...     watch.before(heard.append)("something")
            >>> heard
            ['something']
        """

        def hear_and_report(progress: Progress) -> None:
            self.hear(progress)
            report(progress)

        return hear_and_report

    def pause(self, pause: TrainingPause) -> None:
        """Draw the map of the vectors as they are, unless the last one was drawn just now; for ``on_pause``.

        Args:
            pause: of the training.

        Raises:
            FormatError: a vector is not finite.

        Example:
            >>> with firth.Watch(lambda url: print(url[:17])) as watch:
            ...     vectors = firth.train("corpus.txt", vector_size=10, on_pause=watch.pause)
            http://127.0.0.1:
        """
        begun = time.monotonic()
        if begun < self._next:
            return
        self._show(pause.vectors.as_words())
        ended = time.monotonic()
        self._next = ended + (ended - begun) / SHARE

    def _show(self, vectors: WordVectors) -> None:
        self._map = _map_of(vectors, self._config, self._map)
        explored = [Explored(self._name, vectors, self._map)]
        self._page.show(explored, Answering(explored))
        if not self._shown:
            self._shown = True
            self._thread.start()
            self._on_url(self._page.server.url)


def _map_of(vectors: WordVectors, config: ExploreConfig, before: Map | None) -> Map:
    """A map that is made in a moment: without clusters, and without a measure of its distortion."""
    rows = commonest(vectors, config.words)
    positions = project(unit_rows(vectors.vectors[rows]), None, seed=config.seed, workers=1)
    words = [vectors.words[row] for row in rows]
    if before is not None:
        positions = turned_like(positions, words, before.positions, words)
    zooms = label_zooms(words, positions)
    unknown = Distortion(None, None, config.neighbours, 0)
    return Map(rows, positions, np.zeros(len(rows), np.uint8), zooms, unknown, config.resolved())
