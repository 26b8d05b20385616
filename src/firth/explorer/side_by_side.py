"""Two models side by side: maps that are turned alike, and the words whose neighbours differ most."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from firth.evaluation.comparing.neighbourhoods import overlaps
from firth.evaluation.comparing.shared_words import with_shared_words
from firth.explorer.payload import Explored
from firth.search import Directions, nearest

__all__ = ["alike", "differences_of"]

ASKED = 2_000  # of the words on both maps, the commonest: of rare ones the neighbours differ by chance
NEIGHBOURS = 10
SHOWN = 50


def alike(models: Sequence[Explored]) -> list[Explored]:
    """The models with the second one's map turned like the first one's: a direction in a picture has no meaning.

    Args:
        models: one or two.
    """
    first, *others = models
    return [first, *(replace(each, map=each.map.turned_like(each.words, first.map, first.words)) for each in others)]


def differences_of(models: Sequence[Explored]) -> list[dict[str, Any]] | None:
    """The words on both maps whose ten nearest words differ most, those first; None unless there are two models.

    The candidates for neighbours are all words that both models have.

    Args:
        models: as they are shown.

    Raises:
        FormatError: a vector is not finite.
    """
    if len(models) != 2:
        return None
    drawn = set(models[0].words).intersection(models[1].words)
    if not drawn:
        return []
    shared = with_shared_words({str(i): each.vectors for i, each in enumerate(models)}, fold_case=False)
    words = shared[0].words
    asked = np.array([row for row, word in enumerate(words) if word in drawn][:ASKED])
    found = [
        nearest(Directions(each.vectors), each.vectors[asked], NEIGHBOURS, exclude=asked[:, None])[0] for each in shared
    ]
    shares = overlaps(*found)
    most = np.lexsort((asked, shares))[:SHOWN]
    return [{"word": words[asked[i]], "shared": float(shares[i])} for i in most.tolist()]
