"""See a model in a browser: the map of its words, and answers beside it.

The page is served on this machine until Ctrl-C, and its answers are exact, over all
words. It opens at once with a map by principal components, and its words move when
the map by t-SNE is drawn. With --html it is written to one file, which needs no server and no network;
its answers are about the words of the map, by vectors of a byte a number.

With a second model, both are shown side by side, with the words whose neighbours
differ most.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from firth.cli import streams
from firth.cli.evaluation_options import check_outputs
from firth.cli.model_files import add_loading_options, load_model, names_of
from firth.cli.setting_options import add_settings, given_settings, whole_number
from firth.cli.signals import terminable
from firth.cli.tables import file_size, number, table
from firth.cli.text_options import opened
from firth.config import ExploreConfig
from firth.errors import ArgumentError, ConfigError, MissingPartError
from firth.vectors.word_vectors import View, WordVectors

if TYPE_CHECKING:
    from firth.explorer.exploration import Exploration
    from firth.explorer.payload import Explored
    from firth.recipes.common import Report
    from firth.recipes.explore import Model
    from firth.studies.audit.report import AuditReport

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth explore vectors.safetensors
  firth explore vectors.safetensors --html page.html --words 50000
  firth explore skipgram.safetensors cbow.safetensors
  firth explore vectors.safetensors --columns parts_of_speech.tsv --projection pca
  firth explore vectors.safetensors --audit corpus.txt
  firth explore vectors.safetensors --no-browser --port 8000

On another machine: firth explore MODEL --no-browser --port 8000 there, and here
ssh -L 8000:127.0.0.1:8000 THERE; then open the URL that was printed.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth explore``."""
    parser.usage = "%(prog)s MODEL [OTHER] [options]"
    parser.epilog = EPILOG
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument("other", metavar="OTHER", nargs="?", help="another one, to be shown beside it")
    parser.add_argument("--html", metavar="FILE", help="write the page to one file instead of serving it")
    parser.add_argument(
        "--columns",
        metavar="TSV",
        help="a table of words, by which the page can colour them: a heading, and the word in the first column",
    )
    parser.add_argument(
        "--view",
        dest="drawn_view",
        choices=get_args(View),
        help="the vectors that the map is drawn of; the page answers about all views [default: those of the file]",
    )
    parser.add_argument(
        "--stability",
        action="store_true",
        help="show in how many runs of `firth stability` an answer is among the first",
    )
    parser.add_argument(
        "--audit",
        metavar="TEXT",
        help="the text that the model was trained on: show the figure of `firth audit`, which is made first",
    )
    add_settings(parser, ExploreConfig.__dataclass_fields__, ExploreConfig)
    add_loading_options(parser)
    parser.add_argument(
        "--port", type=whole_number(0), metavar="N", help="where to serve [default 0: any that is free]"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the URL, and open no browser")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--json", action="store_true", help="print what was made as one JSON document")


def run(args: argparse.Namespace) -> int:
    """Draw the map, and write the page or serve it."""
    _check_form(args)
    with terminable():
        exploration = _explored(args)
        _remark(exploration)
        if args.html is None:
            exploration.serve(lambda url: _announce(exploration, url, args), port=args.port or 0)
        else:
            exploration.save_html(args.html)
            _report(exploration, args)
    return 0


def _check_form(args: argparse.Namespace) -> None:
    """Refuse options without effect, a target that cannot be written, and a port that is in use, before the work."""
    files = [each for each in (args.model, args.other, args.columns, args.audit) if each is not None]
    check_outputs({"html": args.html}, files)
    if args.html is not None and args.port is not None:
        raise ArgumentError("port", args.port, "has no effect with --html; leave it out")
    if args.port is not None:
        from firth.explorer.server import check_port  # noqa: PLC0415 - --help and wrong use

        check_port(args.port)
    if args.other is not None and Path(args.model).resolve() == Path(args.other).resolve():
        raise ArgumentError("files", None, f"the same file is given twice: {args.model}")


def _explored(args: argparse.Namespace) -> "Exploration":
    from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
    from firth.recipes.explore import explore  # noqa: PLC0415 - the same

    paths = [path for path in (args.model, args.other) if path is not None]
    models = {name: _model(args, path) for name, path in zip(names_of(paths), paths, strict=True)}
    with bar(disable=True if args.quiet else None) as show:
        return explore(
            models,
            columns=args.columns,
            view=args.drawn_view,
            audits=_audits(args, models, show),
            at_once=args.html is None,
            progress=show,
            **given_settings(args, ExploreConfig),
        )


def _audits(
    args: argparse.Namespace, models: "Mapping[str, Model]", show: "Report"
) -> "Mapping[str, AuditReport] | None":
    """The models beside theory, those that it covers: of two, one may be CBOW."""
    if args.audit is None:
        return None
    from firth.recipes.audit import audit  # noqa: PLC0415 - only this option needs it
    from firth.studies.audit.audit import audited_config  # noqa: PLC0415 - the same

    covered, refused = {}, []
    for name, model in models.items():
        vectors = model if isinstance(model, WordVectors) else model.model
        try:
            audited_config(vectors)
        except (ConfigError, MissingPartError) as error:
            refused.append(error)
        else:
            covered[name] = vectors
    if not covered:
        raise refused[0]
    return {name: audit(vectors, files=opened([args.audit]), progress=show) for name, vectors in covered.items()}


def _model(args: argparse.Namespace, path: str) -> "Model":
    """The model, or with --stability the model and its runs."""
    vectors = load_model(args, path=path)
    if not args.stability:
        return vectors
    from firth.runs.folder import vectors_of_runs  # noqa: PLC0415 - only this option needs it
    from firth.runs.runs import Runs  # noqa: PLC0415 - the same

    by, runs = vectors_of_runs(vectors, path, limit=args.limit)
    return Runs(vectors, runs, by)


def _remark(exploration: "Exploration") -> None:
    """Say of a model that there is nothing to see, before somebody looks for it."""
    for each in exploration.models:
        if len(each.words) == 1:
            streams.say(f"note: {each.name} has one word, which has no neighbours")
        elif not each.vectors.vectors[each.map.rows].any():
            streams.say(f"note: all vectors of {each.name} that are shown are zeros: no word is near another")


def _announce(exploration: "Exploration", url: str, args: argparse.Namespace) -> None:
    """Say where the page is, and open it."""
    if args.json:
        drawing = None if exploration.coming is None else exploration.coming.projection
        streams.write_json({"url": url, "drawing": drawing, "models": list(map(_facts, exploration.models))})
    else:
        streams.write(url)
    streams.say("the page is at this URL, for the browsers of this machine, until Ctrl-C")
    from firth.explorer.server import open_page  # noqa: PLC0415 - --help and wrong use

    if not args.no_browser and not open_page(url):
        streams.say("note: there is no browser on this machine that could show it; open the URL yourself")


def _report(exploration: "Exploration", args: argparse.Namespace) -> None:
    """Say what was written, and how well the page's answers agree with exact ones."""
    size = Path(args.html).stat().st_size
    models = [
        {**_facts(each), "agreement": exploration.agreement(place)} for place, each in enumerate(exploration.models)
    ]
    if args.json:
        streams.write_json({"html": args.html, "bytes": size, "models": models})
        return
    lines = [line for model in models for line in _lines(model)]
    streams.write(table([*lines, ("written", f"{args.html} ({file_size(size)})")]))


def _facts(model: "Explored") -> dict[str, Any]:
    return {
        "name": model.name,
        "words": len(model.words),
        "total": len(model.vectors),
        "dimensions": model.vectors.vectors.shape[1],
        **model.projection,
        **({"columns": {name: model.known(name) for name in model.columns}} if model.columns else {}),
    }


def _lines(model: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield model["name"], f"{model['words']:,} of {model['total']:,} words, {model['dimensions']} dimensions"
    yield "  map", f"trustworthiness {number(model['trustworthiness'])}, continuity {number(model['continuity'])}"
    for name, known in model.get("columns", {}).items():
        yield f"  column {name}", f"of {known:,} of these words"
    for view, agreement in model["agreement"].items():
        yield f"  answers, {view}", f"{number(agreement)} of the ten nearest words are the exact ones"
