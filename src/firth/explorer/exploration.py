"""Models ready to be looked at: as a page that is one file, or from a server on this machine."""

import html
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from firth.config import ExploreConfig
from firth.explorer.answering import Answering
from firth.explorer.page import page
from firth.explorer.payload import Explored, payload_of
from firth.formats.target import replacing

__all__ = ["Exploration"]


@dataclass(frozen=True, eq=False, repr=False)
class Exploration:
    """One model or two, with their maps.

    Attributes:
        models: what is shown of each.
        differences: words whose neighbours differ most between two models; None of one.
        coming: how the maps will be drawn while they are served; None: they stay as they are. A file has those of
            `models`.

    Example:
        >>> firth.explore({"E": vectors, "mean": vectors.view("mean")}, projection="pca")
        <Exploration: 8 of 8 words of E, 8 of 8 words of mean>
    """

    models: Sequence[Explored]
    differences: Sequence[Mapping[str, Any]] | None
    coming: ExploreConfig | None = None

    def __repr__(self) -> str:
        shown = ", ".join(f"{len(each.words):,} of {len(each.vectors):,} words of {each.name}" for each in self.models)
        return f"<Exploration: {shown}>"

    @cached_property
    def payload(self) -> dict[str, Any]:
        """What the page that is one file holds."""
        return payload_of(self.models, served=False, differences=self.differences)

    def agreement(self, model: int = 0) -> dict[str, float]:
        """How well the page that is one file answers: the share of ten nearest words that are the exact ones, by view.

        Args:
            model: its number.

        Raises:
            FormatError: a vector is not finite.

        Example:
            >>> firth.explore(vectors).agreement()["input"]
            1.0
        """
        return {view: codes["agreement"] for view, codes in self.payload["models"][model]["codes"].items()}

    def to_html(self) -> str:
        """The page as one file, which asks nobody: its answers are about the words of the map.

        Raises:
            FormatError: a vector is not finite.

        Example:
            >>> firth.explore(vectors).to_html()[:15]
            '<!doctype html>'
        """
        return page(self.payload)

    def save_html(self, path: str | os.PathLike[str]) -> None:
        """Write that page to a file; an existing one is replaced when the new one is whole.

        Raises:
            TargetError: the file cannot be written.

        The other errors are those of `to_html`.

        Example:
            >>> firth.explore(vectors).save_html("page.html")
        """
        document = self.to_html().encode("utf-8", "backslashreplace")
        with replacing(path) as out:
            out.write(document)

    def _repr_html_(self) -> str:
        """That page in a frame, for notebooks, whose own content it cannot reach."""
        document = html.escape(self.to_html())
        style = "width: 100%; height: 640px; border: 0"
        return f'<iframe sandbox="allow-scripts allow-downloads" style="{style}" srcdoc="{document}"></iframe>'

    def serve(self, on_url: Callable[[str], object], *, port: int = 0) -> None:
        """Serve the page to the browsers of this machine until Ctrl-C; its answers are exact, over all words.

        Where maps are still to be drawn, they are drawn meanwhile, and those of the page move in place.

        Args:
            on_url: called once with the page's URL, when it can be opened; `webbrowser.open` opens it.
            port: where to listen; 0: any that is free.

        Raises:
            ArgumentError: the port is in use.
            MissingExtraError: Starlette or uvicorn is not installed.
            KeyboardInterrupt: Ctrl-C, once all has ended.

        Example:
            >>> import webbrowser
            >>> firth.explore(vectors).serve(webbrowser.open)  # doctest: +SKIP
        """
        from firth.explorer.live import LivePage  # noqa: PLC0415 - an extra
        from firth.explorer.redrawing import Redrawing  # noqa: PLC0415 - the same

        page = LivePage(None if self.coming is None else "drawing", port=port)
        answering = Answering(self.models)

        def show(models: Sequence[Explored]) -> None:
            page.show(models, answering, self.differences)

        show(self.models)
        on_url(page.server.url)
        with nullcontext() if self.coming is None else Redrawing(page, self.models, self.coming, show):
            page.server.run()
