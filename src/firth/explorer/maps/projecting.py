"""Places in the plane for directions in many dimensions: by principal components, or by t-SNE from exact neighbours.

t-SNE (van der Maaten and Hinton 2008) is openTSNE's (Poličar, Stražar and Zupan 2024), from Firth's own exact
neighbours by cosine. It begins with the principal components, which keeps the large-scale order of
the map (Kobak and Berens 2019, who also give the learning rate n / exaggeration, openTSNE's own).
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from firth.concurrency.parallel_map import parallel_map
from firth.errors import MissingExtraError
from firth.progress.events import NeighboursProgress, Progress, ProjectProgress
from firth.search import Directions, nearest

__all__ = ["check_tsne", "fitted", "neighbours_of", "principal_components", "project"]

Report = Callable[[Progress], None]
Floats = NDArray[np.float64]

_PHASES = ((250, 12.0), (500, 1.0))
"""Steps of t-SNE, and how much more words attract each other in them: openTSNE's own."""

_FEWEST = 5
"""Words of which t-SNE is made; fewer have no neighbours to speak of."""

_START = 1e-4
"""Spread of the places with which t-SNE begins."""

_MANY = 10_000
"""Words from which on forces are interpolated on a grid (FIt-SNE), and not summed by a tree: openTSNE's own."""

_QUERIES = 1024
"""Words whose neighbours are found at a time."""


def project(
    directions: NDArray[np.float32],
    perplexity: float | None,
    *,
    seed: int,
    workers: int,
    on_progress: Report | None = None,
) -> NDArray[np.float32]:
    """Give each direction a place.

    Args:
        directions: float32[n, D], unit rows or rows of zeros.
        perplexity: of t-SNE, about how many neighbours of a word count; a third of the words at most. None: principal
            components, which fewer than 5 words have in any case.
        seed: of the places with which t-SNE begins.
        workers: threads that find neighbours.
        on_progress: called now and then.

    Returns:
        float32[n, 2], centred, both axes within -1 to 1, with the same scale. The same on any number of threads.

    Raises:
        MissingExtraError: openTSNE is not installed.
    """
    places = principal_components(directions)
    if perplexity is not None and len(directions) >= _FEWEST:
        attraction = _attraction(directions, perplexity, workers, on_progress or _quiet)
        places = _moved(_begin(places, seed), attraction, on_progress or _quiet)
    return fitted(places)


def principal_components(directions: NDArray[np.float32]) -> Floats:
    """The two directions of largest variance, as coordinates (Hotelling 1933).

    Args:
        directions: float32[n, D].

    Returns:
        float64[n, 2]. The entry of largest size in each direction is positive, so that no machine mirrors the picture.
    """
    centred = directions.astype(np.float64)
    centred -= centred.mean(axis=0)
    with threadpool_limits(1, user_api="blas"):  # sums in the same order on any number of cores
        _, axes = np.linalg.eigh(centred.T @ centred)  # by ascending variance
        axes = axes[:, :-3:-1]
        axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0, -1, 1)
        places: Floats = centred @ axes
    return np.pad(places, [(0, 0), (0, 2 - places.shape[1])])  # vectors may have one dimension


def neighbours_of(
    directions: NDArray[np.float32], neighbours: int, workers: int, on_progress: Report
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The nearest words of each word, exactly, among the same words.

    Args:
        directions: float32[n, D], unit rows or rows of zeros.
        neighbours: k, less than n.
        workers: threads; they share the words, so that the result does not depend on them.
        on_progress: called now and then.

    Returns:
        int64[n, k] and their cosines, float32[n, k], best first.
    """
    begun, size = time.monotonic(), len(directions)
    asked = Directions(directions)
    nearest(asked, directions[:1], 1)  # measures all lengths: from here on blocks have the same size for all threads
    ids = np.empty((size, neighbours), np.int64)
    cosines = np.empty((size, neighbours), np.float32)

    def find(first: int) -> None:
        rows = np.arange(first, min(first + _QUERIES, size))
        ids[rows], cosines[rows] = nearest(asked, directions[rows], neighbours, exclude=rows[:, None])

    with threadpool_limits(1, user_api="blas"):
        for first, _ in parallel_map(find, range(0, size, _QUERIES), workers):
            on_progress(NeighboursProgress(min(first + _QUERIES, size), size, time.monotonic() - begun))
    return ids, cosines


def check_tsne() -> None:
    """Find out, before other work, whether a map can be drawn by t-SNE.

    Raises:
        MissingExtraError: openTSNE is not installed.
    """
    if find_spec("openTSNE") is None:
        raise MissingExtraError("openTSNE", "explore", "A map by t-SNE")


def _attraction(directions: NDArray[np.float32], perplexity: float, workers: int, on_progress: Report) -> Any:
    """How much each word attracts its neighbours, as openTSNE keeps it."""
    try:
        from openTSNE.affinity import PerplexityBasedNN  # noqa: PLC0415 - an optional part
        from openTSNE.nearest_neighbors import PrecomputedNeighbors  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingExtraError("openTSNE", "explore", "A map by t-SNE") from None
    perplexity = min(perplexity, (len(directions) - 1) / 3)
    ids, cosines = neighbours_of(directions, int(3 * perplexity), workers, on_progress)
    distances = np.sqrt(np.maximum(2 - 2 * cosines.astype(np.float64), 0))  # between unit vectors
    return PerplexityBasedNN(knn_index=PrecomputedNeighbors(ids, distances), perplexity=perplexity)


def _begin(components: Floats, seed: int) -> Floats:
    """The places with which t-SNE begins: small, and none the same, so that equal vectors part too."""
    places = components / (components[:, 0].std() or 1)
    places += np.random.default_rng(seed).normal(scale=0.01, size=places.shape)
    return _START * places


def _moved(places: Floats, attraction: Any, on_progress: Report) -> Floats:
    """The places after all steps of t-SNE: float64[n, 2].

    On one thread: openTSNE's own wait for each other busily several times a step, which takes longer than they save
    as soon as the machine has other work. Each step is told, so that one who listens can end the work by an error.
    """
    from openTSNE import TSNEEmbedding, tsne  # noqa: PLC0415 - an optional part, which is there by now

    force = tsne.kl_divergence_bh if len(places) < _MANY else tsne.kl_divergence_fft
    begun, steps_total, steps = time.monotonic(), sum(steps for steps, _ in _PHASES), 0

    def step(*args: Any, **options: Any) -> Any:
        nonlocal steps
        steps = min(steps + 1, steps_total)  # at the end of a phase its loss is computed, too
        on_progress(ProjectProgress(steps, steps_total, time.monotonic() - begun))
        return force(*args, **options)

    embedding = TSNEEmbedding(places, attraction)
    for phase, exaggeration in _PHASES:
        embedding.optimize(phase, exaggeration=exaggeration, momentum=0.8, inplace=True, negative_gradient_method=step)
    return np.asarray(embedding)


def _quiet(_: Progress) -> None:
    """Report nothing."""


def fitted(places: Floats) -> NDArray[np.float32]:
    """Centre the box around all places, and scale its longer side to 2.

    Args:
        places: float64[n, 2].

    Returns:
        float32[n, 2], both axes within -1 to 1.
    """
    low, high = places.min(axis=0), places.max(axis=0)
    scale = float((high - low).max()) / 2 or 1.0
    return np.asarray((places - (low + high) / 2) / scale, np.float32)
