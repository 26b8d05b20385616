"""The payload: one JSON object, of which the page is a view. Everything that a picture needs has been computed in it.

Arrays are base64 of their bytes, little-endian, row after row. A page that is served asks for what is not in it
(`firth.explorer.answering`); one that is a single file holds the codes of its words' vectors instead.
"""

import base64
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.explorer.codes import agreement, codes_of
from firth.explorer.columns import Columns
from firth.explorer.counted import codes_of_words, noise_of
from firth.explorer.maps.mapping import Map
from firth.explorer.sureness import neighbours_in_runs
from firth.runs.runs import Runs
from firth.vectors.word_vectors import View, WordVectors
from firth.versions import __version__

__all__ = ["VERSION", "VIEWS", "Explored", "as_text", "base64_of", "payload_of", "views_of"]

VERSION = 1

VIEWS: Mapping[str, View] = {"input": "input", "output": "context", "mean": "mean", "concatenated": "concat"}
"""The page's names for the views, which a newcomer reads, and Firth's."""


@dataclass(frozen=True, eq=False)
class Explored:
    """A model and what is shown of it.

    Attributes:
        name: of the model.
        vectors: the model.
        map: the words that are drawn, and where.
        columns: further facts of words, by name of the column and by word.
        runs: of the model, or None.
        drawn: the view that the map is drawn of.
        audit: the model beside theory, see `firth.studies.audit.cells`; None: it was not audited.
    """

    name: str
    vectors: WordVectors
    map: Map
    columns: Columns = field(default_factory=dict)
    runs: Runs | None = None
    drawn: View = "input"
    audit: Mapping[str, Any] | None = None

    def known(self, column: str) -> int:
        """Of how many words of the map a column has a value."""
        return sum(word in self.columns[column] for word in self.words)

    @property
    def projection(self) -> dict[str, Any]:
        """How the map was drawn, and how far it can be trusted."""
        drawn = next(name for name, view in VIEWS.items() if view == self.drawn)
        config = self.map.config
        return {"method": config.projection, "seed": config.seed, "view": drawn, **asdict(self.map.distortion)}

    @cached_property
    def words(self) -> list[str]:
        """The words of the map, the commonest first."""
        words = self.vectors.words
        return [words[row] for row in self.map.rows.tolist()]


def payload_of(
    models: Sequence[Explored],
    *,
    served: bool,
    differences: Sequence[Mapping[str, Any]] | None = None,
    follows: str | None = None,
) -> dict[str, Any]:
    """What a page shows.

    Args:
        models: one or two.
        served: whether a server answers the page's questions; else the codes of the vectors are in the payload.
        differences: words whose neighbours differ most between two models.
        follows: "training" or "drawing", the work that a served page follows; None: it follows none.
    """
    return {
        "version": VERSION,
        "firth": __version__,
        "served": served,
        "models": [_model(each, with_codes=not served) for each in models],
        "differences": differences,
        "follows": follows,
    }


def as_text(payload: Mapping[str, Any]) -> bytes:
    """A document as JSON in UTF-8; a lone surrogate becomes the escape that JSON has for it."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "backslashreplace"
    )


def base64_of(array: NDArray[Any], dtype: str) -> str:
    """An array as the page reads it.

    Args:
        array: of any shape.
        dtype: NumPy's name for what the page makes of it, little-endian, such as "<f4".
    """
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode("ascii")


def views_of(vectors: WordVectors) -> list[str]:
    """The page's names for the views that a model has."""
    return list(VIEWS) if vectors.contexts is not None else ["input"]


def _model(explored: Explored, *, with_codes: bool) -> dict[str, Any]:
    vectors, drawn, words = explored.vectors, explored.map, explored.words
    return {
        "name": explored.name,
        "total": len(vectors),
        "dimensions": vectors.vectors.shape[1],
        "words": words,
        "rows": base64_of(drawn.rows, "<i4"),
        "counts": None if vectors.counts is None else vectors.counts[drawn.rows].tolist(),
        "positions": base64_of(drawn.positions, "<f4"),
        "label_zoom": base64_of(drawn.label_zooms, "<f4"),
        "clusters": base64_of(drawn.clusters, "|u1"),
        "columns": {name: [of.get(word) for word in words] for name, of in explored.columns.items()},
        "projection": explored.projection,
        "views": views_of(vectors),
        "codes": _codes(vectors, drawn.rows) if with_codes else None,
        "facts": [[name, _shown(value)] for name, value in _facts(vectors.info)],
        "losses": _losses(vectors.info),
        "audit": explored.audit,
        "noise": noise_of(vectors),
        "huffman": codes_of_words(vectors, drawn.rows) if with_codes else None,
        "stability": None if explored.runs is None else _stability(explored.runs, drawn, with_codes=with_codes),
    }


def _codes(vectors: WordVectors, rows: NDArray[np.int32]) -> dict[str, Any]:
    """The two matrices, from which the page makes the other views."""
    coded = {}
    for name, matrix in (("input", vectors.vectors), ("output", vectors.contexts)):
        if matrix is not None:
            codes = codes_of(matrix[rows])
            coded[name] = {
                "bytes": base64_of(codes.codes, "|i1"),
                "scales": base64_of(codes.scales, "<f4"),
                "agreement": agreement(matrix[rows], codes),
            }
    return coded


def _stability(runs: Runs, drawn: Map, *, with_codes: bool) -> dict[str, Any]:
    """The runs, and if asked for, the nearest words of each word with the number of runs in which they hold."""
    told: dict[str, Any] = {"runs": len(runs), "by": runs.by, "neighbours": None, "holds": None}
    if with_codes and len(drawn.rows) > 1:
        neighbours, holds = neighbours_in_runs(runs, drawn.rows, drawn.config.workers)
        told |= {"neighbours": base64_of(neighbours, "<i4"), "holds": base64_of(holds, "<u2")}
    return told


def _facts(info: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a model says of itself, without lists and what has no value."""
    for name, value in info.items():
        if isinstance(value, Mapping):
            yield from _facts(value)
        elif isinstance(value, str | int | float):
            yield name, value


def _shown(value: str | float) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"


def _losses(info: Mapping[str, Any]) -> list[list[float]] | None:
    """Words seen and the loss there, point by point, where a model says so; its file may be a stranger's."""
    training = info.get("training")
    curve = training.get("loss_curve") if isinstance(training, Mapping) else None
    if not (isinstance(curve, Sequence) and curve and all(map(_is_point, curve))):
        return None
    return [list(point) for point in curve]


def _is_point(value: object) -> bool:
    return (
        isinstance(value, Sequence)
        and len(value) == 2
        and all(isinstance(each, int | float) and math.isfinite(each) for each in value)
    )
