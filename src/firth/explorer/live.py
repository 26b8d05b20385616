"""A page that is served, while what it shows may change."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from firth.explorer.answering import Answering
from firth.explorer.page import page
from firth.explorer.payload import Explored, as_text, payload_of
from firth.explorer.server import Server

__all__ = ["LivePage"]


class LivePage:
    """The page, its server, and what the page shows at the moment; each browser that has it open follows.

    Args:
        follows: the work that goes on while the page is looked at; None: what is shown does not change.
        port: where to listen; 0: any that is free.

    Attributes:
        server: to be run, from another thread or in this one.
        progress: what the page is told of the work. It is replaced, and never written to.

    Raises:
        ArgumentError: the port is in use.
        MissingExtraError: Starlette or uvicorn is not installed.
    """

    def __init__(self, follows: Literal["training", "drawing"] | None = None, *, port: int = 0) -> None:
        self._follows, self._maps = follows, 0
        self._payload, self._answering = b"", Answering([])
        self.progress: Mapping[str, Any] = {}
        self.server = Server(
            page(payload_of([], served=True)),
            lambda: self._payload,
            lambda question: self._answering(question),  # noqa: PLW0108 - that of the moment
            port=port,
            progress=None if follows is None else lambda: {**self.progress, "maps": self._maps},
        )

    def show(
        self, models: Sequence[Explored], answering: Answering, differences: Sequence[Mapping[str, Any]] | None = None
    ) -> None:
        """Show models from now on.

        Args:
            models: one or two.
            answering: what answers about them.
            differences: as in `firth.explorer.payload`.
        """
        self._answering = answering
        self._payload = as_text(payload_of(models, served=True, differences=differences, follows=self._follows))
        self._maps += 1
