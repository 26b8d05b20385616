"""The map of a vocabulary: where each word is drawn, its cluster, and from which zoom its label is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from firth.config import ExploreConfig, ResolvedExploreConfig
from firth.explorer.maps.aligning import turned_like
from firth.explorer.maps.clusters import clusters_of
from firth.explorer.maps.distortion import Distortion, distortion_of
from firth.explorer.maps.labels import label_zooms
from firth.explorer.maps.projecting import project
from firth.progress.events import Progress
from firth.search import unit_rows
from firth.vectors.word_vectors import WordVectors

__all__ = ["Map", "commonest", "map_of"]

Report = Callable[[Progress], None]


@dataclass(frozen=True, eq=False, slots=True)
class Map:
    """A vocabulary in the plane. All arrays are read-only, and in the order of `rows`.

    Attributes:
        rows: int32[n], the model's rows of the words that are drawn, the commonest first.
        positions: float32[n, 2], x and y, centred; both within -1 to 1, with the same scale.
        clusters: uint8[n], the number of each word's cluster; that of the commonest word is 0.
        label_zooms: float32[n], the zoom from which a word's label can be shown, see `firth.explorer.maps.labels`;
            infinity for a word that lies exactly where a commoner one does.
        distortion: how far the picture keeps the neighbours that words have in the whole space.
        config: what it was made by.
    """

    rows: NDArray[np.int32]
    positions: NDArray[np.float32]
    clusters: NDArray[np.uint8]
    label_zooms: NDArray[np.float32]
    distortion: Distortion
    config: ResolvedExploreConfig

    def turned_like(self, words: Sequence[str], other: "Map", others: Sequence[str]) -> "Map":
        """The same map, turned and mirrored so that words are near where they are in another one.

        Args:
            words: of this map.
            other: the map that it shall be like.
            others: its words.
        """
        positions = turned_like(self.positions, words, other.positions, others)
        zooms = label_zooms(words, positions)
        for array in (positions, zooms):
            array.flags.writeable = False
        return replace(self, positions=positions, label_zooms=zooms)


def map_of(
    vectors: WordVectors,
    config: ExploreConfig,
    *,
    on_progress: Report | None = None,
    clusters: NDArray[np.uint8] | None = None,
) -> Map:
    """Draw the map of a vocabulary.

    Args:
        vectors: the words; their directions count, not their lengths. For other rows, take a ``view``.
        config: how.
        on_progress: called with `NeighboursProgress` and `ProjectProgress` values. What it raises ends the work.
        clusters: those of another map of these words; they do not depend on how it is drawn. None: they are found.

    Returns:
        The same on any number of threads.

    Raises:
        FormatError: a vector holds NaN or infinity.
        MissingExtraError: openTSNE or scikit-learn is not installed.
    """
    settings = config.resolved()
    rows = commonest(vectors, settings.words)
    directions = unit_rows(vectors.vectors[rows])
    positions = project(
        directions, settings.perplexity, seed=settings.seed, workers=settings.workers, on_progress=on_progress
    )
    words = vectors.words
    arrays = (
        rows,
        positions,
        clusters_of(directions, settings.clusters, settings.seed) if clusters is None else clusters,
        label_zooms([words[row] for row in rows], positions),
    )
    for array in arrays:
        array.flags.writeable = False
    distortion = distortion_of(directions, positions, settings.neighbours, settings.sample, settings.seed)
    return Map(*arrays, distortion, settings)


def commonest(vectors: WordVectors, most: int) -> NDArray[np.int32]:
    """The rows of the commonest words, by their counts, or the first ones where there are none: int32[n]."""
    if vectors.counts is None:
        return np.arange(min(most, len(vectors)), dtype=np.int32)
    return np.argsort(-vectors.counts, kind="stable")[:most].astype(np.int32)
