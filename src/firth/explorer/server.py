"""The page from a server on this machine: for the browser in front of it, and nobody else.

Any program on this machine, and any page in its browser, can reach a port of it. What keeps them out:

- The server listens at 127.0.0.1 alone, which other machines do not reach.
- Without a random token it gives away nothing but the page, which holds no data. The token is in the page's URL behind
  the #, which browsers do not send.
- The Host header must be the server's own, so that no stranger's name can be made to lead here (DNS rebinding). So must
  an Origin header, where there is one: no page from elsewhere can ask.
- The page may not be shown within another. By the policy that is in it (`firth.explorer.page`), it runs only the
  scripts that it came with, and connects only to this server.
"""

import hmac
import secrets
import socket
import threading
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from firth.errors import ArgumentError, FirthError, MissingExtraError
from firth.explorer.payload import as_text
from firth.formats.strict_json import shallow_json

try:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.datastructures import Headers, MutableHeaders
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Route
except ImportError:
    raise MissingExtraError("Starlette or uvicorn", "explore", "A page that is served") from None

__all__ = ["Server", "check_port", "open_page"]

Ask: TypeAlias = Callable[[object], dict[str, Any]]
Progress: TypeAlias = Callable[[], dict[str, Any]]
Scope: TypeAlias = MutableMapping[str, Any]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Any, Send], Awaitable[None]]

HOST = "127.0.0.1"
LARGEST_QUESTION = 1 << 20  # bytes
IN_TERMINAL = {"www-browser", "links", "elinks", "lynx", "w3m"}
"""Browsers that would take the terminal, and do not run the page."""

SECONDS_TO_END = 1  # for answers that are under way


class Server:
    """A page and the answers to its questions, at a port of this machine. It listens from the beginning.

    Args:
        page: HTML, without any data.
        payload: gives the JSON that the page fetches.
        ask: what answers a question, and raises FirthError where it makes no sense.
        port: where to listen; 0: any that is free.
        progress: tells how far a training is that the page follows; None: it follows none.

    Attributes:
        url: of the page, with the token.

    Raises:
        ArgumentError: the port is in use, or may not be used.
    """

    def __init__(
        self, page: str, payload: Callable[[], bytes], ask: Ask, *, port: int = 0, progress: Progress | None = None
    ) -> None:
        self._socket = _listening(port)
        address = f"{HOST}:{self._socket.getsockname()[1]}"
        token = secrets.token_urlsafe(32)
        self.url = f"http://{address}/#token={token}"
        application = _application(page, payload, ask, progress, [Middleware(_Guard, address=address, token=token)])
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                log_level="error",
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=SECONDS_TO_END,
            )
        )

    def run(self) -> None:
        """Answer until Ctrl-C, a signal to end, or `stop`.

        Raises:
            KeyboardInterrupt: Ctrl-C, once all has ended.
        """
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Let `run` end, which another thread is in."""
        self._server.should_exit = True

    def close(self) -> None:
        """Give the port back, where `run` is not called."""
        self._socket.close()


def open_page(url: str) -> bool:
    """Open a page in a browser, beside what goes on here: some browsers return only when they are closed.

    Returns:
        Whether there is a browser that can show it.
    """
    try:
        found = webbrowser.get().name not in IN_TERMINAL
    except webbrowser.Error:
        found = False
    if found:
        threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()
    return found


def check_port(port: int) -> None:
    """Find out, before a map is drawn for minutes, whether a port can be listened at.

    Raises:
        ArgumentError: it is in use, or may not be used.
    """
    _listening(port).close()


def _listening(port: int) -> socket.socket:
    if not 0 <= port < 1 << 16:
        raise ArgumentError("port", port, "must be a number from 0 to 65,535; 0 is any that is free")
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        what = error.strerror or error
        raise ArgumentError("port", port, f"cannot be used ({what}). Choose another, or none for a free one") from None


def _application(
    page: str, payload: Callable[[], bytes], ask: Ask, progress: Progress | None, middleware: list[Any]
) -> Starlette:
    """The addresses that there are."""

    async def send_page(_: Request) -> Response:
        return HTMLResponse(page)

    async def send_payload(_: Request) -> Response:
        return Response(payload(), media_type="application/json")

    async def answer(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_QUESTION:
                raise HTTPException(413, f"A question has at most {LARGEST_QUESTION:,} bytes.")
        try:
            question = shallow_json(body)
        except ValueError as error:
            raise HTTPException(400, f"The question is not JSON: {error}.") from None
        return _json(await run_in_threadpool(ask, question))

    routes = [Route("/", send_page), Route("/api/payload", send_payload), Route("/api/ask", answer, methods=["POST"])]
    if progress is not None:
        routes.append(Route("/api/progress", lambda _: _json(progress())))
    handlers = {
        FirthError: lambda _, error: _json({"error": str(error)}, 400),
        HTTPException: lambda _, error: _json({"error": error.detail}, error.status_code),
    }
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


def _json(document: dict[str, Any], status: int = 200) -> Response:
    return Response(as_text(document), status, media_type="application/json")


class _Guard:
    """Refuses requests from elsewhere, and says with each answer what a browser may do with it.

    Args:
        app: what answers the others.
        address: of the server, "127.0.0.1:8000".
        token: without which there is nothing but the page.
    """

    def __init__(self, app: Application, *, address: str, token: str) -> None:
        self._app, self._token = app, token.encode()
        self._hosts = {address, address.replace(HOST, "localhost")}
        self._headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "frame-ancestors 'none'",  # the rest is in the page
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        refusal = self._refusal(scope)
        answer = _json({"error": refusal}, 403) if refusal else self._app
        await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> str:
        """Why a request is not answered; empty if it is."""
        headers = Headers(scope=scope)
        if len(headers.getlist("host")) != 1 or headers["host"] not in self._hosts:
            return "The Host header is not that of this server. Open the URL that was printed when it started."
        if any(origin not in {f"http://{host}" for host in self._hosts} for origin in headers.getlist("origin")):
            return "A page from elsewhere may not ask here."
        token = headers.get("x-firth-token", "").encode()
        if scope["path"] != "/" and not hmac.compare_digest(token, self._token):
            return "The token is missing or wrong. Open the URL that was printed when the server started."
        return ""
