"""Words as a still picture."""

from collections.abc import Iterable

from firth.config import ExploreConfig, Projection
from firth.errors import ArgumentError
from firth.explorer.maps.distortion import distortion_of
from firth.explorer.maps.mapping import commonest
from firth.explorer.maps.projecting import project
from firth.explorer.picture.drawing import Picture
from firth.figures import check_matplotlib
from firth.recipes.common import Report, reporter
from firth.search import unit_rows
from firth.vectors.queries import many_words
from firth.vectors.word_vectors import WordVectors

__all__ = ["plot"]

_COMMONEST = 300
"""Words, where none are named."""

_MOST = 5_000
"""Words; more would be a grey field."""


def plot(  # noqa: PLR0913 - words, and keywords that vary the picture
    vectors: WordVectors,
    words: Iterable[str] | None = None,
    *,
    projection: Projection = "pca",
    perplexity: float | None = None,
    seed: int = 1,
    progress: bool | Report = False,
) -> Picture:
    """Draw words as points of a picture, so that words of like direction are near each other.

    For a map of a whole vocabulary, with answers beside it, there is `explore`.

    Args:
        vectors: the model, or a view of it.
        words: which to draw, 5,000 at most; those in front have the first choice of room for their labels. None: the
            300 commonest.
        projection: "pca", or "tsne", which keeps neighbours together.
        perplexity: of t-SNE, about how many neighbours of a word count; the default is 30.
        seed: of t-SNE.
        progress: as for `train`, with the `NeighboursProgress` and `ProjectProgress` values of t-SNE.

    Returns:
        What a notebook shows, and what writes itself as PNG or SVG.

    Raises:
        ArgumentError: no words, or too many.
        ArgumentTypeError: the words are one string, or not strings.
        ConfigError: a setting out of range.
        FormatError: a vector is not finite.
        MissingExtraError: Matplotlib is not installed, or, for t-SNE, openTSNE.
        UnknownWordError: a word that is not in the model.

    Example:
        >>> picture = firth.plot(vectors, ["king", "queen", "man", "woman"])
        >>> picture.save("royal.svg")
    """
    check_matplotlib()
    settings = ExploreConfig(projection=projection, perplexity=perplexity, seed=seed).resolved()
    vectors = vectors.as_words()
    if words is None:
        words = [vectors.words[row] for row in commonest(vectors, _COMMONEST)]
    chosen = list(dict.fromkeys(map(str, many_words("words", words))))
    if not 1 <= len(chosen) <= _MOST:
        raise ArgumentError("words", len(chosen), f"name from 1 to {_MOST:,} words")
    directions = unit_rows(vectors.rows(chosen))
    with reporter(progress) as report:
        positions = project(directions, settings.perplexity, seed=seed, workers=settings.workers, on_progress=report)
    distortion = distortion_of(directions, positions, settings.neighbours, settings.sample, seed)
    return Picture(tuple(chosen), positions, distortion)
