"""Vectors as something to look at."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, Unpack

from firth.config import ExploreConfig, ExploreFields
from firth.errors import ArgumentError, ArgumentTypeError
from firth.explorer.columns import read_columns
from firth.explorer.exploration import Exploration
from firth.explorer.maps.mapping import map_of
from firth.explorer.maps.projecting import check_tsne
from firth.explorer.payload import Explored
from firth.explorer.side_by_side import alike, differences_of
from firth.formats.target import check_target
from firth.recipes.common import Report, check_names, reporter
from firth.runs.runs import Runs
from firth.vectors.word_vectors import View, WordVectors

if TYPE_CHECKING:
    from firth.studies.audit.report import AuditReport

__all__ = ["explore"]

Model: TypeAlias = WordVectors | Runs


def explore(  # noqa: PLR0913 - models, and keywords for what is shown of them
    models: Model | Sequence[Model] | Mapping[str, Model],
    *,
    html: str | os.PathLike[str] | None = None,
    columns: str | os.PathLike[str] | None = None,
    view: View | None = None,
    audits: Mapping[str, "AuditReport"] | None = None,
    at_once: bool = False,
    progress: bool | Report = False,
    **settings: Unpack[ExploreFields],
) -> Exploration:
    """Make a page to see a model: the map of its words, and answers beside it. Or two models, side by side.

    Args:
        models: vectors, from whatever program; or two of them, in a list, or by name. A model with its runs
            (`firth.load_stability`) also tells in how many of them an answer holds.
        html: a file to write the page to. It needs no server and no network. None: what is returned can be served,
            or written later.
        columns: the name of a table of words, with tabs between its cells, a heading, and the word in the first column.
            The page can colour words by the others.
        view: the vectors that the map is drawn of, as in `WordVectors.view`; None: the vectors as they are.
        audits: by the name of a model, what `audit` reported of it; the page shows the figure and the numbers.
        at_once: draw the maps by principal components, which takes a moment. `serve` draws those by t-SNE while people
            look at the page, and then moves the words there.
        progress: as for `train`, with `NeighboursProgress` and `ProjectProgress` values.
        **settings: fields of `ExploreConfig`.

    Returns:
        What `save_html` writes and `serve` serves.

    Raises:
        ArgumentError: no model, or more than two; columns of other words; or an audit of a model that is not shown.
        ArgumentTypeError: something else than vectors.
        ConfigError: a setting out of range.
        FormatError: a vector is not finite, or the columns are no table.
        SourceError: the columns are missing or cannot be read.
        MissingPartError: a model has no such view.
        MissingExtraError: a library of ``firth[explore]`` is not installed.
        TargetError: the file cannot be written.

    Example:
        >>> firth.explore(vectors, html="page.html", projection="pca")
        <Exploration: 8 of 8 words of A>
    """
    if html is not None:
        check_target(html)
    check_names(settings, ExploreFields.__annotations__)
    config, named = ExploreConfig(**settings), _named(models)
    drawable = _drawable(audits or {}, named)
    table = {} if columns is None else read_columns(columns)
    first = _first(config, html) if at_once else config
    explored = []
    with reporter(progress) as report:
        for name, model in named.items():
            vectors = model.model if isinstance(model, Runs) else model
            drawn = map_of(vectors if view is None else vectors.view(view), first, on_progress=report)
            runs = model if isinstance(model, Runs) else None
            explored.append(Explored(name, vectors, drawn, table, runs, view or "input", drawable.get(name)))
    if columns is not None and not any(each.known(name) for each in explored for name in table):
        raise ArgumentError("columns", os.fspath(columns), "none of its words is on the map; look at case and blanks")
    explored = alike(explored)
    exploration = Exploration(explored, differences_of(explored), None if first == config else config)
    if html is not None:
        exploration.save_html(html)
    return exploration


def _first(config: ExploreConfig, html: object) -> ExploreConfig:
    """How maps are drawn that take a moment, once it is known that the others can be drawn later."""
    if html is not None:
        raise ArgumentError("at_once", True, "has no effect with html: a file holds the maps as they are")
    if config.projection == "tsne":
        check_tsne()
    return replace(config, projection="pca", perplexity=None)


def _drawable(audits: Mapping[str, "AuditReport"], named: Mapping[str, Model]) -> dict[str, Any]:
    """What the page shows of audits, by model."""
    if unknown := audits.keys() - named.keys():
        raise ArgumentError("audits", sorted(unknown), f"must be of models that are shown: {', '.join(named)}")
    if not audits:
        return {}
    from firth.studies.audit.cells import drawable  # noqa: PLC0415 - it loads the compiler, which an audit needed too

    return {name: drawable(report) for name, report in audits.items()}


def _named(models: Model | Sequence[Model] | Mapping[str, Model]) -> dict[str, Model]:
    """The models by name; those without names are A and B."""
    is_one = isinstance(models, WordVectors | Runs | str) or not isinstance(models, Mapping | Sequence)
    several: Any = [models] if is_one else models
    named = (
        dict(several) if isinstance(several, Mapping) else {chr(ord("A") + i): each for i, each in enumerate(several)}
    )
    if len(named) not in {1, 2}:
        raise ArgumentError("models", list(named), "give one model, or two")
    for name, model in named.items():
        if not isinstance(model, WordVectors | Runs):
            raise ArgumentTypeError(f"models[{name!r}]", model, "must be WordVectors, such as firth.load(path) gives")
    return {name: model.as_words() for name, model in named.items()}
