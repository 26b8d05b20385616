"""Maps that are drawn while a page already shows others of the same words, and then take their place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from firth.concurrency.thread_pool import Done, ThreadPool
from firth.config import ExploreConfig
from firth.explorer.live import LivePage
from firth.explorer.maps.mapping import Report, map_of
from firth.explorer.payload import Explored
from firth.explorer.side_by_side import alike
from firth.progress.events import NeighboursProgress, Progress, ProjectProgress

__all__ = ["Redrawing"]


class Redrawing:
    """A thread that draws the maps of a page anew while the block runs, one after the other.

    Leaving the block ends the work, within about a step of t-SNE. If the work fails, the page says why and keeps the
    maps that it has.

    Args:
        page: shows the models already.
        models: as it shows them.
        config: how the maps are to be drawn.
        show: shows other models.
    """

    def __init__(
        self,
        page: LivePage,
        models: Sequence[Explored],
        config: ExploreConfig,
        show: Callable[[Sequence[Explored]], object],
    ) -> None:
        self._page, self._models, self._config, self._show = page, models, config, show
        self._pool, self._leaving = ThreadPool(1, "firth-map"), False

    def __enter__(self) -> Self:
        self._page.progress = {"work": "neighbours", "share": 0.0}
        self._pool.call(self._draw, SimpleQueue[Done[None]]())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._leaving = True
        self._pool.__exit__(kind, error, at)

    def _draw(self) -> None:
        try:
            for models in _redrawn(self._models, self._config, self._hear):
                self._show(models)
        except _Leaving:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the page must not wait for ever
            self._page.progress = {"over": True, "failed": str(error) or type(error).__name__}
        else:
            self._page.progress = {"over": True}

    def _hear(self, progress: Progress) -> None:
        """Tell the page how far the work is."""
        if self._leaving:
            raise _Leaving
        match progress:
            case NeighboursProgress():
                work, done, total = "neighbours", progress.words, progress.words_total
            case ProjectProgress():
                work, done, total = "places", progress.steps, progress.steps_total
            case _:
                return
        left = progress.seconds * (total - done) / done
        self._page.progress = {"work": work, "share": done / total, "seconds_left": left}


class _Leaving(Exception):  # noqa: N818 - no error: nobody wants the map any more
    """The block is being left."""


def _redrawn(models: Sequence[Explored], config: ExploreConfig, on_progress: Report) -> Iterator[list[Explored]]:
    """All models, each time that the map of one more is drawn."""
    now = list(models)
    for place, each in enumerate(models):
        vectors = each.vectors if each.drawn == "input" else each.vectors.view(each.drawn)
        drawn = map_of(vectors, config, on_progress=on_progress, clusters=each.map.clusters)
        now[place] = replace(each, map=drawn)
        yield alike(now)
